"""A disk that refuses: every file-system call of a command under a folder can be made to fail.

Runs as a program of its own (``python diskfaults.py FOLDER VERB CALLS STEP``), because what it
does to ``os`` must not touch a test run; ``all`` is every verb. For each call that a verb makes
under the folder a child is forked in which that call fails, or that one and all after it; then
the folder is opened again, and must be as it was before, or as the verb leaves it: to the byte,
everywhere.
"""

from __future__ import annotations

import datetime
import errno
import io
import itertools
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from archdocs import fixes
from archdocs.errors import ArchdocsError
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.change_status import change_status
from archdocs.records.convert import convert
from archdocs.records.link import link
from archdocs.records.new import Draft, new_record
from archdocs.records.renumber import renumber
from archdocs.records.rules import findings
from archdocs.records.supersede import supersede
from archdocs.system import files

TODAY = datetime.date(2026, 1, 2)
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
MADR = "---\nstatus: {}\ndate: 2026-01-02\n{}---\n\n# {}\n"
NYGARD = "# {}. {}\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n"
START = {
    "archdocs.toml": "",
    "adr/0001-one.md": MADR.format("accepted", "", "One"),
    "adr/0002-two.md": MADR.format("proposed", "supersedes: [ADR-0001]\namends: [0003-tree.md]\n",
                                   "Two"),
    "adr/0003-three.md": NYGARD.format(3, "Three"),
    "adr/0004-four.md": MADR.format("accepted", "relates: [ADR-0003]\n", "Four"),
    "docs/a.md": "# A\n\nADR-0003 and [three](../adr/0003-three.md).\n",
    "src/a.py": "# @adr 3\n",
}  # fmt: skip


def repair(project: Project) -> None:
    """Do what ``check --fix`` does with what it found."""
    fixes.apply(project.root, findings(of_project(project)), sweep=[project.root / "adr"])


VERBS: dict[str, Callable[[Project], object]] = {
    "new": lambda p: new_record(p, "adr", Draft("New", TODAY, "accepted")),
    "new --supersedes": lambda p: new_record(
        p, "adr", Draft("New", TODAY, "accepted", supersedes=("1", "4"))
    ),
    "status": lambda p: change_status(p, "2", "accepted", today=TODAY),
    "link": lambda p: link(p, "4", "amends", "1"),
    "supersede": lambda p: supersede(p, "1", "4"),
    "renumber": lambda p: renumber(p, "3", 9),
    "check --fix": repair,
    "convert": lambda p: convert(p, ("adr",), "madr-2", accept_loss=True),
}


