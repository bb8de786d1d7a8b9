"""A file of a trained network, by its ending: ``.json``, ``.pt``/``.pth``, ``.safetensors``,
``.onnx``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from symbolic.errors import InputError
from symbolic.network import ReluNetwork
from symbolic.networks_in.chain import network_of_tensors
from symbolic.networks_in.dyadic import numbers

MAX_BYTES = 1 << 30
PICKLES = (".pkl", ".pickle", ".joblib")


def load_network(path: str) -> ReluNetwork:
    """The network in a file, exactly as its floats (or numerals) denote it; nothing in the file is
    executed.

    Parameters: ``path`` ends in ``.json`` (``{"layers": [{"W": rows, "b": vector}, …]}``,
    ``"floats": "float64"`` or ``"float32"`` if its decimals stand for floats), ``.pt``/``.pth`` (a
    state dictionary), ``.safetensors``, or ``.onnx``. Raises `InputError`, one line, for anything
    that is not a chain of affine layers with ReLU in between and finite numbers.
    """
    ending = Path(path).suffix.lower()
    if ending in PICKLES:
        said = f"{ending!r}, a pickle, which runs code when it is read"
        raise InputError("network", "layers (in Python: symbolic.networks_in.lift)", said)
    if ending not in READERS:
        raise InputError("network", f"a file ending in {', '.join(READERS)}", repr(ending))
    try:
        with open(path, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("file", "a readable file", reason.lower()) from None
    if len(raw) > MAX_BYTES:
        raise InputError("file", f"at most {MAX_BYTES} bytes", "more")
    return READERS[ending](raw)


def _json(raw: bytes) -> ReluNetwork:
    from symbolic.networks_in.json_layers import network_of_json

    return network_of_json(raw)


def _torch(raw: bytes) -> ReluNetwork:
    from symbolic.networks_in.torch_file import tensors_of_torch_file

    return network_of_tensors(tensors_of_torch_file(raw), ordered=True)


def _safetensors(raw: bytes) -> ReluNetwork:
    try:
        import safetensors
    except ImportError:
        wanted = "safetensors (pip install safetensors)"
        raise InputError("safetensors", wanted, "not installed") from None
    deserialize: Callable[[bytes], Any] = safetensors.deserialize  # the package declares no types
    try:
        listed = deserialize(raw)
    except safetensors.SafetensorError as error:
        raise InputError("file", "the format safetensors", str(error)) from None
    tensors = {
        name: (tuple(one["shape"]), numbers(bytes(one["data"]), one["dtype"], repr(name)))
        for name, one in listed
    }
    return network_of_tensors(tensors, ordered=False)


def _onnx(raw: bytes) -> ReluNetwork:
    from symbolic.networks_in.onnx_graph import network_of_onnx

    return network_of_onnx(raw)


READERS: dict[str, Callable[[bytes], ReluNetwork]] = {
    ".json": _json,
    ".pt": _torch,
    ".pth": _torch,
    ".safetensors": _safetensors,
    ".onnx": _onnx,
}
