"""The theory in Coq's kernel: built, asked for the type and the axioms of every theorem, compared
with what is expected.

A theorem counts as *formal* when Coq has compiled it, prints for it the type kept in
``statements.txt`` beside the theory, and uses no axiom that ``axioms.txt`` does not list. The file
keeps every definition as well: a cost that became 0 would leave all types as they are. ``python -m
proofs.formal`` prints the file anew, for a change that is meant.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from proofs import coq_libraries
from proofs.coq_libraries import OPTIONS, Library
from proofs.coqc import CoqError, run

__all__ = [
    "THEORY",
    "Theorem",
    "ask",
    "build",
    "check",
    "expected",
    "place",
]

THEORY = coq_libraries.THEORY.folder
SECONDS = 300  # for one question
DEFINED = re.compile(r"^(?:Definition|Fixpoint|Record|Inductive) ([\w']+)", re.MULTILINE)
STATED = re.compile(r"^Theorem ([\w']+)", re.MULTILINE)
CHAPTER = "Statements"  # how the names of the files begin that state and do not prove
NOT_READ = ("Example", "RealNumbers")
PREAMBLE = """From mathcomp Require Import all_ssreflect all_fingroup all_algebra.
From Theory Require {imported}.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.
Unset Printing Implicit Defensive.
Set Printing Width 96.
"""


@dataclass(frozen=True, slots=True)
class Theorem:
    """What Coq says of a name: its type (or what it is defined as), the axioms below it, and what
    is wrong with that.

    ``fault`` is empty when the text is the expected one and every axiom is allowed.
    """

    name: str
    type: str
    axioms: tuple[str, ...] = ()
    fault: str = ""


def names(theory: Path = THEORY) -> list[str]:
    """Every definition of the theory, then every theorem of the chapters ``Statements….v``, with
    the file before the dot.
    """
    defined, stated = list[str](), list[str]()
    for file in Library("Theory", theory).files:
        text = (theory / f"{file}.v").read_text(encoding="utf-8")
        if file.startswith(CHAPTER):
            stated += [f"{file}.{name}" for name in STATED.findall(text)]
        elif file not in NOT_READ:
            defined += [f"{file}.{name}" for name in DEFINED.findall(text)]
    return defined + stated


def place(name: str, theory: Path = THEORY) -> str:
    """Where a theorem stands: its file, and the line.

    >>> place("StatementsNetwork.D2").partition(", line ")[0]
    'theory/StatementsNetwork.v'
    """
    file, _, own = name.partition(".")
    text = (theory / f"{file}.v").read_text(encoding="utf-8")
    above = re.split(rf"^Theorem {re.escape(own)}\s", text, flags=re.MULTILINE)[0]
    line = above.count("\n") + 1
    return f"theory/{file}.v, line {line}"


def build(
    theory: Path = THEORY,
    cache: Path | None = None,
    advance: Callable[[int], None] = lambda done: None,
) -> Path:
    """A folder with the compiled theory, made once for every state of its files and every version
    of Coq.

    `advance` is told how many files are done. Raises `CoqNotFound`, and `CoqError` where Coq
    refuses a file.
    """
    return coq_libraries.build(Library("Theory", theory), cache, advance)["Theory"]


def ask(wanted: Iterable[str], built: Path) -> dict[str, Theorem]:
    """What Coq prints for these names; one that does not exist has no type, and says so.

    Raises `CoqNotFound` and `CoqError`.
    """
    names = list(wanted)
    there = names
    done = _query([_show(name) for name in names], built)
    if "was not found" in done.stderr:
        there = _known(names, built)
        done = _query([_show(name) for name in there], built)
    if done.returncode:
        raise CoqError(f"Coq could not be asked: {' '.join(done.stderr.split())}")
    texts = dict(_answers(done.stdout))
    axioms = _axioms_of([name for name in there if _is_theorem(name)], built)
    absent = {name: Theorem(name, "", (), "it does not exist") for name in names}
    theorems = {name: Theorem(name, texts[name], axioms.get(name, ())) for name in there}
    return {**absent, **theorems}


def _known(names: Iterable[str], built: Path) -> list[str]:
    """Those of the names that exist."""
    printed = _asked([f"Locate Term {name}." for name in names], built)
    located = set(re.findall(r"^\w+ Theory\.([\w.']+)", printed, re.MULTILINE))
    return [name for name in names if name in located]


def _axioms_of(theorems: list[str], built: Path) -> dict[str, tuple[str, ...]]:
    """The axioms below each theorem: all are asked at once, and one by one only if there are
    any.
    """
    if not theorems:
        return {}
    together = f"Definition all := ({', '.join('@' + name for name in theorems)}, tt)."
    question = f'{together}\nGoal True. idtac "@@ all". Abort.\nPrint Assumptions all.'
    if not _axioms(dict(_answers(_asked([question], built)))["all"]):
        return {}
    questions = [
        f'Goal True. idtac "@@ {name}". Abort.\nPrint Assumptions {name}.' for name in theorems
    ]
    printed = dict(_answers(_asked(questions, built)))
    return {name: _axioms(printed[name]) for name in theorems}


def _is_theorem(name: str) -> bool:
    return name.startswith(CHAPTER)


def _show(name: str) -> str:
    shown = f"Check @{name}." if _is_theorem(name) else f"Print {name}."
    return f'Goal True. idtac "@@ {name}". Abort.\n{shown}'


def _answers(printed: str) -> Iterator[tuple[str, str]]:
    """Each name with what Coq printed for it: of a theorem the type, of a definition what it is."""
    for part in printed.split("@@ ")[1:]:
        name, _, text = part.partition("\n")
        if _is_theorem(name):  # Coq indents a type by the seven places of its own "     : "
            text = re.sub(r"\A[\w.']+\s+: ", "", text).replace("\n" + 7 * " ", "\n")
        yield name, re.sub(r"\n\nArguments .*", "", text, flags=re.S).strip()


def _asked(questions: Iterable[str], built: Path) -> str:
    done = _query(questions, built)
    if done.returncode:
        raise CoqError(f"Coq could not be asked: {' '.join(done.stderr.split())}")
    return done.stdout


def _query(questions: Iterable[str], built: Path) -> subprocess.CompletedProcess[str]:
    """Have Coq answer the questions, with the whole theory at hand."""
    imported = " ".join(name.stem for name in sorted(built.glob("*.vo")))
    text = "\n".join((PREAMBLE.format(imported=imported), *questions, ""))
    with tempfile.TemporaryDirectory() as working:
        (Path(working) / "Query.v").write_text(text, encoding="utf-8")
        try:
            return run([*OPTIONS, "-Q", str(built), "Theory", "Query.v"], Path(working), SECONDS)
        except subprocess.TimeoutExpired:
            raise CoqError(f"Coq did not answer within {SECONDS} s") from None


def _axioms(printed: str) -> tuple[str, ...]:
    """The names that Print Assumptions lists.

    >>> _axioms("Axioms:\\nFoo.bar : nat\\n  -> nat\\nbaz\\n  : 1 = 2\\n")
    ('Foo.bar', 'baz')
    >>> _axioms("Closed under the global context")
    ()
    """
    return tuple(re.findall(r"^([\w.']+)(?=\s*(?::|$))", printed.partition("Axioms:\n")[2], re.M))


def expected(theory: Path = THEORY) -> dict[str, str]:
    """The text that ``statements.txt`` keeps for each name."""
    types = {}
    text = (theory / "statements.txt").read_text(encoding="utf-8")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name, _, text = part.partition("\n")
        types[name] = text.strip()
    return types


def check(
    wanted: Iterable[str], built: Path, theory: Path = THEORY
) -> tuple[dict[str, Theorem], list[Theorem]]:
    """The theorems of these names as Coq knows them, with their faults; and the definitions that
    are not the expected ones.

    Raises `CoqNotFound` and `CoqError`.
    """
    kept = expected(theory)
    allowed = set((theory / "axioms.txt").read_text(encoding="utf-8").split())
    theorems = list(dict.fromkeys(wanted))
    defined = [name for name in kept if not _is_theorem(name)]
    answers = ask([*defined, *theorems], built)
    judged = {name: _judge(answers[name], kept, allowed) for name in (*defined, *theorems)}
    changed = [judged[name] for name in defined if judged[name].fault]
    if changed:
        judged = {name: _resting(one, changed[0].name) for name, one in judged.items()}
    return {name: judged[name] for name in theorems}, changed


def _judge(theorem: Theorem, kept: Mapping[str, str], allowed: set[str]) -> Theorem:
    fault = theorem.fault
    if not fault and theorem.name not in kept:
        fault = "no statement is kept for it"
    if not fault and theorem.type.split() != kept[theorem.name].split():
        now, then = (" ".join(text.split()) for text in (theorem.type, kept[theorem.name]))
        fault = f"expected {then}, found {now}"
    if not fault and not allowed.issuperset(theorem.axioms):
        fault = f"it uses {', '.join(sorted(set(theorem.axioms) - allowed))}, which is not allowed"
    return replace(theorem, fault=fault)


def _resting(theorem: Theorem, changed: str) -> Theorem:
    """A theorem may speak of a definition that is not the expected one; whether it does is not
    looked at.
    """
    fault = theorem.fault or f"the definition of {changed} is not the expected one"
    return replace(theorem, fault=fault)


def main() -> None:
    """Print ``statements.txt`` as Coq would have it now."""
    for name, answer in ask(names(), build()).items():
        print(f"## {name}\n{answer.type}\n")


if __name__ == "__main__":
    main()
