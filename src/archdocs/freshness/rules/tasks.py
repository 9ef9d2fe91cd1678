"""``link.unknown-task``: ids of tasks that no tracker of the configuration knows."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.config import listed
from archdocs.finding import Finding, Location
from archdocs.freshness.codes import UNKNOWN_TASK
from archdocs.freshness.view import View
from archdocs.records.tasks import FIELD, tasks_of
from archdocs.trackers import address

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report the tasks of records, and of the ``issue`` roles in pages, without an address."""
    trackers = view.settings.trackers
    known = tuple(f"{name}: {tracker.pattern}" for name, tracker in trackers.items())
    hint = f"[trackers] knows {listed(known, 'and')}" if known else "describe it in [trackers.NAME]"
    for place, ident in named(view):
        if not address(trackers, ident):
            shown = ident if len(ident) <= 60 else ident[:59] + "…"
            yield UNKNOWN_TASK.at(
                place,
                f"`{shown}` is no task of any tracker",
                hint=hint,
                evidence=(("reference", shown),),
            )


def named(view: View) -> Iterator[tuple[Location, str]]:
    """Yield each task with the place that names it."""
    for record in view.catalog.records:
        for ident in tasks_of(record):
            document = view.documents.get(record.path)
            line = document.front.lines.get(FIELD, 1) if document else 1
            yield Location(record.path, line), ident
    for path, document in view.documents.items() if is_ours(view) else ():
        for quoted in document.quoted:
            if quoted.role == "issue":
                yield Location(path, quoted.line), quoted.text.strip()


def is_ours(view: View) -> bool:
    """Say whether the ``issue`` role is archdocs': other extensions of Sphinx have one too."""
    if view.settings.trackers:
        return True
    conf = f"{view.settings.project.docs.strip('/')}/conf.py"
    return b"archdocs.sphinxext" in (view.snapshot.read(conf) or b"")
