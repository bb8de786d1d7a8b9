"""One of the ``2^Q − 1`` minima of T5: its value, its candidate, and in which sense it is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy.polys.matrices import DomainMatrix

from symbolic.descent import Witness
from symbolic.network import ReluNetwork
from symbolic.record import Record
from symbolic.scalars import Scalar
from symbolic.words import ReadoutKind, VerdictWord


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Minimum(Record):
    """One subset of the classes with one readout, and everything claimed about it.

    Attributes
    ----------
    collapsed, readout : the subset ``I``, and ``"linear"`` or ``"affine"``.
    feasible : whether the subset can be collapsed to its apexes.
    value, A, c : ``V_I``, attained by the output layer ``A`` (``Q × M``), ``c`` (``Q × 1``).
    verdicts, reason : ``proved``, ``refuted`` or ``unknown`` for ``output_layer`` (T5a),
        ``apexes_held`` (T5b) and ``all_parameters``, and why.
    theorem : T5c, T5d or T3, where one of them decides ``all_parameters``; None where none does.
    candidate : the network of that cost; None if infeasible.
    dimension : of the set of minimizers near the candidate (T5b).
    radius : of a max-norm ball of parameters on which the activation pattern is constant.
    witness : a network of the candidate's pattern that costs less, where one is claimed.

    >>> from symbolic import ClusterData, landscape
    >>> best = landscape(ClusterData.from_rows({"a": [[3], [5]]})).minimum((), "affine")
    >>> best.value, best.candidate.widths, best.verdicts["all_parameters"].value
    (0, (1, 1, 1), 'proved')
    """

    collapsed: tuple[int, ...]
    readout: ReadoutKind
    feasible: bool
    value: Scalar
    A: DomainMatrix
    c: DomainMatrix
    verdicts: Mapping[str, VerdictWord]
    reason: str
    candidate: ReluNetwork | None = None
    dimension: int | None = None
    radius: Scalar | None = None
    theorem: str | None = None
    witness: Witness | None = None
