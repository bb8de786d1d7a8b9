"""PyTorch state dictionaries without PyTorch, and without running anything in the file.

A ``.pt`` file is a ZIP archive of raw storages and one object description, written for a stack
machine that can call any function. Here the description is only *disassembled* (`pickletools`) and
then read by a machine that knows dictionaries, tuples, numbers, text and the few names of PyTorch
that make up tensors of floats. Every other name and every other instruction is refused, and named.
"""

from __future__ import annotations

import io
import pickletools
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import prod
from typing import Any

from symbolic.errors import InputError, shown
from symbolic.networks_in.chain import Tensor
from symbolic.networks_in.dyadic import WIDTHS, numbers
from symbolic.scalars import Scalar

STORAGES = {
    "torch DoubleStorage": "F64",
    "torch FloatStorage": "F32",
    "torch HalfStorage": "F16",
    "torch BFloat16Storage": "BF16",
}
REBUILDERS = ("torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter")
DICTIONARY = "collections OrderedDict"
WRAPPERS = (
    "state_dict",
    "model_state_dict",
    "model",
)  # where checkpoints keep their state dictionary


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that the file mentions: known, never called."""

    name: str


@dataclass(frozen=True, slots=True)
class _Storage:
    kind: str
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class _View:
    """A tensor as a view of a storage."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def tensors_of_torch_file(raw: bytes) -> dict[str, Tensor]:
    """Name → shape and exact entries, in the order of the file. Raises `InputError`.

    The file holds a state dictionary, or a checkpoint with one under ``state_dict``,
    ``model_state_dict`` or ``model``.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except zipfile.BadZipFile:
        wanted = "a ZIP archive as torch.save writes it (PyTorch 1.6 or later)"
        raise InputError("file", wanted, "another format") from None
    listed = archive.namelist()
    pickles = [name for name in listed if name == "data.pkl" or name.endswith("/data.pkl")]
    if len(pickles) != 1:
        raise InputError("file", "one data.pkl in the archive", str(len(pickles)))
    root = pickles[0].removesuffix("data.pkl")
    if f"{root}byteorder" in listed and _member(archive, f"{root}byteorder") != b"little":
        raise InputError("file", "little-endian storages", "big-endian ones")
    entries = _state(_Machine().run(_member(archive, pickles[0])))
    if sum(prod(view.shape) for view in entries.values()) > len(raw):
        raise InputError("file", "no more numbers than bytes", "views of one storage many times")
    return {name: _tensor(view, archive, root, name) for name, view in entries.items()}


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        if archive.getinfo(name).compress_type != zipfile.ZIP_STORED:
            raise InputError(name, "a member as torch.save writes it", "a compressed one")
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, RuntimeError, OSError):
        raise InputError(name, "a member of the archive", "none that can be read") from None


def _state(state: object) -> dict[str, _View]:
    """The state dictionary, perhaps inside a checkpoint."""
    for key in WRAPPERS:
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
            break
    if not isinstance(state, dict):
        raise InputError(
            "file", "a state dictionary (torch.save(model.state_dict(), …))", _kind(state)
        )
    named: dict[str, _View] = state
    for key, value in named.items():
        if not isinstance(key, str) or not isinstance(value, _View):
            raise InputError(
                "state dictionary", "names of tensors, and tensors of floats", _kind(key)
            )
    return named


def _kind(value: object) -> str:
    """A name as it is, the type of anything else: its text may be far longer than the file."""
    return shown(value) if isinstance(value, str) else f"an object of type {type(value).__name__}"


def _tensor(view: _View, archive: zipfile.ZipFile, root: str, name: str) -> Tensor:
    place = repr(name)
    raw = _member(archive, f"{root}data/{view.storage.key}")
    size = view.storage.count * WIDTHS[view.storage.kind]
    if not 0 <= size <= len(raw):
        raise InputError(place, f"{view.storage.count} numbers in its storage", f"{len(raw)} bytes")
    values = numbers(raw[:size], view.storage.kind, place)
    last = view.offset + sum((n - 1) * s for n, s in zip(view.shape, view.strides, strict=True))
    most = max(last, prod(view.shape) - 1)
    inside = min(view.offset, *view.strides, 0) == 0 and len(values) > most
    if min(view.shape, default=1) < 1 or not inside:
        raise InputError(place, "a tensor inside its storage", f"entry {last} of {len(values)}")
    return view.shape, list(_entries(view, values))


def _entries(view: _View, values: list[Scalar]) -> Iterator[Scalar]:
    places = [view.offset]
    for size, stride in zip(view.shape, view.strides, strict=True):
        places = [place + k * stride for place in places for k in range(size)]
    return (values[place] for place in places)


@dataclass(slots=True)
class _Machine:
    """The stack machine, without the power to call anything."""

    stack: list[Any] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    memo: dict[int, object] = field(default_factory=dict)

    def run(self, program: bytes) -> object:
        """What the program leaves on the stack. Raises `InputError`."""
        try:
            for code, argument, _ in pickletools.genops(program):
                if code.name == "STOP":
                    return self.stack.pop()
                if code.name in CONSTANTS:
                    self.stack.append(CONSTANTS[code.name](argument))
                elif code.name in INSTRUCTIONS:
                    INSTRUCTIONS[code.name](self, argument)
                else:
                    raise InputError("file", "a state dictionary", f"the instruction {code.name}")
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError):
            pass  # not well formed: the message is the same wherever that shows
        raise InputError("data.pkl", "a well-formed description of objects", "another one")

    def _since_mark(self) -> list[Any]:
        start = self.marks.pop()
        items, self.stack[start:] = self.stack[start:], []
        return items

    def mark(self, _: object) -> None:
        self.marks.append(len(self.stack))

    def put(self, argument: Any) -> None:
        self.memo[len(self.memo) if argument is None else argument] = self.stack[-1]

    def get(self, argument: Any) -> None:
        self.stack.append(self.memo[argument])

    def name(self, argument: object) -> None:
        if argument is None:  # STACK_GLOBAL
            attribute, module = self.stack.pop(), self.stack.pop()
            if not isinstance(attribute, str) or not isinstance(module, str):
                raise ValueError(attribute)
            argument = f"{module} {attribute}"
        if argument not in (*STORAGES, *REBUILDERS, DICTIONARY):
            hint = "a state dictionary (torch.save(model.state_dict(), …))"
            raise InputError("file", hint, str(argument).replace(" ", "."))
        self.stack.append(_Name(argument))

    def storage(self, _: object) -> None:
        tag, kind, key, _device, count = self.stack.pop()
        if tag != "storage" or not isinstance(kind, _Name) or kind.name not in STORAGES:
            raise InputError("file", "storages of floats", _kind(tag))
        if not isinstance(key, str) or not isinstance(count, int):
            raise ValueError(key)
        self.stack.append(_Storage(STORAGES[kind.name], key, count))

    def tuple_of(self, argument: object) -> None:
        self.stack.append(tuple(self._since_mark()))

    def reduce(self, _: object) -> None:
        arguments, function = self.stack.pop(), self.stack.pop()
        if function == _Name(DICTIONARY) and arguments == ():
            self.stack.append({})
        elif function == _Name(REBUILDERS[0]):
            storage, offset, shape, strides = arguments[:4]
            numeric = (offset, *shape, *strides)
            if not isinstance(storage, _Storage) or any(type(n) is not int for n in numeric):
                raise ValueError(storage)
            self.stack.append(_View(storage, offset, tuple(shape), tuple(strides)))
        elif function == _Name(REBUILDERS[1]) and isinstance(arguments[0], _View):
            self.stack.append(arguments[0])
        else:
            raise InputError("file", "tensors and dictionaries", _kind(function))

    def build(self, _: object) -> None:
        """Attributes of a dictionary (its versions): read over."""
        self.stack.pop()
        if not isinstance(self.stack[-1], dict):
            raise InputError("file", "tensors and dictionaries", _kind(self.stack[-1]))

    def set_items(self, argument: object) -> None:
        items = self._since_mark()
        for key, value in zip(items[::2], items[1::2], strict=True):
            self._set(key, value)

    def set_item(self, _: object) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._set(key, value)

    def _set(self, key: object, value: object) -> None:
        if not isinstance(key, (str, int)):  # what else there is may take for ever to hash
            raise InputError("file", "names of tensors", _kind(key))
        self.stack[-1][key] = value

    def append(self, _: object) -> None:
        value = self.stack.pop()
        self.stack[-1].append(value)

    def appends(self, _: object) -> None:
        items = self._since_mark()
        self.stack[-1].extend(items)


def _short(size: int) -> Callable[[_Machine, object], None]:
    def collect(machine: _Machine, _: object) -> None:
        items = machine.stack[-size:]
        if len(items) < size:
            raise IndexError(size)
        machine.stack[-size:] = [tuple(items)]

    return collect


CONSTANTS: dict[str, Callable[[object], object]] = {
    "EMPTY_DICT": lambda _: {},
    "EMPTY_LIST": lambda _: [],
    "EMPTY_TUPLE": lambda _: (),
    "NONE": lambda _: None,
    "NEWTRUE": lambda _: True,
    "NEWFALSE": lambda _: False,
    **dict.fromkeys(
        ("BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "SHORT_BINUNICODE"),
        lambda argument: argument,
    ),
}
INSTRUCTIONS: dict[str, Callable[[_Machine, object], None]] = {
    **dict.fromkeys(("PROTO", "FRAME"), lambda machine, argument: None),
    "MARK": _Machine.mark,
    **dict.fromkeys(("BINPUT", "LONG_BINPUT", "MEMOIZE"), _Machine.put),
    **dict.fromkeys(("BINGET", "LONG_BINGET"), _Machine.get),
    **dict.fromkeys(("GLOBAL", "STACK_GLOBAL"), _Machine.name),
    "BINPERSID": _Machine.storage,
    "TUPLE": _Machine.tuple_of,
    "TUPLE1": _short(1),
    "TUPLE2": _short(2),
    "TUPLE3": _short(3),
    "REDUCE": _Machine.reduce,
    "BUILD": _Machine.build,
    "SETITEMS": _Machine.set_items,
    "SETITEM": _Machine.set_item,
    "APPEND": _Machine.append,
    "APPENDS": _Machine.appends,
}
