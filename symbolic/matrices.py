"""The few matrix operations that SymPy's ``DomainMatrix`` leaves to its user.

Points are columns throughout. Matrices are dense, so that over ``QQ`` they live in FLINT; entries
are touched in one flat list at a time, because element access, not arithmetic, is the cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import lcm

from flint import fmpz_mat, nmod_mat
from sympy import QQ
from sympy.polys.domains.domain import Domain
from sympy.polys.matrices import DomainMatrix

from symbolic.errors import ShapeError
from symbolic.scalars import Scalar, exact, sign, text


def from_flat(
    entries: Sequence[Scalar], rows: int, columns: int, domain: Domain = QQ
) -> DomainMatrix:
    """The dense ``rows × columns`` matrix with the given entries, row by row.

    >>> from_flat([QQ(1), QQ(2)], 1, 2).to_Matrix()
    Matrix([[1, 2]])
    """
    return DomainMatrix.from_list_flat(entries, (rows, columns), domain).to_dense()


def matrix(rows: Iterable[Iterable[object]]) -> DomainMatrix:
    """The matrix over ``QQ`` with the given rows of exact numbers (at least one row).

    >>> matrix([["1/2", 3]]).to_Matrix()
    Matrix([[1/2, 3]])
    """
    values = [
        [exact(entry, f"entry [{i}][{j}]") for j, entry in enumerate(r)] for i, r in enumerate(rows)
    ]
    if not values or any(len(row) != len(values[0]) for row in values):
        raise ShapeError("a matrix needs at least one row, and rows of one length")
    return from_flat([entry for row in values for entry in row], len(values), len(values[0]))


def column(entries: Sequence[object]) -> DomainMatrix:
    """The ``n × 1`` column of exact numbers.

    >>> column([1, "1/2"]).shape
    (2, 1)
    """
    return matrix([[entry] for entry in entries])


def identity(size: int, domain: Domain = QQ) -> DomainMatrix:
    """The dense identity matrix."""
    return DomainMatrix.eye(size, domain).to_dense()


def diagonal(entries: Sequence[Scalar]) -> DomainMatrix:
    """The diagonal matrix with these entries."""
    return DomainMatrix.diag(list(entries), QQ).to_dense()


def ones(rows: int, columns: int, domain: Domain = QQ) -> DomainMatrix:
    """The ``rows × columns`` matrix of ones; ``ones(M, 1)`` is the vector u."""
    return from_flat([domain.one] * (rows * columns), rows, columns, domain)


def zeros(rows: int, columns: int, domain: Domain = QQ) -> DomainMatrix:
    """The ``rows × columns`` zero matrix."""
    return from_flat([domain.zero] * (rows * columns), rows, columns, domain)


def side_by_side(blocks: Sequence[DomainMatrix]) -> DomainMatrix:
    """The blocks next to each other (the same number of rows each)."""
    if len({block.shape[0] for block in blocks}) != 1:
        raise ShapeError(
            f"expected blocks with equally many rows, found {[b.shape for b in blocks]}"
        )
    rows = blocks[0].shape[0]
    flats = [(block.to_list_flat(), block.shape[1]) for block in blocks]
    entries = [
        e for r in range(rows) for flat, width in flats for e in flat[r * width : (r + 1) * width]
    ]
    return from_flat(entries, rows, sum(width for _, width in flats), blocks[0].domain)


def stacked(blocks: Sequence[DomainMatrix]) -> DomainMatrix:
    """The blocks on top of each other (the same number of columns each)."""
    if len({block.shape[1] for block in blocks}) != 1:
        raise ShapeError(
            f"expected blocks with equally many columns, found {[b.shape for b in blocks]}"
        )
    entries = [entry for block in blocks for entry in block.to_list_flat()]
    return from_flat(entries, sum(b.shape[0] for b in blocks), blocks[0].shape[1], blocks[0].domain)


def columns_of(points: DomainMatrix) -> list[list[Scalar]]:
    """The columns, as lists of entries."""
    return list(points.transpose().to_list())


def common_integers(entries: Sequence[Scalar]) -> tuple[list[int], int]:
    """Rationals as integers over their least common denominator.

    >>> common_integers([QQ(1, 2), QQ(2, 3)])
    ([3, 4], 6)
    """
    common = lcm(*{int(entry.denominator) for entry in entries})
    if common == 1:
        return [int(entry.numerator) for entry in entries], 1
    return [int(e.numerator) * (common // int(e.denominator)) for e in entries], common


def cleared(values: DomainMatrix) -> tuple[DomainMatrix, int]:
    """Integers ``dA`` and the least common denominator ``d`` of a matrix ``A`` over ``QQ``.

    A product ``(dA) X`` has the denominators of ``X`` alone: where those of ``A`` are long, it is
    reduced and compared in a fraction of the time.

    >>> cleared(matrix([["1/2", "2/3"]]))[1]
    6
    """
    whole, common = common_integers(values.to_list_flat())
    return from_flat([QQ(e) for e in whole], *values.shape), common


def relu(preactivations: DomainMatrix) -> DomainMatrix:
    """σ entrywise: negative entries become 0; domain ``QQ`` or ``QQ<sqrt(d)>``.

    >>> relu(matrix([[-1, 2]])).to_Matrix()
    Matrix([[0, 2]])
    """
    domain, zero = preactivations.domain, preactivations.domain.zero
    entries = preactivations.to_list_flat()
    if domain.is_QQ:
        kept = [entry if entry > 0 else zero for entry in entries]
    else:
        kept = [entry if sign(entry, domain) > 0 else zero for entry in entries]
    rows, columns = preactivations.shape
    return from_flat(kept, rows, columns, domain)


def signs(values: DomainMatrix) -> list[int]:
    """The sign of every entry, row by row."""
    return [sign(entry, values.domain) for entry in values.to_list_flat()]


def squared_norm(values: DomainMatrix) -> Scalar:
    """The sum of the squares of all entries (the squared Hilbert-Schmidt norm)."""
    return sum((entry * entry for entry in values.to_list_flat()), values.domain.zero)


def trace(square: DomainMatrix) -> Scalar:
    """The sum of the diagonal entries."""
    return sum(square.diagonal(), square.domain.zero)


def rank(values: DomainMatrix) -> int:
    """The rank of a matrix over ``QQ``, by FLINT on integers (``DomainMatrix.rank`` eliminates in
    Python).

    >>> rank(matrix([["1/2", 1], [1, 2]]))
    1
    """
    return int(_integer_rows(values).rank())


def rank_modulo(values: DomainMatrix, prime: int = 2**61 - 1) -> int:
    """The rank over the field of ``prime`` elements of the rows times their denominators: a lower
    bound of the rank over ``QQ``, and quick.

    >>> halves = matrix([["1/2", "1/2"], [1, 3]])
    >>> rank_modulo(halves), rank_modulo(halves, 2)
    (2, 1)
    """
    return int(nmod_mat(_integer_rows(values), prime).rank())


def affinely_independent(points: DomainMatrix) -> bool:
    """Whether the columns are affinely independent: ``rank [points; 1 … 1]`` is their number.

    >>> affinely_independent(matrix([[0, 1, 2]]))
    False
    """
    rows, count = points.shape
    entries = points.to_list_flat() + [QQ.one] * count
    return rank(from_flat(entries, rows + 1, count)) == count


def pivot_columns(values: DomainMatrix) -> list[int]:
    """The pivots of the reduced row echelon form: the first columns that are independent; over
    ``QQ`` by FLINT on integers.

    >>> pivot_columns(matrix([["1/2", 1, 0], [1, 2, 3]]))
    [0, 2]
    """
    if not values.domain.is_QQ:
        return list(values.rref()[1])
    reduced, _, rank = _integer_rows(values).rref()
    return [
        next(k for k, entry in enumerate(row) if entry) for row in reduced.tolist()[: int(rank)]
    ]


def _integer_rows(values: DomainMatrix) -> fmpz_mat:
    """Each row times its common denominator."""
    return fmpz_mat([common_integers(row)[0] for row in values.to_list()])


def pseudo_inverse(values: DomainMatrix) -> DomainMatrix:
    """The Moore-Penrose inverse ``W⁺``: ``W⁻¹`` if that exists, else ``Rᵀ(RRᵀ)⁻¹(CᵀC)⁻¹Cᵀ`` with
    ``W = CR``, ranks full.

    Rational for a rational ``W``: ``R`` is the reduced echelon form, ``C`` the pivot columns.
    Domains that are ordered fields.

    >>> tuple(pseudo_inverse(matrix(A)).to_Matrix() for A in ([[1, 1]], [[1, 0], [1, 0]]))
    (Matrix([
    [1/2],
    [1/2]]), Matrix([
    [1/2, 1/2],
    [  0,   0]]))
    """
    rows, columns = values.shape
    if rows == columns and values.det():
        return values.inv()
    reduced, pivots = values.rref()
    if not pivots:
        return zeros(columns, rows, values.domain)
    R = reduced.extract(range(len(pivots)), range(columns)).to_dense()
    C = values.extract(range(rows), list(pivots)).to_dense()
    Rt, Ct = R.transpose(), C.transpose()
    return Rt * (R * Rt).inv() * (Ct * C).inv() * Ct


def rows_as_text(values: DomainMatrix) -> list[list[str]]:
    """The entries as numerals, a list of rows.

    >>> rows_as_text(matrix([["2/4", 1]]))
    [['1/2', '1']]
    """
    if not values.domain.is_QQ:
        return [[text(entry) for entry in row] for row in values.to_list()]
    known: dict[int, str] = {}  # whole numbers repeat: in data, and in the weights of a list
    return [[_numeral(entry, known) for entry in row] for row in values.to_list()]


def _numeral(entry: Scalar, known: dict[int, str]) -> str:
    if entry.denominator != 1:
        return text(entry)
    whole = int(entry.numerator)
    if whole not in known:
        known[whole] = text(entry)
    return known[whole]


def column_as_text(values: DomainMatrix) -> list[str]:
    """The entries of a column as numerals."""
    return [text(entry) for entry in values.to_list_flat()]
