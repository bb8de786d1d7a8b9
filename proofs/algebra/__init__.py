"""The small kernel: words in non-commuting matrix symbols, exact rewriting, and the steps of a
derivation.

Only `kernel` makes an `Identity` or an `Inequality`; whatever prints or uses one lives elsewhere.
"""

from proofs.algebra.builders import (
    diagonal,
    identity,
    inverse,
    matrix,
    permutation,
    positive_definite,
    sigma,
    symmetric,
    trace,
    vector,
    zero,
)
from proofs.algebra.derivation import Derivation, Equations, Remark
from proofs.algebra.errors import AlgebraError, ShapeError, StepError
from proofs.algebra.kernel import (
    Hypothesis,
    Identity,
    Inequality,
    Role,
    Sign,
    nonnegative_trace,
    positive_combination,
    prove,
)
from proofs.algebra.terms import Symbol, Term, scalar

__all__ = [
    "AlgebraError",
    "Derivation",
    "Equations",
    "Hypothesis",
    "Identity",
    "Inequality",
    "Remark",
    "Role",
    "ShapeError",
    "Sign",
    "StepError",
    "Symbol",
    "Term",
    "diagonal",
    "identity",
    "inverse",
    "matrix",
    "nonnegative_trace",
    "permutation",
    "positive_combination",
    "positive_definite",
    "prove",
    "scalar",
    "sigma",
    "symmetric",
    "trace",
    "vector",
    "zero",
]
