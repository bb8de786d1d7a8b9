"""A certified local minimum near a trained network: R1, R2 or R3, whichever is shown first, or why
none is.

Nothing found here says anything about the trained network itself; the distance, entry by entry, is
part of the result.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from symbolic.partition_minima import Blocks
from symbolic.record import Record
from symbolic.scalars import exact, shorten
from symbolic.trained.bounds import short_above
from symbolic.trained.evaluation import Evaluation
from symbolic.trained.floats import FloatProblem, NotShown, descended, within_floats
from symbolic.trained.kinks import KinkMinimum, minimum_on_kinks
from symbolic.trained.near_partition import nearest_partition
from symbolic.trained.parameters import Mlp, distance
from symbolic.trained.path_features import Chains, region_minimum
from symbolic.trained.problem import Hull
from symbolic.trained.profile import layer_readout
from symbolic.trained.snap import Snapped, hopeful_chains, snap_pairs, snapped
from symbolic.trained.trapped import Trapped, trapped_minimum
from symbolic.words import counted

MOST_PARAMETERS = 3000  # of a network near which a minimum is looked for


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Nearby(Record):
    """A certified minimum: ``network`` is it (R1), or the centre of a ball of size ``reach`` that
    holds it (R2, R3). ``partition``: its outputs are exactly the block means of that one (T6).

    ``low ≤ cost of the minimum ≤ cost``; ``distance`` bounds how far its entries are from those of
    the trained network; ``flat`` is the dimension of the set of minimizers near it, where that is
    known.
    """

    statement: str
    network: Mlp
    cost: Fraction
    low: Fraction
    reach: Fraction
    distance: Fraction
    flat: int | None
    how: str
    evidence: Snapped | Trapped | KinkMinimum
    hull: Hull | None
    partition: Blocks | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Descent(Record):
    """Where continued training led: how far, entry by entry, and whether the activation pattern is
    still the same.
    """

    at: Evaluation
    distance: Fraction
    same_pattern: bool


def descent(at: Evaluation) -> Descent:
    """Continue training in float64 (L-BFGS, then Newton); what it says is exact again. Raises
    `NotShown` beyond the range of floats.
    """
    with within_floats():
        moved = descended(at.network, FloatProblem.of(at.problem))
    there = Evaluation.of(moved, at.problem)
    return Descent(there, distance(moved, at.network), there.pattern == at.pattern)


def nearby_minimum(
    at: Evaluation, start: Evaluation, within: Fraction | None, jobs: int = 1
) -> tuple[Nearby | None, str]:
    """The first certified minimum at most ``within`` away (None: at any distance), and the reason
    if there is none.

    It is looked for near ``start``, and its distance is that from ``at``. With several ``jobs`` the
    ways of looking run at once; the answer is that of one job.
    """
    reasons = []
    large = at.network.numbering.K > MOST_PARAMETERS
    if large:
        reasons.append(f"more than {MOST_PARAMETERS} parameters: only the output layer was moved")
    for tried in _tried([_by_readout] if large else _ways(start, reasons), start, at, jobs):
        if isinstance(tried, str):
            reasons.append(tried)
        elif within is None or tried.distance <= within:
            return tried, ""
        else:
            reasons.append(
                f"{tried.statement}: a minimum was found, but {shorten(exact(tried.distance), 12)} "
                f"away"
            )
    return None, "; ".join(dict.fromkeys(reasons))


Attempt = Callable[[Evaluation, Evaluation, Hull], Nearby]


def _ways(start: Evaluation, reasons: list[str]) -> list[Attempt]:
    """The ways of looking, in their order; why R1 is not looked for goes to the reasons."""
    try:
        with within_floats():
            paths = hopeful_chains(start)
    except NotShown as error:
        reasons.append(str(error))
        return [_by_rank, _by_moves, _by_kinks]
    snap, pairs = partial(_by_snap, paths), partial(_by_pairs, paths)
    return [snap, _by_rank, _by_moves, pairs, _by_kinks]


def _tried(
    attempts: Sequence[Attempt], start: Evaluation, at: Evaluation, jobs: int
) -> Iterator[Nearby | str]:
    """What each way of looking finds, or why it finds nothing, in their order."""
    if jobs == 1:
        for attempt in attempts:
            yield _outcome(attempt, start, at)
        return
    from joblib import Parallel, delayed

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="joblib")  # the first success stops the others
        yield from Parallel(n_jobs=jobs, return_as="generator")(
            delayed(_outcome)(attempt, start, at) for attempt in attempts
        )


def _outcome(attempt: Attempt, start: Evaluation, at: Evaluation) -> Nearby | str:
    try:
        with within_floats():
            return attempt(start, at, Hull.of(at.problem))
    except NotShown as error:
        return str(error)


def _by_readout(start: Evaluation, at: Evaluation, hull: Hull) -> Nearby:
    best = layer_readout(start, start.network.L)
    network = Mlp.of_rows([*start.network.rows()[:-1], best.minimizer])
    there = Evaluation.of(network, start.problem)
    if there.cost and not (there.strict and region_minimum(there)):
        raise NotShown("R1 does not hold with the best output layer")
    return _of_snapped(Snapped(there, "the best output layer"), at)


def _by_snap(paths: Chains, start: Evaluation, at: Evaluation, hull: Hull) -> Nearby:
    return _of_snapped(snapped(start, paths), at)


def _by_pairs(paths: Chains, start: Evaluation, at: Evaluation, hull: Hull) -> Nearby:
    return _of_snapped(snap_pairs(start, paths), at)


def _of_snapped(snapped: Snapped | None, at: Evaluation) -> Nearby:
    if snapped is None:
        raise NotShown("no rational parameters with R1 were found nearby")
    there = snapped.at
    moved = short_above(distance(there.network, at.network))
    zero = Fraction(0)
    close = nearest_partition(there)
    blocks = close.blocks if close.attained else None
    return Nearby(
        "R1",
        there.network,
        there.cost,
        there.cost,
        zero,
        moved,
        None,
        snapped.how,
        snapped,
        None,
        blocks,
    )


def _by_rank(start: Evaluation, at: Evaluation, hull: Hull) -> Nearby:
    return _of_trapped(start, at, hull, "rank")


def _by_moves(start: Evaluation, at: Evaluation, hull: Hull) -> Nearby:
    return _of_trapped(start, at, hull, "moves")


def _reduced(start: Evaluation, hull: Hull) -> Evaluation:
    if not hull.basis:
        raise NotShown("all targets are equal")
    return Evaluation.of(hull.reduce(start.network), hull.problem(start.problem))


def _of_trapped(start: Evaluation, at: Evaluation, hull: Hull, evidence: str) -> Nearby:
    enclosure = trapped_minimum(_reduced(start, hull), evidence)
    return _enclosed("R2", enclosure, at, hull, f"trapped, by {evidence}")


def _by_kinks(start: Evaluation, at: Evaluation, hull: Hull) -> Nearby:
    enclosure = minimum_on_kinks(_reduced(start, hull))
    return _enclosed(
        "R3", enclosure, at, hull, f"on {counted(len(enclosure.kinks), 'kink')} of the first layer"
    )


def _enclosed(
    statement: str, enclosure: Trapped | KinkMinimum, at: Evaluation, hull: Hull, how: str
) -> Nearby:
    network = _with_unseen(hull.expand(enclosure.at.network), enclosure.at, at.network, hull)
    moved = short_above(distance(network, at.network) + hull_stretch(hull) * enclosure.reach)
    return Nearby(
        statement,
        network,
        enclosure.at.cost,
        enclosure.low,
        enclosure.reach,
        moved,
        enclosure.flat,
        how,
        enclosure,
        hull,
    )


def _with_unseen(network: Mlp, there: Evaluation, trained: Mlp, hull: Hull) -> Mlp:
    """Columns of the output layer that no point sees keep the trained component normal to the
    hull.
    """
    if not network.L:
        return network
    *hidden, output = network.rows()
    wanted = trained.rows()[-1]
    for c, signs in enumerate(there.pattern[-1]):
        if any(s > 0 for s in signs) or (0 in signs):
            continue
        column = [row[c] for row in wanted]
        shares = hull.coordinates(column, True)
        for q, row in enumerate(output):
            along = sum((b[q] * a for b, a in zip(hull.basis, shares, strict=True)), Fraction(0))
            row[c] += column[q] - along
    return Mlp.of_rows([*hidden, output])


def hull_stretch(hull: Hull) -> Fraction:
    """How much farther an entry of the whole output layer moves than those of the reduced one, at
    most.
    """
    columns = zip(*hull.basis, strict=True)
    return max(Fraction(1), *(sum(map(abs, column), Fraction(0)) for column in columns))
