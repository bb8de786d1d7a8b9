"""Whether the statement of a well-formed certificate is true, by definition."""

from __future__ import annotations

from tests.checker.naive.reading import classes_of, sound
from tests.checker.naive.t3_obstruction import is_an_obstruction
from tests.checker.naive.t3_zero_loss import has_zero_loss
from tests.checker.naive.t4_degeneracy import is_degenerate_as_claimed
from tests.checker.naive.t5_truth import is_the_landscape

JUDGES = {
    "T3": has_zero_loss,
    "T3'": is_an_obstruction,
    "T4": is_degenerate_as_claimed,
    "T5": is_the_landscape,
}


def holds(cert):
    """Whether the statement of a well-formed certificate is true of its data and networks."""
    classes = classes_of(cert)
    return sound(cert, classes) and JUDGES[cert["statement"]](cert, classes)
