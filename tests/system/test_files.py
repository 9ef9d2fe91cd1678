"""Edits are whole or absent: concurrent creation, refusals, crashes at every step."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archdocs.errors import EnvironmentFault, UsageError
from archdocs.system import files


def test_atomic_write_keeps_mode_and_leaves_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "a.md"
    target.write_text("old")
    target.chmod(0o640)
    files.write_atomic(target, b"new")
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_exclusive_creation_happens_once(tmp_path: Path) -> None:
    target = tmp_path / "a.md"
    assert files.create_exclusive(target, b"first")
    assert not files.create_exclusive(target, b"second")
    assert target.read_bytes() == b"first"


def test_writing_into_a_file_as_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(EnvironmentFault, match="cannot write"):
        files.write_atomic(tmp_path / "a" / "b.md", b"")


def test_edit_together_creates_replaces_and_removes(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("old")
    (tmp_path / "gone.md").write_text("gone")
    with files.lock(tmp_path):
        files.edit_together(tmp_path, {"new/n.md": b"n", "old.md": b"o", "gone.md": None})
    assert (tmp_path / "new/n.md").read_bytes() == b"n"
    assert (tmp_path / "old.md").read_bytes() == b"o"
    assert not (tmp_path / "gone.md").exists()


def test_edit_together_refuses_a_taken_name_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("mine")
    with files.lock(tmp_path), pytest.raises(UsageError, match=r"b\.md exists"):
        files.edit_together(tmp_path, {"a.md": b"a", "b.md": b"b"}, create=True)
    assert not (tmp_path / "a.md").exists()
    assert (tmp_path / "b.md").read_text() == "mine"
    assert not list(tmp_path.glob(".*.tmp"))


STEPS: tuple[tuple[Any, str], ...] = (
    (os, "fsync"),
    (Path, "replace"),
    (Path, "open"),
    (Path, "unlink"),
)


def crash_at(step: int, before: bool) -> Callable[[], int]:
    """Make the process end at the ``step``-th file operation; returns the counter."""
    count = 0

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == step and before:
                os._exit(77)
            result = original(*args, **kwargs)
            if count == step:
                os._exit(77)
            return result

        return wrapped

    for owner, name in STEPS:
        setattr(owner, name, wrap(getattr(owner, name)))
    return lambda: count


@pytest.mark.parametrize("before", [True, False])
def test_a_crash_at_any_step_leaves_all_or_nothing(tmp_path: Path, before: bool) -> None:
    step = 0
    seen: set[str] = set()
    while True:
        step += 1
        root = tmp_path / f"{step}"
        root.mkdir()
        (root / "a.md").write_text("a0")
        (root / "b.md").write_text("b0")
        child = os.fork()
        if child == 0:
            counter = crash_at(step, before)
            with files.lock(root):
                files.edit_together(root, {"a.md": b"a1", "b.md": b"b1", "c.md": b"c1"})
            os._exit(42 if counter() < step else 0)
        _, status = os.waitpid(child, 0)
        with files.lock(root):
            pass
        state = {path.name: path.read_text() for path in sorted(root.glob("*.md"))}
        assert state in (
            {"a.md": "a0", "b.md": "b0"},
            {"a.md": "a1", "b.md": "b1", "c.md": "c1"},
        ), f"half an edit after a crash at step {step}"
        seen.add(json.dumps(state))
        if os.waitstatus_to_exitcode(status) == 42:
            break
    assert len(seen) == 2, "crashes were tried before and after the moment of the edit"


@pytest.mark.parametrize("code", ["ENOSPC", "EIO", "EACCES"])
def test_a_refusal_at_any_step_is_one_line_and_all_or_nothing(tmp_path: Path, code: str) -> None:
    import errno

    step = 0
    finished = False
    while not finished:
        step += 1
        root = tmp_path / f"{step}"
        root.mkdir()
        (root / "a.md").write_text("a0")
        child = os.fork()
        if child == 0:
            os._exit(refuse_at(root, step, getattr(errno, code)))
        _, status = os.waitpid(child, 0)
        ended = os.waitstatus_to_exitcode(status)
        assert ended in (0, 3, 42), f"an unexpected error at step {step}"
        finished = ended == 42
        with files.lock(root):
            pass
        state = {path.name: path.read_text() for path in sorted(root.glob("*.md"))}
        assert state in ({"a.md": "a0"}, {"a.md": "a1", "b.md": "b1"})


def refuse_at(root: Path, step: int, code: int) -> int:
    """Edit with the ``step``-th file operation failing; 3 for our own error, 42 past the end."""
    count = 0

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                raise OSError(code, os.strerror(code))
            return original(*args, **kwargs)

        return wrapped

    with files.lock(root):
        for owner, name in STEPS:
            setattr(owner, name, wrap(getattr(owner, name)))
        try:
            files.edit_together(root, {"a.md": b"a1", "b.md": b"b1"})
        except EnvironmentFault:
            return 3
        except OSError:
            return 5
    return 42 if count < step else 0


def test_a_deeply_nested_journal_is_told(tmp_path: Path) -> None:
    (tmp_path / ".archdocs").mkdir()
    (tmp_path / ".archdocs/journal.json").write_text("[" * 100_000)
    with pytest.raises(EnvironmentFault, match="cut off"):
        files.recover(tmp_path)
