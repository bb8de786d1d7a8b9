"""Networks as PyTorch, safetensors, ONNX, scikit-learn and JSON hold them, read exactly; everything
else refused by name.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from fractions import Fraction as F
from pathlib import Path

import pytest

from symbolic.errors import InputError
from symbolic.networks_in import lift, load_network

FOLDER = Path(__file__).parent / "networks"
EXPECTED = json.loads((FOLDER / "expected.json").read_text())


def exactly(network):
    return [
        (
            [[F(str(e)) for e in row] for row in layer.W.to_list()],
            [F(str(e)) for e in layer.b.to_list_flat()],
        )
        for layer in network.layers
    ]


def of_floats(layers):
    value = lambda text: F(float.fromhex(text))  # noqa: E731
    return [
        ([[value(e) for e in row] for row in one["W"]], [value(e) for e in one["b"]])
        for one in layers
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_libraries_wrote_is_read_exactly(name):
    if name.endswith("safetensors"):
        pytest.importorskip("safetensors")
    if name.endswith("onnx"):
        pytest.importorskip("onnx")
    assert exactly(load_network(str(FOLDER / name))) == of_floats(EXPECTED[name])


REFUSED = {
    "refused_whole_model.pt": "torch.nn.modules.container.Sequential",
    "refused_optimizer.pt": "tensors of floats, found 'state'",
    "refused_convolution.pt": "'0.weight' of shape [1, 1, 2, 2]",
    "refused_batch_norm.pt": "found torch.LongStorage",
    "refused_nan.pt": "'0.weight', entry 2: expected a finite number, found nan",
    "refused_nan.safetensors": "'0.weight', entry 2: expected a finite number, found nan",
    "refused_softmax.onnx": "(Softmax)",
    "refused_tanh.onnx": "(Tanh)",
}


def test_every_refused_file_has_its_message():
    assert {p.name for p in FOLDER.glob("refused*")} == set(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_chain_of_layers_is_refused_by_name(name):
    with pytest.raises(InputError) as caught:
        load_network(str(FOLDER / name))
    assert REFUSED[name] in str(caught.value)
    assert str(caught.value).isprintable()


def archive(program, path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("archive/data.pkl", program)
    return str(path)


class Call:
    """Something whose unpickling would run a command."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return os.system, (f"touch {self.target}",)


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_nothing_in_a_file_is_executed(tmp_path, protocol):
    target = tmp_path / "executed"
    path = archive(pickle.dumps({"a": Call(target)}, protocol=protocol), tmp_path / "evil.pt")
    with pytest.raises(InputError):
        load_network(path)
    assert not target.exists()


@pytest.mark.parametrize("size", range(0, 900, 37))
def test_cut_off_programs_are_one_line(size, tmp_path):
    whole = zipfile.ZipFile(FOLDER / "float32.pt")
    name = next(n for n in whole.namelist() if n.endswith("data.pkl"))
    program = whole.read(name)
    path = archive(program[: min(size, len(program) - 1)], tmp_path / "cut.pt")
    with pytest.raises(InputError):
        load_network(path)


def test_a_view_outside_its_storage_is_refused(tmp_path):
    source = zipfile.ZipFile(FOLDER / "float32.pt")
    path = tmp_path / "short.pt"
    with zipfile.ZipFile(path, "w") as file:
        for name in source.namelist():
            content = source.read(name)
            file.writestr(name, content[:4] if name.endswith("data/0") else content)
    with pytest.raises(InputError, match="numbers in its storage"):
        load_network(str(path))


