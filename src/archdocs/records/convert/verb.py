"""Convert records: worked out as a whole, checked by reading it again, written or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.convert.formats import Format, known_format
from archdocs.records.convert.moves import text_path
from archdocs.records.convert.parts import Item
from archdocs.records.convert.plan import Plan, planned
from archdocs.records.model import Record
from archdocs.records.renumber import edited_folders
from archdocs.system import files
from archdocs.system.patch import patch
from archdocs.system.staging import remove_empty
from archdocs.system.tree import require_all

__all__ = ["Conversion", "convert"]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of a conversion.

    ``records`` are pairs of each record before and after, ``items`` the report. ``old`` and
    ``new`` hold the files that change, ``None`` for one that goes. ``written`` says whether
    they were.
    """

    form: str
    records: tuple[tuple[Record, Record], ...]
    items: tuple[Item, ...]
    old: Mapping[str, bytes]
    new: Mapping[str, bytes | None]
    written: bool = False

    def of(self, level: str) -> tuple[Item, ...]:
        """Return the items of a level: ``loss``, ``form`` or ``refused``."""
        return tuple(item for item in self.items if item.level == level)

    def exit_code(self, *, accept_loss: bool) -> int:
        """Return how a command ends: 3 for a record that can't be converted, 1 for a loss."""
        if self.of("refused"):
            return 3
        return 1 if self.of("loss") and not accept_loss else 0

    def diff(self) -> str:
        """Return the edit as a unified diff that ``git apply`` takes."""
        if not self.new:
            return ""
        moved = {text_path(old.path): text_path(new.path) for old, new in self.records}
        moved = {old: new for old, new in moved.items() if old != new}
        parts = [patch(o, n, self.old[o], self.new[n] or b"") for o, n in sorted(moved.items())]
        for path in sorted(self.new.keys() - moved.keys() - {*moved.values()}):
            old, new = self.old.get(path), self.new[path]
            if old != new:
                parts.append(whole(path, patch(path, path, old or b"", new or b""), old, new))
        return "".join(parts)

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain values."""
        return {
            "to": self.form,
            "written": self.written,
            "records": [
                {"id": old.id, "from": old.dialect, "path": old.path, "new_path": new.path}
                for old, new in self.records
            ],
            "items": [item.as_dict() for item in self.items],
        }


def convert(
    project: Project,
    names: tuple[str, ...],
    to: str,
    *,
    dry_run: bool = False,
    accept_loss: bool = False,
) -> Conversion:
    """Convert the records that ``names`` name, or all, to the format ``to``.

    A name is a record, or the path of a file or folder. All files change, or none: none with
    ``dry_run``, none when a record can't be converted, and none when something can't be said
    in the other format, unless ``accept_loss`` is given. What can't be said is kept in the
    text either way.

    Raises :class:`UsageError` for an unknown format or record.
    """
    form = known_format(to)
    if dry_run:
        return result(form, planned(project, of_project(project), names, form))
    with files.lock(project.root, sweep=edited_folders(project)):
        catalog = of_project(project)
        plan = planned(project, catalog, names, form)
        require_all(catalog.tree)
        done = result(form, plan)
        if not plan.new or done.of("refused") or (done.of("loss") and not accept_loss):
            return done
        fresh = tuple(path for path in plan.new if path not in plan.old)
        files.edit_together(project.root, plan.new, new=fresh)
        remove_empty({files.inside(project.root, p).parent for p in emptied(plan)})
    return result(form, plan, written=True)


def emptied(plan: Plan) -> list[str]:
    """Return the files that went and may have been the last of their folder."""
    return [path for path, data in plan.new.items() if data is None and "/" in path]


def whole(path: str, text: str, old: bytes | None, new: bytes | None) -> str:
    """Return a diff that says so where a file comes or goes."""
    head, _, rest = text.partition("\n")
    if old is None:
        rest = rest.replace(f"--- a/{path}\n", "--- /dev/null\n", 1)
        return f"{head}\nnew file mode 100644\n{rest}"
    if new is None:
        rest = rest.replace(f"+++ b/{path}\n", "+++ /dev/null\n", 1)
        return f"{head}\ndeleted file mode 100644\n{rest}"
    return text


def result(form: Format, plan: Plan, *, written: bool = False) -> Conversion:
    """Return what a plan comes to."""
    order = sorted(plan.items, key=lambda item: (item.path, item.line))
    return Conversion(form.name, tuple(plan.pairs), tuple(order), plan.old, plan.new, written)
