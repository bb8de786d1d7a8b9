"""An examination of a trained network as the JSON of the interface."""

from __future__ import annotations

import json
from typing import Any

from proofs.render.examination import region
from proofs.trained_certificates import layers_section, number
from symbolic.partitions import Blocks
from symbolic.trained.clip import ZeroCost
from symbolic.trained.examine import SCOPES, Examination
from symbolic.trained.profile import LayerProfile


def as_json_text(found: Examination) -> str:
    """One line a key."""
    known = found.facts
    document: dict[str, Any] = {
        "statement": found.statement,
        "widths": list(found.at.network.widths),
        "cost_squared": number(found.at.cost),
        "readout_value": number(found.readout_value),
        "gap": number(found.gap),
        "strict": found.at.strict,
        "kinks": known.kinks,
        "dead": len(known.dead),
        "profile": [number(row.value) for row in found.profile],
        "verdicts": {scope.value: found.verdicts[scope].value for scope in SCOPES},
        "reason": found.reason,
    }
    document |= _networks(found)
    document["facts"] = {
        "always_on": len(known.always_on),
        "patterns": known.patterns,
        "radius": number(known.radius),
        "smallest_margin": None if known.smallest_margin is None else number(known.smallest_margin),
        "region_bound": None if found.region_bound is None else number(found.region_bound),
        "excluded_radius": None if found.excluded is None else number(found.excluded),
        "correct": known.correct,
    }
    document["partition"] = {
        "blocks": _blocks(found, found.partition.blocks),
        "value": number(found.partition.value),
        "excess": number(found.partition.excess),
        "spread": number(found.partition.spread),
    }
    document["region"] = region(found)
    document["truncation_form"] = found.form and {
        "base": found.form.base,
        "apex_dimensions": list(found.form.apex_dimensions),
    }
    document["layers"] = [_layer(found, row) for row in found.profile]
    lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in document.items())
    return "{" + ",\n".join(lines) + "}\n"


def _networks(found: Examination) -> dict[str, Any]:
    """Other networks that were found: a better one, a minimum nearby, what descent leads to."""
    document: dict[str, Any] = {}
    if found.refutation is not None:
        witness = found.refutation
        document["witness"] = {
            "layers": layers_section(witness.network),
            "cost_squared": number(witness.cost),
        }
    if found.nearby is not None:
        near = found.nearby
        document["nearby"] = {
            "statement": near.statement,
            "layers": layers_section(near.network),
            "cost_squared": number(near.cost),
            "distance": number(near.distance),
            "lower_bound": number(near.low),
        }
        if found.nearby.partition is not None:
            document["nearby"]["partition"] = _blocks(found, found.nearby.partition)
    elif found.nearby_reason:
        document["nearby_reason"] = found.nearby_reason
    if found.descent is not None:
        document["descent"] = {
            "cost_squared": number(found.descent.at.cost),
            "distance": number(found.descent.distance),
            "same_pattern": found.descent.same_pattern,
        }
    if isinstance(found.zero, ZeroCost):
        zero = found.zero
        document["zero"] = {"layers": layers_section(zero.network), "kept": zero.kept}
    return document


def _blocks(found: Examination, partition: Blocks) -> list[list[str]]:
    return [[found.data.labels[j] for j in block] for block in partition]


def _layer(found: Examination, row: LayerProfile) -> dict[str, Any]:
    """One line of the curation table."""
    classes = [
        {
            "label": label,
            "points": one.points,
            "off": one.off,
            "noise": None if one.noise is None else number(one.noise),
        }
        for label, one in zip(found.data.labels, row.classes, strict=True)
    ]
    return {"rank": row.rank, "classes": classes}
