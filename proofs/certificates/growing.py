"""The file of a long landscape run: it grows by one line a minimum, survives an interruption, and
ends as a certificate.

While the run lasts the lines are in ``FILE.part``; the same command finds them there (or in a
cut-off ``FILE``) and goes on after the last whole line, so finished subsets are not computed again,
and the final bytes are those of an uninterrupted run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from proofs.certificates.layout import closed, fields_as_lines
from proofs.files import is_stream, real_file, refusal, write_whole
from symbolic.errors import InputError


def equal_values(items: Iterable[dict[str, Any]]) -> list[list[list[str]]]:
    """The classes of at least two subsets with equal value for the same readout (T5), in order of
    first appearance.

    >>> item = {"readout": "linear", "value": "1/2"}
    >>> equal_values([{**item, "collapsed": ["a"]}, {**item, "collapsed": ["b"]}])
    [[['a'], ['b']]]
    """
    classes: dict[tuple[str, str], list[list[str]]] = {}
    for item in items:
        classes.setdefault((item["readout"], item["value"]), []).append(item["collapsed"])
    shared = [(readout, group) for (readout, _), group in classes.items() if len(group) > 1]
    return [group for kind in ("linear", "affine") for readout, group in shared if readout == kind]


def document(header: str, lines: list[str]) -> str:
    """The certificate: header, one line a minimum, the classes of equal values, the digest."""
    groups = equal_values(json.loads(line) for line in lines)
    return closed(header + ",\n".join(lines) + "],\n" + fields_as_lines({"equal_values": groups}))


def grow(
    path: Path | None,
    header: str,
    expected: Sequence[tuple[list[str], str]],
    rest: Callable[[int], Iterator[dict[str, Any]]],
    progress: Callable[[int], None],
) -> str:
    """Run to the end and return the certificate; with a path, keep every line there as it comes.

    ``header`` is the text up to the list of minima, ``expected`` their subsets and readouts;
    ``rest(k)`` yields the sections after the first ``k``; ``progress(k)`` is told how many are
    finished. Raises `InputError` where nothing can be written, or if ``FILE.part`` belongs to
    another run.
    """
    if path is None or is_stream(path):
        lines = []
        for section in rest(0):
            lines.append(json.dumps(section))
            progress(len(lines))
        content = document(header, lines)
        if path is not None:
            write_whole(path, content)
        return content
    path = real_file(path)
    part = path.with_name(path.name + ".part")
    lines = max((_finished(file, header, expected) for file in (path, part)), key=len)
    try:
        with part.open("w", encoding="ascii") as out:
            out.write(
                header
                + "".join(_terminated(line, i, len(expected)) for i, line in enumerate(lines))
            )
            progress(len(lines))
            for section in rest(len(lines)):
                line = json.dumps(section)
                out.write(_terminated(line, len(lines), len(expected)))
                out.flush()
                lines.append(line)
                progress(len(lines))
        content = document(header, lines)
        with part.open("a", encoding="ascii") as out:
            out.write(content[part.stat().st_size :])
        os.replace(part, path)
    except OSError as error:
        raise refusal(path, error) from None
    return content


def _terminated(line: str, index: int, total: int) -> str:
    return line + (",\n" if index < total - 1 else "],\n")


def _finished(file: Path, header: str, expected: Sequence[tuple[list[str], str]]) -> list[str]:
    """The whole lines of minima, in order, that an earlier run of the same command left in the
    file.
    """
    try:
        content = file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return []
    if not content.startswith(header):
        if file.suffix == ".part" and not header.startswith(content):
            wanted = "lines of the same data and options (delete the file to start afresh)"
            raise InputError(str(file), wanted, "another run's lines")
        return []
    sections: list[str] = []
    for line, task in zip(content[len(header) :].split("\n")[:-1], expected, strict=False):
        text = line.removesuffix(_terminated("", len(sections), len(expected)).rstrip())
        try:
            item = json.loads(text)
        except ValueError:
            break
        if not isinstance(item, dict) or (item.get("collapsed"), item.get("readout")) != task:
            break
        sections.append(text)
    return sections
