"""T6: for every partition of the classes, a network whose output is constant on blocks is a
minimum.

Each class is switched off whole by one hidden layer, the classes of one block by the same layer,
two blocks by different ones. Then a path feature of the activation region is 0 (if it starts at the
input) or the indicator of the blocks switched off before some layer m, or 1. If the residual sums
to 0 over each of these sets, it is orthogonal to everything the outputs can become within the
closed region, so the cost there is value + sum w |change of output|^2: a local minimum in all
parameters.

A network of other widths (key `widths`) need not collapse anything else: as long as some layer
switches a block off whole, the block is one point behind that layer, and no path from before it
gets there; so again every path feature is constant on each block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from .candidate import check_radius
from .errors import Malformed, Refuted, counted, require_equal, shown
from .exact import added, rank
from .forward import Layer, Stage, collapse_layers, cost_squared, forward_pass, integer_layers
from .jets import still_layer, suffixes
from .obstruction import check_obstruction
from .places import place_of
from .reading import Certificate
from .values import (
    Class,
    Data,
    any_widths,
    count,
    items,
    labels,
    matrix,
    network,
    number,
    one_of,
    record,
    vector,
)

__all__ = ["check_partitions"]

SCOPES = ["output_layer", "apexes_held", "all_parameters"]
Blocks = tuple[tuple[int, ...], ...]


def check_partitions(certificate: Certificate) -> str:
    """Judge a T6 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    Q = data.Q
    L = count(values["hidden_layers"], "hidden_layers")
    if not L:
        raise Malformed("hidden_layers: expected at least 1, found 0")
    require_equal("K", _parameters(data, data.M, L), count(values["K"], "K"))
    listed = items(values["minima"], "minima")
    require_equal("minima, partitions", _bell(Q), len(listed))  # before any of them is made
    expected = sorted(_set_partitions(range(Q)), key=lambda p: (-len(p), p))
    recorded: list[tuple[Blocks, Fraction]] = []
    seen = dict.fromkeys(["yes", "no", "unknown"], 0)
    for k, (entry, blocks) in enumerate(zip(listed, expected, strict=True)):
        place = f"minima[{k}]"
        item = record(entry, _keys(entry, len(blocks) - 1 > data.M, place), place)
        require_equal(f"{place}.partition", blocks, _blocks(item["partition"], data, place))
        one_of(item["readout"], ["affine"], f"{place}.readout")
        value = number(item["value"], f"{place}.value")
        require_equal(f"{place}.value", _value(data, blocks), value)
        recorded.append((blocks, value))
        seen[str(item["feasible"])] += 1
        word = "proved" if item["feasible"] == "yes" else "unknown"
        verdicts = record(item["verdicts"], SCOPES, f"{place}.verdicts")
        for scope in SCOPES:
            one_of(verdicts[scope], [word], f"{place}.verdicts.{scope}")
        if "widths" in item:
            _check_any_network(data, blocks, value, item, place)
        elif item["feasible"] == "yes":
            _check_network(data, blocks, value, L, item, place)
        elif "shared" in item:
            _check_shared(data, blocks, item["shared"], f"{place}.shared")
        elif item["feasible"] == "no":
            _check_obstruction(data, blocks, item, place)
    claimed = [
        [
            _blocks(one, data, f"equal_values[{k}][{m}]")
            for m, one in enumerate(items(group, f"equal_values[{k}]"))
        ]
        for k, group in enumerate(items(values["equal_values"], "equal_values"))
    ]
    require_equal("equal_values", _equal_values(recorded), claimed)
    rest = f", {seen['no']} without a network of this form" if seen["no"] else ""
    rest += f", {seen['unknown']} left open" if seen["unknown"] else ""
    yes = counted(seen["yes"], "partition")
    return f"{yes} of {counted(Q, 'class')}: minima in all parameters{rest}"


def _parameters(data: Data, width: int, L: int) -> int:
    """How many parameters L >= 1 hidden layers of one width and the output layer have."""
    return width * (data.M + 1) + (L - 1) * width * (width + 1) + data.Q * (width + 1)


def _keys(entry: object, wide: bool, place: str) -> list[str]:
    known = entry if isinstance(entry, dict) else {}
    words = ["yes", "no", "unknown"]
    feasible = one_of(known.get("feasible"), words, f"{place}.feasible")
    keys = ["partition", "readout", "feasible", "value"]
    if feasible == "yes" and "widths" in known:
        return [*keys, "widths", "candidate", "dimension", "verdicts", "radius", "theorem"]
    if feasible == "yes":
        keys += ["width"] if wide else []
        return [*keys, "A", "c", "candidate", "dimension", "verdicts", "radius", "theorem"]
    if feasible == "no":
        own = ["shared"] if "shared" in known else ["obstruction", "further_obstructions"]
        return [*keys, "verdicts", *own]
    return [*keys, "verdicts"]


