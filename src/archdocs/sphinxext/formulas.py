"""Formulas as MathML, which browsers lay out themselves: no script, and none from elsewhere.

Sphinx's own choice loads MathJax from another host, which sees every reader of an internal
page and leaves readers without a network with the source. Docutils brings the translator. A
formula it does not know stands as its source, and a warning says where.
"""

from __future__ import annotations

import re

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from archdocs import __version__

__all__ = ["mathml", "setup"]

logger = logging.getLogger(__name__)
NAME = "mathml"
#: Environments that are laid out as ``aligned`` is, which the translator knows.
ALIKE = re.compile(r"\\(begin|end)\{(?:split|gather|gathered|multline|eqnarray)\*?\}")
#: Characters of the longest formula that is read.
LONGEST = 10_000


def mathml(text: str, *, block: bool) -> str:
    """Return a formula of LaTeX as MathML.

    Raises ``ValueError`` with what is not understood.
    """
    if len(text) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    try:
        return tex2mathml(ALIKE.sub(r"\\\1{aligned}", text), as_block=block)
    except MathError as error:
        raise ValueError(str(error)) from error
    # The translator leaves what it did not think of to Python.
    except (LookupError, TypeError, AttributeError, StopIteration, RecursionError) as error:
        raise ValueError("it is not well formed") from error


def translated(self: HTML5Translator, node: nodes.math | nodes.math_block) -> str:
    """Return a node's formulas as MathML, else as their source."""
    block = isinstance(node, nodes.math_block)
    text = node.astext()
    # Sphinx reads a blank line between formulas as the next of them.
    parts = re.split(r"\n[ \t]*\n", text.strip()) if block else [text]
    try:
        return "".join(mathml(part, block=block) for part in parts if part.strip())
    except ValueError as error:
        logger.warning(
            "a formula can't be set: %s", error, location=node, type="archdocs", subtype="formula"
        )
        return f"<code>{self.encode(text)}</code>"


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    self.body.append(translated(self, node) + "</span>")
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula that stands alone, with its number if it has one."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(translated(self, node) + "</div>\n")
    raise nodes.SkipNode


def offer(app: Sphinx, config: Config) -> None:
    """Be the renderer of formulas, unless the project chose one or brings its own MathJax."""
    others = set(app.registry.html_inline_math_renderers) - {"mathjax"}
    own_mathjax = "mathjax_path" in config and config.mathjax_path != default(config)
    if config.html_math_renderer is None and not others and not own_mathjax:
        app.add_html_math_renderer(NAME, (visit_math, None), (visit_math_block, None))


def default(config: Config) -> object:
    """Return where Sphinx would load MathJax from."""
    return config._options["mathjax_path"].default


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    # Last: by then every extension of the project has offered its own.
    app.connect("config-inited", offer, priority=950)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
