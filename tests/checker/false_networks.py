"""False T3: networks that are not of the kind claimed, one sign, apex or plane off."""

from __future__ import annotations

from fractions import Fraction as F

from tests.checker import naive as n

ONE, TWO = [F(1), F(0)], [F(0), F(1)]


def line(*classes):
    """Classes of numbers: (label, points), targets e_j."""
    return [
        (label, n.unit(len(classes), j), [[F(x)] for x in points])
        for j, (label, points) in enumerate(classes)
    ]


def scalar(*layers):
    """Hidden layers of width 1, given as (w, b)."""
    return [([[F(w)]], [F(b)]) for w, b in layers]


def interpolating(apexes, targets):
    """The affine readout with the given targets at two numbers."""
    p, q = apexes
    slope = [(b - a) / (q - p) for a, b in zip(*targets, strict=True)]
    return [[s] for s in slope], [a - s * p for a, s in zip(targets[0], slope, strict=True)]


def claimed(classes, net, planes, readout="affine", **claims):
    """A T3 certificate that says of any network what is true of those of the construction.

    `planes`: {label: (f, t, p)} in the order of collapse; margins are computed as they should be.
    """
    order, points = list(planes), {label: xs for label, _, xs in classes}
    margins = {}
    for k, label in enumerate(order):
        f, t, _ = planes[label]
        near = [x for other in order[k:] for x in points[other]]
        near += [planes[other][2] for other in order[:k]]
        margins[label] = min(abs(n.inner(f, x) - t) for x in near)
    rest = {
        "readout": readout,
        "layers": n.layers(net),
        "order": order,
        "hyperplanes": {j: {"normal": f, "offset": t} for j, (f, t, _) in planes.items()},
        "apexes": {j: p for j, (_, _, p) in planes.items()},
        "margins": margins,
        "cost_squared": F(0),
        "strict_activation": True,
        **claims,
    }
    return n.certificate("T3", "by hand", classes, rest)


def plane(f, t, p):
    return [F(f)], F(t), [F(p)]


# a = {-2, -1} goes to 0, then b = {2, 3} from above to 1
PAIR = line(("a", [-2, -1]), ("b", [2, 3]))
PLANES = {"a": plane(1, 0, 0), "b": plane(-1, -1, 1)}


def first_layers(*more):
    """x -> relu(x), then x -> 1 - x: a is sent to 0, b to 1; then further (w, b)."""
    return scalar((1, 0), (-1, 1), *more)


def pair_of(net, planes=PLANES, classes=PAIR, **claims):
    return claimed(classes, net, planes, **claims)


def readout_of_two():
    # behind the second layer a is at relu(1 - 0) = 1 and b at 0
    return interpolating((F(1), F(0)), (ONE, TWO))


def true_pair():
    return pair_of([*first_layers(), readout_of_two()])


def swapped():
    """The outputs of the two classes are exchanged."""
    return pair_of([*first_layers(), interpolating((F(0), F(1)), (ONE, TWO))])


def small_cost():
    """The cost is small, not 0, and said so."""
    A, c = readout_of_two()
    c = [c[0] + F(1, 1000), c[1]]
    return pair_of([*first_layers(), (A, c)], cost_squared=2 * F(1, 1000) ** 2)


def order_reversed():
    planes = {"b": plane(-1, -1, 1), "a": plane(1, 0, 0)}
    return pair_of([*first_layers(), readout_of_two()], planes)


def a_point_on_the_kink():
    """A point of a lies on the hyperplane of the first unit: relu is 0 there as well, the cost is
    0.
    """
    classes = line(("a", [-2, 0]), ("b", [2, 3]))
    planes = {"a": plane(1, F(1, 2), F(1, 2)), "b": PLANES["b"]}
    return claimed(classes, [*first_layers(), readout_of_two()], planes)


def a_kink_behind_the_collapse():
    """The collapsed class meets a bias 0: every later pre-activation of it is 0."""
    classes = line(("a", [-2, -1]), ("b", [2, 3]))
    net = [*scalar((1, 0), (1, 0), (-1, 1)), readout_of_two()]
    return claimed(classes, net, PLANES)