def _bell(n: int) -> int:
    """The number of partitions of n things, from Bell's triangle.

    >>> [_bell(n) for n in range(1, 7)]
    [1, 2, 5, 15, 52, 203]
    """
    row = [1]
    for _ in range(n - 1):
        following = [row[-1]]
        for entry in row:
            following.append(following[-1] + entry)
        row = following
    return row[-1]


def _set_partitions(members: Sequence[int]) -> Iterator[Blocks]:
    """All partitions; blocks in the order of their first member."""
    if not members:
        yield ()
        return
    first, *rest = members
    for size in range(2 ** len(rest)):
        block = (first, *(m for k, m in enumerate(rest) if size >> k & 1))
        others = [m for k, m in enumerate(rest) if not size >> k & 1]
        for blocks in _set_partitions(others):
            yield (block, *blocks)


def _blocks(value: object, data: Data, place: str) -> Blocks:
    where = f"{place}.partition"
    return tuple(
        labels(block, data, f"{where}[{b}]") for b, block in enumerate(items(value, where))
    )


def _mean(data: Data, block: Sequence[int]) -> tuple[Fraction, ...]:
    targets = [data.classes[j].target for j in block]
    return tuple(sum(column, Fraction(0)) / len(block) for column in zip(*targets, strict=True))


def _value(data: Data, blocks: Blocks) -> Fraction:
    return sum(
        (
            (a - m) ** 2
            for block in blocks
            for j in block
            for a, m in zip(data.classes[j].target, _mean(data, block), strict=True)
        ),
        Fraction(0),
    )


def _check_network(
    data: Data,
    blocks: Blocks,
    value: Fraction,
    L: int,
    item: Mapping[str, object],
    place: str,
) -> None:
    """Judge the network of one partition. Raises Malformed or Refuted."""
    where = f"{place}.candidate"
    width, layers = _layers(data, blocks, L, item, place)
    stages = forward_pass(layers, data.points)
    at = collapse_layers(stages, data, where)
    _require_own_layers(at, blocks, where)
    _require_orthogonal(stages[-1], at, data, L, where)
    require_equal(f"{where}, cost", value, cost_squared(stages[-1], data))
    whole = suffixes([still_layer(layer) for layer in layers], 0)[0]
    rows = [tuple(Fraction(e, whole.denominator) for e in r) for r in whole.coefficients[0][:-1]]
    A = matrix(item["A"], data.Q, data.M, f"{place}.A")
    c = vector(item["c"], data.Q, f"{place}.c")
    require_equal(f"{where}, cumulative W", A, tuple(row[:-1] for row in rows))
    require_equal(f"{where}, cumulative b", c, tuple(row[-1] for row in rows))
    _check_around(data, blocks, _parameters(data, width, L), layers, stages, item, place)


def _check_around(
    data: Data,
    blocks: Blocks,
    parameters: int,
    layers: Sequence[Layer],
    stages: Sequence[Stage],
    item: Mapping[str, object],
    place: str,
) -> None:
    """Dimension of the minimizers and radius of the region.

    The outputs are |blocks| functions near the network, and the output layer alone moves them
    independently of each other: rank J = Q |blocks|.
    """
    features = rank(stages[-1].inputs)  # of (x, 1), up to a factor a row
    require_equal(f"{place}.candidate, rank of the features", len(blocks), features)
    dimension = parameters - data.Q * len(blocks)
    require_equal(f"{place}.dimension", dimension, count(item["dimension"], f"{place}.dimension"))
    check_radius(layers, stages, number(item["radius"], f"{place}.radius"), f"{place}.radius")
    one_of(item["theorem"], ["T6"], f"{place}.theorem")


def _check_any_network(
    data: Data, blocks: Blocks, value: Fraction, item: Mapping[str, object], place: str
) -> None:
    """Judge a network of any widths: strict, every block off whole at some layer, its residuals of
    sum 0.
    """
    where = f"{place}.candidate"
    network = any_widths(item["candidate"], data.M, data.Q, where)
    widths = [data.M, *(len(b) for _, b in network)]
    claimed = [count(e, f"{place}.widths") for e in items(item["widths"], f"{place}.widths")]
    require_equal(f"{place}.widths", widths, claimed)
    layers = integer_layers(network, where, invertible=False)
    stages = forward_pass(layers, data.points)
    for l, stage in enumerate(stages[:-1], start=1):
        if any(0 in z[:-1] for z in stage.z):
            raise Refuted(f"{where}, hidden layer {l}: expected no pre-activation 0, found one")
    ends = [0, *accumulate(len(c.points) for c in data.classes)]
    for block in blocks:
        points = [i for j in block for i in range(ends[j], ends[j + 1])]
        if not any(_all_off(stage, points) for stage in stages[:-1]):
            raise Refuted(f"{where}: expected a layer that switches a block off, found none")
        output = stages[-1].value(stages[-1].state[points[0]])
        require_equal(f"{where}, output on a block", _mean(data, block), output)
    require_equal(f"{where}, cost", value, cost_squared(stages[-1], data))
    parameters = sum(b * (a + 1) for a, b in pairwise(widths))
    _check_around(data, blocks, parameters, layers, stages, item, place)


