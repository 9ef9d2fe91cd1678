"""What every room's tests are written with: a real repository and the real command."""

from __future__ import annotations

import os
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path

from warmpython import python

__all__ = ["Cli", "Ran", "Repo"]

DEFAULT_DATE = "2026-01-05T12:00:00+00:00"


@dataclass
class Repo:
    """A git repository made for one test."""

    path: Path

    def git(self, *args: str, date: str = DEFAULT_DATE) -> str:
        """Run git here and return what it printed; a failure fails the test."""
        env = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        done = subprocess.run(
            ["git", *args], cwd=self.path, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"git {args}: {done.stderr}"
        return done.stdout.strip()

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file, dedenting text, making its folders."""
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode()
        target.write_bytes(data)
        return target

    def commit(self, message: str = "change", date: str = DEFAULT_DATE) -> str:
        """Commit everything and return the full id."""
        self.git("add", "-A", date=date)
        self.git("commit", "-q", "--allow-empty", "-m", message, date=date)
        return self.git("rev-parse", "HEAD")

    def tag(self, name: str, date: str = DEFAULT_DATE) -> None:
        """Make an annotated tag of HEAD."""
        self.git("tag", "-a", name, "-m", name, date=date)


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass
class Cli:
    """Runs the installed command in a real process."""

    cwd: Path

    def __call__(
        self,
        *args: str,
        cwd: Path | None = None,
        stdin: str = "",
        env: dict[str, str] | None = None,
    ) -> Ran:
        """Run ``archdocs`` with these arguments."""
        whole = {**os.environ, **(env or {})}
        done = python("archdocs", *args, cwd=cwd or self.cwd, env=whole, stdin=stdin)
        return Ran(done.returncode, done.stdout, done.stderr)