def one_unit_left():
    """In the plane: the first layer kills one unit on class a, the other one passes."""
    a, b = n.exact([[-1, 5], [-2, 5]]), n.exact([[3, 5], [4, 5]])
    classes = [("a", ONE, a), ("b", TWO, b)]
    first = (n.eye(2), [F(0), F(0)])
    second = ([[F(-1), F(0)], [F(0), F(-1)]], [F(1), F(5)])
    planes = {"a": (ONE, F(0), [F(0), F(5)]), "b": ([F(-1), F(0)], F(-1), [F(1), F(5)])}
    net = [first, second, ([[F(1), F(0)], [F(-1), F(0)]], [F(0), F(1)])]
    return claimed(classes, net, planes)


def one_class_in_two_parts():
    """Class a has a part on either side; only one of them is collapsed first, the cost is 0."""
    classes = line(("a", [-2, 3]), ("b", [1]))
    net = [*scalar((-1, 2), (-1, 3)), interpolating((F(3), F(2)), (ONE, TWO))]
    planes = {"a": plane(-1, F(-2), 2), "b": plane(1, 0, 0)}
    return claimed(classes, net, planes)


def singular_weights():
    """Cost 0 through a hidden matrix of rank 1."""
    a, b = n.exact([[-1, 5], [-2, 4]]), n.exact([[3, 5], [4, 4]])
    classes = [("a", ONE, a), ("b", TWO, b)]
    twice = [[F(1), F(0)], [F(1), F(0)]]
    net = [
        (twice, [F(0), F(0)]),
        ([[F(-1), F(0)], [F(0), F(-1)]], [F(1), F(1)]),
        ([[F(1), F(0)], [F(-1), F(0)]], [F(0), F(1)]),
    ]
    planes = {"a": (ONE, F(0), [F(0), F(0)]), "b": ([F(-1), F(0)], F(-1), [F(1), F(1)])}
    return claimed(classes, net, planes)


def collapsed_again():
    """A third layer collapses b a second time."""
    net = [*first_layers((1, F(-1, 2))), interpolating((F(1, 2), F(0)), (ONE, TWO))]
    return pair_of(net)


def all_in_one_layer():
    """Both classes collapsed by the first layer: one value for both, and a made-up cost 0."""
    net = [*scalar((1, -9), (1, 1)), ([[F(0)], [F(0)]], ONE)]
    planes = {"a": plane(1, 9, 9), "b": plane(1, 9, 9)}
    return pair_of(net, planes)


def nothing_collapsed():
    """One point a class: an affine readout has cost 0 without any collapse."""
    classes = line(("a", [1]), ("b", [3]))
    net = [*scalar((1, 1), (1, 1)), interpolating((F(3), F(5)), (ONE, TWO))]
    return claimed(classes, net, {"a": plane(1, 2, 2), "b": plane(-1, F(-5, 2), F(5, 2))})


def too_shallow():
    """One hidden layer for two classes, the second a single point: cost 0, but L >= Q is
    claimed.
    """
    classes = line(("a", [-2, -1]), ("b", [2]))
    net = [*scalar((1, 0)), interpolating((F(0), F(2)), (ONE, TWO))]
    return claimed(classes, net, {"a": PLANES["a"], "b": plane(-1, -1, 1)})


def apex_elsewhere():
    """The apex in the file lies on the hyperplane, but is not where the network sends the class."""
    a, b = n.exact([[-1, 0], [-2, 0]]), n.exact([[3, 0], [4, 0]])
    classes = [("a", ONE, a), ("b", TWO, b)]
    cert = n.zero_loss("by hand", classes)
    f = [F(e) for e in cert["hyperplanes"]["a"]["normal"]]
    p = [F(e) for e in cert["apexes"]["a"]]
    cert["apexes"]["a"] = n.text(n.add(p, [-f[1], f[0]], F(1, 7)))
    return cert


def hyperplane_beside_the_apex():
    planes = {"a": plane(1, F(1, 2), 0), "b": PLANES["b"]}
    return pair_of([*first_layers(), readout_of_two()], planes)


def hyperplane_through_a_point():
    """f.x = t at a point of the class, which lies on the apex."""
    classes = line(("a", [-2, 0]), ("b", [2, 3]))
    net = [*scalar((1, F(-1, 2)), (-1, 1)), interpolating((F(1), F(0)), (ONE, TWO))]
    planes = {"a": plane(1, 0, F(1, 2)), "b": plane(-1, F(-3, 2), F(3, 2))}
    return claimed(classes, net, planes)


