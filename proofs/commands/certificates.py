"""``check`` and ``export``: certificates re-checked, and handed to other tools."""

from __future__ import annotations

import contextlib
import io
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from proofs.commands.options import (
    AsJson,
    ExitStatus,
    Output,
    Quiet,
    Unusable,
    one_line,
    progress,
    say,
    target_path,
)


class Kernel(StrEnum):
    """Proof kernels that can judge a certificate."""

    coq = "coq"


BY_WEIGHT = (ExitStatus.REFUTED, ExitStatus.UNUSABLE, ExitStatus.UNDECIDED, ExitStatus.HOLDS)


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Certificates.")],
    kernel: Annotated[
        Kernel | None,
        typer.Option("--kernel", help="Then let this proof assistant's kernel judge, too."),
    ] = None,
    timeout: Annotated[
        int, typer.Option(metavar="SECONDS", min=1, help="The limit for each file.")
    ] = 600,
    memory: Annotated[
        int, typer.Option(metavar="MEGABYTES", min=1, help="The limit for each file.")
    ] = 4096,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> ExitStatus:
    """Re-check certificates by a program that shares no code with the one that wrote them.

    What is not decided within the limits is unknown: exit code 3.
    """
    if kernel is not None:
        return _check_with_kernel(files, timeout, memory, as_json, quiet)
    from proofs.checker.__main__ import main as checker

    options = ["--timeout", str(timeout), "--memory", str(memory), *(["--json"] if as_json else [])]
    codes = []
    for group in [files] if as_json else [[file] for file in files]:
        printed = io.StringIO()
        with progress("certificates", None, quiet), contextlib.redirect_stdout(printed):
            codes.append(ExitStatus(checker([*options, "--", *group])))
        say(quiet, *printed.getvalue().splitlines())
    return next(status for status in BY_WEIGHT if status in codes)


def _check_with_kernel(
    files: list[str], timeout: int, memory: int, as_json: bool, quiet: bool
) -> ExitStatus:
    from proofs.checker import Limits
    from proofs.checker.__main__ import exit_code
    from proofs.coq_libraries import BRIDGE
    from proofs.export.kernel import check_with_coq
    from symbolic.errors import InputError

    results, verdicts = [], []
    for file in files:
        try:
            with progress("files of the Coq library", BRIDGE.count, quiet) as advance:
                verdict = check_with_coq(Path(file), Limits(timeout, memory), advance)
        except InputError as error:
            typer.echo(f"truncation: {one_line(str(error))}", err=True)
            verdicts.append("unreadable")
            continue
        verdicts.append(verdict.verdict)
        covered = verdict.coverage
        entry = {
            "file": file,
            "statement": verdict.statement,
            "verdict": verdict.verdict,
            "reason": verdict.detail,
            "kernel": "coq",
            "axioms": list(verdict.axioms),
            "restated": list(covered.restated) if covered else [],
            "checker_only": list(covered.checker_only) if covered else [],
        }
        results.append(entry)
        if not as_json:
            say(quiet, *_kernel_lines(entry))
    if as_json:
        typer.echo(json.dumps(results))
    return ExitStatus(exit_code(verdicts))


def _kernel_lines(entry: dict[str, Any]) -> list[str]:
    head = f"{one_line(entry['file'])}: {entry['verdict']}: {entry['statement'] or 'no statement'}"
    if entry["verdict"] != "proved":
        return [f"{head}: {one_line(entry['reason'])}"]
    return [
        f"{head}: by the checker, and by Coq's kernel what it restates",
        "  Coq's theorem says:",
        *(f"  + {claim}" for claim in entry["restated"]),
        "  the checker alone says:",
        *(f"  - {claim}" for claim in entry["checker_only"] or ["nothing"]),
        f"  axioms: {', '.join(entry['axioms']) or 'none'}",
    ]


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
    tolerance: Annotated[
        str | None,
        typer.Option(metavar="R", help="onnx: the largest error of a float64 output (1e-6)."),
    ] = None,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
) -> ExitStatus:
    """Hand a certificate that the checker proves to a proof assistant, to SMT solvers, or to tools
    for ReLU networks.

    Without -o it goes beside FILE: NAME.coq/ (a folder), NAME.onnx or NAME.smt2.
    """
    source = Path(file)
    target = output or source.with_suffix(SUFFIXES[to])
    for option, value in (("--item", item), ("--tolerance", tolerance)):
        if to is not Tool.onnx and value is not None:
            raise Unusable(f"{option}: expected with --to onnx only")
    fields, lines = dict[str, Any](), list[str]()
    if to is Tool.coq:
        from proofs.export.coq import export_coq

        export_coq(source, target)
    elif to is Tool.onnx:
        fields, lines = _onnx(source, target_path(target), item, tolerance)
    else:
        from proofs.export.smtlib import write_smtlib

        write_smtlib(source, target_path(target))
    if as_json:
        typer.echo(json.dumps({"file": file, "to": to.value, "written": str(target), **fields}))
    else:
        say(quiet, *lines, f"written: {target}")
    return ExitStatus.HOLDS


def _onnx(
    source: Path, target: Path, item: int | None, tolerance: str | None
) -> tuple[dict[str, Any], list[str]]:
    """Write the model; its accuracy as fields and as lines."""
    from proofs.export.onnx import TOLERANCE, write_onnx
    from symbolic.scalars import decimal, exact, fraction, text

    limit = TOLERANCE
    if tolerance is not None:
        limit = fraction(exact(tolerance, "--tolerance"))
    accuracy = write_onnx(source, target, item, limit)
    bounds = {
        name: None if bound is None else exact(bound) for name, bound in accuracy.bounds.items()
    }
    where = "every training point"
    if accuracy.points < accuracy.total:
        where = f"the first {accuracy.points} of {accuracy.total} training points"
    said = "; ".join(
        f"{name} {'may overflow' if bound is None else f'within {decimal(bound, 2)}'}"
        for name, bound in bounds.items()
    )
    fields = {
        "points": accuracy.points,
        "bounds": {name: bound and text(bound) for name, bound in bounds.items()},
    }
    return fields, [f"outputs at {where}, whatever the order of the sums: {said} of the exact ones"]
