# Only what this project decides with has types: the domains; expressions are for display and stay untyped.
from typing import Any

from sympy.polys.domains.domain import Domain

QQ: Domain
ZZ: Domain

def __getattr__(name: str) -> Any: ...
