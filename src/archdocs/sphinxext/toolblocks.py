"""``plantuml`` (``uml``) and ``d2`` blocks, drawn by the user's own program, confined.

The names are left to another extension that has them, such as sphinxcontrib-plantuml.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, is_directive_registered
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from archdocs.diagrams import codes_drawn as codes
from archdocs.diagrams.pictures import Picture
from archdocs.diagrams.tools import TOOLS, Tool
from archdocs.diagrams.tools.block import draw_block
from archdocs.errors import ArchdocsError
from archdocs.finding import Finding, Location
from archdocs.sphinxext import picture
from archdocs.sphinxext.dotblocks import first_line
from archdocs.sphinxext.project import PROJECTS

__all__ = ["setup"]

logger = logging.getLogger(__name__)
TOLD = "archdocs_tools_told"
LARGEST = 1 << 20


def side(argument: str) -> str:
    """Read where a picture stands."""
    return directives.choice(argument, ("left", "center", "right"))


class ToolDirective(SphinxDirective):
    """A block, or a file of the project, that a program draws."""

    tool: ClassVar[Tool]
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "alt": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "name": directives.unchanged,
        "align": side,
        "class": directives.class_option,
        "width": directives.length_or_percentage_or_unitless,
        # What sphinxcontrib-plantuml knows besides; pictures here fit their page without.
        "height": directives.unchanged,
        "max-width": directives.unchanged,
        "scale": directives.unchanged,
        "html_format": directives.unchanged,
        "latex_format": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return the picture, or the source with what is wrong."""
        text, place = self.source()
        if isinstance(place, Finding):
            return [self.refused(text, place)]
        try:
            found = draw_block(PROJECTS[self.config], self.tool, text, place)
        except ArchdocsError as error:
            found = codes.TOOL_FAILED.at(place, f"{error.message} ({error.hint})")
        if isinstance(found, Finding):
            return [self.refused(text, found)]
        return [self.shown(text, found)]

    def source(self) -> tuple[str, Location | Finding]:
        """Return the block's source and where its first line is."""
        if not self.arguments:
            here = self.state.document.current_source or ""
            return "\n".join(self.content), Location(here, first_line(self, nodes.Element()))
        name = self.arguments[0].strip()
        relative, absolute = self.env.relfn2path(name)
        path = Path(absolute).resolve()
        self.env.note_dependency(relative)
        if not path.is_relative_to(PROJECTS[self.config].root.resolve()):
            return name, codes.TOOL_FAILED.at(Location(name), "the file is outside of the project")
        try:
            with path.open("rb") as file:
                return file.read(LARGEST).decode("utf-8", "replace"), Location(relative, 1)
        except OSError as error:
            return name, codes.TOOL_FAILED.at(Location(name), f"{error.strerror}")

    def shown(self, text: str, found: Picture) -> nodes.Node:
        """Return the figure; its words are its source."""
        svg, alt = found.svg.decode(), self.options.get("alt", found.alt)
        if "alt" in self.options:
            svg = picture.with_words(svg, found.uid, "t", alt)
        made = picture.archdocs_picture(
            "",
            nodes.literal_block(text, text, language="none"),
            svg=svg,
            uid=found.uid,
            alt=alt,
            file=f"{found.name}-{found.uid}",
            width=self.options.get("width", ""),
        )
        return picture.framed(self, made)

    def refused(self, text: str, found: Finding) -> nodes.Node:
        """Report what is wrong, a missing program once per page, and show the source."""
        told = cast("set[str]", self.env.temp_data.setdefault(TOLD, set()))
        missing = found.code == codes.TOOL_MISSING.code
        if not missing or self.tool.name not in told:
            logger.warning(
                "%s: %s",
                found.code,
                found.message,
                type="archdocs",
                subtype="diagram",
                location=str(found.location) if found.location.line else self.get_location(),
            )
        if missing:
            told.add(self.tool.name)
        reason = f"{self.tool.title} is not installed here" if missing else found.message
        title = nodes.title("", f"This {self.tool.title} diagram is shown as its source")
        code = nodes.literal_block(text, text, language="none")
        kind = "note" if missing else "error"
        words = nodes.paragraph("", reason)
        return nodes.admonition("", title, words, code, classes=[kind, "archdocs-diagram-failed"])


class PlantUmlDirective(ToolDirective):
    """A block in PlantUML."""

    tool = TOOLS["plantuml"]


class D2Directive(ToolDirective):
    """A block in D2."""

    tool = TOOLS["d2"]


def claim(app: Sphinx, config: Config) -> None:
    """Take the names that no other extension has taken by now."""
    del config
    for name, made in (
        ("plantuml", PlantUmlDirective), ("uml", PlantUmlDirective), ("d2", D2Directive),
    ):  # fmt: skip
        if not is_directive_registered(name):
            app.add_directive(name, made)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives once every extension is loaded."""
    app.setup_extension("archdocs.sphinxext.dotblocks")
    app.connect("config-inited", claim, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
