"""Classes that no hyperplane separates, as Coq text: the convex combinations that show it, and what
follows (T3').
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from proofs.checker.errors import Malformed
from proofs.checker.reading import Certificate
from proofs.checker.values import Data, Vector, count, items, labels, number, one_of, record, string
from proofs.export import gallina
from proofs.export.coq_sections import CLUSTERS, Development, Proof, joined_classes
from proofs.export.coq_widths import check_data
from proofs.export.gallina import definition

__all__ = ["REQUIRES", "obstruction", "stuck"]

REQUIRES = ("Evaluation", "Widths", "Obstruction", "DecisionLists")


def obstruction(certificate: Certificate) -> Development:
    """T3': no class of a set is separable from its others, so there is no truncation network."""
    data, proof = certificate.data, Proof([CLUSTERS])
    lines = [*joined_classes(data), *stuck(proof, data, certificate.values)]
    proof.claim(
        "none",
        f"no_truncation {data.M} {data.Q} clusters",
        f"no_truncation_ok (M := {data.M}) eq_refl (any_data {check_data(proof, data)}) "
        "(S := stuck_classes) eq_refl eq_refl all_inseparable",
    )
    return Development("\n".join(lines), proof.text("obstruction"), REQUIRES)


def stuck(proof: Proof, data: Data, values: Mapping[str, object]) -> list[str]:
    """The claims that no class of the set is separable from its others, and the lemma
    `all_inseparable` that joins them; returns the definitions, for classes over one denominator.
    """
    listed = [values.get("obstruction")]
    listed += items(values.get("further_obstructions"), "further_obstructions")
    lines: list[str] = []
    separate: dict[int, str] = {}
    for k, value in enumerate(listed, 1):
        place = f"obstruction {k}"
        fields = record(value, ["class", "against", "convex_combination"], place)
        j = data.labels.index(one_of(fields["class"], data.labels, f"{place}.class"))
        against = labels(fields["against"], data, f"{place}.against")
        if not separate:
            members = sorted({j, *against})
            lines.append(definition("stuck_classes", gallina.naturals(members)))
        names = [data.labels[i] for i in against]
        own, rest = _weights(data, data.labels[j], names, fields["convex_combination"], place)
        joined = " ++ ".join(f"rows_{i + 1}" for i in against)
        lines += [
            definition(f"rest_{k}", f"ZM denominator ({joined})"),
            definition(f"class_weights_{k}", gallina.vector(own)),
            definition(f"rest_weights_{k}", gallina.vector(rest)),
        ]
        arguments = f"points_{j + 1} rest_{k} class_weights_{k} rest_weights_{k}"
        decided = proof.decide(f"combination_{k}", f"check_obstruction {arguments}")
        separate[j] = proof.claim(
            f"inseparable_{k}",
            f"~ separable (points_of clusters {j}) (others clusters stuck_classes {j})",
            f"check_obstruction_ok {arguments} {decided}",
        )
    if len(listed) == 1:  # two classes: the other one is on the other side
        (known,) = separate.values()
        separate |= {i: f"(separable_sym {known})" for i in members if i not in separate}
    about = "(inseparable clusters stuck_classes)"
    every = f"(@Forall_nil nat {about})"
    for j in reversed(members):
        every = f"(@Forall_cons nat {about} {j}%nat _ {separate.get(j, 'I')} {every})"
    proof.derive("all_inseparable", "DecisionLists.stuck clusters stuck_classes", every)
    return lines


def _weights(
    data: Data, label: str, against: Sequence[str], combination: object, place: str
) -> tuple[Vector, Vector]:
    """The two convex combinations, one weight for every point, 0 where the file names none."""
    fields = record(combination, ["class", "rest"], place)
    sizes = {entry.label: len(entry.points) for entry in data.classes}
    own = [Fraction(0)] * sizes[label]
    rest = {other: [Fraction(0)] * sizes[other] for other in against}
    for term in items(fields["class"], place):
        index, weight = _pair(items(term, place), 2, place)
        own[_index(index, len(own), place)] += number(weight, place)
    for term in items(fields["rest"], place):
        name, index, weight = _pair(items(term, place), 3, place)
        block = rest[one_of(string(name, place), against, place)]
        block[_index(index, len(block), place)] += number(weight, place)
    return tuple(own), tuple(t for other in against for t in rest[other])


def _pair(entries: list[object], length: int, place: str) -> list[object]:
    if len(entries) != length:
        raise Malformed(f"{place}: expected {length} entries, found {len(entries)}")
    return entries


def _index(value: object, size: int, place: str) -> int:
    index = count(value, place)
    if index >= size:
        raise Malformed(f"{place}: expected an index below {size}, found {index}")
    return index
