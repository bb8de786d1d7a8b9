"""`python -m proofs.checker [--json] [--timeout SECONDS] [--memory MEGABYTES] FILE...`: one line a
file.

Exit 1: some refuted or malformed; otherwise 2: bad arguments or an unreadable file; otherwise
3: some left undecided within the limits; 0: all proved.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn

from . import CHECKER_VERSION, Limits, check_file
from .limits import DEFAULT


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {_printable(message)}\n")


def _printable(text: str) -> str:
    # a file name may hold a line break, or bytes that the terminal cannot show
    return text if text.isascii() and text.isprintable() else ascii(text)[1:-1]


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, found {_printable(text)}")
    return int(text)


def exit_code(verdicts: Iterable[str]) -> int:
    """The code for these verdicts, where "unreadable" is one.

    >>> [exit_code(v) for v in (["proved"], ["proved", "unknown"], ["unknown", "unreadable"])]
    [0, 3, 2]
    >>> exit_code(["unreadable", "refuted"])
    1
    """
    distinct = set(verdicts)
    if distinct & {"refuted", "malformed"}:
        return 1
    return 2 if "unreadable" in distinct else 3 if "unknown" in distinct else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Check the named files, print the verdicts, return the exit code."""
    parser = _Arguments(prog="python -m proofs.checker", description=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="a JSON list on standard output")
    parser.add_argument("--timeout", type=_positive, default=DEFAULT.seconds, metavar="SECONDS")
    parser.add_argument("--memory", type=_positive, default=DEFAULT.megabytes, metavar="MEGABYTES")
    arguments = parser.parse_args(argv)
    limits = Limits(arguments.timeout, arguments.memory)
    verdicts = []
    entries = []
    for file in arguments.files:
        try:
            result = check_file(file, limits)
        except (OSError, ValueError) as error:  # ValueError: a name with a null character
            reason = getattr(error, "strerror", None) or str(error)
            print(f"{_printable(file)}: expected a readable file, found: {reason}", file=sys.stderr)
            verdicts.append("unreadable")
            continue
        if (
            result.verdict == "malformed"
            and not result.statement
            and not file.lower().endswith(".json")
        ):
            # a table, say: what is no certificate is not refuted
            print(f"{_printable(file)}: expected a certificate, {result.reason}", file=sys.stderr)
            verdicts.append("unreadable")
            continue
        verdicts.append(result.verdict)
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
    return exit_code(verdicts)


if __name__ == "__main__":
    sys.exit(main())
