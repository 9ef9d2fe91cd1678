"""The short way to a new record: no settings, no kinds, no Jinja.

A record of some sort (of one kind, template, status, owner and deciders) is first written the
long way, by :mod:`archdocs.records.new`, which leaves a recipe in the cache: the text, with
gaps for what differs from record to record. The next of its sort is made from the recipe,
provided that everything it came from (configuration, kinds, template, this program) is the
same to the byte. Whatever is not certain is left to the long way, before anything is written.

Nothing that is imported here may cost time; a test lists what is.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from pathlib import Path

from archdocs.errors import ArchdocsError
from archdocs.records.names import clean_title, slug
from archdocs.records.quoting import to_heading, to_yaml
from archdocs.records.taken import highest, paths_under
from archdocs.system import files, gitrun
from archdocs.system.cache import Cache, digest
from archdocs.system.gittrees import names_in_trees, trees_of_folder
from archdocs.system.program import stamp
from archdocs.system.regular import read_regular
from archdocs.system.shipped import template_folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

__all__ = ["Place", "Wish", "fill", "fingerprint", "load", "new_record", "place_under", "store"]

NAMESPACE = "recipe"
TAKEN = "taken"
#: Without this in it, a file of TOML has no table of ours, however its key is spelt.
NAMED = re.compile(rb"archdocs|\\[uU]")
ENTRY = "recipe.json"
#: Files of one number that others may create before our own, while we try.
TRIES = 100
FILTERS: dict[str, Callable[[object], str]] = {"": str, "yaml": to_yaml, "heading": to_heading}


class Wish:
    """What a new record is to say; the date is written as YYYY-MM-DD."""

    __slots__ = ("date", "deciders", "kind", "owner", "status", "template", "title")

    def __init__(
        self,
        kind: str,
        title: str,
        date: str,
        *,
        status: str = "",
        template: str = "",
        owner: str = "",
        deciders: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self.title = title
        self.date = date
        self.status = status
        self.template = template
        self.owner = owner
        self.deciders = deciders


class Place:
    """A project as far as it can be told without reading its configuration.

    ``top`` is the repository's folder, ``commits`` are those of its branches, and ``config``
    is the name and content of the nearest file that may be the configuration.
    """

    __slots__ = ("commits", "config", "root", "top")

    def __init__(
        self, top: Path, root: Path, config: tuple[str, bytes], commits: tuple[str, ...]
    ) -> None:
        self.top = top
        self.root = root
        self.config = config
        self.commits = commits


def new_record(start: Path, wish: Wish) -> tuple[Path, str] | None:
    """Write a record from a recipe; return the project's root and the record's path in it.

    ``None`` where that can't be done, for whatever reason: nothing has been written then, and
    the long way will do it or say what is wrong.

    Raises :class:`archdocs.errors.EnvironmentFault` when the lock or the disk refuses.
    """
    try:
        cache = Cache()
        place = find_place(start)
        recipe = load(cache, place, wish) if place else None
        if place is None or recipe is None or "parts" not in recipe:
            return None
        title = clean_title(wish.title)
        folder = files.inside(place.root, f"{recipe['folder']}/x").parent
        taken = highest_in_branches(cache, place, recipe)
    except (ArchdocsError, OSError):
        return None
    with files.lock(place.root, sweep=[folder]):
        for _ in range(TRIES):
            last = most((taken, highest_on_disk(place.root, recipe)))
            if last is None:
                return None
            path, data = fill(recipe, title, wish.date, last + 1)
            if files.create_exclusive(place.root / path, data):
                return place.root, path
    return None


def find_place(start: Path) -> Place | None:
    """Find the project that ``start`` stands in, asking git once; ``None`` outside of git."""
    start = start.resolve()
    found = gitrun.top_and_branches(start)
    return place_under(found[0].resolve(), start, found[1]) if found else None


def place_under(top: Path, start: Path, commits: tuple[str, ...] = ()) -> Place | None:
    """Find the project that ``start`` stands in, in the repository at ``top``.

    The nearest file that may be a configuration is taken for one. Whether it is makes no
    difference here: a recipe is kept under what was found, and only the long way, which reads
    the file, puts one there.
    """
    for folder in (start, *start.parents):
        for name in ("archdocs.toml", "pyproject.toml"):
            data = content(folder / name)
            if data is not None and (name == "archdocs.toml" or NAMED.search(data)):
                return Place(top, folder, (name, data), commits)
        if folder == top:
            return Place(top, top, ("", b""), commits)
    return None


def content(path: Path) -> bytes | None:
    """Return the bytes of a regular file, or ``None``."""
    try:
        return read_regular(path)
    except OSError:
        return None


def key_of(place: Place, wish: Wish) -> str:
    """Return the key of the recipe for a wish: all that its text depends on but the templates."""
    words = (wish.kind, wish.template, wish.status, wish.owner, *wish.deciders)
    return digest(stamp(), str(place.top), str(place.root), *place.config, *words)


def fingerprint(root: Path, own: str, template: str) -> str | None:
    """Return a digest of the kinds and of a template, in the project's folder and the shipped.

    ``None`` when the template is reached through a link.
    """
    parts: list[str | bytes] = []
    for folder in map(str, template_folders(root, own)):
        for name in names_of_kinds(folder):
            parts += [name, content(Path(folder, "kinds", name)) or b""]
        path = f"{folder}/{template}"
        text = content(Path(path))
        if text is not None and os.path.realpath(path) != f"{os.path.realpath(folder)}/{template}":
            return None
        parts += ["no template"] if text is None else ["template", text]
    return digest(*parts)


def names_of_kinds(folder: str) -> list[str]:
    """Return the names of the files in a template folder's ``kinds``."""
    try:
        return sorted(os.listdir(f"{folder}/kinds"))  # noqa: PTH208
    except OSError:
        return []


