"""Shorter ways to what Sphinx does most often, with the same results.

Measured over whole builds: the stemmer of the search index meets the same words on every page,
and each build compiles the same templates of the theme.
"""

from __future__ import annotations

import functools
import marshal
from typing import Any, ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from archdocs import __version__
from archdocs.system.compiled import of_this_process

__all__ = ["setup"]

#: The one extension of Jinja that Sphinx itself uses, where it translates.
I18N = "jinja2.ext.InternationalizationExtension"


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


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the shorter ways in place."""
    app.connect("builder-inited", remember_stems)
    app.connect("builder-inited", remember_templates)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
