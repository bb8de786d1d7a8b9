"""What a network of a region costs, as Coq text: the cost of its cumulative readout on the
truncated data, from sums over each class that are made once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from proofs.checker.values import Data, Network, Vector
from proofs.export import gallina
from proofs.export.coq_regions import Region
from proofs.export.coq_sections import Proof, collapsed_classes
from proofs.export.gallina import definition, fraction, quotient
from proofs.export.sweeps import cumulative, inverse

__all__ = ["Costs", "Readout", "apexes_of", "direct"]


@dataclass(frozen=True, slots=True)
class Readout:
    """The names of a readout of the points, and of the classes that it is for: `own` ends them."""

    own: str

    @property
    def integers(self) -> str:
        return f"direct_readout{self.own} direct_bias{self.own}"

    @property
    def reals(self) -> str:
        return f"(RM direct_readout{self.own}) (RV direct_bias{self.own})"

    @property
    def classes(self) -> str:
        return f"classes_truncated{self.own}"

    def defined(self, A: Sequence[Vector], c: Vector) -> list[str]:
        """The definitions of the readout."""
        return [
            definition(f"direct_readout{self.own}", gallina.matrix(A)),
            definition(f"direct_bias{self.own}", gallina.vector(c)),
        ]


@dataclass(slots=True)
class Costs:
    """The proofs about costs: `made` has the kinds of sums that are written, affine or not."""

    proof: Proof
    data: Data
    made: set[bool] = field(default_factory=set)

    def truncated(self, readout: Readout, apexes: Mapping[int, Vector]) -> list[str]:
        """The definition of the classes, those of the mapping as single points."""
        return collapsed_classes(self.data, f"_truncated{readout.own}", apexes)

    def knows(self, readout: Readout, collapsed: Mapping[int, Vector], affine: bool) -> None:
        """The lemma ``known…``: the sums ``sums…`` are those of the truncated classes."""
        kind, flag = _kind(affine), str(affine).lower()
        if affine not in self.made:
            self.made.add(affine)
            for j in range(1, self.data.Q + 1):
                self.proof.lines += [
                    definition(
                        f"class_sums_{kind}_{j}", f"Eval vm_compute in moments {flag} points_{j}"
                    ),
                    f"Lemma made_{kind}_{j} : moments {flag} points_{j} = class_sums_{kind}_{j}.",
                    f"Proof. vm_cast_no_check (eq_refl class_sums_{kind}_{j}). Qed.",
                ]
        names, term = list[str](), f"knows_none {flag}"
        for j in range(self.data.Q, 0, -1):
            known, made = f"class_sums_{kind}_{j}", f"made_{kind}_{j}"
            if j - 1 in collapsed:
                known = f"moments {flag} points_truncated{readout.own}_{j}"
                made = f"(eq_refl ({known}))"
            names.insert(0, known)
            term = f"knows_more {flag} _ _ _ _ _ {made} ({term})"
        own = readout.own
        self.proof.lines.append(definition(f"sums_{kind}{own}", gallina.listing(names)))
        statement = f"knows {flag} {readout.classes} sums_{kind}{own}"
        self.proof.derive(f"known_{kind}{own}", statement, term)

    def least(self, readout: Readout, value: Fraction, affine: bool, name: str = "") -> str:
        """The lemma that the readout is the least of its kind for these classes; returns its name.

        ``value…`` is defined; `name` begins those of the lemmas.
        """
        kind, own = _kind(affine), readout.own
        arguments = f"{readout.integers} {readout.classes} sums_{kind}{own} {fraction(value)}"
        check = f"check_least_{kind}"
        decided = self.proof.decide(f"{name}normal_equations{own}", f"{check} {arguments}")
        return self.proof.derive(
            f"{name}least{own}",
            f"least_{kind} nil {readout.reals} (map RK {readout.classes}) value{own}",
            f"{check}_ok {arguments} known_{kind}{own} {decided}",
        )

    def same(self, readout: Readout, region: Region, apexes: str) -> str:
        """The lemma ``truncates…``, that a network of the region has this readout and these
        apexes; returns its name.
        """
        own, proof = region.own, self.proof
        network = f"network{own} cumulative{own} collapses{region.place} readout{own} bias{own}"
        given = f"{region.size} {network} {readout.integers} {apexes}"
        reads = proof.decide(f"reads{own}", f"check_truncates {given}")
        points = f"(map RV {apexes}) clusters"
        same = proof.derive(
            f"same{own}",
            f"map RK {readout.classes} = "
            f"truncated_classes (length layers{own}) collapses{region.place} {points}",
            "eq_refl",
        )
        return proof.derive(
            f"truncates{own}",
            f"truncates {region.size} layers{own} collapses{region.place} A{own} c{own} clusters "
            f"{readout.reals} (map RV {apexes}) (map RK {readout.classes})",
            f"check_truncates_ok {given} _ _ {reads} {same}",
        )

    def of_another(self, net: Network, region: Region, cost: Fraction) -> str:
        """A proof of the cost of another network of the region, with its own apexes."""
        readout, proof = Readout(region.own), self.proof
        at = apexes_of(net, region)
        rows = [at.get(j, (Fraction(0),) * self.data.M) for j in range(self.data.Q)]
        proof.lines += readout.defined(*direct(net))
        name = f"apexes{region.own}"
        proof.lines.append(definition(name, gallina.listing(map(gallina.vector, rows))))
        proof.lines += self.truncated(readout, at)
        self.knows(readout, at, affine=True)
        truncates = self.same(readout, region, name)
        arguments = f"{readout.integers} {readout.classes} sums_affine{region.own} {fraction(cost)}"
        decided = proof.decide(f"costs{region.own}", f"check_value {arguments}")
        attained = f"check_value_ok {arguments} known_affine{region.own} {decided}"
        return proof.derive(
            f"cost{region.own}",
            f"costs {region.at} {quotient(cost)}",
            f"costs_ok {region.known} region{region.own} {truncates} ({attained})",
        )


def _kind(affine: bool) -> str:
    return "affine" if affine else "linear"


def direct(net: Network) -> tuple[tuple[Vector, ...], Vector]:
    """The cumulative readout: all layers as one affine map."""
    return cumulative((*net, net[-1]))[-1]


def apexes_of(net: Network, region: Region) -> dict[int, Vector]:
    """The apexes of the classes that the region collapses; what is none Coq refuses."""
    maps = cumulative(net)
    apexes = {}
    for j, l in enumerate(region.collapses):
        if l < region.hidden:
            C, d = maps[l]
            inverted = inverse(C)
            apexes[j] = tuple(
                -sum((a * b for a, b in zip(row, d, strict=True)), Fraction(0)) for row in inverted
            )
    return apexes
