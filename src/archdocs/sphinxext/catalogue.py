"""``records.json`` beside the pages: the catalogue of the tree that was built."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from archdocs.records.export.catalogue import CATALOGUE
from archdocs.records.export.model import Source
from archdocs.sphinxext.facts import facts_of
from archdocs.sphinxext.project import project_of

__all__ = ["NAME", "DataLink", "setup"]

#: Where the catalogue is, from the top of the pages.
NAME = "records.json"
#: Those whose output is a folder of pages.
BUILDERS = ("html", "dirhtml")


class DataLink(nodes.General, nodes.Element):
    """Where a page leads to the catalogue, in a build that writes one."""


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the catalogue of a finished build; the same records, the same bytes."""
    if error is not None or app.builder.name not in BUILDERS:
        return
    catalog = facts_of(app).catalog
    if catalog.records:
        name = project_of(app).settings.project.name or app.config.project
        made = CATALOGUE.make(Source(name, catalog, catalog.records))
        Path(app.outdir, NAME).write_bytes(made.files[""])


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lead to the catalogue, or leave nothing where there is none."""
    for node in list(doctree.findall(DataLink)):
        if app.builder.name not in BUILDERS:
            node.parent.remove(node)
            continue
        uri = relative_uri(app.builder.get_target_uri(docname), NAME)
        link = nodes.reference("", "All records as data (JSON)", refuri=uri, internal=True)
        node.replace_self(nodes.paragraph("", "", link, classes=["archdocs-data-link"]))


def setup(app: Sphinx) -> None:
    """Register the file and the links to it."""
    app.connect("build-finished", write)
    app.connect("doctree-resolved", resolve)
