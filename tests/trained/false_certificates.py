"""The false certificates about trained networks and partitions that stand in
``tests/corpora/false``.

Every one is consistent but for the one thing a check might forget. ``python -m
tests.trained.false_certificates`` writes them again, with the start of the reason that the checker
gives.
"""

from __future__ import annotations

import copy
import json
import sys
from fractions import Fraction as F

from proofs.certificates.trained import examination_certificate, zero_cost_certificate
from proofs.checker import check
from symbolic import ClusterData
from symbolic.trained.examination import examine
from tests.checker import naive
from tests.checker.corpus import FALSE
from tests.trained import test_minima, test_partitions
from tests.trained import test_partitions_apart as apart
from tests.trained.nets import by_hand, data_named, trained


def at_a_kink(document):
    """The minimum with every unit off, one of them now on its kink at a point: not strict."""
    document["layers"][0]["W"], document["layers"][0]["b"] = [["1"]], ["-2"]
    document["original"] = copy.deepcopy(document["layers"])


def slice_only(document):
    """A saddle: the readout is the best one, and only the mixed derivative with the hidden layer
    shows it.
    """
    layers = [
        {"W": [["0"], ["0"]], "b": ["1", "1"]},
        {"W": [["1", "-1"], ["-1", "1"]], "b": ["1/2", "1/2"]},
    ]
    document["layers"], document["original"] = layers, copy.deepcopy(layers)


def exact_minimum():
    """Two classes on a line, every unit off."""
    data = ClusterData.from_rows({"a": [["1"], ["2"]], "b": [["-1"], ["-2"]]})
    network = by_hand([["0", "-1"]], [["3", "1/2"], ["0", "1/2"]])
    return json.loads(examination_certificate(examine(network.network(), data)))


def gap():
    data = data_named("two_triangles")
    return json.loads(examination_certificate(examine(trained(data, (2, 2), 3).network(), data)))


def clipped():
    data = data_named("three_simplices")
    examination = examine(trained(data, (3,), 2).network(), data, zero=True)
    return json.loads(zero_cost_certificate(examination, examination.zero))


def no_witness(document):
    document["witness"] = None


def larger_gap(document):
    document["gap"] = str(F(document["gap"]) * 2)


def witness_at_the_start(document):
    document["witness"] = {"layers": document["layers"], "cost_squared": document["cost_squared"]}


def better_value(document):
    document["readout_value"] = str(F(document["readout_value"]) / 2)
    document["gap"] = str(F(document["cost_squared"]) - F(document["readout_value"]))


def more_kept(document):
    document["kept"] = 2


def empty_basis(document):
    document["basis"] = []


def other_original(document):
    document["original"][0]["b"][0] = "1/3"


def near(statement):
    key = test_minima.FIRST[statement]
    data = data_named(key[0])
    examination = examine(trained(data, *key[1:]).network(), data, within=F(1, 1000))
    return json.loads(examination_certificate(examination))


def builders():
    """(name, true document, change) for every false certificate."""
    for statement, change in test_minima.FALSE:
        if change is not test_minima.other_weights:
            yield f"{statement.lower()}_{change.__name__}", near(statement), change
    yield "r2_empty_basis", near("R2"), empty_basis
    for change in (at_a_kink, slice_only):
        yield f"r1_{change.__name__}", exact_minimum(), change
    for change in (no_witness, larger_gap, witness_at_the_start, better_value):
        yield f"r5_{change.__name__}", gap(), change
    for change in (more_kept, other_original):
        yield f"r4_{change.__name__}", clipped(), change
    for change in test_partitions.FALSE:
        document = json.loads(test_partitions.certificate_of("two_triangles"))
        yield f"t6_{change.__name__}", document, change
    yield from behind_other_layers()


def behind_other_layers():
    """T6 for blocks that admit no order, and two networks that are no minima for all their outputs;
    these as R1 too.
    """
    for change in apart.FALSE:
        document = json.loads(apart.survey(apart.CROSSED)[2])
        change(apart.first_of_the_form(document))
        yield f"t6_apart_{change.__name__}", document, unchanged
    data = ClusterData.from_rows(apart.MIXED)
    for build in apart.NO_MINIMA:
        false = apart.with_the_means(build, data)
        yield f"t6_apart_{build.__name__}", apart.claimed(false), unchanged
        yield f"r1_{build.__name__}", apart.claimed_by_paths(false, data), unchanged


def unchanged(document):
    """False as it was built."""


def main() -> None:
    """Write the files, and beside each its verdict and the start of its reason."""
    chosen = sys.argv[1:]  # names, or all
    for name, document, change in builders():
        if chosen and name not in chosen:
            continue
        change(document)
        raw = naive.write(document)
        result = check(raw)
        if result.verdict == "proved":
            raise RuntimeError(f"{name} is proved: {result.reason}")
        (FALSE / f"{name}.json").write_bytes(raw)
        reason = result.reason.partition(", found")[0]
        (FALSE / f"{name}.txt").write_text(f"{result.verdict}\n{reason}\n")


if __name__ == "__main__":
    main()