class Disk:
    """Counts the calls under a folder and lets one fail, or it and all that follow."""

    def __init__(self, root: Path, fail: int, error: int, *, ever: bool, writing: bool) -> None:
        self.root = os.fspath(root)
        self.fail = fail
        self.error = error
        self.ever = ever
        self.writing = writing
        self.calls = 0
        self.on = True

    def call(self, path: Any, *, writes: bool) -> None:
        """Count a call, and fail if it is its turn."""
        if not self.on or isinstance(path, int) or (self.writing and not writes):
            return
        text = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
        if text != self.root and not text.startswith(f"{self.root}/"):
            return
        self.calls += 1
        if self.calls == self.fail or (self.ever and self.calls > self.fail > 0):
            raise OSError(self.error, os.strerror(self.error), text)

    def install(self) -> None:
        """Stand before the operating system."""
        for name in ("stat", "lstat", "scandir", "listdir", "readlink"):
            setattr(os, name, self.before(getattr(os, name), writes=False))
        for name in ("rename", "replace", "unlink", "remove", "mkdir", "chmod", "rmdir"):
            setattr(os, name, self.before(getattr(os, name), writes=True))
        real_link, real_open, real_fsync, io_open = os.link, os.open, os.fsync, io.open

        def link_(source: str, target: str, **more: Any) -> None:
            self.call(target, writes=True)
            real_link(source, target, **more)

        def open_(path: str, flags: int, *more: Any, **named: Any) -> int:
            self.call(path, writes=bool(flags & (os.O_WRONLY | os.O_RDWR)))
            return real_open(path, flags, *more, **named)

        def fsync(handle: int) -> None:
            self.call(f"{self.root}/.", writes=True)
            real_fsync(handle)

        def opened(path: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
            writes = bool(set(mode) & set("wax+"))
            self.call(path, writes=writes)
            if writes and "b" in mode:
                return io.BufferedWriter(Raw(self, path, mode.replace("b", "")))
            return io_open(path, mode, *more, **named)

        os.link, os.open, os.fsync = link_, open_, fsync  # type: ignore[assignment]
        io.open = opened  # type: ignore[assignment]

    def before(self, real: Callable[..., Any], *, writes: bool) -> Callable[..., Any]:
        """Wrap a call on one path."""

        def wrapped(path: Any = ".", *more: Any, **named: Any) -> Any:
            self.call(path, writes=writes)
            return real(path, *more, **named)

        return wrapped


class Raw(io.FileIO):
    """A file on such a disk; a write that fails has written half."""

    def __init__(self, disk: Disk, path: Any, mode: str) -> None:
        super().__init__(path, mode)
        self.disk = disk
        self.path = path

    def write(self, data: Any, /) -> int:
        try:
            self.disk.call(self.path, writes=True)
        except OSError:
            super().write(bytes(data)[: len(data) // 2])
            raise
        return super().write(data)


def lay_out(root: Path) -> None:
    """Make the folder as it is before."""
    shutil.rmtree(root, ignore_errors=True)
    for path, text in START.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def state(root: Path) -> dict[str, bytes]:
    """Return every file but those of the state folder, which are not the user's."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".archdocs" not in path.parts
    }


def run_verb(root: Path, verb: str, disk: Disk | None) -> str:
    """Run a verb; return how it ended: ``done``, ``refused``, or the trace of a bug."""
    try:
        project = Project(root)
        project.git = None  # other processes are not on this disk
        if disk is not None:
            disk.install()
        VERBS[verb](project)
    except ArchdocsError:
        return "refused"
    except BaseException:  # noqa: BLE001 - whatever it is, it must not happen
        return traceback.format_exc()
    return "done"


def trial(root: Path, verb: str, disk: Disk) -> tuple[str, int]:
    """Run a verb on a disk that fails, in a child; return how it ended and what it called."""
    lay_out(root)
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        ended = run_verb(root, verb, disk)
        disk.on = False
        os.write(into, json.dumps([ended, disk.calls]).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        ended, calls = json.loads(pipe.read())
    os.waitpid(pid, 0)
    return ended, calls


def sweep(root: Path, verb: str, *, writing: bool, step: int) -> Iterator[str]:
    """Let each call fail, ``step`` apart; yield what is wrong afterwards."""
    lay_out(root)
    before = state(root)
    run_verb(root, verb, None)  # imports what it needs, once for all children
    none = Disk(root, 0, 0, ever=False, writing=writing)
    ended, calls = trial(root, verb, none)
    after = state(root)
    if ended != "done" or after == before:
        yield f"{verb}: without a fault: {ended}"
        return
    refused = 0
    for fail in range(1, calls + 1, step):
        # All errors, or each in its turn where not every call is tried.
        errors = ERRORS if step == 1 and not writing else (ERRORS[fail % 3],)
        for error in errors:
            for ever in (False, True):
                disk = Disk(root, fail, error, ever=ever, writing=writing)
                ended, _ = trial(root, verb, disk)
                refused += ended == "refused"
                checked = faults(root, ended, before, after, whole=verb != "check --fix")
                name = f"{verb}: call {fail}{'+' if ever else ''} {errno.errorcode[error]}"
                yield from (f"{name}: {fault}" for fault in checked)
    if not refused:
        yield f"{verb}: no fault was felt in {calls} calls"


def faults(
    root: Path, ended: str, before: dict[str, bytes], after: dict[str, bytes], *, whole: bool
) -> Iterator[str]:
    """Open the folder again, and yield what is neither as before nor as after.

    What is not ``whole`` may do less than all there is to do, where it can't see that much.
    """
    folders = [path for path in (root, *root.rglob("*")) if path.is_dir()]
    with files.lock(root, sweep=folders):
        pass
    now = state(root)
    if ended not in ("done", "refused"):
        yield ended
    if ended == "done" and now != after and whole:
        yield f"said to be done, and is not: {differing(now, after)}"
    elif now not in (before, after):
        yield f"half done: {differing(now, before)}"


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the files that differ."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def main() -> None:
    """Sweep a verb, or all, and print what was found as JSON."""
    folder, wanted, calls, step = sys.argv[1:]
    root = Path(folder).resolve() / "project"
    verbs = [wanted] if wanted in VERBS else list(VERBS)
    faults = (sweep(root, verb, writing=calls == "writing", step=int(step)) for verb in verbs)
    print(json.dumps(list(itertools.chain.from_iterable(faults))))  # noqa: T201


if __name__ == "__main__":
    main()
