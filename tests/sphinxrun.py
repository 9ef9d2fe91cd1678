"""Build a small project with plain ``sphinx-build``, in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from warmpython import python

__all__ = ["Built", "build"]


@dataclass(frozen=True)
class Built:
    """A finished build: exit status, what Sphinx said, and where the pages are."""

    status: int
    log: str
    out: Path

    def page(self, name: str) -> str:
        """Return the HTML of a document."""
        return (self.out / f"{name}.html").read_text("utf-8")


def build(
    root: Path, *flags: str, builder: str = "html", out: str = "_build", strict: bool = True
) -> Built:
    """Run ``sphinx-build`` on ``root/docs``; ``strict`` turns warnings into failure."""
    target = root / out
    usual = ("-b", builder, "-q", *(("-n", "-W", "--keep-going") if strict else ()))
    words = (*usual, *flags, str(root / "docs"), str(target))
    done = python("sphinx", *words, cwd=root, strict=True)
    return Built(done.returncode, done.stdout + done.stderr, target)
