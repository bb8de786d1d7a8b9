"""Hypothesis without a deadline, and which tests `make test` leaves to `make test-all`, each with its reason.

How long an example takes says something about the machine, not about the code: hence no deadlines.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import settings

settings.register_profile("exact", deadline=None)
settings.load_profile("exact")

SLOW = {
    r"test_every_equation_holds_entry_by_entry\[.*-2\]": "matrices of symbols, Q = 2: minutes",
    r"tests/checker/test_mutations\.py.*\[(?!T3 two|T3' nested|T4 one class|T5 one class)": "every leaf of every certificate; four certificates stay",
    r"tests/export/test_smtlib\.py.*(?!\[z3-T3 two triangles\])$": "two solvers",
    r"tests/export/test_coq\.py": "Coq compiles the library first",
    r"test_no_number_may_be_another\[(degeneracy|landscape)\]": "hundreds of runs of the checker",
    r"tests/render/test_browser\.py": "a browser",
    r"tests/render/test_latex\.py.*typeset": "a LaTeX engine",
    r"tests/test_notebooks\.py": "a kernel for each notebook",
    r"tests/proofs/test_growing\.py.*(killed|cluster|two_processes)": "processes that are killed",
    r"test_the_classifier_passes_scikit_learns_checks": "hundreds of fits",
    r"test_python_blocks_run_in_order_and_print_what_follows\[trust\]": "proofs entry by entry",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(re.search(pattern, item.nodeid) for pattern in SLOW):
            item.add_marker(pytest.mark.slow)
