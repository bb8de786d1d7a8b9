"""What the searches for counterexamples share: the small integers they run through, and how they
build and name small data.
"""

from __future__ import annotations

from symbolic.clusters import ClusterData
from symbolic.scalars import text

SMALL = (0, 1, -1, 2, -2, 3)


def data_of(*classes: list[list[int]]) -> ClusterData:
    return ClusterData.from_rows({f"class {j + 1}": rows for j, rows in enumerate(classes)})


def points_of(data: ClusterData) -> str:
    points = (
        "{"
        + ", ".join(
            str(tuple(map(text, row))).replace("'", "") for row in block.transpose().to_list()
        )
        + "}"
        for block in data.points
    )
    return " and ".join(points)
