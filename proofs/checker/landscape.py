"""T5: the proper subsets I of the classes, and the least cost when those in I are collapsed.

Values come from the second moments of the truncated data. What a subset claims beyond its value
(a network attaining it, its neighbourhood, a descent witness) is judged in `candidate`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from .candidate import Item, check_candidate
from .errors import Malformed, Refuted, counted, require_equal, require_ratio, shown
from .infeasible import Obstacle, read_obstacles, require_infeasible
from .moments import Moments, all_moments, readout_error, total
from .reading import Certificate
from .values import Vector, boolean, count, items, labels, matrix, number, one_of, record, vector

__all__ = ["check_landscape"]

READOUTS = ["linear", "affine"]
SCOPES = ["output_layer", "apexes_held", "all_parameters"]


def check_landscape(certificate: Certificate) -> str:
    """Judge a T5 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    Q, M, L = data.Q, data.M, _depth(certificate)
    values_only = boolean(values["values_only"], "values_only")
    fields = record(values["apexes"], data.labels, "apexes")
    apexes = [vector(p, M, f"apexes, {shown(label)}") for label, p in fields.items()]

    minima = items(values["minima"], "minima")
    readouts = _readouts(certificate, minima)
    spread, collapsed, scale = all_moments(data, apexes)
    recorded: list[tuple[str, tuple[int, ...], Fraction]] = []
    networks = 0
    obstacles = read_obstacles(certificate, apexes) if "obstacles" in values else None
    reached: set[tuple[int, ...]] = set()
    expected = ((I, readout) for I in _proper_subsets(Q) for readout in readouts)
    for k, (entry, (I, readout)) in enumerate(zip(minima, expected, strict=True)):
        place = f"minima[{k}]"
        keys, feasible = _keys(entry, values_only, place)
        item = record(entry, keys, place)
        subset = labels(item["collapsed"], data, f"{place}.collapsed")
        if (subset, one_of(item["readout"], READOUTS, f"{place}.readout")) != (I, readout):
            raise _another(item, [data.labels[j] for j in I], readout, place)
        truncated = total((collapsed[j] if j in I else spread[j] for j in range(Q)), scale, M)
        value = number(item["value"], f"{place}.value")
        recorded.append((readout, I, value))
        if values_only:
            require_ratio(f"{place}.value", *truncated.minimum(readout), value)
            continue
        A = matrix(item["A"], Q, M, f"{place}.A")
        c = vector(item["c"], Q, f"{place}.c")
        if readout == "linear":
            require_equal(f"{place}.c", (Fraction(0),) * Q, c)
        _check_value(truncated, readout, (A, c), value, place)
        if feasible:
            networks += 1
            reached.add(I)
            subject = Item(data, I, readout, value, A, c, apexes, spread, truncated, L)
            check_candidate(subject, item, place)
        else:
            _require_unknown(item["verdicts"], f"{place}.verdicts")
            if obstacles is not None:
                require_infeasible(I, reached, obstacles, place)
    _check_equal_values(certificate, recorded)
    told = (
        f"{counted(2**Q - 1, 'subset')}, {' and '.join(map(_named, readouts))} readout: every value"
    )
    if values_only:
        return f"{told}; which subsets are feasible was not checked"
    told += f", a network for {networks} of {len(minima)}"
    return told + _others(len(minima) - networks, obstacles)


def _depth(certificate: Certificate) -> int:
    """L, with which the recorded K agrees."""
    values, Q, M = certificate.values, certificate.data.Q, certificate.data.M
    L = count(values["hidden_layers"], "hidden_layers")
    if not L:
        raise Malformed("hidden_layers: expected at least 1, found 0")
    require_equal("K", L * (M * M + M) + Q * M + Q, count(values["K"], "K"))
    return L


