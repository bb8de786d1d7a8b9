"""Why there is no truncation network of cost 0 to look at: one clause a cause, the same wherever it
is said (commands, ledger, page, LaTeX).
"""

from __future__ import annotations

from symbolic.errors import InputError
from symbolic.truncation_network import Obstruction, Undecided

OBSTRUCTED = "no order of the classes works, for convex hulls meet (T3')"


def why_none(outcome: Obstruction | Undecided | InputError) -> str:
    """Obstructed, undecided (which is no answer), or too small a dimension: the only thing that
    `zero_loss` refuses in data without further options.

    >>> from symbolic.truncation_network import Undecided
    >>> why_none(Undecided("no decision within 1 s"))
    'undecided whether a network of this construction exists: no decision within 1 s'
    """
    if isinstance(outcome, Obstruction):
        return OBSTRUCTED
    if isinstance(outcome, Undecided):
        return f"undecided whether a network of this construction exists: {outcome.reason}"
    return f"too small a dimension: expected {outcome.expected}, found {outcome.found}"
