"""Let folders beside the Sphinx sources be part of the site where they are.

Decisions stand in ``adr/`` at the top of a repository, where people look for them; Sphinx
reads one source folder. Instead of copies or symbolic links, the project that Sphinx asks
for its documents also lists the mounted folders, so that warnings and edit links name the
real file.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.project import EXCLUDE_PATHS, Project
from sphinx.util._pathlib import _StrPath
from sphinx.util.matching import get_matching_files

from archdocs.records.folders import folders_on_disk
from archdocs.sphinxext.project import project_of
from archdocs.system.tree import Tree

__all__ = ["MountedProject", "lacks", "mounts_of", "setup"]

#: Files in a records folder that are no pages: forges show them, templates are copied.
#: The README of a numbered folder is a record.
NOT_PAGES = (
    "README.*",
    "[!0-9]*/README.*",
    "**/[!0-9]*/README.*",
    "*template*",
    "**/*template*",
)


class MountedProject(Project):
    """Sphinx's set of documents, plus those of the mounted folders.

    ``mounts`` maps a document prefix (``adr``) to an absolute folder.
    """

    def __init__(
        self, srcdir: Path, source_suffix: Iterable[str], mounts: Mapping[str, Path]
    ) -> None:
        super().__init__(srcdir, source_suffix)
        self.mounts = dict(mounts)
        self._mounted: dict[str, Path] = {}
        self._pages: dict[str, Path] = {}

    @classmethod
    def of(cls, app: Sphinx) -> MountedProject:
        """Return the application's project, after making it one of these."""
        if isinstance(app.project, cls):
            return app.project
        made = cls(Path(app.srcdir), app.project.source_suffix, mounts_of(app))
        made.restore(app.project)
        app.project = made
        app.env.project = made
        return made

    def add_page(self, docname: str, path: Path) -> None:
        """Let a file from elsewhere be one document more."""
        self._pages[docname] = path

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Find the documents of the source folder, then those of each mount."""
        excluded = [*exclude_paths]
        names = super().discover(excluded, include_paths)
        self._mounted = dict(self._pages)
        names.update(self._pages)
        for prefix, folder in self.mounts.items():
            hidden = [*NOT_PAGES, *EXCLUDE_PATHS]
            for filename in get_matching_files(folder, ["**"], hidden):
                docname = self.strip_suffix(filename)
                path = folder / filename
                if docname and os.access(path, os.R_OK):
                    name = f"{prefix}/{docname}"
                    self._mounted[name] = path
                    names.add(name)
        return names

    def strip_suffix(self, filename: str) -> str | None:
        """Return a path without its source suffix, or ``None`` for another kind of file."""
        for suffix in self.source_suffix:
            if filename.endswith(suffix):
                return Path(filename.removesuffix(suffix)).as_posix()
        return None

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the document of a file, mounted or not."""
        path = Path(os.path.normpath(self.srcdir / filename))
        for prefix, folder in self.mounts.items():
            if path.is_relative_to(folder):
                docname = self.strip_suffix(path.relative_to(folder).as_posix())
                return f"{prefix}/{docname}" if docname else None
        return super().path2doc(filename)

    def doc2path(self, docname: str, absolute: bool = True) -> _StrPath:
        """Return the file of a document, mounted or not."""
        path = self._mounted.get(docname)
        if path is None:
            return super().doc2path(docname, absolute)
        if docname in self._pages and not absolute:
            # Sphinx makes the name of the copied source of this: ours is nobody's path.
            return _StrPath(f"{docname}{path.suffix}")
        return _StrPath(path if absolute else os.path.relpath(path, self.srcdir))

    def restore(self, other: Project) -> None:
        """Take over what the last build knew."""
        super().restore(other)
        if isinstance(other, MountedProject):
            self._mounted = other._mounted


def mounts_of(app: Sphinx) -> dict[str, Path]:
    """Return the records folders that exist outside the Sphinx sources, by prefix."""
    project = project_of(app)
    source = Path(app.srcdir).resolve()
    found = {}
    records = project.settings.records
    patterns = itertools.chain(records.also.values(), records.packages.values())
    more = folders_on_disk(project.root, itertools.chain.from_iterable(patterns))
    others = (path.relative_to(project.root).as_posix() for path in more)
    for folder in (*records.folders.values(), *others):
        path = (project.root / folder).resolve()
        inside = path.is_relative_to(source) or source.is_relative_to(path)
        if path.is_dir() and path.is_relative_to(project.root) and not inside:
            found[Path(folder).as_posix().strip("/")] = path
    return found


def install(app: Sphinx) -> None:
    """Replace Sphinx's project by one that knows the mounts."""
    if mounts_of(app):
        MountedProject.of(app)


def lacks(app: Sphinx, root: Path, tree: Tree, name: str) -> bool:
    """Say whether no page of a project is called ``name`` or holds the directive of that name.

    Documentation outside of the project at ``root`` is left as it is.
    """
    docs = Path(app.srcdir).resolve()
    if not docs.is_relative_to(root):
        return False
    opening = rf"^[ \t]*(?:(?:`{{3,}}|~{{3,}}|:{{3,}})[ \t]*\{{{name}\}}|\.\. {name}::)"
    spelt = re.compile(opening.encode(), re.MULTILINE)
    folder = docs.relative_to(root).as_posix()
    pages = (path for path in tree.files(folder) if Path(path).suffix in app.config.source_suffix)
    return not any(
        Path(path).relative_to(folder).with_suffix("").as_posix() == name
        or spelt.search(tree.read(path) or b"")
        for path in pages
    )


def setup(app: Sphinx) -> None:
    """Install the mounts before anything is read."""
    app.connect("builder-inited", install, priority=100)
