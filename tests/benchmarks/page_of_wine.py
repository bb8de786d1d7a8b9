"""``report sklearn:wine``, process start to files on disk: seconds of the clock against the bar of
five, and the seconds of CPU of all its processes.
"""

from __future__ import annotations

import os
import statistics
import tempfile

from tests.benchmarks.timing import python, seconds

BAR = 5.0


def main(repeats: int = 5) -> None:
    """Print the median of the clock, and that of CPU."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.times()
        made = ["-m", "proofs", "report", "sklearn:wine", "-q", "-o", folder]
        clock = statistics.median(seconds(lambda: python(*made)) for _ in range(repeats))
        spent = (os.times().children_user - before.children_user) / repeats
    verdict = "within" if clock <= BAR else "ABOVE"
    print(f"page of sklearn:wine: {clock:.2f} s ({verdict} the bar of {BAR} s), CPU {spent:.2f} s")
