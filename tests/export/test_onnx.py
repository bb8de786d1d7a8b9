"""ONNX models run by onnxruntime stay within the bound that exact arithmetic proves beforehand."""

import json
import sys
from fractions import Fraction as F
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.checker import check
from proofs.checker.errors import Malformed
from proofs.cli import run as run_command
from proofs.export.evaluation import trace
from proofs.export.onnx import accuracy, exported_network, onnx_model, write_onnx
from proofs.export.rounding import as_float, rounding_bound
from proofs.judged_files import as_it_stands
from symbolic.errors import InputError
from tests.checker import naive
from tests.checker.cases import raw

NETWORKS = {
    "T3 two triangles": None,
    "T3 linear, deeper": None,
    "T3 one class": None,
    "T3 M < Q": None,
    "T3 odd labels": None,
    "T4 M > Q": None,
    "T4 simplices": None,
    "T5 two triangles": 3,
    "T5 simplices": 6,
}


def run(model, points):
    """The outputs of the model as exact rationals, one row a point."""
    numpy = pytest.importorskip("numpy")
    runtime = pytest.importorskip("onnxruntime", reason="the extra `onnx` is not installed")
    session = runtime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    x = numpy.array([[as_float(e, "x") for e in point] for point in points])
    (y,) = session.run(None, {"x": x})
    return [[F(float(e)) for e in row] for row in y]


def excess(network, points, outputs):
    """The largest ratio of error to bound, over all points and outputs."""
    bounds = rounding_bound(network, points)
    return max(
        abs(computed - exact) / bound
        for x, row, bounded in zip(points, outputs, bounds, strict=True)
        for computed, exact, bound in zip(row, trace(network, x)[-1][1], bounded, strict=True)
    )


@pytest.fixture(autouse=True)
def _needs_onnx(request):
    if "model" in request.node.name:
        pytest.importorskip("onnx", reason="the extra `onnx` is not installed")


@pytest.mark.parametrize("name", NETWORKS)
def test_the_model_computes_the_network_within_the_bound(name):
    certificate, item = json.loads(raw(name)), NETWORKS[name]
    source = as_it_stands(certificate)
    _, network = exported_network(source, item)
    points = source.data.points
    assert excess(network, points, run(onnx_model(certificate, item), points)) <= 1
    assert max(max(row) for row in rounding_bound(network, points)) < F(1, 10**12)


@pytest.mark.parametrize("name", ["T3 two triangles", "T5 simplices"])
def test_a_weight_of_the_model_changed_by_a_millionth_exceeds_the_bound(name):
    certificate, item = json.loads(raw(name)), NETWORKS[name]
    source = as_it_stands(certificate)
    _, network = exported_network(source, item)
    holder = certificate if item is None else certificate["minima"][item]
    layers = holder["layers" if item is None else "candidate"]
    layers[-1]["b"][0] = str(F(layers[-1]["b"][0]) + F(1, 10**6))
    points = source.data.points
    assert excess(network, points, run(onnx_model(certificate, item), points)) > 10**3


REAL = {
    "float_blobs": ("tests/corpora/cases/float_blobs.json", []),
    "onnx_slanted": ("tests/corpora/cases/onnx_slanted.json", []),
    "iris": ("sklearn:iris", ["--select", "setosa,versicolor"]),
    "wine": ("sklearn:wine", []),
    "breast cancer": ("sklearn:breast_cancer", []),
    "digits": ("sklearn:digits", []),
    "digits in two layers": ("sklearn:digits", ["--architecture", "two-layer"]),
}


@pytest.mark.parametrize("name", REAL)
def test_the_model_of_real_data_stays_within_the_bound(name, tmp_path):
    data, options = REAL[name]
    if data.startswith("sklearn"):
        pytest.importorskip("sklearn", reason="the extra `datasets` is not installed")
    path = tmp_path / "c.json"
    assert run_command(["minimize", data, "-q", "-o", str(path), *options]) == 0
    certificate = json.loads(path.read_bytes())
    assert certificate["statement"] == ("P1" if "two layers" in name else "T3")
    source = as_it_stands(certificate)
    _, network = exported_network(source)
    bounds = accuracy(network, source.data.points)
    assert bounds.points == bounds.total == source.data.N
    assert bounds.bounds["float64"] < F(1, 10**9)
    targets = [c.target for c in source.data.classes for _ in c.points]  # the exact outputs
    errors = [
        abs(e - t)
        for row, target in zip(
            run(onnx_model(certificate), source.data.points), targets, strict=True
        )
        for e, t in zip(row, target, strict=True)
    ]
    assert max(errors) <= bounds.bounds["float64"]


def test_the_model_carries_the_exact_parameters():
    certificate = json.loads(raw("T5 two triangles"))
    model = onnx_model(certificate, 3)
    properties = {entry.key: entry.value for entry in model.metadata_props}
    layers = certificate["minima"][3]["candidate"]
    for l, layer in enumerate(layers, start=1):
        assert json.loads(properties.pop(f"layer_{l}_W")) == layer["W"]
        assert json.loads(properties.pop(f"layer_{l}_b")) == layer["b"]
    assert properties == {
        "statement": "T5",
        "network": "minima[3].candidate",
        "labels": '["a", "b"]',
        "data_digest": certificate["data_digest"],
    }
    assert [node.op_type for node in model.graph.node] == ["Gemm", "Relu"] * 2 + ["Gemm"]


