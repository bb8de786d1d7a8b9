"""Why a candidate of T5 is no minimum, for Coq: networks of its region from which that follows.

Along a straight line on which the hidden weights stay, an output is a polynomial of degree 2, of
degree 1 where the output weights stay too: then one network that costs less is an argument, and
else two at equal distance on both sides, whose mean cost is less. A witness of the file may move
anything. Where the cost has a slope in the biases a step down it is such a network; where it has
none, the witness owes what it is to second order, and a line in the same direction of A, c and the
apexes, hidden weights held, has the two.

Nothing here needs to be trusted: Coq evaluates the networks, and refuses what is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import fmpq, fmpq_mat

from proofs.checker.values import Data, Network, Vector
from symbolic.scalars import fraction

__all__ = ["Candidate", "arguments"]

# Halvings of a step before Coq is left to refuse: the region is open, so a true claim never gets
# that far.
MAX_HALVINGS = 200

# Weights and bias of each layer, the bias a column.
Layers = tuple[tuple[fmpq_mat, fmpq_mat], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A network, and for each class the hidden layer that collapses it, from 0 (their number: none
    does).
    """

    data: Data
    network: Network
    collapses: tuple[int, ...]
    value: Fraction

    def cost_of(self, net: Network) -> Fraction:
        """The cost of a network of the region; 0 for another one, which Coq refuses."""
        return fraction(self.cost(_layers(net)) or fmpq(0))

    def cost(self, layers: Layers) -> fmpq | None:
        """The cost of a network of the region; None for another one."""
        total = fmpq(0)
        for entry, at in zip(self.data.classes, self.collapses, strict=True):
            errors = _errors(layers, entry.points, entry.target, at)
            if errors is None:
                return None
            total += sum((e * e for e in errors.entries()), fmpq(0)) / errors.ncols()
        return total

    def slope(self) -> Layers:
        """Half of the gradient of the cost in the biases, as layers without weights."""
        layers, L = _layers(self.network), len(self.network) - 1
        slope = [b * 0 for _, b in layers]
        for entry, at in zip(self.data.classes, self.collapses, strict=True):
            errors = _errors(layers, entry.points, entry.target, at)
            if errors is None:
                continue
            n = errors.ncols()
            back = errors * fmpq_mat(n, 1, [fmpq(1, n)] * n)
            for l in range(L, at if at < L else -1, -1):
                slope[l] += back
                back = layers[l][0].transpose() * back
        return tuple((W * 0, b) for (W, _), b in zip(layers, slope, strict=True))


def arguments(candidate: Candidate, witness: Network) -> tuple[Network, ...]:
    """One network with the candidate's weights that costs less, or two on both sides of it.

    Of a candidate that is a minimum, or a witness that is none, something that is no argument.
    """
    layers, other = _layers(candidate.network), _layers(witness)
    if all(W == U for (W, _), (U, _) in zip(layers, other, strict=True)):
        return (witness,)
    slope = candidate.slope()
    value = fmpq(candidate.value.numerator, candidate.value.denominator)
    if any(e != 0 for _, b in slope for e in b.entries()):
        for lower in _steps(layers, _moved(layers, slope, fmpq(-1))):
            cost = candidate.cost(lower)
            if cost is not None and cost < value:
                return (_network(lower),)
    if any(W != U for (W, _), (U, _) in zip(layers[:-1], other[:-1], strict=True)):
        try:
            other = _moved(layers, _held(candidate, layers, other), fmpq(1))
        except ZeroDivisionError:
            return witness, witness
    for beyond in _steps(layers, other):
        before = _moved(layers, _difference(layers, beyond), fmpq(-1))
        first, second = candidate.cost(beyond), candidate.cost(before)
        if first is not None and second is not None and first + second < 2 * value:
            return _network(beyond), _network(before)
    return witness, witness


def _steps(start: Layers, stop: Layers) -> Iterator[Layers]:
    """The points halfway, a quarter of the way, … from start to stop, after stop itself."""
    step, difference = fmpq(1), _difference(start, stop)
    for _ in range(MAX_HALVINGS):
        yield _moved(start, difference, step)
        step /= 2


def _errors(layers: Layers, points: Sequence[Vector], target: Vector, at: int) -> fmpq_mat | None:
    """Outputs less the target, a column for each point, or one where all are collapsed."""
    h = _matrix(points).transpose()
    for l, layer in enumerate(layers[:-1]):
        z = _affine(layer, h)
        if not all(e < 0 if l == at else e > 0 for e in z.entries()):
            return None
        h = fmpq_mat(z.nrows(), 1) if l == at else z
    return _affine((layers[-1][0], layers[-1][1] - _matrix([target]).transpose()), h)


def _affine(layer: tuple[fmpq_mat, fmpq_mat], h: fmpq_mat) -> fmpq_mat:
    W, b = layer
    return W * h + b * fmpq_mat(1, h.ncols(), [1] * h.ncols())


def _held(candidate: Candidate, layers: Layers, other: Layers) -> Layers:
    """A direction without hidden weights that moves A, c and the apexes, to first order, as the
    one towards the other network does.
    """
    M, L = candidate.data.M, len(layers) - 1
    C, d, dC, dd = _identity(M), fmpq_mat(M, 1), fmpq_mat(M, M), fmpq_mat(M, 1)
    moves = [fmpq_mat(M, 1)]  # of the cumulative biases
    for l, ((W, b), (V, v)) in enumerate(zip(layers, _difference(layers, other), strict=True)):
        dC, dd = V * C + W * dC, V * d + W * dd + v
        C, d = (W * C, W * d + b) if l < L else (C, d)
        if l < L:
            # C p + d = 0 at the apex p: as W stays, d has to move by -C dp
            moved = dd + dC * C.inv() * -d
            moves.append(moved if l in candidate.collapses else fmpq_mat(M, 1))
    A = layers[-1][0]
    dA = dC * C.inv()
    biases = [u - W * t for (t, u), (W, _) in zip(pairwise(moves), layers[:-1], strict=True)]
    still = tuple((W * 0, b) for (W, _), b in zip(layers[:-1], biases, strict=True))
    return (*still, (dA, dd - dA * d - A * moves[-1]))


def _identity(n: int) -> fmpq_mat:
    return fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def _difference(start: Layers, stop: Layers) -> Layers:
    return tuple((V - W, v - b) for (W, b), (V, v) in zip(start, stop, strict=True))


def _moved(layers: Layers, direction: Layers, step: fmpq) -> Layers:
    return tuple(
        (W + V * step, b + v * step) for (W, b), (V, v) in zip(layers, direction, strict=True)
    )


def _layers(network: Network) -> Layers:
    return tuple((_matrix(W), _matrix([b]).transpose()) for W, b in network)


def _network(layers: Layers) -> Network:
    return tuple(
        (tuple(tuple(map(fraction, row)) for row in W.tolist()), tuple(map(fraction, b.entries())))
        for W, b in layers
    )


def _matrix(rows: Sequence[Vector]) -> fmpq_mat:
    return fmpq_mat([[fmpq(e.numerator, e.denominator) for e in row] for row in rows])
