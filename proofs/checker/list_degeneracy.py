"""G8: the Jacobian at a two-layer network of a decision list, and the zero set as a manifold there.

The rank is that of the matrix itself: where the theorem applies its rows reach that rank modulo a
prime, and they cannot exceed it, for (W_2)_{kl} = 0 for k < l is looked at. The manifold is a
theorem about networks M - (Q-1) - (Q-1) - Q of cost 0 whose units, for some order 1..Q of the
classes, are strictly
- first layer, class i: units below i are off, unit i is on (i < Q);
- second layer, class i: exactly the units below i are on.
Let the targets be affinely independent and row l of W_1 not constant on class l for 1 < l < Q. Near
the network the output is y_i on class i iff the sums over l >= i of (W_2)_{kl} n_l are constant
there for all k < i, n_l being unit l, and one equation W_3 h + b_3 = y_i holds. From class Q - 1
down: (W_2)_{kl} = 0 for k < l. So the zero set is given by Q^2 + (Q-1)(Q-2)/2 equations with
independent differentials (those in (W_3, b_3) because the Q vectors h are affinely independent).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from .errors import Malformed, Refuted, require_equal, shown
from .exact import dot, integers, rank, reduced
from .forward import Layer
from .modular import rank_reaches
from .outputs import Input, check_network, distinct_inputs, preactivations
from .reading import Certificate
from .values import Data, count, items, one_of

__all__ = ["check_list_degeneracy"]

Row = tuple[int, ...]


def check_list_degeneracy(certificate: Certificate) -> str:
    """Judge a G8 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    inputs = distinct_inputs(data)
    if any(one.mixed for one in inputs):
        raise Refuted("data: expected no points of different targets to coincide, found some")
    layers = check_network(certificate, inputs)
    widths = [len(layer.weights) for layer in layers[:-1]]
    if len(widths) not in (0, 2):
        raise Refuted(f"layers: expected two hidden layers or none, found {len(widths)}")
    K = sum(len(layer.weights) * (len(layer.weights[0]) + 1) for layer in layers)
    require_equal("K", K, count(values["K"], "K"))
    missing = _missing(certificate, layers, widths)
    rank = _rank(data, layers, inputs, not missing)
    require_equal("rank", rank, count(values["rank"], "rank"))
    require_equal("dimension", K - rank, count(values["dimension"], "dimension"))
    expected = "unknown" if missing else "proved"
    claimed = one_of(values["manifold"], ["proved", "unknown"], "manifold")
    require_equal("manifold", expected, claimed)
    told = f"rank J = {rank} of K={K}"
    if missing:
        return f"{told}; not looked at: whether the zero set is a manifold there, for {missing}"
    Q = data.Q
    require_equal("rank, Q^2 + (Q-1)(Q-2)/2", Q * Q + (Q - 1) * (Q - 2) // 2, rank)
    return f"{told} = Q^2 + (Q-1)(Q-2)/2: the zero set is a manifold of dimension {K - rank} there"


def _rank(data: Data, layers: Sequence[Layer], inputs: Sequence[Input], applies: bool) -> int:
    """The rank of the Jacobian.

    Where the theorem applies and (W_2)_{kl} = 0 for k < l, the differential of the outputs at a
    point of class i is dW_3 h + db_3 + W_3 (db_2 + sum over k < i <= l of d(W_2)_{kl} n_l), h being
    the same on the whole class: combinations of Q forms for each of Q classes and of the
    d(W_2)_{kl}, k < l. That many is the greatest rank.
    """
    # the first points of all classes come first: few are needed
    ordered = sorted(inputs, key=lambda one: one.members[0][1])
    rows = (row for one in ordered for row in _derivatives(layers, one.point))
    most = data.Q**2 + (data.Q - 1) * (data.Q - 2) // 2
    if applies and not any(any(row[k + 1 :]) for k, row in enumerate(layers[1].weights)):
        if rank_reaches(rows, most):
            return most
        rows = (row for one in ordered for row in _derivatives(layers, one.point))
    return rank(tuple(dict.fromkeys(rows)))


def _derivatives(layers: Sequence[Layer], point: Sequence[Fraction]) -> Iterator[Row]:
    """The gradients of the outputs, up to positive factors: layer by layer W row by row, then b."""
    chain = preactivations(layers, tuple(point))
    seen: list[list[Fraction]] = [list(point)]
    for *z, d in chain[:-1]:
        seen.append([Fraction(max(e, 0), d) for e in z])
    backward = []
    height = len(layers[-1].weights)
    back = [[Fraction(int(q == r)) for r in range(height)] for q in range(height)]
    for l in reversed(range(len(layers))):
        backward.append(back)
        layer = layers[l]
        if l:
            on = [e > 0 for e in chain[l - 1][:-1]]
            columns = [
                [Fraction(e, layer.denominator) for e in column]
                for column in zip(*layer.weights, strict=True)
            ]
            back = [
                [_sum(row, c) if o else Fraction(0) for c, o in zip(columns, on, strict=True)]
                for row in back
            ]
    backward.reverse()
    for q in range(height):
        entries: list[Fraction] = []
        for factors, h in zip(backward, seen, strict=True):
            entries += [w * e for w in factors[q] for e in h]
            entries += factors[q]
        (row,), _ = integers([entries])
        yield reduced(row)


def _sum(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True) if a and b), Fraction(0))


