"""Chapter 2 of the mathematics: truncation maps, L1–L3."""

from __future__ import annotations

from sympy import QQ

from proofs.algebra import (
    Derivation,
    Hypothesis,
    diagonal,
    identity,
    inverse,
    matrix,
    permutation,
    scalar,
    sigma,
    vector,
    zero,
)
from proofs.algebra.terms import Term
from proofs.statements.case import NO_NETWORK, Case
from proofs.statements.entry import Assumption, Entry
from proofs.statements.notation import W, b, p, x
from proofs.statements.setting import (
    APEX,
    B_CUMULATIVE,
    W_CUMULATIVE,
    Wbefore,
    Wcum,
    Wl,
    bbefore,
    bcum,
    bl,
)
from proofs.verdicts import Proved, Refuted, Verdict
from symbolic.matrices import from_flat, ones
from symbolic.matrices import identity as unit
from symbolic.separation import heights
from symbolic.truncation import TruncationMap
from symbolic.zero_loss import ZeroLoss


def tau(weights: Term, biases: Term, undo: Term, point: Term) -> Term:
    """``W⁻¹(σ(Wx + b) − b)``, the inverse given."""
    return undo @ (sigma(weights @ point + biases) - biases)


truncated = vector("x^τ", "M", latex=r"x^{(\tau,l-1)}")
activation = vector("x", "M", latex=r"x^{(l-1)}")
readout = matrix("W_{L+1}", "Q", "M")
bias = vector("b_{L+1}", "Q")
BEFORE = Hypothesis(activation, Wbefore @ truncated + bbefore, "the recursion one layer before")


def recursion(D: Derivation) -> None:
    """L1: the network's hidden layers are truncation maps in the input's coordinates."""
    D.say(
        r"Induction on $l$. For $l=0$ both sides are $x$. Let the claim hold for $l-1$, that is $x^{(l-1)}=W^{(l-1)}x^{(\tau,l-1)}+b^{(l-1)}$. Then"
    )
    image = tau(Wcum, bcum, inverse(Wcum), truncated)
    D.equal(
        "step",
        sigma(Wl @ activation + bl),
        sigma(Wcum @ truncated + bcum),
        Wcum @ image + bcum,
        using=[BEFORE, W_CUMULATIVE, B_CUMULATIVE],
    )
    D.say(
        r"At the output layer, with $A=W_{L+1}W^{(L)}$ and $c=W_{L+1}b^{(L)}+b_{L+1}$ (here $l-1=L$):"
    )
    D.equal(
        "output",
        readout @ activation + bias,
        readout @ Wbefore @ truncated + readout @ bbefore + bias,
        using=[BEFORE],
    )


def recursion_on(case: Case) -> Verdict:
    """The network at every point, forwards and through its truncation maps."""
    found = case.zero_loss
    if not isinstance(found, ZeroLoss):
        return NO_NETWORK
    network, inputs = found.network, case.data.inputs
    output = network.cumulative()[-1]
    through = output.W * network.truncated(inputs) + output.b * ones(1, inputs.shape[1])
    if network(inputs) != through:
        return Refuted("the truncated data do not reproduce the outputs")
    return Proved(f"{case.data.N} points through {network.L} layers")


scale, shuffle = diagonal("D", "M"), permutation("P", "M")
K = matrix("K", "M", "M", "invertible")
a = vector("a", "M")
LINE = Hypothesis(sigma(W @ x + b), W @ x + b, "Wx + b ≥ 0")
KILLED = Hypothesis(sigma(W @ x + b), zero("M", 1), "Wx + b ≤ 0")


def properties(D: Derivation) -> None:
    """L2: idempotence, fixed and collapse sets, invariances."""
    image = tau(W, b, inverse(W), x)
    D.equal("idempotent", tau(W, b, inverse(W), image), image)
    D.say(
        r"\emph{Fixed set.} $W$ is invertible, so $\tau(x)=x$ iff the following vanishes, that is (N1) iff $Wx+b\ge0$:"
    )
    D.equal("fixed", W @ (image - x), sigma(W @ x + b) - (W @ x + b))
    D.say(r"\emph{Collapse set.} Likewise $\tau(x)=p$ iff (N1) $Wx+b\le0$:")
    D.equal("collapsed", W @ (image - p), sigma(W @ x + b), using=[APEX])
    D.say(
        r"\emph{Invariance} under positive diagonal $D$, permutations $P$, and affine changes of the input:"
    )
    undo = inverse(W) @ inverse(scale)
    D.equal("scaled", tau(scale @ W, scale @ b, undo, x), image)
    undo = inverse(W) @ inverse(shuffle)
    D.equal("permuted", tau(shuffle @ W, shuffle @ b, undo, x), image)
    changed = W @ inverse(K)
    D.equal(
        "affine",
        tau(changed, b - changed @ a, K @ inverse(W), K @ x + a),
        K @ image + a,
    )


