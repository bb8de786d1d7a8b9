"""Landscapes whose networks are given, for false T5 and for true ones at the edge."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n
from tests.checker.false_networks import line

SCOPES = ("output_layer", "apexes_held", "all_parameters")


def claimed(classes, hidden, apexes, networks, readouts=("affine",), **claims):
    """A landscape whose feasible items are the given networks {(labels, readout): hidden layers}.

    The output layer is put behind them; dimensions follow the formula; every all_parameters is
    unknown, so that nothing rests on a theorem.
    """
    q, m = len(classes), len(classes[0][2][0])
    k, minima = hidden * (m * m + m) + q * m + q, []
    for subset in n.subsets(classes):
        for readout in readouts:
            data, affine = n.truncated(classes, subset, apexes), readout == "affine"
            a, c = n.best_readout(data, affine)
            layers = networks.get((*subset, readout))
            item = {
                "collapsed": subset,
                "readout": readout,
                "feasible": layers is not None,
                "value": n.readout_cost(data, a, c),
                "A": a,
                "c": c,
            }
            if layers is None:
                item["verdicts"] = dict.fromkeys(SCOPES, "unknown")
            else:
                w, b = n.cumulative(layers)[-1]
                back = n.mul(a, n.inverse(w))
                net = [*layers, (back, n.add(c, n.apply(back, b), -1))]
                g = n.rank(n.normal_equations(data, affine)[0]) - affine
                item |= {
                    "candidate": n.layers(net),
                    "dimension": k - m * len(subset) - q * g - q,
                    "verdicts": dict(zip(SCOPES, ("proved", "proved", "unknown"), strict=True)),
                    "radius": n.radius(net, classes) if n.strict(net, classes) else F(1, 1000),
                    "theorem": None,
                }
            minima.append(item)
    rest = {
        "K": k,
        "hidden_layers": hidden,
        "values_only": False,
        "apexes": apexes,
        "minima": minima,
        "equal_values": n.equal_values(minima),
    }
    return n.certificate("T5", "by hand", classes, {**rest, **claims})


PAIR = line(("a", [-2, -1]), ("b", [2, 4]))
ENDS = {"a": [F(0)], "b": [F(1)]}


def triangles(**options):
    return n.landscape("two triangles", n.two_triangles(), **options)
