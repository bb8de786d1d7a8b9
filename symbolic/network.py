"""D2, D4, L1, G1: ReLU networks of any widths, their cumulative parameters, and their truncated
representation.

``x⁽ˡ⁾ = σ(W_l x⁽ˡ⁻¹⁾ + b_l)`` for ``l = 1..L``, output ``W_{L+1} x⁽ᴸ⁾ + b_{L+1}``; ``W_l`` is ``d_l
× d_{l−1}``, ``d_0 = M``, ``d_{L+1} = Q``. Cumulatively ``W⁽ˡ⁾ = W_l ⋯ W_1``, ``b⁽ˡ⁾ = W_l b⁽ˡ⁻¹⁾ +
b_l``. With ``x⁽τ,ˡ⁾ = τ_{W⁽ˡ⁾,b⁽ˡ⁾}(x⁽τ,ˡ⁻¹⁾)`` the output is ``A x⁽τ,ᴸ⁾ + c`` for surjective
weights (L1, G2), and for other weights at the points where the recursion survives (G1).

Forward evaluation carries the points in homogeneous coordinates ``[x; 1]``, so that a layer is one
FLINT product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, overload

import sympy
from sympy import QQ
from sympy.polys.domains.domain import Domain
from sympy.polys.matrices import DomainMatrix

from symbolic.arrays import points_of
from symbolic.errors import InputError, NotApplicable, ShapeError
from symbolic.matrices import from_flat, ones, pseudo_inverse, rank, relu, side_by_side
from symbolic.record import Record
from symbolic.scalars import Scalar, sign
from symbolic.truncation import TruncationMap
from symbolic.words import counted

# Layers after the Q-th act as the identity; more than this is a slip of the keyboard, and would
# fill the memory.
MAX_LAYERS = 10_000


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Layer(Record):
    """One affine map ``x ↦ W x + b``.

    Parameters
    ----------
    W, b : ``m × n`` and ``m × 1``, over one exact domain.

    >>> from symbolic.matrices import column, matrix
    >>> Layer(matrix([[1, 2]]), column([3])).augmented.to_Matrix()
    Matrix([[1, 2, 3]])
    """

    W: DomainMatrix
    b: DomainMatrix

    def __post_init__(self) -> None:
        if self.b.shape != (self.W.shape[0], 1):
            raise ShapeError(f"expected b: {self.W.shape[0]} x 1, found {self.b.shape}")
        if self.W.domain != self.b.domain:
            raise ShapeError(f"expected one domain, found {self.W.domain} and {self.b.domain}")

    @property
    def augmented(self) -> DomainMatrix:
        """``[W b]``, which acts on homogeneous coordinates."""
        return side_by_side([self.W, self.b])

    def after(self, inner: Layer) -> Layer:
        """The composite ``x ↦ W (W' x + b') + b``, no activation in between."""
        return Layer(self.W * inner.W, self.W * inner.b + self.b)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReluNetwork(Record):
    """A ReLU network of widths ``d_0 = M, d_1, …, d_L, d_{L+1} = Q``.

    Parameters
    ----------
    hidden : the layers with a ReLU, ``W_l`` being ``d_l × d_{l−1}``; none is an affine function.
    output : the layer without; all over one exact domain.

    Raises
    ------
    ShapeError
        unless neighbouring layers fit together and every width is positive.

    >>> from symbolic.matrices import column, matrix
    >>> net = ReluNetwork((Layer(matrix([[1]]), column([-1])),), Layer(matrix([[2]]), column([3])))
    >>> net(matrix([[0, 5]])).to_Matrix(), net([[0], [5]]), net(["3/2"]), net.parameter_count
    (Matrix([[3, 11]]), [[3], [11]], [4], 4)
    """

    hidden: tuple[Layer, ...]
    output: Layer

    def __repr__(self) -> str:
        return f"ReluNetwork({'–'.join(map(str, self.widths))})"

    def __post_init__(self) -> None:
        for l, (inner, outer) in enumerate(pairwise(self.layers), start=2):
            if outer.W.shape[1] != inner.W.shape[0]:
                raise ShapeError(
                    f"expected W_{l} with {counted(inner.W.shape[0], 'column')}, found "
                    f"{outer.W.shape[1]}"
                )
        if 0 in self.widths:
            raise ShapeError(f"expected positive widths, found {self.widths}")
        if len({layer.W.domain for layer in self.layers}) != 1:
            raise ShapeError("expected all layers over one domain")

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The ``L + 1`` layers, the output layer last."""
        return (*self.hidden, self.output)

    @property
    def widths(self) -> tuple[int, ...]:
        """``(d_0, d_1, …, d_L, d_{L+1})``: the input dimension, the widths of the hidden layers,
        the output dimension.
        """
        return (self.M, *(int(layer.W.shape[0]) for layer in self.layers))

    @property
    def M(self) -> int:
        """Input dimension."""
        return int(self.layers[0].W.shape[1])

    @property
    def Q(self) -> int:
        """Output dimension."""
        return int(self.output.W.shape[0])

    @property
    def L(self) -> int:
        """Number of hidden layers."""
        return len(self.hidden)

    @property
    def domain(self) -> Domain:
        """The domain of all entries."""
        return self.output.W.domain

    @property
    def parameter_count(self) -> int:
        """``K``, the number of entries of all ``W_l`` and ``b_l``."""
        return parameter_count(self.widths)

    def preactivations(self, points: DomainMatrix) -> Iterator[list[Scalar]]:
        """The entries of ``W_l x⁽ˡ⁻¹⁾ + b_l``, row by row, for ``l = 1..L+1``; ``points`` is ``M ×
        N``.

        The last item is the output itself. A generator: one layer is held at a time.
        """
        if points.shape[0] != self.M:
            raise ShapeError(f"expected points in dimension {self.M}, found {points.shape[0]}")
        count, domain = points.shape[1], self.domain
        zero, last_row = domain.zero, [domain.one] * count
        entries = points.to_list_flat()
        for layer in self.layers:
            state = from_flat(entries + last_row, layer.W.shape[1] + 1, count, domain)
            image = (layer.augmented * state).to_list_flat()
            yield image
            if domain.is_QQ:
                entries = [entry if entry.numerator > 0 else zero for entry in image]
            elif layer is not self.output:
                entries = [entry if sign(entry, domain) > 0 else zero for entry in image]

    @overload
    def __call__(self, points: DomainMatrix) -> DomainMatrix: ...

    @overload
    def __call__(self, points: Iterable[Any]) -> list[Any]: ...

    def __call__(self, points: DomainMatrix | Iterable[Any]) -> DomainMatrix | list[Any]:
        """The exact outputs ``Q × N`` at the columns of a matrix; for a list or an array of
        numbers, a point or a point a row, the list of its outputs or one list a row.
        """
        if not isinstance(points, DomainMatrix):
            rows, single = points_of(points)
            flat = [self.domain.convert(entry) for row in rows for entry in row]
            columns = from_flat(flat, len(rows), len(rows[0]), self.domain).transpose()
            outputs_of = self(columns).transpose().to_list()
            return outputs_of[0] if single else outputs_of
        *_, outputs = self.preactivations(points)
        return from_flat(outputs, self.Q, points.shape[1], self.domain)

    def features(self, points: DomainMatrix) -> DomainMatrix:
        """``x⁽ᴸ⁾`` at the columns of ``points``, over ``QQ``: what the output layer reads."""
        if not self.hidden:
            return points
        last = self.hidden_preactivations(points)[-1]
        shape = self.output.W.shape[1], points.shape[1]
        return relu(from_flat(last, *shape))

    def hidden_preactivations(self, points: DomainMatrix) -> list[list[Scalar]]:
        """`preactivations` for ``l = 1..L``: without the outputs, whose numbers may be far
        longer.
        """
        return list(islice(self.preactivations(points), self.L))

    def activation_pattern(self, points: DomainMatrix) -> tuple[tuple[int, ...], ...]:
        """The exact sign of every hidden pre-activation: one tuple a layer, row by row (0 is a tie
        at the kink).
        """
        hidden = self.hidden_preactivations(points)
        if self.domain.is_QQ:  # much of the work of a landscape: no call an entry
            return tuple(
                tuple(1 if e.numerator > 0 else -1 if e else 0 for e in layer) for layer in hidden
            )
        return tuple(tuple(sign(entry, self.domain) for entry in layer) for layer in hidden)

    def smallest_margin(self, points: DomainMatrix) -> Scalar:
        """The exact smallest ``|pre-activation|`` over all hidden units and points; 0 iff some
        point sits on a kink.

        Defined for domains with an order and ``L ≥ 1``; over ``QQ<sqrt(d)>`` the comparison is
        exact too.
        """
        hidden = self.hidden_preactivations(points)
        if self.domain.is_QQ:
            return min(abs(entry) for layer in hidden for entry in layer)
        sizes = [
            entry if sign(entry, self.domain) >= 0 else -entry
            for layer in hidden
            for entry in layer
        ]
        smallest = sizes[0]
        for size in sizes[1:]:
            if sign(size - smallest, self.domain) < 0:
                smallest = size
        return smallest

    def cumulative(self) -> tuple[Layer, ...]:
        """``(W⁽ˡ⁾, b⁽ˡ⁾)`` for ``l = 1..L+1`` (D4); the last one is ``(A, c)``."""
        composites = [self.layers[0]]
        for layer in self.layers[1:]:
            composites.append(layer.after(composites[-1]))
        return tuple(composites)

    @classmethod
    def from_cumulative(cls, composites: Sequence[Layer]) -> ReluNetwork:
        """The network with the given cumulative parameters, the inverse of `cumulative` (D4, G2).

        ``W_l = W⁽ˡ⁾ W⁽ˡ⁻¹⁾⁺``, for surjective ``W⁽ˡ⁾``, ``l ≤ L``, with nested row spaces; raises
        `NotApplicable` where they are not nested.

        >>> from symbolic.matrices import column, matrix
        >>> hidden = Layer(matrix([[2]]), column([-1]))
        >>> net = ReluNetwork((hidden,), Layer(matrix([[2]]), column([3])))
        >>> ReluNetwork.from_cumulative(net.cumulative()).output.b.to_Matrix()
        Matrix([[3]])
        """
        layers = [composites[0]]
        for inner, outer in pairwise(composites):
            W = outer.W * pseudo_inverse(inner.W)
            if inner.W.shape[0] < inner.W.shape[1] and W * inner.W != outer.W:
                raise NotApplicable("the row spaces of the cumulative weights are not nested")
            layers.append(Layer(W, outer.b - W * inner.b))
        return cls(tuple(layers[:-1]), layers[-1])

    def truncation_maps(self) -> tuple[TruncationMap, ...]:
        """``τ_{W⁽ˡ⁾,b⁽ˡ⁾}`` for ``l = 1..L`` (L1); raises `NotApplicable` unless all ``W⁽ˡ⁾`` are
        surjective.
        """
        return tuple(TruncationMap(layer.W, layer.b) for layer in self.cumulative()[:-1])

    def truncated(self, points: DomainMatrix) -> DomainMatrix:
        """``x⁽τ,ᴸ⁾``: the points after all truncation maps, in input coordinates."""
        for tau in self.truncation_maps():
            points = tau(points)
        return points

    def recursion_survives(self, points: DomainMatrix) -> tuple[bool, ...]:
        """For ``l = 1..L``, whether ``x⁽ˡ⁾ = W⁽ˡ⁾ x⁽τ,ˡ⁾ + b⁽ˡ⁾`` at all the given points (G1), for
        weights of any rank over ``QQ``.

        It does iff ``x⁽ᵏ⁾ − b⁽ᵏ⁾`` lies in the range of ``W⁽ᵏ⁾`` for all ``k ≤ l``: a question of
        ranks.

        >>> from symbolic.matrices import column, matrix
        >>> wide = Layer(matrix([[1], [1]]), column([0, -2]))
        >>> net = ReluNetwork((wide,), Layer(matrix([[1, 1]]), column([0])))
        >>> net.recursion_survives(matrix([[3]])), net.recursion_survives(matrix([[1]]))
        ((True,), (False,))
        """
        images = self.hidden_preactivations(points)
        survived, at_layers = True, []
        for layer, image in zip(self.cumulative(), images, strict=False):
            size = layer.W.shape[0]
            if survived and rank(layer.W) < size:
                shift = (layer.b * ones(1, points.shape[1])).to_list_flat()
                moved = [max(z, QQ.zero) - b for z, b in zip(image, shift, strict=True)]
                together = [layer.W, from_flat(moved, size, points.shape[1])]
                survived = rank(side_by_side(together)) == rank(layer.W)
            at_layers.append(survived)
        return tuple(at_layers)

    def as_expr(self, point: sympy.Matrix) -> Any:
        """The output as a SymPy column in ``Max(0, ·)``, for symbolic points or symbolic entries.

        >>> from symbolic.matrices import column, matrix
        >>> hidden = Layer(matrix([[1]]), column([-1]))
        >>> net = ReluNetwork((hidden,), Layer(matrix([[2]]), column([3])))
        >>> net.as_expr(sympy.Matrix([sympy.Symbol("x")]))
        Matrix([[2*Max(0, x - 1) + 3]])
        """
        for layer in self.hidden:
            affine = layer.W.to_Matrix() * point + layer.b.to_Matrix()
            point = affine.applyfunc(lambda z: sympy.Max(0, z))
        return self.output.W.to_Matrix() * point + self.output.b.to_Matrix()


def parameter_count(widths: Sequence[int]) -> int:
    """``K = Σ_l d_l d_{l−1} + d_l``, the number of parameters of a network with these widths (D2).

    >>> parameter_count((4, 3, 3, 3))
    39
    """
    return sum(m * n + m for n, m in pairwise(widths))


def hidden_layers(Q: int, layers: int | None) -> int:
    """``L``: the number asked for, or ``Q``; raises `InputError` unless ``Q ≤ L ≤ max(Q,
    MAX_LAYERS)``.

    >>> hidden_layers(2, None)
    2
    """
    depth = Q if layers is None else layers
    if depth < Q:
        raise InputError("layers", f"at least Q = {counted(Q, 'hidden layer')}", str(depth))
    if depth > max(Q, MAX_LAYERS):
        raise InputError("layers", f"at most {MAX_LAYERS} hidden layers", str(depth))
    return depth
