"""Shorter ways to what Sphinx does most often, with the same results.

Measured over whole builds: the stemmer of the search index meets the same words on every page,
each build compiles the same templates of the theme and looks for each use whether their files have
changed, each block of code has a formatter made that is like the last one, the title of a page
is rendered for itself, its neighbours and all that are below it, and each document has docutils
make its settings anew (:mod:`archdocs.sphinxext.parsersettings`).
"""

from __future__ import annotations

import functools
import marshal
from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment
from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.typing import ExtensionMetadata

from archdocs import __version__
from archdocs.sphinxext import parsersettings
from archdocs.system.compiled import of_this_process

__all__ = ["setup"]

#: The one extension of Jinja that Sphinx itself uses, where it translates.
I18N = "jinja2.ext.InternationalizationExtension"
#: Options that say all by how they are written.
PLAIN_OPTIONS = (str, int, bool, float, type(None))


def remember_stems(app: Sphinx) -> None:
    """Have the search index stem each word once per build."""
    builder: Any = app.builder
    load = getattr(builder, "load_indexer", None)
    if load is None:
        return

    def load_indexer(docnames: Any) -> None:
        language = builder.indexer.lang
        language.stem = functools.cache(language.stem)
        load(docnames)

    builder.load_indexer = load_indexer


class Compiled(BytecodeCache):
    """Templates that were compiled in this process or in the one it was forked from."""

    known: ClassVar[dict[tuple[str, str, bool], Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known of a template with this very source."""
        name = name_of(bucket)
        code = self.known.get(name)
        if code is None and name in of_this_process.more:
            # Written by a process that is trusted no less than this one.
            code = self.known[name] = marshal.loads(of_this_process.more[name])  # noqa: S302
        bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Note what a template was compiled to."""
        name = name_of(bucket)
        self.known[name] = bucket.code
        of_this_process.more[name] = marshal.dumps(bucket.code)


def name_of(bucket: Bucket) -> tuple[str, str, bool]:
    """Return what a compiled template depends on."""
    return bucket.key, bucket.checksum, I18N in bucket.environment.extensions


def remember_templates(app: Sphinx) -> None:
    """Have templates compiled once."""
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    # What extensions of Jinja or other options would make of a source is not in its key.
    if type(environment) is SandboxedEnvironment and set(environment.extensions) <= {I18N}:
        environment.bytecode_cache = Compiled()

    if environment is not None and not app.config.templates_path:
        # Those of a theme stay as they are.
        environment.auto_reload = False


def remember_formatters(app: Sphinx) -> None:
    """Have blocks of code with the same options share a formatter, which keeps nothing of them."""
    for name in ("highlighter", "dark_highlighter"):
        bridge: Any = getattr(app.builder, name, None)
        kind = getattr(bridge, "formatter", None)
        if getattr(kind, "__origin__", kind) is HtmlFormatter:
            bridge.get_formatter = once_each(bridge.get_formatter)


def once_each(original: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that makes something for each set of options once, if it can tell."""
    known: dict[tuple[tuple[str, Any], ...], Any] = {}

    @functools.wraps(original)
    def get(**options: Any) -> Any:
        if any(type(value) not in PLAIN_OPTIONS for value in options.values()):
            return original(**options)
        # Types too: 1 and True are equal.
        key = tuple(sorted((name, repr(value)) for name, value in options.items()))
        if key not in known:
            known[key] = original(**options)
        return known[key]

    return get


def remember_titles(app: Sphinx) -> None:
    """Have a title that is nothing but words rendered once, not for each page that shows it."""
    builder: Any = app.builder
    own = getattr(type(builder), "render_partial", None)
    if own is not StandaloneHTMLBuilder.render_partial or builder.name != "html":
        return
    original: Callable[[nodes.Node | None], dict[str, str]] = builder.render_partial
    known: dict[str, dict[str, str]] = {}

    @functools.wraps(original)
    def render_partial(node: nodes.Node | None) -> dict[str, str]:
        if not isinstance(node, nodes.title) or not only_words(node):
            return original(node)
        text = node.astext()
        if text not in known:
            known[text] = dict(original(node))
        return dict(known[text])

    builder.render_partial = render_partial


def only_words(title: nodes.title) -> bool:
    """Say whether a title has no markup, no number and no other attributes."""
    return (
        type(title) is nodes.title
        and all(type(child) is nodes.Text for child in title.children)
        and not any(title.attributes.values())
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the shorter ways in place."""
    parsersettings.make_once()
    app.connect("builder-inited", remember_stems)
    app.connect("builder-inited", remember_templates)
    app.connect("builder-inited", remember_formatters)
    app.connect("builder-inited", remember_titles)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
