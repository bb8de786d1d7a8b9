"""The data a statement is checked on, with what several checks share computed once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from proofs.no_network import why_none
from proofs.verdicts import NotApplicable, Unknown
from symbolic.cells import Search
from symbolic.clusters import ClusterData
from symbolic.errors import InputError
from symbolic.minima import Landscape, landscape
from symbolic.minimum import Minimum
from symbolic.one_hidden_layer import Shallow, shallow
from symbolic.partition_minima import PartitionMinimum, partitions
from symbolic.pool import Pool
from symbolic.truncation_network import Obstruction, Undecided, ZeroLoss, zero_loss
from symbolic.two_layer_form import Interpolation, two_layer
from symbolic.zero_set import Degeneracy, degeneracy

MOST_SUBSETS = 63
MOST_CLASSES = 4  # partitions of more are for the command
MOST_POINTS = 200  # for checks that take the square of their number, or more
TOO_MANY = Unknown(f"more than {MOST_SUBSETS} subsets: run `truncation landscape`")


@dataclass(frozen=True)
class Case:
    """One data set, and what several checks share, each computed when first asked for.

    Parameters
    ----------
    data : clustered data, ``M × N_j`` points a class.

    >>> Case(ClusterData.from_rows({"a": [[0]], "b": [[2]]})).degeneracy.dimension
    4
    """

    data: ClusterData

    @cached_property
    def zero_loss(self) -> ZeroLoss | Obstruction | Undecided | InputError:
        """The construction of T3, or why there is none (an `InputError`: the shape of the data does
        not allow it).
        """
        try:
            return zero_loss(self.data)
        except InputError as error:
            return error

    @cached_property
    def two_layers(self) -> Interpolation:
        """The network of P1, of P0 where labels are inconsistent."""
        return two_layer(Pool.of(self.data), Search())

    @property
    def no_network(self) -> NotApplicable | Unknown:
        """Why there is no network of T3 to look at: obstructed, too small a dimension, or
        undecided, which is no answer.
        """
        outcome = self.zero_loss
        if isinstance(outcome, ZeroLoss):
            raise InputError("data", "no zero-loss network", "one")
        said = why_none(outcome)
        return Unknown(said) if isinstance(outcome, Undecided) else NotApplicable(said)

    @cached_property
    def degeneracy(self) -> Degeneracy:
        """T4 at the network of `zero_loss`, which must exist."""
        if not isinstance(self.zero_loss, ZeroLoss):
            raise InputError("data", "a zero-loss network", "none")
        return degeneracy(self.zero_loss)

    @cached_property
    def landscape(self) -> Landscape:
        """The landscape of T5 with both readouts."""
        return landscape(self.data)

    @property
    def enumerable(self) -> bool:
        """Whether all subsets are few enough to be examined one by one here."""
        return int(2**self.data.Q - 1) <= MOST_SUBSETS

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """All subsets with both readouts."""
        return tuple(self.landscape.minima())

    @cached_property
    def shallow(self) -> Shallow:
        """The chain of one hidden layer (S4)."""
        return shallow(self.data)

    @cached_property
    def few_points(self) -> ClusterData:
        """The data, or equally many of the first points of every class where they are many."""
        if self.data.N <= MOST_POINTS:
            return self.data
        most = max(1, MOST_POINTS // self.data.Q)
        rows = range(self.data.M)
        kept = [block.extract(rows, range(min(most, block.shape[1]))) for block in self.data.points]
        return replace(self.data, points=tuple(kept))

    @property
    def looked_at(self) -> str:
        """What a verdict on `few_points` says of them: nothing where these are all."""
        few, all_ = self.few_points.N, self.data.N
        return "" if few == all_ else f" (at {few} of {all_} points, the first of every class)"

    @property
    def few_classes(self) -> bool:
        """Whether all partitions are few enough to be looked at one by one here."""
        return self.data.Q <= MOST_CLASSES

    @cached_property
    def partitions(self) -> tuple[PartitionMinimum, ...]:
        """All partitions of the classes (T6)."""
        return tuple(partitions(self.data).minima())
