"""What is built for others: one version everywhere, a wheel that needs no extra for its commands.

The commands run in a virtual environment of their own, in a folder that is not the checkout, with
nothing installed but the wheel and what it declares.
"""

import json
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
TABLE = "kind,long,wide\na,4,1/4\na,15/4,0\nb,0,4\nb,1/4,4\n"
NETWORK = {"layers": [{"W": [["1", "0"], ["0", "1"]], "b": ["1", "1"]}] * 2}
COMMANDS = {
    "minimize mine.csv": "cost exactly 0",
    "check mine.minimize.json": "proved: T3",
    "landscape mine.csv": "the 3 subsets",
    "prove T3 T5d": "two triangles: 2 of 2 proved",
    "derive T1 --fragment --data mine.csv": r"\begin{theorem}",
    "report mine.csv -o page": "written: page/index.html",
    "examine net.json mine.csv": "2-2-2",
    "capacity mine.csv --widths 2,2,2": "zero loss: yes",
    "shallow mine.csv --figure chain.svg": "affine",
    "predict mine.minimize.json mine.csv": "4 of 4 points",
    "--version": f"truncation {PROJECT['version']}",
}


def test_the_version_stands_in_one_place_and_the_others_agree():
    version = PROJECT["version"]
    changes = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert changes[1] == version
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"version = {{{version}}}" in (ROOT / "CITATION.bib").read_text()
    assert not [
        path
        for path in (*ROOT.glob("symbolic/*.py"), *ROOT.glob("proofs/*.py"))
        if "__version__" in path.read_text()
    ]


def run(*command, folder):
    return subprocess.run(
        list(map(str, command)),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    made = run(sys.executable, "-m", "build", "--no-isolation", "-o", folder, ROOT, folder=ROOT)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """The folder to work in, and the command of the wheel."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv")  # this environment's pip fills it
    (wheel,) = built.glob("*.whl")
    pip = (sys.executable, "-m", "pip", "--python", folder / "venv/bin/python", "install", "-q")
    # Only what is imported needs to be compiled: most of SymPy and SciPy is not.
    done = run(*pip, "--disable-pip-version-check", "--no-compile", wheel, folder=folder)
    assert done.returncode == 0, done.stderr
    (folder / "mine.csv").write_text(TABLE)
    (folder / "net.json").write_text(json.dumps(NETWORK))
    return folder


def test_archives_pass_twine_and_hold_what_they_need(built):
    checked = run(sys.executable, "-m", "twine", "check", "--strict", *built.iterdir(), folder=ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for part in ("symbolic", "proofs"):
        kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / part).rglob("*.py")}
        assert kept <= names
    shipped = {
        *(ROOT / "symbolic/examples").rglob("*.*"),
        *(ROOT / "proofs/render/templates").iterdir(),
    }
    shipped |= {*(ROOT / "proofs/coq").rglob("*.v"), *(ROOT / "proofs/coq").rglob("*.txt")}
    assert {path.relative_to(ROOT).as_posix() for path in shipped} <= names
    assert not [name for name in names if name.startswith(("tests/", "notebooks/", "docs/"))]
    metadata = zipfile.ZipFile(wheel).read(f"truncation-{PROJECT['version']}.dist-info/METADATA")
    assert b"License-Expression: MIT" in metadata and b"Classifier: Typing :: Typed" in metadata


def test_the_plain_install_has_every_command(installed):
    """In this order: later commands read what earlier ones wrote."""
    for command, expected in COMMANDS.items():
        done = run(installed / "venv/bin/truncation", *command.split(), folder=installed)
        assert done.returncode == (1 if command.startswith("examine") else 0), done.stderr
        assert expected in done.stdout, (command, done.stdout)
    assert (installed / "page/index.html").stat().st_size > 100_000


def test_a_wheel_checks_the_shipped_examples(installed):
    """`prove` without data must find the examples, and report data that are broken as such."""
    done = run(installed / "venv/bin/truncation", "prove", "T3", "--json", folder=installed)
    judged = json.loads(done.stdout)
    assert judged["data"] == [
        "crossing",
        "equal readouts",
        "one cluster",
        "symmetric pair",
        "three simplices",
        "two triangles",
    ]
    on_data = [one for one in judged["entries"] if one["scope"] == "data"]
    assert len(on_data) == 6 and sum(one["verdict"] == "proved" for one in on_data) == 5
