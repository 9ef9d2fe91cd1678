"""Entities for Backstage's catalogue: where a project's decisions and documentation are.

Backstage's "Descriptor Format of Catalog Entities" and ``KubernetesValidatorFunctions.ts`` in
its catalog-model say what names may be. The ADR plugin (``adr-common`` of community-plugins)
reads ``backstage.io/adr-location``, a folder relative to ``catalog-info.yaml``, and in it files
called ``NNNN-title.md``. The project is a System, which asks for nothing but an owner; each
further folder of decisions, as a monorepo has them, is a Component of it.

``backstage.io/techdocs-ref`` is written where TechDocs can read the project: beside a
``mkdocs.yml``.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from archdocs.records.export.model import Made, Source, clean
from archdocs.records.listing import visible
from archdocs.records.model import Record

__all__ = [
    "ADR_LOCATION",
    "BACKSTAGE",
    "TECHDOCS",
    "Backstage",
    "annotated",
    "entity_name",
    "folders",
    "notes_on",
]

ADR_LOCATION = "backstage.io/adr-location"
TECHDOCS = "backstage.io/techdocs-ref"
API = "backstage.io/v1alpha1"
#: Characters a name may have.
LONGEST = 63
OWNER = re.compile(r"(?:(?:group|user):)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
READ = re.compile(r"\d{4}-.+\.md")
UNKNOWN = "unknown"


class Backstage:
    """One ``catalog-info.yaml``."""

    shape = "text"

    def make(self, source: Source) -> Made:
        """See :meth:`Format.make`."""
        main, others = folders(source)
        name = entity_name(source.project)
        system = {
            "apiVersion": API,
            "kind": "System",
            "metadata": metadata(name, source.project, annotated(source, main)),
            "spec": {"owner": owner(source.records)},
        }
        made = [system, *(component(source, name, folder) for folder in others)]
        text = "---\n".join("\n".join(yaml(entity)) + "\n" for entity in made)
        return Made({"": clean(text).encode()}, tuple(notes_on(source)))

    def ours(self, data: bytes) -> bool:
        """See :meth:`Format.ours`: people complete this file, so it is theirs."""
        del data
        return False


def decisions(source: Source) -> tuple[Record, ...]:
    """Return the records that are decisions: of the kind asked for, else of the first."""
    kind = source.kind or ("adr" if "adr" in source.catalog.kinds else "")
    return tuple(item for item in source.records if item.kind == kind or not kind)


def folders(source: Source) -> tuple[str | None, list[str]]:
    """Return the folder of the project's own decisions, and those of its parts, sorted.

    The project's own is where new ones go, or the only one there is.
    """
    found = {holder(record): source.kind_of(record).folder for record in decisions(source)}
    main = next((folder for folder, own in found.items() if folder == own or len(found) == 1), None)
    return main, sorted(found.keys() - {main})


def holder(record: Record) -> str:
    """Return the folder a record is in, be it a file or a folder itself."""
    return record.folder.rpartition("/")[0] if record.is_folder else record.folder


def annotated(source: Source, folder: str | None) -> dict[str, str]:
    """Return the annotations of a project with such a folder, in a file at the export's place."""
    found = {}
    if folder is not None:
        found[ADR_LOCATION] = relative(source, folder)
    for name in ("mkdocs.yml", "mkdocs.yaml"):
        if source.catalog.tree.exists(name):
            found[TECHDOCS] = f"dir:{relative(source, '')}"
    return found


def relative(source: Source, folder: str) -> str:
    """Return a folder of the project as seen from the export; from the root where it is outside."""
    return posixpath.relpath(folder or ".", source.place or ".")


def notes_on(source: Source) -> Iterator[str]:
    """Yield what the reader of the export has to know."""
    if not decisions(source):
        yield "there are no decisions to point at"
    if source.place is None:
        yield "paths are relative to the project's root: catalog-info.yaml belongs there"
    unread = [item for item in decisions(source) if not READ.fullmatch(name_of(item))]
    if unread:
        yield (
            "Backstage's ADR plugin reads files called NNNN-title.md;"
            f" {len(unread)} of {len(decisions(source))} are called otherwise: {unread[0].path}"
            f"{', …' if unread[1:] else ''}"
        )


def name_of(record: Record) -> str:
    """Return the name of a record's file."""
    return record.path.rpartition("/")[2]


def metadata(name: str, title: str, noted: Mapping[str, str]) -> dict[str, Any]:
    """Return the metadata of an entity."""
    made: dict[str, Any] = {"name": name}
    if title and title != name:
        made["title"] = title
    if noted:
        made["annotations"] = dict(noted)
    return made


def component(source: Source, system: str, folder: str) -> dict[str, Any]:
    """Return the entity of a further folder of decisions."""
    inside = [record for record in decisions(source) if holder(record) == folder]
    noted = {ADR_LOCATION: relative(source, folder)}
    return {
        "apiVersion": API,
        "kind": "Component",
        "metadata": metadata(entity_name(f"{system}-{folder}"), folder, noted),
        "spec": {
            "type": "documentation",
            "lifecycle": UNKNOWN,
            "owner": owner(tuple(inside)),
            "system": system,
        },
    }


def owner(records: tuple[Record, ...]) -> str:
    """Return the owner that every record names, if that can name one in Backstage."""
    found = {record.owner for record in records}
    name = next(iter(found)) if len(found) == 1 else ""
    return name if OWNER.fullmatch(name) else UNKNOWN


def entity_name(text: str) -> str:
    """Return a text as an entity's name: letters, digits and single hyphens, at most 63.

    Where that loses letters or length, a digest tells it from others.
    """
    flat = unicodedata.normalize("NFKD", clean(text))
    plain = "".join(char for char in flat if not unicodedata.combining(char))
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()
    lost = any(char.isalnum() and not char.isascii() for char in plain)
    if name and not lost and len(name) <= LONGEST:
        return name
    mark = hashlib.sha256(clean(text).encode()).hexdigest()[:8]
    return f"{name[: LONGEST - len(mark) - 1].strip('-')}-{mark}".strip("-")


def yaml(entity: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Yield the lines of a mapping of texts and mappings."""
    for key, value in entity.items():
        if isinstance(value, Mapping):
            yield f"{indent}{key}:"
            yield from yaml(value, f"{indent}  ")
        else:
            yield f"{indent}{key}: {scalar(value)}"


def scalar(text: str) -> str:
    """Return a text as YAML: as it is where that can be nothing else, else quoted.

    A JSON string without control characters is a YAML string.
    """
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(?:[./-][a-zA-Z0-9]+)*", text)
    if plain and text.lower() not in ("y", "n", "yes", "no", "on", "off", "true", "false", "null"):
        return text
    return json.dumps(visible(clean(text)), ensure_ascii=False)


BACKSTAGE = Backstage()
