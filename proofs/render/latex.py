"""LaTeX: one entry to paste into a paper, or the whole ledger as a document, with the worked numbers of a data set.

Every display is printed from terms that the kernel has checked. The template holds the preamble and the order of things; what is
computed is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from proofs.algebra import Symbol
from proofs.algebra.derivation import Equations, Positive, Remark
from proofs.ledger import (
    PLACEHOLDER,
    derivation,
    entries,
    foundations,
    prove_on,
    rests_on,
    status_words,
    universal,
)
from proofs.render.escape import escaped
from proofs.render.terms import display, given_latex
from proofs.statements.case import Case
from proofs.statements.entry import Entry
from proofs.statements.working import Block, Formula, Label, Numbers, Table, Words
from symbolic.scalars import Scalar, text

ENVIRONMENTS = {"definition": "definition", "statement": "theorem", "lemma": "lemma"}
# What a symbol is declared to be: the first set of traits that it has.
TRAITS = {
    frozenset({"commutes with σ", "definite"}): "positive diagonal",
    frozenset({"commutes with σ"}): "a permutation matrix",
    frozenset({"definite"}): "symmetric positive definite",
    frozenset({"symmetric"}): "symmetric",
    frozenset({"invertible"}): "invertible",
}
IDENTIFIER = re.compile(r"(?<![A-Za-z\\])([A-Z]\d+[a-z]?'?)(?![A-Za-z\d])")


def document(identifiers: Sequence[str], case: Case | None = None) -> str:
    """A complete amsart document of these entries (all if empty), with the data's numbers if a case is given.

    >>> "\\\\end{document}" in document(["L3"])
    True
    """
    environment = Environment(
        loader=PackageLoader("proofs.render"),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        undefined=StrictUndefined,
        autoescape=False,  # what comes from data is escaped where it is written, in `escape`
    )
    chosen = [entries()[key] for key in identifiers or entries()]
    numbers = Numbers()
    shown = {entry.id for entry in chosen}
    cited = [f for key, f in foundations().items() if any(key in rests_on(e.id) for e in chosen)]
    shown |= {foundation.id for foundation in cited}
    sections = ["\n".join(entry_lines(entry, shown, case, numbers)) for entry in chosen]
    return environment.get_template("document.tex.j2").render(
        data=None if case is None else escaped(case.data.name),
        sections=sections,
        foundations=[
            {"id": f.id, "name": prose(f.name), "statement": f.statement, "source": f.source}
            for f in cited
        ],
        verdicts=[_verdict_row(entry, case) for entry in chosen],
        exact=[(name, _breakable(value)) for name, value in numbers.exact.items()],
    )


def entry_latex(identifier: str, case: Case | None = None) -> str:
    """One entry with its derivation, to paste into a paper that loads amsmath and amsthm.

    >>> print(entry_latex("T1a").splitlines()[0])
    \\begin{theorem}[The value of the linear readout does not see the frame of the input]
    """
    return "\n".join(entry_lines(entries()[identifier], set(), case, Numbers(), numbered=False))


def entry_lines(
    entry: Entry,
    shown: set[str],
    case: Case | None,
    numbers: Numbers,
    numbered: bool = True,
) -> Iterator[str]:
    """The lines of one entry: statement, assumptions, derivation, and the numbers of the data."""
    environment = ENVIRONMENTS[entry.kind]
    if numbered:
        yield rf"\renewcommand{{\theentry}}{{{entry.id}}}"
    yield rf"\begin{{{environment}}}[{prose(entry.name)}]"
    if numbered:
        yield rf"\label{{{entry.id}}}"
    if entry.definition:
        yield linked(entry.definition, shown)
    if entry.definition and entry.statement:
        yield r"\par\smallskip\noindent\emph{What it claims.}"
    yield from _statement(entry, shown)
    if entry.assumptions:
        yield r"\par\smallskip\noindent Assume:"
        yield r"\begin{itemize}"
        ends = [";"] * (len(entry.assumptions) - 1) + ["."]
        for assumption, end in zip(entry.assumptions, ends, strict=True):
            yield rf"\item {linked(assumption.text, shown)}{end}"
        yield r"\end{itemize}"
    yield rf"\end{{{environment}}}"
    if entry.derive is not None:
        yield from _derivation(entry, shown)
    if entry.coq:
        names = ", ".join(rf"\texttt{{{escaped(name)}}}" for name in entry.coq)
        yield rf"{{\sloppy\noindent\emph{{In Coq, for all dimensions:}} {names}.\par}}"
    if case is not None:
        yield from _on_data(entry, case, numbers)


def _derivation(entry: Entry, shown: set[str]) -> Iterator[str]:
    yield r"\begin{proof}[Derivation]"
    yield from given_words(entry)
    number = 0
    for remark, group in groupby(derivation(entry.id).steps, lambda s: isinstance(s, Remark)):
        steps = list(group)
        if remark:
            yield from (linked(step.text, shown) for step in steps if isinstance(step, Remark))
        else:
            tags = [f"{entry.id}.{number + k + 1}" for k in range(len(steps))]
            number += len(steps)
            yield from display(steps, tags)
    yield r"\end{proof}"


def _statement(entry: Entry, shown: set[str]) -> Iterator[str]:
    steps = {s.name: s for s in derivation(entry.id).steps if isinstance(s, Equations | Positive)}
    parts = PLACEHOLDER.split(entry.statement)
    waiting: list[Equations | Positive] = []
    for i, part in enumerate(parts):
        if i % 2:
            waiting.append(steps[part])
        elif part.strip():
            if waiting:
                yield from display(waiting)
            waiting = []
            yield linked(part.strip(), shown)
    if waiting:
        yield from display(waiting)


def given_words(entry: Entry) -> Iterator[str]:
    """What the derivation may use: equations and signs, and what its symbols are declared to be."""
    equations = [
        f"${given_latex(given)}$" for given in entry.given if not isinstance(given, Symbol)
    ]
    if equations:
        yield "Given: " + ", ".join(equations) + "."
    declared: dict[str, list[str]] = {}
    for symbol in derivation(entry.id).symbols():
        for traits, words in TRAITS.items():
            if traits <= symbol.traits:
                declared.setdefault(words, []).append(f"${symbol.latex}$")
                break
    if declared:
        yield (
            "Here "
            + "; ".join(
                f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} {words}"
                for words, names in declared.items()
            )
            + "."
        )


def prose(words: str) -> str:
    """A name of the ledger (plain text with mathematical letters) as LaTeX."""
    table = {
        "Δ₂u": r"$\Delta_2u$",
        "2^Q − 1": "$2^Q-1$",
        "K − Q²": "$K-Q^2$",
        "K = L(M² + M) + QM + Q": "$K=L(M^2+M)+QM+Q$",
        "(A, c, p)": "$(A,c,p)$",
        "≥ 0": r"$\ge0$",
        "≤ 0": r"$\le0$",
        "= 0": "$=0$",
    }
    for plain, code in table.items():
        words = words.replace(plain, code)
    return words


def linked(words: str, shown: set[str]) -> str:
    """The words with references to other entries as ``\\ref``, where those are in the document."""
    parts = words.split("$")
    for i in range(0, len(parts), 2):
        parts[i] = IDENTIFIER.sub(
            lambda match: rf"\ref{{{match[1]}}}" if match[1] in shown else match[1], parts[i]
        )
    return "$".join(parts)


def _on_data(entry: Entry, case: Case, numbers: Numbers) -> Iterator[str]:
    found = prove_on(entry, case)
    if found is None:
        return
    detail = f": {_plain(found.verdict.detail)}" if found.verdict.detail else ""
    yield rf"\begin{{data}} {found.verdict.word.capitalize()}{detail}."
    for block in entry.worked(case, numbers) if entry.worked else ():
        yield from _block(block)
    yield r"\end{data}"


_LETTERS = {
    "≤": r"$\le$", "≥": r"$\ge$", "≠": r"$\ne$", "Δ": r"$\Delta$", "₂": "$_2$", "×": r"$\times$",
    "τ": r"$\tau$", "∘": r"$\circ$", "²": "$^2$", "X̄": r"$\bar X$", "−": "$-$", "≈": r"$\approx$",
    "σ": r"$\sigma$",
}  # fmt: skip


def _plain(detail: str) -> str:
    """A verdict's detail: labels of the data may occur in it, so everything is escaped but the letters written here."""
    pattern = "|".join(map(re.escape, _LETTERS))
    parts = re.split(f"({pattern})", detail)
    return "".join(_LETTERS[part] if part in _LETTERS else escaped(part) for part in parts)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Words():
            yield _words(block)
        case Formula():
            yield rf"\begin{{fit}}{block.latex}\end{{fit}}"
        case Table():
            yield rf"\begin{{center}}\footnotesize\begin{{tabular}}{{{'l' * len(block.heads)}}}"
            yield r"\toprule " + " & ".join(block.heads) + r" \\ \midrule"
            for row in block.rows:
                yield " & ".join(map(_words, row)) + r" \\"
            yield r"\bottomrule\end{tabular}\end{center}"


def _words(words: Words) -> str:
    return "".join(
        escaped(part.text) if isinstance(part, Label) else part.replace("–", "--")
        for part in words.parts
    )


def _verdict_row(entry: Entry, case: Case | None) -> dict[str, str]:
    on_data = None if case is None else prove_on(entry, case)
    steps = sum(not isinstance(step, Remark) for step in derivation(entry.id).steps)
    return {
        "id": entry.id,
        "name": prose(entry.name),
        "status": status_words(entry.id, universal()),
        "steps": str(steps) if steps else "--",
        "data": "--" if on_data is None else on_data.verdict.word,
    }


def _breakable(value: Scalar) -> str:
    """A long rational that may be broken after every third digit."""
    shown = text(value)
    if len(shown) > 600:
        return f"(a rational with {len(shown)} characters: see the certificate)"
    return r"\allowbreak ".join(shown[i : i + 3] for i in range(0, len(shown), 3))
