"""What a short list of cells is, as clauses: by enumeration."""

from __future__ import annotations

from itertools import product

import pytest

from proofs.checker.fewest import _forbidden, _lists


@pytest.mark.parametrize("cells", [1, 2, 3])
@pytest.mark.parametrize("sides", [((0,), (1, 2)), ((0, 1), (2,)), ((2,), (0,))])
def test_the_clauses_hold_of_every_list_and_of_nothing_else(
    cells: int, sides: tuple[tuple[int, ...], tuple[int, ...]]
) -> None:
    """Of all ways of giving three inputs positions, with one crossing."""
    inside, rest = sides
    first = 3 * (cells - 1)
    for targets in product(range(2), repeat=3):
        clauses = [*_lists(targets, 2, cells), *_forbidden(inside, rest, cells)]
        for at in product(range(cells), repeat=3):
            held = {p * (cells - 1) + k + 1 for p in range(3) for k in range(at[p])}
            held |= {first + 2 * k + g + 1 for k, g in zip(at, targets, strict=True)}
            one_target = len(set(at)) == len({*zip(at, targets, strict=True)})
            crossed = any(
                all(at[p] == k for p in inside) and all(at[p] > k for p in rest)
                for k in range(cells)
            )
            true = all(any((e > 0) == (abs(e) in held) for e in clause) for clause in clauses)
            assert true == (one_target and not crossed)
