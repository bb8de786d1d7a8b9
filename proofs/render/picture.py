"""A figure as a file of its own: the same bytes every time, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from proofs.files import write_whole

_NO_DATES = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}


def write_picture(figure: Figure, path: Path, name: str) -> None:
    """Write the figure in the format that the ending says; ``name`` makes the IDs of an SVG."""
    kind, stream = path.suffix.lower().removeprefix("."), io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": name}):
        figure.savefig(stream, format=kind, metadata=_NO_DATES.get(kind))
    write_whole(path, stream.getvalue())
