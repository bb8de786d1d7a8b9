"""The page of the site that lists every command with all its arguments and options, made from the
command itself (`docs/site.py`): it can neither leave one out nor say what ``--help`` does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from proofs.cli import app

HEAD = """# Commands

`truncation COMMAND --help` says the same. Exit codes: 0 all holds, 1 refuted (or no such network),
2 unusable input, 3 undecided, 4 the output could not be written, 130 interrupted.
"""


def page() -> str:
    """The whole page."""
    command: Any = typer.main.get_command(app)
    with command.make_context("truncation", [], resilient_parsing=True) as context:
        named = [
            (name, command.get_command(context, name)) for name in command.list_commands(context)
        ]
    return "\n".join([HEAD, *(line for name, one in named for line in section(name, one))]) + "\n"


def section(name: str, command: Any) -> Iterator[str]:
    """What one command does, its arguments, and its options under the headings of its help."""
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    usage = " ".join(["truncation", name, "[OPTIONS]", *map(_called, arguments)])
    yield from (f"## {name}", "", "```text", usage, "```", "", _words(command.help), "")
    if arguments:
        yield from ("| argument | |", "|---|---|", *map(_row, arguments), "")
    options = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
    for panel in dict.fromkeys(one.rich_help_panel for one in options):
        rows = [_row(one) for one in options if one.rich_help_panel == panel]
        yield from (f"| {(panel or 'options').lower()} | |", "|---|---|", *rows, "")


def _called(one: Any) -> str:
    """How an argument or an option is written."""
    if one.param_type_name == "argument":
        return str(one.metavar or one.name.upper())
    spellings = ", ".join([*one.opts, *one.secondary_opts])
    return spellings if one.is_flag else f"{spellings} {one.metavar or one.display_type}"


def _row(one: Any) -> str:
    default = "" if one.default in (None, False, "") or callable(one.default) else one.default
    shown = f" Default: {getattr(default, 'value', default)}." if default else ""
    called = _called(one).replace("|", "\\|")
    return f"| `{called}` | {_words(one.help)}{shown} |"


def _words(text: str | None) -> str:
    """Prose of a help text as Markdown: nothing in it is a mark."""
    escaped = re.sub(r"([*_`<\[\]|])", r"\\\1", text or "")
    return re.sub(r"[ \n]*\n\n[ \n]*", "\n\n", escaped)
