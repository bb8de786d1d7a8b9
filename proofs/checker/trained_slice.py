"""The slice of parameters on which R2 and R3 trap a minimum, and what both record of it.

The network is judged with its outputs in an orthogonal basis of the affine hull of the targets; the
component normal to the hull vanishes (columns of units that no point sees aside) and only adds to
the cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .errors import Malformed, Refuted, approximately, at_most, require_equal, shown
from .reading import Certificate
from .trained import require_near
from .trained_bounds import root
from .trained_network import Pass, network_of, run, weighted_points
from .values import Network, Vector, count, items, number, vector

__all__ = [
    "Matrix",
    "Slice",
    "convexity",
    "finished",
    "index",
    "inner",
    "length",
    "listed",
    "scaled_by",
    "slice_of",
]

Matrix = list[list[Fraction]]


@dataclass(frozen=True, slots=True)
class Slice:
    """What both statements record of the slice, and the reduced network."""

    network: Network
    at: Pass
    basis: tuple[Vector, ...]
    free: tuple[int, ...]
    scales: Vector
    shift: Fraction
    rho: Fraction


def slice_of(certificate: Certificate) -> Slice:
    """The slice of a certificate, with hull, cost and shapes checked. Raises Malformed or
    Refuted.
    """
    values, data = certificate.values, certificate.data
    network = network_of(values["layers"], data, "layers")
    origin = vector(values["origin"], data.Q, "origin")
    basis = tuple(
        vector(row, data.Q, f"basis[{k}]") for k, row in enumerate(items(values["basis"], "basis"))
    )
    if not basis:
        raise Malformed("basis: expected at least one vector, found none")
    targets = [
        _in_hull(c.target, origin, basis, f"target of {shown(c.label)}") for c in data.classes
    ]
    points = [target for c, target in zip(data.classes, targets, strict=True) for _ in c.points]
    reduced = _reduced(network, origin, basis)
    weights, gains = weighted_points(certificate), [inner(row, row) for row in basis]
    at = run(reduced, data.points, points, weights, gains)
    _require_no_normal_part(network, reduced, at, (origin, basis))
    cost = at.cost()
    require_equal("cost_squared", cost, number(values["cost_squared"], "cost_squared"))
    free = tuple(
        index(e, at.starts[-1], f"free[{k}]") for k, e in enumerate(listed(values, "free"))
    )
    if not free or list(free) != sorted(set(free)):
        raise Malformed("free: expected parameters in increasing order, found another order")
    scales = vector(values["scales"], len(free), "scales")
    shift, rho = number(values["shift"], "shift"), number(values["rho"], "rho")
    for name, entry in (("shift", shift), ("rho", rho), *(("scales", s) for s in scales)):
        if entry <= 0:
            raise Refuted(f"{name}: expected positive numbers, found {shown(entry)}")
    return Slice(reduced, at, basis, free, scales, shift, rho)


def listed(values: Mapping[str, object], key: str) -> list[object]:
    """The array of a key."""
    return items(values[key], key)


def index(value: object, size: int, place: str) -> int:
    """A count below size. Raises Malformed."""
    number = count(value, place)
    if number >= size:
        raise Malformed(f"{place}: expected a number below {size}, found {number}")
    return number


def inner(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    """The inner product."""
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))


def _in_hull(target: Vector, origin: Vector, basis: Sequence[Vector], place: str) -> Vector:
    """The coordinates of a target; refutes unless it is origin + their combination of an orthogonal
    basis.
    """
    for k, row in enumerate(basis):
        if not any(row) or any(inner(row, other) for other in basis[:k]):
            raise Refuted(
                f"basis[{k}]: expected orthogonal vectors other than 0, found another one"
            )
    rest = [a - b for a, b in zip(target, origin, strict=True)]
    shares = tuple(inner(rest, row) / inner(row, row) for row in basis)
    for share, row in zip(shares, basis, strict=True):
        rest = [a - share * b for a, b in zip(rest, row, strict=True)]
    if any(rest):
        raise Refuted(f"{place}: expected it in the recorded hull, found it outside")
    return shares


def _reduced(network: Network, origin: Vector, basis: Sequence[Vector]) -> Network:
    """The output layer in coordinates of the hull."""
    *hidden, (W, b) = network
    columns = list(zip(*W, strict=True))
    bias = [a - o for a, o in zip(b, origin, strict=True)]
    rows = tuple(tuple(inner(c, row) / inner(row, row) for c in columns) for row in basis)
    return (*hidden, (rows, tuple(inner(bias, row) / inner(row, row) for row in basis)))


def _require_no_normal_part(
    network: Network, reduced: Network, at: Pass, hull: tuple[Vector, Sequence[Vector]]
) -> None:
    """The output stays in the hull whatever the hidden layers are near by: its normal columns are 0
    or unseen.
    """
    origin, basis = hull
    (W, b), (A, a) = network[-1], reduced[-1]
    for q, row in enumerate(W):
        inside = sum((basis[k][q] * a[k] for k in range(len(basis))), origin[q])
        if b[q] != inside:
            raise Refuted("layers: expected an output bias in the hull of the targets")
        for c, entry in enumerate(row):
            along = sum((basis[k][q] * A[k][c] for k in range(len(basis))), Fraction(0))
            seen = not at.L or any(z >= 0 for z in at.z[-2][c])
            if entry != along and seen:
                raise Refuted(f"layers: expected output column {c} along the hull of the targets")


def length(slopes: Sequence[Fraction], scales: Sequence[Fraction]) -> Fraction:
    """A bound from above of the 2-norm of a gradient in scaled coordinates."""
    return root(sum(((g * s) ** 2 for g, s in zip(slopes, scales, strict=True)), Fraction(0)))


def scaled_by(values: Matrix, scales: Sequence[Fraction]) -> Matrix:
    """S H S."""
    return [
        [e * s * t for e, t in zip(row, scales, strict=True)]
        for row, s in zip(values, scales, strict=True)
    ]


def convexity(least: Fraction, third: Fraction, rho: Fraction, gamma: Fraction) -> Fraction:
    """m = m0 - t rho, with the gradient shorter than m rho."""
    m = least - third * rho
    if m <= 0 or gamma >= m * rho:
        raise Refuted(
            "rho: expected a gradient that traps a minimum in the ball, found "
            f"{approximately(gamma)} against {approximately(m * rho)}"
        )
    return m


def finished(
    certificate: Certificate, part: Slice, width: Fraction, moved: Fraction, flat: int
) -> str:
    """The recorded bounds are not better than those proved; distance of the trained network;
    words.
    """
    values = certificate.values
    cost = part.at.cost()
    low = number(values["low"], "low")
    if low > max(cost - width, Fraction(0)):
        raise Refuted("low: expected a bound that was proved, found a larger one")
    reach = number(values["reach"], "reach")
    if reach < moved:
        raise Refuted("reach: expected a bound that was proved, found a smaller one")
    require_equal("dimension", flat, count(values["dimension"], "dimension"))
    columns = zip(*part.basis, strict=True)
    stretch = max(Fraction(1), *(sum(map(abs, column), Fraction(0)) for column in columns))
    network = network_of(values["layers"], certificate.data, "layers")
    near = require_near(certificate, network, stretch * reach, values)
    return (
        f"a local minimum in all parameters of cost at most {at_most(cost, 12)}, at most "
        f"{at_most(cost - low)} below that of the layers, in a set of minimizers with outputs in "
        f"the hull of dimension {flat}, {near}"
    )
