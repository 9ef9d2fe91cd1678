"""Let the links of logs and briefs lead as far as they still do.

They were right on their day and are not edited afterwards. A page or section that is gone by
now is no fault of theirs: its name stays as words, without a warning.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from archdocs.sphinxext.facts import facts_of

__all__ = ["setup"]


class OldLinks(SphinxPostTransform):
    """Loosen links of history before MyST resolves them (it runs at 9)."""

    default_priority = 8

    def run(self, **_: Any) -> None:
        """Look at the links of one page, where it is history."""
        facts = facts_of(self.env)
        record = facts.records.get(self.env.docname)
        if record is None or not facts.catalog.kinds[record.kind].is_history:
            return
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("reftype") == "myst":
                self.loosen(node)

    def loosen(self, node: addnodes.pending_xref) -> None:
        """Take from a link what leads nowhere any more."""
        target = str(node.get("reftarget", ""))
        ident = node.get("reftargetid")
        if node.get("refdomain") == "doc" and target in self.env.all_docs:
            slugs = self.env.metadata[target].get("myst_slugs", {})
            ids = {entry[1] for entry in slugs.values()}
            if ident and ident not in slugs and ident not in ids:
                node["reftargetid"] = None
        elif "/" in target:
            node.replace_self(nodes.inline("", "", *node.children))


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(OldLinks)
