"""S4: the chain of bounds and exact minima for one hidden layer.

affine <= linear <= projected <= naive <= bound, for the cost sum_j (w_j / N_j) sum_i |out - y_j|^2.
Nothing is inverted: with the second moments G = sum w_j x x^T, H = sum w_j y x^T (of x, or of (x,
1) for the affine readout) a matrix with A G = H is a minimizer and the minimum is sum w_j |y_j|^2 -
Tr(A H^T). The Penrose inverse P of the matrix of means X is known by P X = 1 and X P symmetric; it
exists with P X = 1 exactly if the means are independent, and if they are not, the members of the
chain that need it must be absent. The networks are evaluated at every point.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .errors import Malformed, Refuted, require_equal, shown
from .exact import Rows, added, dot, integers, over_one, product, rank
from .forward import cost_squared, forward_pass, integer_layers
from .moments import class_moments, summed
from .reading import Certificate
from .values import Data, Vector, any_widths, count, mapping, matrix, number, record, vector

__all__ = ["check_shallow"]

MEMBERS = ["affine", "linear", "projected", "naive", "bound"]
PROJECTED = [
    "delta_P_squared",
    "bound",
    "naive",
    "projected",
    "exceptions",
    "relative_difference",
    "relative_bound",
    "penrose_inverse",
]


def check_shallow(certificate: Certificate) -> str:
    """Judge an S4 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    weights = vector(values["weights"], data.Q, "weights")
    if min(weights) <= 0:
        raise Refuted(f"weights: expected positive weights, found {shown(min(weights))}")
    trivial = sum(
        (w * _square(c.target) for w, c in zip(weights, data.classes, strict=True)), Fraction(0)
    )
    require_equal("trivial", trivial, number(values["trivial"], "trivial"))
    norm = min(_row_sums(data), sum((_square(c.target) for c in data.classes), Fraction(0)))
    require_equal("norm_squared", norm, number(values["norm_squared"], "norm_squared"))
    least = {
        "linear": _readout_value(data, weights, _linear(values, data), "linear_readout"),
        "affine": _readout_value(data, weights, _affine(values, data), "affine_readout"),
    }
    for name, value in least.items():
        require_equal(name, value, number(values[name], name))
    means = [tuple(map(_mean, zip(*c.points, strict=True))) for c in data.classes]
    networks = mapping(values["networks"], "networks")
    if rank(integers(means)[0]) < data.Q:
        for name in PROJECTED:
            if values[name] is not None:
                raise Refuted(
                    f"{name}: expected null (dependent means), found {shown(values[name])}"
                )
        expected = ["gates"]
    else:
        _check_projection(data, weights, means, values, least)
        expected = ["naive", "projected", "gates"]
    if list(networks) not in (expected, expected[:-1]):
        raise Malformed(f"networks: expected {shown(expected)}, found {shown(list(networks))}")
    _check_networks(networks, data, weights, values)
    gates = "; gates of cost 0" if "gates" in networks else ""
    upper = "" if values["bound"] is None else " <= projected <= naive <= bound"
    return f"affine <= linear{upper}: Q={data.Q} M={data.M} N={data.N}{gates}"


def _mean(entries: Sequence[Fraction]) -> Fraction:
    return added(entries) / len(entries)


def _square(v: Sequence[Fraction]) -> Fraction:
    return sum((e * e for e in v), Fraction(0))


def _linear(values: dict[str, object], data: Data) -> tuple[Vector, ...]:
    return matrix(values["linear_readout"], data.Q, data.M, "linear_readout")


def _affine(values: dict[str, object], data: Data) -> tuple[Vector, ...]:
    """[A c], which acts on (x, 1)."""
    fields = record(values["affine_readout"], ["A", "c"], "affine_readout")
    A = matrix(fields["A"], data.Q, data.M, "affine_readout.A")
    c = vector(fields["c"], data.Q, "affine_readout.c")
    return tuple((*row, entry) for row, entry in zip(A, c, strict=True))


def _readout_value(
    data: Data, weights: Sequence[Fraction], A: Sequence[Vector], place: str
) -> Fraction:
    """The least cost of a readout, once A is known to solve A G = H; features are x or (x, 1)."""
    extra = (Fraction(1),) * (len(A[0]) - data.M)
    features = [[(*x, *extra) for x in c.points] for c in data.classes]
    return least_cost(features, [c.target for c in data.classes], weights, A, place)


def least_cost(
    features: Sequence[Sequence[Vector]],
    targets: Sequence[Vector],
    weights: Sequence[Fraction],
    A: Sequence[Vector],
    place: str,
) -> Fraction:
    """The least cost of a linear readout of the features, once A is known to attain it.

    >>> one, two = Fraction(1), Fraction(2)
    >>> least_cost([[(one,), (two,)]], [(one,)], [one], [(Fraction(3, 5),)], "A")
    Fraction(1, 10)
    """
    parts = []
    for block, y, weight in zip(features, targets, weights, strict=True):
        rows, scale = class_moments(block, y)  # of (x, 1, y)
        whole = tuple(tuple(weight.numerator * entry for entry in row) for row in rows)
        parts.append((whole, scale * weight.denominator))
    moments, scale = summed(parts)
    size, width = len(A[0]), len(targets[0])
    G = tuple(row[:size] for row in moments[:size])
    H = tuple(row[:size] for row in moments[size + 1 :])
    norm = sum(moments[size + 1 + r][size + 1 + r] for r in range(width))
    E, e = integers(A)
    if product(E, G) != tuple(tuple(e * v for v in row) for row in H):
        raise Refuted(f"{place}: expected a solution of the normal equations A G = H, found none")
    return Fraction(e * norm - sum(map(dot, E, H)), e * scale)