def hyperplane_through_an_earlier_apex():
    """The network is right; the second hyperplane in the file passes through both apexes."""
    a, b = n.exact([[-1, 0], [-2, 1]]), n.exact([[3, 1], [4, 2]])
    classes = [("a", ONE, a), ("b", TWO, b)]
    p, q = [F(0), F(0)], [F(1), F(0)]
    planes = {"a": ([F(1), F(0)], p), "b": ([F(-1), F(0)], q)}
    readout = ([[F(-1), F(0)], [F(1), F(0)]], [F(1), F(0)])
    net = n.build(classes, planes, ["a", "b"], 2, readout)
    return claimed(classes, net, {"a": (ONE, F(0), p), "b": ([F(0), F(-1)], F(0), q)})


def margin_without_apexes():
    """The margin of the second class counts its points only: the earlier apex is nearer."""
    net = [*scalar((1, F(-1, 2)), (-1, F(1, 2))), interpolating((F(1, 2), F(0)), (ONE, TWO))]
    planes = {"a": plane(1, F(1, 2), F(1, 2)), "b": PLANES["b"]}
    cert = pair_of(net, planes)
    cert["margins"]["b"] = "1"
    return cert


def zero_normal():
    planes = {"a": ([F(0)], F(1), [F(0)]), "b": PLANES["b"]}
    return pair_of([*first_layers(), readout_of_two()], planes)


def not_the_gauge():
    """A network of cost 0 with cumulative bias other than 0, said to have a linear readout."""
    return pair_of([*first_layers(), readout_of_two()], readout="linear")


def a_point_less():
    cert = true_pair()
    cert["N"] = 3
    return cert


def not_strict_and_said_so():
    cert = a_point_on_the_kink()
    cert["strict_activation"] = False
    return cert


def named_twice():
    cert = true_pair()
    cert["order"] = ["a", "a"]
    return cert


SIGNS = "expected pre-activations all positive or all negative"
FALSEHOODS = {
    "t3_outputs_swapped": (swapped, "refuted", "cost_squared: expected 4, found 0"),
    "t3_cost_small": (small_cost, "refuted", "cost_squared: expected 0, found 1/500000"),
    "t3_order_reversed": (order_reversed, "refuted", 'that collapses "a": expected 2, found 1'),
    "t3_point_on_a_kink": (a_point_on_the_kink, "refuted", f'"a", point 1: {SIGNS}'),
    "t3_kink_behind_collapse": (
        a_kink_behind_the_collapse,
        "refuted",
        f'hidden layer 2, class "a", point 0: {SIGNS}',
    ),
    "t3_one_unit_passes": (one_unit_left, "refuted", SIGNS),
    "t3_class_in_two_parts": (one_class_in_two_parts, "refuted", "expected one sign on the class"),
    "t3_singular_weights": (
        singular_weights,
        "refuted",
        "layers[0].W: expected an invertible matrix",
    ),
    "t3_collapsed_again": (collapsed_again, "refuted", "expected one collapse, found another at 2"),
    "t3_one_layer_for_all": (all_in_one_layer, "refuted", 'collapses "b": expected 2, found 1'),
    "t3_nothing_collapsed": (nothing_collapsed, "refuted", '"a": expected 1, found null'),
    "t3_too_shallow": (too_shallow, "malformed", "layers: expected at least 3, found 2"),
    "t3_apex_elsewhere": (apex_elsewhere, "refuted", "expected W(1) p + b(1) = 0, found not 0"),
    "t3_plane_beside_apex": (
        hyperplane_beside_the_apex,
        "refuted",
        'hyperplanes, "a": expected f.p = t at the apex',
    ),
    "t3_plane_through_point": (
        hyperplane_through_a_point,
        "refuted",
        "expected f.x < t on its class, found f.x - t = 0",
    ),
    "t3_plane_through_earlier_apex": (
        hyperplane_through_an_earlier_apex,
        "refuted",
        'expected f.x > t on apex of "a", found f.x - t = 0',
    ),
    "t3_margin_forgets_apex": (
        margin_without_apexes,
        "refuted",
        'margins, "b": expected 1/2, found 1',
    ),
    "t3_zero_normal": (zero_normal, "refuted", "expected f.p = t at the apex"),
    "t3_not_the_gauge": (not_the_gauge, "refuted", "expected cumulative output bias 0 (linear)"),
    "t3_point_missing": (a_point_less, "refuted", "N: expected 4, found 3"),
    "t3_not_strict": (not_strict_and_said_so, "refuted", SIGNS),
    "t3_class_named_twice": (named_twice, "malformed", "order: expected every label once"),
}
