"""One entry of the ledger in LaTeX: statement, assumptions, derivation, and the numbers of a data
set.

Every display is printed from terms that the kernel has checked. What the preamble must define is
`MACROS`; a host document that has environments of these names keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from proofs.algebra.derivation import Equations, Positive, Remark
from proofs.formal import expected, place
from proofs.ledger import PLACEHOLDER, derivation, entries, foundations, prove_on
from proofs.letters import letters_in
from proofs.render.escape import escaped
from proofs.render.givens import given_groups, traits_words, uses_of
from proofs.render.terms import LINE, display
from proofs.statements.case import Case
from proofs.statements.entry import Entry
from proofs.statements.working import Block, Formula, Label, Numbers, Table, Words

ENVIRONMENTS = {"definition": "definition", "statement": "theorem", "lemma": "lemma"}
NARROW = 34  # visible characters a display line holds in a column of a page with two
IDENTIFIER = re.compile(r"(?<![A-Za-z\\])([A-Z]\d+[a-z]?'?)(?![A-Za-z\d])")

MACROS = (
    "% A formula in its own size, or scaled down to the width of the line less what a tag takes.\n"
    r"\providecommand{\truncationfit}[2][0pt]{\sbox0{$\displaystyle#2$}%"
    "\n  "
    r"\ifdim\wd0>\dimexpr\linewidth-#1\relax\resizebox{\dimexpr\linewidth-#1}{!}{\usebox0}"
    r"\else\usebox0\fi}"
)


@dataclass(frozen=True, slots=True)
class Style:
    """How entries are written.

    ``shown`` are the IDs that the text contains and so can refer to, ``prefix`` stands before every
    label; ``by_id``: the document numbers entries by their IDs (the project's own), else by
    counters of its own; ``proofs``: with derivations; ``room``: visible characters of a display
    line; ``formal``: with the statements that Coq has, as Coq prints them.
    """

    shown: frozenset[str] = frozenset()
    prefix: str = ""
    by_id: bool = True
    proofs: bool = True
    room: int = LINE
    formal: bool = False

    def label(self, identifier: str) -> str:
        """The label of an entry."""
        return rf"\label{{{self.prefix}{identifier}}}"

    def reference(self, identifier: str) -> str:
        """How the text names another entry: a link if it is shown, otherwise its ID."""
        if identifier not in self.shown:
            return identifier
        link = rf"\ref{{{self.prefix}{identifier}}}"
        if self.by_id:
            return link
        kind = entries()[identifier].kind if identifier in entries() else "statement"
        return f"{ENVIRONMENTS[kind].capitalize()}~{link}"

    def linked(self, words: str) -> str:
        """The words with every ID outside formulas as `reference`."""
        parts = words.split("$")
        for i in range(0, len(parts), 2):
            parts[i] = IDENTIFIER.sub(lambda match: self._known(match[1]), parts[i])
        return "$".join(parts)

    def _known(self, identifier: str) -> str:
        known = identifier in entries() or identifier in foundations()
        return self.reference(identifier) if known else identifier


def entry_lines(entry: Entry, style: Style, case: Case | None, numbers: Numbers) -> Iterator[str]:
    """The lines of one entry."""
    environment = ENVIRONMENTS[entry.kind]
    if style.by_id:
        yield rf"\renewcommand{{\theentry}}{{{entry.id}}}"
    # A bare class sets the optional name in a box that no line can break.
    name = prose(entry.name)
    yield rf"\begin{{{environment}}}" + (f"[{name}]" if style.by_id else "")
    yield style.label(entry.id) + ("" if style.by_id else rf"\textup{{({name}.)}}")
    if entry.definition:
        yield style.linked(entry.definition)
    if entry.definition and entry.statement:
        yield r"\par\smallskip\noindent\emph{What it claims.}"
    yield from _statement(entry, style)
    if entry.assumptions:
        yield r"\par\smallskip\noindent Assume:"
        yield r"\begin{itemize}"
        ends = [";"] * (len(entry.assumptions) - 1) + ["."]
        for assumption, end in zip(entry.assumptions, ends, strict=True):
            yield rf"\item {style.linked(assumption.text)}{end}"
        yield r"\end{itemize}"
    local = [one for one in letters_in(entry.id) if one.local]
    if local:
        said = "; ".join(f"${one.latex}$ is {prose(one.words)}" for one in local)
        yield rf"\par\smallskip\noindent Here {said}."
    yield rf"\end{{{environment}}}"
    if entry.derive is not None and style.proofs:
        yield from _derivation(entry, style)
    if entry.coq and style.formal:
        yield from _in_coq(entry)
    elif entry.coq and style.by_id:
        breakable = [escaped(name).replace(r"\_", r"\_\allowbreak ") for name in entry.coq]
        names = ", ".join(rf"\texttt{{{name}}}" for name in breakable)
        yield rf"{{\raggedright\noindent\emph{{In Coq, for all dimensions:}} {names}.\par}}"
    if case is not None:
        yield from _on_data(entry, case, numbers)


def _in_coq(entry: Entry) -> Iterator[str]:
    """The theorems of Coq that say the same, word for word."""
    kept = expected()
    yield r"{\scriptsize\begin{verbatim}"
    for name in entry.coq:
        yield f"(* {place(name)} *)\n{name} :\n{kept[name]}\n"
    yield r"\end{verbatim}\par}"


def _statement(entry: Entry, style: Style) -> Iterator[str]:
    steps = {s.name: s for s in derivation(entry.id).steps if isinstance(s, Equations | Positive)}
    waiting: list[Equations | Positive] = []
    for i, part in enumerate(PLACEHOLDER.split(entry.statement)):
        if i % 2:
            waiting.append(steps[part])
        elif part.strip():
            if waiting:
                yield from display(waiting, room=style.room)
            waiting = []
            yield style.linked(part.strip())
    if waiting:
        yield from display(waiting, room=style.room)


def _derivation(entry: Entry, style: Style) -> Iterator[str]:
    yield r"\begin{proof}[Derivation]"
    for role, facts in given_groups(entry):
        shown = "; ".join(f"({mark})~${code}$" for mark, code in facts)
        yield rf"\emph{{{role}:}} {shown}."
    words = traits_words(entry)
    if words:
        yield words
    number = 0
    for remark, group in groupby(derivation(entry.id).steps, lambda s: isinstance(s, Remark)):
        steps = list(group)
        if remark:
            yield from (style.linked(step.text) for step in steps if isinstance(step, Remark))
        else:
            names = [f"{entry.id}.{number + k + 1}" for k in range(len(steps))]
            tags = [rf"\tag{{{name}}}{style.label(name)}" for name in names]
            number += len(steps)
            reasons = [", ".join(f"({mark})" for mark in uses_of(entry, step)) for step in steps]
            yield from display(steps, tags, reasons, style.room)
    yield r"\end{proof}"


_NAMES = {
    "Δ₂u": r"$\Delta_2u$", "2^Q − 1": "$2^Q-1$", "K − Q²": "$K-Q^2$", "(A, c, p)": "$(A,c,p)$",
    "K = L(M² + M) + QM + Q": "$K=L(M^2+M)+QM+Q$", "≥ 0": r"$\ge0$", "≤ 0": r"$\le0$",
    "= 0": "$=0$",
}  # fmt: skip
_LETTERS = {
    "X̄": r"$\bar X$", "ȳ": r"$\bar y$", "≤": r"$\le$", "≥": r"$\ge$", "≠": r"$\ne$",
    "≈": r"$\approx$",
    "×": r"$\times$", "·": r"$\cdot$", "−": "$-$", "∘": r"$\circ$", "∅": r"$\emptyset$",
    "ℓ": r"$\ell$",
    "ℝ": r"$\mathbf R$", "ℚ": r"$\mathbf Q$", "′": "$'$", "→": r"$\to$", "∞": r"$\infty$",
    "√": r"$\surd$",
    "∈": r"$\in$", "⊆": r"$\subseteq$", "∪": r"$\cup$", "‖": r"$\|$", "⌈": r"$\lceil$",
    "⌉": r"$\rceil$",
    "–": "--", "…": r"\dots{}", "“": "``", "”": "''", "’": "'",
    **{letter: f"$_{k}$" for k, letter in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    **{letter: f"$^{k}$" for k, letter in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{"⁺": "$^+$", "⁻": "$^-$", "ᵀ": r"$^{\mathsf T}$", "ⱼ": "$_j$", "ₖ": "$_k$", "ₗ": "$_l$"},
    "α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "δ": r"$\delta$", "ε": r"$\varepsilon$",
    "η": r"$\eta$", "θ": r"$\theta$", "κ": r"$\kappa$", "λ": r"$\lambda$", "μ": r"$\mu$",
    "ν": r"$\nu$",
    "ρ": r"$\varrho$", "σ": r"$\sigma$", "τ": r"$\tau$", "φ": r"$\varphi$", "Δ": r"$\Delta$",
    "Π": r"$\Pi$", "Σ": r"$\Sigma$", "Γ": r"$\Gamma$", "Φ": r"$\Phi$",
}  # fmt: skip
_KNOWN = re.compile("|".join(map(re.escape, (*_NAMES, *_LETTERS))))


def prose(words: str) -> str:
    r"""Plain text with mathematical letters as LaTeX: everything is escaped but the letters that
    are known here.

    >>> print(prose("V ≤ 2^Q − 1 for 50%"))
    V $\le$ $2^Q-1$ for 50\%
    """
    known = _NAMES | _LETTERS
    out, end = [], 0
    for match in _KNOWN.finditer(words):
        out += [escaped(words[end : match.start()]), known[match[0]]]
        end = match.end()
    return "".join([*out, escaped(words[end:])]).replace("$$", "")


def _on_data(entry: Entry, case: Case, numbers: Numbers) -> Iterator[str]:
    verdict = prove_on(entry, case)
    if verdict is None:
        return
    detail = f": {prose(verdict.verdict.detail)}" if verdict.verdict.detail else ""
    said = verdict.verdict.word.capitalize() + detail
    yield rf"\par\smallskip\noindent\emph{{On the data.}} {said}."
    for block in entry.worked(case, numbers) if entry.worked else ():
        yield from _block(block)
    yield r"\par\medskip"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Words():
            yield _words(block)
        case Formula():
            yield rf"\[\truncationfit{{{block.latex}}}\]"
        case Table():
            yield rf"\begin{{center}}\footnotesize\begin{{tabular}}{{{'l' * len(block.heads)}}}"
            yield r"\hline " + " & ".join(block.heads) + r" \\ \hline"
            for row in block.rows:
                yield " & ".join(map(_words, row)) + r" \\"
            yield r"\hline\end{tabular}\end{center}"


def _words(words: Words) -> str:
    return "".join(
        escaped(part.text) if isinstance(part, Label) else part.replace("–", "--")
        for part in words.parts
    )
