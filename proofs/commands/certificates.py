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
    one_line,
    say,
    target_path,
)


class Kernel(StrEnum):
    """Proof kernels that can judge a certificate."""

    coq = "coq"


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Certificates.")],
    kernel: Annotated[
        Kernel | None, typer.Option("--kernel", help="Let this proof assistant's kernel judge.")
    ] = None,
    timeout: Annotated[
        int, typer.Option(metavar="SECONDS", min=1, help="--kernel: the limit for each file.")
    ] = 600,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> Status:
    """Re-check certificates by a program that shares no code with the one that wrote them."""
    if kernel is not None:
        return _check_with_kernel(files, timeout, as_json, quiet)
    from proofs.checker.__main__ import main as checker

    with contextlib.redirect_stdout(io.StringIO() if quiet else sys.stdout):
        return Status(checker([*(["--json"] if as_json else []), "--", *files]))


def _check_with_kernel(files: list[str], timeout: int, as_json: bool, quiet: bool) -> Status:
    from proofs.checker.errors import Malformed
    from proofs.checker.reading import parse, statement_of
    from proofs.export.kernel import check_with_coq

    results = []
    for file in files:
        statement = None
        try:
            found = check_with_coq(Path(file), timeout)
            verdict, reason = found.verdict, found.detail
            statement = statement_of(parse(Path(file).read_bytes()))
        except Malformed as error:
            verdict, reason = "malformed", str(error)
        results.append(
            {
                "file": file,
                "statement": statement,
                "verdict": verdict,
                "reason": reason,
                "kernel": "coq",
            }
        )
        if not as_json:
            say(quiet, f"{one_line(file)}: {verdict} by Coq's kernel: {statement}: {reason}")
    if as_json:
        typer.echo(json.dumps(results))
    verdicts = {result["verdict"] for result in results}
    if verdicts & {"refuted", "malformed"}:
        return Status.REFUTED
    return Status.HOLDS if verdicts == {"proved"} else Status.UNDECIDED


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
        from proofs.checker.errors import Malformed
        from proofs.export.coq import export_coq

        try:
            export_coq(source, target)
        except Malformed as error:
            raise Unusable(f"{one_line(file)}: {error}") from None
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
