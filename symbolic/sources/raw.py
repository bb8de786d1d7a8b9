"""What every reader is asked for and hands back: rows of exact numbers a class, and the notes a
user should see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sympy.polys.matrices import DomainMatrix

from symbolic.clusters import ClusterData
from symbolic.errors import InputError, shown
from symbolic.matrices import from_flat, identity
from symbolic.record import Record
from symbolic.scalars import Scalar

UNLABELLED = "(no label)"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Request(Record):
    """Which classes and coordinates are wanted, and how a table is to be read where that cannot be
    seen from it.

    ``label`` is the name or 0-based number of the label column, ``sep`` the separator, ``decimal``
    the decimal point, ``header`` whether the first row holds names, ``encoding`` that of the text;
    None: found by itself. ``any_targets`` admits dependent targets (P0, P1); in a table that is
    ``unlabelled`` all columns are coordinates, and the one class is called `UNLABELLED`; ``notes``
    collects what was found, in words.
    """

    select: Sequence[str] | None = None
    features: Sequence[str] | None = None
    label: str | None = None
    sep: str | None = None
    header: bool | None = None
    decimal: str | None = None
    encoding: str | None = None
    drop_missing: bool = False
    any_targets: bool = False
    unlabelled: bool = False
    notes: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Remember a line, once."""
        if line not in self.notes:
            self.notes.append(line)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Raw(Record):
    """The wanted classes and coordinates of a source; ``targets`` are rows, None if the source
    gives none, ``features`` the names of the coordinates, empty if it gives none.
    """

    name: str
    classes: dict[str, list[list[Scalar]]]
    targets: list[list[Scalar]] | None = None
    features: tuple[str, ...] = ()

    def data(self, any_targets: bool = False) -> ClusterData:
        """As `ClusterData`; targets are ``e_j`` where the source gives none."""
        blocks = tuple(_matrix(rows).transpose() for rows in self.classes.values())
        targets = identity(len(blocks)) if self.targets is None else _matrix(self.targets)
        labels, columns = tuple(self.classes), targets.transpose()
        return ClusterData(self.name, labels, columns, blocks, any_targets, self.features)


def _matrix(rows: list[list[Scalar]]) -> DomainMatrix:
    return from_flat([entry for row in rows for entry in row], len(rows), len(rows[0]))


def chosen_labels(known: Sequence[str], wanted: Sequence[str] | None) -> list[str]:
    """The labels that are wanted, in the order of the data."""
    if wanted is None:
        return list(known)
    stripped = [entry.strip() for entry in wanted]
    for entry in stripped:
        if entry not in known:
            raise InputError("select", f"a class label among {some(known)}", shown(entry))
    return [entry for entry in known if entry in stripped]


def chosen_features(names: Sequence[str], wanted: Sequence[str] | None) -> list[int]:
    """Each coordinate goes by its name, its number from 0, and ``x1, x2, …``; a name goes before a
    number.
    """
    if wanted is None:
        return list(range(len(names)))
    aliases = [(name, str(i), f"x{i + 1}") for i, name in enumerate(names)]
    places: dict[str, int] = {}
    for kind in zip(*aliases, strict=True):
        for i, alias in enumerate(kind):
            places.setdefault(alias, i)
    for entry in wanted:
        if entry.strip() not in places:
            known = f"a coordinate among {some(names)} or a number from 0"
            raise InputError("features", f"{known} to {len(names) - 1}", shown(entry))
    return sorted({places[entry.strip()] for entry in wanted})


def some(known: Sequence[str]) -> str:
    """The first of some names, for a message."""
    return shown(", ".join(known[:12]), 120)
