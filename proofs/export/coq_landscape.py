"""T5 as Coq text: for each subset the exact least cost over all real readouts, and the witnesses.

A subset with a network is stated for that network; one without, for the data in which a collapsed
class is the single point it would be collapsed to, no hidden layer before the readout.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from proofs.checker.reading import Certificate
from proofs.checker.values import (
    Data,
    Network,
    Vector,
    boolean,
    items,
    labels,
    mapping,
    matrix,
    network,
    number,
    one_of,
    vector,
)
from proofs.export import gallina
from proofs.export.coq_sections import (
    CLUSTERS,
    Development,
    classes,
    cumulative_layers,
    named_network,
    patterns,
    reals,
)
from proofs.export.gallina import definition, evaluated, theorem
from proofs.export.sweeps import cumulative
from symbolic.errors import InputError

__all__ = ["landscape"]


@dataclass(slots=True)
class _Parts:
    """What has been written so far: the data, the lemmas, the parts of the theorem, their
    proofs.
    """

    data: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    statement: list[str] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)

    def claim(
        self, lemma: str, statement: str, check: str, arguments: str, given: str = ""
    ) -> None:
        """One part, proved by evaluating `check arguments`, given what its theorem assumes."""
        self.lemmas.append(evaluated(lemma, f"{check} {arguments}"))
        self.statement.append(statement)
        self.proofs.append(f"{check}_ok {arguments} {given}{lemma}")


def landscape(certificate: Certificate) -> Development:
    """Shapes, strict patterns, least costs and witnesses of all subsets in the file.

    Raises `InputError` for a file of values alone, which has no readout to prove anything about.
    """
    data, values = certificate.data, certificate.values
    if boolean(values.get("values_only"), "values_only"):
        raise InputError("values_only", "a landscape with its readouts", "values alone")
    fields = mapping(values.get("apexes"), "apexes")
    apexes = [vector(fields.get(label), data.M, f"apexes.{label}") for label in data.labels]
    parts = _Parts(data=classes(data))
    for k, entry in enumerate(items(values.get("minima"), "minima"), 1):
        item = mapping(entry, f"minima[{k - 1}]")
        _minimum(parts, data, apexes, item, k)
    return Development(
        "\n".join(parts.data),
        "\n".join([CLUSTERS, *parts.lemmas, theorem("landscape", parts.statement, parts.proofs)]),
        ("Evaluation", "Cumulative", "Optimality"),
    )


def _minimum(
    parts: _Parts, data: Data, apexes: list[Vector], item: dict[str, object], k: int
) -> None:
    place, own = f"minima[{k - 1}]", f"_{k}"
    subset = labels(item.get("collapsed"), data, f"{place}.collapsed")
    readout = one_of(item.get("readout"), ["linear", "affine"], f"{place}.readout")
    value = number(item.get("value"), f"{place}.value")
    names = ", ".join(data.labels[j] for j in subset) or "none"
    about = gallina.comment(f"collapsed: {names}; {readout} readout")
    parts.data.append(about)
    cluster = "clusters"
    if boolean(item.get("feasible"), f"{place}.feasible"):
        net = network(item.get("candidate"), data, f"{place}.candidate")
        over = "classes"
    else:
        A = matrix(item.get("A"), data.Q, data.M, f"{place}.A")
        net = ((A, vector(item.get("c"), data.Q, f"{place}.c")),)
        over, cluster = f"truncated{own}", f"(map RK truncated{own})"
        parts.data += classes(data, f"_truncated{own}", {j: apexes[j] for j in subset})
        parts.data.append(definition(over, f"classes_truncated{own}"))
    parts.data += named_network(net, own)
    parts.lemmas += reals(own)
    shape, names = f"{data.M} {data.Q}", f"network{own} readout{own} bias{own}"
    real = f"layers{own} A{own} c{own} {cluster}"
    parts.claim(
        f"shapes{own}",
        f"{about}\n     well_shaped {shape} {real}",
        "check_shape",
        f"{shape} {names} {over}",
    )
    parts.data.append(patterns(net, data, own))
    signs = _signs(parts, net, own, f"{over} patterns{own}", cluster)
    constant = ""
    if readout == "linear":
        parts.data.append(definition(f"cumulative_bias{own}", gallina.vector(_bias(net))))
        constant = f" cumulative_bias{own}"
    attained = gallina.fraction(value)
    parts.claim(
        f"least{own}",
        f"least_{readout} {real} {gallina.quotient(value)}",
        f"check_least_{readout}",
        f"network{own} cumulative{own} readout{own} bias{own}{constant} {over} patterns{own} "
        f"{attained}",
        f"({signs}) ",
    )
    if "witness" in item:
        _witness(parts, data, mapping(item["witness"], f"{place}.witness"), value, k)


def _signs(parts: _Parts, net: Network, own: str, over: str, cluster: str) -> str:
    """The claim that all patterns are strict; returns its proof."""
    parts.lemmas.append(cumulative_layers(net, own))
    pattern = over.rsplit(maxsplit=1)[-1]
    parts.claim(
        f"signs{own}",
        f"strict_patterns layers{own} {cluster} {pattern}",
        "check_patterns",
        f"network{own} cumulative{own} {over}",
    )
    return parts.proofs[-1]


def _witness(
    parts: _Parts, data: Data, witness: dict[str, object], value: Fraction, k: int
) -> None:
    """A network of the same activation pattern that costs less."""
    place, own = f"minima[{k - 1}].witness", f"_below_{k}"
    net = network(witness.get("layers"), data, f"{place}.layers")
    cost = number(witness.get("cost_squared"), f"{place}.cost_squared")
    parts.data += [gallina.comment("a network nearby that costs less"), *named_network(net, own)]
    parts.lemmas += reals(own)
    signs = _signs(parts, net, own, f"classes patterns_{k}", "clusters")
    lower, least = gallina.quotient(cost), gallina.quotient(value)
    parts.claim(
        f"costs{own}",
        f"(cost layers{own} A{own} c{own} clusters = {lower} /\\ {lower} < {least})",
        "check_below",
        f"network{own} cumulative{own} readout{own} bias{own} classes patterns_{k} "
        f"{gallina.fraction(cost)} {gallina.fraction(value)}",
        f"({signs}) ",
    )


def _bias(net: Network) -> Vector:
    """The cumulative bias b(L) of the hidden layers; empty without any, as in `Spec.v`."""
    return cumulative(net)[-1][1] if len(net) > 1 else ()
