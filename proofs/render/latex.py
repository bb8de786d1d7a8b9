"""LaTeX: entries to paste into a paper, or the whole ledger as a document, with the worked numbers
of a data set.

The template holds the preamble and the order of things; entries are written by `entry_latex`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from proofs.algebra.derivation import Remark
from proofs.ledger import (
    derivation,
    entries,
    foundations,
    prove_on,
    rests_on,
    universal,
    with_ancestors,
)
from proofs.letters import Letter, all_letters, letters_in
from proofs.release import authors, version
from proofs.render.entry_latex import MACROS, NARROW, Style, entry_lines, prose
from proofs.render.escape import escaped
from proofs.render.terms import LINE
from proofs.statements.case import Case
from proofs.statements.entry import Entry
from proofs.statements.working import Numbers
from proofs.statuses import status_words
from symbolic.scalars import Scalar, text

PREFIX = "trunc:"
# What a bare class lacks; the environments of the host document are kept.
FALLBACKS = r"""\makeatletter
\@ifundefined{theorem}{\newtheorem{theorem}{Theorem}}{}
\@ifundefined{lemma}{\newtheorem{lemma}{Lemma}}{}
\@ifundefined{definition}{\newtheorem{definition}{Definition}}{}
\@ifundefined{proof}{\newenvironment{proof}[1][Proof]%
  {\par\noindent\emph{#1.} \ignorespaces}{\hfill$\square$\par\medskip}}{}
\makeatother"""


def document(
    identifiers: Sequence[str],
    case: Case | None = None,
    formal: bool = False,
    floats: str = "",
    compiled: Collection[str] | None = None,
) -> str:
    """A complete amsart document of these entries (all if empty), with the data's numbers if a case
    is given.

    `formal`: each statement beside the theorems that Coq has of it, in place of its derivation.
    `floats`: figures (`latex_figures`), which come last. `compiled`: the IDs whose theorems Coq has
    compiled as expected; None where it was not asked.

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
    used = {letter for key in shown for letter in letters_in(key)}
    cited = [f for key, f in foundations().items() if any(key in rests_on(e.id) for e in chosen)]
    known = frozenset(shown | {foundation.id for foundation in cited})
    style = Style(known, proofs=not formal, formal=formal)
    sections = ["\n".join(entry_lines(entry, style, case, numbers)) for entry in chosen]
    return environment.get_template("document.tex.j2").render(
        macros=MACROS,
        version=version(),
        authors=escaped(authors()),
        data=None if case is None else escaped(case.data.name),
        letters=[_letter_row(one) for one in all_letters() if one in used],
        sections=sections,
        floats=floats,
        foundations=[
            {"id": f.id, "name": prose(f.name), "statement": f.statement, "source": f.source}
            for f in cited
        ],
        asked=compiled is not None,
        verdicts=[_verdict_row(entry, case, compiled or ()) for entry in chosen],
        exact=[(name, _breakable(value)) for name, value in numbers.exact.items()],
    )


def _letter_row(letter: Letter) -> dict[str, str]:
    return {
        "latex": letter.latex,
        "words": _indexed(prose(letter.words)),
        "where": f" (in {letter.entries[0]} only)" if letter.local else "",
        "shape": prose(letter.shape),
    }


def _indexed(words: str) -> str:
    """Letters with an index, as formulas: words of the ledger alone, never of data."""
    return re.sub(r"\b([A-Za-z])\\_([A-Za-z0-9])\b", r"$\1_\2$", words)


def fragment(
    identifiers: Sequence[str],
    case: Case | None = None,
    prefix: str = PREFIX,
    proofs: bool = True,
    with_uses: bool = False,
    narrow: bool = False,
) -> str:
    """Entries to paste into a paper, with a header that says what the letters mean and what the
    preamble needs; every entry and every numbered formula has a label.

    Parameters
    ----------
    prefix: stands before every label.
    proofs: with the derivations; without, the statements alone.
    with_uses: also everything that the entries use, so that nothing is cited that is not shown.
    narrow: displays broken for a page with two columns.

    >>> print(fragment(["T1a"]).splitlines()[0])
    % T1a: The value of the linear readout does not see the frame of the input
    """
    keys = list(with_ancestors(identifiers) if with_uses else identifiers)
    style = Style(frozenset(keys), prefix, False, proofs, NARROW if narrow else LINE)
    numbers = Numbers()
    parts = ["\n".join(entry_lines(entries()[key], style, case, numbers)) for key in keys]
    missing = _missing(keys, proofs)
    names = {key: entry.name for key, entry in entries().items()}
    names |= {key: one.name for key, one in foundations().items()}
    if missing:
        listed = "; ".join(f"{key}: {prose(names[key])}" for key in missing)
        parts.append(rf"\par\noindent{{\small\emph{{Cited and not shown here.}} {listed}.\par}}")
    if numbers.exact:
        listed = r"\par ".join(
            rf"\noindent${name}$ \texttt{{{_breakable(value)}}}"
            for name, value in numbers.exact.items()
        )
        parts.append(rf"{{\footnotesize\raggedright {listed}\par}}")
    head = [f"% {key}: {entries()[key].name}" for key in keys]
    used = {letter for key in keys for letter in letters_in(key)}
    head += [f"% ${one.latex}$: {one.words}" for one in all_letters() if one in used]
    head += [
        f"% From truncation {version()} (truncation derive --fragment).",
        r"% In the preamble: \usepackage{amsmath,amssymb,graphicx}",
        "% Environments theorem, lemma, definition and proof of the document are used if it has "
        "them.",
        FALLBACKS,
        MACROS,
        r"\begingroup\sloppy\emergencystretch=4em\relpenalty=50\binoppenalty=100",
    ]
    return "\n".join([*head, "\n\n".join(parts), r"\par\endgroup"])


def _missing(keys: Collection[str], proofs: bool) -> list[str]:
    """The IDs that the entries cite and that are not among them, in order."""
    cited: set[str] = set()
    for key in keys:
        entry = entries()[key]
        cited |= {*entry.statement_uses}
        if proofs:
            cited |= {*entry.proof_uses, *entry.foundations}
    return [key for key in (*entries(), *foundations()) if key in cited and key not in keys]


def _verdict_row(entry: Entry, case: Case | None, compiled: Collection[str]) -> dict[str, str]:
    on_data = None if case is None else prove_on(entry, case)
    steps = sum(not isinstance(step, Remark) for step in derivation(entry.id).steps)
    return {
        "id": entry.id,
        "name": prose(entry.name),
        "status": status_words(entry.id, universal(), compiled),
        "steps": str(steps) if steps else "--",
        "data": "--" if on_data is None else on_data.verdict.word,
    }


def _breakable(value: Scalar) -> str:
    """A long rational that may be broken after every third digit."""
    shown = text(value)
    if len(shown) > 600:
        return f"(a rational with {len(shown)} characters: see the certificate)"
    return r"\allowbreak ".join(shown[i : i + 3] for i in range(0, len(shown), 3))
