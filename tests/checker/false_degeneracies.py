"""False T4: ranks, kernels and directions that are not those of the network."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n
from tests.checker.false_networks import (
    ONE,
    SIGNS,
    TWO,
    a_point_on_the_kink,
    interpolating,
    line,
    scalar,
)


def degenerate(**options):
    return n.degeneracy("two triangles", n.two_triangles(), **options)


def rank_one_less():
    """rank Q^2 - 1, and everything that follows from it."""
    cert = degenerate(kernel=False)
    cert["rank"] -= 1
    cert["dimension"] += 1
    return cert


def dimension_of_affine_moves():
    """The apexes counted apart from Q^2: K - Q^2 - QM."""
    cert = degenerate(kernel=False)
    cert["dimension"] -= cert["Q"] * cert["M"]
    return cert


def half_a_kernel_twice():
    """The right number of tangent vectors, the second half a multiple of the first."""
    cert = degenerate()
    half = len(cert["kernel"]) // 2
    cert["kernel"][half : 2 * half] = [[str(3 * F(e)) for e in v] for v in cert["kernel"][:half]]
    return cert


def tangent_to_one_class():
    """Vectors that leave the outputs of the first class alone, but not those of the second."""
    cert = degenerate()
    net = n.network(cert["layers"])
    first = n.jacobian(net, n.two_triangles()[:1])
    rows = [list(row) for row in dict.fromkeys(map(tuple, first))]
    others = [v for v in n.nullspace(rows)]
    cert["kernel"] = n.text(others[-len(cert["kernel"]) :])
    return cert


def rescaling_of_the_output():
    """(L + 1) M rescalings: those of the output layer do change outputs."""
    cert = degenerate(kernel=False)
    cert["rescaling"] += cert["M"]
    return cert


def parameters_without_biases():
    cert = degenerate(kernel=False)
    cert["K"] -= cert["M"] * (len(cert["layers"]) - 1) + cert["Q"]
    cert["dimension"] = cert["K"] - cert["rank"]
    return cert


def two_apexes_move():
    """The sum of two apex directions, said to move one apex."""
    cert = degenerate(kernel=False)
    first, second = (d for d in cert["directions"] if d["kind"] == "apex")
    first["vector"] = n.text(
        [F(a) + F(b) for a, b in zip(first["vector"], second["vector"], strict=True)]
    )
    return cert


def cone_that_moves_its_apex():
    cert = degenerate(kernel=False)
    apex, cone = cert["directions"][:2]
    cone["vector"] = n.text(
        [F(a) + F(b) for a, b in zip(apex["vector"], cone["vector"], strict=True)]
    )
    return cert


def nothing_moves():
    """The vector 0 as a direction."""
    cert = degenerate(kernel=False)
    cert["directions"][0]["vector"] = ["0"] * cert["K"]
    return cert


def cone_of_another_class():
    """The cone of b is turned, that of a is named."""
    cert = degenerate(kernel=False)
    cones = [d for d in cert["directions"] if d["kind"] == "cone"]
    cones[0]["vector"] = cones[1]["vector"]
    return cert


def degenerate_with_cost():
    """A network that is no minimum: one output is off by 1/1000."""
    cert = degenerate(kernel=False)
    cert["directions"] = []
    last = cert["layers"][-1]
    last["b"][0] = str(F(last["b"][0]) + F(1, 1000))
    return cert


def one_class_not_collapsed():
    """The last class is one point that passes: cost 0, but it is no collapse."""
    classes = line(("a", [-2, -1]), ("b", [2]))
    net = [*scalar((1, 0), (1, 1)), interpolating((F(1), F(3)), (ONE, TWO))]
    rest = {"layers": n.layers(net), "K": 8, "rank": 4, "dimension": 4, "rescaling": 2}
    return n.certificate("T4", "by hand", classes, {**rest, "directions": []})


def degenerate_at_a_kink():
    """Cost 0 with a point on the kink: there is no Jacobian."""
    cert = a_point_on_the_kink()
    classes = line(("a", [-2, 0]), ("b", [2, 3]))
    rest = {"layers": cert["layers"], "K": 8, "rank": 4, "dimension": 4, "rescaling": 2}
    return n.certificate("T4", "by hand", classes, {**rest, "directions": []})


FALSEHOODS = {
    "t4_rank_one_less": (rank_one_less, "refuted", "rank: expected 4, found 3"),
    "t4_dimension": (dimension_of_affine_moves, "refuted", "dimension: expected 14, found 10"),
    "t4_kernel_dependent": (half_a_kernel_twice, "refuted", "kernel, rank: expected 14, found 7"),
    "t4_kernel_of_one_class": (tangent_to_one_class, "refuted", "expected J v = 0"),
    "t4_rescaling": (rescaling_of_the_output, "refuted", "rescaling: expected 4, found 6"),
    "t4_parameters": (parameters_without_biases, "refuted", "K: expected 18, found 12"),
    "t4_two_apexes": (two_apexes_move, "refuted", "apex moves: expected false, found true"),
    "t4_cone_moves_apex": (cone_that_moves_its_apex, "refuted", "apex moves: expected false"),
    "t4_nothing_moves": (nothing_moves, "refuted", "expected a vector other than 0, found 0"),
    "t4_cone_of_another_class": (
        cone_of_another_class,
        "refuted",
        "dW(1) is not 0: expected true, found false",
    ),
    "t4_cost_positive": (degenerate_with_cost, "refuted", "layers, cost: expected 0, found 1/500"),
    "t4_class_passes": (one_class_not_collapsed, "refuted", "expected a layer collapsing it"),
    "t4_at_a_kink": (degenerate_at_a_kink, "refuted", SIGNS),
}
