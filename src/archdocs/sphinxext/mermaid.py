"""Mermaid blocks as pictures in the page: no CDN, words beside each, an error where one is wrong.

The directive stays sphinxcontrib-mermaid's, with its options, so that a page works with that
alone too; the picture, its words and its links are ours.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.mermaid import Mermaid
from sphinxcontrib.mermaid import mermaid as mermaid_node

from archdocs.diagrams import codes
from archdocs.diagrams.linked import Tie
from archdocs.diagrams.mermaid import ForScript, MermaidPicture, render
from archdocs.diagrams.mermaid.source import described
from archdocs.finding import Finding, Location
from archdocs.sphinxext import mermaidlinks, mermaidscript, shownpictures
from archdocs.sphinxext.diagram import outline_nodes
from archdocs.sphinxext.picture import latex_picture, own_names
from archdocs.sphinxext.project import PROJECTS, remember_project

__all__ = ["setup"]

logger = logging.getLogger(__name__)
NOWHERE = Location("")
#: Of a source that was refused for its length, as much stands in the page.
LONGEST_SHOWN = 20_000


class MermaidDirective(Mermaid):  # type: ignore[misc]
    """sphinxcontrib-mermaid's directive, which also says at once what is wrong, and where.

    ``head`` is the block's own YAML head, where MyST took it for options and lost its depth.
    """

    head = ""

    def get_mm_code(self) -> Any:
        """Return the block, with its head, or what is wrong with the file that is named."""
        code = super().get_mm_code()
        return self.head + code if isinstance(code, str) else code

    def run(self, **kwargs: Any) -> list[nodes.Node]:
        """Check the block, let the original make its node, and put its words into it."""
        if self.arguments and not self.inside():
            self.report(codes.MERMAID.at(NOWHERE, "the file is outside of the project"))
            return []
        self.head = self.own_head()
        if self.head:
            for name in ("config", "title"):
                self.options.pop(name, None)
        try:
            made: list[nodes.Node] = super().run(**kwargs)
        except ValueError as error:  # an option that is no JSON
            self.report(codes.MERMAID.at(NOWHERE, f"the option config can't be read: {error}"))
            return []
        for block in [block for node in made for block in node.findall(mermaid_node)]:
            self.check(str(self.get_mm_code()), block)
        return made

    def own_head(self) -> str:
        """Return the YAML head of a block in Markdown whose ``config`` is no JSON."""
        config = str(self.options.get("config", "{")).lstrip()
        if config.startswith("{") or not self.in_markdown():
            return ""
        source, line = self.place()
        path = Path(source)
        lines = path.read_text("utf-8", "replace").splitlines()[line:] if path.is_file() else []
        head = lines[: lines.index("---", 1) + 1] if "---" in lines[1:] else []
        return "\n".join([*head, ""]) if head and head[0] == "---" else ""

    def in_markdown(self) -> bool:
        """Say whether the page is MyST's."""
        return type(self.state).__module__.startswith("myst_parser")

    def check(self, code: str, block: nodes.Element) -> None:
        """Report what is wrong with a block, and describe it in words."""
        place = Location("block", 1 if self.arguments else self.first_line())
        found = render(code, place)
        if isinstance(found, Finding):
            self.report(found)
        elif block["code"] != code:
            found = render(block["code"], NOWHERE)
            if isinstance(found, Finding):
                self.report(codes.MERMAID.at(NOWHERE, f"with its options: {found.message}"))
        if isinstance(found, ForScript):
            self.need(block, found, place)
        block["archdocs_source"] = code[:LONGEST_SHOWN]
        block.line = self.lineno
        block += words(found, code[:LONGEST_SHOWN])
        if isinstance(found, MermaidPicture):
            mermaidlinks.note(self.env_of(), block, found, self.source(), place.line)
            for click in found.clicks:
                if click.problem:
                    finding = f"the link of {click.node!r} is left out: {click.problem}"
                    at = Location("block", place.line + click.line - 1)
                    self.report(codes.LINK.at(at, finding))

    def need(self, block: nodes.Element, found: ForScript, place: Location) -> None:
        """Have the script draw a block, or say that there is none."""
        script = mermaidscript.script_of(self.env_of().config)
        if script is None:
            line = Location("block", place.line)
            message = f"{found.kind or 'a diagram'}: {found.reason}; {mermaidscript.HOW}"
            self.report(codes.SCRIPT.at(line, message))
        else:
            block["archdocs_script"] = script.name

    def env_of(self) -> Any:
        """Return the environment that reads this page."""
        return self.state.document.settings.env

    def inside(self) -> bool:
        """Say whether the file that is named is one of the project's."""
        env = self.env_of()
        path = Path(env.relfn2path(self.arguments[0])[1]).resolve()
        return path.is_relative_to(PROJECTS[env.config].root)

    def report(self, finding: Finding) -> None:
        """Report a finding at its line of the page, or of the file that it is in."""
        source, line = self.place()
        if finding.location.line:
            source = self.source()
        logger.warning(
            "%s: %s",
            finding.code,
            finding.message,
            type="archdocs",
            subtype="diagram",
            location=f"{source}:{finding.location.line or line}",
        )

    def source(self) -> str:
        """Return the file that the block's lines are in."""
        if self.arguments:
            return str(self.env_of().relfn2path(self.arguments[0])[1])
        return self.place()[0]

    def place(self) -> tuple[str, int]:
        """Return the file and line of the directive, in a page or in what a page includes."""
        source, line = self.state_machine.get_source_and_line(self.lineno)
        return str(source or self.state.document.current_source or ""), int(line or self.lineno)

    def first_line(self) -> int:
        """Return the line of the document that the block's content starts at."""
        content = self.content
        if self.in_markdown():
            return int(self.lineno) + 1 + (0 if self.head else int(self.content_offset))
        if isinstance(content, StringList) and content.items:
            return int(content.info(0)[1] or 0) + 1
        return int(self.lineno)


