"""`python worker.py MEGABYTES SECONDS`: judge the certificate on standard input, within bounds.

Writes the statement, the verdict and the reason as a JSON list. See `limits.py`, which starts it.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path


def bound(megabytes: int, seconds: int) -> None:
    """Let the system refuse more memory, and more processor time should nobody wait any longer."""
    try:
        import resource
    except ImportError:  # there is none on Windows
        return
    wanted = (
        (resource.RLIMIT_AS, megabytes * 2**20),
        (resource.RLIMIT_CPU, seconds),
    )
    for kind, most in wanted:
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, hard))


def main() -> None:
    """Judge what is on standard input."""
    bound(int(sys.argv[1]), int(sys.argv[2]))
    package = Path(__file__).resolve().parent
    sys.path.append(str(package.parent))
    judge = importlib.import_module(f"{package.name}.judge")
    verdict = judge.check(sys.stdin.buffer.read())
    json.dump([getattr(verdict, name) for name in ("statement", "verdict", "reason")], sys.stdout)


if __name__ == "__main__":
    main()
