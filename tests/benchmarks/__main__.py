"""``python -m tests.benchmarks [NAME…]``: run all benchmarks, or those named."""

from __future__ import annotations

import importlib
import sys

NAMES = (
    "minimize_digits",
    "check_digits",
    "forward",
    "landscape_values",
    "degeneracy",
    "refusals",
    "small_numbers",
    "thin_gaps",
    "hostile",
    "trained_networks",
    "trapped_minimum",
    "public_tables",
    "page_of_wine",
)


def main(chosen: list[str]) -> int:
    """Run them in order; an unknown name is refused before anything runs."""
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        print(
            f"expected names among {', '.join(NAMES)}; found {', '.join(unknown)}", file=sys.stderr
        )
        return 2
    for name in chosen or NAMES:
        importlib.import_module(f"tests.benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
