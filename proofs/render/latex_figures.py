"""The figures of a data set for LaTeX: PDF files, and the code that includes them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import PurePath

from proofs.render.escape import escaped
from proofs.render.figures import pictured
from proofs.render.plots import PRINT, Picture, drawing
from proofs.statements.case import Case

SIGNS = {
    "−": "$-$",
    "×": r"$\times$",
    "✓": r"$\checkmark$",
    "·": r"$\cdot$",
}  # of captions, in no text font


def figures(
    case: Case, folder: str, prefix: str, axes: Sequence[str] | None = None
) -> tuple[dict[str, bytes], str]:
    """Every figure of the page as PDF files by name, and floats that look for them in the folder.

    The same data give the same bytes. ``prefix`` stands before the labels; ``axes`` as in `report`.
    """
    files: dict[str, bytes] = {}
    code = [rf"\graphicspath{{{{{PurePath(folder).as_posix()}/}}{{./}}}}"]
    for pictures, words in pictured(case, axes, PRINT):
        width = (
            0.9 if len(pictures) == 1 else 0.48 if pictures[0].name.startswith("strip") else 0.32
        )
        files |= {f"{one.name}.pdf": _pdf(one) for one in pictures}
        included = [
            rf"\includegraphics[width={width}\linewidth]{{{one.name}.pdf}}%" for one in pictures
        ]
        label = f"{prefix}fig:{pictures[0].name.rpartition('-')[0] or pictures[0].name}"
        caption = "".join(SIGNS.get(letter) or escaped(letter) for letter in words)
        code += [r"\begin{figure}[htbp]\centering", *included]
        code += [rf"\caption{{{caption}}}\label{{{label}}}", r"\end{figure}"]
    return files, "\n".join(code)


def _pdf(picture: Picture) -> bytes:
    stream = io.BytesIO()
    with drawing(PRINT):
        picture.figure.savefig(stream, format="pdf", metadata={"CreationDate": None})
    return stream.getvalue()
