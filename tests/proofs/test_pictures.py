"""Pictures of commands: the same bytes every time, in the format of the ending, or one line."""

from __future__ import annotations

import pytest

from proofs.cli import run

TRIANGLES = "example:two_triangles"
# The network is written by `minimize` first.
PICTURES = {
    "shallow": (["shallow", TRIANGLES, "-q"], "--figure"),
    "flow": (["flow", TRIANGLES, "--start", "1,1", "-q"], "--figure"),
    "lift": (["lift", "network.json", "-q"], "--figure"),
    "examine": (["examine", "network.json", TRIANGLES, "-q"], "--picture"),
}
STARTS = {".svg": b"<?xml", ".pdf": b"%PDF", ".png": b"\x89PNG"}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["minimize", TRIANGLES, "-q", "-o", "network.json"]) == 0
    return tmp_path


@pytest.mark.parametrize("ending", STARTS)
@pytest.mark.parametrize("command", PICTURES)
def test_the_same_bytes_every_time(command, ending, here, capsys):
    arguments, option = PICTURES[command]
    for name in ("one", "other"):
        assert run([*arguments, option, name + ending]) in (0, 1, 3)
    one, other = ((here / (name + ending)).read_bytes() for name in ("one", "other"))
    assert one.startswith(STARTS[ending])
    assert one == other
    assert not list(here.glob("*.part"))


@pytest.mark.parametrize("command", PICTURES)
def test_another_ending_is_refused_in_one_line(command, here, capsys):
    arguments, option = PICTURES[command]
    assert run([*arguments, option, "picture.gif"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"{option}: expected a name ending in .svg, .pdf or .png, found picture.gif" in said
    assert not (here / "picture.gif").exists()
