"""One function from the bytes of a certificate to a verdict; nothing it meets makes it raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import IO, Literal, cast

from .adapted import check_adapted
from .capacity import REASONS, check_impossible, check_possible
from .cells import check_best, check_cells
from .constructions import CONSTRUCTIONS
from .degeneracy import check_degeneracy
from .errors import Malformed, Refuted, Undecided
from .flow import check_constants, check_history
from .interpolation import check_deep, check_narrow, check_one_layer
from .landscape import check_landscape
from .lifting import check_lift
from .limits import DEFAULT, Limits, judged_apart
from .list_degeneracy import check_list_degeneracy
from .obstruction import check_obstruction
from .partitions import check_partitions
from .reading import Certificate, parse, read, statement_of
from .shallow import check_shallow
from .trained import check_region_minimum, check_trained, check_zero_cost
from .trained_minima import check_kink_minimum, check_trapped
from .values import one_of
from .zero_loss import check_zero_loss

__all__ = ["CHECKER_VERSION", "Limits", "Result", "check", "check_file"]

CHECKER_VERSION = "1.2.0"

CHECKS: dict[str, Callable[[Certificate], str]] = {
    "T3": check_zero_loss,
    "T3'": check_obstruction,
    "T4": check_degeneracy,
    "T5": check_landscape,
    "T6": check_partitions,
    "R1": check_region_minimum,
    "R2": check_trapped,
    "R3": check_kink_minimum,
    "R4": check_zero_cost,
    "R5": check_trained,
    "S4": check_shallow,
    "A1": check_possible,
    "A2": check_impossible,
    "capacity yes": check_possible,
    "capacity no": check_impossible,
    "E2": check_constants,
    "E4": check_history,
    "E5": check_adapted,
    "G3": check_lift,
    "G8": check_list_degeneracy,
    "P0": check_best,
    "P1": check_cells,
    "P2": check_one_layer,
    "P3": check_deep,
    "W2": check_narrow,
}
# What may stand as the statement of an answer about capacity, each an argument of its own.
ARGUMENTS = {"capacity yes": list(CONSTRUCTIONS), "capacity no": list(REASONS)}
Verdict = Literal["proved", "refuted", "malformed", "unknown"]


@dataclass(frozen=True, slots=True)
class Result:
    """A verdict: the statement (None if the file does not say), and why.

    "unknown" is said where time or memory ran out, and where the checker found no proof itself.
    """

    statement: str | None
    verdict: Verdict
    reason: str


def check(raw: bytes, limits: Limits | None = None) -> Result:
    """Judge one certificate from nothing but its bytes.

    Parameters
    ----------
    raw : the bytes. Whatever is not a certificate is malformed, and raises nothing.
    limits : of time and memory; with them, in a process of its own that is stopped when they are
        reached.

    Returns
    -------
    Result
        statement, verdict and reason.

    >>> check(b"[]")
    Result(statement=None, verdict='malformed', reason='file: expected an object, found []')
    >>> check(b"[]", Limits(seconds=60, megabytes=1000)) == check(b"[]")
    True
    """
    if limits is not None:
        return _apart(raw, limits)
    statement = None
    try:
        values = parse(raw)
        kind = statement_of(values)
        statement = one_of(values.get("statement"), ARGUMENTS.get(kind, [kind]), "statement")
        certificate = read(values, raw)
        return Result(statement, "proved", CHECKS[kind](certificate))
    except Malformed as error:
        return Result(statement, "malformed", str(error))
    except Refuted as error:
        return Result(statement, "refuted", str(error))
    except Undecided as error:
        return Result(statement, "unknown", str(error))
    except MemoryError:
        return Result(statement, "unknown", "memory: no verdict within what there is")
    except (RecursionError, OverflowError) as error:
        return Result(statement, "malformed", f"file: exhausts the checker ({error!r})")


def check_file(path: str | PathLike[str], limits: Limits | None = DEFAULT) -> Result:
    """Judge the certificate in a file.

    Parameters
    ----------
    path : of the file.
    limits : of time and memory (None: no limits, in this process).

    Returns
    -------
    Result
        statement, verdict and reason.

    Raises
    ------
    OSError
        when it cannot be read.

    >>> check_file("/")
    Traceback (most recent call last):
        ...
    IsADirectoryError: [Errno 21] Is a directory: '/'
    """
    if limits is None:
        return check(Path(path).read_bytes())
    with Path(path).open("rb") as source:
        return _apart(source, limits)


def _apart(source: bytes | IO[bytes], limits: Limits) -> Result:
    statement, verdict, reason = judged_apart(source, limits)
    return Result(statement, cast(Verdict, verdict), reason)
