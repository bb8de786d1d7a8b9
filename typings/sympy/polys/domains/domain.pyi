from typing import Any, SupportsInt, TypeGuard

from sympy import Expr
from sympy.polys.domains.domainelement import DomainElement

class Domain:
    zero: DomainElement
    one: DomainElement
    is_QQ: bool
    is_ZZ: bool
    is_Algebraic: bool
    dom: Domain
    gens: tuple[DomainElement, ...]
    symbols: tuple[Any, ...]
    ext: Any
    def __call__(
        self,
        numerator: SupportsInt | list[DomainElement],
        denominator: SupportsInt = ...,
        /,
    ) -> DomainElement: ...
    def convert(self, element: object, base: Domain | None = ...) -> DomainElement: ...
    def of_type(self, element: object) -> TypeGuard[DomainElement]: ...
    def from_sympy(self, expression: Any) -> DomainElement: ...
    def to_sympy(self, element: DomainElement) -> Expr: ...
    def frac_field(self, *symbols: Any) -> Domain: ...
    def algebraic_field(self, *extension: Any) -> Domain: ...
