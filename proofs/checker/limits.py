"""Checking within bounds of time and memory, in a process of its own.

A certificate may come from anywhere, and a few kilobytes of exact arithmetic can ask for hours.
Only another process can be stopped in the middle of one long multiplication; it is `worker.py`,
which sees nothing but the bytes of the file.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

__all__ = ["DEFAULT", "Limits", "judged_apart"]


@dataclass(frozen=True, slots=True)
class Limits:
    """At most so many seconds and megabytes (of address space; only where the system knows
    that).
    """

    seconds: float = 600
    megabytes: int = 4096


DEFAULT = Limits()


def judged_apart(source: bytes | IO[bytes], limits: Limits) -> tuple[str | None, str, str]:
    """Statement, verdict and reason from a worker; the verdict is "unknown" when it was stopped.

    >>> judged_apart(b"[]", DEFAULT)
    (None, 'malformed', 'file: expected an object, found []')
    """
    worker = str(Path(__file__).with_name("worker.py"))
    backstop = math.ceil(limits.seconds) + 1  # of processor time, should nobody wait any longer
    command = [sys.executable, "-I", "-S", worker, str(limits.megabytes), str(backstop)]
    try:
        done = subprocess.run(
            command,
            input=source if isinstance(source, bytes) else None,
            stdin=None if isinstance(source, bytes) else source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, "unknown", f"time: no verdict within {limits.seconds:g} s"
    try:
        statement, verdict, reason = json.loads(done.stdout)
    except ValueError:
        reason = f"memory: no verdict within {limits.megabytes} MB (exit status {done.returncode})"
        return None, "unknown", reason
    return statement, verdict, reason