def load(cache: Cache, place: Place, wish: Wish) -> dict[str, Any] | None:
    """Return the recipe for a wish, ``None`` where none is known or it holds no longer.

    One without ``parts`` says that no recipe can be made.
    """
    found = cache.get(NAMESPACE, key_of(place, wish))
    if found is None:
        return None
    recipe: dict[str, Any] = json.loads(found[ENTRY])
    inputs = fingerprint(place.root, recipe["own"], recipe["template"])
    return recipe if inputs and inputs == recipe["inputs"] else None


def store(cache: Cache, place: Place, wish: Wish, recipe: dict[str, Any]) -> None:
    """Keep a recipe for wishes like this one.

    Raises :class:`archdocs.errors.EnvironmentFault` when the disk refuses.
    """
    cache.put(NAMESPACE, key_of(place, wish), {ENTRY: json.dumps(recipe).encode()})


def fill(recipe: dict[str, Any], title: str, date: str, number: int) -> tuple[str, bytes]:
    """Return the path and the text of a record, with the gaps of a recipe filled in."""
    padded = f"{number:0{recipe['digits']}d}"
    name = recipe["file"].format(number=padded, date=date.replace("-", ""), slug=slug(title))
    values = {"title": title, "date": date, "number": number, "id": f"{recipe['prefix']}-{padded}"}
    text = "".join(
        part if isinstance(part, str) else FILTERS[part[1]](values[part[0]])
        for part in recipe["parts"]
    )
    text = text if text.endswith("\n") else text + "\n"
    return f"{recipe['folder']}/{name}", text.encode("utf-8")


def highest_in_branches(cache: Cache, place: Place, recipe: dict[str, Any]) -> int | None:
    """Return the highest number that any branch has taken, ``None`` where that is not certain.

    What is in a tree of git never changes, so the highest number in each is remembered.

    Raises :class:`archdocs.errors.RepositoryError` when git fails.
    """
    if not place.commits:
        return 0
    folder = (place.root.relative_to(place.top) / recipe["folder"]).as_posix()
    trees = trees_of_folder(place.top, place.commits, folder)
    key = digest(stamp(), str(place.top), folder, recipe["prefix"])
    found = cache.get(TAKEN, key)
    known: dict[str, int | None] = json.loads(found[ENTRY]) if found else {}
    unknown = trees - known.keys()
    if unknown:
        names = names_in_trees(place.top, unknown)
        known = {tree: known[tree] for tree in trees & known.keys()}
        known |= {tree: highest(names[tree], recipe["prefix"]) for tree in unknown}
        with contextlib.suppress(ArchdocsError):
            cache.put(TAKEN, key, {ENTRY: json.dumps(known).encode()})
    return most(known[tree] for tree in trees)


def highest_on_disk(root: Path, recipe: dict[str, Any]) -> int | None:
    """Return the highest number of the files in the folder, ignored ones included."""
    return highest(paths_under(f"{root}/{recipe['folder']}"), recipe["prefix"])


def most(found: Iterable[int | None]) -> int | None:
    """Return the greatest of some numbers, 0 for none; ``None`` where one is not certain."""
    best = 0
    for number in found:
        if number is None:
            return None
        best = max(best, number)
    return best
