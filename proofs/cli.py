"""The command ``truncation``: each subcommand is one or two calls of the Python API
(`proofs.commands`).

Exit codes: 0 everything holds, 1 refuted (or the data admit no such network), 2 unusable arguments
or input (one line on stderr), 3 undecided. Heavy modules are imported by the commands that need
them, so that ``--help`` and ``check`` start at once.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from proofs.commands import (
    architectures,
    certificates,
    examine,
    finding,
    flow,
    ledger,
    lift,
    minimize,
    predict,
    reference,
)
from proofs.commands.options import ExitStatus, Unusable, one_line, spoken
from proofs.release import NAME, version

INTERRUPTED = 130
# Floats only propose: one thread does, and proposes the same on any number of cores. NumPy reads
# this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"{NAME} {version()}")
        raise typer.Exit


SAID = (
    "Exact proof companion for the geometry of ReLU networks: no rounded number decides anything."
)
EPILOG = """Examples: truncation minimize example:two_triangles ·
truncation landscape data.csv --label species · truncation check data.minimize.json ·
truncation prove T5d · truncation show T3. How data get in: docs/your-own-data.md."""

app = typer.Typer(
    help=SAID,
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "-V",
            "--version",
            is_eager=True,
            callback=_say_version,
            help="Say which version this is.",
        ),
    ] = False,
) -> None:
    """What may stand before a command."""


def guarded(command: Callable[..., ExitStatus]) -> Callable[..., ExitStatus]:
    """The command with what may happen to its stdout as exit codes: nobody reads it any more, or it
    takes no more.
    """

    @functools.wraps(command)
    def run_it(**given: Any) -> ExitStatus:
        try:
            status = command(**given)
            sys.stdout.flush()
        except BrokenPipeError:
            _let_go_of_stdout()
            return ExitStatus.CLOSED_PIPE
        except OSError as error:
            if error.filename is not None:
                raise
            _let_go_of_stdout()
            reason = (error.strerror or "an error").lower()
            typer.echo(
                f"truncation: stdout: expected a file that can be written, found {reason}", err=True
            )
            return ExitStatus.NOT_WRITTEN
        return status

    return run_it


def _let_go_of_stdout() -> None:
    """Nothing more is written there, not even when Python ends and flushes."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


FINDING, JUDGING, READING = "Find", "Check and hand on", "Statements"
for panel, commands in {
    FINDING: (
        minimize.minimize,
        finding.landscape,
        finding.degeneracy,
        architectures.shallow,
        architectures.capacity,
        flow.flow,
        examine.examine,
        predict.predict,
        lift.lift,
    ),
    JUDGING: (certificates.check, certificates.export),
    READING: (ledger.prove, reference.list_, reference.show, ledger.derive, ledger.report),
}.items():
    for command in commands:
        name = command.__name__.rstrip("_")
        app.command(name, rich_help_panel=panel)(guarded(command))


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code; every expected failure is one
    line on stderr.
    """
    try:
        status = app(list(arguments), standalone_mode=False, prog_name="truncation")
    except TyperException as error:
        return _fail(" ".join(error.format_message().split()) or "expected a command; see --help")
    except Unusable as error:
        return _fail(str(error))
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except Exception as error:
        if isinstance(error, _expected()):
            _fail(spoken(error))
            lost = type(error).__name__ == "NotWritten"
            return ExitStatus.NOT_WRITTEN if lost else ExitStatus.UNUSABLE
        raise
    if status == INTERRUPTED:  # Typer makes an exit code of a KeyboardInterrupt in a command
        typer.echo("truncation: interrupted", err=True)
    return int(status or 0)


def _expected() -> tuple[type[Exception], ...]:
    """The roots of the errors that are a line, not a traceback: of the packages that were imported,
    for no others can occur.
    """
    roots = (("symbolic.errors", "TruncationError"), ("proofs.checker.errors", "CertificateError"))
    loaded = [(sys.modules[name], root) for name, root in roots if name in sys.modules]
    return tuple(getattr(module, root) for module, root in loaded)


def _fail(line: str) -> int:
    typer.echo(f"truncation: {one_line(line)}", err=True)
    return ExitStatus.UNUSABLE


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an encoding without some letter gets its escape
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))
