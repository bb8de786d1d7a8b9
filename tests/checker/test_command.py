"""The command line, and that the checker needs nothing but the standard library."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import proofs.checker
from proofs.checker import CHECKER_VERSION
from proofs.checker.__main__ import main
from tests.checker import naive
from tests.checker.cases import raw
from tests.checker.corpus import CORPORA

# here floats propose an inverse, and the exact product decides
FLOATS_PROPOSE = {"trained_moves.py"}
SOURCE = Path(proofs.checker.__file__).parent


@pytest.fixture
def files(tmp_path):
    good, bad, broken = (tmp_path / name for name in ("good.json", "bad.json", "broken.json"))
    good.write_bytes(raw("T3 two triangles"))
    bad.write_bytes(raw("T3' crossing").replace(b'"1/2"', b'"1/3"', 1))
    broken.write_bytes(b"{")
    return {"good": str(good), "bad": str(bad), "broken": str(broken)}


def test_one_line_a_file_and_the_version(files, capsys):
    assert main([files["good"]]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{files['good']}: proved: T3: ")
    assert out.endswith(f"[checker {CHECKER_VERSION}]\n")
    assert out.count("\n") == 1
    assert main([files["good"], files["bad"], files["broken"]]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["proved", "malformed", "malformed"]
    assert "no statement" in lines[2]


def test_json(files, capsys):
    assert main(["--json", files["good"], files["broken"]]) == 1
    captured = capsys.readouterr()
    first, second = json.loads(captured.out)
    assert list(first) == ["file", "statement", "verdict", "reason", "checker"]
    assert (first["file"], first["statement"], first["verdict"]) == (files["good"], "T3", "proved")
    assert (second["statement"], second["verdict"]) == (None, "malformed")
    assert first["checker"] == CHECKER_VERSION
    assert not captured.err


def test_an_unreadable_file_is_one_line_on_stderr(files, capsys, tmp_path):
    for missing in (str(tmp_path / "none.json"), str(tmp_path), "a\0b", str(tmp_path / "a\nb")):
        assert main([missing, files["good"]]) == 2
        captured = capsys.readouterr()
        assert captured.err.count("\n") == 1
        assert "expected a readable file" in captured.err
        assert ": proved: T3" in captured.out


@pytest.mark.parametrize("spoofed", ["T3: proved\n/tmp/x.json", "\x1b[2J", ["P0"], None, "T3"])
def test_no_text_of_a_file_is_printed_as_the_statement(spoofed, tmp_path, capsys):
    cert = json.loads((CORPORA / "false" / "yes_other_widths.json").read_text())
    path, digest = tmp_path / "spoofed.json", cert.pop("digest")
    for verdict in ("yes", "no"):
        changes = {"question": "capacity", "verdict": verdict, "statement": spoofed}
        path.write_bytes(naive.write({**cert, **changes, "digest": digest}))
        assert main([str(path)]) == 1
        out = capsys.readouterr().out
        assert out.startswith(f"{path}: malformed: no statement: statement: expected ")
        assert out.count("\n") == 1 and out.strip().isprintable()


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--no-such-option", "x"]])
def test_bad_arguments(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_name_nobody_can_print(tmp_path):
    path = tmp_path / "d\u00e9j\u00e0\nvu.json"
    path.write_bytes(b"{}")
    done = subprocess.run(
        [sys.executable, "-m", "proofs.checker", str(path)],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(SOURCE.parents[1])},
    )
    assert done.returncode == 1
    assert done.stdout.count(b"\n") == 1
    assert not done.stderr


def run_alone(folder, code, *flags):
    """Run code against a copied package, without site-packages, environment or current folder."""
    start = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    return subprocess.run(
        [sys.executable, "-I", "-S", *flags, "-c", start + code],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


LOADED = """
import checker, checker.__main__
for name, module in sorted(sys.modules.items()):
    if name.split(".")[0] not in sys.stdlib_module_names | {"checker", "__main__"}:
        print(name)
"""


def copied(tmp_path):
    shutil.copytree(SOURCE, tmp_path / "checker", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_package_imports_only_the_standard_library(tmp_path):
    done = run_alone(copied(tmp_path), LOADED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_that_guard_can_fail(tmp_path):
    folder = copied(tmp_path)
    (folder / "intruder.py").write_text("")
    init = folder / "checker" / "__init__.py"
    init.write_text(init.read_text() + "import intruder\n")
    assert run_alone(folder, LOADED).stdout == "intruder\n"
    init.write_text(init.read_text() + "import proofs\n")
    assert run_alone(folder, LOADED).returncode != 0


@pytest.mark.parametrize("flags", [(), ("-O",), ("-OO",)])
def test_the_copy_judges_under_every_optimization(tmp_path, flags, files):
    folder = copied(tmp_path)
    code = "from checker.__main__ import main\nsys.exit(main(sys.argv[1:]))"
    for name, expected in (("good", 0), ("bad", 1), ("broken", 1)):
        script = f"sys.argv[1:] = [{files[name]!r}]\n{code}"
        assert run_alone(folder, script, *flags).returncode == expected


@pytest.mark.parametrize("path", sorted(SOURCE.glob("*.py")), ids=lambda path: path.name)
def test_no_assert_and_no_eval_in_the_source(path):
    for node in ast.walk(ast.parse(path.read_text())):
        assert not isinstance(node, ast.Assert), node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec", "compile", "__import__")
            assert node.func.id != "float" or path.name in FLOATS_PROPOSE
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float) or path.name in FLOATS_PROPOSE, node.lineno
        if isinstance(node, ast.ImportFrom) and not node.level:
            assert node.module.split(".")[0] in sys.stdlib_module_names