def _missing(certificate: Certificate, layers: Sequence[Layer], widths: Sequence[int]) -> str:
    """The hypothesis of the theorem that fails, empty if none does.

    Refutes what `order` and `constant` say falsely.
    """
    data, values = certificate.data, certificate.values
    Q, fits = data.Q, list(widths) == [data.Q - 1, data.Q - 1]
    first = data.classes[0].target
    steps, _ = integers([a - b for a, b in zip(c.target, first, strict=True)] for c in data.classes)
    independent = rank(steps) == Q - 1
    listed = items(values["constant"], "constant")
    if values["order"] is None:
        if fits and independent:
            raise Refuted("order: expected the classes in the order of their cells, found none")
        require_equal("constant, without an order", [], listed)
        return "there is not one cell a class" if widths else "there is no hidden layer"
    order = [one_of(e, data.labels, "order") for e in items(values["order"], "order")]
    if sorted(order) != sorted(data.labels):
        raise Malformed(f"order: expected every class once, found {shown(order)}")
    require_equal("layers, hidden widths", [Q - 1, Q - 1], list(widths))
    places = [data.labels.index(label) for label in order]
    _require_list(data, layers, places)
    constant = [
        data.labels[j] for l, j in enumerate(places) if 0 < l < Q - 1 and _still(data, layers, l, j)
    ]
    require_equal("constant", constant, listed)
    if not independent:
        return "the targets are affinely dependent"
    return f"the row of W_1 is constant on {shown(constant)}" if constant else ""


def _require_list(data: Data, layers: Sequence[Layer], places: Sequence[int]) -> None:
    """On class i: first layer off below i and on at i; second layer on exactly below i."""
    for i, j in enumerate(places):
        c = data.classes[j]
        for point in dict.fromkeys(c.points):
            first, second = (z[:-1] for z in preactivations(layers[:-1], point))
            cut = all(e < 0 for e in first[:i]) and all(e > 0 for e in first[i : i + 1])
            switched = [e > 0 for e in second] == [k < i for k in range(len(second))]
            if not (cut and switched):
                raise Refuted(
                    f"order, class {shown(c.label)}: expected the units of cell {i + 1}, "
                    "found others on"
                )


def _still(data: Data, layers: Sequence[Layer], l: int, j: int) -> bool:
    """Whether row l of W_1 has one value on class j."""
    rows, _ = integers(data.classes[j].points)
    heights = [dot(layers[0].weights[l], row) for row in rows]
    return all(a == b for a, b in pairwise(heights))
