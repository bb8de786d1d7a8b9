"""Work on several processes, or on a dask cluster, with the results of the serial run in its order.

joblib does the work. Of the landscape, a chunk of subsets is a pure function of the landscape, so a
chunk that is lost with its worker is run again and nothing is repeated in the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import TypeVar

from symbolic.errors import InputError
from symbolic.minima import Landscape

Result = TypeVar("Result")
Task = tuple[tuple[int, ...], str]


def in_order(
    landscape: Landscape,
    work: Callable[[Landscape, tuple[int, ...], str], Result],
    start: int = 0,
    jobs: int = 1,
    dask: str | None = None,
) -> Iterator[Result]:
    """``work(landscape, subset, readout)`` for every subset and readout in order, without the first
    ``start``.

    ``jobs`` processes on this machine, or the dask scheduler at ``dask``; raises `InputError` if
    that cannot be reached.
    """
    tasks = islice(
        ((s, kind) for s in landscape.subsets() for kind in landscape.readouts), start, None
    )
    if jobs == 1 and dask is None:
        for subset, kind in tasks:
            yield work(landscape, subset, kind)
        return
    from joblib import Parallel, delayed

    total = len(landscape.readouts) * (2**landscape.data.Q - 1) - start
    size = max(1, min(256, total // (8 * jobs)))
    chunks = iter(lambda: list(islice(tasks, size)), [])
    with workers(jobs, dask):
        for results in Parallel(return_as="generator")(
            delayed(_chunk)(landscape, work, c) for c in chunks
        ):
            yield from results


def _chunk(
    landscape: Landscape,
    work: Callable[[Landscape, tuple[int, ...], str], Result],
    tasks: Sequence[Task],
) -> list[Result]:
    return [work(landscape, subset, kind) for subset, kind in tasks]


def each(
    work: Callable[..., Result], tasks: Iterable[tuple[object, ...]], jobs: int
) -> list[Result]:
    """``work(*task)`` for every task in order, in ``jobs`` processes."""
    from joblib import Parallel, delayed

    with workers(jobs):
        return list(Parallel()(delayed(work)(*task) for task in tasks))


@contextmanager
def workers(jobs: int, dask: str | None = None) -> Iterator[None]:
    """Where joblib's work is done inside: ``jobs`` processes, or the dask scheduler at ``dask``.

    Raises `InputError` if that cannot be reached.
    """
    from joblib import parallel_config

    with ExitStack() as stack:
        if dask is not None:
            _connect(stack, dask)
            stack.enter_context(parallel_config(backend="dask", wait_for_workers_timeout=30))
        else:
            stack.enter_context(parallel_config(backend="loky", n_jobs=jobs))
        yield


def _connect(stack: ExitStack, address: str) -> None:
    try:
        from distributed import Client
    except ImportError:
        wanted = "dask (pip install distributed)"
        raise InputError("dask", wanted, "not installed") from None
    try:
        stack.enter_context(Client(address, timeout="10s"))
    except (OSError, ValueError, TypeError) as error:
        raise InputError("dask", "the address of a scheduler", f"{address!r} ({error})") from None
