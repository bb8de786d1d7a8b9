"""Models for the second proof: for Q = M = 1 and 2 a matrix of independent symbols for every letter of an entry.

What an entry takes as given holds in its models by construction (and is checked to); so each step of its derivation is an
identity of rational functions in the entries of the data, and is checked as that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from sympy import QQ
from sympy.polys.domains.domain import Domain
from sympy.polys.matrices import DomainMatrix

from proofs.algebra.entrywise import Model
from symbolic.matrices import from_flat, identity, ones, side_by_side, stacked
from symbolic.scalars import Scalar


class Letters:
    """Fresh symbols, over a field that has all of them: first ask for matrices of names, then read the field."""

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
    """``Q = M = size`` classes of two points ``x̄ ± d``, readout and targets: all entries symbols."""
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
        "A": m("a", size, size), "c": m("c", size, 1), "Δ₁": Delta1, "Δ₂": Delta2, "C": eye + Delta2,
        "G": G, "G_c": Gc, "R": m("f", size, size), "B": m("f", size, size), "K": m("f", size, size),
    }  # fmt: skip
    return letters, matrices


def _dimensions(size: int) -> dict[str, int]:
    return {"Q": size, "M": size, "N": 2 * size, "M+1": size + 1, "m": 2, "n": 2}


def _from_data(
    size: int, **more: Callable[[dict[str, DomainMatrix]], DomainMatrix]
) -> Iterator[Model]:
    letters, matrices = data(size)
    for name, value in more.items():
        matrices[name] = value(matrices)
    numbers = {"Q": letters.domain(size), "n": letters.domain(2)}
    yield Model(letters.domain, matrices, _dimensions(size), numbers)


def _linear_best(known: dict[str, DomainMatrix]) -> DomainMatrix:
    return known["Y"] * known["X̄"].transpose() * known["G"].inv()


def _affine_best(known: dict[str, DomainMatrix]) -> DomainMatrix:
    size = known["Y"].shape[0]
    u = known["u"]
    centre = identity(size, u.domain) - u * u.transpose() * (u.domain(1) / u.domain(size))
    return known["Y"] * centre * known["X̄"].transpose() * known["G_c"].inv()


def plain(size: int) -> Iterator[Model]:
    """Data and readouts (D1, D3, D6, T1a, T1b)."""
    yield from _from_data(size)


def linear(size: int) -> Iterator[Model]:
    """Data with the linear minimizer (T1)."""
    yield from _from_data(size, **{"A*": _linear_best})


def affine(size: int) -> Iterator[Model]:
    """Data with the affine minimizer (T2, T5a)."""
    yield from _from_data(size, **{"A*": _affine_best})


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
            "W": W, "b": b, "x": x, "z": z, "p": -(W.inv() * b), "K": m("k", size, size), "a": bl,
            "D": from_flat(diagonal, size, size, domain), "P": shuffle,
            "W⁽ˡ⁾": W, "b⁽ˡ⁾": b, "W_l": Wl, "b_l": bl, "W⁽ˡ⁻¹⁾": before, "b⁽ˡ⁻¹⁾": bias,
            "x^τ": x, "x_before": x,
        }  # fmt: skip
        positive = frozenset([*names("z", size, 1), *names("r", size, 1)])
        yield Model(domain, matrices, _dimensions(size), {}, positive)


def network(size: int) -> Iterator[Model]:
    """As `layers`, with x⁽ˡ⁻¹⁾ under the name x, and an output layer (L1)."""
    for model in layers(size):
        known = dict(model.matrices)
        known["x"] = known["W⁽ˡ⁻¹⁾"] * known["x^τ"] + known["b⁽ˡ⁻¹⁾"]
        known |= {"W_{L+1}": known["K"], "b_{L+1}": known["a"]}
        yield Model(model.domain, known, model.dimensions, {}, model.positive)


def collapse(size: int) -> Iterator[Model]:
    """``W = u fᵀ + εE``, ``b = −Wp`` with pre-activations all positive or all negative; once with t = f·p, once with t = f·u (L3)."""
    for sign, slope in product((1, -1), (False, True)):
        columns = [name for letter in "fpz" for name in names(letter, size, 1)]
        letters = Letters(*names("e", size, size), *columns, "eps")
        domain, m = letters.domain, letters.matrix
        f, p, z, opening = m("f", size, 1), m("p", size, 1), m("z", size, 1), m("e", size, size)
        u, eps = ones(size, 1, domain), letters["eps"]
        W = u * f.transpose() + opening * eps
        b = -(W * p)
        matrices = {
            "f": f, "p": p, "E": opening, "u": u, "W": W, "b": b, "x": W.inv() * (z * domain(sign) - b),
            "e_i": identity(size, domain).extract(range(size), [0]),
        }  # fmt: skip
        (t,) = (f.transpose() * (u if slope else p)).to_list_flat()
        positive = frozenset(names("z", size, 1))
        yield Model(domain, matrices, _dimensions(size), {"t": t, "eps": eps}, positive)


def interpolation(size: int) -> Iterator[Model]:
    """Apexes over a row of ones and a left inverse (T3)."""
    letters, matrices = data(size)
    domain = letters.domain
    apexes = matrices["X̄"]
    nothing = from_flat([domain(0)] * size, size, 1, domain)
    matrices |= {
        "B": stacked([apexes, ones(1, size, domain)]),
        "B⁺": side_by_side([apexes.inv(), nothing]),
        "Z": side_by_side([matrices["A"], matrices["c"]]),
    }
    matrices["C"] = matrices["Y"] * matrices["B⁺"]
    yield Model(domain, matrices, _dimensions(size), {"Q": domain(size)})


def tangent(size: int) -> Iterator[Model]:
    """As `interpolation`, any E in place of the indicators; and layers to be rescaled (T4)."""
    for model in interpolation(size):
        known = dict(model.matrices) | {"E": model.matrices["R"]}
        yield Model(model.domain, known, model.dimensions, model.scalars)
    for model in layers(size):
        old = model.matrices
        known = {
            "W_{l+1}": old["K"],
            "W_l": old["W"],
            "b_l": old["b"],
            "h": old["x"],
            "D": old["D"],
        }
        yield Model(model.domain, known, model.dimensions, {}, model.positive)


def hulls(size: int) -> Iterator[Model]:
    """Two pairs of points with one common convex combination, and a nearest pair (T3')."""
    columns = [name for letter in "ghkabx" for name in names(letter, size, 1)]
    letters = Letters(*columns, *names("f", size, 1), "l", "m", "t", "s")
    domain, m = letters.domain, letters.matrix
    l, n, one = letters["l"], letters["m"], letters.domain(1)
    g, h, k, a, b = (m(letter, size, 1) for letter in "ghkab")
    last = (g * l + h * (one - l) - k * n) * (one / (one - n))
    matrices = {
        "X_1": side_by_side([g, h]), "λ": from_flat([l, one - l], 2, 1, domain), "u_1": ones(2, 1, domain),
        "X_2": side_by_side([k, last]), "ν": from_flat([n, one - n], 2, 1, domain), "u_2": ones(2, 1, domain),
        "f": m("f", size, 1), "a": a, "b": b, "d": b - a, "x": m("x", size, 1),
    }  # fmt: skip
    scalars = {name: letters[name] for name in ("t", "s")}
    yield Model(domain, matrices, _dimensions(size), scalars)


def one_class(size: int) -> Iterator[Model]:
    """The two points ``x̄ ± d`` of one class; once as they are, once collapsed to p (T5)."""
    for collapsed in (False, True):
        columns = [name for letter in "cympd" for name in names(letter, size, 1)]
        letters = Letters(*names("a", size, size), *columns)
        domain, m = letters.domain, letters.matrix
        p = m("p", size, 1)
        mean = p if collapsed else m("m", size, 1)
        d = m("d", size, 1) * domain(0 if collapsed else 1)
        row = ones(1, 2, domain)
        moved = d * from_flat([domain(1), domain(-1)], 1, 2, domain)
        matrices = {
            "A": m("a", size, size), "c": m("c", size, 1), "y_k": m("y", size, 1), "p": p, "x̄_k": mean,
            "1": row.transpose(), "X_k": mean * row + moved, "ΔX_k": moved, "S_k": d * d.transpose(),
        }  # fmt: skip
        yield Model(domain, matrices, _dimensions(size), {"n": domain(2)})


def moves(size: int) -> Iterator[Model]:
    """Changes of the readout and of an apex (T5b); `layers` has no sign to decide here."""
    model = next(layers(size))
    old = model.matrices
    known = dict(old) | {"dA": old["K"], "dc": old["a"], "dp": old["z"]}
    yield Model(model.domain, known, model.dimensions)


def no_collapse(size: int) -> Iterator[Model]:
    """Layers, and data with the affine minimizer (T5c)."""
    yield from layers(size)
    yield from affine(size)


def free_apexes(size: int) -> Iterator[Model]:
    """T5d: (i) a readout with a kernel; (ii) readouts that solve the equations of the classes outside I, affine and linear."""
    if size > 1:  # in dimension 1 there is no proper non-empty subset
        yield from _with_kernel(size)
    for centred in (True, False):
        square = [name for letter in "mg" for name in names(letter, size, size)]
        columns = [name for letter in "zyp" for name in names(letter, size, 1)]
        letters = Letters(*square, *columns, "kappa", "t")
        domain, m = letters.domain, letters.matrix
        z, y, row = m("z", size, 1), m("y", size, 1), ones(1, 2, domain)
        # Two targets on one level of z: y less its excess, and that moved along the level.
        (height,) = (z.transpose() * y).to_list_flat()
        (length,) = (z.transpose() * z).to_list_flat()
        kappa = letters["kappa"] if centred else domain(0)
        first = y + z * ((kappa - height) / length)
        flat = _orthogonal(z)
        targets = side_by_side([first, first + flat * letters["t"]])
        means = side_by_side([m("m", size, size).extract(range(size), [0]), m("p", size, 1)])
        centre = identity(2, domain) - row.transpose() * row * (domain(1) / 2)
        middle = centre if centred else identity(2, domain)
        root = m("g", size, size)
        gram = means * middle * means.transpose() + root * root.transpose()
        A = targets * middle * means.transpose() * gram.inv()
        c = (targets - A * means) * row.transpose() * (domain(1) / 2)
        p = m("m", size, size).extract(range(size), [size - 1])
        matrices = {
            "z": z, "X̄_J": means, "Y_J": targets, "G_J": gram, "A": A, "c": c, "1": row.transpose(), "p": p,
            "y": A * p + c,
        }  # fmt: skip
        yield Model(domain, matrices, _dimensions(size), {"n": domain(2), "kappa": kappa})


def _orthogonal(column: DomainMatrix) -> DomainMatrix:
    """A column orthogonal to the given one: 0 in dimension 1, ``(z_2, −z_1, 0, …)`` above."""
    first, *rest = column.to_list_flat()
    domain, size = column.domain, len(rest) + 1
    turned = [rest[0], -first, *[domain(0)] * (size - 2)] if rest else [domain(0)]
    return from_flat(turned, size, 1, domain)


def _with_kernel(size: int) -> Iterator[Model]:
    columns = [name for letter in "abpqrcdmyv" for name in names(letter, size, 1)]
    letters = Letters(*columns, "t", "eps")
    domain, m = letters.domain, letters.matrix
    row = m("b", size, 1)
    A, eta = m("a", size, 1) * row.transpose(), _orthogonal(row)
    (length,) = (eta.transpose() * eta).to_list_flat()
    w = eta * (domain(1) / length)
    p, p_i, r, c, d = (
        m("p", size, 1),
        m("q", size, 1),
        m("r", size, 1),
        m("c", size, 1),
        m("d", size, 1),
    )
    matrices = {
        "A": A, "η": eta, "w": w, "p": p, "p_i": p_i, "r": r, "c": c, "y": A * p + c - r, "r_i": m("v", size, 1),
        "y_i": A * p_i + c - m("v", size, 1), "x̄_k": m("m", size, 1), "y_k": m("y", size, 1), "S_k": d * d.transpose(),
    }  # fmt: skip
    (s,) = (w.transpose() * p).to_list_flat()
    (rho,) = (r.transpose() * r).to_list_flat()
    scalars = {"s": s, "rho": rho, "t": letters["t"], "eps": letters["eps"]}
    yield Model(domain, matrices, _dimensions(size), scalars)


MODELS: dict[str, Callable[[int], Iterator[Model]]] = {
    "D1": plain, "D2": layers, "D3": plain, "D4": layers, "D5": layers, "D6": plain,
    "L1": network, "L2": layers, "L3": collapse,
    "T1": linear, "T1a": plain, "T1b": plain, "T2": affine, "T3": interpolation, "T3'": hulls, "T4": tangent,
    "T5": one_class, "T5a": affine, "T5b": moves, "T5c": no_collapse, "T5d": free_apexes,
}  # fmt: skip
"""For every entry that has equations between matrices: its models of a given size."""
