"""Sections, links, quoted names and archdocs comments of a document, without Sphinx.

A light scanner: it answers for thousands of old versions of a file in the time Sphinx needs
to start. Tests hold its headings to those of markdown-it-py and docutils.
"""

from __future__ import annotations

from archdocs.system.markup.model import (
    Comment,
    Document,
    Ignore,
    Link,
    Quoted,
    Section,
    is_document,
    normal_text,
)
from archdocs.system.markup.scan import decode, scan

__all__ = [
    "Comment",
    "Document",
    "Ignore",
    "Link",
    "Quoted",
    "Section",
    "decode",
    "is_document",
    "normal_text",
    "scan",
]
