from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float64]

class _Marginals:
    marginals: _Floats

class OptimizeResult:
    x: _Floats
    fun: float
    status: int
    success: bool
    ineqlin: _Marginals
    eqlin: _Marginals

class LinearProgramResult:
    x: _Floats | None  # where there is no solution
    fun: float
    status: int
    ineqlin: _Marginals
    eqlin: _Marginals

def linprog(
    c: npt.ArrayLike,
    A_ub: Any = ...,
    b_ub: npt.ArrayLike | None = ...,
    A_eq: Any = ...,
    b_eq: npt.ArrayLike | None = ...,
    bounds: Sequence[tuple[float | None, float | None]] | tuple[float | None, float | None] = ...,
    method: str = ...,
    options: Mapping[str, object] | None = ...,
) -> LinearProgramResult: ...
def minimize(
    fun: Callable[..., Any],
    x0: npt.ArrayLike,
    args: tuple[object, ...] = ...,
    method: str = ...,
    jac: bool = ...,
    options: Mapping[str, object] | None = ...,
) -> OptimizeResult: ...
