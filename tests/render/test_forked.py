"""Work in forked processes: results by key, errors as they are, an end where one is killed or this
one is interrupted.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

import pytest

from proofs.render.forked import beside
from symbolic.errors import InputError

pytestmark = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="this system does not fork"
)


@pytest.mark.parametrize("jobs", (1, 2, 3))
def test_every_key_has_its_result_whatever_the_order(jobs):
    here = os.getpid()
    with beside(lambda key: (key * 2, os.getpid() == here), "abcdefg", jobs) as result_of:
        assert [result_of(key)[0] for key in "gcafdbe"] == [key * 2 for key in "gcafdbe"]
        assert {result_of(key)[1] for key in "abc"} == {jobs == 1}


@pytest.mark.parametrize("jobs", (1, 2))
def test_an_error_is_the_same_error_here(jobs):
    def refuse(key):
        raise InputError(key, "a number", "none")

    expected = "^x: expected a number, found none$"
    with pytest.raises(InputError, match=expected), beside(refuse, ["x"], jobs) as result_of:
        result_of("x")


def test_a_process_that_the_system_ends_is_an_error_and_no_wait():
    def die(key):
        os.kill(os.getpid(), signal.SIGKILL)

    expected = "^jobs: expected room for 2 processes, found one that the system ended"
    with pytest.raises(InputError, match=expected), beside(die, ["x", "y"], 2) as result_of:
        result_of("y")


def test_an_interrupt_does_not_wait_for_what_is_under_way():
    start, before = time.monotonic(), set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt), beside(lambda key: time.sleep(60), ["x"], 2):
        raise KeyboardInterrupt
    assert time.monotonic() - start < 30
    assert set(multiprocessing.active_children()) <= before
