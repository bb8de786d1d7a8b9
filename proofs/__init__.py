"""What is stated and proved about the exact mathematics of `symbolic`: ledger, certificates, pages,
exports, the command.
"""

from __future__ import annotations

import sys
from typing import Protocol


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
