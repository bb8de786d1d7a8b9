"""A certificate judged by the checker, and then a theorem made of it by Coq's kernel.

Coq proves a theorem that restates a part of the file (`claims`), so the checker judges all of the
file first: what it does not prove is not handed on. *Refuted* by Coq is said only where the kernel
evaluated a check and did not find true; whatever else goes wrong (time, memory, a broken library,
an axiom nobody allowed) is *unknown*.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from proofs import coq_libraries
from proofs.checker import Limits
from proofs.checker.limits import DEFAULT
from proofs.coq_libraries import BRIDGE, OPTIONS, THEORY, search_path
from proofs.coqc import compiler, run
from proofs.export.claims import COVERAGE, Coverage
from proofs.export.coq import translated, write_certificate
from proofs.export.coq_sections import Development
from proofs.judged_files import judged
from symbolic.errors import InputError

__all__ = [
    "ALLOWED_AXIOMS",
    "KernelVerdict",
    "axioms",
    "build",
    "check_with_coq",
]

# What the real numbers rest on; a theorem that needs anything else is not accepted.
ALLOWED_AXIOMS = frozenset((THEORY.folder / "axioms.txt").read_text(encoding="utf-8").split())
# What coqc says when a lemma `check = true` is not proved by evaluation.
REFUSAL = '"true = true" while it is expected to have type'
OUT_OF_MEMORY = ("out of memory", "out_of_memory", "cannot allocate memory")


@dataclass(frozen=True, slots=True)
class KernelVerdict:
    """A verdict, and who gave it: `proved` by both, or the first that did not.

    `statement` is None where the file names none; `axioms` and `coverage` are there when proved.
    """

    verdict: str
    detail: str
    statement: str | None = None
    axioms: tuple[str, ...] = ()
    coverage: Coverage | None = None
    seconds: float = 0


def check_with_coq(
    certificate_path: Path,
    limits: Limits = DEFAULT,
    advance: Callable[[int], None] = lambda done: None,
) -> KernelVerdict:
    """Whether the checker proves the file, and Coq's kernel the theorem made of it.

    The limits are for the checker, and again for Coq; the library is compiled before, if it has
    not been, and `advance` is told how many of its files are done.
    Raises `CoqNotFound`, `CoqError` when the library cannot be built, and `InputError` for a file
    that cannot be read.
    """
    result, certificate = judged(certificate_path, limits)
    if certificate is None:
        return KernelVerdict(result.verdict, f"checker: {result.reason}", result.statement)
    compiler()
    try:
        written = translated(certificate)
    except InputError as error:
        reason = f"proved by the checker, not restated in Coq: {error}"
        return KernelVerdict("unknown", reason, result.statement)
    built = build(written, limits, advance)
    coverage = None
    if built.verdict == "proved":
        coverage = COVERAGE[certificate.statement].of(certificate)
    return KernelVerdict(
        built.verdict, built.detail, result.statement, built.axioms, coverage, built.seconds
    )


def build(
    written: Development, limits: Limits, advance: Callable[[int], None] = lambda done: None
) -> KernelVerdict:
    """Let coqc build a development, whoever made it. Raises `CoqNotFound` and `CoqError`."""
    paths = search_path(coq_libraries.build(BRIDGE, advance=advance))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_certificate(written, folder)
        for file in ("Data.v", "Certificate.v"):
            left = max(limits.seconds - (time.monotonic() - started), 0.001)
            options = [*OPTIONS, *paths, "-Q", ".", "Certificate", file]
            try:
                done = run(options, folder, left, limits.megabytes)
            except subprocess.TimeoutExpired:
                reason = f"{file}: coqc stopped after {limits.seconds:g} s"
                return KernelVerdict("unknown", reason, seconds=limits.seconds)
            if done.returncode:
                return _failure(done.stderr, folder / file, limits)
    seconds = time.monotonic() - started
    used = axioms(done.stdout)
    if used is None or not ALLOWED_AXIOMS.issuperset(used):
        foreign = "what it rests on" if used is None else ", ".join(set(used) - ALLOWED_AXIOMS)
        reason = f"coqc accepted the theorem, which rests on more than the reals: {foreign}"
        return KernelVerdict("unknown", reason, axioms=used or (), seconds=seconds)
    return KernelVerdict("proved", "the theorem", axioms=used, seconds=seconds)


def axioms(printed: str) -> tuple[str, ...] | None:
    """The names in what `Print Assumptions` printed, once; None if that is not what it is.

    >>> axioms("Axioms:\\nA.b : forall P : Prop,\\n      P\\ncheat\\n  : 1 = 2\\n")
    ('A.b', 'cheat')
    >>> axioms("Closed under the global context\\n"), axioms("")
    ((), None)
    """
    lines = [line for line in printed.splitlines() if line.strip()]
    if lines == ["Closed under the global context"]:
        return ()
    if not lines or lines[0].strip() != "Axioms:":
        return None
    return tuple(re.split(r"[\s:]", line)[0] for line in lines[1:] if not line[0].isspace())


def _failure(stderr: str, source: Path, limits: Limits) -> KernelVerdict:
    """What coqc's refusal means."""
    if any(words in stderr.lower() for words in OUT_OF_MEMORY):
        reason = f"{source.name}: coqc needs more than {limits.megabytes} MB"
        return KernelVerdict("unknown", reason)
    verdict = "refuted" if REFUSAL in " ".join(stderr.split()) else "unknown"
    return KernelVerdict(verdict, _last_error(stderr, source))


def _last_error(stderr: str, source: Path) -> str:
    """The lemma that coqc stopped at, and the last line it said about it."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    place = next((line for line in lines if line.startswith("File ")), "")
    said = lines[-1] if lines else "coqc stopped without a word"
    words = place.replace(",", " ").split()
    if "line" not in words:
        return said
    number = int(words[words.index("line") + 1])
    above = source.read_text(encoding="ascii").splitlines()[:number]
    named = [line.split()[1] for line in above if line.startswith(("Lemma ", "Theorem "))]
    return f"{named[-1]}: {said}" if named else f"line {number}: {said}"
