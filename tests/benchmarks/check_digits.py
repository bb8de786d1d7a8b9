"""``check`` of the digits' certificate against the plain-integer evaluation of its network: at most
3 ×.
"""

from __future__ import annotations

import json
import math
import tempfile
from fractions import Fraction
from pathlib import Path

from tests.benchmarks.timing import pairs, python, report


def evaluate(path: Path) -> None:
    """The baseline: read the file, evaluate the network at every point in integers, compare with
    the targets.
    """
    document = json.loads(path.read_bytes())
    network = [
        ([[Fraction(v) for v in row] for row in layer["W"]], [Fraction(v) for v in layer["b"]])
        for layer in document["layers"]
    ]
    whole = []
    for W, b in network:
        scale = math.lcm(*(v.denominator for row in [*W, b] for v in row))
        rows = [[int(v * scale) for v in row] for row in W]
        whole.append((rows, [int(v * scale) for v in b], scale))
    for cls in document["data"]["classes"]:
        target = [Fraction(v) for v in cls["target"]]
        for point in cls["points"]:
            vector, below = [Fraction(v) for v in point], 1
            below = math.lcm(*(v.denominator for v in vector))
            state = [int(v * below) for v in vector]
            for l, (rows, shift, scale) in enumerate(whole):
                live = [(k, x) for k, x in enumerate(state) if x]
                image = [
                    sum([row[k] * x for k, x in live]) + s * below
                    for row, s in zip(rows, shift, strict=True)
                ]
                below *= scale
                if l + 1 < len(whole):
                    image = [max(v, 0) for v in image]
                    common = math.gcd(below, *image)
                    image, below = [v // common for v in image], below // common
                state = image
            if [Fraction(v, below) for v in state] != target:
                raise RuntimeError("an output is not its target")


def main(repeats: int = 3) -> None:
    """Print medians and their ratio; both are whole processes."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "digits.json"
        python("-m", "proofs", "minimize", "sklearn:digits", "-q", "-o", str(target))
        code = "import sys, pathlib; from tests.benchmarks.check_digits import evaluate; "
        code += "evaluate(pathlib.Path(sys.argv[1]))"
        medians = pairs(
            lambda: python("-m", "proofs", "check", str(target)),
            lambda: python("-c", code, str(target)),
            repeats,
        )
        report("check of the digits' certificate", *medians, bar=3)
