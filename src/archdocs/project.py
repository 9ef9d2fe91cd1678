"""A project: its root, settings, repository, cache and templates. Data, no verbs."""

from __future__ import annotations

import difflib
import functools
from pathlib import Path

from archdocs import config
from archdocs.errors import ProjectNotFound, UsageError
from archdocs.settings import Settings
from archdocs.system.cache import Cache
from archdocs.system.git import Git
from archdocs.system.shipped import shipped_templates, template_folders
from archdocs.system.tree import GitTree, WorkTree

__all__ = ["Project", "shipped_templates"]


class Project:
    """An architecture documentation project on disk.

    ``root`` holds the configuration; it may be a folder inside a larger repository.
    """

    def __init__(
        self,
        root: Path,
        settings: Settings | None = None,
        *,
        cache: Cache | None = None,
        git: Git | None = None,
    ) -> None:
        self.root = root.resolve()
        if git is not None:
            self.git = git
        self.settings = settings if settings is not None else config.load(self.root)
        self.cache = cache or Cache()
        if settings is None:
            self.check_kinds()

    def check_kinds(self) -> None:
        """Refuse options about kinds of records that there are no files of.

        Raises :class:`ConfigError`.
        """
        folders = [folder / "kinds" for folder in self.template_folders]
        kinds = sorted({path.stem for folder in folders for path in folder.glob("*.toml")})
        for option in ("folders", "also", "packages", "ids", "templates"):
            for name in getattr(self.settings.records, option):
                self.check_kind(name, kinds, ("records", option, name))
        for option in ("columns", "required"):
            for start, others in getattr(self.settings.trace, option).items():
                self.check_kind(start, kinds, ("trace", option, start))
                for name in others:
                    self.check_kind(name, [*kinds, "diagram"], ("trace", option, start))
        found = self.settings.records.fault()
        if found:
            option, name, message = found
            raise config.fault(self.root, ("records", option, name), f"`{name}` {message}")
        wrong = self.settings.site.fault()
        if wrong:
            raise config.fault(self.root, ("site", wrong[0]), wrong[1])

    def check_kind(self, name: str, kinds: list[str], keys: tuple[str, ...]) -> None:
        """Refuse a kind of records that there is no file of.

        Raises :class:`ConfigError`.
        """
        if name in kinds:
            return
        near = difflib.get_close_matches(name, kinds, n=1)
        there = f"there are {config.listed(tuple(kinds))}"
        advice = f"did you mean `{near[0]}`?" if near else there
        raise config.fault(self.root, keys, f"no kind of record called `{name}`; {advice}")

    @classmethod
    def discover(cls, start: Path) -> Project:
        """Find the project that ``start`` stands in.

        The nearest folder upwards with a configuration wins; without any, the top of the
        git repository, read with the defaults.

        Raises :class:`ProjectNotFound` where there is neither.
        """
        start = start.resolve()
        if not start.is_dir():
            raise UsageError(f"{start} is not a folder")
        top = Git.discover(start)
        limit = top.root.resolve() if top else None
        for folder in (start, *start.parents):
            if config.find_config(folder):
                return cls(folder, git=top)
            if folder == limit:
                break
        if limit is None:
            raise ProjectNotFound(
                f"no archdocs project at {start}, and it is not in a git repository",
                hint="run: archdocs init",
            )
        return cls(limit, git=top)

    @functools.cached_property
    def git(self) -> Git | None:
        """The repository the project is in, or ``None``."""
        return Git.discover(self.root)

    @functools.cached_property
    def prefix(self) -> str:
        """The project's folder inside its repository, with ``/``; empty at the top."""
        if self.git is None:
            return ""
        relative = self.root.relative_to(self.git.root.resolve()).as_posix()
        return "" if relative == "." else relative

    @functools.cached_property
    def worktree(self) -> WorkTree:
        """The files on disk."""
        return WorkTree(self.root, self.git)

    def tree_at(self, commit: str) -> GitTree:
        """Return the project's files at a commit.

        Raises :class:`ProjectNotFound` outside of a repository.
        """
        if self.git is None:
            raise ProjectNotFound(f"{self.root} is not in a git repository")
        return GitTree(self.git, commit, self.prefix)

    @property
    def name(self) -> str:
        """The project's name: as configured, else its folder's."""
        return self.settings.project.name or self.root.name

    @functools.cached_property
    def template_folders(self) -> tuple[Path, ...]:
        """Where templates are looked up: the project's own, then the shipped ones."""
        return template_folders(self.root, self.settings.project.templates)