def _another(item: dict[str, object], names: list[str], readout: str, place: str) -> Refuted:
    return Refuted(
        f"{place}: expected the subset {shown(names)} with the {readout} readout, "
        f"found {shown(item['collapsed'])}, {shown(item['readout'])}"
    )


def _require_unknown(recorded: object, place: str) -> None:
    """Of a subset without a network no verdict may claim anything."""
    verdicts = record(recorded, SCOPES, place)
    for scope in SCOPES:
        one_of(verdicts[scope], ["unknown"], f"{place}.{scope}")


def _others(number: int, obstacles: Sequence[Obstacle] | None) -> str:
    """What is known of the subsets without a network, in words."""
    if not number:
        return ""
    if obstacles is None:
        return "; that the others are not feasible was not checked"
    return f"; the others are not feasible: {counted(len(obstacles), 'obstacle')}"


def _named(readout: str) -> str:
    """The readout, and the gauge to which its values and its minima are confined."""
    return "linear (within c = 0)" if readout == "linear" else readout


def _proper_subsets(Q: int) -> Iterator[tuple[int, ...]]:
    for size in range(Q):
        yield from combinations(range(Q), size)


def _readouts(certificate: Certificate, minima: Sequence[object]) -> list[str]:
    """The readouts of the file, from the number of items and the first of them."""
    number_of_subsets = 2**certificate.data.Q - 1
    if len(minima) == 2 * number_of_subsets:
        return READOUTS
    if len(minima) != number_of_subsets:
        raise Refuted(
            f"minima: expected {shown(number_of_subsets)} items or twice as many, "
            f"found {len(minima)}"
        )
    first = minima[0]
    readout = first.get("readout") if isinstance(first, dict) else None
    return [one_of(readout, READOUTS, "minima[0].readout")]


def _keys(entry: object, values_only: bool, place: str) -> tuple[list[str], bool]:
    """The keys an item must have, and whether it claims to be feasible."""
    keys = ["collapsed", "readout", "feasible", "value"]
    known = entry if isinstance(entry, dict) else {}
    feasible = boolean(known.get("feasible"), f"{place}.feasible")
    if values_only:
        return keys, feasible
    keys += ["A", "c"]
    if not feasible:
        return [*keys, "verdicts"], feasible
    keys += ["candidate", "dimension", "verdicts", "radius", "theorem"]
    verdicts = known.get("verdicts")
    if isinstance(verdicts, dict) and verdicts.get("all_parameters") == "refuted":
        keys.append("witness")
    return keys, feasible


def _check_value(
    moments: Moments,
    readout: str,
    parameters: tuple[tuple[Vector, ...], Vector],
    value: Fraction,
    place: str,
) -> None:
    """Refute unless the readout (A, c) solves the normal equations and costs `value`."""
    error, d = readout_error(*parameters)
    if not moments.stationary(error, readout):
        raise Refuted(f"{place}.A: expected the normal equations to hold, found that they do not")
    require_ratio(f"{place}.value", moments.form(error, error), moments.scale * d * d, value)


def _check_equal_values(
    certificate: Certificate, recorded: Sequence[tuple[str, tuple[int, ...], Fraction]]
) -> None:
    claimed = [
        [
            labels(subset, certificate.data, f"equal_values[{k}][{m}]")
            for m, subset in enumerate(items(members, f"equal_values[{k}]"))
        ]
        for k, members in enumerate(items(certificate.values["equal_values"], "equal_values"))
    ]
    require_equal("equal_values", _equal_values(recorded), claimed)


def _equal_values(
    recorded: Sequence[tuple[str, tuple[int, ...], Fraction]],
) -> list[list[tuple[int, ...]]]:
    groups: dict[tuple[str, Fraction], list[tuple[int, ...]]] = {}
    for readout, I, value in recorded:
        groups.setdefault((readout, value), []).append(I)
    return [
        members
        for wanted in READOUTS
        for (readout, _), members in groups.items()
        if readout == wanted and len(members) > 1
    ]
