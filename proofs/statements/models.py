"""What the models of several entries share: for Q = M = 1 and 2 a matrix of independent symbols for
every letter.

What an entry takes as given holds in its models by construction (and is checked to); so each step
of its derivation is an identity of rational functions in the entries of the data, and is checked as
that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from sympy import QQ
from sympy.polys.domains.domain import Domain
from sympy.polys.matrices import DomainMatrix

from proofs.algebra.entrywise import Model
from symbolic.matrices import from_flat, identity, ones, side_by_side
from symbolic.scalars import Scalar


class Letters:
    """Fresh symbols, over a field that has all of them: first ask for matrices of names, then read
    the field.
    """

    def __init__(self, *names: str) -> None:
        self.domain: Domain = QQ.frac_field(*names)
        self._by_name: dict[str, Scalar] = dict(zip(names, self.domain.gens, strict=True))

    def __getitem__(self, name: str) -> Scalar:
        return self._by_name[name]

    def matrix(self, name: str, rows: int, columns: int) -> DomainMatrix:
        """The matrix of the symbols ``name11, name12, …``."""
        flat = [self[f"{name}{i}{k}"] for i in range(1, rows + 1) for k in range(1, columns + 1)]
        return from_flat(flat, rows, columns, self.domain)


def names(letter: str, rows: int, columns: int) -> list[str]:
    """The names of the entries of a matrix of symbols."""
    return [f"{letter}{i}{k}" for i in range(1, rows + 1) for k in range(1, columns + 1)]


def data(size: int) -> tuple[Letters, dict[str, DomainMatrix]]:
    """``Q = M = size`` classes of two points ``x̄ ± d``, readout and targets: all entries
    symbols.
    """
    square = [name for letter in "mdyaf" for name in names(letter, size, size)]
    letters = Letters(*square, *names("c", size, 1), "t", "s", "eps", "rho", "kappa")
    domain, m = letters.domain, letters.matrix
    half = domain(1) / 2
    Xbar, d, Y = m("m", size, size), m("d", size, size), m("y", size, size)
    signs = from_flat([domain(1), domain(-1)], 1, 2, domain)
    columns = [d.extract(range(size), [j]) * signs for j in range(size)]
    dX = side_by_side(columns)
    eye = identity(size, domain)
    E = side_by_side([eye.extract(range(size), [j]) * ones(1, 2, domain) for j in range(size)])
    weights = identity(2 * size, domain) * half
    S, u = d * d.transpose(), ones(size, 1, domain)
    G = Xbar * Xbar.transpose() + S
    centre = eye - u * u.transpose() * (domain(1) / domain(size))
    Gc = Xbar * centre * Xbar.transpose() + S
    Delta1 = Xbar.inv() * dX
    Delta2 = Delta1 * weights * Delta1.transpose()
    matrices = {
        "X": Xbar * E + dX, "X̄": Xbar, "ΔX": dX, "E": E, "𝒩⁻¹": weights, "Y": Y, "u": u, "S": S,
        "A": m("a", size, size), "c": m("c", size, 1), "Δ₁": Delta1, "Δ₂": Delta2,
        "1+Δ₂": eye + Delta2,
        "G": G, "G_c": Gc, "R": m("f", size, size), "Φ": m("f", size, size), "v": m("c", size, 1),
    }  # fmt: skip
    return letters, matrices


def dimensions(size: int) -> dict[str, int]:
    return {"Q": size, "M": size, "N": 2 * size, "M+1": size + 1, "m": 2, "n": 2}


def from_data(
    size: int, **more: Callable[[dict[str, DomainMatrix]], DomainMatrix]
) -> Iterator[Model]:
    letters, matrices = data(size)
    for name, value in more.items():
        matrices[name] = value(matrices)
    numbers = {"Q": letters.domain(size), "n": letters.domain(2)}
    yield Model(letters.domain, matrices, dimensions(size), numbers)


def plain(size: int) -> Iterator[Model]:
    """Data and readouts (D1, D3, D6, T1a, T1b)."""
    yield from from_data(size)


def _affine_best(known: dict[str, DomainMatrix]) -> DomainMatrix:
    size = known["Y"].shape[0]
    u = known["u"]
    centre = identity(size, u.domain) - u * u.transpose() * (u.domain(1) / u.domain(size))
    return known["Y"] * centre * known["X̄"].transpose() * known["G_c"].inv()


def affine(size: int) -> Iterator[Model]:
    """Data with the affine minimizer (T2, T5a)."""
    yield from from_data(size, **{"A*": _affine_best})


def layers(size: int) -> Iterator[Model]:
    """Layers with pre-activation z of every sign pattern (D2, D4, D5, L1, L2, L3)."""
    for pattern in product((1, -1), repeat=size):
        square = [name for letter in "wvkp" for name in names(letter, size, size)]
        columns = [name for letter in "zbahf" for name in names(letter, size, 1)]
        letters = Letters(*square, *columns, *names("r", size, 1), "t", "eps")
        domain, m = letters.domain, letters.matrix
        diagonal = [
            letters[f"r{i + 1}1"] if i == k else domain(0) for i in range(size) for k in range(size)
        ]
        z = from_flat(
            [sign * letters[f"z{i + 1}1"] for i, sign in enumerate(pattern)], size, 1, domain
        )
        W, b = m("w", size, size), m("b", size, 1)
        Wl, bl = m("v", size, size), m("a", size, 1)
        before, bias = Wl.inv() * W, Wl.inv() * (b - bl)
        x = W.inv() * (z - b)
        shuffle = identity(size, domain).extract([*range(1, size), 0], range(size))
        matrices = {
            "W": W, "b": b, "x": x, "z": z, "p": -(W.inv() * b), "Φ": m("k", size, size), "a": bl,
            "D": from_flat(diagonal, size, size, domain), "P": shuffle,
            "W⁽ˡ⁾": W, "b⁽ˡ⁾": b, "W_l": Wl, "b_l": bl, "W⁽ˡ⁻¹⁾": before, "b⁽ˡ⁻¹⁾": bias,
            "x^τ": x, "x_before": x,
        }  # fmt: skip
        positive = frozenset([*names("z", size, 1), *names("r", size, 1)])
        yield Model(domain, matrices, dimensions(size), {}, positive)


def orthogonal(column: DomainMatrix) -> DomainMatrix:
    """A column orthogonal to the given one: 0 in dimension 1, ``(z_2, −z_1, 0, …)`` above."""
    first, *rest = column.to_list_flat()
    domain, size = column.domain, len(rest) + 1
    turned = [rest[0], -first, *[domain(0)] * (size - 2)] if rest else [domain(0)]
    return from_flat(turned, size, 1, domain)
