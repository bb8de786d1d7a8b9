"""Coq's compiler as a program to be run: under a limit of time and of memory, and never without
saying that it is missing.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from symbolic.errors import TruncationError

__all__ = ["CoqNotFound", "compiler", "run"]

MEMORY = 4 << 30  # bytes that one run may address


class CoqNotFound(TruncationError):
    """There is no coqc on the search path, or a library that is needed is not installed."""

    def __init__(self, missing: str = "coqc", package: str = "coq") -> None:
        super().__init__(f"{missing} was not found: install Debian's {package} package")


def compiler() -> str:
    """The path of coqc. Raises `CoqNotFound`."""
    found = shutil.which("coqc")
    if found is None:
        raise CoqNotFound
    return found


def run(
    arguments: Sequence[str], folder: Path, timeout: float | None
) -> subprocess.CompletedProcess[str]:
    """Run coqc in the folder. Raises `CoqNotFound` and `subprocess.TimeoutExpired`."""
    return subprocess.run(
        [compiler(), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        preexec_fn=_limit_memory,
    )


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
