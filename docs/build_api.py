"""Write ``docs/api.md`` from the docstrings of the public names: ``python docs/build_api.py``.

Only what the packages export is listed, in the order of the modules that define it, so the page cannot say what the code does not.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import proofs.algebra
import proofs.certificates
import proofs.checker
import proofs.ledger
import symbolic

TARGET = Path(__file__).with_name("api.md")
HEAD = """# The Python interface

Written by `docs/build_api.py` from the docstrings; the examples run with the tests. `symbolic` is the exact mathematics, `proofs` what is
stated and proved about it. Entries of matrices are rationals (SymPy's `QQ`); points are columns.
"""
PARTS = (
    ("symbolic", symbolic, symbolic.__all__),
    ("proofs.ledger", proofs.ledger, None),
    ("proofs.certificates", proofs.certificates, None),
    ("proofs.checker", proofs.checker, proofs.checker.__all__),
    ("proofs.algebra", proofs.algebra, proofs.algebra.__all__),
)


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    for title, module, names in PARTS:
        lines += [f"## `{title}`", ""]
        for name, found in sorted(_public(module, names), key=_place):
            lines += _described(name, found)
    return "\n".join(lines).rstrip() + "\n"


def _public(module: ModuleType, names: list[str] | None) -> Iterator[tuple[str, Any]]:
    """The exported functions and classes; of a module without ``__all__`` those that it defines itself."""
    for name in dir(module) if names is None else names:
        found = getattr(module, name)
        if not (inspect.isclass(found) or callable(found)) or name.startswith("_"):
            continue
        if names is not None or getattr(found, "__module__", "") == module.__name__:
            yield name, found


def _place(item: tuple[str, Any]) -> tuple[str, int, str]:
    name, found = item
    source = inspect.unwrap(found)
    try:
        return source.__module__, inspect.getsourcelines(source)[1], name
    except (OSError, TypeError):
        return source.__module__, 0, name


def _described(name: str, found: Any) -> Iterator[str]:
    yield f"### `{name}`"
    yield ""
    if inspect.isclass(found):
        if not issubclass(found, BaseException):
            yield from _code(f"{name}{_signature(found)}")
        yield from _prose(inspect.getdoc(found) or "")
        for member, value in vars(found).items():
            line = _member(member, value)
            if line:
                yield line
        yield ""
    else:
        yield from _code(f"{name}{_signature(found)}")
        yield from _prose(inspect.getdoc(found) or "")


def _member(name: str, value: Any) -> str | None:
    """A public method or property in one line: its signature, and the first sentence about it."""
    function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
    if name.startswith("_") or not inspect.isfunction(function) or not function.__doc__:
        return None
    brief = inspect.getdoc(function).split("\n\n")[0].replace("\n", " ").replace("``", "`")
    shown = name if isinstance(value, property) else f"{name}{_signature(function)}"
    return f"- `{shown}`: {brief}"


def _signature(found: Any) -> str:
    """Parameters with their defaults, without types, which the code has."""
    try:
        parameters = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return "(…)"
    shown = []
    for parameter in parameters:
        if parameter.name in ("self", "cls"):
            continue
        default = parameter.default
        plain = default is None or isinstance(default, str | int | float | tuple)
        mark = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        end = "" if default is parameter.empty else f"={default!r}" if plain else "=…"
        shown.append(f"{mark}{parameter.name}{end}")
    return f"({', '.join(shown)})"


def _code(line: str) -> Iterator[str]:
    yield from ("```text", line, "```", "")


def _prose(docstring: str) -> Iterator[str]:
    """Paragraphs, and the examples as blocks of their own."""
    words, _, _ = docstring.partition(">>> ")
    example = docstring[len(words) :].rstrip()
    text = words.strip().replace("``", "`")
    if text:
        yield from (re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE), "")
    if example:
        yield from ("```pycon", example, "```", "")


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
