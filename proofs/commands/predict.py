"""``predict``: what a certificate's network says of points it has not seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from proofs.commands.options import (
    AS_IT_IS,
    AsJson,
    Data,
    Output,
    Quiet,
    Reading,
    Status,
    Unusable,
    load_data,
    one_line,
    reads_data,
    say,
    spoken,
    target_path,
)
from proofs.commands.tables import print_table, visible


@reads_data
def predict(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A certificate with a network.")],
    source: Data,
    reading: Reading = AS_IT_IS,
    as_json: AsJson = False,
    output: Output = None,
    quiet: Quiet = False,
) -> Status:
    """Exact outputs and classes of a proved certificate's network on other data, and a radius
    around each training point.

    Labels of DATA are compared with those of the certificate; targets of DATA play no role.
    """
    target = None if output is None else target_path(output)
    data = load_data(source, reading, quiet, any_targets=True)
    from proofs.prediction import as_json as document_of
    from proofs.prediction import lines
    from proofs.prediction import predict as examine
    from symbolic.errors import InputError

    try:
        predicted = examine(Path(file), data)
    except InputError as error:
        raise Unusable(spoken(error) if error.place == file else f"{one_line(file)}: {spoken(error)}") from None  # fmt: skip
    document = document_of(predicted)
    if target is not None:
        from proofs.files import write_whole

        write_whole(target, json.dumps(document, indent=1) + "\n")
    if as_json:
        typer.echo(json.dumps(document))
    elif not quiet:
        say(quiet, *lines(predicted))
        _tabulate(document)
    if target is not None:
        say(quiet or as_json, f"written: {target}")
    return Status.HOLDS


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
