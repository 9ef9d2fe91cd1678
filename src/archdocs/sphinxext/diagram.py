"""The ``diagram`` directive: a script's picture, inline, with its words beside it."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from archdocs.diagrams import codes
from archdocs.diagrams.parts import Shown
from archdocs.diagrams.render import Picture, Result, render_script, render_scripts, scripts
from archdocs.errors import ArchdocsError
from archdocs.finding import Finding, Location, Severity
from archdocs.project import Project
from archdocs.sphinxext import picture, shownpictures
from archdocs.sphinxext.project import project_of

__all__ = ["setup"]

logger = logging.getLogger(__name__)
ESCAPED = re.compile(r"\\([^\w\s])")


@dataclass(frozen=True)
class Drawn:
    """What a build has drawn, before the processes that read pages are forked."""

    project: Project
    found: dict[str, Result | Finding]

    def get(self, path: str) -> Result | Finding:
        """Return one script's pictures, drawing it now if it isn't one of the folder's own."""
        if path not in self.found:
            self.found[path] = render_script(self.project, path)
        return self.found[path]


#: By configuration, which application and environment share (``env.app`` is deprecated).
DRAWN: weakref.WeakKeyDictionary[Config, Drawn] = weakref.WeakKeyDictionary()


def draw_all(app: Sphinx) -> None:
    """Draw every script in one batch; a second build takes all of it from the cache."""
    project = project_of(app)
    try:
        found = render_scripts(project, scripts(project), jobs=max(1, app.parallel))
    except ArchdocsError as error:
        raise ExtensionError(f"archdocs: {error.message} ({error.hint})") from error
    DRAWN[app.config] = Drawn(project, found)


class DiagramDirective(SphinxDirective):
    """Show a diagram script's picture; the argument is relative to the diagrams folder."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "picture": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "name": directives.unchanged,
        "width": directives.length_or_percentage_or_unitless,
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        """Return the figure, or an admonition that says what is wrong with the script."""
        drawn = DRAWN[self.config]
        folder = drawn.project.settings.diagrams.folder
        path = (PurePosixPath(folder) / self.arguments[0].strip()).as_posix()
        if ".." in PurePosixPath(path).parts:
            found: Result | Finding = codes.MISSING.at(Location(path), "the path leaves the folder")
        else:
            found = drawn.get(path)
        self.depend_on(path, found)
        if isinstance(found, Finding):
            return [self.failure(found)]
        for finding in found.findings:
            self.warn(finding)
        chosen = self.choose(found)
        if isinstance(chosen, Finding):
            return [self.failure(chosen)]
        shown = Shown(path, chosen.name, chosen.title, chosen.parts)
        shownpictures.note(self.env, self.env.docname, shown)
        return [self.figure(chosen, path)]

    def depend_on(self, path: str, found: Result | Finding) -> None:
        """Have the page read again when the script or what it reads has changed."""
        root = DRAWN[self.config].project.root
        inputs: Iterable[str] = found.inputs if isinstance(found, Result) else ()
        for name in (path, *inputs):
            self.env.note_dependency(str(root / name))

    def choose(self, result: Result) -> Picture | Finding:
        """Return the picture that the page asks for."""
        wanted = self.options.get("picture")
        if wanted is None:
            return result.pictures[0]
        for item in result.pictures:
            if wanted in (item.name, item.title):
                return item
        names = ", ".join(item.name for item in result.pictures)
        message = f"no picture {wanted!r} in {result.script}; there are {names}"
        return codes.MISSING.at(Location(result.script), message)

    def warn(self, finding: Finding) -> None:
        """Report a finding at the directive's place in the page; a remark stays a remark."""
        say = logger.warning if finding.severity > Severity.INFO else logger.info
        say(
            "%s: %s: %s",
            finding.location,
            finding.code,
            finding.message,
            type="archdocs",
            subtype="diagram",
            location=self.get_location(),
        )

    def failure(self, finding: Finding) -> nodes.Node:
        """Return what stands in the page in the picture's place."""
        self.warn(finding)
        title = nodes.title("", "This diagram could not be drawn")
        text = nodes.paragraph("", "", nodes.literal("", str(finding.location)))
        text += nodes.Text(f": {finding.message}")
        return nodes.admonition("", title, text, classes=["error", "archdocs-diagram-failed"])

    def figure(self, item: Picture, script: str) -> nodes.Node:
        """Return the figure with its picture, outline and caption."""
        svg, alt = item.svg.decode(), self.options.get("alt", item.alt)
        if "alt" in self.options:
            svg = picture.with_words(svg, item.uid, "d", alt)
        made = picture.archdocs_picture(
            "",
            *outline_nodes(item.outline),
            svg=svg,
            uid=item.uid,
            alt=alt,
            file=f"{item.name}-{item.uid}",
            width=self.options.get("width", ""),
            script=script,
            picture=item.name,
        )
        return picture.framed(self, made)


def outline_nodes(outline: str) -> list[nodes.Node]:
    """Read an outline (a nested Markdown list of ours) as document nodes."""
    top = nodes.bullet_list()
    levels = [top]
    for line in outline.splitlines():
        body = line.lstrip(" ")
        depth = (len(line) - len(body)) // 2
        while len(levels) > depth + 1:
            levels.pop()
        if depth == len(levels):
            inner = nodes.bullet_list()
            levels[-1].children[-1].append(inner)  # type: ignore[attr-defined]
            levels.append(inner)
        text = ESCAPED.sub(r"\1", body.removeprefix("- "))
        levels[-1].append(nodes.list_item("", nodes.paragraph("", text)))
    return [top] if top.children else []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and its node."""
    picture.setup(app)
    shownpictures.setup(app)
    app.add_directive("diagram", DiagramDirective)
    app.connect("builder-inited", draw_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
