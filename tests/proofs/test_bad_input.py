"""Unusable input is refused: exit code 2, one line that says what is wrong where, and nothing else.

A file in tests/corpora/malformed is a test, once expected.json beside it says which place its
message must name, what was expected there, and what was found. How long a refusal takes is measured
in tests/benchmarks.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from proofs.cli import run

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpora" / "malformed"
EXPECTED = json.loads((CORPUS / "expected.json").read_text())
FILES = sorted(path.name for path in CORPUS.iterdir() if path.name != "expected.json")
TRIANGLES = str(ROOT / "notebooks" / "data" / "two_triangles.json")
BUILDERS = ["minimize", "landscape", "degeneracy"]


@pytest.fixture
def refused(tmp_path, capsys):
    """A function that runs a command line and returns its one line of complaint."""

    def refuse(*arguments):
        before = sorted(tmp_path.rglob("*"))
        code = run(arguments)
        captured = capsys.readouterr()
        assert code == 2, captured
        assert captured.out == ""
        assert captured.err.endswith("\n")
        line = captured.err[:-1]
        assert line.isprintable(), line
        assert line.startswith("truncation: ")
        assert len(line) < 1000
        assert sorted(tmp_path.rglob("*")) == before
        return line.removeprefix("truncation: ")

    return refuse


def message(place, expected, found):
    return f"{place}: expected {expected}, found {found}"


def test_every_file_has_its_message_and_every_message_its_file():
    assert sorted(EXPECTED) == FILES


@pytest.mark.parametrize("name", FILES)
def test_malformed_file(name, refused, tmp_path):
    path = str(CORPUS / name)
    line = refused("minimize", path, "-o", str(tmp_path / "out.json"))
    assert line == f"{path}: {message(*EXPECTED[name])}"


@pytest.mark.parametrize("command", ["landscape", "degeneracy"])
@pytest.mark.parametrize("name", FILES[::9])
def test_the_other_commands_refuse_in_the_same_words(command, name, refused, tmp_path):
    path = str(CORPUS / name)
    line = refused(command, path, "-o", str(tmp_path / "out.json"))
    assert line == f"{path}: {message(*EXPECTED[name])}"


GENERATED = {
    "brackets": ("[" * 100_000, "file", "JSON of a few nested levels", "thousands"),
    "closed brackets": (
        "[" * 100_000 + "]" * 100_000,
        "file",
        "JSON of a few nested levels",
        "thousands",
    ),
    "objects": ('{"classes": ' * 100_000, "file", "JSON of a few nested levels", "thousands"),
    "digits": (
        '{"classes": [{"label": "a", "points": [["' + "7" * 3_000_000 + '"]]}]}',
        "classes[0].points[0][0]",
        "at most 4000 characters",
        "3000000 characters",
    ),
    "a label of a million letters": (
        '{"classes": ['
        + ", ".join(['{"label": "' + "x" * 10**6 + '", "points": [["1"]]}'] * 2)
        + "]}",
        "classes[1].label",
        "a label not used before",
        "'" + "x" * 37 + "...",
    ),
}


@pytest.mark.parametrize("name", GENERATED)
def test_too_large_to_keep_beside(name, refused, tmp_path):
    content, *expected = GENERATED[name]
    path = tmp_path / "data.json"
    path.write_text(content)
    assert refused("minimize", str(path)) == f"{path}: {message(*expected)}"


def test_more_bytes_than_are_read(refused, tmp_path):
    path = tmp_path / "data.json"
    with path.open("wb") as file:
        file.truncate(2**28 + 1)
    assert (
        refused("minimize", str(path))
        == f"{path}: {message('file', f'at most {2**28} bytes', 'more')}"
    )


READABLE = "file: expected a readable file, found "
SOURCES = {
    "missing": ("none.json", "none.json: " + READABLE + "no such file or directory"),
    "folder": ("/", "/: " + READABLE + "is a directory"),
    "no name": ("", ": " + READABLE + "no such file or directory"),
    "null character": ("a\0b", r"'a\x00b': " + READABLE + "embedded null byte"),
    "line break": ("a\nb", r"'a\nb': " + READABLE + "no such file or directory"),
    "escape": ("\x1b[31m", r"'\x1b[31m': " + READABLE + "no such file or directory"),
    "bytes of no text": ("\udcff", r"'\udcff': " + READABLE + "no such file or directory"),
    "too long": ("n" * 300, "n" * 300 + ": " + READABLE + "file name too long"),
    "endless": ("/dev/zero", f"/dev/zero: file: expected at most {2**28} bytes, found more"),
    "data set": (
        "sklearn:mnist",
        "sklearn:mnist: sklearn: expected one of iris, wine, breast_cancer, digits, found 'mnist'",
    ),
    "attribute": (
        "sklearn:__class__",
        "sklearn:__class__: sklearn: expected one of iris, wine, breast_cancer, digits, "
        "found '__class__'",
    ),
}


@pytest.mark.parametrize("command", BUILDERS)
@pytest.mark.parametrize("name", SOURCES)
def test_no_such_data(command, name, refused):
    source, expected = SOURCES[name]
    assert refused(command, source) == expected


NUMERAL = 'an exact number such as "3", "-1/2", "0.25" or "1e-3"'
AMONG = "a coordinate among 'x1, x2' or a number from 0 to 1"
OPTIONS = {
    "layers 0": (["--layers", "0"], message("--layers", "at least Q = 2 hidden layers", "0")),
    "layers < Q": (["--layers", "1"], message("--layers", "at least Q = 2 hidden layers", "1")),
    "layers < 0": (["--layers", "-7"], message("--layers", "at least Q = 2 hidden layers", "-7")),
    "layers without end": (
        ["--layers", "9" * 20],
        message("--layers", "at most 10000 hidden layers", "9" * 20),
    ),
    "layers text": (["--layers", "two"], "'--layers': Input should be a valid integer"),
    "layers decimal": (["--layers", "2.5"], "'--layers': Input should be a valid integer"),
    "mu over zero": (["--mu", "1/0"], message("--mu", "a denominator other than 0", "'1/0'")),
    "mu text": (["--mu", "x"], message("--mu", NUMERAL, "'x'")),
    "mu nan": (["--mu", "nan"], message("--mu", NUMERAL, "'nan'")),
    "mu empty": (["--mu", ""], message("--mu", NUMERAL, "''")),
    "mu huge": (
        ["--mu", "1e999999999"],
        message("--mu", "an exponent of size at most 4000", "'1e999999999'"),
    ),
    "select": (["--select", "a,c"], message("--select", "a class label among 'a, b'", "'c'")),
    "select none": (["--select", ""], message("--select", "a class label among 'a, b'", "''")),
    "select a part": (
        ["--select", "a"],
        message("--select", "all classes, since the data give targets", "1 class"),
    ),
    "features": (["--features", "x3"], message("--features", AMONG, "'x3'")),
    "features number": (["--features", "0,2"], message("--features", AMONG, "'2'")),
    "features negative": (["--features", "-1"], message("--features", AMONG, "'-1'")),
    "features none": (["--features", ""], message("--features", AMONG, "''")),
    "readout": (["--readout", "cubic"], message("--readout", "one of linear, affine", "'cubic'")),
    "construction": (
        ["--construction", "x"],
        message("--construction", "one of rational, orthogonal", "'x'"),
    ),
    "jobs 0": (["--jobs", "0"], "'--jobs': Input should be greater than or equal to 1"),
    "jobs text": (["--jobs", "all"], "'--jobs': Input should be a valid integer"),
    "unknown": (["--no-such-option"], "No such option: --no-such-option"),
    "one argument too many": (["again.json"], "unexpected extra argument(s) (again.json)"),
    "no value": (["--mu"], "'--mu' requires an argument"),
}


@pytest.mark.parametrize("command", BUILDERS)
@pytest.mark.parametrize("name", OPTIONS)
def test_bad_option(command, name, refused, tmp_path):
    arguments, expected = OPTIONS[name]
    assert expected in refused(command, TRIANGLES, "-o", str(tmp_path / "out.json"), *arguments)


@pytest.mark.parametrize("command", ["minimize", "degeneracy"])
@pytest.mark.parametrize("mu", ["0", "1", "-5", "7"])
def test_apexes_outside_the_feasible_interval(command, mu, refused, tmp_path):
    line = refused(command, TRIANGLES, "-o", str(tmp_path / "out.json"), "--mu", mu)
    assert line.startswith("--mu: expected ")
    assert line.endswith(f", found {mu}")


WHERE = "a file in an existing directory"
OUTPUTS = {
    "a folder": (".", "a directory"),
    "into no folder": ("none/out.json", "no directory"),
    "into a file": ("file/out.json", "no directory"),
    "too long": ("n" * 300, "file name too long"),
}


@pytest.mark.parametrize("command", BUILDERS)
@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_that_cannot_be_written(command, name, refused, tmp_path):
    (tmp_path / "file").write_text("")
    path, found = OUTPUTS[name]
    target = str(tmp_path / path)
    assert refused(command, TRIANGLES, "-o", target) == message(target.rstrip("/."), WHERE, found)


@pytest.mark.parametrize("command", BUILDERS)
def test_a_file_system_that_refuses(command, refused):
    line = refused(command, TRIANGLES, "-o", "/proc/no_such_certificate")
    assert line.startswith("/proc/no_such_certificate: expected a file that can be written, found ")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([""], "No such command ''"),
        (["maximize", TRIANGLES], "No such command 'maximize'"),
        (["--layers", "3"], "No such option: --layers"),
        *[([command], "Missing argument 'DATA'") for command in BUILDERS],
        (["check"], "Missing argument"),
        (
            ["landscape", TRIANGLES, "--dask", "nowhere"],
            "--dask: expected the address of a scheduler, found 'nowhere'",
        ),
        (["prove", "none.json"], "none.json: " + READABLE),
        (["derive", "T99"], "T99: expected one of D1, D2"),
    ],
)
def test_a_command_line_that_means_nothing(arguments, expected, refused):
    assert expected in refused(*arguments)


# --- the real command ---------------------------------------------------------------------------


def command(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "proofs", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
        env={"PATH": os.environ["PATH"], **environment},
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["minimize", str(CORPUS / "latin_1.json")],
        ["degeneracy", str(CORPUS / "number_code.json")],
        ["landscape", b"\xff\n.json"],
        ["maximize"],
    ],
)
@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_the_process_ends_with_code_2_and_one_line(arguments, encoding):
    done = command(*arguments, PYTHONIOENCODING=encoding)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert done.stderr.startswith(b"truncation: ")


def test_the_complaint_can_fail(refused):
    with pytest.raises(AssertionError):
        refused("minimize", TRIANGLES, "--json")