def test_a_file_that_is_none_of_them(tmp_path):
    for name in ("a.pt", "a.safetensors", "a.onnx", "a.json", "a.h5"):
        (tmp_path / name).write_bytes(b"\x08\x96\x01 nothing")
        with pytest.raises(InputError):
            load_network(str(tmp_path / name))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (None, "0.1", F(1, 10)),
        ("float64", "0.1", F(0.1)),
        ("float32", "0.1", F(13421773, 2**27)),
        ("float32", "-0.1", F(-13421773, 2**27)),
        # halfway between two float32 but for the last digit: rounding to double first goes wrong
        ("float32", "1.000000059604644775390626", 1 + F(1, 2**23)),
        ("float32", "1.000000059604644775390625", F(1)),
        (None, '"-3/4"', F(-3, 4)),
    ],
)
def test_json_numbers_are_what_the_file_declares(kind, text, value, tmp_path):
    floats = "" if kind is None else f'"floats": "{kind}", '
    path = tmp_path / "net.json"
    path.write_text(f'{{{floats}"layers": [{{"W": [[{text}]], "b": [0]}}]}}')
    assert exactly(load_network(str(path))) == [([[value]], [0])]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"layers": [{"W": [[NaN]], "b": [0]}]}', "layers[0].W[0][0]: expected a finite number"),
        ('{"layers": [{"W": [[1], [1, 2]], "b": [0, 0]}]}', "rows of one length"),
        ('{"layers": [{"W": [[1]], "b": [0, 1]}]}', "layers[0].b: expected 1 entry, found 2"),
        ('{"layers": [{"W": [[1]], "b": [0]}, {"W": [[1, 1]], "b": [0]}]}', "layer 2"),
        ('{"layers": []}', "at least one layer"),
        ('{"layers": [{"W": [[true]], "b": [0]}]}', "expected a number"),
        ('{"floats": "float8", "layers": []}', "floats: expected one of float64, float32"),
        ("[", "expected JSON"),
    ],
)
def test_json_that_is_no_network(text, message, tmp_path):
    path = tmp_path / "net.json"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_network(str(path))
    assert message in str(caught.value)


def test_safetensors_of_ten_layers_are_in_the_order_of_their_numbers(tmp_path):
    safetensors = pytest.importorskip("safetensors.numpy")
    import numpy as np

    layers = {f"net.{k}.weight": np.full((1, 1), float(k)) for k in range(12)}
    layers |= {f"net.{k}.bias": np.zeros(1) for k in range(12)}
    path = tmp_path / "deep.safetensors"
    safetensors.save_file(layers, path)
    weights = [W[0][0] for W, _ in exactly(load_network(str(path)))]
    assert weights == list(range(12))
    safetensors.save_file({"in.weight": np.eye(2), "out.weight": np.eye(2)}, path)
    with pytest.raises(InputError, match="order"):
        load_network(str(path))


def test_scikit_learn_models():
    neural = pytest.importorskip("sklearn.neural_network")
    import warnings

    X, y = [[0.0, 1.0], [1.0, 0.0], [0.5, 0.25]], [0.0, 1.0, 0.5]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = neural.MLPRegressor(hidden_layer_sizes=(3, 2), max_iter=5, random_state=0).fit(X, y)
        tanh = neural.MLPRegressor(hidden_layer_sizes=(3,), activation="tanh", max_iter=2).fit(X, y)
        classifier = neural.MLPClassifier(hidden_layer_sizes=(3,), max_iter=2).fit(X, [0, 1, 2])
    expected = [
        ([[F(float(e)) for e in column] for column in W.T], [F(float(e)) for e in b])
        for W, b in zip(model.coefs_, model.intercepts_, strict=True)
    ]
    assert exactly(lift(model)) == expected
    with pytest.raises(InputError, match="expected relu, found 'tanh'"):
        lift(tanh)
    with pytest.raises(InputError, match="softmax"):
        lift(classifier)
    assert lift(classifier, logits=True).widths == (2, 3, 3)


def test_torch_modules():
    torch = pytest.importorskip("torch")
    nn = torch.nn
    torch.manual_seed(0)
    inner = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    model = nn.Sequential(nn.Flatten(), inner, nn.Dropout(), nn.Linear(3, 2, bias=False))
    network = lift(model)
    assert network.widths == (2, 3, 2)
    assert exactly(network)[1][0] == [[F(e) for e in row] for row in model[3].weight.tolist()]
    with pytest.raises(InputError, match="Tanh"):
        lift(nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2)))
    with pytest.raises(InputError, match="found Linear"):
        lift(nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 2)))


def test_our_own_export_comes_back(tmp_path):
    pytest.importorskip("onnx")
    from proofs.cli import run

    data = str(Path(__file__).parents[2] / "notebooks" / "data" / "two_triangles.json")
    made, exported = tmp_path / "t.json", tmp_path / "t.onnx"
    assert run(["minimize", data, "-q", "-o", str(made)]) == 0
    assert run(["export", str(made), "--to", "onnx", "-q", "-o", str(exported)]) == 0
    rounded = [
        ([[F(float(e)) for e in row] for row in W], [F(float(e)) for e in b])
        for W, b in exactly(load_network(str(made)))
    ]
    assert exactly(load_network(str(exported))) == rounded


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("archive/data.pkl", b"\0" * (1 << 20))
    path = tmp_path / "bomb.pt"
    path.write_bytes(inside.getvalue())
    with pytest.raises(InputError):
        load_network(str(path))