def _check_projection(
    data: Data,
    weights: Sequence[Fraction],
    means: Sequence[Vector],
    values: dict[str, object],
    least: dict[str, Fraction],
) -> None:
    """The Penrose inverse, and every number that is made of it."""
    rows = matrix(values["penrose_inverse"], data.Q, data.M, "penrose_inverse")
    P, p = integers(rows)
    X, x = integers(zip(*means, strict=True))
    unit = tuple(tuple(p * x * (i == k) for k in range(data.Q)) for i in range(data.Q))
    require_equal("penrose_inverse, P X", unit, product(P, X))
    projector = product(X, P)
    if projector != tuple(zip(*projector, strict=True)):
        raise Refuted("penrose_inverse: expected X P symmetric, found it not so")
    images, radius, exceptions = _images(data, P, p)
    naive = sum(
        (
            w * added([_square(_residual(c.target, image, data)) for image in block]) / len(block)
            for c, block, w in zip(data.classes, images, weights, strict=True)
        ),
        Fraction(0),
    )
    norm = number(values["norm_squared"], "norm_squared")
    total = sum(weights, Fraction(0))
    require_equal("exceptions", exceptions, count(values["exceptions"], "exceptions"))
    ratio = total / min(weights) * radius
    projected = number(values["projected"], "projected")
    chain = {**least, "projected": projected, "naive": naive, "bound": total * norm * radius}
    expected = {
        "delta_P_squared": radius,
        "naive": naive,
        "bound": chain["bound"],
        "relative_difference": 1 - projected / naive if naive else Fraction(0),
        "relative_bound": ratio / (1 + ratio),
    }
    for name, value in expected.items():
        require_equal(name, value, number(values[name], name))
    ordered = [chain[name] for name in MEMBERS]
    if ordered != sorted(ordered) or expected["relative_difference"] > expected["relative_bound"]:
        raise Refuted("chain: expected increasing values, found a larger one before a smaller one")
    targets = [c.target for c in data.classes]
    A = _projected_readout(values, data)
    value = least_cost(images, targets, weights, A, "networks.projected")
    require_equal("projected", value, projected)


def _images(data: Data, P: Rows, p: int) -> tuple[list[list[Vector]], Fraction, int]:
    """P x for every point; the largest |P x - e_j|^2; how many are not nearest to their own mean
    e_j.
    """
    images: list[list[Vector]] = []
    radius, exceptions = Fraction(0), 0
    for j, c in enumerate(data.classes):
        images.append([])
        for x in c.points:
            *row, d = over_one(x)
            z = tuple(Fraction(dot(left, row), p * d) for left in P)
            images[-1].append(z)
            distances = [_square(z) - 2 * entry + 1 for entry in z]
            radius = max(radius, distances[j])
            exceptions += any(distances[j] >= e for k, e in enumerate(distances) if k != j)
    return images, radius, exceptions


def _residual(target: Vector, image: Vector, data: Data) -> Vector:
    """Y z - y_j for the matrix Y of all targets."""
    outputs = [
        sum((c.target[r] * e for c, e in zip(data.classes, image, strict=True)), Fraction(0))
        for r in range(data.Q)
    ]
    return tuple(o - y for o, y in zip(outputs, target, strict=True))


def _row_sums(data: Data) -> Fraction:
    """The greatest row sum of |Y^T Y|: at least the largest eigenvalue of Y^T Y."""
    targets = [c.target for c in data.classes]
    products = [
        [sum((a * b for a, b in zip(u, v, strict=True)), Fraction(0)) for v in targets]
        for u in targets
    ]
    return max(sum(map(abs, row), Fraction(0)) for row in products)


def _projected_readout(values: dict[str, object], data: Data) -> tuple[Vector, ...]:
    """The readout of P x that the projecting network has: the first Q columns of its output
    layer.
    """
    networks = mapping(values["networks"], "networks")
    if "projected" not in networks:
        raise Malformed("networks: expected a network 'projected', found none")
    layers = any_widths(networks["projected"], data.M, data.Q, "networks.projected")
    if len(layers) != 2 or len(layers[0][0]) != data.M:
        raise Refuted(
            "networks.projected: expected one hidden layer of width M, found another shape"
        )
    P = matrix(values["penrose_inverse"], data.Q, data.M, "penrose_inverse")
    if layers[0][0][: data.Q] != P:
        raise Refuted("networks.projected: expected the Penrose inverse in the first Q units")
    return tuple(row[: data.Q] for row in layers[1][0])


def _check_networks(
    networks: dict[str, object], data: Data, weights: Sequence[Fraction], values: dict[str, object]
) -> None:
    """Every network has one hidden layer, and the cost that its name promises."""
    for name, value in networks.items():
        place = f"networks.{name}"
        net = any_widths(value, data.M, data.Q, place)
        require_equal(f"{place}, hidden layers", 1, len(net) - 1)
        layers = integer_layers(net, place, invertible=name != "gates")
        output = forward_pass(layers, data.points)[-1]
        promised = Fraction(0) if name == "gates" else number(values[name], name)
        require_equal(f"{place}, cost", promised, cost_squared(output, data, weights))
