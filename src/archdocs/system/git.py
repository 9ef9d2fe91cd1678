"""The only place that talks to git.

Everything is read from git's objects by one subprocess wrapper: NUL-separated output, full
object ids, and switches that keep a hostile repository inert (no hooks, no file-system
monitor, no filters, no text conversion, no external diff, no fetching of missing objects).
Trees are read with ``ls-tree`` and ``cat-file --batch``; the user's checkout, index and
worktree list are never touched.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import os
import subprocess
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from archdocs.errors import EnvironmentFault, RepositoryError
from archdocs.system import process

__all__ = ["BlobReader", "Change", "Commit", "Git", "Hit", "Ref", "TreeEntry"]

#: Switches before every command. ``safe.bareRepository=explicit`` ignores a bare repository
#: buried in the tree; the empty pager and editor keep git from starting either.
SAFE = (
    "--no-pager",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "protocol.allow=never",
    "-c",
    "log.showSignature=false",
    "-c",
    "core.attributesFile=/dev/null",
)
NULL_ID = "0" * 40


@dataclass(frozen=True, slots=True)
class Ref:
    """A branch or tag and the commit it leads to (tags are peeled).

    ``kind`` is ``branch``, ``tag`` or ``remote``; ``name`` is short (``v1.0``, ``main``,
    ``origin/main``); ``time`` is the commit's, in seconds since the epoch.
    """

    name: str
    kind: str
    commit: str
    time: int


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file of a tree: mode (``100644``, ``100755``, ``120000``, ``160000``), id, path."""

    mode: str
    blob: str
    path: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a file that a search found; ``path`` is relative to the repository."""

    path: str
    line: str


@dataclass(frozen=True, slots=True)
class Change:
    """One path that a commit changed: both blob ids (all zeros where absent) and a status."""

    old: str
    new: str
    status: str
    path: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the first-parent history with the paths it changed; newest come first.

    ``time`` is the commit time in seconds since the epoch.
    """

    id: str
    time: int
    subject: str
    author: str
    changes: tuple[Change, ...]

    @property
    def date(self) -> datetime.date:
        """The day of the commit, in UTC."""
        return datetime.datetime.fromtimestamp(self.time, datetime.UTC).date()


