"""The bytes of a file, unpacked and decoded; what is no text is named, so that its owner knows what
to do.
"""

from __future__ import annotations

import gzip
import io
import os
import zlib
from pathlib import Path

from symbolic.errors import InputError

MAX_BYTES = 1 << 28

# How files begin that are neither text nor read here, and what to do with them.
KNOWN = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook (save it as CSV)"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (save it as CSV)"),
    (b"\x89HDF", "HDF5 (save it as .npz or CSV)"),
    (b"\x93NUMPY", "a NumPy array (end its name in .npy)"),
    (b"PAR1", "Parquet (end its name in .parquet)"),
    (b"\xfd7zXZ", "an xz archive (unpack it)"),
    (b"BZh", "a bzip2 archive (unpack it)"),
    (b"\x80\x04\x95", "a pickle, which runs code when it is read (save it as .npz)"),
)
MARKS = ((b"\xff\xfe\x00\x00", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def read_bytes(source: str | os.PathLike[str]) -> bytes:
    """The content of the file, unpacked if it is gzip; at most `MAX_BYTES` of either."""
    try:
        with open(source, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if raw[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                raw = packed.read(MAX_BYTES + 1)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("file", "a readable file", reason.lower()) from None
    if len(raw) > MAX_BYTES:
        raise InputError("file", f"at most {MAX_BYTES} bytes", "more")
    return raw


def decoded(raw: bytes, encoding: str | None) -> str:
    """The text: UTF-8 (a byte order mark is no part of it) unless another encoding is asked for."""
    for start, what in KNOWN:
        if raw.startswith(start):
            raise InputError("file", "text, or a format read here by its ending", what)
    if encoding is not None:
        return _decoded_as(raw, encoding)
    for mark, name in MARKS:
        if raw.startswith(mark):
            expected = f"UTF-8 text, or the option encoding {name.lower()}"
            raise InputError("byte 0", expected, f"the mark of {name}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = f"0x{raw[error.start]:02x}"
        expected = "UTF-8 text, or the option encoding, such as cp1252 or latin-1"
        raise InputError(f"byte {error.start}", expected, byte) from None


def _decoded_as(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise InputError("encoding", "a name such as latin-1 or utf-16", ascii(encoding)) from None
    except UnicodeDecodeError as error:
        found = f"0x{raw[error.start]:02x}"
        raise InputError(f"byte {error.start}", f"{encoding} text", found) from None


def stem_and_suffix(source: str | os.PathLike[str]) -> tuple[str, str]:
    """Name and ending of a path, ``.gz`` apart, the ending in lower case.

    >>> stem_and_suffix("folder/Iris.CSV.gz")
    ('Iris', '.csv')
    """
    path = Path(source)
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return path.stem.strip() or "data", path.suffix.lower()
