"""D1, D6: clustered data, and its sufficient statistics.

``Q`` classes of points in ``ℚ^M`` with targets ``y_j ∈ ℚ^Q``. One pass over the points yields the
means ``x̄_j`` and the scatters ``S_j = (1/N_j) Σ Δx Δxᵀ``; every output-layer quantity is a
function of them, so nothing after that pass depends on the number of points.

Notation: ``X̄ = [x̄_1 … x̄_Q]``, ``Y = [y_1 … y_Q]``, ``Δ₁ = X̄⁻¹ ΔX``, ``Δ₂ = X̄⁻¹ S X̄⁻ᵀ``, ``S =
Σ S_j``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.arrays import as_printed, class_named, labels_of, names_in, names_of, plain, rows_of
from symbolic.errors import InputError, NotApplicable, ShapeError, shown
from symbolic.matrices import (
    affinely_independent,
    columns_of,
    identity,
    matrix,
    ones,
    rank,
    side_by_side,
)
from symbolic.record import Record, brief
from symbolic.scalars import Scalar, exact_from_float
from symbolic.words import counted


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClusterData(Record):
    """Labelled points with targets (D1), and their means and scatters.

    Parameters
    ----------
    name, labels : of the data, and of the ``Q`` classes.
    targets : ``Q × Q`` over ``QQ``; column ``j`` is ``y_j``. Affinely independent.
    any_targets : admits dependent and equal ones, for what needs no more (P0, P1).
    points : ``points[j]`` is ``M × N_j`` over ``QQ``, ``N_j ≥ 1``; points are columns.
    feature_names : what the coordinates are called, for pictures and pages (default ``x1, x2, …``).

    Raises
    ------
    InputError, ShapeError
        for what does not fit together, with its place.

    Source: arXiv:2309.10639 for the setting.

    >>> data = ClusterData.from_rows({"a": [[4, 0], [5, 1]], "b": [[0, 4]]})
    >>> data.means.to_Matrix(), data.squared_radius
    (Matrix([
    [9/2, 0],
    [1/2, 4]]), 1/2)
    """

    name: str
    labels: tuple[str, ...]
    targets: DomainMatrix
    points: tuple[DomainMatrix, ...]
    any_targets: bool = False
    feature_names: tuple[str, ...] = field(default=(), compare=False)
    means: DomainMatrix = field(init=False)
    scatters: tuple[DomainMatrix, ...] = field(init=False)

    def __post_init__(self) -> None:
        stripped = tuple(label.strip() for label in self.labels)
        object.__setattr__(self, "labels", stripped)
        object.__setattr__(self, "name", self.name.strip())
        if not self.labels:
            raise InputError("classes", "at least one class", "none")
        if len(set(self.labels)) != len(self.labels):
            twice = next(label for label in self.labels if self.labels.count(label) > 1)
            raise InputError("classes", "distinct labels", f"{twice!r} twice")
        if len(self.points) != self.Q or len({block.shape[0] for block in self.points}) != 1:
            raise ShapeError("expected one block of points a class, all of one dimension M")
        if any(0 in block.shape for block in self.points):
            raise ShapeError("expected at least one point a class and M >= 1")
        object.__setattr__(self, "feature_names", names_of(self.feature_names, self.M))
        if self.targets.shape != (self.Q, self.Q):
            raise ShapeError(f"expected {self.Q} x {self.Q} targets, found {self.targets.shape}")
        if not self.any_targets:
            self.require_independent_targets()
        averages = [
            block * ones(n, 1) * QQ(1, n) for block, n in zip(self.points, self.sizes, strict=True)
        ]
        second_moments = [
            block * block.transpose() * QQ(1, n)
            for block, n in zip(self.points, self.sizes, strict=True)
        ]
        scatters = [m2 - m * m.transpose() for m2, m in zip(second_moments, averages, strict=True)]
        object.__setattr__(self, "means", side_by_side(averages))
        object.__setattr__(self, "scatters", tuple(scatters))

    def __repr__(self) -> str:
        return f"ClusterData({brief(self.name)}, Q={self.Q}, M={self.M}, N={self.N})"

    def require_independent_targets(self) -> None:
        """Raises `InputError` unless the targets ``y_j`` are affinely independent.

        Linear independence (an invertible ``Y``) is more, and only T2's comparison and T5d for the
        linear readout ask for it: `targets_invertible`.
        """
        if not affinely_independent(self.targets):
            found = "one that is an affine combination of the others"
            raise InputError("targets", "affinely independent targets", found)

    @property
    def targets_invertible(self) -> bool:
        """Whether the targets are linearly independent; ``±1`` for two classes are not, for
        instance.

        >>> opposite = [[1, -1], [-1, 1]]
        >>> ClusterData.from_rows({"a": [[0]], "b": [[1]]}, opposite).targets_invertible
        False
        """
        return rank(self.targets) == self.Q

    @classmethod
    def from_rows(
        cls,
        classes: Mapping[str, Iterable[Iterable[object]]],
        targets: Iterable[Iterable[object]] | None = None,
        name: str = "data",
        any_targets: bool = False,
        feature_names: Sequence[str] = (),
    ) -> ClusterData:
        """Data from rows of exact numbers (int, Fraction, SymPy rational, numeral), a mapping label
        → points.

        ``targets`` lists ``y_1, y_2, …``; left out, ``y_j = e_j``. ``feature_names`` are ``M``
        names of coordinates. Floats and booleans raise `InputError`.

        >>> ClusterData.from_rows({"a": [[0.5]]})
        Traceback (most recent call last):
        symbolic.errors.InputError: entry [0][0]: expected an exact number, found the float 0.5
        (pass "0.5", or use from_floats)
        """
        blocks = tuple(matrix(rows).transpose() for rows in classes.values())
        target_rows = identity(len(blocks)) if targets is None else matrix(targets)
        columns = target_rows.transpose()
        return cls(name, tuple(classes), columns, blocks, any_targets, tuple(feature_names))

    @classmethod
    def from_floats(
        cls,
        classes: Mapping[str, Iterable[Iterable[float]]],
        targets: Iterable[Iterable[object]] | None = None,
        name: str = "data",
    ) -> ClusterData:
        """Data from floats, each taken as the dyadic rational it denotes (0.1 is *not* 1/10).

        >>> ClusterData.from_floats({"a": [[0.1]]}).means.to_Matrix()
        Matrix([[3602879701896397/36028797018963968]])
        """
        rational = {
            label: [[exact_from_float(entry) for entry in row] for row in rows]
            for label, rows in classes.items()
        }
        return cls.from_rows(rational, targets, name)

    @classmethod
    def from_arrays(
        cls,
        X: Any,
        y: Any = None,
        names: Sequence[str] | None = None,
        *,
        feature_names: Sequence[str] | None = None,
        decimals: bool = False,
        name: str = "data",
    ) -> ClusterData:
        """Data from arrays, tensors or lists, or from a ``Bunch`` of scikit-learn alone; classes in
        order of first appearance.

        Parameters
        ----------
        X : ``N × M``, a point a row; integers and fractions are exact, a float is the dyadic
            rational it denotes.
        y : ``N`` labels of any type, whole numbers above all.
        names : the name of the class that ``y`` numbers 0, 1, …; its own number if left out.
        feature_names : ``M`` names of the coordinates; those of a data frame or a ``Bunch`` if left
            out.
        decimals : floats are the decimals they print as instead (0.1 is 1/10).

        Raises
        ------
        InputError
            for numbers that are not finite, rows or labels that do not fit, and labels without a
            name.

        >>> ClusterData.from_arrays([[1, 0], [0, 0.5]], [1, 0]).labels
        ('1', '0')
        """
        if y is None and hasattr(X, "data") and hasattr(X, "target"):
            names = list(X.target_names) if names is None and hasattr(X, "target_names") else names
            feature_names = names_in(X, "feature_names") if feature_names is None else feature_names
            X, y = X.data, X.target
        called = names_in(X, "columns") if feature_names is None else feature_names
        rows = rows_of(as_printed(plain(X)) if decimals else X, "X")
        labels = labels_of(y, "y")
        if len(rows) != len(labels):
            raise InputError("y", f"{counted(len(rows), 'label')}, one a point", str(len(labels)))
        known = None if names is None else labels_of(names, "names")
        classes: dict[str, list[list[Scalar]]] = {}
        for label, row in zip(labels, rows, strict=True):
            classes.setdefault(label if known is None else class_named(label, known), []).append(
                row
            )
        return cls.from_rows(classes, name=name, feature_names=labels_of(called, "feature_names"))

    @classmethod
    def from_dataframe(
        cls,
        frame: Any,
        label: str = "label",
        features: Sequence[str] | None = None,
        *,
        decimals: bool = False,
        name: str = "data",
    ) -> ClusterData:
        """Data from a data frame (pandas, Polars): ``label`` names the column of the labels, the
        others are coordinates.

        ``features`` keeps some columns; ``decimals`` as in `from_arrays`. Raises `InputError`.
        """
        columns = list(frame.columns)
        for column in (label, *(features or ())):
            if column not in columns:
                raise InputError("columns", f"a column called {column!r}", shown(columns, 120))
        kept = [c for c in columns if c != label] if features is None else list(features)
        X = list(zip(*(plain(frame[column]) for column in kept), strict=True))
        names = [str(column) for column in kept]
        return cls.from_arrays(X, frame[label], feature_names=names, decimals=decimals, name=name)

    def select(
        self, classes: Sequence[int] | None = None, features: Sequence[int] | None = None
    ) -> ClusterData:
        """The data of some classes and some coordinates only; targets become ``e_j`` if classes are
        dropped.
        """
        kept = range(self.Q) if classes is None else classes
        rows = list(range(self.M) if features is None else features)
        blocks = tuple(
            self.points[j]
            if features is None
            else self.points[j].extract(rows, range(self.sizes[j]))
            for j in kept
        )
        targets = self.targets if classes is None else identity(len(blocks))
        labels = tuple(self.labels[j] for j in kept)
        called = tuple(self.feature_names[i] for i in rows)
        return ClusterData(self.name, labels, targets, blocks, self.any_targets, called)

    @property
    def Q(self) -> int:
        """Number of classes."""
        return len(self.labels)

    @property
    def M(self) -> int:
        """Input dimension."""
        return int(self.points[0].shape[0])

    @property
    def sizes(self) -> tuple[int, ...]:
        """``(N_1, …, N_Q)``."""
        return tuple(block.shape[1] for block in self.points)

    @property
    def N(self) -> int:
        """Number of points."""
        return sum(self.sizes)

    @property
    def inputs(self) -> DomainMatrix:
        """All points side by side, class after class (``M × N``)."""
        return side_by_side(self.points)

    def mean(self, j: int) -> DomainMatrix:
        """``x̄_j`` as a column."""
        return self.means.extract(range(self.M), [j])

    def target(self, j: int) -> DomainMatrix:
        """``y_j`` as a column."""
        return self.targets.extract(range(self.Q), [j])

    def deviations(self, j: int) -> DomainMatrix:
        """``Δx_{j,i} = x_{j,i} − x̄_j`` side by side (``M × N_j``)."""
        return self.points[j] - self.mean(j) * ones(1, self.sizes[j])

    @property
    def barycentre(self) -> DomainMatrix:
        """``x̄ = (1/Q) Σ x̄_j``: the mean of the class means, not of the points."""
        return self.means * ones(self.Q, 1) * QQ(1, self.Q)

    @property
    def scatter(self) -> DomainMatrix:
        """``S = Σ_j S_j``."""
        return sum(self.scatters[1:], self.scatters[0])

    @property
    def squared_radius(self) -> Scalar:
        """``δ² = max |Δx_{j,i}|²``, the squared radius of the widest cluster."""
        moved = (x for j in range(self.Q) for x in columns_of(self.deviations(j)))
        return max(sum((e * e for e in x), QQ.zero) for x in moved)

    @property
    def means_inverse(self) -> DomainMatrix:
        """``X̄⁻¹``; raises `NotApplicable` unless ``M = Q`` and ``X̄`` is invertible."""
        if self.M != self.Q:
            raise NotApplicable(f"needs M = Q, found M = {self.M}, Q = {self.Q}")
        if self.means.rank() < self.Q:
            raise NotApplicable("needs independent class means, found a singular matrix X̄")
        return self.means.inv()

    @property
    def relative_deviations(self) -> DomainMatrix:
        """``Δ₁ = X̄⁻¹ ΔX`` (``Q × N``), D6."""
        return self.means_inverse * side_by_side([self.deviations(j) for j in range(self.Q)])

    @property
    def noise_to_signal(self) -> DomainMatrix:
        """``Δ₂ = Δ₁ 𝒩⁻¹ Δ₁ᵀ = X̄⁻¹ S X̄⁻ᵀ`` (``Q × Q``), D6, computed from the scatters.

        >>> ClusterData.from_rows({"a": [[3], [5]]}).noise_to_signal.to_Matrix()
        Matrix([[1/16]])
        """
        inverse = self.means_inverse
        return inverse * self.scatter * inverse.transpose()

    def collapsed(self, apexes: Mapping[int, DomainMatrix]) -> ClusterData:
        """The truncated data: the points of each class ``j`` in ``apexes`` all replaced by the apex
        ``p_j``.
        """
        points = tuple(
            apexes[j] * ones(1, n) if j in apexes else block
            for j, (block, n) in enumerate(zip(self.points, self.sizes, strict=True))
        )
        return replace(self, points=points)