def words(found: MermaidPicture | ForScript | Finding, code: str) -> list[nodes.Node]:
    """Return what a block says in words: its own, and its outline or its source."""
    title, description = described(code)
    own = [nodes.paragraph("", part) for part in (title, description) if part]
    if isinstance(found, MermaidPicture):
        own = own or [nodes.paragraph("", found.title)]
        listed = outline_nodes(found.outline)
        if listed:
            return [*own, *listed]
    return [*own, nodes.literal_block(code, code, language="none")]


def picture_of(node: nodes.Element) -> MermaidPicture | ForScript | Finding:
    """Draw a node's block; the engine keeps what it drew for the same source."""
    ties = node.get("archdocs_ties")
    tied = None if ties is None else {name: Tie(*parts) for name, parts in ties.items()}
    return render(node["code"], NOWHERE, tied)


def visit_html(self: Any, node: nodes.Element) -> None:
    """Write both pictures, of which the style sheet shows the one that suits the page."""
    found = picture_of(node)
    names = f' id="{html.escape(node["ids"][0])}"' if node.get("ids") else ""
    align = f" align-{html.escape(node['align'])}" if "align" in node else ""
    if isinstance(found, Finding) or (isinstance(found, ForScript) and not script(node)):
        self.body.append(
            f'<div class="archdocs-mermaid archdocs-mermaid-source"{names}>'
            f'<p class="archdocs-note">{html.escape(reason(found))}</p>'
            f'<pre tabindex="0">{html.escape(node["archdocs_source"].strip())}</pre></div>\n'
        )
        raise nodes.SkipNode
    alt = html.escape(str(node.get("alt", found.alt)))
    kind = light = dark = own = source = ""
    if isinstance(found, MermaidPicture):
        light = own_names(self, found.light, f"{found.uid}l")
        dark = own_names(self, found.dark, f"{found.uid}d")
        # Where links that say "shown in" lead to; of several alike, the first.
        own = f' id="{found.uid}"' if light == found.light else ""
    else:
        kind = " archdocs-mermaid-script"
        source = f"<pre>{html.escape(node['archdocs_source'].strip())}</pre>"
    self.body.append(
        f'<div class="archdocs-mermaid{kind}{align}"{names}>'
        f'<div class="archdocs-scroll"{own} tabindex="0" role="group" aria-label="{alt}">{source}'
        f'<div class="archdocs-light">{light}</div><div class="archdocs-dark">{dark}</div></div>'
        '<div class="archdocs-tools"><details class="archdocs-outline">'
        "<summary>As text</summary>\n"
    )


def depart_html(self: Any, node: nodes.Element) -> None:
    """Close the words."""
    self.body.append("</details></div></div>\n")


def script(node: nodes.Element) -> str:
    """Return the name of the script that draws a block in the browser; empty without one."""
    return str(node.get("archdocs_script", ""))


def reason(found: ForScript | Finding) -> str:
    """Say why a block stands as source."""
    if isinstance(found, ForScript):
        return f"Diagram of kind {found.kind}, shown as its source: {found.reason}"
    return f"This diagram could not be drawn: {found.message}"


def visit_latex(self: Any, node: nodes.Element) -> None:
    """Include the light picture as PNG, or else write its words."""
    found = picture_of(node)
    included = (
        latex_picture(self, found.light, found.uid) if isinstance(found, MermaidPicture) else ""
    )
    if included:
        self.body.append(included)
        raise nodes.SkipNode


def visit_plain(self: Any, node: nodes.Element) -> None:
    """Write what the picture shows, which is the node's content."""


def no_scripts(app: Sphinx, config: Config) -> None:
    """Tell sphinxcontrib-mermaid that nothing is left for its own script to draw."""
    config.mermaid_output_format = "svg"


def disconnect(app: Sphinx) -> None:
    """Take away what would add scripts to pages, whatever version is installed."""
    for listener in list(app.events.listeners.get("html-page-context", ())):
        if listener.handler.__module__.startswith("sphinxcontrib.mermaid"):
            app.disconnect(listener.id)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put our drawing in the place of sphinxcontrib-mermaid's."""
    app.setup_extension("sphinxcontrib.mermaid")
    app.add_directive("mermaid", MermaidDirective, override=True)
    plain = (visit_plain, visit_plain)
    app.add_node(
        mermaid_node,
        override=True,
        html=(visit_html, depart_html),
        latex=(visit_latex, visit_plain),
        text=plain,
        man=plain,
        texinfo=plain,
    )
    app.connect("config-inited", no_scripts, priority=900)
    app.connect("builder-inited", remember_project)
    app.connect("builder-inited", disconnect)
    app.add_css_file("archdocs-diagrams.css")
    shownpictures.setup(app)
    mermaidscript.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
