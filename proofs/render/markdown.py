"""Statements of the ledger as Markdown with ``$…$``, as notebooks show them."""

from __future__ import annotations

import re

from proofs.algebra import AlgebraError, Derivation
from proofs.algebra.derivation import Equations, Positive
from proofs.render.terms import step_rows

_PLACEHOLDER = re.compile(r" *<<(.+?)>> *")
_EMPHASIS = re.compile(r"\\emph\{([^{}]*)\}")


def filled(statement: str, steps: Derivation) -> str:
    r"""The statement with a display for each ``<<name>>``, the derivation's checked step of that name.

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
