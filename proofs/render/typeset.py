"""LaTeX to PDF with whatever engine the machine has, in a directory of its own and without shell
escape.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from symbolic.errors import InputError

ENGINES = ("pdflatex", "lualatex", "xelatex")
RUNS = 3  # cross-references settle in two; a long table's columns may need a third


def typeset_pdf(code: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """The document as a PDF, the same bytes every time, with the files by name beside it.

    Raises `InputError` without an engine, or with LaTeX's first error.
    """
    engine = next((name for name in ENGINES if shutil.which(name)), None)
    if engine is None:
        raise InputError(
            "pdf",
            f"a LaTeX engine ({', '.join(ENGINES)})",
            "none (leave --pdf out for the LaTeX itself)",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "derivation.tex"
        source.write_text(code, encoding="utf-8")
        for name, content in (files or {}).items():
            (Path(folder) / name).write_bytes(content)
        command = [
            engine,
            "-interaction=nonstopmode",
            "-halt-on-error",
            "-no-shell-escape",
            source.name,
        ]
        for _ in range(RUNS):
            done = subprocess.run(
                command,
                cwd=folder,
                capture_output=True,
                check=False,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"},
            )
        result = source.with_suffix(".pdf")
        if done.returncode or not result.exists():
            log = done.stdout.decode("utf-8", "replace")
            first = re.search(r"^! .*", log, re.MULTILINE)
            raise InputError("pdf", f"{engine} to succeed", first[0] if first else "no PDF")
        return result.read_bytes()
