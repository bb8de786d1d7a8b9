# What this project uses of joblib.
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Literal, ParamSpec, TypeVar, overload

P = ParamSpec("P")
R = TypeVar("R")
Job = tuple[Callable[..., R], tuple[Any, ...], dict[str, Any]]

class _Listing:
    def __call__(self, jobs: Iterable[Job[R]], /) -> list[R]: ...

class _Generating:
    def __call__(self, jobs: Iterable[Job[R]], /) -> Iterator[R]: ...

@overload
def Parallel(n_jobs: int | None = ..., *, return_as: Literal["generator"]) -> _Generating: ...
@overload
def Parallel(n_jobs: int | None = ..., *, prefer: str | None = ...) -> _Listing: ...
def delayed(function: Callable[P, R]) -> Callable[P, Job[R]]: ...
def parallel_config(
    backend: str, n_jobs: int | None = ..., **options: Any
) -> AbstractContextManager[None]: ...
