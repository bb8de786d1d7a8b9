"""An examination of a trained network as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from proofs.certificates.trained import number
from symbolic.partition_minima import Blocks
from symbolic.trained.clip import ZeroCost
from symbolic.trained.examination import SCOPES, Examination
from symbolic.trained.profile import collapsed_at, collapsed_blocks, collapsed_subset
from symbolic.words import Scope, VerdictWord, counted

if TYPE_CHECKING:
    from symbolic.trained.nearby import Descent, Nearby

LONGEST = 24  # a numeral longer than this is shown by its decimals
WEIGHTS = {
    "class": "the squared error, each class weighing the same",
    "uniform": "the squared error, each point weighing the same",
}
OUT_OF_SCOPE = "out of scope: cross-entropy, penalties, global bounds, singular minima"


def as_lines(examination: Examination, name: str) -> list[str]:
    """What a practitioner reads: facts, the profile, verdicts, what is near."""
    verdicts = [f"{scope.in_words}: {examination.verdicts[scope].value}" for scope in SCOPES]
    gap = f"readout gap {shown(examination.gap)} (R5)"
    parts = (
        fact_lines(examination, name),
        _profile(examination),
        [gap, *verdicts, *reason_lines(examination)],
    )
    facts, table, rest = map(list, parts)
    return [
        *facts,
        "",
        *table,
        "",
        *rest,
        f"judged by {WEIGHTS[examination.weighting]}; {OUT_OF_SCOPE}",
    ]


def fact_lines(examination: Examination, name: str) -> list[str]:
    """Cost, units, margins, what is known of the structure."""
    return [*_facts(examination, name), *_structure(examination)]


def reason_lines(examination: Examination) -> list[str]:
    """Why the verdicts are what they are, what is near, and what R4 makes of the network."""
    lines = [f"{examination.statement}: {examination.reason}"]
    if examination.refutation is not None:
        witness = examination.refutation
        lines.append(f"witness: cost {shown(witness.cost)} by {witness.along}")
    if examination.descent is not None:
        lines.append(_descent(examination.descent))
    if examination.nearby is not None:
        lines += _nearby(examination, examination.nearby)
    elif examination.nearby_reason:
        lines.append(f"nearby: unknown: {examination.nearby_reason}")
    if isinstance(examination.zero, ZeroCost):
        zero = examination.zero
        lines.append(
            f"R4 proved: cost exactly 0 by {zero.how}; untouched: "
            f"{counted(zero.kept, 'hidden layer')}"
        )
    elif examination.zero == ():
        lines.append("R4: unknown: no output layer costs 0, and the clip needs the targets e_j")
    elif examination.zero is not None:
        labels = ", ".join(map(one_line, examination.zero))
        lines.append(f"R4: no zero-loss network by a clip; outputs overlap for {labels}")
    return lines


def _facts(examination: Examination, name: str) -> Iterator[str]:
    at, known, data = examination.at, examination.facts, examination.data
    widths = "-".join(map(str, at.network.widths))
    yield (
        f"{name}: {widths}, K = {counted(at.network.numbering.K, 'parameter')}, on "
        f"{one_line(data.name)}: "
        f"Q = {counted(data.Q, 'class')}, N = {counted(data.N, 'point')}"
    )
    yield f"cost C² = {shown(at.cost)}; largest derivative {shown(known.gradient_largest)}"
    units = sum(at.network.widths[1:-1])
    yield (
        f"hidden units: {units}, {len(known.dead)} dead, {len(known.always_on)} always on; "
        f"{counted(known.patterns, 'activation pattern')}; "
        f"pre-activations that are 0: {known.kinks}"
    )
    if known.smallest_margin is not None and at.strict:
        yield (
            f"smallest |pre-activation| {shown(known.smallest_margin)}; the pattern is constant "
            f"for parameters within 2-norm {shown(known.radius)}"
        )
    if known.correct is not None and known.separated is not None:
        apart = sum(known.separated)
        yield (
            f"largest output right for {known.correct} of {counted(data.N, 'point')}; "
            f"{apart} of {counted(data.Q, 'class')} separated from the rest by their output"
        )


def _structure(examination: Examination) -> Iterator[str]:
    if examination.excluded is not None:
        yield f"R6: no critical point within 2-norm {shown(examination.excluded)}"
    else:
        yield "R6: no ball without critical points was found"
    if examination.region_bound is not None:
        bound = shown(examination.region_bound)
        yield f"least squares on path features: no less than {bound} in the closed region"
    if examination.form is not None:
        spaces = ", ".join(map(str, examination.form.apex_dimensions))
        yield (
            f"R7: a cascade of truncation maps from layer {examination.form.base} on; "
            f"dimensions of their apexes {spaces}"
        )
    else:
        yield "R7: no cascade of truncation maps, for the last hidden layer is not onto"
    where = region(examination)
    if where is not None:
        yield where
    yield _partition(examination)


def _profile(examination: Examination) -> Iterator[str]:
    labels, rows = examination.data.labels, examination.profile
    yield "layer  rank  least cost of an affine readout"
    for l, row in enumerate(rows):
        yield f"{l:5}  {row.rank:4}  {shown(row.value)}"
    wide = max(5, *(len(label) for label in labels))
    heads = "".join(f"{f'layer {l}':>18}" for l in range(len(rows)))
    yield "scatter / between the means (distinct points; * switched off whole)"
    yield f"{'class':{wide}}{heads}"
    for j, label in enumerate(labels):
        cells = []
        for row in rows:
            one = row.classes[j]
            noise = "-" if one.noise is None else shown(one.noise, 8)
            entry = f"{noise} ({one.points})" + "*" * one.off
            cells.append(f"{entry:>18}")
        yield f"{one_line(label):{wide}}{''.join(cells)}"
    first = collapsed_at(rows)
    one_point = [
        f"{one_line(label)} at layer {l}"
        for label, l in zip(labels, first, strict=True)
        if l is not None
    ]
    yield "one point: " + ("; ".join(one_point) or "no class anywhere")


def one_line(label: str) -> str:
    """A label as it can be printed."""
    return label if label.isprintable() else ascii(label)


def _nearby(examination: Examination, near: Nearby) -> Iterator[str]:
    if near.low == near.cost:
        cost = f"cost {shown(near.cost)}, exactly"
    else:
        cost = f"cost {shown(near.cost)} to within {shown(near.cost - near.low)}"
    where = f"at most {shown(near.distance)} away" if near.distance else "this network itself"
    yield (
        f"nearby: {near.statement} proved: a local minimum in all parameters, {cost}, {where} "
        f"({near.how})"
    )
    if near.flat is not None:
        yield (
            f"        the minimizers near it with outputs in the hull of the targets form a set of "
            f"dimension {near.flat}"
        )
    if near.partition is not None:
        partition = blocks(examination, near.partition)
        yield f"        its outputs are the means of the T6 partition {partition}"
    if near.distance:
        yield "        nothing is claimed about the trained network itself"


def _descent(moved: Descent) -> str:
    pattern = "the same" if moved.same_pattern else "another"
    return (
        f"descent: training continued to cost {shown(moved.at.cost)}, at most "
        f"{shown(moved.distance)} away entry by entry, in {pattern} activation pattern"
    )


def _partition(examination: Examination) -> str:
    """The partition of the classes whose value (T6) is nearest, and by how much it is missed."""
    near = examination.partition
    named = blocks(examination, near.blocks)
    words = f"partition nearest by its value (T6): {named}, {shown(near.value)}; "
    if near.attained:
        proved = examination.verdicts[Scope.ALL_PARAMETERS] == VerdictWord.PROVED
        rest = "" if proved else ", which alone does not make it a minimum"
        return f"{words}every output is the mean of its block{rest}"
    if not near.apart:
        words = f"{words}its blocks share a point, so no network attains it; "
    side = "above" if near.excess >= 0 else "below"
    return (
        f"{words}the cost is {shown(abs(near.excess))} {side} it, the outputs up to "
        f"{shown(near.spread)} from the means of the blocks"
    )


def blocks(examination: Examination, partition: Blocks) -> str:
    """A partition as ``{a, b} | {c}``."""
    return " | ".join(braces(examination, block) for block in partition)


def braces(examination: Examination, classes: Sequence[int]) -> str:
    """Classes as ``{a, b}``."""
    return "{" + ", ".join(one_line(examination.data.labels[j]) for j in classes) + "}"


def region(examination: Examination) -> str | None:
    """The region of T5 or T6 that the network is in, if every layer switches classes off whole or
    not at all.
    """
    off = examination.switched_off
    if off is None:
        return None
    subset = collapsed_subset(off, examination.at.network.widths, examination.data.Q)
    if subset is not None:
        return f"in the region R_I of T5 with I = {braces(examination, subset)}"
    partition = collapsed_blocks(off, examination.data.Q)
    if partition is not None:
        return f"in the activation region of the T6 partition {blocks(examination, partition)}"
    steps = [
        f"layer {l} {braces(examination, layer)}" for l, layer in enumerate(off, start=1) if layer
    ]
    return "every class is switched off whole or not at all: " + ("; ".join(steps) or "none is")


def shown(value: Fraction, longest: int = LONGEST) -> str:
    """A short numeral as it is, a long one by three digits, in scientific notation where it is far
    from 1; for the eye only.

    >>> shown(Fraction(1, 3)), shown(Fraction(2**2000 + 1, 3**5)), shown(Fraction(1, 2**40))
    ('1/3', '4.72e+599', '9.09e-13')
    >>> shown(Fraction(10**9 + 1, 10**12 + 3)), shown(Fraction(-(10**12), 12345678901))
    ('0.00100', '-81.0')
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) < 3 * longest:
        numeral = number(value)
        if len(numeral) <= min(longest, 9):
            return numeral
    size, e = abs(value), 0
    if value:
        bits = size.numerator.bit_length() - size.denominator.bit_length()
        e = bits * 30103 // 100000
        e += (size >= Fraction(10) ** (e + 1)) - (size < Fraction(10) ** e)
    digits = round(size / Fraction(10) ** e * 100)
    if digits >= 1000:
        digits, e = digits // 10, e + 1
    sign = "-" if value < 0 else ""
    if -3 <= e <= 1:
        return f"{sign}{digits * Decimal(10) ** (e - 2):f}"
    return f"{sign}{digits // 100}.{digits % 100:02d}e{e:+03d}"