# --- the bound ----------------------------------------------------------------------------------


def floats(network, x):
    """The network in float64, sums from the left: one of the orders the bound covers."""
    h = [float(e) for e in x]
    for l, (weights, bias) in enumerate(network, start=1):
        z = []
        for row, b in zip(weights, bias, strict=True):
            total = 0.0
            for w, e in zip(row, h, strict=True):
                total += float(w) * e
            z.append(total + float(b))
        h = z if l == len(network) else [max(e, 0.0) for e in z]
    return [F(e) for e in h]


CHAINS = {
    "thirds": ((((F(1, 3), F(2, 7)), (F(-1, 9), F(5, 3))), (F(1, 11), F(1, 13))),) * 4,
    "cancellation": (
        (((F(10**9), F(-(10**9))), (F(1), F(1))), (F(1, 3), F(0))),
        (((F(1), F(1)),), (F(-1, 3),)),
    ),
    "underflow": (
        (((F(1, 10**200), F(0)), (F(0), F(1, 10**200))), (F(0), F(0))),
        (((F(1, 10**200), F(1, 10**200)),), (F(0),)),
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_plain_floats_stay_within_the_bound(name):
    points = [(F(1, 3), F(1, 7)), (F(1), F(1)), (F(10**8, 3), F(10**8 + 1, 3)), (F(-1), F(1, 9))]
    outputs = [floats(CHAINS[name], x) for x in points]
    assert excess(CHAINS[name], points, outputs) <= 1


@pytest.mark.parametrize(
    ("w", "b", "x"),
    [
        (F(1, 3), F(0), F(1)),
        (F(1), F(1, 3), F(1)),
        (F(1), F(0), F(1, 3)),
        (F(5, 7), F(2, 9), F(1, 11)),
    ],
)
def test_the_bound_of_one_unit_is_the_sum_of_its_roundings(w, b, x):
    """Weight, bias and input are rounded, then a product and a sum: Higham's bound by hand."""
    v, c, y = (F(as_float(number, "x")) for number in (w, b, x))
    reach, gamma = abs(x) + abs(y - x), F(2, 2**53 - 2)
    wanted = abs(w) * abs(y - x) + abs(v - w) * reach + abs(c - b)
    wanted += gamma * (abs(v) * reach + abs(c)) + F(1, 2**1074)
    [[bound]] = rounding_bound(((((w,),), (b,)),), [(x,)])
    assert wanted <= bound <= wanted * (1 + F(1, 10**20))


def test_cancellation_needs_most_of_the_bound():
    # the rounding of the input alone: the bound is not idle
    chain, x = CHAINS["cancellation"], (F(10**8, 3), F(10**8 + 1, 3))
    assert excess(chain, [x], [floats(chain, x)]) > F(1, 100)


def test_a_collapsed_class_forgets_the_errors_before_it():
    one, huge = F(1), F(10**12, 3)
    collapsing = ((((-one,),), (F(0),)), (((one,),), (F(1, 2),)))
    [[behind]] = rounding_bound(collapsing, [(huge,)])
    [[passing]] = rounding_bound(((((one,),), (F(0),)), collapsing[1]), [(huge,)])
    assert behind < F(1, 10**15) < F(1, 10**6) < passing


def test_errors_that_cancel_between_layers_are_not_multiplied():
    # the identity, layer by layer as W and its inverse, whose entries are large
    W, inverse = ((F(1001), F(1000)), (F(1000), F(999))), ((F(-999), F(1000)), (F(1000), F(-1001)))
    zero, far = (F(0), F(0)), (F(10**7), F(10**7))
    back = tuple(-sum(w * e for w, e in zip(row, far, strict=True)) for row in inverse)
    chain = ((W, far), (inverse, back)) * 10
    [bound] = rounding_bound((*chain, (W, zero)), [(F(5), F(7))])
    assert max(bound) < 1  # 2000^20 times the first rounding otherwise
    exact = (F(5 * 1001 + 7 * 1000), F(5 * 1000 + 7 * 999))
    assert trace((*chain, (W, zero)), (F(5), F(7)))[-1][1] == exact


ENTRIES = st.fractions(-4, 4, max_denominator=9)


@st.composite
def nets_and_points(draw):
    """A random network, and a point; near a kink of a unit, for some."""
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=5))
    network = []
    for n, m in pairwise(widths):
        rows = draw(st.lists(st.tuples(*[ENTRIES] * n), min_size=m, max_size=m))
        network.append((tuple(rows), tuple(draw(st.tuples(*[ENTRIES] * m)))))
    x = draw(st.tuples(*[ENTRIES] * widths[0]))
    if draw(st.booleans()):  # the bias of the first unit such that it is almost 0 at the point
        (W, b), near = network[0], F(draw(st.integers(-3, 3)), 2**52)
        first = near - sum(w * e for w, e in zip(W[0], x, strict=True))
        network[0] = (W, (first, *b[1:]))
    return tuple(network), x


