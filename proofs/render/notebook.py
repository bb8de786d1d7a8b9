"""How notebooks show the ledger: statements as Markdown with ``$…$``, results as a line of HTML in
which text of the data is inert; and what IPython is told, of these and of exact objects.

Nothing below this floor knows of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from proofs.algebra import AlgebraError, Derivation
from proofs.algebra.derivation import Equations, Positive
from proofs.render.inline import label_html
from proofs.render.objects import as_html, as_latex
from proofs.render.terms import step_rows

if TYPE_CHECKING:
    from proofs.ledger import Result
    from proofs.statements.entry import Entry

_PLACEHOLDER = re.compile(r" *<<(.+?)>> *")
_EMPHASIS = re.compile(r"\\emph\{([^{}]*)\}")


def filled(statement: str, steps: Derivation) -> str:
    r"""The statement with a display for each ``<<name>>``, the derivation's checked step of that
    name.

    Raises `AlgebraError` if there is no such step.

    >>> from proofs.algebra import inverse, matrix
    >>> steps, W = Derivation("L0"), matrix("W", "M", "M", "invertible")
    >>> _ = steps.equal("cancel", W @ inverse(W), W @ inverse(W))
    >>> print(filled("For all $W$: <<cancel>>", steps))
    For all $W$:
    <BLANKLINE>
    $$\begin{aligned}WW^{-1}&=WW^{-1}\end{aligned}$$
    <BLANKLINE>
    """
    shown = {s.name: s for s in steps.steps if isinstance(s, Equations | Positive)}
    words = _EMPHASIS.sub(r"*\1*", statement)
    missing = set(_PLACEHOLDER.findall(statement)) - set(shown)
    if missing:
        raise AlgebraError(f"{steps.entry}: no step is called {min(missing)!r}")
    return _PLACEHOLDER.sub(lambda match: _display(shown[match[1]]), words)


def _display(step: Equations | Positive) -> str:
    rows = r" \\ ".join(f"{left}&{right}" for left, right in step_rows(step))
    return rf"{_GAP}$$\begin{{aligned}}{rows}\end{{aligned}}$${_GAP}"


_GAP = "\n\n"


def entry_markdown(entry: Entry) -> str:
    """An entry with its checked steps and its assumptions.

    >>> from proofs.ledger import entries
    >>> entry_markdown(entries()["T1a"]).splitlines()[-1]
    '- Assume $\\\\Phi\\\\in GL(M)$.'
    """
    steps = Derivation(entry.id)
    if entry.derive is not None:
        entry.derive(steps)
    said = " ".join(filter(None, (entry.definition, entry.statement)))
    first = f"**{entry.id}** ({entry.kind}). *{entry.name}.* " + filled(said, steps)
    return "\n".join([first, "", *(f"- Assume {one.text}." for one in entry.assumptions)])


def result_html(result: Result) -> str:
    """What was found about an entry, on one line."""
    where = "for all data" if result.data is None else f"on {label_html(result.data)}"
    detail = f" ({label_html(result.verdict.detail)})" if result.verdict.detail else ""
    return f"<b>{result.entry.id}</b> {result.verdict.word} {where}{detail}"


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext proofs.render.notebook``: entries and results show as above, exact objects as in
    `objects`. ``import proofs`` does this where IPython runs.
    """
    formatters = shell.display_formatter.formatters
    formatters["text/markdown"].for_type_by_name("proofs.statements.entry", "Entry", entry_markdown)
    formatters["text/html"].for_type_by_name("proofs.ledger", "Result", result_html)
    for kind, show in (("text/html", as_html), ("text/latex", as_latex)):
        for shown in set(show.registry) - {object}:
            formatters[kind].for_type(shown, show)
