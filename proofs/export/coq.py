"""A certificate as a folder that Coq builds: its data, and a last theorem that says what it proves.

The folder has the parts of the library `proofs/coq/certificates` that the theorem needs,
``certificate/Data.v`` (integers over common denominators), ``certificate/Certificate.v`` (the
theorem) and a Makefile; `make` builds it with coqc alone. Nothing is checked here: a false
certificate is exported, and Coq refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from proofs.checker.reading import Certificate, parse, statement_of
from proofs.checker.values import dataset
from proofs.export import coq_landscape, coq_statements
from proofs.export.coq_sections import Development
from symbolic.errors import InputError

__all__ = ["LIBRARY", "development", "export_coq", "library_files", "write_certificate"]

LIBRARY = Path(__file__).parent.parent / "coq" / "certificates"
STATEMENTS: dict[str, Callable[[Certificate], Development]] = {
    "T3": coq_statements.zero_loss,
    "T3'": coq_statements.obstruction,
    "T4": coq_statements.degeneracy,
    "T5": coq_landscape.landscape,
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
    """Write the folder, made if need be. Raises `InputError` and `Malformed`."""
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


def development(certificate_path: Path) -> Development:
    """The Coq text of a certificate. Raises `InputError` and `Malformed`."""
    try:
        values = parse(certificate_path.read_bytes())
    except OSError as error:
        found = str(error.strerror).lower()
        raise InputError(str(certificate_path), "a readable file", found) from None
    statement = statement_of(values)
    certificate = Certificate(statement, dataset(values.get("data")), values)
    if statement not in STATEMENTS:
        raise InputError("statement", f"one of {', '.join(STATEMENTS)}", statement)
    return STATEMENTS[statement](certificate)


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