@given(nets_and_points())
@settings(max_examples=150, deadline=None)
def test_random_networks_stay_within_the_bound(drawn):
    network, x = drawn
    assert excess(network, [x], [floats(network, x)]) <= 1


@pytest.mark.parametrize(
    ("weight", "x", "match"),
    [
        (F(10**400), F(1), "layer 0: expected a number in the range of float64"),
        (F(1), F(10**400), "point 0: expected a number in the range of float64"),
        (F(10**200), F(10**200), "point 0: expected sums in the range of float64"),
    ],
)
def test_overflow_is_refused(weight, x, match):
    network = ((((weight,),), (F(0),)), (((F(1),),), (F(0),)))
    with pytest.raises(InputError, match=match):
        rounding_bound(network, [(x,)])


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "item", "match"),
    [
        ("T3' crossing", None, "expected T3, T4 or T5, found T3', which has no network"),
        ("T3 one class", 0, "item: expected none: the certificate has one network, found 0"),
        ("T5 one class", None, "item: expected a position in minima, 0 to 1, found none"),
        ("T5 one class", 2, "item: expected a position in minima, 0 to 1, found 2"),
        ("T5 one class", -1, "item: expected a position in minima, 0 to 1, found -1"),
        ("T5 values only", 0, r"minima\[0\]: expected a subset with a network"),
        ("T5 linear, not feasible", 2, r"minima\[2\]: expected a subset with a network"),
    ],
)
def test_what_has_no_network_is_refused(name, item, match):
    with pytest.raises(InputError, match=match):
        onnx_model(json.loads(raw(name)), item)


def test_a_mapping_without_layers_is_malformed():
    certificate = json.loads(raw("T3 one class"))
    del certificate["layers"]
    with pytest.raises(Malformed, match="layers"):
        onnx_model(certificate)


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(InputError, match=r"expected onnx .*found not installed"):
        onnx_model(json.loads(raw("T3 one class")))


def test_a_model_is_written_only_for_a_proved_file(tmp_path):
    onnx = pytest.importorskip("onnx")
    source, target = tmp_path / "c.json", tmp_path / "c.onnx"
    certificate = json.loads(raw("T3 one class"))
    certificate["margins"]["only"] = "1/1000"
    source.write_bytes(naive.write(certificate))
    assert check(source.read_bytes()).verdict == "refuted"
    with pytest.raises(InputError, match="a certificate that the checker proves, found refuted"):
        write_onnx(source, target)
    assert not target.exists()
    source.write_bytes(raw("T3 one class"))
    write_onnx(source, target)
    assert onnx.load(target) == onnx_model(source)
    first = target.read_bytes()
    write_onnx(source, target)
    assert target.read_bytes() == first


def test_the_bound_of_float32_holds_and_is_not_idle():
    """A network with entries that no float has, run in float32 by NumPy."""
    numpy = pytest.importorskip("numpy")
    certificate = json.loads(raw("T5 simplices"))
    _, network = exported_network(as_it_stands(certificate), 6)
    points = as_it_stands(certificate).data.points
    values = numpy.array([[as_float(e, "x") for e in x] for x in points], dtype=numpy.float32).T
    for l, (W, b) in enumerate(network, start=1):
        weights = numpy.array([[as_float(e, "W") for e in row] for row in W], dtype=numpy.float32)
        bias = numpy.array([as_float(e, "b") for e in b], dtype=numpy.float32)
        values = weights @ values + bias[:, None]
        values = values if l == len(network) else numpy.maximum(values, 0)
    errors = [
        abs(F(float(values[q][i])) - exact)
        for i, x in enumerate(points)
        for q, exact in enumerate(trace(network, x)[-1][1])
    ]
    bounds = accuracy(network, points)
    assert (bounds.points, bounds.total) == (len(points), len(points))
    assert 0 < max(errors) <= bounds.bounds["float32"] < F(1, 10**3)
    assert bounds.bounds["float64"] < bounds.bounds["float32"] / 2**20


def test_what_float64_cannot_hold_is_not_written(tmp_path, capsys):
    pytest.importorskip("onnx", reason="the extra `onnx` is not installed")
    (source := tmp_path / "c.json").write_bytes(raw("T3 two triangles"))
    target = tmp_path / "c.onnx"
    with pytest.raises(
        InputError, match=r"within 1e-20 of the exact ones \(tolerance\), found err"
    ):
        write_onnx(source, target, tolerance=F(1, 10**20))
    assert not target.exists()
    assert run_command(["export", str(source), "--to", "onnx", "--tolerance", "0"]) == 2
    assert run_command(["export", str(source), "--to", "onnx", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert F(told["bounds"]["float64"]) < F(1, 10**12) and told["points"] > 0
    assert run_command(["export", str(source), "--to", "coq", "--tolerance", "1"]) == 2
