"""Options that go together, one dataclass a group: how data are read, how a network is built, what
is written and said. `grouped` gives a command the options of its groups.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, get_type_hints

import typer

from proofs.commands.options import (
    AsJson,
    Built,
    ExitStatus,
    Layers,
    Mu,
    Output,
    Quiet,
    Readout,
    Unusable,
    one_line,
    say,
    spoken,
    target_path,
)

if TYPE_CHECKING:
    from symbolic.clusters import ClusterData


def _asked(shown_as: str | None, told: str, *names: str) -> Any:
    return typer.Option(*names, metavar=shown_as, help=told, rich_help_panel="How DATA is read")


@dataclass(frozen=True, slots=True)
class Reading:
    """How data are read."""

    select: Annotated[str | None, _asked("LABEL,…", "Keep these classes only.")] = None
    features: Annotated[
        str | None, _asked("NAME,…", "Keep these coordinates only (names, or numbers from 0).")
    ] = None
    label: Annotated[
        str | None, _asked("NAME|NUMBER", "The column of the labels (default: found).")
    ] = None
    sep: Annotated[
        str | None, _asked("CHAR", "What separates columns, or tab (default: found).")
    ] = None
    header: Annotated[
        bool | None,
        _asked(None, "Whether the first row holds names (default: seen).", "--header/--no-header"),
    ] = None
    decimal: Annotated[str | None, _asked("CHAR", "The decimal point: . or , (default: seen).")] = (
        None
    )
    encoding: Annotated[str | None, _asked("NAME", "Of the text (default: UTF-8).")] = None
    drop_missing: Annotated[
        bool, _asked(None, "Leave rows with missing values out.", "--drop-missing")
    ] = False

    def words(self) -> list[str]:
        """The words on the command line that ask for this reading.

        >>> Reading(select="a,b", header=False).words()
        ['--select', 'a,b', '--no-header']
        """
        said: list[str] = []
        for name, value in asdict(self).items():
            option = name.replace("_", "-")
            if isinstance(value, str):
                said += [f"--{option}", value]
            elif value is not None and (value or name == "header"):
                said.append(f"--{option}" if value else f"--no-{option}")
        return said

    def load(
        self,
        source: str,
        quiet: bool = True,
        any_targets: bool = False,
        unlabelled: bool = False,
    ) -> ClusterData:
        """The data; what was found out about the file is told on stderr unless ``quiet``."""
        from symbolic.errors import TruncationError
        from symbolic.sources import Request, read

        classes, names = (
            None if option is None else option.split(",") for option in (self.select, self.features)
        )
        how = (self.label, self.sep, self.header, self.decimal, self.encoding)
        request = Request(classes, names, *how, self.drop_missing, any_targets, unlabelled)
        try:
            data = read(source, request)
        except TruncationError as error:
            raise Unusable(f"{one_line(source)}: {spoken(error)}") from None
        for note in () if quiet else request.notes:
            typer.echo(f"{one_line(source)}: {one_line(note)}", err=True)
        return data


@dataclass(frozen=True, slots=True)
class Building:
    """How a truncation network is built."""

    layers: Layers = None
    readout: Readout = "affine"
    construction: Built = "rational"
    mu: Mu = None


Shown: TypeAlias = Sequence[str] | Callable[[], None]  # lines, or a function that prints


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written, and what is said."""

    as_json: AsJson = False
    output: Output = None
    quiet: Quiet = False

    def target(self) -> Path | None:
        """Where to write, refused before any work if nothing can be written there."""
        return None if self.output is None else target_path(self.output)

    def finish(
        self,
        target: Path | None,
        document: str,
        shown: Shown,
        called: str | None = "certificate",
    ) -> None:
        """Write the document, hand it out, and say where it is, if it is called something."""
        from proofs.files import write_whole

        if target is not None:
            write_whole(target, document)
        self.hand_out(target, document, shown, called)

    def hand_out(
        self,
        target: Path | None,
        document: str,
        shown: Shown,
        called: str | None = "certificate",
    ) -> None:
        """What has been written: ``--json`` puts it on stdout, else it is shown, by lines, or by a
        function that prints.
        """
        if self.as_json:
            typer.echo(document, nl=False)
        elif callable(shown):
            if not self.quiet:
                shown()
        else:
            say(self.quiet, *shown)
        if target is not None and called is not None:
            say(self.quiet or self.as_json, f"{called}: {target}")


AS_IT_IS, BY_DEFAULT, ON_STDOUT = Reading(), Building(), Writing()


def grouped(command: Callable[..., ExitStatus]) -> Callable[..., ExitStatus]:
    """The command with the fields of its groups as options; it gets each group as one argument."""
    own = inspect.signature(command, eval_str=True)
    groups: dict[str, Any] = {
        p.name: p.annotation for p in own.parameters.values() if is_dataclass(p.annotation)
    }

    @functools.wraps(command)
    def with_options(**given: Any) -> ExitStatus:
        for name, group in groups.items():
            given[name] = group(**{one.name: given.pop(one.name) for one in fields(group)})
        return command(**given)

    parameters = []
    for p in own.parameters.values():
        if p.name not in groups:
            parameters.append(p.replace(kind=inspect.Parameter.KEYWORD_ONLY))
            continue
        hints = get_type_hints(groups[p.name], include_extras=True)
        parameters += [
            inspect.Parameter(
                one.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=one.default,
                annotation=hints[one.name],
            )
            for one in fields(groups[p.name])
        ]
    vars(with_options)["__signature__"] = own.replace(parameters=parameters)
    return with_options
