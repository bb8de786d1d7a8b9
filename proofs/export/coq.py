"""A certificate as a folder that Coq builds: its data, and a last theorem that says what it proves.

The folder has the parts of the library `proofs/coq/certificates` that the theorem needs,
``certificate/Data.v`` (integers over common denominators), ``certificate/Certificate.v`` (the
theorem) and a Makefile; `make` builds it with coqc alone. The theorem restates a part of the
certificate (`claims`), so a file is exported only once the checker has proved all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from proofs.checker.reading import Certificate
from proofs.coq_libraries import CERTIFICATES
from proofs.export import coq_landscape, coq_statements, coq_widths
from proofs.export.coq_sections import Development
from proofs.export.source import as_it_stands, proved
from symbolic.errors import InputError

__all__ = [
    "LIBRARY",
    "development",
    "export_coq",
    "library_files",
    "translated",
    "write_certificate",
]

LIBRARY = CERTIFICATES.folder
STATEMENTS: dict[str, Callable[[Certificate], Development]] = {
    "T3": coq_statements.zero_loss,
    "T3'": coq_statements.obstruction,
    "T4": coq_statements.degeneracy,
    "T5": coq_landscape.landscape,
    **dict.fromkeys(("P1", "P2", "P3", "W2"), coq_widths.fits_everywhere),
}
DATA = """(* {title} *)
From Truncation Require Import Spec.
From Coq Require Import ZArith List.
Import ListNotations.
"""
CERTIFICATE = """(* {title} *)
From Truncation Require Import {requires}.
From Coq Require Import ZArith Reals List.
From Certificate Require Import Data.
Import ListNotations.
Open Scope R_scope.
"""


def export_coq(certificate_path: Path, folder: Path) -> None:
    """Write the folder, made if need be, for a certificate that the checker proves.

    Raises `InputError`.
    """
    written = development(certificate_path)
    files = library_files(written.requires)
    try:
        library = folder / "library"
        library.mkdir(parents=True, exist_ok=True)
        for name in files:
            (library / name).write_bytes((LIBRARY / name).read_bytes())
        (folder / "Makefile").write_bytes((LIBRARY / "Makefile").read_bytes())
        listed = [f"library/{name}" for name in files] + [
            "certificate/Data.v",
            "certificate/Certificate.v",
        ]
        project = ["-Q library Truncation", "-Q certificate Certificate", *listed]
        (folder / "_CoqProject").write_text("\n".join(project) + "\n", encoding="ascii")
        own = folder / "certificate"
        own.mkdir(exist_ok=True)
        write_certificate(written, own)
    except OSError as error:
        raise InputError(str(folder), "a folder that can be written", str(error.strerror)) from None


def development(certificate: Mapping[str, object] | Path) -> Development:
    """The Coq text of a certificate.

    A path is handed to the independent checker first, and refused with `InputError` unless proved;
    a mapping (the parsed file) is translated as it stands, so that Coq alone is the judge, and
    raises `proofs.checker.errors.Malformed` where it is not of the format.
    """
    source = proved(certificate) if isinstance(certificate, Path) else as_it_stands(certificate)
    return translated(source)


def translated(source: Certificate) -> Development:
    """The Coq text of a certificate that was read. Raises `InputError` where there is none.

    >>> from proofs.checker.values import Data
    >>> translated(Certificate("X9", Data(()), {}))
    Traceback (most recent call last):
        ...
    symbolic.errors.InputError: statement: expected one with a theorem in Coq (T3, T3', T4, T5, P1,
    P2, P3, W2), found X9
    """
    write = STATEMENTS.get(source.statement)
    if write is None:
        expected = f"one with a theorem in Coq ({', '.join(STATEMENTS)})"
        raise InputError("statement", expected, source.statement)
    return write(source)


def write_certificate(written: Development, folder: Path) -> None:
    """Write ``Data.v`` and ``Certificate.v``."""
    title = "Written from a certificate; the last theorem of Certificate.v is what it proves."
    data = DATA.format(title=title) + "\n" + written.data + "\n"
    head = CERTIFICATE.format(title=title, requires=" ".join(("Spec", *written.requires)))
    (folder / "Data.v").write_text(data, encoding="ascii")
    (folder / "Certificate.v").write_text(
        head + "\n" + written.certificate + "\n", encoding="ascii"
    )


def library_files(requires: tuple[str, ...]) -> list[str]:
    """The files of the library that these parts need, each after those it needs itself.

    >>> library_files(("Evaluation",))
    ['Spec.v', 'LinearAlgebra.v', 'Integers.v', 'Evaluation.v']
    """
    found: list[str] = []
    for part in requires:
        text = (LIBRARY / f"{part}.v").read_text(encoding="utf-8")
        needed = re.findall(r"^From Truncation Require (?:Import|Export) ([\w ]+)\.$", text, re.M)
        own = library_files(tuple(name for line in needed for name in line.split()))
        found += [name for name in [*own, f"{part}.v"] if name not in found]
    return found
