"""``list`` and ``show``: what the ledger holds, and one statement of it in full."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proofs.commands.options import AsJson, ExitStatus, Quiet, Unusable, say

if TYPE_CHECKING:
    from proofs.statements.entry import Entry


def identifiers(incomplete: str) -> list[str]:
    """The IDs that begin so, in any case, for completion."""
    from proofs.ledger import entries

    return [key for key in entries() if key.lower().startswith(incomplete.lower())]


def entry_id(text: str) -> str:
    """The ID of an entry, however it is capitalised; raises `Unusable` with the IDs there are."""
    from proofs.ledger import entries

    known = {key.lower(): key for key in entries()}
    spelling = text.strip().lower().replace("′", "'")
    if spelling not in known:
        raise Unusable(f"{text}: expected one of {', '.join(known.values())}")
    return known[spelling]


def list_(as_json: AsJson = False, quiet: Quiet = False) -> ExitStatus:
    """The statements of the ledger, one a line: ID, kind, name, and what each uses."""
    from proofs.ledger import entries

    if as_json:
        listed = [
            {"id": e.id, "kind": e.kind, "name": e.name, "uses": list(e.uses)}
            for e in entries().values()
        ]
        typer.echo(json.dumps(listed, indent=1))
        return ExitStatus.HOLDS
    say(quiet, *(f"{entry.id:4} {entry.kind:10} {entry.name}" for entry in entries().values()))
    return ExitStatus.HOLDS


def show(
    identifier: Annotated[
        str,
        typer.Argument(metavar="ID", help="A statement, such as T5d.", autocompletion=identifiers),
    ],
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> ExitStatus:
    """One statement in full: what it says, what it assumes, what it rests on, where it is
    decided.
    """
    from proofs.ledger import entries

    entry = entries()[entry_id(identifier)]
    if as_json:
        typer.echo(json.dumps(dict(_parts(entry)), indent=1))
        return ExitStatus.HOLDS
    lines = [f"{entry.id} ({entry.kind}): {entry.name}"]
    for head, body in _parts(entry):
        if head not in ("id", "kind", "name") and body:
            items = body.splitlines() if isinstance(body, str) else [f"  - {one}" for one in body]
            lines += (
                [f"{head}: {items[0]}", *items[1:]]
                if isinstance(body, str)
                else [f"{head}:", *items]
            )
    say(quiet, *lines)
    return ExitStatus.HOLDS


def _parts(entry: Entry) -> Iterator[tuple[str, Any]]:
    from proofs.ledger import derivation, module_of, rests_on
    from proofs.letters import letters_in
    from proofs.render.notebook import filled

    yield "id", entry.id
    yield "kind", entry.kind
    yield "name", entry.name
    yield "defined", entry.definition
    yield "statement", filled(entry.statement, derivation(entry.id)) if entry.statement else ""
    yield "assume", [f"{one.id}: {one.text}" for one in entry.assumptions]
    yield (
        "letters",
        [
            f"${one.latex}$: {one.words}{one.shape and f' ({one.shape})'}"
            for one in letters_in(entry.id)
        ],
    )
    yield "uses", ", ".join(entry.uses)
    yield "rests on", ", ".join(rests_on(entry.id))
    yield "in Coq", ", ".join(entry.coq)
    yield "decided in", ", ".join(entry.decided_in)
    yield "written in", module_of(entry.id)
