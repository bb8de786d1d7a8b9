"""One function from the bytes of a certificate to a verdict; nothing it meets makes it raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Literal

from .cells import check_best, check_cells
from .degeneracy import check_degeneracy
from .errors import Malformed, Refuted, require_equal
from .exact import integers, rank
from .interpolation import check_deep, check_narrow, check_one_layer
from .landscape import check_landscape
from .obstruction import check_obstruction
from .partitions import check_partitions
from .reading import Certificate, parse, read, statement_of
from .shallow import check_shallow
from .zero_loss import check_zero_loss

__all__ = ["CHECKER_VERSION", "Result", "check", "check_file"]

CHECKER_VERSION = "1.0.0"

CHECKS: dict[str, Callable[[Certificate], str]] = {
    "T3": check_zero_loss,
    "T3'": check_obstruction,
    "T4": check_degeneracy,
    "T5": check_landscape,
    "T6": check_partitions,
    "S4": check_shallow,
    "P0": check_best,
    "P1": check_cells,
    "P2": check_one_layer,
    "P3": check_deep,
    "W2": check_narrow,
}
# Statements that hold whatever the targets, even equal ones.
ANY_TARGETS = frozenset(("P0", "P1", "P2", "P3", "W2"))


@dataclass(frozen=True, slots=True)
class Result:
    """A verdict: the statement (None if the file does not say), and why."""

    statement: str | None
    verdict: Literal["proved", "refuted", "malformed"]
    reason: str


def check(raw: bytes) -> Result:
    """Judge one certificate from nothing but its bytes.

    Never raises on bytes: whatever is not a certificate is malformed.

    >>> check(b"[]")
    Result(statement=None, verdict='malformed', reason='file: expected an object, found []')
    """
    statement = None
    try:
        values = parse(raw)
        statement = statement_of(values)
        certificate = read(values, raw)
        if statement not in ANY_TARGETS:
            targets, _ = integers([c.target for c in certificate.data.classes])
            require_equal("targets, rank", certificate.data.Q, rank(targets))
        return Result(statement, "proved", CHECKS[statement](certificate))
    except Malformed as error:
        return Result(statement, "malformed", str(error))
    except Refuted as error:
        return Result(statement, "refuted", str(error))
    except (RecursionError, MemoryError, OverflowError) as error:
        return Result(statement, "malformed", f"file: exhausts the checker ({error!r})")


def check_file(path: str | PathLike[str]) -> Result:
    """Judge the certificate in a file. Raises OSError when it cannot be read.

    >>> check_file("/")
    Traceback (most recent call last):
        ...
    IsADirectoryError: [Errno 21] Is a directory: '/'
    """
    return check(Path(path).read_bytes())
