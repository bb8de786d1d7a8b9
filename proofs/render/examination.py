"""An examination of a trained network as lines of text, and as the JSON of the interface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from proofs.trained_certificates import layers_section, number
from symbolic.trained.clip import ZeroCost
from symbolic.trained.examine import SCOPES, Examination
from symbolic.trained.profile import collapsed_at
from symbolic.words import counted

if TYPE_CHECKING:
    from symbolic.trained.nearby import Nearby

LONGEST = 24  # a numeral longer than this is shown by its decimals


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
    elif found.nearby_reason:
        document["nearby_reason"] = found.nearby_reason
    if isinstance(found.zero, ZeroCost):
        zero = found.zero
        document["zero"] = {"layers": layers_section(zero.network), "kept": zero.kept}
    document["facts"] = {
        "always_on": len(known.always_on),
        "patterns": known.patterns,
        "radius": number(known.radius),
        "smallest_margin": None if known.smallest_margin is None else number(known.smallest_margin),
        "region_bound": None if found.region_bound is None else number(found.region_bound),
        "excluded_radius": None if found.excluded is None else number(found.excluded),
        "correct": known.correct,
    }
    lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in document.items())
    return "{" + ",\n".join(lines) + "}\n"


def as_lines(found: Examination, name: str) -> list[str]:
    """What a practitioner reads: facts, the profile, verdicts, what is near."""
    lines = [*_facts(found, name), "", *_profile(found), "", *_verdicts(found)]
    if found.nearby is not None:
        lines += _nearby(found.nearby)
    elif found.nearby_reason:
        lines.append(f"nearby: unknown: {found.nearby_reason}")
    if isinstance(found.zero, ZeroCost):
        zero = found.zero
        lines.append(
            f"R4 proved: cost exactly 0 by {zero.how}; untouched: {counted(zero.kept, 'hidden layer')}"
        )
    elif found.zero is not None:
        lines.append(
            f"R4: no zero-loss network by a clip; outputs overlap for {', '.join(map(one_line, found.zero))}"
        )
    return lines


def _facts(found: Examination, name: str) -> Iterator[str]:
    at, known, data = found.at, found.facts, found.data
    widths = "-".join(map(str, at.network.widths))
    yield (
        f"{name}: {widths}, K = {counted(at.network.numbering.K, 'parameter')}, on {one_line(data.name)}: "
        f"Q = {counted(data.Q, 'class')}, N = {counted(data.N, 'point')}"
    )
    yield f"cost C^2 = {shown(at.cost)}; largest derivative {shown(known.gradient_largest)}"
    units = sum(at.network.widths[1:-1])
    yield (
        f"hidden units: {units}, {len(known.dead)} dead, {len(known.always_on)} always on; "
        f"{known.patterns} activation patterns; pre-activations that are 0: {known.kinks}"
    )
    if known.smallest_margin is not None and at.strict:
        yield (
            f"smallest |pre-activation| {shown(known.smallest_margin)}; the pattern is constant for "
            f"parameters within 2-norm {shown(known.radius)}"
        )
    if known.correct is not None and known.separated is not None:
        apart = sum(known.separated)
        yield (
            f"largest output right for {known.correct} of {counted(data.N, 'point')}; "
            f"{apart} of {counted(data.Q, 'class')} separated from the rest by their output"
        )
    yield from _structure(found)


def _structure(found: Examination) -> Iterator[str]:
    if found.excluded is not None:
        yield f"R6: no critical point within 2-norm {shown(found.excluded)}"
    if found.region_bound is not None:
        yield f"least squares on path features: no less than {shown(found.region_bound)} in the closed region"
    if found.form is not None:
        spaces = ", ".join(map(str, found.form.apex_dimensions))
        yield (
            f"R7: a cascade of truncation maps from layer {found.form.base} on; "
            f"dimensions of their apexes {spaces}"
        )
    if found.switched_off is not None:
        labels = found.data.labels
        steps = [
            f"layer {l} {{{', '.join(one_line(labels[j]) for j in off)}}}"
            for l, off in enumerate(found.switched_off, start=1)
            if off
        ]
        yield "every class is switched off whole or not at all: " + ("; ".join(steps) or "none is")


def _profile(found: Examination) -> Iterator[str]:
    labels, rows = found.data.labels, found.profile
    yield "layer  rank  least cost of an affine readout"
    for l, row in enumerate(rows):
        yield f"{l:5}  {row.rank:4}  {shown(row.value)}"
    wide = max(5, *(len(label) for label in labels))
    heads = "".join(f"{f'layer {l}':>18}" for l in range(len(rows)))
    yield "scatter / between the means (distinct points; * switched off whole)"
    yield f"{'class':{wide}}{heads}"
    for j, label in enumerate(labels):
        cells = []
        for row in rows:
            one = row.classes[j]
            noise = "-" if one.noise is None else shown(one.noise, 8)
            entry = f"{noise} ({one.points})" + "*" * one.off
            cells.append(f"{entry:>18}")
        yield f"{one_line(label):{wide}}{''.join(cells)}"
    first = collapsed_at(rows)
    one_point = [
        f"{one_line(label)} at layer {l}"
        for label, l in zip(labels, first, strict=True)
        if l is not None
    ]
    yield "one point: " + ("; ".join(one_point) or "no class anywhere")


def one_line(label: str) -> str:
    """A label as it can be printed."""
    return label if label.isprintable() else ascii(label)


def _verdicts(found: Examination) -> Iterator[str]:
    yield f"readout gap {shown(found.gap)} (R5)"
    for scope in SCOPES:
        yield f"{scope.in_words}: {found.verdicts[scope].value}"
    yield f"{found.statement}: {found.reason}"
    if found.refutation is not None:
        yield f"witness: cost {shown(found.refutation.cost)} by {found.refutation.along}"


def _nearby(near: Nearby) -> Iterator[str]:
    if near.low == near.cost:
        cost = f"cost {shown(near.cost)}, exactly"
    else:
        cost = f"cost {shown(near.cost)} to within {shown(near.cost - near.low)}"
    yield (
        f"nearby: {near.statement} proved: a local minimum in all parameters, {cost}, "
        f"at most {shown(near.distance)} away ({near.how})"
    )
    if near.flat is not None:
        yield f"        the minimizers near it form a set of dimension {near.flat}"
    if near.distance:
        yield "        nothing is claimed about the trained network itself"


def shown(value: Fraction, longest: int = LONGEST) -> str:
    """A short numeral as it is, a long one by three decimals of its scientific notation; for the
    eye only.

    >>> shown(Fraction(1, 3)), shown(Fraction(2**2000 + 1, 3**5)), shown(Fraction(1, 2**40))
    ('1/3', '4.72e+599', '9.09e-13')
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) < 3 * longest:
        numeral = number(value)
        if len(numeral) <= min(longest, 9):
            return numeral
    size, e = abs(value), 0
    if value:
        bits = size.numerator.bit_length() - size.denominator.bit_length()
        e = bits * 30103 // 100000
        e += (size >= Fraction(10) ** (e + 1)) - (size < Fraction(10) ** e)
    digits = round(size / Fraction(10) ** e * 100)
    if digits >= 1000:
        digits, e = digits // 10, e + 1
    sign = "-" if value < 0 else ""
    return f"{sign}{digits // 100}.{digits % 100:02d}e{e:+03d}"
