"""The only place that talks to git.

Everything is read from git's objects by one subprocess wrapper: NUL-separated output, full
object ids, and switches that keep a hostile repository inert (no hooks, no file-system
monitor, no filters, no text conversion, no external diff, no fetching of missing objects).
Trees are read with ``ls-tree`` and ``cat-file --batch``; the user's checkout, index and
worktree list are never touched.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from archdocs.errors import RepositoryError
from archdocs.system import gitrun
from archdocs.system.gitblobs import BlobReader
from archdocs.system.gitobjects import Objects
from archdocs.system.gitrun import first_line
from archdocs.system.gitvalues import (
    LOG_FORMAT,
    NULL_ID,
    Change,
    Commit,
    Hit,
    Ref,
    Rename,
    TreeEntry,
    parse_hits,
    parse_log,
    parse_refs,
)
from archdocs.system.letters import whole
from archdocs.system.regular import read_regular

__all__ = ["NULL_ID", "BlobReader", "Change", "Commit", "Git", "Hit", "Ref", "Rename", "TreeEntry"]


class Git(Objects):
    """A repository, opened at its top folder.

    Use :meth:`discover` to find one from any folder inside it.
    """

    #: What :meth:`refs` answered, and the number of the reading in which it did.
    _refs: tuple[int, tuple[Ref, ...]] = (0, ())

    @classmethod
    def discover(cls, start: Path) -> Git | None:
        """Return the repository that ``start`` stands in, or ``None`` outside of one.

        Raises :class:`EnvironmentFault` when git is missing and :class:`RepositoryError`
        when git refuses the repository (ownership, corruption).
        """
        found = gitrun.find_top(start)
        return cls(found[0]) if found else None

    def resolve(self, ref: str) -> str | None:
        """Return the full id of the commit that ``ref`` names, or ``None``.

        A name that looks like an option is only ever read as a name.
        """
        result = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
        found = result.text.strip()
        return found if result.status == 0 and found else None

    @functools.cached_property
    def cut_at(self) -> str:
        """Where the history is cut off: other commits when more of it was fetched since."""
        if not self.is_shallow:
            return ""
        path = self.root / self.output("rev-parse", "--git-path", "shallow").rstrip("\n")
        try:
            return read_regular(path).decode("ascii", "replace")
        except OSError:
            return "nobody knows where"

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
        """Return every branch, tag and remote-tracking branch that leads to a commit.

        One whose name is no text is left out: no page can show it. As long as somebody reads
        blobs, they stay what they were at first.
        """
        began = self._batch.began if self._batch.readers else 0
        if not began or self._refs[0] != began:
            self._refs = (began, self._listed_refs())
        return self._refs[1]

    def _listed_refs(self) -> tuple[Ref, ...]:
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
        return tuple(ref for ref in parse_refs(text) if whole(ref.name) == ref.name)

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
            f"--format={LOG_FORMAT}",
            span,
            "--",
            *paths,
        )
        yield from parse_log(text)

    def renames(self, old: str, new: str) -> dict[str, str]:
        """Return the files that were renamed between two commits: their old paths to their new.

        A file counts as renamed where at least half of its lines are the same.
        """
        found = self._renames(old, new, options=("--diff-filter=R",))
        return {each.was: each.now for each in found["R"]}

    def moves(self, old: str, new: str, within: Iterable[str] = ()) -> list[Rename]:
        """Return renamed files, also where another file has the old name, or had the new one.

        ``within`` are patterns of paths as git writes them; without, all are looked at.
        """
        # Where something else has the old name, git calls it a copy.
        found = self._renames(old, new, *within, options=("-B", "--diff-filter=RC"))
        return [each for kind in "CR" for each in found[kind]]

    def _renames(
        self, old: str, new: str, *within: str, options: tuple[str, ...]
    ) -> dict[str, list[Rename]]:
        text = self.output(
            *("diff-tree", "-r", "-M50%", "-z", "--name-status", *options),
            *("--no-ext-diff", "--no-textconv", "--end-of-options", old, new, "--", *within),
        )
        parts = text.split("\0")
        found: dict[str, list[Rename]] = {"R": [], "C": []}
        for kind, was, now in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
            found[kind[0]].append(Rename(int(kind[1:] or 0), was, now))
        return found

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
        return list(parse_hits(text, commit))

    def status_paths(self) -> tuple[str, ...]:
        """Return the paths that differ from HEAD in the working tree, untracked ones included."""
        text = self.output(
            *("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"),
            "--ignore-submodules=dirty",
            extra=self._without_filters,
        )
        return tuple(item[3:] for item in text.split("\0") if item)

    @functools.cached_property
    def _without_filters(self) -> dict[str, str]:
        """The environment in which git runs none of the filters its configuration names.

        Not ``-c``: a filter's name may hold ``=``.
        """
        pattern = r"^filter\..*\.(clean|process|required)$"
        listed = self._run("config", "-z", "--name-only", "--get-regexp", pattern)
        keys = sorted(set(listed.stdout.decode("utf-8", "surrogateescape").split("\0")) - {""})
        env = {"GIT_CONFIG_COUNT": str(len(keys))}
        for number, key in enumerate(keys):
            env[f"GIT_CONFIG_KEY_{number}"] = key
            env[f"GIT_CONFIG_VALUE_{number}"] = "false" if key.endswith(".required") else ""
        return env

    def tracked(self, paths: Iterable[str] = (), *, others: bool = True) -> tuple[str, ...]:
        """Return tracked and, with ``others``, untracked-but-not-ignored paths on disk."""
        text = self.output(
            "--literal-pathspecs",
            "ls-files",
            "-z",
            "--cached",
            *(("--others", "--exclude-standard") if others else ()),
            "--",
            *paths,
        )
        return tuple(sorted({item for item in text.split("\0") if item}))
