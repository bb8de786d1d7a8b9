"""T5 as Coq text: for each subset the least cost over all real readouts, and with a network what it
is: a minimum with the apexes held, a minimum in all parameters, or none.

A subset without a network is stated for the data in which a collapsed class is the single point it
would be collapsed to, no hidden layer before the readout.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from proofs.checker.errors import Malformed, shown
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
from proofs.export.coq_descent import below, no_minimum
from proofs.export.coq_regions import Region, independence, located, span
from proofs.export.coq_sections import (
    CLUSTERS,
    Development,
    Proof,
    classes,
    collapsed_classes,
    cumulative_layers,
    named_network,
    reals,
)
from proofs.export.descents import Candidate
from proofs.export.gallina import definition
from proofs.export.sweeps import cumulative
from symbolic.errors import InputError

__all__ = ["landscape"]

REQUIRES = (
    "Integers",
    "Evaluation",
    "Cumulative",
    "Optimality",
    "Regions",
    "Independence",
    "Middles",
)
# Theorems, and what they say of all parameters; without one a witness refutes.
ANSWERS = (
    ("T3", "proved"),
    ("T5c", "proved"),
    ("T5d", "refuted"),
    (None, "refuted"),
    (None, "unknown"),
)


@dataclass(slots=True)
class _Parts:
    """What has been written so far; `independent` has the proofs about the targets, by readout."""

    data: Data
    apexes: list[Vector]
    lines: list[str]
    proof: Proof = field(default_factory=lambda: Proof([CLUSTERS]))
    independent: dict[bool, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Item:
    """One item of the minima, and where it stands."""

    fields: dict[str, object]
    k: int

    @property
    def place(self) -> str:
        return f"minima[{self.k - 1}]"

    @property
    def own(self) -> str:
        return f"_{self.k}"

    @property
    def readout(self) -> str:
        return one_of(self.fields.get("readout"), ["linear", "affine"], f"{self.place}.readout")


def landscape(certificate: Certificate) -> Development:
    """All subsets in the file. Raises `InputError` for a file of values alone, which has no readout
    to prove anything about.
    """
    data, values = certificate.data, certificate.values
    if boolean(values.get("values_only"), "values_only"):
        raise InputError("values_only", "a landscape with its readouts", "values alone")
    fields = mapping(values.get("apexes"), "apexes")
    apexes = [vector(fields.get(label), data.M, f"apexes.{label}") for label in data.labels]
    parts = _Parts(data, apexes, classes(data))
    for k, entry in enumerate(items(values.get("minima"), "minima"), 1):
        item = _Item(mapping(entry, f"minima[{k - 1}]"), k)
        subset = labels(item.fields.get("collapsed"), data, f"{item.place}.collapsed")
        names = ", ".join(data.labels[j] for j in subset) or "none"
        parts.lines.append(gallina.comment(f"collapsed: {names}; {item.readout} readout"))
        if boolean(item.fields.get("feasible"), f"{item.place}.feasible"):
            _candidate(parts, item, subset)
        else:
            _values(parts, item, subset)
    return Development(
        "\n".join(parts.lines),
        parts.proof.text("landscape"),
        REQUIRES,
    )


def _least(parts: _Parts, item: _Item, over: str, cluster: str, signs: str) -> str:
    """The lemma that the readout is least, whatever the others; returns its name."""
    own, readout = item.own, item.readout
    value = _value(item)
    parts.lines.append(definition(f"value{own}", f"{gallina.quotient(value)}%R"))
    constant = f" cumulative_bias{own}" if readout == "linear" else ""
    check = f"check_least_{readout}"
    arguments = (
        f"network{own} cumulative{own} readout{own} bias{own}{constant} {over} patterns{own} "
        f"{gallina.fraction(value)}"
    )
    decided = parts.proof.decide(f"normal_equations{own}", f"{check} {arguments}")
    return parts.proof.derive(
        f"least{own}",
        f"least_{readout} layers{own} A{own} c{own} {cluster} value{own}",
        f"{check}_ok {arguments} ({signs}) {decided}",
    )


def _candidate(parts: _Parts, item: _Item, subset: tuple[int, ...]) -> None:
    """A subset with a network: its region, its value, and what kind of minimum it is."""
    own, proof = item.own, parts.proof
    net = network(item.fields.get("candidate"), parts.data, f"{item.place}.candidate")
    lines, region = located(proof, parts.data, net, own)
    parts.lines += lines
    listed = gallina.listing(str(j in subset).lower() for j in range(parts.data.Q))
    behind = f"map (fun l => Nat.ltb l (length network{own})) collapses{own}"
    proof.claim_check(f"subset{own}", f"all2 Bool.eqb ({behind}) {listed}")
    layers = proof.decide(f"distinct{own}", f"own_layers (length network{own}) collapses{own}")
    proof.claim(
        f"own_layers{own}",
        f"own_layer {parts.data.Q} collapses{own} layers{own}",
        f"own_layer_ok (Ls := layers{own}) {region.listed} {layers}",
    )
    if item.readout == "linear":
        bias = gallina.vector(cumulative(net)[-1][1] if len(net) > 1 else ())
        parts.lines.append(definition(f"cumulative_bias{own}", bias))
    least = _least(parts, item, "classes", "clusters", f"signs{own}")
    claims = [
        f"costs {region.at} value{own}",
        f"best_readout {region.at}",
        f"held {region.at_layers}",
    ]
    if item.readout == "linear":
        claims = [
            f"gauge {region.network}",
            claims[0],
            f"best_linear {region.at}",
            f"held_linear {region.at_layers}",
        ]
    proof.claim(
        f"apexes_held{own}",
        " /\\ ".join(claims),
        f"least_{item.readout}_ok {region.shaped} region{own} {least}",
    )
    if "witness" in item.fields:
        cost = number(_witness(item).get("cost_squared"), f"{item.place}.witness.cost_squared")
        parts.lines += below(proof, _witness_of(parts, item), cost, _value(item), region)
    _all_parameters(parts, item, region)


def _value(item: _Item) -> Fraction:
    return number(item.fields.get("value"), f"{item.place}.value")


def _witness(item: _Item) -> dict[str, object]:
    return mapping(item.fields.get("witness"), f"{item.place}.witness")


def _witness_of(parts: _Parts, item: _Item) -> Network:
    return network(_witness(item).get("layers"), parts.data, f"{item.place}.witness.layers")


def _candidate_of(parts: _Parts, item: _Item, region: Region) -> Candidate:
    net = network(item.fields.get("candidate"), parts.data, f"{item.place}.candidate")
    return Candidate(parts.data, net, region.collapses, _value(item))


def _all_parameters(parts: _Parts, item: _Item, region: Region) -> None:
    """T5c, T3 or T5d, as the file says; or that another readout is better."""
    verdicts = mapping(item.fields.get("verdicts"), f"{item.place}.verdicts")
    verdict, theorem = verdicts.get("all_parameters"), item.fields.get("theorem")
    own, proof = item.own, parts.proof
    if (theorem, verdict) not in ANSWERS:
        raise Malformed(
            f"{item.place}.theorem: expected one that says {shown(verdict)}, found {shown(theorem)}"
        )
    affine = item.readout == "affine"
    costs = f"(proj1 apexes_held{own})" if affine else f"(proj1 (proj2 apexes_held{own}))"
    if theorem == "T3":
        proof.claim(
            f"minimum{own}", f"local_minimum {region.at}", f"T3_ok {region.shaped} (d := 1) {costs}"
        )
    elif theorem == "T5c":
        best = f"(proj1 (proj2 apexes_held{own}))" if affine else _affine_too(parts, item, region)
        proof.claim(
            f"minimum{own}",
            f"local_minimum {region.at}",
            f"T5c_ok {region.known} region{own} eq_refl {best}",
        )
    elif theorem == "T5d":
        if affine not in parts.independent:
            parts.independent[affine] = independence(proof, parts.data, affine)
        spans = span(proof, parts.data, region, affine)
        gauge = "" if affine else f"(proj1 apexes_held{own}) "
        proof.claim(
            f"no_minimum{own}",
            f"no_minimum {region.at_layers}",
            f"T5d{'' if affine else '_linear'}_ok {region.known} eq_refl region{own} {gauge}"
            f"own_layers{own} eq_refl {parts.independent[affine]} {spans}",
        )
    elif verdict == "refuted":
        candidate, witness = _candidate_of(parts, item, region), _witness_of(parts, item)
        no_minimum(proof, candidate, witness, region, costs)


def _affine_too(parts: _Parts, item: _Item, region: Region) -> str:
    """A proof that the linear readout is the best of all readouts."""
    own = item.own
    value = _value(item)
    arguments = (
        f"network{own} cumulative{own} readout{own} bias{own} classes patterns{own} "
        f"{gallina.fraction(value)}"
    )
    decided = parts.proof.decide(f"affine_equations{own}", f"check_least_affine {arguments}")
    least = f"check_least_affine_ok {arguments} signs{own} {decided}"
    parts.proof.derive(
        f"best{own}",
        f"best_readout {region.at}",
        f"proj1 (proj2 (least_affine_ok {region.shaped} region{own} ({least})))",
    )
    return f"best{own}"


def _values(parts: _Parts, item: _Item, subset: tuple[int, ...]) -> None:
    """A subset without a network: the least cost on its truncated data."""
    own, proof, data = item.own, parts.proof, parts.data
    A = matrix(item.fields.get("A"), data.Q, data.M, f"{item.place}.A")
    net = ((A, vector(item.fields.get("c"), data.Q, f"{item.place}.c")),)
    over, cluster = f"truncated{own}", f"(map RK truncated{own})"
    parts.lines += [
        *collapsed_classes(data, f"_truncated{own}", {j: parts.apexes[j] for j in subset}),
        definition(over, f"classes_truncated{own}"),
        *named_network(net, own),
        definition(f"patterns{own}", f"all_patterns {data.M} 0 (map (fun _ => 0%nat) {over})"),
    ]
    proof.lines += [cumulative_layers(net, own), *reals(own)]
    shape = f"{data.M} {data.Q} network{own} readout{own} bias{own} {over}"
    sizes = proof.decide(f"sizes{own}", f"check_shape {shape}")
    proof.claim(
        f"shapes{own}",
        f"well_shaped {data.M} {data.Q} layers{own} A{own} c{own} {cluster}",
        f"check_shape_ok {shape} {sizes}",
    )
    arguments = f"network{own} cumulative{own} {over} patterns{own}"
    values = proof.decide(f"values{own}", f"check_patterns {arguments}")
    if item.readout == "linear":
        parts.lines.append(definition(f"cumulative_bias{own}", gallina.vector(())))
    least = _least(parts, item, over, cluster, f"check_patterns_ok {arguments} {values}")
    statement = f"least_{item.readout} layers{own} A{own} c{own} {cluster} value{own}"
    proof.claim(f"value_least{own}", statement, least)
