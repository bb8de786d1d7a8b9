"""One question for all architectures: a network with the least cost there is on labelled data, of
the form that is asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from symbolic.cells import Search
from symbolic.clusters import ClusterData
from symbolic.deep_form import deep
from symbolic.errors import InputError
from symbolic.matrices import affinely_independent
from symbolic.narrow_form import narrow
from symbolic.one_layer_form import one_layer
from symbolic.pool import Pool
from symbolic.truncation_network import Obstruction, Undecided, ZeroLoss, zero_loss
from symbolic.two_layer_form import Interpolation, two_layer
from symbolic.words import Architecture, Construction, ReadoutKind, counted, word

Outcome: TypeAlias = ZeroLoss | Interpolation | Obstruction | Undecided


def least_cost_network(
    data: ClusterData,
    architecture: Architecture | str = Architecture.AUTO,
    layers: int | None = None,
    readout: ReadoutKind | str = ReadoutKind.AFFINE,
    construction: Construction | str = Construction.RATIONAL,
    mu: object = None,
    search: Search | None = None,
    advance: Callable[[int], None] = lambda done: None,
) -> Outcome:
    """A network whose cost on the data is the least of all functions: 0 for consistent data.

    Parameters
    ----------
    data : labelled points; targets may be dependent (``any_targets``) except for truncation.
    architecture : ``auto`` is truncation (T3) where the classes are sequentially separable and ``M
        ≥ Q − 1``, else two layers (P1).
        ``readout``, ``construction`` and ``mu`` speak of truncation networks: with one of them
        ``auto`` means these.
    layers : the number of hidden layers, for truncation (at least ``Q``) and two-layer (at least
        2).
    search : how much to search for few cells (P1, P3).

    Returns
    -------
    ZeroLoss (T3), Interpolation (P1, P2, P3, W2; P0 for inconsistent labels); for truncation also
    Obstruction (T3′) or Undecided.

    Raises
    ------
    InputError
        where the architecture does not go with the other arguments or the data.

    >>> xor = ClusterData.from_rows({"a": [[0, 0], [1, 1]], "b": [[0, 1], [1, 0]]})
    >>> least_cost_network(xor).network.widths
    (2, 2, 1, 2)
    """
    kind = word(Architecture, architecture, "architecture")
    of_truncation = (readout, construction, mu) != (ReadoutKind.AFFINE, Construction.RATIONAL, None)
    if kind is Architecture.AUTO and of_truncation:
        kind = Architecture.TRUNCATION
    if kind is Architecture.TRUNCATION:
        data.require_independent_targets()
        seconds = None if search is None else search.seconds
        return zero_loss(data, layers, readout, construction, mu, seconds)
    if of_truncation:
        raise InputError("architecture", "truncation, for these options", kind.value)
    pool = Pool.of(data)
    if kind is Architecture.AUTO:
        return _truncation_or_two_layer(pool, layers, search or Search(), advance)
    if kind is Architecture.TWO_LAYER:
        return two_layer(pool, search, layers, advance)
    if layers is not None:
        raise InputError("layers", f"none for {kind.value}: the data decide", str(layers))
    if not pool.consistent:
        expected = "two-layer, for points of different targets coincide"
        raise InputError("architecture", expected, kind.value)
    return OTHER_FORMS[kind](pool, search, advance)


def _shallow(pool: Pool, search: Search | None, advance: Callable[[int], None]) -> Interpolation:
    return one_layer(pool, (search or Search()).seed)


# The forms of consistent data whose depth is not asked for.
OTHER_FORMS = {
    Architecture.SHALLOW: _shallow,
    Architecture.DEEP: deep,
    Architecture.NARROW: narrow,
}


def no_truncation(pool: Pool, layers: int | None = None) -> str:
    """Why the data have no truncation network (T3) with that many layers to be looked for, whatever
    the order of the classes, in a few words; empty where nothing of the kind stands against it.

    >>> no_truncation(Pool.of(ClusterData.from_rows({"a": [[0]], "b": [[1]], "c": [[2]]})))
    'M = 1 is less than Q - 1 = 2: too few dimensions for independent apexes'
    """
    data = pool.data
    if not pool.consistent:
        return "points of different targets coincide"
    if not affinely_independent(data.targets):
        return "T3 is for affinely independent targets"
    if data.M < data.Q - 1:
        dimensions = f"M = {data.M} is less than Q - 1 = {data.Q - 1}"
        return f"{dimensions}: too few dimensions for independent apexes"
    if layers is not None and 2 <= layers < data.Q:
        return f"{counted(layers, 'hidden layer')} are fewer than Q = {data.Q}"
    return ""


def _truncation_or_two_layer(
    pool: Pool, layers: int | None, search: Search, advance: Callable[[int], None]
) -> ZeroLoss | Interpolation:
    """The truncation network, if there is one with that many layers (and half the time does for
    it); what stands against it goes on to the two layers.
    """
    started, known, undecided = time.monotonic(), None, ""
    if not no_truncation(pool, layers):
        seconds = None if search.seconds is None else search.seconds / 2
        outcome = zero_loss(pool.data, layers, seconds=seconds)
        if isinstance(outcome, ZeroLoss):
            return outcome
        known = outcome if isinstance(outcome, Obstruction) else None
        undecided = outcome.reason if isinstance(outcome, Undecided) else ""
    if search.seconds is not None:
        left = search.seconds - (time.monotonic() - started)
        search = replace(search, seconds=max(0.0, left))
    return replace(two_layer(pool, search, layers, advance, known), undecided=undecided)
