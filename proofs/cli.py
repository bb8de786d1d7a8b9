"""The command ``truncation``: each subcommand is one or two calls of the Python API (`proofs.commands`).

Exit codes: 0 everything holds, 1 refuted (or the data admit no such network), 2 unusable arguments or input (one line on
stderr), 3 undecided. Heavy modules are imported by the commands that need them, so that ``--help`` and ``check`` start at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from proofs.commands import (
    architectures,
    certificates,
    examine,
    finding,
    flow,
    ledger,
    minimize,
    predict,
)
from proofs.commands.options import Status, Unusable, one_line, spoken

INTERRUPTED = 130

app = typer.Typer(
    help="Exact proof companion for the geometry of ReLU networks: no rounded number decides anything.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    minimize.minimize,
    finding.landscape,
    finding.degeneracy,
    architectures.shallow,
    architectures.capacity,
    flow.flow,
    examine.examine,
    predict.predict,
    certificates.check,
    certificates.export,
    ledger.prove,
    ledger.derive,
    ledger.report,
):
    app.command()(command)


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code; every expected failure is one line on stderr."""
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
            return _fail(spoken(error))
        raise
    if status == INTERRUPTED:  # Typer makes an exit code of a KeyboardInterrupt in a command
        typer.echo("truncation: interrupted", err=True)
    return int(status or 0)


def _expected() -> tuple[type[Exception], ...]:
    """The roots of the errors that are a line, not a traceback: of the packages that were imported, for no others can occur."""
    roots = (("symbolic.errors", "TruncationError"), ("proofs.checker.errors", "CertificateError"))
    loaded = [(sys.modules[name], root) for name, root in roots if name in sys.modules]
    return tuple(getattr(module, root) for module, root in loaded)


def _fail(line: str) -> int:
    typer.echo(f"truncation: {one_line(line)}", err=True)
    return Status.UNUSABLE


def main() -> None:
    """Entry point of the command."""
    sys.exit(run(sys.argv[1:]))
