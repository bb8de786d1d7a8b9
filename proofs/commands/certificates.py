"""``check`` and ``export``: certificates re-checked, and handed to other tools."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from proofs.commands.options import (
    AsJson,
    Output,
    Quiet,
    Status,
    Unusable,
    say,
    target_path,
)


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Certificates.")],
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> Status:
    """Re-check certificates by a program that shares no code with the one that wrote them."""
    from proofs.checker.__main__ import main as checker

    with contextlib.redirect_stdout(io.StringIO() if quiet else sys.stdout):
        return Status(checker([*(["--json"] if as_json else []), "--", *files]))


class Tool(StrEnum):
    """What a certificate is handed to."""

    coq = "coq"
    onnx = "onnx"
    smtlib = "smtlib"


SUFFIXES = {Tool.coq: ".coq", Tool.onnx: ".onnx", Tool.smtlib: ".smt2"}


def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A certificate.")],
    to: Annotated[Tool, typer.Option("--to", help="coq: a folder; onnx, smtlib: a file.")],
    item: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="onnx: the candidate of this item of the minima."),
    ] = None,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
) -> Status:
    """Hand a certificate that the checker proves to a proof assistant, to SMT solvers, or to tools for ReLU networks.

    Without -o it goes beside FILE: NAME.coq/ (a folder), NAME.onnx or NAME.smt2.
    """
    source = Path(file)
    target = output or source.with_suffix(SUFFIXES[to])
    if to is not Tool.onnx and item is not None:
        raise Unusable("--item: expected with --to onnx only")
    if to is Tool.coq:
        from proofs.export.coq import export_coq

        export_coq(source, target)
    elif to is Tool.onnx:
        from proofs.export.onnx import write_onnx

        write_onnx(source, target_path(target), item)
    else:
        from proofs.export.smtlib import write_smtlib

        write_smtlib(source, target_path(target))
    if as_json:
        typer.echo(json.dumps({"file": file, "to": to.value, "written": str(target)}))
    else:
        say(quiet, f"written: {target}")
    return Status.HOLDS
