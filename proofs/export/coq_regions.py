"""A network in the region of its collapses, as Coq text: its shapes and signs, the inverses of its
weights, and the layer of each class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from proofs.checker.values import Data, Network, Vector
from proofs.export import gallina
from proofs.export.coq_sections import Proof, cumulative_layers, named_network, reals
from proofs.export.gallina import definition
from proofs.export.sweeps import activation_pattern, independent, inverse, right_inverse

__all__ = ["Region", "beside", "independence", "located", "span"]


@dataclass(frozen=True, slots=True)
class Region:
    """The names under which Coq knows a network and that it lies in its region.

    `own` ends the names of what belongs to it, `place` those of what belongs to its region;
    `hidden` counts its hidden layers, `collapses` has the layer of each class, that number for
    none.
    """

    size: str
    own: str
    place: str
    hidden: int
    collapses: tuple[int, ...]

    @property
    def network(self) -> str:
        """The arguments of a statement about the network alone."""
        return f"{self.size} layers{self.own} A{self.own} c{self.own}"

    @property
    def at(self) -> str:
        """The arguments of a statement about the network on the data."""
        return f"{self.network} clusters"

    @property
    def at_layers(self) -> str:
        """The arguments of a statement about the region too."""
        own = self.own
        return f"{self.size} collapses{self.place} layers{own} A{own} c{own} clusters"

    @property
    def shaped(self) -> str:
        """Proofs of the shapes and of the number of classes."""
        return f"shapes{self.own} eq_refl"

    @property
    def known(self) -> str:
        """The same, and of the number of layers in the list."""
        return f"{self.shaped} {self.listed}"

    @property
    def listed(self) -> str:
        """A proof that there is a layer in the list for each class."""
        return f"(eq_refl : length collapses{self.place} = {len(self.collapses)}%nat)"


def located(
    proof: Proof, data: Data, net: Network, own: str = "", zero_loss: bool = False
) -> tuple[list[str], Region]:
    """The definitions of a network, and the claim that it lies in the region of its collapses.

    The lemma `signs` says so of its signs; with `zero_loss` it says first that it fits the data.
    """
    layers = tuple(_collapse(net, entry.points[0]) for entry in data.classes)
    region = Region(f"{data.M} {data.Q}", own, own, len(net) - 1, layers)
    pattern = f"all_patterns {data.M} (length network{own}) collapses{own}"
    lines = [
        *named_network(net, own),
        definition(f"collapses{own}", gallina.naturals(layers)),
        definition(f"patterns{own}", pattern),
    ]
    _known(proof, net, region)
    _signs(proof, region, zero_loss)
    shape = f"{region.size} network{own} readout{own} bias{own} classes"
    checked = proof.decide(f"sizes{own}", f"check_shape {shape}")
    proof.claim(f"shapes{own}", f"well_shaped {region.at}", f"check_shape_ok {shape} {checked}")
    signs = f"proj2 (proj2 signs{own})" if zero_loss else f"signs{own}"
    proof.claim(f"region{own}", f"truncation {region.at_layers}", _truncation(proof, region, signs))
    return lines, region


def beside(proof: Proof, net: Network, own: str, region: Region) -> tuple[Region, str, str]:
    """Another network of the region, whose integers are defined: as a region, the statement that
    it lies there, and a proof.
    """
    other = replace(region, own=own)
    _known(proof, net, other)
    _signs(proof, other, False)
    shape = f"{region.size} network{own} readout{own} bias{own} nil"
    checked = proof.decide(f"sizes{own}", f"check_shape {shape}")
    proof.derive(
        f"shapes{own}",
        f"well_shaped {other.at}",
        f"shaped_too shapes{region.own} (check_shape_ok {shape} {checked})",
    )
    return other, f"truncation {other.at_layers}", _truncation(proof, other, f"signs{own}")


def _known(proof: Proof, net: Network, region: Region) -> None:
    own = region.own
    proof.lines += [cumulative_layers(net, own), _inverses(net, own), *reals(own)]


def _truncation(proof: Proof, region: Region, signs: str) -> str:
    """A proof that the network lies in its region, from its signs."""
    arguments = f"{region.size.split()[0]} network{region.own} inverses{region.own}"
    units = proof.decide(f"units{region.own}", f"check_inverses {arguments}")
    return f"truncation_ok {region.known} (check_inverses_ok {arguments} {units}) ({signs})"


def _signs(proof: Proof, region: Region, zero_loss: bool) -> None:
    own, patterns = region.own, f"patterns{region.place}"
    real = f"layers{own} A{own} c{own} clusters"
    statement = f"strict_patterns layers{own} clusters {patterns}"
    check, read = "check_patterns", ""
    if zero_loss:
        statement = f"interpolates {real} /\\ cost {real} = 0 /\\ {statement}"
        check, read = "check_zero_loss", f"readout{own} bias{own} "
    arguments = f"network{own} cumulative{own} {read}classes {patterns}"
    values = proof.decide(f"values{own}", f"{check} {arguments}")
    proof.derive(f"signs{own}", statement, f"{check}_ok {arguments} {values}")


def _collapse(net: Network, x: Vector) -> int:
    """The first hidden layer, from 0, at which every unit is negative; the number of hidden layers
    if there is none. Coq decides whether that is the region.
    """
    pattern = activation_pattern(net, x)
    return next((l for l, signs in enumerate(pattern) if not any(signs)), len(pattern))


def _inverses(net: Network, own: str) -> str:
    inverses = (gallina.matrix(inverse(W)) for W, _ in net[:-1])
    return definition(f"inverses{own} : list zmat", gallina.listing(inverses, ";\n "))


def _led(affine: bool, x: Vector) -> Vector:
    return (Fraction(1), *x) if affine else x


def independence(proof: Proof, data: Data, affine: bool) -> str:
    """A proof that the targets are independent, affinely or linearly."""
    rows = [_led(affine, entry.target) for entry in data.classes]
    own, flag = ("_affine", "true") if affine else ("_linear", "false")
    proof.lines += [
        definition(f"targets{own}", gallina.matrix(rows)),
        definition(f"functions{own}", gallina.matrix(right_inverse(rows))),
    ]
    arguments = f"{flag} {data.Q} {data.Q} classes targets{own} functions{own}"
    decided = proof.decide(f"independent{own}", f"check_independent {arguments}")
    return f"(check_independent_ok {arguments} {decided})"


def span(proof: Proof, data: Data, region: Region, affine: bool) -> str:
    """A proof that the classes which are not collapsed span the space, affinely or linearly."""
    own, flag = region.own, "true" if affine else "false"
    places = [
        (j, i)
        for j, entry in enumerate(data.classes)
        if region.collapses[j] == region.hidden
        for i in range(len(entry.points))
    ]
    points = [_led(affine, data.classes[j].points[i]) for j, i in places]
    chosen = independent(points)
    rows = [points[k] for k in chosen]
    square = len(rows) == len(points[0])
    proof.lines += [
        definition(f"chosen{own}", _places([places[k] for k in chosen])),
        definition(f"spanning{own}", gallina.matrix(rows)),
        definition(f"coordinates{own}", gallina.matrix(inverse(rows) if square else rows)),
    ]
    arguments = (
        f"{flag} {data.M} (length network{own}) collapses{own} classes "
        f"chosen{own} spanning{own} coordinates{own}"
    )
    decided = proof.decide(f"spans{own}", f"check_spanning {arguments}")
    return f"(check_spanning_ok {arguments} {decided})"


def _places(places: Sequence[tuple[int, int]]) -> str:
    return f"{gallina.listing(f'({j}, {i})' for j, i in places)}%nat"