def properties_on(case: Case) -> Verdict:
    """All six at every point, for every truncation map of the network."""
    found = case.zero_loss
    if not isinstance(found, ZeroLoss):
        return NO_NETWORK
    inputs, M = case.data.inputs, case.data.M
    two = unit(M) * QQ(2)
    cycle = unit(M).extract([*range(1, M), 0], range(M))
    shear = unit(M) + from_flat([QQ(int(j > i)) for i in range(M) for j in range(M)], M, M)
    shift, row = ones(M, 1), ones(1, inputs.shape[1])
    for step in found.collapses:
        map_, label = step.map, case.data.labels[step.cls]
        image = map_(inputs)
        if map_(image) != image:
            return Refuted(f"τ∘τ ≠ τ for class {label!r}")
        apexes = map_.apex * row
        for i, (fixed, collapsed) in enumerate(
            zip(map_.fixes(inputs), map_.collapses(inputs), strict=True)
        ):
            at = [i]
            rows = range(M)
            if fixed != (image.extract(rows, at) == inputs.extract(rows, at)):
                return Refuted(f"the fixed set of class {label!r} at point {i}")
            if collapsed != (image.extract(rows, at) == apexes.extract(rows, at)):
                return Refuted(f"the collapse set of class {label!r} at point {i}")
        for change in (two, cycle):
            if TruncationMap(change * map_.W, change * map_.b)(inputs) != image:
                return Refuted(f"the invariance of class {label!r}")
        moved = map_.W * shear.inv()
        other = TruncationMap(moved, map_.b - moved * shift)
        if other(shear * inputs + shift * row) != shear * image + shift * row:
            return Refuted(f"the affine change of class {label!r}")
    return Proved(f"{len(found.collapses)} maps at {case.data.N} points")


f = vector("f", "M")
opening = matrix("E", "M", "M")
unit_i = vector("e_i", "M")
ones_M = vector("u", "M")
eps, t = scalar("eps"), scalar("t")
COLLAPSER = Hypothesis(W, ones_M @ f.T + eps * opening, "definition of W in L3")
BIAS = Hypothesis(b, -(W @ p), "the apex is p")
COORDINATE = Hypothesis(unit_i.T @ ones_M, identity(1), "every coordinate of u is 1")
ON_PLANE = Hypothesis(f.T @ p, t * identity(1), "f·p = t")
denominator = t + eps  # here t stands for f·u
SLOPE = Hypothesis(f.T @ ones_M, t * identity(1), "t = f·u")


def collapse(D: Derivation) -> None:
    """L3: every pre-activation has the sign of the height over the hyperplane."""
    D.say(r"The $i$-th pre-activation at $x$ is")
    D.equal(
        "coordinate",
        unit_i.T @ (W @ x + b),
        f.T @ x - t * identity(1) + eps * (unit_i.T @ opening @ (x - p)),
        using=[BIAS, COLLAPSER, COORDINATE, ON_PLANE],
    )
    D.say(
        r"By N2, with $h=f\cdot x-t$ and $B=\max\|E(x-p)\|_\infty$, it has the sign of $f\cdot x-t$: negative on $P$, positive on $R$. So $\sigma(Wx+b)=0$ on $P$ and $=Wx+b$ on $R$, and (L2)"
    )
    image = tau(W, b, inverse(W), x)
    D.equal("on P", image, p, using=[KILLED, APEX])
    D.equal("on R", image, x, using=[LINE])
    D.say(r"For $E=1$ the inverse is explicit (here $t=f\cdot u$, and $\varepsilon+t\ne0$):")
    sherman = (1 / eps) * (identity("M") - (1 / denominator) * (ones_M @ f.T))
    D.equal(
        "inverse",
        (ones_M @ f.T + eps * identity("M")) @ sherman,
        identity("M"),
        using=[SLOPE],
    )


