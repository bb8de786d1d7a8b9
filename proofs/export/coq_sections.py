"""The parts that Coq developments share: classes and networks as definitions, and a proof that is
put together claim by claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proofs.checker.exact import integers
from proofs.checker.values import Data, Network, Vector
from proofs.export import gallina
from proofs.export.gallina import conjunction, definition, evaluated, lemma, theorem
from proofs.export.sweeps import cumulative
from symbolic.scalars import text

__all__ = [
    "CLUSTERS",
    "Development",
    "Proof",
    "classes",
    "collapsed_classes",
    "cumulative_layers",
    "joined_classes",
    "named_network",
    "reals",
]

CLUSTERS = definition("clusters", "map RK classes")


@dataclass(frozen=True, slots=True)
class Development:
    """The bodies of ``Data.v`` and ``Certificate.v``, and the parts of the library they need."""

    data: str
    certificate: str
    requires: tuple[str, ...]


@dataclass(slots=True)
class Proof:
    """Lemmas, and those among them whose statements make up the theorem."""

    lines: list[str] = field(default_factory=list)
    claims: dict[str, str] = field(default_factory=dict)

    def decide(self, name: str, check: str) -> str:
        """A check that Coq evaluates; returns the name of the lemma."""
        self.lines.append(evaluated(name, check))
        return name

    def derive(self, name: str, statement: str, term: str) -> str:
        """A lemma with its proof term; returns its name."""
        self.lines.append(lemma(name, statement, term))
        return name

    def claim(self, name: str, statement: str, term: str) -> str:
        """A lemma that is a part of the theorem; returns its name."""
        self.claims[self.derive(name, statement, term)] = statement
        return name

    def gather(self, name: str, names: Sequence[str]) -> None:
        """One part of the theorem in place of several: a long conjunction is slow."""
        statements = [self.claims.pop(one) for one in names]
        self.lines.append(conjunction(name, statements, names))
        self.claims[name] = " /\\ ".join(f"({one})" for one in statements)

    def claim_check(self, name: str, check: str) -> str:
        """A claim that is itself what Coq evaluates; returns the name of the lemma."""
        self.claims[self.decide(name, check)] = f"{check} = true"
        return name

    def text(self, name: str) -> str:
        """All lemmas, and the theorem that joins the claims."""
        parts = [f"({statement})" for statement in self.claims.values()]
        return "\n".join([*self.lines, theorem(name, parts, list(self.claims))])


def classes(data: Data) -> list[str]:
    """Points and targets of all classes; together they are ``classes`` in Coq."""
    blocks = [integers(entry.points) for entry in data.classes]
    written = gallina.rows([row for block, _ in blocks for row in block])
    lines, pairs = list(written.lines), []
    for j, (entry, (block, d)) in enumerate(zip(data.classes, blocks, strict=True), 1):
        lines += [
            gallina.comment(f"class {entry.label}"),
            definition(f"points_{j}", f"ZM {text(d)} {written.listing(block)}"),
            definition(f"target_{j}", gallina.vector(entry.target)),
        ]
        pairs.append(f"(points_{j}, target_{j})")
    return [*lines, definition("classes", gallina.listing(pairs))]


def collapsed_classes(data: Data, suffix: str, apexes: Mapping[int, Vector]) -> list[str]:
    """The same with other points for some classes, each the single point of the mapping.

    The cost of a class is a mean over its points, so equal points count like one.
    """
    lines, pairs = [], []
    for j in range(data.Q):
        points = f"points_{j + 1}"
        if j in apexes:
            points = f"points{suffix}_{j + 1}"
            lines.append(definition(points, gallina.matrix([apexes[j]])))
        pairs.append(f"({points}, target_{j + 1})")
    return [*lines, definition(f"classes{suffix}", gallina.listing(pairs))]


def joined_classes(data: Data) -> list[str]:
    """The classes, all points over one denominator, so that Coq can join their rows."""
    table, d = integers(data.points)
    written, numerators, pairs = gallina.rows(table), iter(table), []
    lines = [*written.lines, definition("denominator", f"{text(d)}%positive")]
    for j, entry in enumerate(data.classes, 1):
        block = [next(numerators) for _ in entry.points]
        lines += [
            gallina.comment(f"class {entry.label}"),
            definition(f"rows_{j}", written.listing(block)),
            definition(f"points_{j}", f"ZM denominator rows_{j}"),
            definition(f"target_{j}", gallina.vector(entry.target)),
        ]
        pairs.append(f"(points_{j}, target_{j})")
    return [*lines, definition("classes", gallina.listing(pairs))]


def named_network(net: Network, suffix: str = "") -> list[str]:
    """The hidden layers, and the weights and the bias of the output layer."""
    A, c = net[-1]
    return [
        definition(f"network{suffix} : list (zmat * zvec)", gallina.layers(net)),
        definition(f"readout{suffix}", gallina.matrix(A)),
        definition(f"bias{suffix}", gallina.vector(c)),
    ]


def cumulative_layers(net: Network, suffix: str = "") -> str:
    """The cumulative parameters after the first layer, which Coq checks and then evaluates."""
    kept = gallina.layers((*cumulative(net)[1:], net[-1]))
    return definition(f"cumulative{suffix} : list (zmat * zvec)", kept)


def reals(suffix: str = "") -> list[str]:
    """The real network that the integers of a named network stand for."""
    return [
        definition(f"layers{suffix}", f"map RL network{suffix}"),
        definition(f"A{suffix}", f"RM readout{suffix}"),
        definition(f"c{suffix}", f"RV bias{suffix}"),
    ]