class Git:
    """A repository, opened at its top folder.

    Use :meth:`discover` to find one from any folder inside it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def discover(cls, start: Path) -> Git | None:
        """Return the repository that ``start`` stands in, or ``None`` outside of one.

        Raises :class:`EnvironmentFault` when git is missing and :class:`RepositoryError`
        when git refuses the repository (ownership, corruption).
        """
        result = cls(start)._run("rev-parse", "--show-toplevel")
        if result.status == 0:
            return cls(Path(result.text.rstrip("\n")))
        if "not a git repository" in result.error_text:
            return None
        if "dubious ownership" in result.error_text:
            raise RepositoryError(
                f"git does not trust {start}: it belongs to another user",
                hint=f"run: git config --global --add safe.directory {start}",
            )
        if "must be run in a work tree" in result.error_text:
            return None
        raise RepositoryError(first_line(result.error_text) or "git failed")

    def _run(self, *args: str, stdin: bytes = b"", timeout: float = 300.0) -> process.Completed:
        env = {
            **process.scrubbed_environment(),
            "LC_ALL": "C.UTF-8",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
        }
        for name in ("GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
            if name in os.environ:
                env[name] = os.environ[name]
        try:
            return process.run(
                ["git", *SAFE, *args], cwd=self.root, env=env, stdin=stdin, timeout=timeout
            )
        except EnvironmentFault as error:
            if "cannot run git" in error.message:
                raise EnvironmentFault(
                    "git is not installed", hint="install git and run the command again"
                ) from error
            raise

    def output(self, *args: str, stdin: bytes = b"") -> str:
        """Run a git command and return what it printed.

        Raises :class:`RepositoryError` with git's first line when it fails.
        """
        result = self._run(*args, stdin=stdin)
        if result.status:
            raise RepositoryError(first_line(result.error_text) or f"git {args[0]} failed")
        return result.stdout.decode("utf-8", "surrogateescape")

    def resolve(self, ref: str) -> str | None:
        """Return the full id of the commit that ``ref`` names, or ``None``.

        A name that looks like an option is only ever read as a name.
        """
        result = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
        found = result.text.strip()
        return found if result.status == 0 and found else None

    def commit_time(self, commit: str) -> int:
        """Return the commit time of ``commit`` in seconds since the epoch."""
        return int(self.output("show", "-s", "--format=%ct", commit).strip())

    @functools.cached_property
    def is_shallow(self) -> bool:
        """Whether the history is cut off, so that questions about the past can't be answered."""
        return self.output("rev-parse", "--is-shallow-repository").strip() == "true"

    @functools.cached_property
    def head(self) -> str | None:
        """The id of the checked-out commit, or ``None`` before the first commit."""
        return self.resolve("HEAD")

    @functools.cached_property
    def branch(self) -> str | None:
        """The checked-out branch, or ``None`` when HEAD is detached."""
        result = self._run("symbolic-ref", "--quiet", "--short", "HEAD")
        return result.text.strip() or None

    def refs(self) -> tuple[Ref, ...]:
        """Return every branch, tag and remote-tracking branch that leads to a commit."""
        fields = (
            "%(refname)",
            "%(objecttype)",
            "%(objectname)",
            "%(*objecttype)",
            "%(*objectname)",
            "%(committerdate:unix)",
            "%(*committerdate:unix)",
        )
        text = self.output(
            "for-each-ref",
            "--format=" + "%00".join(fields),
            "refs/heads",
            "refs/tags",
            "refs/remotes",
        )
        found = []
        for line in text.splitlines():
            name, kind, ident, peeled_kind, peeled, time, peeled_time = line.split("\0")
            if kind == "tag":
                kind, ident, time = peeled_kind, peeled, peeled_time
            if kind != "commit" or name.endswith("/HEAD"):
                continue
            group, short = split_ref(name)
            found.append(Ref(short, group, ident, int(time or 0)))
        return tuple(found)

    def tree(self, commit: str, paths: Iterable[str] = ()) -> tuple[TreeEntry, ...]:
        """List the files of a commit, all or those at and under ``paths``."""
        text = self.output(
            "--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths
        )
        entries = []
        for item in text.split("\0"):
            if item:
                meta, path = item.split("\t", 1)
                mode, _kind, blob = meta.split(" ")
                entries.append(TreeEntry(mode, blob, path))
        return tuple(entries)

    def tree_id(self, commit: str, path: str = "") -> str | None:
        """Return git's own digest of a folder (or file) in a commit, or ``None`` if absent."""
        result = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}:{path}"
        )
        return result.text.strip() if result.status == 0 else None

    def blobs(self) -> BlobReader:
        """Open a reader of blobs; use it in a ``with`` statement."""
        return BlobReader(self.root)

    def log(self, commit: str, *, since: str = "", paths: Iterable[str] = ()) -> Iterator[Commit]:
        """Yield the first-parent history of ``commit``, newest first, with what each changed.

        ``since`` leaves out what that commit can reach. Merges are compared with their
        first parent, so that a change is dated by when it landed. Renames are reported as
        a deletion and an addition.
        """
        span = f"{since}..{commit}" if since else commit
        text = self.output(
            "--literal-pathspecs",
            "log",
            "--first-parent",
            "-m",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "-z",
            "--format=%x01%H%x02%ct%x02%an%x02%s",
            span,
            "--",
            *paths,
        )
        for chunk in text.split("\x01")[1:]:
            yield parse_commit(chunk)

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the newest common ancestor of two commits (full ids), or ``None``."""
        result = self._run("merge-base", one, other)
        return result.text.strip() or None if result.status == 0 else None

    def grep(self, commit: str, words: Iterable[str], leave_out: Iterable[str] = ()) -> list[Hit]:
        """Return the lines of text files of a commit that hold one of the whole words.

        ``leave_out`` are glob patterns of paths.

        Raises :class:`RepositoryError` when git fails (no match is not a failure).
        """
        options = [item for word in words for item in ("-e", word)]
        if not options:
            return []
        result = self._run(
            *("grep", "-I", "-w", "-F", "--no-color", "--no-recurse-submodules"),
            *("--no-textconv", "--full-name", "-H", "-z", "--no-line-number"),
            *(*options, commit, "--", ":/", *(f":(top,exclude,glob){p}" for p in leave_out)),
        )
        if result.status > 1:
            raise RepositoryError(first_line(result.error_text) or "git grep failed")
        text = result.stdout.decode("utf-8", "surrogateescape")
        pairs = (line.partition("\0") for line in text.split("\n") if "\0" in line)
        return [Hit(name.partition(":")[2], line) for name, _, line in pairs]

    def status_paths(self) -> tuple[str, ...]:
        """Return the paths that differ from HEAD in the working tree, untracked ones included."""
        text = self.output(
            "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"
        )
        return tuple(item[3:] for item in text.split("\0") if item)

    def tracked(self, paths: Iterable[str] = ()) -> tuple[str, ...]:
        """Return tracked and untracked-but-not-ignored paths of the working tree."""
        text = self.output(
            "--literal-pathspecs",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "--",
            *paths,
        )
        return tuple(sorted({item for item in text.split("\0") if item}))


class BlobReader:
    """Reads blobs by id through one ``git cat-file --batch`` process."""

    def __init__(self, root: Path) -> None:
        self._child = subprocess.Popen(
            ["git", *SAFE, "cat-file", "--batch"],
            cwd=root,
            env={**process.scrubbed_environment(), "GIT_NO_LAZY_FETCH": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        # A reader that is forgotten still ends its process.
        self.close = weakref.finalize(self, end_reader, self._child)

    def __enter__(self) -> BlobReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._child.stdin is None or self._child.stdout is None:
            raise RepositoryError("git cat-file has no pipes")
        return self._child.stdin, self._child.stdout

    def read(self, blob: str) -> bytes:
        """Return the content of a blob.

        Raises :class:`RepositoryError` when the object is not in the repository.
        """
        stdin, stdout = self._pipes()
        stdin.write(blob.encode("ascii") + b"\n")
        stdin.flush()
        head = stdout.readline().split()
        if len(head) != 3:
            raise RepositoryError(f"git has no object {blob}")
        data = stdout.read(int(head[2]))
        stdout.read(1)
        return data


def end_reader(child: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a blob reader and collect its process."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()


def split_ref(name: str) -> tuple[str, str]:
    """Split ``refs/tags/v1`` into its kind and short name."""
    for prefix, kind in (
        ("refs/heads/", "branch"),
        ("refs/tags/", "tag"),
        ("refs/remotes/", "remote"),
    ):
        if name.startswith(prefix):
            return kind, name.removeprefix(prefix)
    return "other", name


def parse_commit(chunk: str) -> Commit:
    """Read one commit of ``log --raw -z`` output."""
    parts = chunk.split("\0")
    ident, time, author, subject = parts[0].split("\x02", 3)
    changes = []
    index = 1
    while index + 1 < len(parts):
        meta = parts[index].lstrip("\n")
        if meta.startswith(":"):
            _old_mode, _new_mode, old, new, status = meta[1:].split(" ")
            changes.append(Change(old, new, status[:1], parts[index + 1]))
            index += 2
        else:
            index += 1
    return Commit(ident, int(time), subject.rstrip("\n"), author, tuple(changes))


def first_line(text: str) -> str:
    """Return git's first line of complaint, without its ``fatal:``."""
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line.removeprefix("fatal: ").removeprefix("error: ")
