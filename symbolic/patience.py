"""A limit of time for work that has no natural end, whatever loop it is in.

The alarm of the operating system interrupts the main thread between two instructions; what was not
finished is dropped. Elsewhere (another thread, no such alarm) there is no limit: the work goes on
to its end.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeIsUp(BaseException):
    """The time is up; not an `Exception`, so that nothing on the way takes it for an error."""


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Raise `TimeIsUp` in the body after so many seconds of wall time; None is no limit.

    >>> try:
    ...     with within(0.01):
    ...         while True:
    ...             pass
    ... except TimeIsUp:
    ...     print("stopped")
    stopped
    """
    alone = threading.current_thread() is threading.main_thread()
    if seconds is None or not alone or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
