"""A certificate as an SMT-LIB 2 script, so that z3, cvc5 and their like judge it by their own
means.

What a solver is asked is stated before each query; what of the certificate is *not* restated
stands at the top of the script. The solver needs no part of this project.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from proofs.checker.errors import Malformed
from proofs.checker.reading import Certificate
from proofs.export.smt.degeneracy import degeneracy_sections
from proofs.export.smt.landscape import landscape_sections
from proofs.export.smt.lists import list_sections
from proofs.export.smt.obstruction import obstruction_sections
from proofs.export.smt.terms import Section, script
from proofs.export.smt.zero_loss import zero_loss_sections
from proofs.files import write_whole
from proofs.judged_files import as_it_stands, proved
from symbolic.errors import InputError

__all__ = ["smtlib_text", "write_smtlib"]

# statement -> (logic, the sections, what the script leaves out)
EXPORTS: dict[str, tuple[str, Callable[[Certificate], list[Section]], str]] = {
    "T3": ("QF_LRA", zero_loss_sections, "nothing"),
    "T3'": (
        "QF_LRA",
        obstruction_sections,
        "that the obstructions concern one set of classes, one each",
    ),
    "T4": ("QF_LRA", degeneracy_sections, "which apex or cone a direction moves"),
    "T5": (
        "QF_NRA",
        landscape_sections,
        "verdicts, radius, descent towards a witness, equal values, that all subsets are listed",
    ),
    "P1": (
        "QF_LRA",
        list_sections,
        "that every point is in one cell, widths, that no shorter list exists (`fewest`)",
    ),
    "P0": (
        "QF_LRA",
        list_sections,
        "that every point is in one cell, widths, the value of the least cost, `fewest`",
    ),
    **dict.fromkeys(("P2", "W2"), ("QF_LRA", list_sections, "widths")),
    "P3": (
        "QF_LRA",
        list_sections,
        "widths, ranks, that every layer keeps or collapses each input",
    ),
}


def smtlib_text(certificate: Mapping[str, object] | Path) -> str:
    """The facts of a certificate as queries: the negation of each is unsat, its controls are sat.

    A path is handed to the independent checker first, and refused with `InputError` unless proved;
    a mapping (the parsed file) is translated as it stands, so that the solver alone is the judge,
    and raises `proofs.checker.errors.Malformed` where it is not of the format.
    """
    source = proved(certificate) if isinstance(certificate, Path) else as_it_stands(certificate)
    if source.statement not in EXPORTS:
        raise InputError("statement", f"one of {', '.join(EXPORTS)}", source.statement)
    logic, sections, left_out = EXPORTS[source.statement]
    header = [
        f"{source.statement}: each fact is asked by its negation (unsat = proved), followed by",
        "controls that must be sat, so that an encoding which proves everything would be noticed.",
        f"Not restated here: {left_out}.",
    ]
    try:
        return script(logic, header, sections(source))
    except (KeyError, ValueError) as error:  # of a mapping only: a proved file has every key
        raise Malformed(f"file: expected the keys of the format, found {error!r}") from error


def write_smtlib(certificate: Path, target: Path) -> None:
    """Write the script of a certificate that the checker proves. Raises `InputError`."""
    write_whole(target, smtlib_text(certificate).encode("ascii"))
