"""Coq's compiler as a program to be run: under a limit of time and of memory, and never without
saying that it is missing. Nothing else here runs it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from symbolic.errors import TruncationError

__all__ = ["CoqError", "CoqNotFound", "compiler", "run", "version"]

MEGABYTES = 4096  # that one run may address, unless it is told otherwise


class CoqError(TruncationError):
    """A library could not be built or asked; the message says where Coq stopped."""


class CoqNotFound(TruncationError):
    """There is no coqc on the search path, or a library that is needed is not installed."""

    def __init__(self, missing: str = "coqc", package: str = "coq") -> None:
        super().__init__(f"{missing} was not found: install Debian's {package} package")


def compiler() -> str:
    """The path of coqc. Raises `CoqNotFound`."""
    path = shutil.which("coqc")
    if path is None:
        raise CoqNotFound
    return path


def version() -> str:
    """What coqc says of itself. Raises `CoqNotFound`."""
    done = subprocess.run([compiler(), "--version"], capture_output=True, text=True, check=False)
    return done.stdout


def run(
    arguments: Sequence[str], folder: Path, seconds: float | None, megabytes: int = MEGABYTES
) -> subprocess.CompletedProcess[str]:
    """Run coqc in the folder. Raises `CoqNotFound` and `subprocess.TimeoutExpired`."""
    limit = 'ulimit -v "$0" && exec "$@"'  # the shell bounds itself and then becomes coqc
    return subprocess.run(
        ["/bin/sh", "-c", limit, str(megabytes * 1024), compiler(), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
