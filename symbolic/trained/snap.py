"""R1 nearby: rational parameters close to trained ones at which the residual is orthogonal to every
path feature.

Inside a region the outputs are linear in one layer together with all later biases, so least squares
over these is exact linear algebra. Candidates start from the lift, with tiny entries set to 0 or
not; with the output columns as they are, projected on the hull of the targets of the classes that
see the unit or of all targets, or solved on features merged within ``10⁻⁷``. One layer is solved
after the other, then pairs. A candidate is accepted if the pattern is that of the trained network
and R1 holds exactly; everything before is a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from flint import fmpq_mat, fmpz_mat
from scipy.linalg import lstsq, qr

from symbolic.float_arrays import Floats
from symbolic.record import Record
from symbolic.scalars import fraction
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.floats import NotShown
from symbolic.trained.hessian import exact_jacobian
from symbolic.trained.parameters import Mlp, distance
from symbolic.trained.path_features import Chains, chains, orthogonal, rough_region_bound
from symbolic.trained.readouts import hull_columns, merged_readout

TINY = Fraction(1, 10**9)
MOST_SNAPPED = 700  # parameters of one solve
FEW = 300  # parameters up to which every solve is tried


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Snapped(Record):
    """A network for which R1 holds, and how it was proposed."""

    at: Evaluation
    how: str


def snapped(at: Evaluation, paths: Chains) -> Snapped | None:
    """A network near the given one, in its region, for which R1 holds; None if no single layer
    leads to one. ``paths`` are its `hopeful_chains`.
    """
    if orthogonal(at, paths):
        return Snapped(at, "as it is")
    for start, how in _starts(at):
        for l in range(at.network.L, -1, -1):
            there = solved(start, l)
            if there is not None and _accepted(there, at, paths):
                return Snapped(there, f"{how}, layer {l + 1} solved")
    return None


def snap_pairs(at: Evaluation, paths: Chains) -> Snapped | None:
    """As `snapped`, solving two layers one after the other."""
    for start, how in _starts(at):
        for l in range(at.network.L, -1, -1):
            first = solved(start, l)
            if first is None or first.pattern != at.pattern:
                continue
            base = Evaluation.of(without_tiny(first.network), at.problem)
            if base.pattern != at.pattern:
                continue
            for k in (k for k in range(at.network.L, -1, -1) if k != l):
                there = solved(base, k)
                if there is not None and _accepted(there, at, paths):
                    return Snapped(there, f"{how}, layers {l + 1} and {k + 1} solved")
    return None


def hopeful_chains(at: Evaluation) -> Chains:
    """The chains of the region. Raises `NotShown` if a search for R1 is left out: at a kink, where
    there are too many chains, or if the network has many parameters and floats see no R1 near it.

    A network with R1 costs exactly the least that the path features allow. Where half of the cost
    would do, no solve near it ends there, and on many parameters solves are long.
    """
    if not at.strict:
        raise NotShown("a pre-activation is 0")
    paths, K = chains(at), at.network.numbering.K
    if paths is None:
        raise NotShown("R1 was not looked for: the region has too many chains of groups")
    if K <= FEW:
        return paths
    least = rough_region_bound(at, paths)
    if least is not None and float(at.cost) > 2 * least + 1e-9:
        raise NotShown(
            f"R1 was not looked for: there are {K} parameters, and half of the cost or less is in "
            "reach of the region, as floats see it"
        )
    return paths


def _accepted(there: Evaluation, at: Evaluation, paths: Chains) -> bool:
    return there.pattern == at.pattern and orthogonal(there, paths)


def _starts(at: Evaluation) -> Iterator[tuple[Evaluation, str]]:
    """Where the linear solves start from."""
    bases = [(at, "")]
    cleaned = without_tiny(at.network)
    if distance(cleaned, at.network):
        there = Evaluation.of(cleaned, at.problem)
        if there.pattern == at.pattern:
            bases.append((there, "tiny entries to 0, "))
    for base, tag in bases:
        yield base, f"{tag}as it is"
        for kind in ("local", "global"):
            projected = hull_columns(base, kind == "local")
            yield Evaluation.of(projected, at.problem), f"{tag}{kind} hulls"
        merged = merged_readout(base)
        if merged is not None:
            yield Evaluation.of(merged, at.problem), f"{tag}merged features"


def without_tiny(network: Mlp, share: Fraction = TINY) -> Mlp:
    """Entries below ``share`` times the largest of their layer become 0."""
    made = []
    for rows in network.rows():
        least = share * max(abs(v) for row in rows for v in row)
        made.append([[v if abs(v) >= least else Fraction(0) for v in row] for row in rows])
    return Mlp.of_rows(made)


def solved(at: Evaluation, l: int) -> Evaluation | None:
    """Exact least squares over layer ``l`` (from 0) and all later biases, moving the other
    parameters little.

    Coordinates that depend on others take the rounded values of the least-norm solution.
    """
    numbering = at.network.numbering
    chosen = [k for r in range(at.network.widths[l + 1]) for k in numbering.row(l, r)]
    for later in range(l + 1, at.network.L + 1):
        chosen += [numbering.bias(later, r) for r in range(at.network.widths[later + 1])]
    if len(chosen) > MOST_SNAPPED or len(chosen) * at.problem.N * at.problem.Q > 3_000_000:
        return None
    jacobian = exact_jacobian(at, chosen)
    step = _least_squares_step(at, jacobian.rows, jacobian.denominator, jacobian.weights)
    if step is None:
        return None
    theta = at.network.flat()
    for k, change in zip(chosen, step, strict=True):
        theta[k] += change
    return Evaluation.of(Mlp.of_flat(theta, numbering), at.problem)


def _least_squares_step(
    at: Evaluation, rows: list[list[int]], big: int, weights: list[int]
) -> list[Fraction] | None:
    errors = at.residuals.tolist()
    right = [-int(errors[q][i]) for i in range(at.problem.N) for q in range(at.problem.Q)]
    den = at.residual_scale
    roots = np.sqrt(np.array(weights, dtype=float))
    floats = np.array([[float(Fraction(v, big)) if v else 0.0 for v in row] for row in rows])
    floats *= roots[:, None]
    kept, fixed = _pivots_and_rest(
        floats, np.array([float(Fraction(v, den)) for v in right]) * roots
    )
    if not kept:
        return None
    if fixed:
        d = lcm(*(v.denominator for v in fixed.values()))
        shift = [sum(row[c] * int(v * d) for c, v in fixed.items() if row[c]) for row in rows]
        right = [v * big * d - s * den for v, s in zip(right, shift, strict=True)]
        den *= big * d
    weighted = fmpz_mat([[row[c] * w for c in kept] for row, w in zip(rows, weights, strict=True)])
    columns = fmpz_mat([[row[c] for c in kept] for row in rows])
    normal = columns.transpose() * weighted
    target = weighted.transpose() * fmpz_mat([[v] for v in right])
    try:
        solution = fmpq_mat(normal).solve(fmpq_mat(target))
    except ZeroDivisionError:
        return None
    step = [Fraction(0)] * len(rows[0])
    for a, c in enumerate(kept):
        step[c] = fraction(solution[a, 0]) * Fraction(big, den)
    for c, v in fixed.items():
        step[c] = v
    return step


def _pivots_and_rest(floats: Floats, right: Floats) -> tuple[list[int], dict[int, Fraction]]:
    """Columns that floats call independent, and the least-norm values of the others that are
    not 0.
    """
    _, triangle, order = qr(floats, mode="economic", pivoting=True)
    diagonal = np.abs(np.diag(triangle))
    if not len(diagonal) or diagonal[0] == 0:
        return [], {}
    rank = int((diagonal > diagonal[0] * 1e-11).sum())
    least = lstsq(floats, right, cond=1e-11)[0]
    rest = {int(c): Fraction(float(least[c])) for c in order[rank:] if abs(least[c]) > 1e-18}
    return [int(c) for c in order[:rank]], rest
