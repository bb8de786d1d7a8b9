"""Every labelled data set gets an answer, and the answer is confirmed: by the checker, and by
definitions told a second way.

``python -m tests.cells.test_any_data 2000`` takes that many random sets in one run and counts what
was confirmed; ``2000 1000`` only those from the 1,000th on.
"""

import json
import sys
from collections import Counter
from fractions import Fraction

import pytest

from proofs.certificates import zero_loss_certificate
from proofs.certificates.cells import interpolation_certificate, statement_of
from proofs.checker import check
from symbolic import InputError
from symbolic.cells import Search
from symbolic.least_cost import least_cost_network
from symbolic.two_layer_form import Interpolation
from tests.cells import oracle
from tests.cells.random_data import random_data

QUICK = Search(restarts=1)
FORMS = ("two-layer", "shallow", "deep", "narrow")


def confirmed(data, architecture):
    outcome = least_cost_network(data, architecture, search=QUICK)
    made = isinstance(outcome, Interpolation)
    text = interpolation_certificate(outcome) if made else zero_loss_certificate(outcome)
    result = check(text.encode())
    assert result.verdict == "proved", (data.name, result.reason)
    document = json.loads(text)
    assert (
        oracle.cost(document) == oracle.least_cost(document) == Fraction(document["cost_squared"])
    )
    return outcome


def every_form(seeds):
    """How many certificates of each statement were made and confirmed."""
    made = Counter()
    for seed in seeds:
        data = random_data(seed)
        outcome = confirmed(data, "auto")
        interpolates = isinstance(outcome, Interpolation)
        made[statement_of(outcome) if interpolates else "T3"] += 1
        consistent = not interpolates or outcome.pool.consistent
        for architecture in FORMS if consistent else ():
            statement = statement_of(confirmed(data, architecture))
            assert statement in ("P1", "P2", "P3", "W2")
            made[statement] += 1
        for architecture in FORMS[1:] if not consistent else ():
            with pytest.raises(InputError, match="coincide"):
                least_cost_network(data, architecture)
    return made


@pytest.mark.parametrize("start", range(0, 120, 10))
def test_random_data(start):
    every_form(range(start, start + 10))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(120, 2000, 20))
def test_two_thousand_random_data(start):
    every_form(range(start, start + 20))


def test_the_random_data_are_of_every_kind():
    seen = [random_data(seed) for seed in range(120)]
    assert {1, 2, 3, 4, 5} <= {data.Q for data in seen}
    assert {1, 2, 3, 4} <= {data.M for data in seen}
    assert any(data.targets.rank() < data.Q for data in seen)
    inconsistent = [
        d
        for d in seen
        if isinstance(f := least_cost_network(d, "two-layer", search=QUICK), Interpolation)
        and not f.pool.consistent
    ]
    assert 10 < len(inconsistent) < 110


def main(last, first=0):
    """Run the sets first..last - 1; a failure names its set and the run goes on."""
    made, failed = Counter(), []
    for seed in range(first, last):
        try:
            made += every_form([seed])
        except Exception as error:
            failed.append(seed)
            print(f"set {seed}: {type(error).__name__}: {error}", flush=True)
        if (seed + 1) % 100 == 0:
            print(f"{seed + 1 - first} sets, confirmed: {dict(made)}, failed: {failed}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
