"""R5, R1 and R4: a trained network's readout gap, local minima by linear algebra, exact zero
cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .errors import Refuted, at_most, counted, require_equal, shown
from .reading import Certificate
from .trained_network import (
    Pass,
    network_of,
    parameters,
    require_strict,
    run,
    same_widths,
    weighted_points,
)
from .values import Network, count, number, record

__all__ = ["check_region_minimum", "check_trained", "check_zero_cost", "path_sums", "require_near"]


def plain_run(certificate: Certificate, network: Network) -> Pass:
    """The network on the data of the certificate, with its weights and gains 1."""
    data = certificate.data
    targets = [c.target for c in data.classes for _ in c.points]
    return run(network, data.points, targets, weighted_points(certificate), [Fraction(1)] * data.Q)


def check_trained(certificate: Certificate) -> str:
    """Judge an R5 certificate: cost, value of the best readout, and a witness of no local
    minimum.
    """
    values, data = certificate.values, certificate.data
    network = network_of(values["layers"], data, "layers")
    at = plain_run(certificate, network)
    require_equal("cost_squared", at.cost(), number(values["cost_squared"], "cost_squared"))
    readout = number(values["readout_value"], "readout_value")
    require_equal("gap", at.cost() - readout, number(values["gap"], "gap"))
    if values["witness"] is None:
        _require_best_readout(at, "layers")
        require_equal("readout_value", at.cost(), readout)
        return f"cost {shown(at.cost())}, and no affine readout of the last hidden layer is better"
    fields = record(values["witness"], ["layers", "cost_squared"], "witness")
    other = network_of(fields["layers"], data, "witness.layers")
    same_widths(network, other, "witness.layers")
    there = plain_run(certificate, other)
    recorded = number(fields["cost_squared"], "witness.cost_squared")
    require_equal("witness.cost_squared", there.cost(), recorded)
    if there.cost() >= at.cost():
        raise Refuted(f"witness: expected a cost below {shown(at.cost())}, found {shown(recorded)}")
    if network[:-1] == other[:-1]:
        # The cost is a convex quadratic in the output layer, so it falls all along the segment.
        _require_best_readout(there, "witness.layers")
        require_equal("readout_value", there.cost(), readout)
        return f"no local minimum: a better output layer costs {shown(readout)}"
    _require_best_readout(at, "layers")
    require_equal("readout_value", at.cost(), readout)
    require_strict(at, "layers")
    first, second = _taylor(at, network, other)
    if not (first < 0 or (first == 0 and second < 0)):
        raise Refuted(
            "witness: expected the cost to fall from the network towards it, "
            f"found Taylor coefficients {shown(first)}, {shown(second)}"
        )
    return f"no local minimum: the cost falls from {shown(at.cost())} along a segment"


def _require_best_readout(at: Pass, place: str) -> None:
    """The residual is orthogonal to the features of the last hidden layer and to 1: the normal
    equations.
    """
    for q, row in enumerate(at.weighted_errors()):
        for c, feature in enumerate(at.features[-1]):
            if sum(e * h for e, h in zip(row, feature, strict=True) if h):
                raise Refuted(
                    f"{place}: expected the normal equations of the best affine readout, found "
                    f"that output {q} and feature {c} are not orthogonal"
                )


def _taylor(at: Pass, start: Network, stop: Network) -> tuple[Fraction, Fraction]:
    """The coefficients of t and t^2 of the cost at start + t (stop - start), the pattern held
    fixed.
    """
    steps = [
        [
            [b - a for a, b in zip((*r0, c0), (*r1, c1), strict=True)]
            for r0, c0, r1, c1 in zip(W0, b0, W1, b1, strict=True)
        ]
        for (W0, b0), (W1, b1) in zip(start, stop, strict=True)
    ]
    first = second = Fraction(0)
    for i in range(at.N):
        n = at.widths[0] + 1
        one, two = [Fraction(0)] * n, [Fraction(0)] * n
        for l, (rows, d) in enumerate(at.layers):
            h = [Fraction(f[i], at.scales[l]) for f in at.features[l]]
            z1 = [
                _inner(row, one) / d + _inner(step, h)
                for row, step in zip(rows, steps[l], strict=True)
            ]
            z2 = [
                _inner(row, two) / d + _inner(step, one)
                for row, step in zip(rows, steps[l], strict=True)
            ]
            on = [l == at.L or at.z[l][r][i] > 0 for r in range(len(rows))]
            one = [*(v if o else Fraction(0) for v, o in zip(z1, on, strict=True)), Fraction(0)]
            two = [*(v if o else Fraction(0) for v, o in zip(z2, on, strict=True)), Fraction(0)]
        share = Fraction(at.weights[i], at.weight_scale)
        for q in range(at.Q):
            e = Fraction(at.errors[q][i], at.error_scale)
            first += share * 2 * e * one[q]
            second += share * (2 * e * two[q] + one[q] ** 2)
    return first, second


def _inner(left: Sequence[Fraction | int], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True) if a and b), Fraction(0))


def check_region_minimum(certificate: Certificate) -> str:
    """Judge an R1 certificate: the residual sees no path feature, or the cost is 0."""
    values, data = certificate.values, certificate.data
    network = network_of(values["layers"], data, "layers")
    at = plain_run(certificate, network)
    require_equal("cost_squared", at.cost(), number(values["cost_squared"], "cost_squared"))
    near = require_near(certificate, network, Fraction(0), values)
    if at.cost() == 0:
        return f"cost exactly 0, {near}"
    require_strict(at, "layers")
    features = path_sums(at)
    return (
        f"a local minimum in all parameters, the least cost {shown(at.cost())} in its closed "
        f"region ({counted(features, 'chain')} of groups), {near}"
    )


def path_sums(at: Pass) -> int:
    """Refute unless sum_i w_i g_q e_iq psi(i) = 0 for every path feature psi; the number of chains.

    A chain takes one group (units of one layer with one active set) a layer; chi is the indicator
    of their common points. From the input its features are chi x and chi; from a bias above, chi.
    """
    errors = at.weighted_errors()
    everywhere = frozenset(range(at.N))
    from_input, from_bias = {everywhere}, set[frozenset[int]]()
    for l in range(at.L):
        groups = {at.active(l, r) for r in range(at.widths[l + 1])} - {frozenset()}
        from_input = {chi & group for chi in from_input for group in groups} - {frozenset()}
        from_bias = {chi & group for chi in from_bias for group in groups} - {frozenset()}
        from_bias |= groups if l else set()
    for chi in from_bias | {everywhere}:
        if any(sum(row[i] for i in chi) for row in errors):
            raise Refuted(
                "layers: expected residuals that sum to 0 over every chain, found another sum"
            )
    for chi in from_input:
        for feature in at.features[0]:
            if any(sum(row[i] * feature[i] for i in chi) for row in errors):
                raise Refuted(
                    "layers: expected a residual orthogonal to every path feature, found another"
                )
    return len(from_input) + len(from_bias | {everywhere})


def require_near(
    certificate: Certificate, network: Network, reach: Fraction, values: Mapping[str, object]
) -> str:
    """The trained network `original` is at most `distance` from what is at most `reach` from
    `network`.
    """
    original = network_of(values["original"], certificate.data, "original")
    same_widths(network, original, "original")
    allowed = number(values["distance"], "distance")
    pairs = zip(parameters(network), parameters(original), strict=True)
    distance = max((abs(a - b) for a, b in pairs), default=Fraction(0)) + reach
    if distance > allowed:
        raise Refuted(f"distance: expected at least {shown(distance)}, found {shown(allowed)}")
    return (
        "the trained network itself"
        if not allowed
        else f"within {at_most(allowed)} of the trained network"
    )


def check_zero_cost(certificate: Certificate) -> str:
    """Judge an R4 certificate: cost 0, and the first layers are those of the trained network."""
    values, data = certificate.values, certificate.data
    network = network_of(values["layers"], data, "layers")
    original = network_of(values["original"], data, "original")
    kept = count(values["kept"], "kept")
    if kept > len(original) - 1:
        raise Refuted(
            f"kept: expected at most {counted(len(original) - 1, 'hidden layer')}, found {kept}"
        )
    require_equal("layers, those kept", original[:kept], network[:kept])
    at = plain_run(certificate, network)
    require_equal("cost_squared", at.cost(), number(values["cost_squared"], "cost_squared"))
    require_equal("cost_squared", Fraction(0), at.cost())
    return f"cost exactly 0 with the first {counted(kept, 'layer')} of the trained network"
