"""Data whose names try to be markup, and the pages of a few data sets, made once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from proofs.render.page import report
from symbolic.clusters import ClusterData
from symbolic.sources import load

DATA = Path(__file__).resolve().parents[2] / "notebooks" / "data"

HOSTILE = (
    "<script>alert(1)</script>",
    r"\input{/etc/passwd}",
    "50% a_b {x} $y$ #z & ~",
    "שלום 😀",
)
NAME = '"><img src=x onerror=alert(2)> {{ 7*7 }} $\\alpha$'


def hostile() -> ClusterData:
    """Four separable classes of one point each, with names that are no names."""
    points = {label: [[8 * (i == j) for i in range(4)]] for j, label in enumerate(HOSTILE)}
    return ClusterData.from_rows(points, name=NAME)


@lru_cache
def files(name: str) -> dict[str, str]:
    """The files of the report on a shipped data set, or on the hostile one."""
    data = hostile() if name == "hostile" else load(str(DATA / f"{name}.json"))
    return report(data)


def page(name: str) -> str:
    """The page alone."""
    return files(name)["index.html"]
