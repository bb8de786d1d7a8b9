"""G8 as Coq text: the rank of the Jacobian at a network of cost 0, and the zero set near it as a
graph where the theorem applies.

Where it does not apply the rank is evaluated: directions along which no output moves, as many as
the kernel has dimensions, and for the rest directions of which each moves an output of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from proofs.checker.errors import Malformed, shown
from proofs.checker.exact import integers
from proofs.checker.reading import Certificate
from proofs.checker.values import Data, Network, Vector, any_widths, count, items, one_of
from proofs.export import gallina
from proofs.export.coq_regions import independence
from proofs.export.coq_sections import CLUSTERS, Development, Proof, classes
from proofs.export.coq_widths import check_data, sized
from proofs.export.gallina import definition, naturals
from proofs.export.sweeps import (
    activation_pattern,
    class_rows,
    independent,
    kernel_basis,
    right_inverse,
)
from symbolic.scalars import text

__all__ = ["list_degeneracy"]

Place = tuple[int, int, int]
REQUIRES = ("Integers", "Evaluation", "Widths", "Independence", "CellSigns", "Tangents")
VALUES = "network readout bias classes"
FITTED = f"(proj1 (check_outputs_ok {VALUES} values))"
DIRECTIONS, PLACES = "list (list (list (list Z)))", "list (nat * (nat * nat))"
LAYER = "(nth {} network (ZM 1 [], ZV 1 []))"


def list_degeneracy(certificate: Certificate) -> Development:
    """G8: cost 0, the derivative and its rank; with ``manifold`` proved, the graph."""
    values = certificate.values
    listed, data = _ordered(certificate)
    net = any_widths(values.get("layers"), data.M, data.Q, "layers")
    manifold = one_of(values.get("manifold"), ["proved", "unknown"], "manifold") == "proved"
    proof = Proof([CLUSTERS])
    lines, named = sized(proof, data, net)
    lines.append(definition("hidden : list nat", naturals(len(bias) for _, bias in net[:-1])))
    given = check_data(proof, data)
    proof.derive("shapes", f"sized {data.M} (hidden ++ [{data.Q}%nat]) layers A c", named.sizes)
    proof.decide("values", f"check_outputs {VALUES}")
    at = f"{data.M} {data.Q} hidden layers A c clusters"
    proof.claim("fitted", f"wide_fits {at}", f"wide_fits_ok shapes {given} {FITTED}")
    strict = f"(proj2 (proj2 (check_outputs_ok {VALUES} values)))"
    proof.claim("strict", f"wide_strict {at}", f"wide_strict_ok shapes {given} {strict}")
    if listed:
        lines += _cells(proof, certificate, data, net)
    lines += _rank(proof, certificate, data, net, given, manifold)
    return Development("\n".join([*classes(data), *lines]), proof.text("degeneracy"), REQUIRES)


def _ordered(certificate: Certificate) -> tuple[bool, Data]:
    """Whether there is an order, and the classes in it: the theorem knows no other."""
    data, value = certificate.data, certificate.values.get("order")
    if value is None:
        return False, data
    order = [one_of(entry, data.labels, "order") for entry in items(value, "order")]
    if sorted(order) != sorted(data.labels):
        raise Malformed(f"order: expected every class once, found {shown(order)}")
    return True, Data(tuple(data.classes[data.labels.index(label)] for label in order))


def _cells(proof: Proof, certificate: Certificate, data: Data, net: Network) -> list[str]:
    """The claims that the units tell the classes in their order, and on which of them a row of the
    first layer is constant; returns definitions.
    """
    if len(net) != 3:
        raise Malformed(f"layers: expected two hidden ones with an order, found {len(net) - 1}")
    listed = items(certificate.values.get("constant"), "constant")
    constant = [data.labels.index(one_of(entry, data.labels, "constant")) for entry in listed]
    middle = f"forallb (fun j => andb (Nat.ltb 0 j) (Nat.ltb j {data.Q - 1})) constant"
    proof.claim_check("neither_first_nor_last", middle)
    proof.decide("cells", "check_cell_signs first second classes")
    proof.claim(
        "in_cells",
        "cell_signs (RL first) (RL second) clusters",
        "check_cell_signs_ok first second classes cells",
    )
    proof.decide("rows", "check_rows_move constant first classes")
    proof.claim(
        "rows_moved",
        "rows_move constant (RM (fst first)) (RV (snd first)) clusters",
        "check_rows_move_ok constant first classes rows",
    )
    return [
        *(definition(name, LAYER.format(k)) for k, name in enumerate(("first", "second"))),
        definition("constant : list nat", naturals(constant)),
    ]


def _rank(
    proof: Proof, certificate: Certificate, data: Data, net: Network, given: str, manifold: bool
) -> list[str]:
    """The claims of K, the derivative, rank and dimension, and of the zero set where it is a
    manifold; returns further definitions.
    """
    K, r, d = (count(certificate.values.get(key), key) for key in ("K", "rank", "dimension"))
    at = f"{data.M} {data.Q} hidden layers A c clusters"
    # Binary first: a false number is refuted here, and no unary one of its size is ever made.
    proof.decide("parameters", f"(Z.eqb (zsize {data.M} widths) {K})%Z")
    proof.claim("size", f"wide_size {data.M} {data.Q} hidden {K}", "wide_size_ok eq_refl")
    proof.claim("derivative", f"wide_derivative {at}", "wide_derivative_ok strict")
    known, lines = "", []
    if manifold:
        known = _triangle(proof, data, r, given)
        term = f"triangle_rank_ok {known} (r := {r}) (d := {d}) eq_refl eq_refl"
    else:
        lines = _evaluated(proof, data, net, r)
        numbers = f"(r := {r}) (d := {d}) eq_refl eq_refl eq_refl"
        term = f"wide_rank_ok shapes {given} {_shown(data)} {numbers}"
    proof.decide("dimensions", f"(Z.eqb ({d} + {r}) {K})%Z")
    proof.claim("rank", f"wide_rank {at} {r} {d}", term)
    if manifold:
        graph = f"zero_set_triangle {data.M} {data.Q - 1} layers A c clusters"
        proof.claim("zero_set", graph, f"zero_set_triangle_ok {known}")
    return lines


def _triangle(proof: Proof, data: Data, r: int, given: str) -> str:
    """The hypotheses of the theorem, as its proofs take them."""
    if "in_cells" not in proof.claims:
        raise Malformed("order: expected one where the zero set is a manifold, found none")
    Q = data.Q
    proof.decide("two_layers", f"all2 Nat.eqb widths [{Q - 1}; {Q - 1}; {Q}]%nat")
    proof.decide("none_constant", "Nat.eqb (length constant) 0")
    targets = independence(proof, data, affine=True)
    proof.decide("formula", f"(Z.eqb ({Q} * {Q} + {(Q - 1) * (Q - 2) // 2}) {r})%Z")
    sizes = f"(M := {data.M}) (K := {Q - 1}) (L1 := RL first) (L2 := RL second) shapes"
    return f"{sizes} {given} in_cells rows_moved {targets} {FITTED}"


def _shown(data: Data) -> str:
    """What `_evaluated` has Coq check, as the theorem takes it."""
    all_directed = f"check_all_directed_ok {data.M} widths"
    return (
        f"({all_directed} kernel_directions kernel_sizes) "
        "(check_still_ok network readout classes kernel_directions resting) "
        "(check_apart_ok kernel_directions kernel_places independent) "
        f"({all_directed} image_directions image_sizes) "
        f"(check_seen_ok {data.Q} network readout classes image_directions image_outputs moving)"
    )


def _evaluated(proof: Proof, data: Data, net: Network, r: int) -> list[str]:
    """The checks that show the rank; returns the directions."""
    rows, outputs = _rows(data, net)
    chosen, (free, resting) = independent(rows), kernel_basis(rows)
    moving = list(zip(*right_inverse([rows[k] for k in chosen]), strict=True))
    places = list(_places(net))
    for name in ("kernel", "image"):
        proof.decide(f"{name}_sizes", f"check_all_directed {data.M} widths {name}_directions")
    proof.decide("resting", "check_still network readout classes kernel_directions")
    proof.decide("independent", "check_apart kernel_directions kernel_places")
    seen = f"check_seen {data.Q} network readout classes image_directions image_outputs"
    proof.decide("moving", seen)
    proof.decide("reached", f"(Z.eqb (Z.of_nat (length image_directions)) {r})%Z")
    return [
        gallina.comment("a direction: of each layer the weights, each row with its bias"),
        *_zeros(net),
        definition(f"kernel_directions : {DIRECTIONS}", _directions(resting, net)),
        definition(f"kernel_places : {PLACES}", _listed(places[k] for k in free)),
        definition(f"image_directions : {DIRECTIONS}", _directions(moving, net)),
        definition(f"image_outputs : {PLACES}", _listed(outputs[k] for k in chosen)),
    ]


def _rows(data: Data, net: Network) -> tuple[list[Vector], list[Place]]:
    """Gradients that span those of all outputs, each with its class, point and output.

    Where the signs are the same they are linear in (1, x).
    """
    rows, outputs = [], []
    for j, entry in enumerate(data.classes):
        groups: dict[object, list[int]] = {}
        for i, x in enumerate(entry.points):
            groups.setdefault(activation_pattern(net, x), []).append(i)
        for group in groups.values():
            spanning = independent([(Fraction(1), *entry.points[i]) for i in group])
            for i in (group[k] for k in spanning):
                rows += class_rows(net, entry.points[i])
                outputs += [(j, i, q) for q in range(data.Q)]
    return rows, outputs


def _places(net: Network) -> Iterator[Place]:
    """Layer, row and column of each parameter, in the order of `class_rows`."""
    for l, (W, b) in enumerate(net):
        yield from ((l, i, j) for i, row in enumerate(W) for j in range(len(row)))
        yield from ((l, i, len(W[0])) for i in range(len(b)))


def _listed(places: Iterable[Place]) -> str:
    return f"{gallina.listing(f'({l}, ({i}, {j}))' for l, i, j in places)}%nat"


def _directions(directions: Sequence[Vector], net: Network) -> str:
    """Each up to a factor in whole numbers, layer by layer the rows of the weights and the bias."""
    return f"{gallina.listing((_direction(v, net) for v in directions), ';' + chr(10) + ' ')}%Z"


def _direction(v: Vector, net: Network) -> str:
    (whole,), _ = integers([v])
    numbers, layers = iter(whole), []
    for l, (W, b) in enumerate(net):
        weights = [[next(numbers) for _ in row] for row in W]
        rows = [[*row, next(numbers)] for row, _ in zip(weights, b, strict=True)]
        layers.append(gallina.listing(_row(row, l) for row in rows) if _any(rows) else f"layer{l}")
    return gallina.listing(layers)


def _row(row: Sequence[int], l: int) -> str:
    return gallina.listing(map(text, row), ";") if any(row) else f"row{l}"


def _any(rows: Iterable[Sequence[int]]) -> bool:
    return any(map(any, rows))


def _zeros(net: Network) -> Iterator[str]:
    """The names of a row and of a layer of zeros: most of a direction is one."""
    for l, (W, b) in enumerate(net):
        yield definition(f"row{l}", f"repeat 0%Z {len(W[0]) + 1}")
        yield definition(f"layer{l}", f"repeat row{l} {len(b)}")
