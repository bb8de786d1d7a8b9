"""R2 and R3: a local minimum trapped near rational parameters, in the smooth part or on first-layer
kinks.

On the slice of the free parameters, scaled, the Hessian is at least m0, its derivative at most t
on the ball of radius rho, and the gradient shorter than (m0 - t rho) rho: so the slice has one
critical point in the ball, a strict minimum. Moves that change no output leave the slice (or the
rank says R1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .errors import Malformed, Refuted, Undecided, approximately, counted, require_equal, shown
from .exact import integers, rank, solve
from .reading import Certificate
from .trained_bounds import bounds_on_ball, eigenvalue_bound, norms_of_layers, root
from .trained_derivatives import Backward, backward, gradient, hessian, jacobian_square
from .trained_moves import moves, require_transversal
from .trained_network import Pass, parameters, require_strict
from .trained_slice import (
    Matrix,
    Slice,
    convexity,
    finished,
    index,
    inner,
    length,
    listed,
    scaled_by,
    slice_of,
)
from .values import items, one_of

__all__ = ["check_kink_minimum", "check_trapped"]


def check_trapped(certificate: Certificate) -> str:
    """Judge an R2 certificate: what was proved, in words. Raises Malformed or Refuted."""
    values = certificate.values
    part = slice_of(certificate)
    at = part.at
    require_strict(at, "layers")
    back = backward(at)
    evidence = one_of(values["evidence"], ["moves", "rank"], "evidence")
    slopes = gradient(at, back)
    gamma = length([slopes[k] for k in part.free], part.scales)
    scaled = scaled_by(hessian(at, back, part.free), part.scales)
    least = eigenvalue_bound(scaled, part.shift, "shift")
    reach = [Fraction(0)] * (at.L + 1)
    for k, s in zip(part.free, part.scales, strict=True):
        l = at.locate(k)[0]
        reach[l] = max(reach[l], s)
    bounds = bounds_on_ball(at, reach, part.rho, frozenset(), "rho")
    m = convexity(least, bounds.third, part.rho, gamma)
    away = gamma / m
    moved = max(part.scales) * away
    frozen = sorted(set(range(at.starts[-1])) - set(part.free))
    if evidence == "moves":
        require_transversal(moves(at, parameters(part.network), {}), frozen, moved, "free")
    else:
        _require_rank(part, back, bounds.square * away)
    return finished(certificate, part, gamma * gamma / (2 * m), moved, len(frozen))


def _require_rank(part: Slice, back: Backward, variation: Fraction) -> None:
    """rank J on the slice is that of all path features, at the minimum too: so the residual is
    orthogonal to them.
    """
    features = _feature_rows(part.at)
    wanted = part.at.Q * rank(features)
    require_equal("free, number of parameters", wanted, len(part.free))
    square = scaled_by(jacobian_square(part.at, back, part.free), part.scales)
    least = min(square[k][k] for k in range(len(square)))
    for shift in (part.shift, *(least / 4**k for k in range(1, 30))):
        try:
            eigenvalue = eigenvalue_bound(square, shift, "free")
        except (Refuted, Undecided):  # this shift is too large; the next one is smaller
            continue
        if eigenvalue > variation:
            return
    raise Undecided(
        "free: expected independent columns of the Jacobian at the minimum, found no proof"
    )


def _feature_rows(at: Pass) -> list[tuple[int, ...]]:
    everywhere = frozenset(range(at.N))
    from_input, from_bias = {everywhere}, set[frozenset[int]]()
    for l in range(at.L):
        groups = {at.active(l, r) for r in range(at.widths[l + 1])} - {frozenset()}
        from_input = {chi & group for chi in from_input for group in groups} - {frozenset()}
        from_bias = {chi & group for chi in from_bias for group in groups} - {frozenset()}
        from_bias |= groups if l else set()
    rows = {
        tuple(e if i in chi else 0 for i, e in enumerate(feature))
        for chi in from_input
        for feature in at.features[0]
    }
    rows |= {tuple(int(i in chi) for i in range(at.N)) for chi in from_bias | {everywhere}}
    return sorted(rows)


def check_kink_minimum(certificate: Certificate) -> str:
    """Judge an R3 certificate: what was proved, in words. Raises Malformed or Refuted."""
    part = slice_of(certificate)
    at = part.at
    held = _held(certificate, at)
    kinks = frozenset((0, r, i) for r, points in held.items() for i in points)
    require_strict(at, "kinks", kinks)
    pivots = [
        index(e, at.starts[-1], f"pivots[{k}]")
        for k, e in enumerate(listed(certificate.values, "pivots"))
    ]
    if set(pivots) & set(part.free) or len(set(pivots)) != len(kinks):
        raise Refuted("pivots: expected one parameter a kink that is not free, found others")
    given = _dependence(at, held, pivots)
    moving = sorted([*part.free, *given])
    matrix = [
        [given.get(k, {k: Fraction(1)}).get(j, Fraction(0)) for j in part.free] for k in moving
    ]
    back = backward(at)
    slopes = gradient(at, back)
    pulled = _pull([slopes[k] for k in moving], matrix)
    gamma = length(pulled, part.scales)
    image = [_pull(row, matrix) for row in hessian(at, back, moving)]
    restricted = [_pull(column, matrix) for column in zip(*image, strict=True)]
    least = eigenvalue_bound(scaled_by(restricted, part.scales), part.shift, "shift")
    squares = [Fraction(0)] * (at.L + 1)
    for k, row in zip(moving, matrix, strict=True):
        squares[at.locate(k)[0]] += sum((e * s) ** 2 for e, s in zip(row, part.scales, strict=True))
    reach = [root(square) for square in squares]
    third = bounds_on_ball(at, reach, part.rho, kinks, "rho").third
    m = convexity(least, third, part.rho, gamma)
    moved = sum(reach, Fraction(0)) * gamma / m
    frozen = sorted(set(range(at.starts[-1])) - set(moving))
    require_transversal(moves(at, parameters(part.network), held), frozen, moved, "free")
    _require_multipliers(at, back, slopes, held, moved)
    sentence = finished(certificate, part, gamma * gamma / (2 * m), moved, len(frozen))
    return f"on {counted(len(kinks), 'kink')} of the first layer, {sentence}"


def _held(certificate: Certificate, at: Pass) -> dict[int, list[int]]:
    """First-layer unit -> the points it has a kink at."""
    if not at.L:
        raise Malformed("layers: expected a hidden layer, found none")
    held: dict[int, list[int]] = {}
    for k, entry in enumerate(listed(certificate.values, "kinks")):
        pair = items(entry, f"kinks[{k}]")
        if len(pair) != 2:
            raise Malformed(f"kinks[{k}]: expected unit and point, found {shown(pair)}")
        unit = index(pair[0], at.widths[1], f"kinks[{k}]")
        points = held.setdefault(unit, [])
        points.append(index(pair[1], at.N, f"kinks[{k}]"))
        if len(set(points)) != len(points):
            raise Refuted(f"kinks[{k}]: expected each kink once, found one twice")
    if not held:
        raise Malformed("kinks: expected at least one, found none")
    return held


def _dependence(
    at: Pass, held: Mapping[int, Sequence[int]], pivots: Sequence[int]
) -> dict[int, dict[int, Fraction]]:
    """The pivot parameters of each row as combinations of the others, from z = 0 at the kinks."""
    dependence: dict[int, dict[int, Fraction]] = {}
    width = at.widths[0] + 1
    for r, points in held.items():
        numbers = [at.place(0, r, c) for c in range(width)]
        own = [c for c, k in enumerate(numbers) if k in pivots]
        rows = [[f[i] for f in at.features[0]] for i in points]
        if len(own) != len(points):
            raise Refuted(
                f"pivots: expected {len(points)} in the row of unit {r}, found {len(own)}"
            )
        square = [[row[c] for c in own] for row in rows]
        for c in own:
            dependence[numbers[c]] = {}
        for c in (c for c in range(width) if c not in own):
            try:
                solved = solve(square, [-row[c] for row in rows])
            except ValueError:
                raise Refuted(f"kinks: expected independent points at unit {r}") from None
            for p, e in zip(own, solved, strict=True):
                dependence[numbers[p]][numbers[c]] = e
        if rank(square) < len(own):
            raise Refuted(f"kinks: expected independent points at unit {r}, found dependent ones")
    return dependence


def _pull(row: Sequence[Fraction], matrix: Matrix) -> list[Fraction]:
    pulled = [Fraction(0)] * len(matrix[0])
    for e, coefficients in zip(row, matrix, strict=True):
        if e:
            pulled = [s + e * c if c else s for s, c in zip(pulled, coefficients, strict=True)]
    return pulled


def _require_multipliers(
    at: Pass,
    back: Backward,
    slopes: Sequence[Fraction],
    held: Mapping[int, Sequence[int]],
    moved: Fraction,
) -> None:
    """0 < lambda < beta at every kink, also for parameters at most `moved` away.

    With the rows [x; 1] of the kinks of a unit as M, lambda = -(M M^T)^-1 M g; the gradient g of
    the cost with kinks off moves by at most sup |D^2| moved. beta is 2 w e G d output / d h.
    """
    bounds = bounds_on_ball(at, [Fraction(1)] * (at.L + 1), moved, None, "kinks")
    before = after = Fraction(1)
    for size in norms_of_layers(at)[1:]:
        before, after = before * size, after * (size + moved)
    gain = Fraction(max(at.gains), at.gain_scale)
    for r, points in held.items():
        g = [slopes[at.place(0, r, c)] for c in range(at.widths[0] + 1)]
        size, multipliers = _multipliers(at, points, g)
        slack = size * bounds.second * moved
        for i, value in zip(points, multipliers, strict=True):
            share = 2 * gain * Fraction(at.weights[i], at.weight_scale)
            change = bounds.outputs[i] * after + bounds.residuals[i] * (after - before)
            _require_between(value, slack, (_limit(at, back, r, i), share * change), (r, i))


def _require_between(
    value: Fraction, slack: Fraction, bound: tuple[Fraction, Fraction], kink: tuple[int, int]
) -> None:
    """0 < lambda < beta where lambda is at most `slack` from `value`, beta at most bound[1] from
    bound[0].
    """
    limit, wobble = bound
    if slack < value and value + slack < limit - wobble:
        return
    place = (
        f"kinks: expected a multiplier between 0 and its bound at unit {kink[0]}, point {kink[1]}"
    )
    found = f"{approximately(value)} and {approximately(limit)}"
    if value + slack <= 0 or value - slack >= limit + wobble:
        raise Refuted(f"{place}, found {found}")
    raise Undecided(f"{place}, found no proof of it, but about {found}")


def _multipliers(
    at: Pass, points: Sequence[int], g: Sequence[Fraction]
) -> tuple[Fraction, list[Fraction]]:
    scale = at.scales[0]
    M = [[Fraction(f[i], scale) for f in at.features[0]] for i in points]
    gram = [[inner(x, y) for y in M] for x in M]
    whole, d = integers(gram)
    columns = []
    for c in range(len(M[0])):
        right, e = integers([[row[c] for row in M]])
        solved = solve(whole, [v * d for v in right[0]])
        columns.append([v / e for v in solved])
    pseudo = list(zip(*columns, strict=True))
    values = [-inner(row, g) for row in pseudo]
    return max(sum(map(abs, row), Fraction(0)) for row in pseudo), values


def _limit(at: Pass, back: Backward, r: int, i: int) -> Fraction:
    """beta = 2 w_i sum_q g_q e_iq d output_q / d h_r."""
    rows, d = at.layers[1]
    errors, table = at.weighted_errors(), back.tables[back.patterns[i]][1]
    total = sum(
        errors[q][i] * sum(table[q][t] * rows[t][r] for t in range(len(rows))) for q in range(at.Q)
    )
    return Fraction(2 * total, at.error_scale * at.scale * back.denominators[1] * d)
