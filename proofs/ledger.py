"""The ledger: every entry, the graph of what uses what, and proofs of entries: universally, entry
by entry, and on data. What follows of them for an entry is in `statuses`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from proofs import statements
from proofs.algebra import AlgebraError, Derivation
from proofs.algebra.derivation import Equations, Positive
from proofs.algebra.kernel import Hypothesis
from proofs.algebra.terms import Symbol
from proofs.chapters import LedgerError, place
from proofs.statements.case import Case
from proofs.statements.entry import Entry, Foundation
from proofs.statements.notation import weights
from proofs.verdicts import NotApplicable, Proved, Refuted, Stated, Unknown, Verdict
from symbolic.clusters import ClusterData
from symbolic.words import counted

SIZES = (1, 2)  # for which `prove_entrywise` is asked
PLACEHOLDER = re.compile(r"<<(.+?)>>")


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """What was found about one entry: universally (``data`` is None) or on one data set."""

    entry: Entry
    verdict: Verdict
    seconds: float
    data: str | None = None

    def __repr__(self) -> str:
        where = "for all data" if self.data is None else f"on {self.data!r}"
        return f"Result({self.entry.id}, {self.verdict.word} {where})"

    @property
    def scope(self) -> str:
        """``"universal"`` or ``"data"``."""
        return "universal" if self.data is None else "data"


@lru_cache
def _discovered() -> dict[str, tuple[Entry | Foundation, str]]:
    """Every entry and foundation that a module of `proofs.statements` defines, with the module's
    name, in order.

    Raises `LedgerError` if two have one ID.
    """
    discovered: dict[str, tuple[Entry | Foundation, str]] = {}
    for info in pkgutil.iter_modules(statements.__path__, f"{statements.__name__}."):
        for value in vars(importlib.import_module(info.name)).values():
            if not isinstance(value, Entry | Foundation):
                continue
            one, _ = discovered.setdefault(value.id, (value, info.name))
            if one is not value:
                raise LedgerError(f"{value.id}: two statements have this ID, one in {info.name}")
    return {key: discovered[key] for key in sorted(discovered, key=place)}


@lru_cache
def entries() -> dict[str, Entry]:
    """All entries, in the order of the mathematics, lemmas last: what `proofs.statements` defines.

    Returns
    -------
    dict
        ID -> `Entry`.

    Raises
    ------
    LedgerError
        on a dangling or circular use.

    >>> list(entries())[:6]
    ['D1', 'D2', 'D3', 'D4', 'D5', 'D6']
    """
    by_id = {key: one for key, (one, _) in _discovered().items() if isinstance(one, Entry)}
    for entry in by_id.values():
        for used in entry.uses:
            if used not in by_id:
                raise LedgerError(f"{entry.id}: uses {used}, which is not in the ledger")
        for used in entry.foundations:
            if used not in foundations():
                raise LedgerError(f"{entry.id}: rests on {used}, which is not a foundation")
    try:
        TopologicalSorter({e.id: e.uses for e in by_id.values()}).prepare()
    except CycleError as error:
        raise LedgerError(f"circular uses: {' → '.join(error.args[1])}") from None
    return by_id


@lru_cache
def foundations() -> dict[str, Foundation]:
    """The textbook theorems by ID."""
    return {key: one for key, (one, _) in _discovered().items() if isinstance(one, Foundation)}


def module_of(identifier: str) -> str:
    """The name of the module in which an entry or a foundation is written.

    >>> module_of("T5d")
    'proofs.statements.t5d_no_minimum'
    """
    return _discovered()[identifier][1]


def derivation(identifier: str) -> Derivation:
    """The derivation of an entry, every step checked by the kernel, once; raises `AlgebraError` or
    `LedgerError`.
    """
    return _derived(entries()[identifier])


@lru_cache
def universal() -> tuple[Result, ...]:
    """Every entry proved, once a process: no data enter."""
    return tuple(prove_universally(entry) for entry in entries().values())


@lru_cache
def _derived(entry: Entry) -> Derivation:
    steps = Derivation(entry.id)
    if entry.derive is not None:
        entry.derive(steps)
    allowed = {
        f"{given.name} positive definite" if isinstance(given, Symbol) else given.label
        for given in (*entry.given, weights)
    }
    for label in steps.used_labels():
        if label not in allowed:
            raise LedgerError(
                f"{entry.id}: the proof uses {label!r}, which the entry does not list"
            )
    listed = [step.name for step in steps.steps if isinstance(step, Equations | Positive)]
    names = set(listed)
    if len(names) < len(listed):
        raise LedgerError(f"{entry.id}: two steps have one name")
    for name in PLACEHOLDER.findall(entry.statement):
        if name not in names:
            raise LedgerError(
                f"{entry.id}: the statement shows step {name!r}, which does not exist"
            )
    return steps


def prove_universally(entry: Entry) -> Result:
    """Run the derivation of an entry through the kernel: for all sizes, and all data.

    Parameters
    ----------
    entry : of the ledger; without a derivation it is stated, and no more.

    Returns
    -------
    Result
        proved, or unknown with the step that does not hold.

    >>> print(prove_universally(entries()["T1"]).verdict.word)
    proved
    """
    start = time.perf_counter()
    verdict: Verdict
    if entry.derive is None:
        return Result(entry, Stated(), time.perf_counter() - start)
    try:
        steps = _derived(entry)
        checked = sum(isinstance(step, Equations | Positive) for step in steps.steps)
        verdict = Proved(f"{counted(checked, 'step')} checked by the kernel")
    except (AlgebraError, LedgerError) as error:
        verdict = Unknown(str(error))
    return Result(entry, verdict, time.perf_counter() - start)


def prove_entrywise(entry: Entry, size: int) -> Verdict:
    """Confirm every equation of the derivation, entry by entry, for ``Q = M = size`` with symbols
    for all data.

    An equation is compared in each model in which everything it used holds; it needs at least one,
    and must hold in all.

    >>> print(prove_entrywise(entries()["L1"], 1).word)
    proved
    """
    if entry.models is None:
        return NotApplicable("no equation between matrices")
    known = {given.label: given for given in hypotheses(entry)}
    models = tuple(entry.models(size))
    if not models:
        return NotApplicable(f"it says nothing for Q = M = {size}")
    confirmed = 0
    for step in derivation(entry.id).steps:
        if not isinstance(step, Equations):
            continue
        used = [known[label] for link in step.links for label in link.hypotheses if label in known]
        terms = [*step.terms, *(side for fact in used for side in (fact.left, fact.right))]
        fitting = [model for model in models if all(map(model.has, terms))]
        fitting = [model for model in fitting if all(map(model.holds, used))]
        if not fitting:
            return Unknown(f"{step.name}: what it uses holds in no model with Q = M = {size}")
        for model in fitting:
            first, *rest = map(model.evaluate, step.terms)
            if any(value != first for value in rest):
                return Refuted(f"{step.name}: the two sides differ for Q = M = {size}")
        confirmed += 1
    return Proved(f"{counted(confirmed, 'equation')}, entry by entry, for Q = M = {size}")


def prove_on(entry: Entry, case: Case) -> Result | None:
    """Check an entry on one data set, exactly.

    Parameters
    ----------
    entry : of the ledger.
    case : the data.

    Returns
    -------
    Result or None
        None for a lemma, which says nothing of data.

    >>> case = Case(ClusterData.from_rows({"a": [[0]], "b": [[2]]}))
    >>> print(prove_on(entries()["T3"], case).verdict.word)
    proved
    """
    if entry.on_data is None:
        return None
    start = time.perf_counter()
    verdict = entry.on_data(case)
    return Result(entry, verdict, time.perf_counter() - start, case.data.name)


def prove_all(
    data: Iterable[ClusterData] = (), chosen: Collection[str] | None = None
) -> Iterator[Result]:
    """The whole ledger: every entry universally, then every entry on each data set.

    Parameters
    ----------
    data : data sets, perhaps none.
    chosen : only these IDs, and universally what they rest on too.

    Returns
    -------
    iterator of Result
        as they are decided.

    >>> [(r.entry.id, r.verdict.word) for r in prove_all(chosen=["D5"])]
    [('D2', 'proved'), ('D5', 'proved')]
    """
    wanted = entries().keys() if chosen is None else chosen
    for key in with_ancestors(wanted):
        yield prove_universally(entries()[key])
    for cluster_data in data:
        case = Case(cluster_data)
        for entry in (entries()[key] for key in wanted):
            result = prove_on(entry, case)
            if result is not None:
                yield result


def with_ancestors(identifiers: Collection[str]) -> tuple[str, ...]:
    """The entries and all that they rest on, in the order of the ledger.

    >>> with_ancestors(["L1"])
    ('D2', 'D4', 'D5', 'L1')
    """
    wanted = {key for name in identifiers for key in (name, *ancestors(name))}
    return tuple(key for key in entries() if key in wanted)


def ancestors(identifier: str) -> tuple[str, ...]:
    """The IDs of all entries an entry rests on, in the order of the ledger.

    >>> ancestors("T1a")
    ('D1', 'D2', 'D3', 'D6', 'T1')
    """
    below: set[str] = set()
    waiting = list(entries()[identifier].uses)
    while waiting:
        used = waiting.pop()
        if used not in below:
            below.add(used)
            waiting.extend(entries()[used].uses)
    return tuple(key for key in entries() if key in below)


def rests_on(identifier: str, formal: Collection[str] = ()) -> tuple[str, ...]:
    """The IDs of the foundations that an entry or one of its ancestors uses; what Coq has compiled
    (``formal``) uses none.

    >>> rests_on("T5d"), rests_on("L3"), rests_on("T5d", {"T4", "T5d"})
    (('F1',), (), ())
    """
    used = {
        foundation
        for key in (identifier, *ancestors(identifier))
        if key not in formal
        for foundation in entries()[key].foundations
    }
    return tuple(key for key in foundations() if key in used and key not in formal)


def hypotheses(entry: Entry) -> tuple[Hypothesis, ...]:
    """The equations an entry lists as given."""
    return tuple(given for given in entry.given if isinstance(given, Hypothesis))
