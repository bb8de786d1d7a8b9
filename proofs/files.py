"""Writing files: whole or not at all, through symbolic links, and to devices and pipes as they
are.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from symbolic.errors import InputError

STDOUT = Path("-")
# The file could be opened, and its contents did not get there: no fault of the arguments.
LOST = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class NotWritten(InputError):
    """A file or device took no more; what was computed is not lost to a refutation or to unusable
    input.
    """


def real_file(path: Path) -> Path:
    """What the path stands for, links followed: the file that is replaced, so that a link stays
    one.
    """
    return Path(os.path.realpath(path))


def is_stream(path: Path) -> bool:
    """Whether the path is stdout (``-``), a device or a pipe: something to write to, not to
    replace.
    """
    return path == STDOUT or (path.exists() and not path.is_file() and not path.is_dir())


def write_whole(path: Path, content: str | bytes) -> None:
    """Write the file, or nothing: the content goes to ``PATH.part`` first and is then renamed.

    A device or pipe gets the content as it is. Raises `InputError`, and `NotWritten` where the disk
    is full.
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if path == STDOUT:
            sys.stdout.flush()
            sys.stdout.buffer.write(raw)
            sys.stdout.flush()
        elif is_stream(path):
            with path.open("wb") as stream:
                stream.write(raw)
        else:
            _replace(real_file(path), raw)
    except OSError as error:
        raise refusal(path, error) from None


def _replace(path: Path, raw: bytes) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(raw)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def write_all(folder: Path, files: Mapping[str, str]) -> None:
    """Write all files of a folder, or none: first in a directory beside them, then renamed.

    Raises `InputError` where nothing can be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = next((name for name in files if (folder / name).is_dir()), None)
        if taken is not None:
            raise InputError(str(folder / taken), "a file to replace", "a directory")
        with tempfile.TemporaryDirectory(dir=folder, prefix=".report-") as made:
            for name, content in files.items():
                Path(made, name).write_bytes(content.encode("utf-8"))
            for name in files:
                os.replace(Path(made, name), folder / name)
    except OSError as error:
        raise InputError(
            str(folder), "a directory that can be written", str(error.strerror).lower()
        ) from None


def refusal(path: Path, error: OSError) -> InputError:
    """The error to raise for a file that could not be written; a closed pipe stays what it is."""
    if isinstance(error, BrokenPipeError):
        raise error
    kind = NotWritten if error.errno in LOST else InputError
    return kind(str(path), "a file that can be written", str(error.strerror).lower())
