"""Make the showcase: ``python scripts/showcase.py DIR``.

A git repository of the shop that ``archdocs init --preset ecommerce`` scaffolds, with the
history that ``scripts/showcase/history.toml`` tells: a commit for each step, four releases,
and one section that the code has left behind. Dates and authors are fixed, so every run
makes the same commits. A folder that holds the showcase already is brought up to date; any
other folder that is not empty is refused.
"""

from __future__ import annotations

import contextlib
import datetime
import fnmatch
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from archdocs.initialise import initialise

HERE = Path(__file__).resolve().parent
STORY = HERE / "showcase"
PRESET = "ecommerce"
MARK = "archdocs-showcase"
#: Hides code of the showcase's past from the tools that check this repository's own code.
HIDDEN = ".then"
#: The showcase's dates are fixed: left in, every review would fall due as real time passes,
#: and hide the one section that is stale for a better reason.
REVIEWS = re.compile(rb" review-every=\d+d")

Files = dict[str, bytes]


class CannotTell(Exception):
    """The history does not fit the preset, or the folder is not ours to write."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One text that a step changed in the files matching ``path``."""

    path: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Step:
    """One commit: what it adds, what it changes, and the release it ends with, if any."""

    name: str
    message: str
    author: str
    date: str
    tag: str
    adds: tuple[str, ...]
    edits: tuple[Edit, ...]
    drift: tuple[Edit, ...]
    before: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class History:
    """The steps, oldest first, and what the preset is rendered with."""

    name: str
    today: datetime.date
    steps: tuple[Step, ...]


def read_history() -> History:
    """Read ``history.toml`` and the folders beside it."""
    told = tomllib.loads((STORY / "history.toml").read_text("utf-8"))
    steps = tuple(
        Step(
            name=step["name"],
            message=step["message"].strip() + "\n",
            author=step["author"],
            date=f"{step['date'].isoformat()}{told['zone']}",
            tag=step.get("tag", ""),
            adds=tuple(step.get("adds", ())),
            edits=tuple(Edit(**edit) for edit in step.get("edits", ())),
            drift=tuple(Edit(**edit) for edit in step.get("drift", ())),
            before=files_under(STORY / "before" / step["name"]),
        )
        for step in told["step"]
    )
    return History(told["name"], told["today"], steps)


def files_under(folder: Path) -> Files:
    """Return the files of a folder by path, without the suffix that hides code."""
    return {
        path.relative_to(folder).as_posix().removesuffix(HIDDEN): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def rendered_preset(history: History) -> Files:
    """Return the preset's files as ``archdocs init`` writes them."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "shop"
        done = initialise(target, preset=PRESET, name=history.name, today=history.today)
        return {path: REVIEWS.sub(b"", (target / path).read_bytes()) for path in done.created}


def matches(path: str, pattern: str) -> bool:
    """Say whether a path is meant by a pattern; ``*`` crosses folders, too."""
    return fnmatch.fnmatchcase(path, pattern)


def files_after(history: History, preset: Files, number: int) -> Files:
    """Return all files as they were after step ``number``, by walking back from the preset."""
    files = dict(preset)
    for later in reversed(history.steps[number + 1 :]):
        for edit in reversed(later.edits):
            apply(files, edit.path, edit.now, edit.was, later.name)
        for path in [path for path in files if any(matches(path, glob) for glob in later.adds)]:
            del files[path]
        files.update({path: REVIEWS.sub(b"", data) for path, data in later.before.items()})
    for step in history.steps[: number + 1]:
        for drift in step.drift:
            apply(files, drift.path, drift.was, drift.now, step.name, everywhere=True)
    return files


def apply(
    files: Files, pattern: str, old: str, new: str, step: str, *, everywhere: bool = False
) -> None:
    """Replace a text that must be there, once in a file unless ``everywhere``.

    Raises :class:`CannotTell` when the preset and the history have grown apart.
    """
    found = 0
    for path in [path for path in files if matches(path, pattern)]:
        count = files[path].count(old.encode())
        if count > 1 and not everywhere:
            raise CannotTell(f"step {step}: {path} has {old!r} {count} times")
        files[path] = files[path].replace(old.encode(), new.encode())
        found += count
    if not found:
        raise CannotTell(f"step {step}: no file {pattern} has {old!r}")


def make(target: Path, history: History, preset: Files) -> None:
    """Make the repository, commit by commit."""
    target.mkdir(parents=True)
    git(target, "init", "-q", "-b", "main")
    for number, step in enumerate(history.steps):
        replace_files(target, files_after(history, preset, number))
        who = identity(step)
        git(target, "add", "-A")
        git(target, "commit", "-q", "--no-verify", "-m", step.message, env=who)
        if step.tag:
            git(target, "tag", "-a", step.tag, "-m", f"Release {step.tag}", env=who)


def replace_files(target: Path, files: Files) -> None:
    """Make the work tree hold these files and no others."""
    for entry in target.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for path, data in files.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        place.chmod(0o644)


def identity(step: Step) -> dict[str, str]:
    """Return the environment that fixes who commits, and when."""
    name, _, mail = step.author.removesuffix(">").partition(" <")
    return {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", name), ("EMAIL", mail), ("DATE", step.date))
    }


def git(folder: Path, *args: str, env: Mapping[str, str] | None = None) -> str:
    """Run git without the user's configuration, which could change the commits."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    clean |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **(env or {})}
    done = subprocess.run(
        ["git", *args], cwd=folder, env=clean, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def digest(history: History, preset: Files) -> str:
    """Return what tells one showcase from another: the files after each step, and the words."""
    hashed = hashlib.sha256()
    for number, step in enumerate(history.steps):
        hashed.update(f"{step.message}{step.author}{step.date}{step.tag}".encode())
        for path, data in sorted(files_after(history, preset, number).items()):
            hashed.update(f"\0{path}\0{len(data)}\0".encode() + data)
    return hashed.hexdigest()


def mark_of(target: Path) -> str:
    """Return the digest of the showcase in a folder; empty for a folder of somebody else."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return (target / ".git" / MARK).read_text("utf-8")
    return ""


@contextlib.contextmanager
def made_aside(target: Path) -> Iterator[Path]:
    """Give a folder to build in, then put it in the target's place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".showcase-", dir=target.parent) as scratch:
        new = Path(scratch) / "new"
        yield new
        if target.exists():
            target.rename(Path(scratch) / "old")
        new.rename(target)


def showcase(target: Path) -> str:
    """Make or renew the showcase and say what was done.

    Raises :class:`CannotTell` for a folder that holds anything else.
    """
    if target.exists() and not target.is_dir():
        raise CannotTell(f"{target} is not a folder")
    there = mark_of(target) if target.is_dir() else ""
    if not there and target.is_dir() and any(target.iterdir()):
        raise CannotTell(f"{target} is not empty and not the showcase; nothing was changed")
    history = read_history()
    preset = rendered_preset(history)
    wanted = digest(history, preset)
    if there == wanted:
        return f"{target} is up to date"
    with made_aside(target) as new:
        make(new, history, preset)
        (new / ".git" / MARK).write_text(wanted, "utf-8")
    releases = ", ".join(step.tag for step in history.steps if step.tag)
    return f"made {target}: {len(history.steps)} commits, releases {releases}"


def main(arguments: list[str]) -> int:
    """Run the script; 0 when the showcase stands, 2 when it can't be made there."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python scripts/showcase.py DIR", file=sys.stderr)
        return 2
    try:
        print(showcase(Path(arguments[0]).absolute()))
    except CannotTell as error:
        print(f"showcase: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
