"""Build the working tree for the preview, in a folder that a confined child may write."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.site import codes, stale
from archdocs.site.build import configuration
from archdocs.site.chronicle import Chronicle
from archdocs.site.make import policy_of, read_report
from archdocs.site.outcome import explain
from archdocs.site.told import lay
from archdocs.site.versions import worktree_version
from archdocs.system import process, sandbox
from archdocs.system.files import write_atomic

__all__ = ["Builder"]


class Builder:
    """Builds the working tree into one folder, again and again."""

    def __init__(self, project: Project, folder: Path) -> None:
        self.project = project
        self.folder = folder
        self.pages: set[str] = set()
        base = configuration(project)
        self.docs = base.docs if base else project.settings.project.docs

    @property
    def html(self) -> Path:
        """Where the pages are."""
        return self.folder / "html"

    def build(self) -> Finding | None:
        """Build what changed; return what went wrong, or ``None``."""
        job, report = self.folder / "job.json", self.folder / "report.json"
        report.unlink(missing_ok=True)
        self.drop_links()
        write_atomic(job, json.dumps(self.job(report)).encode())
        try:
            done, _ = sandbox.run(
                ["-m", "archdocs.site.sphinx_run", str(job)],
                policy_of(self.project, read=self.project.root, write=self.folder),
                cwd=self.folder,
                env={
                    "ARCHDOCS_CACHE_DIR": str(self.folder / "cache"),
                    "GIT_CONFIG_GLOBAL": str(self.trust()),
                },
            )
        except process.TimedOut as error:
            return codes.TIMEOUT.at(Location(self.docs), error.message)
        self.drop_links()
        found = read_report(report)
        if found is None or not found.get("ok"):
            return explain(found, done, self.docs, (self.project.root, self.project.root))
        self.prune({str(page) for page in found.get("pages") or ()})
        return None

    def drop_links(self) -> None:
        """Remove links that the child, which may write here, put in the place of folders."""
        for path in (self.html, self.folder / "doctrees", self.folder / "cache"):
            if path.is_symlink():
                path.unlink()

    def trust(self) -> Path:
        """Write what the child's git needs of the user's configuration, and return the file.

        The child can't read that configuration, and git refuses a repository of another
        user's that it doesn't name. The parent has opened this one.
        """
        place = self.folder / "gitconfig"
        root = str(self.project.git.root) if self.project.git else ""
        quoted = root.replace("\\", "\\\\").replace('"', '\\"')
        write_atomic(place, (f'[safe]\n\tdirectory = "{quoted}"\n' if root else "").encode())
        return place

    def job(self, report: Path) -> dict[str, Any]:
        """Describe the build for the child."""
        today = datetime.datetime.now(datetime.UTC).date()
        current = worktree_version(default=True)
        state = stale.state_of(self.project, current, today)
        told = lay(
            self.folder,
            state.findings,
            history=Chronicle(self.project).of(current),
            overview=stale.overview_of(current, {current: state}),
        )
        source = str(self.project.root / self.docs)
        return {
            "srcdir": source,
            "confdir": source,
            "outdir": str(self.html),
            "doctreedir": str(self.folder / "doctrees"),
            "options": {"archdocs_root": str(self.project.root), **told},
            "release": "",
            "seeded": False,
            "network": self.project.settings.site.network,
            "guard": not self.project.settings.site.raw_html,
            "report": str(report),
        }

    def prune(self, pages: set[str]) -> None:
        """Remove the pages of documents that are gone, which Sphinx leaves."""
        for gone in self.pages - pages:
            target = (self.html / f"{gone}.html").resolve()
            if target.is_relative_to(self.html.resolve()):
                target.unlink(missing_ok=True)
        self.pages = pages
