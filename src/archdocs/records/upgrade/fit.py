"""Which version of a template a record was made from: the one it has most of."""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, DictLoader

from archdocs.errors import ArchdocsError, ConfigError
from archdocs.project import Project
from archdocs.records.kinds import Kind
from archdocs.records.model import UNKNOWN, Record
from archdocs.records.new import Draft, Writer
from archdocs.records.scaffold import environment, render
from archdocs.records.upgrade.versions import History, Version

__all__ = ["Fitter", "Made"]

#: Seconds that all templates of a kind may take together; one alone has its own limit.
PATIENCE = 60.0
#: Stands in for the day of a record that does not say one, and is taken out again.
NO_DAY = datetime.date(2000, 1, 1)
#: The part of a template's headings and keys that a record made from it still has.
LEAST = 0.6


@dataclass(frozen=True, slots=True)
class Made:
    """The lines of a record as its template made it, and as the present one would."""

    version: Version
    base: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass
class Fitter:
    """Finds out what records of one kind were made from."""

    project: Project
    kind: Kind
    history: History
    _broken: set[tuple[str, str]] = field(default_factory=set)
    _spent: float = 0.0

    def made(self, record: Record, lines: Sequence[str]) -> Made | None:
        """Return what a record was made from; ``None`` for one of no template."""
        values = self.values(record)
        if values is None:
            return None
        best: tuple[int, Version, tuple[str, ...]] | None = None
        for name in self.history.present:
            for version in self.history.possible(name, record.path):
                base = self.rendered(version, values)
                if base is None or not alike(base, lines):
                    continue
                points = score(base, lines)
                if best is None or points > best[0]:
                    best = (points, version, base)
        if best is None:
            return None
        _, version, base = best
        now = self.rendered(self.history.present[version.name], values)
        return Made(version, base, now) if now is not None else None

    def values(self, record: Record) -> dict[str, Any] | None:
        """Return what a template was given when it made the record, as far as it says so."""
        draft = Draft(
            title=record.title,
            date=record.date or NO_DAY,
            owner=record.owner,
            deciders=record.deciders,
        )
        try:
            values = Writer(self.project, self.kind, draft).values(
                record.number or 0, Path(record.path).name
            )
        except ArchdocsError:
            return None
        values["id"] = record.id
        values["status"] = record.raw_status if record.status == UNKNOWN else record.status
        values["date"] = record.date.isoformat() if record.date else ""
        values["review_by"] = record.review_by.isoformat() if record.review_by else ""
        return values

    def rendered(self, version: Version, values: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Return the lines of a version; ``None`` for one that today's values don't fit.

        Raises :class:`ConfigError` when all of them together have taken too long.
        """
        key = (version.name, version.text)
        if key in self._broken:
            return None
        if self._spent > PATIENCE:
            raise ConfigError(
                f"the templates of {self.kind.name} took more than {PATIENCE:g} s in all",
                path=f"templates/{self.kind.name}",
                hint="look for a loop in them, or name another kind",
            )
        started = time.monotonic()
        env = environment(self.project.template_folders)
        name = f"{self.kind.name}/former"
        env.loader = ChoiceLoader([DictLoader({name: version.text}), *loaders(env)])
        try:
            return tuple(render(env, name, values).split("\n")[:-1])
        except ArchdocsError:
            self._broken.add(key)
            return None
        finally:
            self._spent += time.monotonic() - started


def loaders(env: Any) -> Iterable[Any]:
    """Return an environment's own loader, if it has one."""
    return (env.loader,) if env.loader is not None else ()


def skeleton(lines: Sequence[str]) -> list[str]:
    """Return the headings and the keys of front matter, which most authors leave in place."""
    found = [line.strip() for line in lines if line.startswith("#") and "…" not in line]
    if lines and lines[0].rstrip() == "---":
        end = next((at for at in range(1, len(lines)) if lines[at].rstrip() == "---"), 0)
        found = [line for line in found if line not in lines[1:end]]
        found += [line.partition(":")[0] + ":" for line in lines[1:end] if line[:1].isalpha()]
    return found


def alike(base: Sequence[str], lines: Sequence[str]) -> bool:
    """Say whether a record has most of what its template gave it."""
    wanted = Counter(skeleton(base))
    there = sum((wanted & Counter(skeleton(lines))).values())
    return bool(wanted) and there >= LEAST * sum(wanted.values())


def score(base: Sequence[str], lines: Sequence[str]) -> int:
    """Return how many lines of a template a record has, less those that it lacks."""
    wanted = Counter([line.strip() for line in base if line.strip()] + skeleton(base))
    have = Counter([line.strip() for line in lines if line.strip()] + skeleton(lines))
    there = sum((wanted & have).values())
    return 2 * there - sum(wanted.values())
