"""Mermaid blocks: what kind each is, whether it is right, its pictures and its words."""

from __future__ import annotations

from archdocs.diagrams.mermaid.kinds import kind_of
from archdocs.diagrams.mermaid.picture import ForScript, MermaidPicture, render

__all__ = ["ForScript", "MermaidPicture", "kind_of", "render"]
