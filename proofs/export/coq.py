"""A certificate as a folder that Coq builds: its data, and a last theorem that says what it proves.

The folder has the libraries of `proofs/coq`, ``certificate/Data.v`` (integers over common
denominators), ``certificate/Certificate.v`` (the theorem) and a Makefile; `make` builds it, with
Coq and MathComp installed. The theorem restates a part of the certificate (`claims`), so a file is
exported only once the checker has proved all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from proofs.checker.reading import Certificate
from proofs.coq_libraries import BRIDGE
from proofs.export import (
    coq_cells,
    coq_degeneracy,
    coq_landscape,
    coq_minima,
    coq_obstruction,
    coq_statements,
    coq_widths,
)
from proofs.export.coq_sections import Development
from proofs.judged_files import as_it_stands, proved
from symbolic.errors import InputError

__all__ = [
    "development",
    "export_coq",
    "translated",
    "write_certificate",
]

STATEMENTS: dict[str, Callable[[Certificate], Development]] = {
    "T3": coq_statements.zero_loss,
    "T3'": coq_obstruction.obstruction,
    "T4": coq_statements.degeneracy,
    "T5": coq_landscape.landscape,
    "T6": coq_minima.partitions,
    "P0": coq_minima.global_minimum,
    "R1": coq_minima.region_minimum,
    "P1": coq_cells.two_layers,
    **dict.fromkeys(("P2", "P3", "W2"), coq_widths.fits_everywhere),
    "G8": coq_degeneracy.list_degeneracy,
    **dict.fromkeys(("capacity yes", "A1"), coq_widths.reaches_zero),
}
DATA = """(* {title} *)
From Truncation Require Import Spec Regions.
From Coq Require Import ZArith List.
Import ListNotations.
"""
CERTIFICATE = """(* {title} *)
From Truncation Require Import {requires}.
From Bridge Require Import Verdicts Ranks AnyWidths AnyMinima Stuck Wide WideRanks TwoLayers.
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
    options, listed = [], []
    try:
        for library in (*BRIDGE.needs, BRIDGE):
            place = library.folder.name
            (folder / place).mkdir(parents=True, exist_ok=True)
            for name in (f"{file}.v" for file in library.files):
                (folder / place / name).write_bytes((library.folder / name).read_bytes())
                listed.append(f"{place}/{name}")
            options.append(f"-Q {place} {library.name}")
        own = folder / "certificate"
        own.mkdir(exist_ok=True)
        write_certificate(written, own)
        listed += ["certificate/Data.v", "certificate/Certificate.v"]
        project = "\n".join([*options, "-Q certificate Certificate", *listed]) + "\n"
        (folder / "_CoqProject").write_text(project, encoding="ascii")
        # MathComp's own warnings are not ours.
        rules = (BRIDGE.needs[0].folder / "Makefile").read_text(encoding="utf-8")
        (folder / "Makefile").write_text(f"COQC := coqc -w none\n{rules}", encoding="utf-8")
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
    symbolic.errors.InputError: statement: expected one with a theorem in Coq (T3, T3', T4, T5, T6,
    P0, R1, P1, P2, P3, W2, G8, capacity yes, A1), found X9
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
