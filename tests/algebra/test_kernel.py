"""The kernel accepts what is equal, refuses what is not with the remainder, and cannot be gone
around.
"""

from __future__ import annotations

import pytest

from proofs.algebra import (
    AlgebraError,
    Hypothesis,
    Identity,
    Inequality,
    ShapeError,
    Sign,
    StepError,
    diagonal,
    identity,
    inverse,
    matrix,
    nonnegative_trace,
    permutation,
    positive_combination,
    positive_definite,
    prove,
    scalar,
    sigma,
    symmetric,
    trace,
    vector,
    zero,
)
from proofs.algebra.errors import RuleError

A, B = matrix("A", "Q", "M"), matrix("B", "M", "Q")
W = matrix("W", "M", "M", "invertible")
V = matrix("V", "M", "M", "invertible")
D, P = diagonal("D", "M"), permutation("P", "M")
S = symmetric("S", "M")
G = positive_definite("G", "M")
x, u = vector("x", "M"), vector("u", "Q")
t, eps = scalar("t"), scalar("eps")

EQUAL = {
    "transpose of a product": ((A @ W).T, W.T @ A.T),
    "transpose of a sum": ((A + B.T).T, A.T + B),
    "transpose twice": (A.T.T, A),
    "inverse of a product": (inverse(W @ V), inverse(V) @ inverse(W)),
    "inverse cancels": (inverse(W) @ W @ x, x),
    "inverse of the transpose": (inverse(W).T @ W.T, identity("M")),
    "symmetric": (S.T @ S, S @ S.T),
    "trace is cyclic": (trace(A @ B), trace(B @ A)),
    "trace sees no transpose": (
        trace(A @ S @ A.T @ A @ W @ A.T),
        trace(A @ W.T @ A.T @ A @ S @ A.T),
    ),
    "trace cancels around the corner": (trace(inverse(W) @ S @ W), trace(S)),
    "a number is its own trace": (x.T @ S @ x, trace(S @ x @ x.T)),
    "trace of the identity": (trace(identity("Q")), scalar("Q") * identity(1)),
    "sigma is idempotent": (sigma(sigma(x)), sigma(x)),
    "sigma is homogeneous": (sigma(D @ x), D @ sigma(x)),
    "sigma commutes with permutations": (sigma(P @ x), P @ sigma(x)),
    "sigma of a sum with a common factor": (sigma(D @ x + D @ (S @ x)), D @ sigma(x + S @ x)),
    "sigma of 0": (sigma(zero("M", 1)), zero("M", 1)),
    "sigma sees through its argument": (sigma(inverse(W) @ W @ x), sigma(x)),
    "binomial": ((A + B.T) @ (A + B.T).T, A @ A.T + A @ B + B.T @ A.T + B.T @ B),
    "scalars commute": (eps * (A @ (t * x)), (t * eps) * (A @ x)),
}

DIFFERENT = {
    "products do not commute": (W @ V, V @ W),
    "a transpose counts": (A @ A.T @ A @ W, A @ A.T @ A @ W.T),
    "inverses do not cancel apart": (inverse(W) @ V @ W, V),
    "sigma is not linear": (sigma(x + S @ x), sigma(x) + sigma(S @ x)),
    "sigma is not odd": (sigma(-x), -sigma(x)),
    "sigma does not commute with W": (sigma(W @ x), W @ sigma(x)),
    "sigma does not commute with symmetric matrices": (sigma(S @ x), S @ sigma(x)),
    "sigma is not the identity": (sigma(x), x),
    "trace is not multiplicative": (trace(W @ V @ W @ V), trace(W @ W @ V @ V)),
    "trace of the identity is not 1": (trace(identity("Q")), identity(1)),
    "sums do not cancel": (A - B.T, zero("Q", "M")),
    "scalars are not 1": (eps * A, A),
}


@pytest.mark.parametrize("name", EQUAL)
def test_equal_terms_are_proved(name: str) -> None:
    identity = prove(*EQUAL[name])
    assert (identity.left, identity.right) == EQUAL[name]
    assert not identity.hypotheses


@pytest.mark.parametrize("name", DIFFERENT)
def test_different_terms_leave_a_remainder(name: str) -> None:
    with pytest.raises(StepError, match="remainder") as caught:
        prove(*DIFFERENT[name], step=name)
    assert caught.value.remainder != "0"
    assert caught.value.step == name


def test_hypotheses_are_used_from_left_to_right_and_remembered() -> None:
    ones = Hypothesis(u.T @ u, scalar("Q") * identity(1), "u is the vector of ones")
    proved = prove(u @ u.T @ u, scalar("Q") * u, using=[ones])
    assert proved.hypotheses == {"u is the vector of ones"}
    assert (
        prove(A.T @ u @ u.T @ u, scalar("Q") * (A.T @ u), using=[proved]).hypotheses
        == proved.hypotheses
    )
    with pytest.raises(StepError):
        prove(u @ u.T @ u, scalar("Q") * u)


