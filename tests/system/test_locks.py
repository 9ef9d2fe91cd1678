"""The lock is held by one at a time, and is the one that the filelock package takes."""

from __future__ import annotations

import threading
from pathlib import Path

import filelock
import pytest

from archdocs.system import locks


def test_one_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with (
        locks.held(lock, timeout=5),
        pytest.raises(locks.LockTimeout),
        locks.held(lock, timeout=0),
    ):
        raise AssertionError("held twice")
    with locks.held(lock, timeout=0):
        assert lock.exists()


def test_a_failure_inside_lets_go(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with pytest.raises(ValueError, match="inside"), locks.held(lock):
        raise ValueError("inside")
    with locks.held(lock, timeout=0):
        assert lock.exists()


def test_filelock_and_we_exclude_each_other(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with locks.held(lock), pytest.raises(filelock.Timeout):
        filelock.FileLock(lock, timeout=0).acquire()
    with filelock.FileLock(lock), pytest.raises(locks.LockTimeout), locks.held(lock, timeout=0):
        raise AssertionError("held twice")


def test_threads_wait_for_each_other(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(20):
            with locks.held(tmp_path / "lock", poll=0.0005):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (80, 1)


def test_a_link_in_place_of_the_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"), locks.held(tmp_path / "lock"):
        raise AssertionError("followed")
    assert not (tmp_path / "elsewhere").exists()


def test_a_lock_whose_file_was_removed_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "lock"
    take = locks.taken
    removed: list[int] = []

    def taken(handle: int, kind: int) -> bool:
        if not removed:
            # Whoever held it until now removes the file before it lets go.
            lock.unlink()
            removed.append(handle)
        return take(handle, kind)

    monkeypatch.setattr(locks, "taken", taken)
    with (
        locks.held(lock, timeout=5),
        pytest.raises(locks.LockTimeout),
        locks.held(lock, timeout=0),
    ):
        raise AssertionError("two hold it")
    assert removed
