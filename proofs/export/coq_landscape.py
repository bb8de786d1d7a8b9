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
)
from proofs.export.coq_truncated import Costs, Readout
from proofs.export.descents import Candidate
from proofs.export.gallina import definition
from symbolic.errors import InputError

__all__ = ["landscape"]

# Theorems, and what they say of all parameters; without one a witness refutes.
ANSWERS = (
    ("T3", "proved"),
    ("T5c", "proved"),
    ("T5d", "refuted"),
    (None, "refuted"),
    (None, "unknown"),
)

REQUIRES = (
    "Integers",
    "Evaluation",
    "Cumulative",
    "Readouts",
    "ClassMoments",
    "Optimality",
    "Regions",
    "Independence",
    "Middles",
)


@dataclass(slots=True)
class _Parts:
    """What has been written so far; `independent` has the proofs about the targets, by readout."""

    data: Data
    apexes: list[Vector]
    lines: list[str]
    costs: Costs
    independent: dict[bool, str] = field(default_factory=dict)

    @property
    def proof(self) -> Proof:
        return self.costs.proof


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
    listed = definition("apexes", gallina.listing(map(gallina.vector, apexes)))
    parts = _Parts(data, apexes, [*classes(data), listed], Costs(Proof([CLUSTERS]), data))
    for k, entry in enumerate(items(values.get("minima"), "minima"), 1):
        item = _Item(mapping(entry, f"minima[{k - 1}]"), k)
        subset = labels(item.fields.get("collapsed"), data, f"{item.place}.collapsed")
        names = ", ".join(data.labels[j] for j in subset) or "none"
        parts.lines.append(gallina.comment(f"collapsed: {names}; {item.readout} readout"))
        if boolean(item.fields.get("feasible"), f"{item.place}.feasible"):
            _candidate(parts, item, subset)
        else:
            _values(parts, item, subset)
        new = [name for name in parts.proof.claims if not name.startswith("item_")]
        parts.proof.gather(f"item{item.own}", new)
    return Development(
        "\n".join(parts.lines),
        parts.proof.text("landscape"),
        REQUIRES,
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
    collapsed = tuple(j for j, l in enumerate(region.collapses) if l < region.hidden)
    readout, least = _least(parts, item, collapsed)
    truncates = parts.costs.same(readout, region, "apexes")
    proof.claim(
        f"places{own}",
        f"readout_is {region.network} {readout.reals} /\\ "
        f"apexes_are {region.size} collapses{own} layers{own} A{own} c{own} (map RV apexes)",
        f"readout_ok shapes{own} {region.listed} region{own} {truncates}",
    )
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
        f"least_{item.readout}_ok {region.known} region{own} {truncates} {least}",
    )
    if "witness" in item.fields:
        cost = number(_witness(item).get("cost_squared"), f"{item.place}.witness.cost_squared")
        parts.lines += below(parts.costs, _witness_of(parts, item), cost, _value(item), region)
    _all_parameters(parts, item, region)


def _least(parts: _Parts, item: _Item, subset: tuple[int, ...]) -> tuple[Readout, str]:
    """The readout of the truncated data, and the lemma that it is the least of its kind."""
    data, readout, value = parts.data, Readout(item.own), _value(item)
    A = matrix(item.fields.get("A"), data.Q, data.M, f"{item.place}.A")
    c = vector(item.fields.get("c"), data.Q, f"{item.place}.c")
    at = {j: parts.apexes[j] for j in subset}
    parts.lines += [
        *readout.defined(A, c),
        *parts.costs.truncated(readout, at),
        definition(f"value{item.own}", f"{gallina.quotient(value)}%R"),
    ]
    affine = item.readout == "affine"
    parts.costs.knows(readout, at, affine)
    return readout, parts.costs.least(readout, value, affine)


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
        no_minimum(parts.costs, candidate, witness, region, costs)


def _affine_too(parts: _Parts, item: _Item, region: Region) -> str:
    """A proof that the linear readout is the best of all readouts."""
    own, readout = item.own, Readout(item.own)
    parts.costs.knows(readout, {}, affine=True)
    least = parts.costs.least(readout, _value(item), affine=True, name="affine_")
    parts.proof.derive(
        f"best{own}",
        f"best_readout {region.at}",
        f"proj1 (proj2 (least_affine_ok {region.known} region{own} truncates{own} {least}))",
    )
    return f"best{own}"


def _values(parts: _Parts, item: _Item, subset: tuple[int, ...]) -> None:
    """A subset without a network: the least cost on its truncated data."""
    readout, least = _least(parts, item, subset)
    size = f"{parts.data.M} {parts.data.Q}"
    shape = f"{size} nil {readout.integers} {readout.classes}"
    checked = parts.proof.decide(f"sizes{item.own}", f"check_shape {shape}")
    parts.proof.claim(
        f"shapes{item.own}",
        f"well_shaped {size} nil {readout.reals} (map RK {readout.classes})",
        f"check_shape_ok {shape} {checked}",
    )
    parts.proof.claim(
        f"value_least{item.own}",
        f"least_{item.readout} nil {readout.reals} (map RK {readout.classes}) value{item.own}",
        least,
    )