def test_a_hypothesis_holds_transposed() -> None:
    normal = Hypothesis(A @ G, B.T, "normal equations")
    assert prove(G @ A.T, B, using=[normal])


def test_a_cancelled_rotation_counts_its_dimension() -> None:
    """Tr(XY) with YX = 1_Q is Q, not 1."""
    X, Y_ = matrix("X", "M", "Q"), matrix("Y", "Q", "M")
    left_inverse = Hypothesis(Y_ @ X, identity("Q"), "Y X = 1")
    assert prove(trace(X @ Y_), scalar("Q") * identity(1), using=[left_inverse])
    with pytest.raises(StepError):
        prove(trace(X @ Y_), identity(1), using=[left_inverse])


def test_traces_are_no_matrix_equations() -> None:
    with pytest.raises(RuleError, match="traces"):
        prove(A @ B, identity("Q"), using=[Hypothesis(trace(A @ B), identity(1), "a trace")])
    with pytest.raises(ShapeError, match="trace"):
        x @ trace(A @ B)
    with pytest.raises(ShapeError, match="σ"):
        sigma(trace(A @ B))


def test_a_rule_with_an_unknown_number_in_front_is_refused() -> None:
    """t A = B does not give A = B / t, for t might be 0."""
    with pytest.raises(RuleError, match="might be 0"):
        prove(A, B.T, using=[Hypothesis(t * A, t * B.T, "t A = t B")])


def test_a_rule_with_a_sum_on_the_left_is_refused() -> None:
    with pytest.raises(RuleError, match="one word"):
        prove(A, B.T, using=[Hypothesis(A + B.T, zero("Q", "M"), "a sum")])


def test_rules_that_run_in_circles_end() -> None:
    grow = Hypothesis(W, W @ W, "W = W W")
    with pytest.raises(AlgebraError, match="do not come to an end"):
        prove(W, V, using=[grow])


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: A @ A, "does not fit"),
        (lambda: A + B, "one shape"),
        (lambda: trace(A), "square"),
        (lambda: inverse(A + B.T), "invertible"),
        (lambda: inverse(S), "invertible"),
        (lambda: symmetric("A", "M") and matrix("A", "Q", "M", "symmetric"), "square"),
        (lambda: 0.5 * A, "exact"),
        (lambda: True * A, "exact"),
    ],
)
def test_terms_that_do_not_fit_are_refused(build, words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        build()


def test_shapes_are_compared() -> None:
    with pytest.raises(StepError, match="shapes"):
        prove(A, B)


def test_only_the_kernel_makes_proofs() -> None:
    with pytest.raises(AlgebraError, match="by the kernel"):
        Identity(A, B.T, frozenset(), object())
    with pytest.raises(AlgebraError, match="by the kernel"):
        Inequality(A, A, True, frozenset(), None)


def test_a_trace_form_is_nonnegative_only_with_a_definite_middle() -> None:
    assert nonnegative_trace(trace(A @ G @ A.T), A, G).hypotheses == {"G positive definite"}
    assert nonnegative_trace(trace(A.T @ A), A).hypotheses == frozenset()
    with pytest.raises(StepError, match="not declared positive definite"):
        nonnegative_trace(trace(A @ S @ A.T), A, S)
    with pytest.raises(StepError, match="remainder"):
        nonnegative_trace(-trace(A @ G @ A.T), A, G)


POSITIVE = Sign(eps, True, "ε > 0")
WEAK = Sign(t, False, "t ≥ 0")


@pytest.mark.parametrize(
    ("value", "combination", "strict"),
    [
        (eps, [(1, (POSITIVE,))], True),
        (eps * t, [(1, (POSITIVE, WEAK))], False),
        (eps + t, [(1, (POSITIVE,)), (1, (WEAK,))], True),
        (scalar("s") ** 2, [(1, (scalar("s"),))], False),
        (3 + t, [(3, ()), (1, (WEAK,))], True),
        (t, [(0, (POSITIVE,)), (1, (WEAK,))], False),
    ],
)
def test_signs_of_combinations(value, combination, strict: bool) -> None:
    assert positive_combination(value, combination).strict is strict


@pytest.mark.parametrize(
    ("value", "combination"),
    [
        (-eps, [(1, (POSITIVE,))]),
        (-eps, [(-1, (POSITIVE,))]),
        (scalar("s"), [(1, (scalar("s"),))]),
        (eps - t, [(1, (POSITIVE,)), (1, (WEAK,))]),
    ],
)
def test_wrong_signs_are_refused(value, combination) -> None:
    with pytest.raises(StepError):
        positive_combination(value, combination)
