"""Hypothesis without a deadline, which tests `make test` leaves to `make test-all`, and which of
those to `make bars`, each with its reason.

How long an example takes says something about the machine, not about the code: hence no deadlines.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import settings

settings.register_profile("exact", deadline=None)
settings.load_profile("exact")

SLOW = {
    r"test_less_than_a_tenth_of_a_module_is_any": "types of everything, without mypy's cache",
    r"tests/ledger/test_adding_a_statement\.py(?!.*make_test)": "checks of a copy of the project",
    r"test_every_equation_holds_entry_by_entry\[(?!D1|D5|D6|N|T4|P|G)": "symbols, Q = 2",
    r"test_near_misses_fail_entry_by_entry_too\[(?!D1|L1|N)": "symbols, Q = 2",
    r"test_every_entry_shows_its_checked_steps\[(?!D|L)": "all derivations; some stay",
    r"test_every_entry_on_every_example\[(three|wine|iris)": "larger examples",
    r"tests/checker/test_mutations\.py.*\[(?!T3' nested|T4 one class|T5 one class)": (
        "every leaf of every certificate; three certificates stay"
    ),
    r"test_it_is_not_handed_on\[(?!p\d_|w2_)": "every false file, to two tools; some stay",
    r"tests/checker/test_architectures\.py.*\[shallow": "every leaf of every certificate",
    r"tests/export/test_smtlib\.py.*(?<!\[z3-T3 two triangles\])$": "two solvers",
    r"tests/export/test_coq": "Coq compiles the library first",
    r"test_no_number_may_be_another\[(degeneracy|landscape)\]": "hundreds of runs of the checker",
    r"tests/render/test_browser\.py": "a browser",
    r"tests/render/test_latex\.py.*typeset": "a LaTeX engine",
    r"tests/test_notebooks\.py": "a kernel for each notebook",
    r"tests/proofs/test_growing\.py.*(killed|cluster|two_processes)": "processes that are killed",
    r"test_python_blocks_run_in_order_and_print_what_follows\[trust\]": "proofs entry by entry",
    r"test_the_classifier_passes_scikit_learns_checks": "hundreds of fits",
    r"test_every_separable_set_has_a_network\[[1-9]": "hundreds of random sets; some stay",
    r"test_the_model_of_real_data_stays_within_the_bound\[.*digits": "a network of 42,250 numbers",
    r"test_commands_run\[your-own-data\]": "a process for each of many commands",
    r"test_many_points_are_thinned": "a page of 100,000 points",
    r"test_(the_page_is_valid_html|every_link_leads_somewhere|same_data_same_bytes)\[(?!two_tri)": (
        "a whole page for each data set; the smallest stays"
    ),
    r"test_awkward_data\[(0|38)\]": "two of many sets that take seconds each",
    r"test_many_thin_and_wild_sets_are_decided": "sets of every scale; a few stay",
    r"test_the_naive_verifier_agrees\[T5 simplices\]": "the definition itself, in rationals",
    r"test_many_classes_are_not_enumerated": "a page of many classes",
    r"test_the_tables_of_scikit_learn_are_what_it_loads\[digits": "1,797 rows, read twice",
    r"test_random_data\[(?!20|60|100)": "ten sets in every architecture; some stay",
    r"test_the_hessian_without_collapse_has_rank_qm_plus_q\[three": "a larger example",
    r"test_cells_of_shipped_data\[(circles|moons)": "a search for few cells",
    r"test_the_random_data_are_of_every_kind": "two thousand data sets",
    r"test_the_same_search_gives_the_same_bytes": "searches in several processes",
    r"test_the_guard_can_fail\[(?!checker|help-)": "an interpreter for each guard; some stay",
    r"tests/test_package\.py.*(archives|plain_install|wheel)": "fills an environment of its own",
    r"test_nearby_minima_are_certified_and_confirmed\[\('three": "exact post-training",
    r"test_attacks_in_exact_arithmetic_never_go_below\[\('three": "networks trained first",
    r"test_a_network_unless_blocks_share_a_point\[[1-9]": "ten random sets each; some stay",
    r"test_several_processes_find_what_one_finds": "an interpreter for each process",
}

# What alone takes minutes: a bar that is measured before a release. Some of each kind stays above.
LONGEST = {
    r"test_two_thousand_random_data\[(?!120|500|1000)": "2,000 data sets, in every architecture",
    r"test_many_separable_sets_have_a_network\[(?!100)": "hundreds of random sets",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for table, marker in ((SLOW, pytest.mark.slow), (LONGEST, pytest.mark.longest)):
            if any(re.search(pattern, item.nodeid) for pattern in table):
                item.add_marker(marker)
