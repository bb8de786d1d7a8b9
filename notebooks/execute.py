"""Run the notebooks in a fresh kernel and store what they print: ``python notebooks/execute.py
[NAME…]``.

What differs from run to run (times, addresses in memory) is not stored, so a difference in version
control is a difference in what is shown: where an object has a typeset form, that alone is kept.
Cells tagged ``skip-execution`` need somebody at the controls and are stored without output; what
cells tagged ``solver`` show was proposed by a floating-point solver, whose versions may differ.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
TYPESET = {"text/html", "text/latex", "text/markdown"}


def executed(path: Path, live: bool = False) -> Any:
    """The notebook after a run from top to bottom; ``live`` also runs the cells that are left out
    otherwise.
    """
    notebook = nbformat.read(path, 4)
    if live:
        for cell in notebook.cells:
            cell.metadata.pop("tags", None)
    root = str(FOLDER.parent)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    place = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})
        for output in cell.get("outputs", []):
            if TYPESET & set(output.get("data", {})):
                output.data.pop("text/plain", None)
    return notebook


def main(names: list[str]) -> None:
    """Run and store the named notebooks, all if none is named."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        if not names or path.stem in names:
            nbformat.write(executed(path), path)


if __name__ == "__main__":
    main(sys.argv[1:])
