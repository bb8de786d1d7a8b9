"""What is stated and proved about the exact mathematics of `symbolic`: ledger, certificates, pages,
exports, the command.
"""

from __future__ import annotations

import sys


def _register_with_ipython() -> None:
    """Tell IPython, where it runs, who shows entries and results; who does is imported when one is
    shown.
    """
    running = sys.modules.get("IPython")
    shell = None if running is None else running.get_ipython()
    if shell is not None:
        shell.extension_manager.load_extension("proofs.render.notebook")


_register_with_ipython()
