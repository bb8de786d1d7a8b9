"""The public face explains itself: parameters, what is returned, what is raised, shapes, and a
doctest that runs (pytest runs all of them).
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import proofs
import symbolic

PUBLIC = {
    f"{package.__name__}.{name}": getattr(package, name)
    for package in (symbolic, proofs)
    for name in package.__all__
}
SECTION = re.compile(r"^(Parameters|Attributes|Returns|Raises)\n-{5,}\n", re.MULTILINE)


def sections(words: str) -> dict[str, str]:
    """What stands under each heading, up to the next heading or the doctest."""
    _, *parts = SECTION.split(words.split("\n>>> ", maxsplit=1)[0])
    return dict(zip(parts[::2], parts[1::2], strict=True))


def explained(section: str) -> dict[str, str]:
    """Name -> what is said of it."""
    items = re.split(r"^(\w[\w, ]*) : ", section, flags=re.MULTILINE)[1:]
    pairs = zip(items[::2], items[1::2], strict=True)
    return {name.strip(): said for names, said in pairs for name in names.split(",")}


def is_error(thing: object) -> bool:
    return inspect.isclass(thing) and issubclass(thing, Exception)


def named(thing: object) -> list[inspect.Parameter]:
    """What has to be explained: the parameters of a function or an error, the public fields of a
    class.
    """
    if is_error(thing) and "__init__" not in vars(thing):
        return []
    parameters = inspect.signature(thing).parameters.values()
    return [p for p in parameters if not p.name.startswith("_")]


def raised(thing: object) -> set[str]:
    """The errors that a function itself raises."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    calls = (
        n.exc.func
        for n in ast.walk(tree)
        if isinstance(n, ast.Raise) and isinstance(n.exc, ast.Call)
    )
    return {call.id for call in calls if isinstance(call, ast.Name)}


def offences(thing: object) -> Iterator[str]:
    """What a docstring does not say."""
    words = inspect.getdoc(thing) or ""
    parts = sections(words)
    said = explained(parts.get("Parameters", "") + parts.get("Attributes", ""))
    for parameter in named(thing):
        if parameter.name not in said:
            yield f"{parameter.name} is not explained"
        elif "DomainMatrix" in str(parameter.annotation) and not re.search(
            r"×|shape|as in", said[parameter.name]
        ):
            yield f"{parameter.name} has no shape"
    if inspect.isfunction(thing):
        if "Returns" not in parts:
            yield "what it returns is not said"
        for error in sorted(raised(thing)):
            if error not in parts.get("Raises", ""):
                yield f"{error} is not said"
    if ">>> " not in words and (named(thing) or not is_error(thing)):
        yield "there is no doctest"
    if not re.match(r"\S.*\.\n|\S[^\n]*(\n\S[^\n]*)*[.:;]", words):
        yield "it does not begin with a sentence"


@pytest.mark.parametrize("name", PUBLIC)
def test_the_public_face_explains_itself(name: str) -> None:
    assert list(offences(PUBLIC[name])) == []


def strangers(function: ast.FunctionDef) -> set[str]:
    """The names under *Parameters* that the function does not take."""
    parts = sections(ast.get_docstring(function) or "")
    arguments = function.args
    taken = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one]
    return set(explained(parts.get("Parameters", ""))) - {one.arg for one in (*taken, *starred)}


@pytest.mark.parametrize("package", [symbolic, proofs], ids=["symbolic", "proofs"])
def test_no_docstring_explains_what_is_not_taken(package: ModuleType) -> None:
    functions = [
        node
        for file in Path(package.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 500
    assert [(one.name, strangers(one)) for one in functions if strangers(one)] == []


def scale(matrix, by):
    """A product.

    Parameters
    ----------
    matrix : to multiply.
    """
    if not by:
        raise ValueError("nothing")
    return by


def test_the_guard_can_fail() -> None:
    scale.__annotations__["matrix"] = "DomainMatrix"
    assert list(offences(scale)) == [
        "matrix has no shape",
        "by is not explained",
        "what it returns is not said",
        "ValueError is not said",
        "there is no doctest",
    ]
    renamed = inspect.getsource(scale).replace("(matrix, by)", "(table, by)")
    (function,) = ast.parse(renamed).body
    assert strangers(function) == {"matrix"}