def _all_off(stage: Stage, points: Sequence[int]) -> bool:
    return all(max(stage.z[stage.state[i]][:-1]) < 0 for i in points)


def _check_shared(data: Data, blocks: Blocks, value: object, place: str) -> None:
    """Two points of different blocks at one place, so that no function separates the blocks."""
    pair = items(value, place)
    if len(pair) != 2:
        raise Malformed(f"{place}: expected two places, found {len(pair)}")
    (j, i), (k, m) = (place_of(entry, data, f"{place}[{n}]") for n, entry in enumerate(pair))
    require_equal(f"{place}, points", data.classes[j].points[i], data.classes[k].points[m])
    if any(j in block and k in block for block in blocks):
        raise Refuted(f"{place}: expected points of different blocks, found them in one")


def _layers(
    data: Data, blocks: Blocks, L: int, item: Mapping[str, object], place: str
) -> tuple[int, tuple[Layer, ...]]:
    """Width and layers: square and invertible ones, or all hidden layers of width |blocks| - 1
    > M.
    """
    where = f"{place}.candidate"
    if len(blocks) - 1 <= data.M:
        return data.M, integer_layers(network(item["candidate"], data, where, L), where)
    width = len(blocks) - 1
    require_equal(f"{place}.width", width, count(item["width"], f"{place}.width"))
    wide = any_widths(item["candidate"], data.M, data.Q, where)
    widths = [len(b) for _, b in wide]
    if widths != [width] * L + [data.Q]:
        raise Malformed(
            f"{where}: expected {L} hidden layers of width {width}, found {widths[:-1]}"
        )
    return width, integer_layers(wide, where, invertible=False)


def _require_own_layers(at: Sequence[int | None], blocks: Blocks, place: str) -> None:
    """Every class is switched off, blocks and layers correspond one to one."""
    layers = [{at[j] for j in block} for block in blocks]
    if any(len(layer) != 1 or None in layer for layer in layers):
        raise Refuted(
            f"{place}: expected one layer that switches a block off, found {shown(list(at))}"
        )
    if len(set.union(*layers)) != len(blocks):
        raise Refuted(f"{place}: expected a layer for each block, found {shown(list(at))}")


def _require_orthogonal(
    output: Stage, at: Sequence[int | None], data: Data, L: int, place: str
) -> None:
    """The weighted residuals sum to 0 over the classes off before layer m, for m = 2..L + 1."""
    sums: list[list[Fraction]] = []
    start = 0
    for c in data.classes:
        errors = [
            [a - t for a, t in zip(output.value(s), c.target, strict=True)]
            for s in output.state[start : start + len(c.points)]
        ]
        start += len(c.points)
        sums.append([added(column) / len(errors) for column in zip(*errors, strict=True)])
    for m in range(2, L + 2):
        before = [e for l, e in zip(at, sums, strict=True) if l is not None and l < m]
        if any(sum(column) for column in zip(*before, strict=True)):
            raise Refuted(
                f"{place}: expected residuals that sum to 0 over the classes switched off before "
                f"layer {m}, found another sum"
            )


def _check_obstruction(data: Data, blocks: Blocks, item: Mapping[str, object], place: str) -> None:
    """T3' for the blocks, whose labels there are their positions and whose points run class after
    class.
    """
    if len(blocks) < 2:
        raise Malformed(f"{place}: expected two blocks or more where no order exists, found one")
    classes = tuple(
        Class(str(b), data.classes[block[0]].target, _points(data, block))
        for b, block in enumerate(blocks)
    )
    keys = ["obstruction", "further_obstructions"]
    check_obstruction(Certificate("T3'", Data(classes), {key: item[key] for key in keys}))


def _points(data: Data, block: Sequence[int]) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(x for j in block for x in data.classes[j].points)


def _equal_values(recorded: Sequence[tuple[Blocks, Fraction]]) -> list[list[Blocks]]:
    groups: dict[Fraction, list[Blocks]] = {}
    for blocks, value in recorded:
        groups.setdefault(value, []).append(blocks)
    return [group for group in groups.values() if len(group) > 1]
