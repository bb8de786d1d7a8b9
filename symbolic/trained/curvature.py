"""R5: directions of negative curvature at critical points of strict networks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from symbolic.trained.evaluation import Evaluation
from symbolic.trained.floats import NotShown, within_floats
from symbolic.trained.hessian import exact_hessian
from symbolic.trained.refutation import Refutation, longest_step

MOST_CURVED = 400  # parameters of a network whose exact Hessian is looked at


def negative_curvature(at: Evaluation) -> Refutation | None:
    """A direction of negative curvature at a critical point of a strict network, if floats point to
    one.
    """
    numbering = at.network.numbering
    if not at.strict or any(at.gradient) or numbering.K > MOST_CURVED:
        return None
    exact = exact_hessian(at, list(range(numbering.K)))
    try:
        with within_floats():
            values, vectors = np.linalg.eigh(np.array([[float(v) for v in row] for row in exact]))
    except NotShown:
        return None
    if values[0] >= 0:
        return None
    vector = vectors[:, 0] / max(abs(vectors[:, 0]))
    direction = [Fraction(round(float(v) * 1024), 1024) for v in vector]
    image = [
        sum((a * b for a, b in zip(row, direction, strict=True)), Fraction(0)) for row in exact
    ]
    if sum((a * b for a, b in zip(direction, image, strict=True)), Fraction(0)) >= 0:
        return None
    return longest_step(at, direction, "direction of negative curvature")
