"""P0, R1 and T6 as Coq text: networks of any widths that no function, no network of their region,
or no network near by costs less than.

What Coq evaluates is the residual: added up at every input it is 0 (P0), or orthogonal to every
path feature (R1, T6). All points have one denominator, so that equal inputs are equal integers.
"""

from __future__ import annotations

from fractions import Fraction

from proofs.checker.reading import Certificate
from proofs.checker.values import (
    Data,
    any_widths,
    items,
    labels,
    mapping,
    number,
    one_of,
)
from proofs.export import gallina
from proofs.export.coq_sections import CLUSTERS, Development, Proof, joined_classes
from proofs.export.coq_widths import Sized, check_data, sized
from proofs.export.gallina import definition
from symbolic.errors import InputError

__all__ = ["global_minimum", "partitions", "region_minimum"]

REQUIRES = ("Evaluation", "Widths", "Residuals", "Paths")


def global_minimum(certificate: Certificate) -> Development:
    """P0: the cost, and that no function of the input costs less; no pre-activation is zero."""
    data, values = certificate.data, certificate.values
    net = any_widths(values.get("layers"), data.M, data.Q, "layers")
    proof = Proof([CLUSTERS])
    lines, named = sized(proof, data, net)
    given = check_data(proof, data)
    _costs(proof, named, given, "false", number(values.get("cost_squared"), "cost_squared"))
    arguments = f"false {named.network} classes denominator"
    means = proof.decide("means", f"check_function {arguments}")
    proof.claim(
        "least",
        f"least_of_all false {named.at} clusters",
        f"least_of_all_ok {named.sizes} {named.last} {given} "
        f"(check_function_ok {arguments} {means})",
    )
    _strict(proof, named, given)
    text = "\n".join([*joined_classes(data), *lines])
    return Development(text, proof.text("global_minimum"), REQUIRES)


def region_minimum(certificate: Certificate) -> Development:
    """R1: the cost, a local minimum in all parameters, and the least cost in its closed region."""
    data, values = certificate.data, certificate.values
    net = any_widths(values.get("layers"), data.M, data.Q, "layers")
    weights = one_of(values.get("weights"), ["class", "uniform"], "weights")
    cost = number(values.get("cost_squared"), "cost_squared")
    proof = Proof([CLUSTERS])
    lines, named = sized(proof, data, net)
    given = check_data(proof, data)
    uniform = "true" if weights == "uniform" else "false"
    _costs(proof, named, given, uniform, cost)
    if cost:
        _minimum(proof, named, given, uniform)
    else:  # then nothing is below it, whatever its signs
        statement = f"any_minimum {uniform} {named.at} clusters"
        proof.claim("minimum", statement, "zero_minimum_ok (d := 1) cost")
    text = "\n".join([*joined_classes(data), *lines])
    return Development(text, proof.text("region_minimum"), REQUIRES)


def partitions(certificate: Certificate) -> Development:
    """T6: for every partition with a network, its outputs, its cost, and that it is a minimum.

    Raises `InputError` where no partition has a network: then there is no theorem.
    """
    data, values = certificate.data, certificate.values
    proof, lines = Proof([CLUSTERS]), joined_classes(data)
    given = check_data(proof, data)
    data_alone = len(proof.claims)
    for k, entry in enumerate(items(values.get("minima"), "minima")):
        place = f"minima[{k}]"
        item = mapping(entry, place)
        blocks = [
            labels(block, data, f"{place}.partition")
            for block in items(item.get("partition"), f"{place}.partition")
        ]
        if item.get("feasible") != "yes":
            continue
        net = any_widths(item.get("candidate"), data.M, data.Q, f"{place}.candidate")
        own = f"_{k + 1}"
        network, named = sized(proof, data, net, own)
        lines += [*network, *_merged(proof, named, blocks)]
        value = number(item.get("value"), f"{place}.value")
        _costs(proof, named, given, "false", value)
        _minimum(proof, named, given, "false")
    if len(proof.claims) == data_alone:
        raise InputError("minima", "a partition with a network", "none")
    return Development("\n".join(lines), proof.text("partitions"), REQUIRES)


def _costs(proof: Proof, named: Sized, given: str, uniform: str, cost: Fraction) -> None:
    """The claim that the network has this cost."""
    own = named.own
    arguments = f"{uniform} {named.network} classes {gallina.fraction(cost)}"
    decided = proof.decide(f"value{own}", f"check_cost {arguments}")
    proof.claim(
        f"cost{own}",
        f"any_costs {uniform} {named.at} clusters {gallina.quotient(cost)}",
        f"any_costs_ok {named.sizes} {named.last} {given} (check_cost_ok {arguments} {decided})",
    )


def _strict(proof: Proof, named: Sized, given: str) -> str:
    """The claim that no hidden pre-activation is 0; returns its name."""
    own = named.own
    arguments = f"network{own} classes"
    signs = proof.decide(f"signs{own}", f"check_strict {arguments}")
    return proof.claim(
        f"strict{own}",
        f"strict_everywhere {named.at} clusters",
        f"strict_everywhere_ok {named.sizes} {given} (check_strict_ok {arguments} {signs})",
    )


def _minimum(proof: Proof, named: Sized, given: str, uniform: str) -> None:
    """The claims that no pre-activation is 0, and that the network is a local minimum in all
    parameters and of its region.
    """
    own = named.own
    strict = _strict(proof, named, given)
    arguments = f"{uniform} {named.network} classes denominator"
    paths = proof.decide(f"paths{own}", f"check_paths {arguments}")
    known = f"{named.sizes} {named.last} {given} {strict} (check_paths_ok {arguments} {paths})"
    proof.claim(
        f"minimum{own}", f"any_minimum {uniform} {named.at} clusters", f"any_minimum_ok {known}"
    )
    proof.claim(
        f"of_region{own}",
        f"least_in_region {uniform} {named.at} clusters",
        f"least_in_region_ok {known}",
    )


def _merged(proof: Proof, named: Sized, blocks: list[tuple[int, ...]]) -> list[str]:
    """The claim that every output is the mean of the targets of its block; returns the classes
    with these means as targets.
    """
    own, data = f"_merged{named.own}", named.data
    means = {j: _mean(data, block) for block in blocks for j in block}
    pairs = (f"(points_{j + 1}, {gallina.vector(means[j])})" for j in range(data.Q))
    proof.lines.append(definition(f"clusters{own}", f"map RK classes{own}"))
    given = check_data(proof, data, own)
    arguments = f"{named.network} classes{own}"
    outputs = proof.decide(f"outputs{own}", f"check_outputs {arguments}")
    proof.claim(
        f"means{named.own}",
        f"fits_all {named.at} clusters{own}",
        f"fits_all_ok {named.sizes} {named.last} {given} "
        f"(proj1 (check_outputs_ok {arguments} {outputs}))",
    )
    return [definition(f"classes{own}", gallina.listing(pairs, ";\n "))]


def _mean(data: Data, block: tuple[int, ...]) -> tuple[Fraction, ...]:
    targets = [data.classes[j].target for j in block]
    return tuple(sum(column, Fraction(0)) / len(block) for column in zip(*targets, strict=True))
