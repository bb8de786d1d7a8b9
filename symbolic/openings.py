"""L3: how far the cone of a collapsing truncation map may be opened."""

from __future__ import annotations

from functools import cached_property

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.float_arrays import Integers
from symbolic.integer_arrays import integer_array, largest, least_quotient, product
from symbolic.matrices import ones
from symbolic.scalars import Scalar, power_below


class Openings:
    """Points ``x`` on either side of the hyperplane ``f·x = f·p``: ``collapsed`` below it,
    ``fixed`` above.

    Each side is kept as ``D (x − p)`` and ``D E |f·(x − p)|``, integers; ``E`` belongs to ``f``.
    """

    def __init__(
        self,
        normal: DomainMatrix,
        apex: DomainMatrix,
        collapsed: DomainMatrix,
        fixed: DomainMatrix | None,
    ) -> None:
        self.normal = normal
        row, self.scale = integer_array(normal.transpose())
        self.differences = list[tuple[DomainMatrix, int]]()
        self.sides = list[tuple[int, Integers, Integers]]()
        for points, side in ((collapsed, -1), (fixed, 1)):
            if points is not None:
                difference = points - apex * ones(1, points.shape[1])
                whole, common = integer_array(difference)
                self.differences.append((difference, common))
                self.sides.append((side, whole, side * product(row, whole)[0]))

    @cached_property
    def strict(self) -> bool:
        """Whether all points are strictly on their side."""
        return all(heights.min() > 0 for _, _, heights in self.sides)

    def bound(self, opening: DomainMatrix | None) -> Scalar | None:
        """``min |f·(x − p)| / max ‖E(x − p)‖_∞`` (L3), ``E = opening`` or 1; None if only the apex
        itself is asked about.
        """
        ratios = []
        pairs = zip(self.differences, self.sides, strict=True)
        for (difference, common), (_, whole, heights) in pairs:
            widest = QQ(largest(whole))
            if opening is not None:
                opened, denominator = integer_array(opening * difference)
                widest = QQ(largest(opened), denominator) * common
            if widest:
                ratios.append(QQ(int(heights.min()), self.scale) / widest)
        return min(ratios, default=None)

    def widest(self) -> list[Scalar]:
        """For each coordinate ``i`` a power of two ``d_i`` with the sign of ``f_i`` (1 for 0),
        about half as large as it may be for ``f·(x − p) + d_i (x − p)_i`` to have the sign of
        ``f·(x − p)``.

        ``det (u fᵀ + D) = Π d_i (1 + Σ f_i / d_i)`` is not 0, for no summand is negative. Where
        nothing limits ``d_i`` it is as large as the largest ``|f_k|``.
        """
        entries = self.normal.to_list_flat()
        openings = []
        for i, f in enumerate(entries):
            sign = -1 if f < 0 else 1
            limits = (least_quotient(h, -sign * side * whole[i]) for side, whole, h in self.sides)
            limit = min((q for q in limits if q is not None), default=None)
            if limit is None:
                openings.append(sign * max(map(abs, entries)))
            else:
                openings.append(sign * power_below(7 * limit / (8 * self.scale)))
        return openings
