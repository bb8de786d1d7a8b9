"""The Coq libraries that are shipped, compiled once: kept in the user's cache under a digest of all
that they are made of, the version of Coq and the compiled libraries they need.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import platformdirs

from proofs.coqc import CoqError, CoqNotFound, run, version

__all__ = ["BRIDGE", "CERTIFICATES", "THEORY", "Library", "build", "compile_file", "search_path"]

COQ = Path(__file__).parent / "coq"
SECONDS = 300  # for one file
OPTIONS = ("-w", "none", "-noglob")
PRINTED = "Assumptions"  # the file of a library that only prints what the others rest on


@dataclass(frozen=True, slots=True)
class Library:
    """Sources in a folder under one logical name, and the libraries they build on."""

    name: str
    folder: Path
    needs: tuple[Library, ...] = ()

    @property
    def files(self) -> list[str]:
        """The names of the sources, each after those it needs, as ``_CoqProject`` lists them.

        >>> THEORY.files[0], THEORY.files[-1]
        ('Basic', 'RealNumbers')
        """
        listed = (self.folder / "_CoqProject").read_text(encoding="utf-8").split()
        names = [name.removesuffix(".v") for name in listed if name.endswith(".v")]
        return [name for name in names if name != PRINTED]

    @property
    def count(self) -> int:
        """The number of files that are compiled, those of the needed libraries too."""
        return sum(len(part.files) for part in (*self.needs, self))


CERTIFICATES = Library("Truncation", COQ / "certificates")
THEORY = Library("Theory", COQ / "theory")
BRIDGE = Library("Bridge", COQ / "bridge", (CERTIFICATES, THEORY))


def build(
    library: Library,
    cache: Path | None = None,
    advance: Callable[[int], None] = lambda done: None,
) -> dict[str, Path]:
    """Folders with the compiled libraries, by logical name: those that are needed, then this one.

    `advance` is told how many files are done. Raises `CoqNotFound`, and `CoqError` where Coq
    refuses a file.
    """
    paths: dict[str, Path] = {}
    home = cache or platformdirs.user_cache_path("truncation")
    done = 0
    for part in (*library.needs, library):
        for _ in _compiled(part, paths, home):
            done += 1
            advance(done)
    return paths


def _compiled(library: Library, paths: dict[str, Path], home: Path) -> Iterator[str]:
    """The files, as they are ready; at the end `found` has the folder."""
    sources = {name: (library.folder / f"{name}.v").read_bytes() for name in library.files}
    needed = {part.name: paths[part.name] for part in library.needs}
    finished = home / f"{library.name.lower()}-{_digest(sources, needed)[:16]}"
    if finished.is_dir():
        yield from sources
    else:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix="building-") as working:
            folder = Path(working) / library.name.lower()
            folder.mkdir()
            for name, text in sources.items():
                (folder / f"{name}.v").write_bytes(text)
                compile_file(name, folder, library.name, needed)
                yield name
            if not finished.is_dir():
                folder.rename(finished)
    paths[library.name] = finished


def _digest(sources: Mapping[str, bytes], needed: Mapping[str, Path]) -> str:
    digest = hashlib.sha256(version().encode())
    for name, text in sources.items():
        digest.update(name.encode() + b"\0" + text + b"\0")
    for folder in needed.values():
        for compiled in sorted(folder.glob("*.vo")):
            digest.update(compiled.name.encode() + b"\0" + compiled.read_bytes() + b"\0")
    return digest.hexdigest()


def compile_file(
    name: str, folder: Path, library: str, needed: Mapping[str, Path] = MappingProxyType({})
) -> None:
    """Compile one file of a library in its folder. Raises `CoqNotFound` and `CoqError`."""
    paths = search_path(needed)
    try:
        done = run([*OPTIONS, *paths, "-Q", ".", library, f"{name}.v"], folder, SECONDS)
    except subprocess.TimeoutExpired:
        raise CoqError(f"{name}.v: coqc stopped after {SECONDS} s") from None
    if done.returncode:
        said = " ".join(done.stderr.split())
        if "mathcomp" in said and "Cannot find a physical path" in said:
            raise CoqNotFound("the library MathComp", "libcoq-mathcomp-algebra")
        raise CoqError(f"{name}.v: {said}")


def search_path(folders: Mapping[str, Path]) -> list[str]:
    """The options that tell coqc where compiled libraries are.

    >>> search_path({"Theory": Path("made")})
    ['-Q', 'made', 'Theory']
    """
    return [word for name, folder in folders.items() for word in ("-Q", str(folder), name)]
