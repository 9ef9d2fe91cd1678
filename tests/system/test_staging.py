"""Left-over staged files go, others stay; a journal from elsewhere can do no harm."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archdocs.errors import EnvironmentFault, UsageError
from archdocs.system import files
from archdocs.system.staging import stage


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_only_litter_of_dead_processes_is_swept(tmp_path: Path) -> None:
    folder = tmp_path / "adr"
    folder.mkdir()
    litter = folder / f".0001-x.md.{dead_pid()}-{'a' * 16}.tmp"
    old = folder / f".0001-x.md.{os.getpid()}-{'b' * 16}.tmp"
    state = tmp_path / ".archdocs" / f".journal.json.{dead_pid()}-{'c' * 16}.tmp"
    state.parent.mkdir()
    kept = [folder / name for name in (".swap.tmp", "x.tmp", f".0001.{dead_pid()}-zz.tmp")]
    for path in (litter, old, state, *kept):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    alive = stage(folder / "0002-y.md", b"y")
    elsewhere = stage(tmp_path / "docs" / "z.md", b"z")
    with files.lock(tmp_path, sweep=[folder, tmp_path / "none"]):
        pass
    assert not any(path.exists() for path in (litter, old, state))
    assert all(path.exists() for path in (alive, elsewhere, *kept))


@pytest.mark.parametrize("name", ["0001-" + "日" * 80 + ".md", "x" * 250, "é" * 120])
def test_long_names_can_be_staged(tmp_path: Path, name: str) -> None:
    files.write_atomic(tmp_path / name, b"x")
    assert (tmp_path / name).read_bytes() == b"x"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def journal(root: Path, *steps: dict[str, str]) -> Path:
    path = root / ".archdocs/journal.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(steps))
    return path


ASIDE = f".x.1-{'a' * 16}.tmp"


@pytest.mark.parametrize(
    "target",
    ["../victim", "/etc/victim", ".git/hooks/pre-commit", "a/../../victim", "out/victim", ""],
)
def test_a_journal_does_not_lead_out(tmp_path: Path, target: str) -> None:
    root = tmp_path / "clone"
    (root / ".git/hooks").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)
    (tmp_path / "victim").write_text("mine")
    for folder in (tmp_path, root, root / ".git/hooks"):
        (folder / ASIDE).write_bytes(b"evil")
    step = {"target": target, "aside": ASIDE, "before": sha(b"mine"), "after": sha(b"evil")}
    journal(root, step)
    with pytest.raises(EnvironmentFault, match="can't be finished"):
        files.recover(root)
    assert (tmp_path / "victim").read_text() == "mine"
    assert list((root / ".git/hooks").iterdir()) == [root / ".git/hooks" / ASIDE]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]x", "null", "[1]", '[{"target": "a"}]', '{"a": 1}', '[{"target": 3}]', "\x00"],
)
def test_a_journal_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    journal(tmp_path).write_text(text)
    with pytest.raises(EnvironmentFault, match="can't be finished") as caught:
        files.recover(tmp_path)
    assert "journal.json" in caught.value.hint


def test_an_edit_made_after_the_crash_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("edited since")
    (tmp_path / "b.md").write_text("old")
    (tmp_path / ASIDE).write_text("new")
    one = {"target": "a.md", "aside": ASIDE, "before": sha(b"old"), "after": sha(b"new")}
    journal(tmp_path, {**one, "target": "b.md"}, one)
    with pytest.raises(EnvironmentFault, match=r"a\.md was changed since"):
        files.recover(tmp_path)
    assert (tmp_path / "a.md").read_text() == "edited since"
    assert (tmp_path / "b.md").read_text() == "old"


def test_links_in_place_of_our_files_are_refused(tmp_path: Path) -> None:
    outside = tmp_path / "precious"
    outside.write_text("precious")
    for name in ("lock", ".gitignore", "journal.json"):
        root = tmp_path / name.strip(".")
        (root / ".archdocs").mkdir(parents=True)
        (root / ".archdocs" / name).symlink_to(outside)
        with pytest.raises(EnvironmentFault, match="symbolic link"), files.lock(root):
            pass
    assert outside.read_text() == "precious"


def test_an_edit_does_not_lead_out(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    for path in ("../x.md", str(tmp_path / "x.md"), ".git/config"):
        with files.lock(root), pytest.raises(UsageError, match="not inside"):
            files.edit_together(root, {path: b"x"})
    assert not (tmp_path / "x.md").exists()
