"""Files of networks made to do harm: each is one line and exit code 2, quickly; nothing is run."""

from __future__ import annotations

import io
import json
import pickle
import struct
import time
import zipfile
from fractions import Fraction as F
from pathlib import Path

import pytest

from proofs.cli import run
from symbolic.errors import InputError
from symbolic.networks_in import load_network

FOLDER = Path(__file__).parent / "networks"
DATA = str(Path(__file__).parents[2] / "notebooks" / "data" / "two_triangles.json")


def refused(path, capsys, *words):
    """One printable line on stderr that has the words, exit 2, within seconds."""
    start = time.process_time()
    assert run(["examine", str(path), DATA]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert shown.err.rstrip("\n").isprintable()
    assert all(word in shown.err for word in words), shown.err
    assert time.process_time() - start < 5


# --- PyTorch -------------------------------------------------------------------------------------


def archive(path, program, storages=(), compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as file:
        file.writestr("archive/data.pkl", program)
        for key, content in enumerate(storages):
            file.writestr(f"archive/data/{key}", content)
    return path


def text(word):
    return b"X" + struct.pack("<I", len(word)) + word.encode()


def whole(n):
    raw = n.to_bytes(n.bit_length() // 8 + 1, "little", signed=True)
    return b"\x8a" + bytes([len(raw)]) + raw


def view(shape, strides, count, kind="FloatStorage", offset=0):
    """A tensor, as torch.save writes it."""
    storage = b"(" + text("storage") + b"ctorch\n" + kind.encode() + b"\n" + text("0")
    storage += text("cpu") + whole(count) + b"tQ"
    numbers = [b"(" + b"".join(map(whole, entries)) + b"t" for entries in (shape, strides)]
    inside = b"(" + storage + whole(offset) + b"".join(numbers) + b"\x89" + b"N" + b"t"
    return b"ctorch._utils\n_rebuild_tensor_v2\n" + inside + b"R"


def state(*items):
    return b"\x80\x02}(" + b"".join(text(name) + tensor for name, tensor in items) + b"u."


def test_a_state_dictionary_by_hand_is_read(tmp_path):
    program = state(("weight", view((1, 2), (2, 1), 2)))
    path = archive(tmp_path / "good.pt", program, [struct.pack("<2f", 0.5, -3)])
    assert load_network(str(path)).output.W.to_Matrix().tolist() == [[F(1, 2), -3]]


def nested(depth):
    """A tuple of two of a tuple of two …: its text and its hash are 2^depth long."""
    return b"\x80\x02)" + b"q\x00" + b"h\x00\x86q\x00" * depth


PROGRAMS = {
    "a call of os.system": (b"\x80\x02cos\nsystem\n" + text("touch x") + b"\x85R.", "os.system"),
    "the same by STACK_GLOBAL": (b"\x80\x04" + text("os") + text("system") + b"\x93.", "os.system"),
    "posix": (b"cposix\nsystem\n(Vtouch x\ntR.", "posix.system"),
    "a reduced builtin": (b"\x80\x02cbuiltins\neval\n(V1\ntR.", "builtins.eval"),
    "INST": (b"(Vtouch x\nios\nsystem\n.", "UNICODE"),
    "an extension": (b"\x80\x02\x82\x01.", "EXT1"),
    "an object": (b"\x80\x02cos\nsystem\n)\x81.", "os.system"),
    "a key that takes for ever to hash": (b"\x80\x02}" + nested(80)[2:] + b"Ns.", "names"),
    "a state that takes for ever to print": (nested(80) + b".", "type tuple"),
    "a module that takes for ever to print": (nested(80) + text("x") + b"\x93.", "well-formed"),
    "a list in itself": (b"\x80\x02]q\x00h\x00a.", "type list"),
    "a storage of names": (b"\x80\x02(" + b"N" * 5 + b"tQ.", "storages of floats"),
    "not enough on the stack": (b"\x80\x02R.", "well-formed"),
    "no STOP": (b"\x80\x02}", "well-formed"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_that_are_no_state_dictionary(name, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program, word = PROGRAMS[name]
    refused(archive(tmp_path / "evil.pt", program), capsys, word)
    assert not (tmp_path / "x").exists()


VIEWS = {
    "rows without end": (view((10**15, 0), (0, 0), 1), "inside its storage"),
    "one number, seen often": (view((10**9, 1), (0, 0), 1), "numbers"),
    "beyond the end": (view((1, 2), (2, 1), 1), "inside its storage"),
    "before the start": (view((1, 1), (1, 1), 1, offset=-1), "inside its storage"),
    "a negative width": (view((1, -1), (1, 1), 1), "inside its storage"),
    "a negative stride": (view((2, 2), (-1, 1), 4), "inside its storage"),
    "a count beyond the file": (view((1, 1), (1, 1), 2**60), "in its storage"),
    "a count below 0": (view((1, 1), (1, 1), -1), "storage"),
    "integers": (view((1, 1), (1, 1), 1, "LongStorage"), "torch.LongStorage"),
    "complex numbers": (view((1, 1), (1, 1), 1, "ComplexFloatStorage"), "ComplexFloat"),
    "three indices": (view((1, 1, 1), (1, 1, 1), 1), "[1, 1, 1]"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_views_that_are_not_inside_their_storage(name, tmp_path, capsys):
    tensor, word = VIEWS[name]
    path = archive(
        tmp_path / "view.pt", state(("weight", tensor)), [struct.pack("<4f", *[1.0] * 4)]
    )
    refused(path, capsys, word)


@pytest.mark.parametrize("bits", [0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001])
def test_infinities_and_nans_of_every_kind(bits, tmp_path, capsys):
    program = state(("weight", view((1, 1), (1, 1), 1)))
    refused(archive(tmp_path / "n.pt", program, [struct.pack("<I", bits)]), capsys, "finite number")


def test_one_storage_seen_by_thousands(tmp_path, capsys):
    one = view((1, 5000), (5000, 1), 5000)
    program = state(*((f"{k}.weight", one) for k in range(3000)))
    refused(archive(tmp_path / "m.pt", program, [b"\0" * 20000]), capsys, "than bytes")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compressed_member_is_not_unpacked(method, tmp_path, capsys):
    program = state(("weight", view((1, 1), (1, 1), 1)))
    path = tmp_path / "bomb.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("archive/data.pkl", program)
        file.writestr("archive/data/0", b"\0" * (1 << 23), compress_type=method)
    assert path.stat().st_size < 1 << 20
    refused(path, capsys, "compressed")


def test_two_programs_or_a_big_endian_machine(tmp_path, capsys):
    path = archive(tmp_path / "a.pt", b"N.")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("other/data.pkl", b"N.")
    refused(path, capsys, "one data.pkl")
    path = archive(tmp_path / "b.pt", b"N.")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("archive/byteorder", b"big")
    refused(path, capsys, "big-endian")


def test_an_old_pickle_is_not_opened(tmp_path, capsys):
    path = tmp_path / "old.pt"
    path.write_bytes(pickle.dumps({"weight": [1.0]}))
    refused(path, capsys, "ZIP archive")


# --- safetensors ---------------------------------------------------------------------------------


def safe(header, content=b"", size=None):
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw) if size is None else size) + raw + content


def one(kind="F32", shape=(1, 1), ends=(0, 4)):
    return {"weight": {"dtype": kind, "shape": list(shape), "data_offsets": list(ends)}}


SAFE = {
    "nothing": b"",
    "half a length": b"\x01\x02",
    "a header of 2^60 bytes": safe(b"{}", size=1 << 60),
    "a header that ends early": safe(one(), b"\0" * 4)[:20],
    "no JSON": safe(b"{{{{{{{{"),
    "a tensor beyond the end": safe(one(ends=(0, 1 << 60)), b"\0" * 4),
    "offsets the wrong way": safe(one(ends=(4, 0)), b"\0" * 4),
    "a shape of 2^80 numbers": safe(one(shape=(1 << 40, 1 << 40)), b"\0" * 4),
    "a shape below 0": safe(one(shape=(-1, 1)), b"\0" * 4),
    "a shape of other size": safe(one(shape=(2, 2)), b"\0" * 4),
    "integers": safe(one("I32"), b"\0" * 4),
    "eight bits": safe(one("F8_E4M3", ends=(0, 1)), b"\0"),
    "an unknown kind": safe(one("F31"), b"\0" * 4),
    "infinity": safe(one(), struct.pack("<f", float("inf"))),
    "a bfloat16 that is none": safe(one("BF16", ends=(0, 2)), b"\x80\x7f"),
    "no tensor": safe({}),
    "a name with a line break": safe({"a\nb": one()["weight"]}, b"\0" * 4),
    "a dictionary in a dictionary": safe(b'{"weight":' * 3000 + b"1" + b"}" * 3000),
}


@pytest.mark.parametrize("name", SAFE)
def test_safetensors(name, tmp_path, capsys):
    pytest.importorskip("safetensors")
    path = tmp_path / "evil.safetensors"
    path.write_bytes(SAFE[name])
    refused(path, capsys)


# --- ONNX ----------------------------------------------------------------------------------------


def model(nodes, weights=(), outputs=("y",)):
    import onnx
    from onnx import TensorProto, helper

    ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["N", 2]) for n in ("x", *outputs)]
    graph = helper.make_graph(list(nodes), "g", ends[:1], ends[1:], list(weights))
    made = helper.make_model(graph)
    assert isinstance(made, onnx.ModelProto)
    return made


def node(kind, inputs, outputs=("y",), **attributes):
    from onnx import helper

    return helper.make_node(kind, list(inputs), list(outputs), **attributes)


def tensor(name, dims, raw=b"\0" * 16, kind=1):
    from onnx import TensorProto

    return TensorProto(name=name, dims=dims, data_type=kind, raw_data=raw)


def outside(location):
    from onnx import TensorProto

    weights = tensor("W", [2, 2], b"")
    weights.data_location = TensorProto.EXTERNAL
    entry = weights.external_data.add()
    entry.key, entry.value = "location", location
    return weights


def onnx_models():
    W, gemm = tensor("W", [2, 2]), node("Gemm", ["x", "W"])
    two = [node("Gemm", ["x", "W"], ["a"]), node("Gemm", ["a", "W"])]
    return {
        "numbers in /etc/passwd": (model([gemm], [outside("/etc/passwd")]), "external data"),
        "numbers in a folder above": (model([gemm], [outside("../../secret")]), "external data"),
        "a shape of other size": (model([gemm], [tensor("W", [1000, 1000])]), "tensor 'W'"),
        "a shape of 2^62 numbers": (model([gemm], [tensor("W", [2**31, 2**31])]), "tensor 'W'"),
        "a shape below 0": (model([gemm], [tensor("W", [-2, -2])]), "tensor 'W'"),
        "three indices": (model([gemm], [tensor("W", [2, 2, 1])]), "'W'"),
        "half a number": (model([gemm], [tensor("W", [2, 2], b"\0" * 15)]), "tensor 'W'"),
        "integers": (model([gemm], [tensor("W", [2, 2], kind=6)]), "'W'"),
        "infinity": (
            model([gemm], [tensor("W", [2, 2], struct.pack("<4f", 1, 1, 1, float("inf")))]),
            "finite",
        ),
        "no operand": (model([node("Gemm", ["x"])], [W]), "1 input and 1 output"),
        "no input": (model([node("Identity", [])], [W]), "0 inputs"),
        "no output": (model([node("Constant", [], [])], [W]), "output"),
        "two outputs": (model([node("Relu", ["x"], ["y", "z"])], [W]), "2 outputs"),
        "three to add": (model([node("Add", ["x", "W", "W"])], [W]), "3 inputs"),
        "a cycle": (model([node("Gemm", ["y", "W"])], [W]), "a chain"),
        "a cycle of one": (model([node("Relu", ["y"])], [W]), "a chain"),
        "weights that are the points": (model([node("Gemm", ["x", "x"])], [W]), "'x'"),
        "weights from nowhere": (model([node("Gemm", ["x", "V"])], [W]), "'V'"),
        "no Relu in between": (model(two, [W]), "Relu between"),
        "a Relu at the end": (model([gemm, node("Relu", ["y"], ["z"])], [W], ["z"]), "end"),
        "an infinite factor": (model([node("Gemm", ["x", "W"], alpha=float("inf"))], [W]), "inf"),
        "a loop": (model([node("Loop", ["x"])], [W]), "Loop"),
        "a line break": (model([node("Evil\nop", ["x"])], [W]), "Evil"),
        "two results": (model([gemm], [W], ["y", "z"]), "one output"),
        "no nodes": (model([], [W]), "end"),
    }


pytest.importorskip("onnx")
MODELS = onnx_models()


@pytest.mark.parametrize("name", MODELS)
def test_onnx(name, tmp_path, capsys):
    made, word = MODELS[name]
    path = tmp_path / "evil.onnx"
    path.write_bytes(made.SerializeToString())
    refused(path, capsys, word)


def test_half_an_onnx_file(tmp_path, capsys):
    raw = (FOLDER / "chain.onnx").read_bytes()
    for size in range(1, len(raw), len(raw) // 12):
        (tmp_path / "half.onnx").write_bytes(raw[:size])
        refused(tmp_path / "half.onnx", capsys)


# --- JSON, and data ------------------------------------------------------------------------------


LAYERS = '{"layers": [{"W": [[%s]], "b": [0]}]}'
TEXTS = {
    "a number of a billion digits": LAYERS % "1e1000000000",
    "an infinity": LAYERS % "Infinity",
    "a division by 0": LAYERS % '"1/0"',
    "words": LAYERS % '"__import__"',
    "deep": "[" * 100_000,
    "twice the width": '{"layers": [{"W": [[1, 2]], "b": [0]}, {"W": [[1, 2]], "b": [0]}]}',
    "a null byte": '{"layers": \0}',
}


@pytest.mark.parametrize("name", TEXTS)
def test_json(name, tmp_path, capsys):
    path = tmp_path / "evil.json"
    path.write_text(TEXTS[name])
    refused(path, capsys)


def test_an_archive_of_points_that_unpacks_to_more_than_memory(tmp_path, capsys):
    """8 GiB of zeros in 8 MB of .npz, and an array that says it is larger than it is."""
    header = b"\x93NUMPY\x01\x00" + struct.pack("<H", 118)
    said = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1073741824, 1), }"
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("X.npy", header + said.ljust(117) + b"\n" + b"\0" * (1 << 20))
        file.writestr("y.npy", header + said.ljust(117) + b"\n" + b"\0" * (1 << 20))
    path = tmp_path / "points.npz"
    path.write_bytes(inside.getvalue())
    assert run(["minimize", str(path)]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)


def test_the_wrong_widths_are_named(tmp_path, capsys):
    path = tmp_path / "net.json"
    path.write_text('{"layers": [{"W": [[1, 2, 3]], "b": [0]}]}')
    refused(path, capsys, "2 inputs and 2 outputs", "3 and 1")


def test_errors_are_of_one_kind():
    with pytest.raises(InputError, match="ending"):
        load_network("network.xyz")
