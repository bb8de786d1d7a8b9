"""The main job on shipped examples: build, write, re-check; prints what was confirmed (``make
verify``).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "notebooks" / "data"

# (data and options, the command's exit code: 0 a zero-loss network, 1 an exact obstruction or a
# least cost above 0)
EXAMPLES = [
    (str(DATA / "one_cluster.json"), 0),
    (str(DATA / "two_triangles.json"), 0),
    (str(DATA / "three_simplices.json"), 0),
    (str(DATA / "crossing.json") + " --architecture truncation", 1),
    (str(DATA / "crossing.json"), 0),
    (str(DATA / "cells" / "xor.json"), 0),
    (str(DATA / "cells" / "five_in_the_plane.json"), 0),
    (str(DATA / "cells" / "moons.csv"), 0),
    (str(DATA / "cells" / "circles.csv"), 0),
    (str(DATA / "cells" / "inconsistent.csv"), 1),
    ("sklearn:iris --select setosa,versicolor --features 2,3", 0),
    ("sklearn:iris", 0),
    ("sklearn:iris --architecture truncation", 1),
    ("sklearn:wine", 0),
    ("sklearn:breast_cancer", 0),
    ("sklearn:digits", 0),
]


def main() -> int:
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        certificate = Path(folder) / "certificate.json"
        for example, expected in EXAMPLES:
            command = [
                sys.executable,
                "-m",
                "proofs",
                "minimize",
                *example.split(" "),
                "-o",
                str(certificate),
            ]
            built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            judged = subprocess.run(
                [sys.executable, "-m", "proofs.checker", str(certificate)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            good = built.returncode == expected and judged.returncode == 0
            failures += not good
            name = example.replace(str(DATA) + "/", "")
            print("ok  " if good else "FAIL", name)
            print("    ", judged.stdout.strip() + built.stderr + judged.stderr)
    print("everything was confirmed" if not failures else f"{failures} examples were NOT confirmed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
