"""The folders in which one version is built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Places"]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one version's build, all under one that the child may write.

    ``packages`` are those elsewhere that come before what is installed beside archdocs.
    """

    work: Path
    tree: Path
    root: Path
    conf_root: Path
    packages: tuple[Path, ...] = ()

    @property
    def job(self) -> Path:
        """The job file."""
        return self.work / "job.json"

    @property
    def report(self) -> Path:
        """The child's report."""
        return self.work / "report.json"

    @property
    def cache(self) -> Path:
        """The child's own cache."""
        return self.work / "cache"

    @property
    def html(self) -> Path:
        """The pages."""
        return self.work / "html"

    @property
    def metadata(self) -> Path:
        """What the version says of its own package, where it has packages of its own."""
        return self.work / "own"

    @property
    def path(self) -> tuple[str, ...]:
        """The folders that modules come from, before those of archdocs; mostly none."""
        if not self.metadata.is_dir():
            return ()
        own = (folder for folder in (self.root / "src", self.root) if folder.is_dir())
        return tuple(map(str, (self.metadata, *own, *self.packages)))

    def environment(self, time: int) -> dict[str, str]:
        """Return what the child is told: the same each time, whatever the hour."""
        return {
            "ARCHDOCS_CACHE_DIR": str(self.cache),
            "PYTHONHASHSEED": "0",
            "SOURCE_DATE_EPOCH": str(time),
        }
