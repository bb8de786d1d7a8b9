"""Coq's three libraries, built, and every theorem of the ledger compared with what is kept of it;
one line says what was found (``make kernel``).

Where Coq or MathComp is not installed, that is what the line says.
"""

from __future__ import annotations

import sys

from proofs import coq_libraries, formal
from proofs.coqc import CoqError, CoqNotFound
from proofs.ledger import entries, foundations
from proofs.results import theorem_lines


def main() -> int:
    try:
        built = coq_libraries.build(coq_libraries.BRIDGE)[coq_libraries.THEORY.name]
        listed = (*entries().values(), *foundations().values())
        theorems, changed = formal.check([name for one in listed for name in one.coq], built)
    except CoqNotFound as missing:
        print(f"skipped Coq's theory: {missing}")
        return 0
    except CoqError as error:
        print(f"FAIL {error}")
        return 1
    *faults, summary = theorem_lines(theorems, changed)
    for fault in faults:
        print(f"FAIL {fault.strip()}")
    print(f"{coq_libraries.BRIDGE.count} files of Coq compiled; {summary}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
