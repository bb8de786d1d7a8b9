"""Checking within bounds of time and memory, in a process of its own.

A certificate may come from anywhere, and a few kilobytes of exact arithmetic can ask for hours.
Only another process can be stopped in the middle of one long multiplication; it is `worker.py`,
which sees nothing but the bytes of the file.
"""

from __future__ import annotations

import json
import math
import signal
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
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, "unknown", f"time: no verdict within {limits.seconds:g} s"
    try:
        statement, verdict, reason = json.loads(done.stdout)
    except ValueError:
        return None, "unknown", _without_verdict(done.returncode, done.stderr, limits)
    return statement, verdict, reason


def _without_verdict(status: int, complaint: bytes, limits: Limits) -> str:
    r"""Why a worker ended without a verdict: its exit status, and the last line it wrote.

    >>> _without_verdict(1, b"Traceback ...\nMemoryError\n", DEFAULT)
    'memory: no verdict within 4096 MB'
    >>> _without_verdict(-11, b"", DEFAULT)
    'crash: the worker was ended by SIGSEGV'
    >>> _without_verdict(1, b"Traceback ...\nKeyError: 'K'\n", DEFAULT)
    "crash: the worker ended with exit status 1: KeyError: 'K'"
    """
    last = ascii(complaint.decode(errors="replace").strip().rpartition("\n")[2][:160])[1:-1]
    if "MemoryError" in last:
        return f"memory: no verdict within {limits.megabytes} MB"
    if status >= 0:
        return f"crash: the worker ended with exit status {status}" + (last and f": {last}")
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    if name == "SIGXCPU":
        return f"time: no verdict within {limits.seconds:g} s of processor time"
    return f"crash: the worker was ended by {name}"
