"""R7: the base layer and the dimensions of the apexes, against ranks of the products themselves."""

import random
from itertools import pairwise

from symbolic.matrices import matrix, rank
from symbolic.trained.parameters import Mlp
from symbolic.trained.truncation_form import truncation_form_of


def by_ranks(weights):
    """(base, dimensions) with the smallest base from which all products are onto, or None."""
    for base in range(len(weights)):
        through, dimensions = None, []
        for W in weights[base:]:
            through = W if through is None else W * through
            if rank(through) < through.shape[0]:
                break
            dimensions.append(weights[base].shape[1] - through.shape[0])
        else:
            return base, tuple(dimensions)
    return None


def test_the_form_is_that_of_the_ranks():
    rng, bases = random.Random(3), set()
    for _ in range(200):
        widths = [rng.randint(1, 4) for _ in range(rng.randint(2, 5))]
        rows = [
            [[rng.choice((-1, 0, 0, 1, 2)) for _ in range(n)] for _ in range(m)]
            for n, m in pairwise(widths)
        ]
        with_biases = [[[*row, rng.randint(-2, 2)] for row in layer] for layer in rows]
        output = [[1] * (widths[-1] + 1)]
        form = truncation_form_of(Mlp.of_rows([*with_biases, output]))
        expected = by_ranks([matrix(layer) for layer in rows])
        assert (form and (form.base, form.apex_dimensions)) == expected
        bases.add(expected and expected[0])
    assert bases >= {None, 0, 1, 2}
