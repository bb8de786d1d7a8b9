"""The corpora of certificates: false ones, each with the reason its refusal must name, and true ones at the edge.

Every builder of a false one makes a certificate in which all is consistent (digests, counts,
values) but for the one thing a check might forget. `python -m tests.checker.corpus` writes the files
again, and leaves those alone that were dropped in by hand.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.checker import edge_cases, false_landscapes, false_networks, false_obstructions
from tests.checker import naive as n

CORPORA = Path(__file__).parents[1] / "corpora"
FALSE, VALID = CORPORA / "false", CORPORA / "valid"
# name -> (builder, verdict, what the reason must say)
FALSEHOODS = {
    **false_networks.FALSEHOODS,
    **false_obstructions.FALSEHOODS,
    **false_landscapes.FALSEHOODS,
}


def main() -> None:
    """Write every file, and the lines of the false ones in expected.json."""
    path = FALSE / "expected.json"
    expected = json.loads(path.read_text())
    for name, (build, verdict, reason) in FALSEHOODS.items():
        (FALSE / f"{name}.json").write_bytes(n.write(build()))
        expected[f"{name}.json"] = [verdict, reason]
    lines = [
        f"  {json.dumps(name)}: {json.dumps(expected[name], ensure_ascii=False)}"
        for name in sorted(expected)
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    for name, build in edge_cases.TRUTHS.items():
        (VALID / f"{name}.json").write_bytes(n.write(build()))


if __name__ == "__main__":
    main()
