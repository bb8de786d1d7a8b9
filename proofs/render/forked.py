"""What a page needs, found by processes beside this one. They are forked: they begin with all that
is known here, so that no data travel and nothing is imported twice. Where the system does not fork,
each thing is found here, when it is asked for.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from symbolic.errors import InputError

Answer = TypeVar("Answer")

_works: list[Callable[[str], Any]] = []  # in a forked process the work it is for


@contextmanager
def beside(
    work: Callable[[str], Answer], keys: Iterable[str], jobs: int
) -> Iterator[Callable[[str], Answer]]:
    """Begin ``work(key)`` for every key in ``jobs`` processes; yields the function that gives the
    result of a key, and waits for it where need be.

    Raises `InputError` if the system ends one of the processes.

    >>> with beside(str.upper, ["a", "b"], jobs=1) as result_of:
    ...     result_of("b")
    'B'
    """
    if jobs == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield work
        return
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, context, _begin, (work,)) as pool:
        try:
            gc.freeze()  # what is known here is not looked through, and so not copied, there
            futures = {key: pool.submit(_one, key) for key in keys}
            gc.unfreeze()
            yield lambda key: futures[key].result()
        except BrokenProcessPool:
            ended = "one that the system ended, perhaps for its memory"
            raise InputError("jobs", f"room for {jobs} processes", ended) from None
        except BaseException:  # also of an interrupt: nobody waits for what is under way
            for child in set(multiprocessing.active_children()) - others:
                child.terminate()
            raise


def _begin(work: Callable[[str], Any]) -> None:
    """Ctrl-C ends the process without a word; the first one speaks."""
    _works.append(work)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _one(key: str) -> Any:
    return _works[-1](key)
