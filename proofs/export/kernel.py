"""A certificate judged by Coq's kernel: exported, compiled, and the compiler's answer taken.

The answer *refuted* is given only where the kernel evaluated a check and did not find true;
everything else that can go wrong (time, memory, a broken library) is *unknown*.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from proofs.export.coq import LIBRARY, development, library_files, write_certificate
from symbolic.errors import InputError, TruncationError

__all__ = ["CoqNotFound", "KernelVerdict", "check_with_coq", "compile_library"]

# What coqc says when a lemma `check = true` is not proved by evaluation.
REFUSAL = '"true = true" while it is expected to have type'


class CoqNotFound(TruncationError):
    """There is no coqc on the search path."""

    def __init__(self) -> None:
        super().__init__("coqc was not found: install Debian's coq package")


@dataclass(frozen=True, slots=True)
class KernelVerdict:
    """`proved`, `refuted` or `unknown`; why, or which theorem and axioms; seconds of the last file."""

    verdict: str
    detail: str
    seconds: float


def check_with_coq(
    certificate_path: Path, timeout: float = 600, library: Path | None = None
) -> KernelVerdict:
    """Whether Coq's kernel accepts the theorem of the certificate.

    `library` is a folder made by `compile_library`; without it the parts of the library that are
    needed are compiled first, some ten seconds. `timeout` is in seconds, for each file.
    Raises `CoqNotFound`, and `InputError` or `Malformed` for a file that cannot be exported.
    """
    _coqc()
    written = development(certificate_path)
    with tempfile.TemporaryDirectory() as name:
        # Beside each other: a folder inside the other would be found under both logical names.
        folder = Path(name) / "certificate"
        folder.mkdir()
        if library is None:
            library = Path(name) / "library"
            library.mkdir()
            compile_library(library, written.requires)
        write_certificate(written, folder)
        options = ["-Q", str(library), "Truncation", "-Q", ".", "Certificate"]
        for file in ("Data.v", "Certificate.v"):
            started = time.monotonic()
            try:
                done = _run([*options, file], folder, timeout)
            except subprocess.TimeoutExpired:
                return KernelVerdict(
                    "unknown", f"{file}: coqc stopped after {timeout:g} s", timeout
                )
            seconds = time.monotonic() - started
            if done.returncode:
                message = " ".join(done.stderr.split())
                verdict = "refuted" if REFUSAL in message else "unknown"
                return KernelVerdict(verdict, _last_error(done.stderr, folder / file), seconds)
    return KernelVerdict("proved", " ".join(done.stdout.split()), seconds)


def compile_library(folder: Path, requires: Sequence[str] | None = None) -> None:
    """Copy the theorems, or what these parts of the library need, into the folder; compile them.

    Raises `CoqNotFound`, and `InputError` when coqc does not accept the library.
    """
    every = (path.stem for path in sorted(LIBRARY.glob("*.v")) if path.stem != "Assumptions")
    names = tuple(requires or every)
    for name in library_files(names):
        (folder / name).write_bytes((LIBRARY / name).read_bytes())
        done = _run(["-Q", ".", "Truncation", name], folder, None)
        if done.returncode:
            found = _last_error(done.stderr, folder / name)
            raise InputError(str(LIBRARY / name), "a file that coqc accepts", found)


def _coqc() -> str:
    found = shutil.which("coqc")
    if found is None:
        raise CoqNotFound
    return found


def _run(
    arguments: Sequence[str], folder: Path, timeout: float | None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_coqc(), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


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
