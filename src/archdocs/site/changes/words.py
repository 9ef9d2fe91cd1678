"""What changed between two versions in words, which every form shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archdocs.site.changes.compare import (
    ADDED,
    EDITED,
    MOVED,
    REMOVED,
    RENAMED,
    RETITLED,
    SUPERSEDED,
    Changes,
    PageChange,
    RecordChange,
    SectionChange,
)

__all__ = [
    "counted",
    "groups",
    "heading",
    "page_note",
    "record_note",
    "record_title",
    "section_words",
]

DECISION = "adr"
SIGNS = {ADDED: "+", REMOVED: "−", RENAMED: "~"}
#: What an outcome is called in a heading.
HEADINGS = {
    ADDED: "Added",
    SUPERSEDED: "Superseded",
    MOVED: "Status moved",
    EDITED: "Edited",
    REMOVED: "Removed",
    RENAMED: "Renamed",
    RETITLED: "Retitled",
}


def heading(outcome: str) -> str:
    """Return an outcome as the heading of what had it."""
    return HEADINGS.get(outcome, "Changed")


def groups(records: Iterable[RecordChange]) -> Iterator[tuple[str, list[RecordChange]]]:
    """Yield the name of each kind of record that changed, with its changes; decisions first."""
    found: dict[tuple[bool, str], list[RecordChange]] = {}
    for change in records:
        other = change.now.kind != DECISION
        found.setdefault((other, change.now.group if other else "Decisions"), []).append(change)
    for (_, name), changes in sorted(found.items(), key=lambda item: item[0]):
        yield name, changes


def record_title(change: RecordChange) -> str:
    """Return a record's id and title."""
    return f"{change.now.id}: {change.now.title}" if change.now.title else change.now.id


def record_note(change: RecordChange) -> str:
    """Return what else there is to say of a record's change; often nothing."""
    now, before = change.now, change.before
    said = []
    if change.outcome == ADDED and now.status:
        said.append(now.status)
    if now.by and change.outcome in (ADDED, SUPERSEDED):
        said.append(f"by {', '.join(now.by)}")
    if before is not None and change.outcome in (MOVED, SUPERSEDED):
        was = before.status or "no status"
        said.append(f"{was} → {now.status or 'no status'}" if now.status != before.status else "")
    if before is not None and before.id != now.id:
        said.append(f"was {before.id}")
    if before is not None and before.title != now.title:
        said.append(f"was called “{before.title}”")
    return ", ".join(filter(None, said))


def page_note(change: PageChange) -> str:
    """Return what a page was called before, where that has changed."""
    before = change.before
    said = []
    if before is not None and before.name != change.now.name:
        said.append(f"was {before.name}")
    if before is not None and before.title != change.now.title:
        said.append(f"was called “{before.title}”")
    return ", ".join(said)


def section_words(section: SectionChange) -> tuple[str, str]:
    """Return a sign and words for what became of a section."""
    name = " › ".join(section.path) or "the beginning"
    if section.outcome == RENAMED:
        name += f" (was “{section.was[-1] if section.was else 'the beginning'}”)"
    return SIGNS.get(section.outcome, "~"), name


def counted(changes: Changes) -> str:
    """Return one line: how much of each sort changed."""
    decisions = sum(each.now.kind == DECISION for each in changes.records)
    counts = (
        (decisions, "decision"),
        (len(changes.records) - decisions, "other record"),
        (len(changes.pages), "page"),
        (len(changes.diagrams), "diagram"),
    )
    said = [f"{many} {name}{'s' if many > 1 else ''}" for many, name in counts if many]
    return ", ".join(said) or "nothing that is compared"
