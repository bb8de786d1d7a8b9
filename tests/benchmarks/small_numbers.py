"""The longest number and the float64 bound of the truncation network of every shipped data set and
of scikit-learn's, against the same order of the classes with numbers as they come.

By hand: normals of the least ``Σ|f_j|`` as floats give them, the middle of the gap as it is, the
apex on the segment from the mean, and one half of the bound of L3 in ``W = u fᵀ + εE``.
``python -m tests.benchmarks.small_numbers [NAME…]``: all data sets, or those named.
"""

from __future__ import annotations

import re
import sys
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from proofs.export.onnx import accuracy
from symbolic import ClusterData, load
from symbolic.composition import compose
from symbolic.errors import InputError
from symbolic.matrices import from_flat, identity, ones, side_by_side
from symbolic.network import Layer, ReluNetwork
from symbolic.patience import TimeIsUp, within
from symbolic.readouts import interpolating
from symbolic.scalars import fraction, text
from symbolic.sources import examples
from symbolic.truncation import TruncationMap
from symbolic.truncation_network import ZeroLoss, zero_loss
from symbolic.words import ReadoutKind

BUNDLED = tuple(f"sklearn:{name}" for name in ("iris", "wine", "breast_cancer", "digits"))
CASES = tuple(
    f"tests/corpora/cases/{name}.json" for name in ("float_blobs", "onnx_slanted", "thin_gap")
)
LIMIT = 120  # seconds for a network and its bound
ROW = "{:28}{:>18}{:>16}{:>14}{:>14}"


class GivenUp(Exception):
    """The numbers by hand give no network."""


def normal_in_floats(inside: DomainMatrix, rest: DomainMatrix) -> DomainMatrix:
    """The normal of least ``Σ|f_j|`` for the gap 2, as the dyadic rationals that floats are."""
    below, above = (
        np.array([[float(fraction(e)) for e in row] for row in block.transpose().to_list()])
        for block in (inside, rest)
    )
    M = below.shape[1]
    rows = np.vstack(
        [
            np.hstack([below, -below, -np.ones((len(below), 1))]),
            np.hstack([-above, above, np.ones((len(above), 1))]),
        ]
    )
    bounds = [(0, None)] * (2 * M) + [(None, None)]
    costs = np.append(np.ones(2 * M), 0)
    solution = linprog(costs, A_ub=rows, b_ub=-np.ones(len(rows)), bounds=bounds, method="highs")
    if solution.x is None:
        raise GivenUp("floats find no hyperplane")
    entries = (
        float(p - q).as_integer_ratio()
        for p, q in zip(solution.x[:M], solution.x[M:], strict=False)
    )
    return from_flat([QQ(*pair) for pair in entries], M, 1)


def mean(block: DomainMatrix) -> DomainMatrix:
    return block * ones(block.shape[1], 1) * QQ(1, block.shape[1])


def by_hand(data: ClusterData, order: list[int]) -> ReluNetwork:
    """The network with numbers as they come."""
    maps: list[TruncationMap] = []
    apexes: list[DomainMatrix] = []
    for k, j in enumerate(order):
        inside, blocks = data.points[j], [data.points[c] for c in order[k + 1 :]] + apexes
        rest = side_by_side(blocks)
        f = normal_in_floats(inside, rest)
        low = max((f.transpose() * inside).to_list_flat())
        high = min((f.transpose() * rest).to_list_flat())
        if low >= high:
            raise GivenUp("floats do not separate")
        start, end = mean(inside), mean(rest)
        heights = [(f.transpose() * x).to_list_flat()[0] for x in (start, end)]
        share = ((low + high) / 2 - heights[0]) / (heights[1] - heights[0])
        p = start + (end - start) * share
        apexes.append(p)
        everything = side_by_side([inside, rest])
        moved = everything - p * ones(1, everything.shape[1])
        nearest = min(map(abs, (f.transpose() * moved).to_list_flat()))
        epsilon = nearest / max(map(abs, moved.to_list_flat())) / 2
        W = ones(data.M, 1) * f.transpose() + identity(data.M) * epsilon
        maps.append(TruncationMap(W, -(W * p)))
    targets = side_by_side([data.target(j) for j in order])
    A, c = interpolating(side_by_side(apexes), targets, ReadoutKind.AFFINE)
    return compose(maps, data.Q, Layer(A, c), data.inputs)


def measured(network: ReluNetwork, data: ClusterData) -> tuple[str, str]:
    """The length of the longest number in characters, and the float64 bound over the points."""
    layers = [
        (
            [list(map(fraction, row)) for row in layer.W.to_list()],
            list(map(fraction, layer.b.to_list_flat())),
        )
        for layer in network.layers
    ]
    entries = [e for layer in network.layers for e in layer.augmented.to_list_flat()]
    points = [tuple(map(fraction, x)) for x in data.inputs.transpose().to_list()]
    longest = max(len(text(e)) for e in entries)
    try:
        bound: Fraction | None = accuracy(layers, points).bounds["float64"]
    except InputError:
        bound = None
    return str(longest), "overflow" if bound is None else f"{float(bound):.1e}"


def row(name: str) -> tuple[str, ...]:
    """Both networks of one data set: lengths and bounds."""
    data = load(name)
    try:
        ours = zero_loss(data)
    except InputError as error:
        return (f"M = {data.M} < Q - 1", "", "", "") if "M >=" in str(error) else (str(error),)
    if not isinstance(ours, ZeroLoss):
        return "hulls meet (T3')", "", "", ""
    length, bound = measured(ours.network, data)
    if data.Q == 1:
        return "one class", length, "", bound
    try:
        with within(LIMIT):
            before = measured(by_hand(data, [step.cls for step in ours.collapses]), data)
    except (GivenUp, ZeroDivisionError) as reason:
        before = str(reason), ""
    except TimeIsUp:
        before = f"no end in {LIMIT} s", ""
    return before[0], length, before[1], bound


def main(names: list[str] | None = None) -> None:
    """Print one row a data set."""
    print(ROW.format("data", "longest, by hand", "longest, ours", "by hand", "ours"))
    for name in names or [*(f"example:{one}" for one in examples()), *CASES, *BUNDLED]:
        print(ROW.format(re.split("[:/]", name)[-1], *row(name)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
