"""Every labelled data set gets an answer, and the answer is confirmed: by the checker, and by
definitions told a second way.
"""

import json
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
    for seed in seeds:
        data = random_data(seed)
        outcome = confirmed(data, "auto")
        consistent = not isinstance(outcome, Interpolation) or outcome.pool.consistent
        for architecture in FORMS if consistent else ():
            assert statement_of(confirmed(data, architecture)) in ("P1", "P2", "P3", "W2")
        for architecture in FORMS[1:] if not consistent else ():
            with pytest.raises(InputError, match="coincide"):
                least_cost_network(data, architecture)


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
