"""Options that commands share, and the few things every command does: choose a path, say, show
progress. Options that go together are in `groups`.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proofs.commands.tables import STDOUT_TAKEN, coloured, visible

if TYPE_CHECKING:
    from symbolic.clusters import ClusterData


STDOUT = Path("-")


class ExitStatus(IntEnum):
    """The exit codes."""

    HOLDS = 0
    REFUTED = 1
    UNUSABLE = 2
    UNDECIDED = 3
    NOT_WRITTEN = 4  # a full disk, a failing device
    CLOSED_PIPE = 141  # as a shell reports a program that nobody reads any more


OUTPUT_PANEL = "Output"


PICTURES = (".svg", ".pdf", ".png")


def sources(incomplete: str) -> list[str]:
    """Data that have a name, for completion; paths the shell completes itself."""
    from symbolic.sources import DATASETS, examples

    known = [f"example:{name}" for name in examples()] + [f"sklearn:{name}" for name in DATASETS]
    return [name for name in known if name.startswith(incomplete)]


Data = Annotated[
    str,
    typer.Argument(
        metavar="DATA",
        help="A file (.json .csv .tsv .txt .data .arff .svm .npz .npy .parquet, also .gz), "
        "example:NAME, or sklearn:iris|wine|breast_cancer|digits.",
        autocompletion=sources,
    ),
]


Layers = Annotated[int | None, typer.Option(metavar="L", help="Hidden layers (default Q).")]
Readout = Annotated[
    str,
    typer.Option(
        metavar="linear|affine",
        help="Output layer with c = 0, or any.",
        autocompletion=lambda: words("ReadoutKind"),
    ),
]
Built = Annotated[
    str,
    typer.Option(
        metavar="rational|orthogonal",
        help="How a class is collapsed.",
        autocompletion=lambda: words("Construction"),
    ),
]
Mu = Annotated[
    str | None,
    typer.Option(
        metavar="R",
        help="All apexes at x̄ + R (x̄_j − x̄); default: R in the middle of the feasible interval "
        "(simple points near these where apexes or normals have numbers of more than 20 bits; "
        "apexes elsewhere where the interval is empty).",
    ),
]
AsJson = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Machine output on stdout, and nothing else there.",
        rich_help_panel=OUTPUT_PANEL,
    ),
]


def _taken(path: Path | None) -> Path | None:
    STDOUT_TAKEN.set(path == STDOUT)
    return path


Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Where to write; - is stdout.",
        rich_help_panel=OUTPUT_PANEL,
        callback=_taken,
    ),
]
Quiet = Annotated[
    bool,
    typer.Option("-q", "--quiet", help="Print nothing but errors.", rich_help_panel=OUTPUT_PANEL),
]
Jobs = Annotated[int, typer.Option(metavar="N", min=1, help="Processes.")]


# Arguments of the library that are options here: what it says of `layers` is said of `--layers`.
OPTIONS = frozenset(
    (
        "architecture",
        "axes",
        "construction",
        "dask",
        "decimal",
        "encoding",
        "features",
        "label",
        "layers",
        "mu",
        "pdf",
        "readout",
        "select",
        "sep",
        "without",
    )
)


class Unusable(Exception):
    """Unusable arguments or input; its text is the one line that is shown."""


def words(vocabulary: str) -> list[str]:
    """The words of one of the vocabularies of `symbolic.words`, which is slow to import, for
    completion.
    """
    import symbolic.words

    vocabularies: Mapping[str, Iterable[str]] = vars(symbolic.words)
    return list(vocabularies[vocabulary])


def spoken(error: Exception) -> str:
    """The message of an error of the library in the terms of the command: a place that is an option
    gets its dashes.
    """
    from symbolic.errors import InputError

    place = error.place if isinstance(error, InputError) else ""
    line = re.sub(r"\bthe option ([a-z_]+)", _dashed, str(error))
    return f"--{line}" if place.replace("_", "-") in OPTIONS else line


def _dashed(match: re.Match[str]) -> str:
    name = match.expand(r"\1")
    return "--header or --no-header" if name == "header" else "--" + name.replace("_", "-")


def one_line(text: str) -> str:
    return text if text.isprintable() else ascii(text)


def target_path(path: Path) -> Path:
    """The output path, refused before any work if nothing can be written there."""
    if path == STDOUT:
        return path
    try:
        found = "a directory" if path.is_dir() else "" if path.parent.is_dir() else "no directory"
    except OSError as error:
        found = os.strerror(error.errno or 0).lower()
    if found:
        wanted = "expected a file in an existing directory"
        raise Unusable(f"{one_line(str(path))}: {wanted}, found {found}")
    return path


def named_path(path: Path, option: str, *endings: str) -> Path:
    """The output path, refused before any work if its name has none of these endings, too."""
    if path.suffix.lower() not in endings:
        wanted = " or ".join(filter(None, (", ".join(endings[:-1]), endings[-1])))
        raise Unusable(f"{option}: expected a name ending in {wanted}, found {one_line(str(path))}")
    return target_path(path)


def default_path(data: ClusterData, command: str) -> Path:
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", data.name).strip("._") or "data"
    return Path(f"{stem[:80]}.{command}.json")


def free_path(path: Path, content: str | bytes) -> Path:
    """The path, or the first of ``NAME-2.json``, ``NAME-3.json``, … that is free: a default name
    never takes the place of what another run has written; the same run again, that of its own file.
    """
    raw = content.encode() if isinstance(content, str) else content
    for tried in itertools.chain(
        [path], (path.with_stem(f"{path.stem}-{k}") for k in itertools.count(2))
    ):
        if not os.path.lexists(tried) or (tried.is_file() and tried.read_bytes() == raw):
            return tried
    return path


def say(quiet: bool, *lines: str) -> None:
    """The lines on stdout, or on stderr where stdout is the file that is written (``-o -``);
    verdicts in colour where that is a terminal.
    """
    if not quiet:
        taken = STDOUT_TAKEN.get()
        styled = coloured if (sys.stderr if taken else sys.stdout).isatty() else str
        for line in lines:
            typer.echo(styled(visible(line)), err=taken)


@contextlib.contextmanager
def progress(what: str, total: int | None, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, if that is a terminal, or a spinner where nothing can be counted;
    yields the function that is told how many are done.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    counted = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    columns = (SpinnerColumn(), TimeElapsedColumn()) if total is None else counted
    with Progress(
        TextColumn(what),
        *columns,
        console=console,
        disable=quiet or not console.is_terminal,
        transient=True,
    ) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
