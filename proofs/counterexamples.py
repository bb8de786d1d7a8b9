"""What goes wrong without an assumption: a smallest instance, found by running through small integers.

Each search enumerates instances in which every other assumption of the statement holds, and decides its conclusion exactly; the first
instance in which the conclusion fails is the counterexample. Where there is nothing to search (the statement is not even
defined without the assumption, or the others imply it), the reason is given and the verdict stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from sympy import QQ

from proofs.ledger import LedgerError, entries
from proofs.verdicts import Refuted, Unknown
from symbolic.clusters import ClusterData, affinely_independent
from symbolic.errors import TruncationError
from symbolic.landscape import landscape
from symbolic.matrices import column, identity, matrix, side_by_side, zeros
from symbolic.network import parameter_count
from symbolic.readout import affine_readout, linear_readout
from symbolic.scalars import text
from symbolic.truncation import TruncationMap
from symbolic.zero_loss import ZeroLoss, zero_loss

SMALL = (0, 1, -1, 2, -2, 3)


@dataclass(frozen=True, slots=True)
class Dropped:
    """An entry without one of its assumptions, and what came of it."""

    entry: str
    assumption: str
    verdict: Refuted | Unknown


def without(name: str) -> tuple[Dropped, ...]:
    """Drop the assumption ``name`` (``"T5d:definite-scatter"``, or without the entry: wherever it occurs) and search.

    Raises `LedgerError` if no entry has such an assumption.

    >>> without("T1a:invertible-frame")[0].verdict.word
    'refuted'
    """
    wanted_entry, _, wanted = name.rpartition(":")
    found = [
        (entry.id, assumption.id)
        for entry in entries().values()
        for assumption in entry.assumptions
        if assumption.id == wanted and wanted_entry in ("", entry.id)
    ]
    if not found:
        known = ", ".join(
            f"{entry.id}:{assumption.id}"
            for entry in entries().values()
            for assumption in entry.assumptions
        )
        raise LedgerError(f"--without: expected one of {known}; found {name!r}")
    return tuple(Dropped(*pair, _search(*pair)) for pair in found)


def _search(entry: str, assumption: str) -> Refuted | Unknown:
    if (entry, assumption) in REASONS:
        return Unknown(REASONS[entry, assumption])
    search = SEARCHES.get((entry, assumption))
    witness = None if search is None else next(search(), None)
    if witness is None:
        return Unknown("no counterexample was found among small integers")
    return Refuted(witness)


def _data(*classes: list[list[int]]) -> ClusterData:
    return ClusterData.from_rows({f"class {j + 1}": rows for j, rows in enumerate(classes)})


def _shown(data: ClusterData) -> str:
    points = (
        "{"
        + ", ".join(
            str(tuple(map(text, row))).replace("'", "") for row in block.transpose().to_list()
        )
        + "}"
        for block in data.points
    )
    return " and ".join(points)


def _negative_scale() -> Iterator[str]:
    """D = −1 in dimension 1."""
    for w, b, x, d in product((1, 2), SMALL, SMALL, (-1, -2)):
        here = TruncationMap(matrix([[w]]), column([b]))(matrix([[x]]))
        there = TruncationMap(matrix([[d * w]]), column([d * b]))(matrix([[x]]))
        if here != there:
            yield f"W = {w}, b = {b}, D = {d}: τ_W,b({x}) = {here.to_list_flat()[0]}, τ_DW,Db({x}) = {there.to_list_flat()[0]}"


def _wrong_side() -> Iterator[str]:
    """A point of P on the wrong side of the hyperplane, in dimension 1 (f = 1, E = 1, ε = 1)."""
    for t, x in product(SMALL, SMALL):
        tau = TruncationMap(matrix([[2]]), column([-2 * t]))
        if x >= t and tau(matrix([[x]])) != matrix([[t]]):
            yield f"M = 1, f = 1, t = {t}, P = {{{x}}}, W = f + ε = 2: τ({x}) = {x}, not p = {t}"


def _wide_epsilon() -> Iterator[str]:
    """ε too large, f = (1, 0), E = 1, p = 0."""
    for epsilon, x, y in product((1, 2), range(1, 4), SMALL):
        W = matrix([[1 + epsilon, 0], [1, epsilon]])
        below = W * column([x, y])
        if min(below.to_list_flat()) < 0:
            yield f"f = (1, 0), p = 0, E = 1, ε = {epsilon}: at x = ({x}, {y}), f·x = {x} > 0, but W x = ({', '.join(map(text, below.to_list_flat()))})"


def _singular_gram() -> Iterator[str]:
    """Two different linear minimizers."""
    for a, b in product(SMALL, SMALL):
        data = _data([[a, b]])
        best = linear_readout(data.means, data.scatter, data.targets)
        for c, d in product(SMALL, SMALL):
            other = best.A + matrix([[c, d]])
            if (c or d) and not best.excess(other):
                rows = (tuple(map(text, A.to_list_flat())) for A in (best.A, other))
                yield f"Q = 1, M = 2, the one point ({a}, {b}): A = {next(rows)} and A = {next(rows)} both attain V = {text(best.value)}".replace(
                    "'", ""
                )


def _singular_centred_gram() -> Iterator[str]:
    """Two different affine minimizers."""
    for a, extra in product(range(1, 4), (1, 2)):
        data = _data([[a]])
        best = affine_readout(data.means, data.scatter, data.targets)
        if not best.excess(best.A + matrix([[extra]])):
            yield f"Q = M = 1, the one point {a}: (A, c) = (0, 1) and ({extra}, {1 - extra * a}) both have cost 0"


def _singular_frame() -> Iterator[str]:
    """K = 0 in dimension 1."""
    for m in range(1, 4):
        here = linear_readout(matrix([[m]]), matrix([[0]]), matrix([[1]])).value
        there = linear_readout(matrix([[0]]), matrix([[0]]), matrix([[1]])).value
        if here != there:
            yield f"Q = M = 1, the one point {m}, K = 0: V = {text(here)} becomes {text(there)}"


def _zero_targets() -> Iterator[str]:
    """Y = 0: equal values although Δ₂u ≠ 0."""
    for low, high in product(range(1, 4), range(2, 6)):
        data = _data([[low], [high]])
        none = zeros(1, 1)
        values = {f(data.means, data.scatter, none).value for f in (linear_readout, affine_readout)}
        if low != high and len(values) == 1 and not data.noise_to_signal.is_zero_matrix:
            yield f"Q = M = 1, points {low} and {high}, y = 0: V_aff = V_lin = 0, but Δ₂u = {text(data.noise_to_signal.to_list_flat()[0])}"


def _not_separable() -> Iterator[str]:
    """A point in both classes: no function at all has cost 0."""
    for x, y in product(SMALL, SMALL):
        if x == y:
            yield f"M = 1, both classes consist of the point {x}: its one output cannot equal both targets (1, 0) and (0, 1)"


def _dependent_apexes() -> Iterator[str]:
    """Linear readout, M = 1 < Q = 2: outputs lie on one line through 0."""
    for a, b in product(SMALL, SMALL):
        data = _data([[a]], [[b]])
        if a < b and data.targets.rank() > data.M:
            yield f"Q = 2, M = 1, linear readout, points {a} and {b}: apexes are numbers, never linearly independent; outputs A x are multiples of one vector and cannot be (1, 0) and (0, 1)"


def _too_shallow() -> Iterator[str]:
    """L = 0: the best affine map still has positive cost."""
    for a, b, c in product(SMALL, SMALL, SMALL):
        if a < b < c:
            data = _data([[a], [b]], [[c]])
            best = affine_readout(data.means, data.scatter, data.targets).value
            if best > 0 and isinstance(zero_loss(data), ZeroLoss):
                yield f"M = 1, L = 0 < Q = 2, classes {_shown(data)}: the least cost of an affine map is {text(best)} > 0, though with L = 2 it is 0"


def _shared_layer() -> Iterator[str]:
    """M = L = 1, two classes collapsed by one layer: θ = (w, b, a, d) ↦ (A, c, p_1, p_2) is no submersion."""
    data = _data([[-1], [-2]], [[-3], [-4]], [[2], [3]])
    for w, b in product((1, 2), SMALL):
        if all(w * x + b < 0 for x in (-1, -2, -3, -4)) and 2 * w + b > 0:
            p = QQ(-b, w)
            best = affine_readout(
                side_by_side([matrix([[p]]), matrix([[p]]), data.mean(2)]),
                data.scatters[2],
                data.targets,
            )
            a = [entry / w for entry in best.A.to_list_flat()]
            unit = identity(3).to_list()
            of_A = [[a[i], 0, *(w * e for e in unit[i]), 0, 0, 0] for i in range(3)]
            of_c = [[0, a[i], *(b * e for e in unit[i]), *unit[i]] for i in range(3)]
            of_p = [[-p / w, QQ(-1, w), *[0] * 6]] * 2
            K = parameter_count(1, 3, 1)
            found = K - matrix([*of_A, *of_c, *of_p]).rank()
            if found != K - 1 * 2 - 3 * 1 - 3:
                yield f"Q = 3, M = L = 1, classes {_shown(data)}, W_1 = {w}, b_1 = {b} collapses the first two: dimension {found}, the formula says {K - 8}"


def _flat_dimension() -> Iterator[str]:
    """Singular G: the minimizing set is larger than the formula for definite G says."""
    for a, b in product(range(1, 4), SMALL):
        data = _data([[a, b]])
        found = landscape(data, readouts=("linear",))
        minimum = found.minimum((), "linear")
        formula = parameter_count(2, 1, 1) - 1 * 2 - 1
        if minimum.dimension is not None and minimum.dimension != formula:
            yield f"Q = 1, M = 2, the one point ({a}, {b}), I = ∅: dimension {minimum.dimension}, the formula says {formula}"


def _linear_readout_only() -> Iterator[str]:
    """I = ∅ with the linear readout: smaller cost close by, in the bias."""
    for low, high in product(range(1, 4), range(2, 6)):
        if low < high:
            data = _data([[low], [high]])
            minimum = landscape(data, readouts=("linear",)).minimum((), "linear")
            if minimum.witness is not None:
                yield f"Q = M = 1, points {low} and {high}: V = {text(minimum.value)} with c = 0, and {text(minimum.witness.cost)} arbitrarily close by with c ≠ 0"


def _equal_targets() -> Iterator[str]:
    """y_1 = y_2: a constant output has cost 0, the least there is."""
    for a, b in product(SMALL, SMALL):
        means, scatter = matrix([[a, b], [0, 0]]), identity(2)
        targets = matrix([[1, 1], [0, 0]])
        best = affine_readout(means, scatter, targets)
        if best.value == 0 and not affinely_independent(targets):
            yield f"Q = M = 2, apex ({a}, 0), mean ({b}, 0), S_2 = 1, y_1 = y_2 = (1, 0): A = 0, c = y_1 has cost 0, a minimum over all parameters"


def _thin_scatter() -> Iterator[str]:
    """One point outside I: the cost is 0, so the candidate is a minimum."""
    for a, b in product(range(1, 4), range(1, 4)):
        data = _data([[a, 0]], [[0, b]])
        found = landscape(data, readouts=("affine",))
        minimum = found.minimum((0,), "affine")
        lacking = found.missing_hypotheses((0,), "affine")
        if minimum.verdicts["all_parameters"] == "proved" and len(lacking) == 1:
            yield f"Q = M = 2, the points ({a}, 0) and (0, {b}), I = {{1}}: the candidate has cost {text(minimum.value)}, a minimum over all parameters"


def _narrow() -> Iterator[str]:
    """M = 1 < Q = 2, definite scatter: is there a candidate without a witness?"""
    for a, b, c in product(SMALL, SMALL, SMALL):
        if a < b < c:
            try:
                found = landscape(_data([[a]], [[b], [c]]), readouts=("affine",))
            except TruncationError:
                continue
            minimum = found.minimum((0,), "affine")
            if minimum.verdicts["all_parameters"] == "proved":
                yield f"M = 1, the point {a} against {b} and {c}"


SEARCHES: dict[tuple[str, str], Callable[[], Iterator[str]]] = {
    ("L2", "positive-scale"): _negative_scale,
    ("L3", "strict-separation"): _wrong_side,
    ("L3", "small-epsilon"): _wide_epsilon,
    ("T1", "definite-gram"): _singular_gram,
    ("T1a", "invertible-frame"): _singular_frame,
    ("T2", "definite-gram"): _singular_centred_gram,
    ("T2", "invertible-targets"): _zero_targets,
    ("T3", "separable"): _not_separable,
    ("T3", "independent-apexes"): _dependent_apexes,
    ("T3", "deep-enough"): _too_shallow,
    ("T5b", "own-layers"): _shared_layer,
    ("T5b", "definite-gram"): _flat_dimension,
    ("T5c", "affine-readout"): _linear_readout_only,
    ("T5d", "wide-enough"): _narrow,
    ("T5d", "independent-targets"): _equal_targets,
    ("T5d", "definite-scatter"): _thin_scatter,
}

_UNDEFINED = "without it the truncation map is not defined, so there is nothing to refute"
_NO_DELTA = "without it Δ₂ is not defined, so there is nothing to refute"
REASONS: dict[tuple[str, str], str] = {
    ("L1", "invertible-weights"): _UNDEFINED,
    ("L2", "invertible-weights"): _UNDEFINED,
    ("L3", "invertible-weights"): _UNDEFINED,
    ("T1", "invertible-means"): _NO_DELTA,
    ("T1b", "invertible-means"): _NO_DELTA,
    ("T2", "invertible-means"): _NO_DELTA,
    ("T4", "independent-apexes"): "cost 0 with affinely independent targets implies it",
    ("T4", "strict-pattern"): "at a kink there is no Jacobian, so there is nothing to refute",
    ("T5", "pattern"): "it says which region is meant",
}
