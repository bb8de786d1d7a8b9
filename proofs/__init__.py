"""What is stated and proved about the exact mathematics of `symbolic`: ledger, certificates, pages,
exports, the command.

A public name is imported when it is asked for: the help of the command needs no algebra.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, Protocol

_HOMES = {
    "Case": "statements.case",
    "NotApplicable": "verdicts",
    "Proved": "verdicts",
    "Refuted": "verdicts",
    "Stated": "verdicts",
    "Unknown": "verdicts",
    "capacity_certificate": "certificates.capacity",
    "check": "checker",
    "check_file": "checker",
    "degeneracy_certificate": "certificates",
    "entries": "ledger",
    "examination_certificate": "certificates.trained",
    "interpolation_certificate": "certificates.cells",
    "obstruction_certificate": "certificates",
    "prove_all": "ledger",
    "prove_on": "ledger",
    "prove_universally": "ledger",
    "zero_loss_certificate": "certificates",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]


class _Extensions(Protocol):
    def load_extension(self, name: str) -> object: ...


class _Shell(Protocol):
    extension_manager: _Extensions


def _register_with_ipython() -> None:
    """Tell IPython, where it runs, who shows entries, results and exact objects; who does is
    imported when one is shown.
    """
    running = sys.modules.get("IPython")
    shell: _Shell | None = None if running is None else running.get_ipython()
    if shell is not None:
        shell.extension_manager.load_extension("proofs.render.notebook")


_register_with_ipython()
