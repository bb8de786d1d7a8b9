"""The letters in a formula of the ledger (LaTeX), as a reader sees them: with accent, index and
what stands above; names of operators, transposes and groups are no letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|"
    "varrho|sigma|tau|phi|varphi|chi|psi|omega|ell|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|"
    "Omega"
)
RUNNING = frozenset("ijkln")  # indices that stand for any number
_LETTER = re.compile(
    r"\\(?:text|operatorname|mathrm)\*?\{[^{}]*\}"  # words
    r"|\^\{?\\mathsf\s*T\}?|\bGL\b|\\math(?:bf|bb)\s*[QRZN](?![a-z])"  # transposes, groups, fields
    r"|(?P<accent>\\(?:bar|hat|tilde|vec|mathcal|mathbf)(?![A-Za-z])\s*)?"
    rf"(?P<core>\\(?:{GREEK})(?![A-Za-z])|[A-Za-z])"
    r"(?:_(?P<index>\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z0-9*]))?"
    r"(?P<top>\^\{\([^{}]*\)\}|\^\\tau|\^\{-1\}|\^[+*])?"
    r"|\\[A-Za-z]+"  # any other command
)


class Written(NamedTuple):
    """A letter with its accent, its index and what stands above."""

    core: str
    subscript: str
    top: str


def letters(formula: str) -> Iterator[Written]:
    r"""The letters of a formula, from left to right.

    >>> [core + index for core, index, _ in letters(r"\bar x_k\in\mathbf Q^M, R_I\subset GL(M)")]
    ['\\bar xk', 'M', 'RI', 'M']
    """
    for one in _LETTER.finditer(formula):
        if one["core"]:
            core = (one["accent"] or "").strip() + " " + one["core"]
            yield Written(core.strip(), (one["index"] or "").strip("{}"), one["top"] or "")


def meant(read: Iterable[Written], declared: Iterable[str]) -> frozenset[str]:
    r"""Which of the declared letters are read: as they are, else without what stands above, else
    with another number for a running index.

    >>> sorted(meant(letters(r"y_1+x^{(l)}+S^{-1}"), ["y_j", "x", "x^{(l)}", "S", "y_I"]))
    ['S', 'x^{(l)}', 'y_j']
    """
    known = {next(iter(letters(latex)), None): latex for latex in declared}
    running = {
        one.core: latex
        for one, latex in known.items()
        if one is not None and one.subscript in RUNNING
    }
    said = set()
    for one in read:
        for form in (one, one._replace(top="")):
            if form in known:
                said.add(known[form])
                break
        else:
            if one.subscript and one.core in running:
                said.add(running[one.core])
    return frozenset(said)