def collapse_on(case: Case) -> Verdict:
    """Every map of the construction sends its class to the apex and fixes what lies beyond the hyperplane."""
    found = case.zero_loss
    if not isinstance(found, ZeroLoss):
        return NO_NETWORK
    data, done = case.data, list[int]()
    for step in found.collapses:
        rest = [data.points[k] for k in range(data.Q) if k not in (step.cls, *done)]
        rest += [other.apex for other in found.collapses if other.cls in done]
        plane = step.hyperplane
        if max(heights(plane.normal, data.points[step.cls])) >= plane.offset:
            return Refuted(f"class {data.labels[step.cls]!r} is not below its hyperplane")
        if not all(step.map.collapses(data.points[step.cls])):
            return Refuted(f"class {data.labels[step.cls]!r} is not collapsed")
        if not all(fixed for block in rest for fixed in step.map.fixes(block)):
            return Refuted(f"the map of class {data.labels[step.cls]!r} moves another point")
        done.append(step.cls)
    return Proved(f"{len(done)} collapses")


ENTRIES = (
    Entry(
        "L1",
        "statement",
        "Hidden layers are truncation maps in the coordinates of the input",
        r"Let $x^{(\tau,0)}=x$ and $x^{(\tau,l)}=\tau_{W^{(l)},b^{(l)}}(x^{(\tau,l-1)})$. Then $x^{(l)}=W^{(l)}x^{(\tau,l)}+b^{(l)}$ for all $l$, and the output is $A\,x^{(\tau,L)}+c$. In detail <<step>>",
        recursion,
        recursion_on,
        (Assumption("invertible-weights", r"$W_1,\dots,W_L\in GL(M)$"),),
        given=(BEFORE, W_CUMULATIVE, B_CUMULATIVE),
        statement_uses=("D2", "D4", "D5"),
        decided_in=("symbolic.network.ReluNetwork.truncated",),
        coq=("Recursion.recursion_L1",),
    ),
    Entry(
        "L2",
        "statement",
        "Truncation maps are idempotent, fix a cone, collapse the opposite one, and do not see scale, order or frame",
        r"$\tau\circ\tau=\tau$; $\tau(x)=x$ iff $Wx+b\ge0$; $\tau(x)=p$ iff $Wx+b\le0$; $\tau_{DW,Db}=\tau_{PW,Pb}=\tau_{W,b}$; and $\tau_{WK^{-1},\,b-WK^{-1}a}(Kx+a)=K\tau_{W,b}(x)+a$.",
        properties,
        properties_on,
        (
            Assumption("invertible-weights", r"$W\in GL(M)$"),
            Assumption("positive-scale", r"$D$ is diagonal with entries $>0$"),
        ),
        given=(APEX,),
        statement_uses=("D5",),
        proof_uses=("N1",),
        decided_in=("symbolic.truncation.TruncationMap",),
        coq=(
            "Truncation.tau_idempotent",
            "Truncation.tau_fixed_iff",
            "Truncation.tau_collapsed",
            "Invariance.tau_scale",
            "Invariance.tau_permute",
            "Invariance.tau_moves",
        ),
    ),
    Entry(
        "L3",
        "statement",
        "One layer collapses a strictly separated class and fixes the rest",
        r"With $W=uf^{\mathsf T}+\varepsilon E$ and $b=-Wp$, $f\cdot p=t$, all coordinates of $Wx+b$ have the sign of $f\cdot x-t$ on $P\cup R$: $\tau_{W,b}$ sends $P$ to the point $p$ and fixes $R$.",
        collapse,
        collapse_on,
        (
            Assumption(
                "strict-separation",
                r"$f\cdot x<t$ on the finite set $P$, $f\cdot x>t$ on the finite set $R$",
            ),
            Assumption(
                "small-epsilon",
                r"$0<\varepsilon<\min_{P\cup R}|f\cdot(x-p)|\,/\,\max_{P\cup R}\|E(x-p)\|_\infty$",
            ),
            Assumption("invertible-weights", r"$W\in GL(M)$"),
        ),
        given=(COLLAPSER, BIAS, APEX, COORDINATE, ON_PLANE, SLOPE, LINE, KILLED),
        statement_uses=("D5",),
        proof_uses=("L2", "N2"),
        decided_in=("symbolic.truncation.collapsing",),
        coq=("Separation.collapse_L3",),
    ),
)
