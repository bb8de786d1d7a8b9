"""`python -m proofs.checker [--json] FILE...`: one line a file.

Exit 0: all proved; 1: some refuted or malformed; 2: bad arguments or an unreadable file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import NoReturn

from . import CHECKER_VERSION, check_file


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {_printable(message)}\n")


def _printable(text: str) -> str:
    # a file name may hold a line break, or bytes that the terminal cannot show
    return text if text.isascii() and text.isprintable() else ascii(text)[1:-1]


def main(argv: Sequence[str] | None = None) -> int:
    """Check the named files, print the verdicts, return the exit code."""
    parser = _Arguments(prog="python -m proofs.checker", description=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="a JSON list on standard output")
    arguments = parser.parse_args(argv)
    code = 0
    entries = []
    for file in arguments.files:
        try:
            result = check_file(file)
        except (OSError, ValueError) as error:  # ValueError: a name with a null character
            reason = getattr(error, "strerror", None) or str(error)
            print(f"{_printable(file)}: expected a readable file, found: {reason}", file=sys.stderr)
            code = 2
            continue
        if result.verdict != "proved":
            code = max(code, 1)
        entries.append(
            {
                "file": file,
                "statement": result.statement,
                "verdict": result.verdict,
                "reason": result.reason,
                "checker": CHECKER_VERSION,
            }
        )
        if not arguments.json:
            print(
                f"{_printable(file)}: {result.verdict}: {result.statement or 'no statement'}: "
                f"{result.reason} [checker {CHECKER_VERSION}]",
                flush=True,
            )
    if arguments.json:
        print(json.dumps(entries))
    return code


if __name__ == "__main__":
    sys.exit(main())
