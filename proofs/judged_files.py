"""What is handed on or used: a certificate that the checker has proved.

Handing on a file nobody judged would lend it a trust it has not earned, so a path is checked first.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from proofs.checker import Limits, Result, check
from proofs.checker.limits import DEFAULT
from proofs.checker.reading import Certificate, parse, read, statement_of
from proofs.checker.values import dataset
from symbolic.errors import InputError

__all__ = ["as_it_stands", "judged", "proved"]


def proved(path: Path) -> Certificate:
    """The certificate in a file, once the independent checker has proved it.

    Raises `InputError` when the file cannot be read, is malformed, refuted or left undecided.

    >>> proved(Path("/"))
    Traceback (most recent call last):
        ...
    symbolic.errors.InputError: /: expected a readable file, found is a directory
    """
    result, certificate = judged(path)
    if certificate is None:
        found = f"{result.verdict}: {result.reason}"
        raise InputError(str(path), "a certificate that the checker proves", found)
    return certificate


def judged(path: Path, limits: Limits = DEFAULT) -> tuple[Result, Certificate | None]:
    """What the independent checker says of a file, and the certificate if it is proved.

    Raises `InputError` when the file cannot be read.
    """
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(str(path), "a readable file", reason.lower()) from None
    result = check(raw, limits)
    return result, read(parse(raw), raw) if result.verdict == "proved" else None


def as_it_stands(values: Mapping[str, object]) -> Certificate:
    """The content of a certificate that nobody has judged: only its data are read here.

    Digests are not looked at, so that a test may change a number and see who notices.
    Raises `proofs.checker.errors.Malformed`.

    >>> as_it_stands({})
    Traceback (most recent call last):
        ...
    proofs.checker.errors.Malformed: schema: expected a string, found null
    """
    content = dict(values)
    return Certificate(statement_of(content), dataset(content.get("data")), content)
