"""The corpora of certificates: false ones, each with the reason its refusal must name, and true
ones at the edge.

Every builder of a false one makes a certificate in which all is consistent (digests, counts,
values) but for the one thing a check might forget. `python -m tests.checker.corpus` writes the
files again, and leaves those alone that were dropped in by hand.
"""

from __future__ import annotations

from pathlib import Path

from tests.checker import (
    edge_cases,
    false_capacity,
    false_claims,
    false_degeneracies,
    false_flows,
    false_forms,
    false_least,
    false_lists,
    false_minima,
    false_networks,
    false_obstructions,
    false_regions,
    false_trained,
    false_values,
    false_verdicts,
)
from tests.checker import naive as n

CORPORA = Path(__file__).parents[1] / "corpora"
FALSE, VALID = CORPORA / "false", CORPORA / "valid"
# name -> (builder, verdict, what the reason must say)
FALSEHOODS = {
    **false_networks.FALSEHOODS,
    **false_degeneracies.FALSEHOODS,
    **false_obstructions.FALSEHOODS,
    **false_values.FALSEHOODS,
    **false_regions.FALSEHOODS,
    **false_verdicts.FALSEHOODS,
    **false_capacity.FALSEHOODS,
    **false_flows.FALSEHOODS,
    **false_forms.FALSEHOODS,
    **false_lists.FALSEHOODS,
    **false_least.FALSEHOODS,
    **false_minima.FALSEHOODS,
    **false_claims.FALSEHOODS,
    **false_trained.FALSEHOODS,
}


def main() -> None:
    """Write every file, and beside a false one its verdict and its reason."""
    for name, (build, verdict, reason) in FALSEHOODS.items():
        (FALSE / f"{name}.json").write_bytes(n.write(build()))
        (FALSE / f"{name}.txt").write_text(f"{verdict}\n{reason}\n")
    for name, build in {**edge_cases.TRUTHS, **false_lists.TRUTHS, **false_least.TRUTHS}.items():
        (VALID / f"{name}.json").write_bytes(n.write(build()))


if __name__ == "__main__":
    main()
