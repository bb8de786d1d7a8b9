"""T4: at a zero-loss network the Jacobian has rank Q^2, so the zero set has dimension K - Q^2.

Notation: J is the QN x K matrix of derivatives of all outputs in all parameters, l_j the layer that
collapses class j. A point of class j sends 0 out of layer l_j: its outputs depend on the layers
behind l_j only, and are those of the affine chain of these layers at 0. Hence
- J v is read off the first-order jet of that chain along v, one vector in Q^Q for each class;
- all points of a class have the same rows of J, so rank J <= Q * Q;
- the columns of the output layer alone are, output by output, the rows (h_j, 1) with h_j the last
  hidden vector of class j, so rank J >= Q * rank [(h_j, 1)]_j.
Where the two bounds agree they are the rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .errors import Refuted, counted, require_equal, shown
from .exact import Rows, dot, integers, rank, solve
from .forward import Layer, Stage, collapse_layers, cost_squared, forward_pass, integer_layers
from .jets import Jet, moving_layer, prefixes, still_layer, suffixes
from .reading import Certificate
from .values import count, items, network, one_of, record, vector

__all__ = ["check_degeneracy"]

Tangent = list[tuple[Rows, tuple[int, ...]]]  # (dW, db) of each layer, up to a common factor


def check_degeneracy(certificate: Certificate) -> str:
    """Judge a T4 certificate: what was proved, in words. Raises Malformed or Refuted."""
    data, values = certificate.data, certificate.values
    Q, M = data.Q, data.M
    layers = integer_layers(network(values["layers"], data, "layers"), "layers")
    L = len(layers) - 1
    stages = forward_pass(layers, data.points)
    collapsed: list[int] = []
    for label, l in zip(data.labels, collapse_layers(stages, data, "layers"), strict=True):
        if l is None:
            raise Refuted(f"layers, class {shown(label)}: expected a layer collapsing it, found 0")
        collapsed.append(l)
    require_equal("layers, cost", Fraction(0), cost_squared(stages[-1], data))

    K = L * (M * M + M) + Q * M + Q
    require_equal("K", K, count(values["K"], "K"))
    rank = _rank(certificate, stages)
    require_equal("rank", rank, count(values["rank"], "rank"))
    require_equal("dimension", K - rank, count(values["dimension"], "dimension"))
    require_equal("rescaling", L * M, count(values["rescaling"], "rescaling"))
    _check_rescaling(certificate, stages, collapsed)

    told = counted(_check_directions(certificate, layers, collapsed, K), "direction")
    if "kernel" in values:
        _check_kernel(certificate, layers, collapsed, (K, rank))
        told += ", a basis of the kernel"
    return f"rank J = {rank} = Q^2, zero set of dimension {K - rank} of K={K}; {told}"


def _check_directions(
    certificate: Certificate, layers: Sequence[Layer], collapsed: Sequence[int], K: int
) -> int:
    """Each listed direction is tangent, and moves the apex or opens the cone it names, no other."""
    labels = certificate.data.labels
    directions = items(certificate.values["directions"], "directions")
    if not directions:
        return 0
    apexes = _apexes(layers, collapsed)
    for k, entry in enumerate(directions):
        place = f"directions[{k}]"
        fields = record(entry, ["kind", "class", "vector"], place)
        kind = one_of(fields["kind"], ["apex", "cone"], f"{place}.kind")
        label = one_of(fields["class"], labels, f"{place}.class")
        (row,), _ = integers([vector(fields["vector"], K, f"{place}.vector")])
        jets = _require_tangent(layers, collapsed, row, place)
        moves, turns = _motion(jets, collapsed, apexes)
        if kind == "apex" and any(turns):
            at = turns.index(True) + 1
            raise Refuted(f"{place}: expected dW({at}) = 0, found a matrix other than 0")
        for other, l, moved in zip(labels, collapsed, moves, strict=True):
            where, own = f"{place}, class {shown(other)}", other == label
            require_equal(f"{where}, apex moves", kind == "apex" and own, moved)
            if kind == "cone":
                require_equal(f"{where}, dW({l}) is not 0", own, turns[l - 1])
    return len(directions)


def _check_kernel(
    certificate: Certificate,
    layers: Sequence[Layer],
    collapsed: Sequence[int],
    sizes: tuple[int, int],
) -> None:
    """The listed vectors are tangent, independent, and K - rank many."""
    K, r = sizes
    kernel = items(certificate.values["kernel"], "kernel")
    require_equal("kernel, number of vectors", K - r, len(kernel))
    rows = []
    for k, entry in enumerate(kernel):
        (row,), _ = integers([vector(entry, K, f"kernel[{k}]")])
        _require_tangent(layers, collapsed, row, f"kernel[{k}]")
        rows.append(row)
    require_equal("kernel, rank", K - r, rank(rows))


def _rank(certificate: Certificate, stages: Sequence[Stage]) -> int:
    Q, last, start = certificate.data.Q, stages[-1], 0
    rows = []
    for c in certificate.data.classes:
        rows.append(last.inputs[last.state[start]])
        start += len(c.points)
    lower = Q * rank(rows)
    if lower != Q * Q:  # impossible: the outputs of the rows are the independent targets
        raise Refuted(f"rank: expected output columns of rank {Q * Q}, found {lower}")
    return lower


def _check_rescaling(
    certificate: Certificate, stages: Sequence[Stage], collapsed: Sequence[int]
) -> None:
    """J v = 0 for v = row r of (W_l, b_l) up, column r of W_{l+1} down, for all l and r.

    Let R be the derivative of the output of class j in x(l). The row moves x(l) by z_l[r] e_r if
    l is behind l_j, and by 0 if not; the column moves W_{l+1} x(l) by -W_{l+1} e_r x(l)[r], which
    the output feels as a move of x(l) by -x(l)[r] e_r. So J v = R e_r (z_l[r] or 0 - x(l)[r]).
    These LM vectors are linearly independent because the W_l are invertible: in a vanishing
    combination look at the first layer with a nonzero coefficient; there its vectors alone count,
    they live on different rows, and no row of W_l is 0.
    """
    start = 0
    for c, own in zip(certificate.data.classes, collapsed, strict=True):
        for l in range(own, len(stages)):
            stage, following = stages[l - 1], stages[l]
            *z, d = stage.z[stage.state[start]]
            if l == own:
                z = [0] * certificate.data.M
            *x, e = following.inputs[following.state[start]]
            for r, (up, down) in enumerate(zip(z, x, strict=True)):
                if up * e != down * d:
                    raise Refuted(
                        f"rescaling, layer {l}, row {r}, class {shown(c.label)}: "
                        "expected J v = 0, found another vector"
                    )
        start += len(c.points)


def _tangent(layers: Sequence[Layer], row: Sequence[int]) -> Tangent:
    """Cut a vector of K integers into its layers: W row by row, then b."""
    result, at = [], 0
    for layer in layers:
        height, width = len(layer.weights), len(layer.weights[0])
        cut = at + height * width
        weights = tuple(tuple(row[k : k + width]) for k in range(at, cut, width))
        result.append((weights, tuple(row[cut : cut + height])))
        at = cut + height
    return result


def _require_tangent(
    layers: Sequence[Layer], collapsed: Sequence[int], row: Sequence[int], place: str
) -> list[Jet]:
    """Refute unless v is not 0 and J v = 0; the layers along v."""
    if not any(row):
        raise Refuted(f"{place}: expected a vector other than 0, found 0")
    jets = [
        moving_layer(layer, *part)
        for layer, part in zip(layers, _tangent(layers, row), strict=True)
    ]
    tail = suffixes(jets, 1)
    for l in collapsed:
        if any(line[-1] for line in tail[l].coefficients[1]):
            raise Refuted(f"{place}: expected J v = 0, found another vector")
    return jets


def _apexes(layers: Sequence[Layer], collapsed: Sequence[int]) -> list[tuple[int, ...]]:
    """(p, 1) up to a factor for each class: the p with W(l) p + b(l) = 0 at its layer l."""
    heads = prefixes([still_layer(layer) for layer in layers], 0)
    result = []
    for l in collapsed:
        rows = heads[l - 1].coefficients[0][:-1]
        p = solve([row[:-1] for row in rows], [-row[-1] for row in rows])
        (vector_and_one,), _ = integers([(*p, Fraction(1))])
        result.append(vector_and_one)
    return result


def _motion(
    jets: Sequence[Jet], collapsed: Sequence[int], apexes: Sequence[tuple[int, ...]]
) -> tuple[list[bool], list[bool]]:
    """For each class whether dW(l) p + db(l) is not 0; for each hidden l whether dW(l) is not 0."""
    rates = [head.coefficients[1] for head in prefixes(jets[:-1], 1)]
    moves = [
        any(dot(line, apex) for line in rates[l - 1])
        for l, apex in zip(collapsed, apexes, strict=True)
    ]
    return moves, [any(any(line[:-1]) for line in rate) for rate in rates]
