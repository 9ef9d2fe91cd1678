"""The tools that are compared, each with a clone of the repository and a site of its own."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import archdocs
from benchmarks.versions.usage import Usage, run

__all__ = ["Archdocs", "Multiversion", "Plain", "Polyversion", "Subject", "Tool", "peers"]

PEERS = ("sphinx-polyversion>=3", "sphinx-multiversion-scylla")
#: What both sides must have in the same release.
SAME = ("sphinx", "docutils", "myst-parser", "pydata-sphinx-theme", "jinja2", "pygments")
POLYVERSION = """\
from pathlib import Path
from sphinx_polyversion.api import apply_overrides
from sphinx_polyversion.driver import DefaultDriver
from sphinx_polyversion.environment import Environment
from sphinx_polyversion.git import Git
from sphinx_polyversion.sphinx import SphinxBuilder
OUTPUT_DIR, SEQUENTIAL, MOCK = {out!r}, False, False
apply_overrides(globals())
DefaultDriver(
    Path({root!r}), OUTPUT_DIR,
    vcs=Git(branch_regex={branch!r}, tag_regex={tags!r}),
    builder=SphinxBuilder(Path({docs!r})), env=Environment.factory(),
).run(MOCK, SEQUENTIAL)
"""


@dataclass(frozen=True)
class Subject:
    """What is built: the repository, its documentation's folder, its branch and its tags."""

    repository: Path
    docs: str
    branch: str
    tags: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """A regular expression for the tags."""
        return "^(?:" + "|".join(map(re.escape, self.tags)) + ")$"

    @property
    def refs(self) -> tuple[str, ...]:
        """The branch and the tags."""
        return (self.branch, *self.tags)


class Tool(Protocol):
    """A way to build all versions."""

    name: str

    def build(self) -> Usage | None:
        """Build all versions, or ``None`` when one of them could not be had."""

    def pull(self) -> None:
        """Take up the newest commit of the repository."""


class Cloned:
    """What the tools have in common: their own clone, and what runs in it."""

    def __init__(self, subject: Subject, place: Path, python: Path) -> None:
        self.subject = subject
        self.place = place
        self.python = str(python)
        self.clone = place / "repository"
        self.site = place / "site"
        place.mkdir()
        clone(subject.repository, self.clone)
        path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
        self.env: Mapping[str, str] = {**os.environ, "PYTHONHASHSEED": "0", "PATH": path}
        # Installed packages are compiled; a checkout is, once it may be.
        self.env = {k: v for k, v in self.env.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def pull(self) -> None:
        """See :class:`Tool`."""
        command("git", "pull", "--quiet", "--ff-only", cwd=self.clone)

    def run(self, *words: str, cwd: Path | None = None) -> Usage | None:
        """Run the tool; say on the terminal why it fails."""
        usage, status, said = run([self.python, *words], cwd or self.clone, self.env)
        if status:
            print(f"{words}: ended with {status}: {said[-600:]}", file=sys.stderr)
        return None if status else usage

    def whole(self, usage: Usage | None) -> Usage | None:
        """Return what it took if every version is there."""
        missing = [
            ref for ref in self.subject.refs if not (self.site / ref / "index.html").exists()
        ]
        if missing:
            print(f"{type(self).__name__}: no pages of {', '.join(missing)}", file=sys.stderr)
        return None if missing else usage


class Archdocs(Cloned):
    """archdocs, with a cache of its own; ``clean`` takes nothing over."""

    name = "archdocs"

    def __init__(self, subject: Subject, place: Path, python: Path, *, clean: bool = False) -> None:
        super().__init__(subject, place, python)
        # The others have Sphinx's search only.
        own = {"ARCHDOCS_CACHE_DIR": str(place / "cache"), "ARCHDOCS_PAGEFIND": ""}
        self.env = {**self.env, **own}
        self.clean = clean
        home = str(Path(archdocs.__file__).parent)
        command(self.python, "-m", "compileall", "-q", home, cwd=place)

    def build(self) -> Usage | None:
        """See :class:`Tool`."""
        refs = [word for ref in self.subject.refs for word in ("--ref", ref)]
        again = ["--no-cache"] if self.clean else []
        if self.clean:
            shutil.rmtree(self.site, ignore_errors=True)
        output = ("--output", str(self.site))
        return self.whole(self.run("-m", "archdocs", "build", *refs, *output, *again))


class Polyversion(Cloned):
    """sphinx-polyversion, in its own parallel mode and with the environment it runs in."""

    name = "sphinx-polyversion"

    def build(self) -> Usage | None:
        """See :class:`Tool`."""
        script = self.place / "poly.py"
        script.write_text(
            POLYVERSION.format(
                out=str(self.site),
                root=str(self.clone),
                branch=re.escape(self.subject.branch),
                tags=self.subject.pattern,
                docs=self.subject.docs,
            )
        )
        return self.whole(self.run("-m", "sphinx_polyversion", str(script)))


class Multiversion(Cloned):
    """ScyllaDB's fork of sphinx-multiversion, which is the one that runs on this Sphinx."""

    name = "multiversion (scylla)"

    def build(self) -> Usage | None:
        """See :class:`Tool`."""
        settings = {
            "smv_tag_whitelist": self.subject.pattern,
            "smv_branch_whitelist": f"^{re.escape(self.subject.branch)}$",
            "smv_remote_whitelist": "^$",
        }
        given = [word for key, value in settings.items() for word in ("-D", f"{key}={value}")]
        words = ("-q", *given, self.subject.docs, str(self.site))
        return self.whole(self.run("-m", "sphinx_multiversion", *words))


class Plain(Cloned):
    """``sphinx-build`` on a checkout of each version, which is kept, with all Sphinx left."""

    name = "sphinx-build"

    def build(self) -> Usage | None:
        """See :class:`Tool`."""
        total = Usage()
        for ref in self.subject.refs:
            tree = self.place / "trees" / ref
            if not tree.exists():
                command("git", "worktree", "add", "--quiet", "-f", "--detach", str(tree), ref,
                        cwd=self.clone)  # fmt: skip
            command("git", "checkout", "--quiet", "--detach", ref, cwd=tree)
            words = ("-q", self.subject.docs, str(self.site / ref), "-d", f"{tree}.doctrees")
            usage = self.run("-m", "sphinx", *words, cwd=tree)
            if usage is None:
                return None
            total += usage
        return self.whole(total)


def clone(source: Path, target: Path) -> None:
    """Clone a repository whole, without sharing its objects."""
    command("git", "clone", "--quiet", "--no-hardlinks", str(source), str(target), cwd=source)


def command(*words: str, cwd: Path) -> str:
    """Run a command that must not fail."""
    return subprocess.run(words, cwd=cwd, check=True, capture_output=True, text=True).stdout


def peers(place: Path, more: Sequence[str]) -> Path:
    """Install the peers into an environment of their own; return its Python.

    What both sides run on is the same release there as here.
    """
    python = place / "bin/python"
    if not python.exists():
        venv.create(place, with_pip=True)
        same = [f"{name}=={importlib.metadata.version(name)}" for name in SAME]
        words = (str(python), "-m", "pip", "install", "--quiet", *PEERS, *same, *more)
        command(*words, cwd=place)
    return python
