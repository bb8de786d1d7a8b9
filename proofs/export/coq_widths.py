"""Certificates about a network of any widths as Coq text: its sizes, and what it does at every
training point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proofs.checker.errors import Malformed
from proofs.checker.reading import Certificate
from proofs.checker.values import Data, Network, any_widths, count, items
from proofs.export.coq_sections import CLUSTERS, Development, Proof, classes, named_network, reals
from proofs.export.gallina import definition, naturals

__all__ = ["Sized", "check_data", "fits", "fits_everywhere", "reaches_zero", "sized"]


@dataclass(frozen=True, slots=True)
class Sized:
    """The names under which Coq knows a network of any widths; `own` ends them."""

    data: Data
    own: str

    @property
    def network(self) -> str:
        """The integers of the network, as the checks take them."""
        return f"network{self.own} readout{self.own} bias{self.own}"

    @property
    def at(self) -> str:
        """The arguments of a statement about the network; its data follow."""
        own = self.own
        return f"{self.data.M} {self.data.Q} widths{own} layers{own} A{own} c{own}"

    @property
    def sizes(self) -> str:
        """A proof that the layers have the widths."""
        return f"layer_shapes{self.own}"

    @property
    def last(self) -> str:
        """A proof that the last width is the number of outputs."""
        own = self.own
        return f"(eq_refl : nth (length layers{own}) widths{own} 0%nat = {self.data.Q}%nat)"


def sized(
    proof: Proof, data: Data, net: Network, own: str = "", asked: Sequence[int] = ()
) -> tuple[list[str], Sized]:
    """The definitions of a network, and the claim that its layers have their widths (or those that
    were asked for).
    """
    named = Sized(data, own)
    proof.lines += reals(own)
    sizes = proof.decide(f"sizes{own}", f"check_sized {data.M} widths{own} {named.network}")
    proof.claim(
        named.sizes,
        f"sized {data.M} widths{own} layers{own} A{own} c{own}",
        f"check_sized_ok widths{own} {data.M} {named.network} {sizes}",
    )
    widths = definition(f"widths{own}", naturals(asked or [len(bias) for _, bias in net]))
    return [*named_network(net, own), widths], named


def check_data(proof: Proof, data: Data, own: str = "") -> str:
    """The claim that the classes are well formed; returns the proofs, as theorems take them."""
    points = f"{data.M} classes{own}"
    targets = f"{data.Q} classes{own}"
    given = (
        f"(eq_refl : length clusters{own} = {data.Q}%nat) "
        f"(check_inputs_ok {points} {proof.decide(f'points{own}', f'check_inputs {points}')}) "
        f"(check_classes_ok {targets} {proof.decide(f'targets{own}', f'check_classes {targets}')})"
    )
    data_ok = f"Points.data_ok {data.M} {data.Q} clusters{own}"
    proof.claim(f"data_shapes{own}", data_ok, f"any_data {given}")
    return given


def fits(proof: Proof, named: Sized, given: str) -> None:
    """The claims that every output is its target, and that no hidden pre-activation is 0."""
    arguments = f"{named.network} classes"
    values = (
        f"(check_outputs_ok {arguments} {proof.decide('values', f'check_outputs {arguments}')})"
    )
    proof.claim(
        "fitted",
        f"fits_all {named.at} clusters",
        f"fits_all_ok {named.sizes} {named.last} {given} (proj1 {values})",
    )
    proof.claim(
        "strict",
        f"strict_everywhere {named.at} clusters",
        f"strict_everywhere_ok {named.sizes} {given} (proj2 (proj2 {values}))",
    )


def fits_everywhere(certificate: Certificate) -> Development:
    """P2, P3, W2: every output its target, zero cost, no pre-activation zero."""
    data = certificate.data
    net = any_widths(certificate.values.get("layers"), data.M, data.Q, "layers")
    proof = Proof([CLUSTERS])
    lines, named = sized(proof, data, net)
    given = check_data(proof, data)
    if certificate.statement == "P2":
        proof.claim_check("shallow", "Nat.leb (length layers) 1")
    if certificate.statement == "W2":
        bound = max(2, len({entry.target for entry in data.classes}) - 1)
        proof.claim_check("narrow", f"forallb (fun d => Nat.leb d {bound}) (removelast widths)")
    fits(proof, named, given)
    return Development(
        "\n".join([*classes(data), *lines]),
        proof.text("fits_everywhere"),
        ("Evaluation", "Widths"),
    )


def reaches_zero(certificate: Certificate) -> Development:
    """A capacity of yes: a network of the widths asked for with every output its target, whether
    or not a pre-activation is zero.
    """
    data, values = certificate.data, certificate.values
    net = any_widths(values.get("layers"), data.M, data.Q, "layers")
    widths = [count(entry, "widths") for entry in items(values.get("widths"), "widths")]
    if len(widths) < 2:
        raise Malformed(f"widths: expected at least two, found {len(widths)}")
    proof = Proof([CLUSTERS])
    lines, named = sized(proof, data, net, asked=widths[1:])
    given = check_data(proof, data)
    proof.claim_check("inputs", f"forallb (Nat.eqb {data.M}) {naturals(widths[:1])}")
    arguments = f"false {named.network} classes 1 0"
    cost = f"(check_cost_ok {arguments} {proof.decide('value', f'check_cost {arguments}')})"
    proof.claim(
        "fitted",
        f"fits_all {named.at} clusters",
        f"no_cost_ok {given} (any_costs_ok {named.sizes} {named.last} {given} {cost})",
    )
    return Development(
        "\n".join([*classes(data), *lines]),
        proof.text("reaches_zero"),
        ("Evaluation", "Widths", "Residuals"),
    )
