"""That a minimum of T5 is none in all parameters, as Coq text: the witness of the file, and where
T5d does not apply, networks of the region from which it follows (`descents`).
"""

from __future__ import annotations

from fractions import Fraction

from proofs.checker.values import Network
from proofs.export import gallina
from proofs.export.coq_regions import Region, beside
from proofs.export.coq_sections import named_network
from proofs.export.coq_truncated import Costs
from proofs.export.descents import Candidate, arguments
from proofs.export.gallina import fraction, quotient

__all__ = ["below", "no_minimum"]


def below(
    costs: Costs, witness: Network, cost: Fraction, value: Fraction, region: Region
) -> list[str]:
    """The claims that the witness lies in the region, and costs less; returns its definition."""
    own, proof = f"_below{region.own}", costs.proof
    other, statement, term = beside(proof, witness, own, region)
    proof.claim(f"region{own}", statement, term)
    attained = costs.of_another(witness, other, cost)
    numbers = f"{fraction(cost)} {fraction(value)}"
    less = proof.decide(f"less{own}", f"check_less {numbers}")
    proof.claim(
        f"below{region.own}",
        f"costs {other.at} {quotient(cost)} /\\ {quotient(cost)} < {quotient(value)}",
        f"conj {attained} (check_less_ok {numbers} {less})",
    )
    return [gallina.comment("a network that costs less"), *named_network(witness, own)]


def no_minimum(
    costs: Costs, candidate: Candidate, witness: Network, region: Region, value: str
) -> None:
    """The claim that arbitrarily close to the candidate there are smaller costs in its region.

    `value` is a proof of its cost; `below` has made the claims about the witness.
    """
    own, proof = region.own, costs.proof
    given = f"{region.shaped} region{own} {value}"
    below = f"below{own}"
    networks = arguments(candidate, witness)
    if witness[:-1] == candidate.network[:-1]:
        term = f"better_ok {given} (proj1 {below}) (proj2 {below})"
    elif networks == (witness,):
        there = f"{_same(region, f'_below{own}')} region_below{own} (proj1 {below})"
        term = f"lower_bias_ok {given} {there} (proj2 {below})"
    elif len(networks) == 1:
        ((lower, cost),) = _nearby(costs, candidate, networks, region)
        numbers = f"{fraction(cost)} {fraction(candidate.value)}"
        less = proof.decide(f"less{lower.own}", f"check_less {numbers}")
        term = f"lower_bias_ok {given} {_at(region, lower)} (check_less_ok {numbers} {less})"
    else:
        term = _middle(costs, candidate, networks, region, given)
    proof.claim(f"no_minimum{own}", f"no_minimum {region.at_layers}", term)


def _middle(
    costs: Costs, candidate: Candidate, networks: tuple[Network, ...], region: Region, given: str
) -> str:
    """A proof by two networks, the candidate in their middle, whose mean cost is less."""
    own, proof = region.own, costs.proof
    (first, cost), (second, other) = _nearby(costs, candidate, networks, region)
    middle = " ".join(f"network{n} readout{n} bias{n}" for n in (own, first.own, second.own))
    halfway = proof.decide(f"middle{own}", f"check_middle {middle}")
    numbers = " ".join(map(fraction, (candidate.value, cost, other)))
    mean = proof.decide(f"mean{own}", f"check_mean {numbers}")
    shapes = f"shapes{first.own} shapes{second.own}"
    return (
        f"lower_middle_ok {given} {shapes} {_at(region, first)} {_at(region, second)} "
        f"(check_middle_ok {middle} {halfway}) (check_mean_ok {numbers} {mean})"
    )


def _nearby(
    costs: Costs, candidate: Candidate, networks: tuple[Network, ...], region: Region
) -> list[tuple[Region, Fraction]]:
    """The networks defined, and that they lie in the region and have their costs."""
    result, proof = [], costs.proof
    for k, net in enumerate(networks, 1):
        own = f"_near_{k}{region.own}"
        proof.lines += named_network(net, own)
        other, statement, term = beside(proof, net, own, region)
        proof.derive(f"region{own}", statement, term)
        cost = candidate.cost_of(net)
        costs.of_another(net, other, cost)
        result.append((other, cost))
    return result


def _at(region: Region, other: Region) -> str:
    """Proofs that a network has the candidate's hidden weights, lies in its region, and costs what
    it does.
    """
    return f"{_same(region, other.own)} region{other.own} cost{other.own}"


def _same(region: Region, own: str) -> str:
    return f"(eq_refl : same_hidden layers{region.own} layers{own})"
