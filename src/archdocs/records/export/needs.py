"""Needs: every record as an object of sphinx-needs, for ``needimport``.

The form is that of sphinx-needs' own builder (its chapter "needs.json", and the schema
``needsfile.json`` in the package): an envelope with ``project``, ``current_version`` and
``versions``, each with ``needs`` by id, their number, a ``creator``, and a ``needs_schema`` that
names the fields and the links. Keys that an importing project does not know are left out there
with a warning, so links stand twice: under their own kind, and all of them under ``links``.

A need's text is markup that the importing project would run; so none is exported, and what
sphinx-needs evaluates in a field (``[[function()]]``, ``<<variant>>``) is written with a space
between the brackets. Ids are made of ``A-Z0-9_``, as ``needs_id_regex`` has it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from archdocs import __version__
from archdocs.records.export.catalogue import cleaned, entry
from archdocs.records.export.model import Made, Source
from archdocs.records.listing import visible
from archdocs.records.model import INVERSES, UNKNOWN, Record

__all__ = ["NEEDS", "Needs", "inert", "need_ids"]

#: What sphinx-needs evaluates: dynamic functions, variants.
EVALUATED = re.compile(r"(?<=[\[<])(?=[\[<{])|(?<=[\]>}])(?=[\]>])")
#: Fields of ours, and what they mean.
FIELDS = {
    "record_id": "The record's id as archdocs writes it.",
    "date": "Day of the last change of status.",
    "owner": "Team or person who answers for it.",
    "deciders": "Those who decided.",
    "review_by": "Day by which it is looked at again.",
    "dialect": "The format of its file.",
    "source_path": "Its file, relative to the project.",
}
SHORTEST = 5
VERSION = "latest"


class Needs:
    """One ``needs.json`` with one version."""

    shape = "text"

    def make(self, source: Source) -> Made:
        """See :meth:`Format.make`."""
        ids = need_ids(source.catalog.records)
        needs = {
            ident: need
            for record in source.records
            for ident, need in [self.need(source, record, ids)]
        }
        version = source.moment.name if source.moment else VERSION
        data = {
            "project": source.project,
            "current_version": version,
            "versions": {
                version: {
                    "creator": {"program": "archdocs", "version": __version__},
                    "needs": needs,
                    "needs_amount": len(needs),
                    "needs_schema": schema(needs.values()),
                }
            },
        }
        text = json.dumps(cleaned(data), indent=2, ensure_ascii=False, allow_nan=False)
        return Made({"": text.encode() + b"\n"})

    def ours(self, data: bytes) -> bool:
        """See :meth:`Format.ours`."""
        return b'"creator": {\n        "program": "archdocs"' in data[:100_000]

    def need(
        self, source: Source, record: Record, ids: dict[str, str]
    ) -> tuple[str, dict[str, Any]]:
        """Return a record as a need, with its id."""
        ident = ids[record.path]
        values = entry(source, record)
        ends = [(kind, ids[other.path]) for kind, other in source.catalog.forward(record)]
        ends = [(kind, other) for kind, other in ends if other != ident]
        made: dict[str, Any] = {
            "id": ident,
            "type": record.kind,
            "title": inert(record.title or record.id),
            "status": None if record.status == UNKNOWN else inert(record.status),
            "tags": [inert(tag) for tag in record.tags],
            "content": "",
            "links": list(dict.fromkeys(other for _, other in ends)),
            "record_id": inert(record.id),
            "date": values["date"],
            "owner": inert(record.owner) or None,
            "deciders": inert(", ".join(record.deciders)) or None,
            "review_by": values["review_by"],
            "dialect": record.dialect,
            "source_path": inert(record.path),
        }
        for kind, other in ends:
            made.setdefault(link_field(kind), []).append(other)
        return ident, made


def link_field(kind: str) -> str:
    """Return the field for links of a kind: a Python name, as sphinx-needs wants."""
    name = re.sub(r"\W", "_", kind)
    return name if kind in INVERSES else f"link_{name}"


def inert(text: str) -> str:
    """Return a text of one line in which sphinx-needs finds nothing to evaluate."""
    return EVALUATED.sub(" ", " ".join(visible(" ".join(text.split())).split()))


def need_ids(records: tuple[Record, ...]) -> dict[str, str]:
    """Return the id of each record's need, by path; no two are the same.

    ``ADR-0003`` is ``ADR_0003``. Where letters are lost, or two records would share an id, the
    digest of the path tells them apart.
    """
    plain = {record.path: re.sub(r"[^A-Z0-9]+", "_", record.id.upper()) for record in records}
    count = Counter(plain.values())
    found = {}
    for record in records:
        ident = plain[record.path]
        if count[ident] > 1 or not record.id.isascii() or len(ident) < SHORTEST:
            data = record.path.encode("utf-8", "surrogateescape")
            ident = f"{ident}_{hashlib.sha256(data).hexdigest()[:8].upper()}"
        found[record.path] = ident
    return found


def schema(needs: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the JSON Schema of the fields, in the form sphinx-needs writes it."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": dict(properties(needs)),
    }


def properties(needs: Iterable[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each field with its type, its purpose and what it is when left out."""
    maybe = {"type": ["string", "null"], "default": None}
    texts = {"type": "array", "items": {"type": "string"}, "default": []}
    yield "id", {"type": "string", "description": "ID of the data.", "field_type": "core"}
    yield "type", {"type": "string", "description": "Kind of the record.", "field_type": "core"}
    yield "title", {"type": "string", "description": "Title of the record.", "field_type": "core"}
    yield "status", {**maybe, "description": "Status, where it can be read.", "field_type": "core"}
    yield "tags", {**texts, "description": "Words to find it by.", "field_type": "core"}
    content = {"type": "string", "description": "Always empty.", "default": ""}
    yield "content", {**content, "field_type": "core"}
    for name, text in FIELDS.items():
        yield name, {**maybe, "description": text, "field_type": "extra"}
    used = {name for need in needs for name, value in need.items() if isinstance(value, list)}
    for name in sorted(used - {"tags", "links"} | {"links"}):
        text = "Every link." if name == "links" else f"Links: {name.replace('_', ' ')}."
        yield name, {**texts, "description": text, "field_type": "links"}


NEEDS = Needs()
