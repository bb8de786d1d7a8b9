"""T5d with symbols for all data: what `prove --entrywise` evaluates its equations in."""

from __future__ import annotations

from collections.abc import Iterator

from proofs.algebra.entrywise import Model
from proofs.statements.models import Letters, dimensions, names, orthogonal
from symbolic import matrices as exact


def models(size: int) -> Iterator[Model]:
    """T5d: (i) a readout with a kernel; (ii) readouts that solve the equations of the classes
    outside I, affine and linear.
    """
    if size == 1:  # one class has no proper non-empty subset
        return
    yield from _with_kernel(size)
    for centred in (True, False):
        square = [name for letter in "mg" for name in names(letter, size, size)]
        columns = [name for letter in "zyp" for name in names(letter, size, 1)]
        letters = Letters(*square, *columns, "kappa", "xi")
        domain, m = letters.domain, letters.matrix
        z, y, row = m("z", size, 1), m("y", size, 1), exact.ones(1, 2, domain)
        # Two targets on one level of z: y less its excess, and that moved along the level.
        (height,) = (z.transpose() * y).to_list_flat()
        (length,) = (z.transpose() * z).to_list_flat()
        kappa = letters["kappa"] if centred else domain(0)
        first = y + z * ((kappa - height) / length)
        flat = orthogonal(z)
        targets = exact.side_by_side([first, first + flat * letters["xi"]])
        means = exact.side_by_side([m("m", size, size).extract(range(size), [0]), m("p", size, 1)])
        centre = exact.identity(2, domain) - row.transpose() * row * (domain(1) / 2)
        middle = centre if centred else exact.identity(2, domain)
        root = m("g", size, size)
        gram = means * middle * means.transpose() + root * root.transpose()
        A = targets * middle * means.transpose() * gram.inv()
        c = (targets - A * means) * row.transpose() * (domain(1) / 2)
        p = m("m", size, size).extract(range(size), [size - 1])
        matrices = {
            "v": z, "X̄_J": means, "Y_J": targets, "G_J": gram, "A": A, "c": c,
            "1": row.transpose(), "p": p,
            "y": A * p + c,
        }  # fmt: skip
        yield Model(domain, matrices, dimensions(size), {"n": domain(2), "kappa": kappa})


def _with_kernel(size: int) -> Iterator[Model]:
    columns = [name for letter in "abpqrcdmyv" for name in names(letter, size, 1)]
    letters = Letters(*columns, "xi", "eps")
    domain, m = letters.domain, letters.matrix
    row = m("b", size, 1)
    A, eta = m("a", size, 1) * row.transpose(), orthogonal(row)
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
        "A": A, "η": eta, "w": w, "p": p, "p_i": p_i, "r": r, "c": c, "y": A * p + c - r,
        "r_i": m("v", size, 1),
        "y_i": A * p_i + c - m("v", size, 1), "x̄_k": m("m", size, 1), "y_k": m("y", size, 1),
        "S_k": d * d.transpose(),
    }  # fmt: skip
    (s,) = (w.transpose() * p).to_list_flat()
    (rho,) = (r.transpose() * r).to_list_flat()
    scalars = {"s": s, "rho": rho, "xi": letters["xi"], "eps": letters["eps"]}
    yield Model(domain, matrices, dimensions(size), scalars)
