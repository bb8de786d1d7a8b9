"""``predict``: what a certificate's network says of points it has not seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from proofs.commands.groups import AS_IT_IS, ON_STDOUT, Reading, Writing, grouped
from proofs.commands.options import Data, ExitStatus, Unusable, one_line, progress, say, spoken
from proofs.commands.tables import print_table, visible


@grouped
def predict(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A certificate with a network.")],
    source: Data,
    unlabelled: Annotated[
        bool, typer.Option("--no-label", help="DATA is a table of points alone, without labels.")
    ] = False,
    writing: Writing = ON_STDOUT,
    reading: Reading = AS_IT_IS,
) -> ExitStatus:
    """Exact outputs and classes of a proved certificate's network on other data, and a radius
    around each training point.

    Labels of DATA, if it has any, are compared with those of the certificate; targets of DATA play
    no role.
    """
    target = writing.target()
    data = reading.load(source, writing.quiet, any_targets=True, unlabelled=unlabelled)
    from proofs.prediction import as_json as document_of
    from proofs.prediction import lines
    from proofs.prediction import predict as examine
    from symbolic.errors import InputError

    try:
        with progress("points", None, writing.quiet):
            predicted = examine(Path(file), data)
    except InputError as error:
        said = spoken(error) if error.place == file else f"{one_line(file)}: {spoken(error)}"
        raise Unusable(said) from None
    document = document_of(predicted)
    if target is not None:
        from proofs.files import write_whole

        write_whole(target, json.dumps(document, indent=1) + "\n")
    if writing.as_json:
        typer.echo(json.dumps(document))
    elif not writing.quiet:
        say(False, *lines(predicted))
        _tabulate(document)
    if target is not None:
        say(writing.quiet or writing.as_json, f"written: {target}")
    return ExitStatus.HOLDS


def _tabulate(document: dict[str, Any]) -> None:
    """The confusion table: a row a true class, a column a predicted one; columns and rows without
    entries are left out.
    """
    names, counts = [*document["classes"], "—"], document["confusion"]
    columns = [k for k, _ in enumerate(names) if any(row[k] for row in counts)]
    rows = [
        [name, *(str(row[k]) for k in columns)]
        for name, row in zip(names, counts, strict=True)
        if any(row)
    ]
    title = "label (rows) and predicted class (columns)"
    print_table(title, ["", *(visible(names[k]) for k in columns)], rows)
