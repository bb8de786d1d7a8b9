"""``landscape --partitions``: the partitions of the classes that are minima in all parameters
(T6).
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING

from proofs.commands.groups import Reading, Writing
from proofs.commands.options import ExitStatus, progress, say
from proofs.commands.tables import print_table

if TYPE_CHECKING:
    from symbolic.partition_minima import Blocks, PartitionMinimum, Partitions


def survey_partitions(
    source: str, layers: int | None, reading: Reading, writing: Writing
) -> ExitStatus:
    """All partitions, as a table and as a certificate."""
    from proofs.certificates.partitions import partition_certificate
    from symbolic.partition_minima import partitions

    target = writing.target()
    data = reading.load(source, writing.quiet)
    survey = partitions(data, layers)
    minima = []
    with progress("partitions", bell(data.Q), writing.quiet) as advance:
        for minimum in survey.minima():
            minima.append(minimum)
            advance(len(minima))
    certificate = partition_certificate(survey, minima)
    writing.finish(target, certificate, lambda: _tabulate(survey, minima))
    unknown = any(minimum.feasible == "unknown" for minimum in minima)
    return ExitStatus.UNDECIDED if unknown else ExitStatus.HOLDS


def bell(Q: int) -> int:
    """The number of partitions of Q classes.

    >>> [bell(Q) for Q in range(6)]
    [1, 1, 2, 5, 15, 52]
    """
    numbers = [1]
    for n in range(Q):
        numbers.append(sum(comb(n, k) * numbers[k] for k in range(n + 1)))
    return numbers[Q]


def _tabulate(partitions: Partitions, minima: list[PartitionMinimum]) -> None:
    from symbolic.partition_minima import equal_values
    from symbolic.scalars import shorten
    from symbolic.words import counted

    data = partitions.data
    title = (
        f"{data.name}: {counted(len(minima), 'partition')} of the classes, M = {data.M}, "
        f"L = {partitions.layers}, K = {partitions.K}"
    )
    rows = [
        (
            _braces(minimum.blocks, data.labels),
            shorten(minimum.value),
            "" if minimum.dimension is None else str(minimum.dimension),
            _proved(minimum.network.widths) if minimum.network is not None else _why(minimum),
        )
        for minimum in minima
    ]
    print_table(title, ("blocks", "value C²", "dimension", "all parameters"), rows)
    for group in equal_values(minima):
        say(False, "equal values: " + "; ".join(_braces(p, data.labels) for p in group))


def _proved(widths: tuple[int, ...]) -> str:
    M, *hidden, _ = widths
    if set(hidden) == {M}:
        return "proved"
    if len(set(hidden)) == 1:
        return f"proved, hidden width {hidden[0]}"
    return "proved, widths " + "-".join(map(str, widths))


def _why(minimum: PartitionMinimum) -> str:
    word = "no network of this form" if minimum.feasible == "no" else "unknown"
    return f"{word}: {minimum.reason}"


def _braces(blocks: Blocks, labels: tuple[str, ...]) -> str:
    return " ".join("{" + ", ".join(labels[j] for j in block) + "}" for block in blocks)
