"""Certificates about a network of any widths as Coq text: its sizes, and what it does at every
training point.
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.checker.reading import Certificate
from proofs.checker.values import Data, Network, any_widths
from proofs.export.coq_sections import CLUSTERS, Development, Proof, classes, named_network, reals
from proofs.export.gallina import definition, naturals

__all__ = ["Sized", "check_data", "fits", "fits_everywhere", "sized"]


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
        return f"(check_sized_ok widths{self.own} {self.data.M} {self.network} sizes{self.own})"

    @property
    def last(self) -> str:
        """A proof that the last width is the number of outputs."""
        own = self.own
        return f"(eq_refl : nth (length layers{own}) widths{own} 0%nat = {self.data.Q}%nat)"


def sized(proof: Proof, data: Data, net: Network, own: str = "") -> tuple[list[str], Sized]:
    """The definitions of a network, and the lemma that its layers have their widths."""
    named = Sized(data, own)
    proof.lines += reals(own)
    proof.decide(f"sizes{own}", f"check_sized {data.M} widths{own} {named.network}")
    widths = definition(f"widths{own}", naturals(len(bias) for _, bias in net))
    return [*named_network(net, own), widths], named


def check_data(proof: Proof, data: Data, own: str = "") -> str:
    """The lemmas that the classes are well formed; returns the proofs, as theorems take them."""
    points = f"{data.M} classes{own}"
    targets = f"{data.Q} classes{own}"
    return (
        f"(eq_refl : length clusters{own} = {data.Q}%nat) "
        f"(check_inputs_ok {points} {proof.decide(f'points{own}', f'check_inputs {points}')}) "
        f"(check_classes_ok {targets} {proof.decide(f'targets{own}', f'check_classes {targets}')})"
    )


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
        proof.claim("shallow", "Nat.leb (length layers) 1 = true", "eq_refl")
    if certificate.statement == "W2":
        bound = max(2, len({entry.target for entry in data.classes}) - 1)
        narrow = f"forallb (fun d => Nat.leb d {bound}) (removelast widths) = true"
        proof.claim("narrow", narrow, "eq_refl")
    fits(proof, named, given)
    return Development(
        "\n".join([*classes(data), *lines]),
        proof.text("fits_everywhere"),
        ("Evaluation", "Widths"),
    )
