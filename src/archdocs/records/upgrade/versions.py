"""Which texts a template has had: in the project's git history, and in releases of archdocs.

No record says what it was made from, and none has to: a record keeps enough of its template
to be told which version that was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from archdocs.project import Project, shipped_templates
from archdocs.records.scaffold import SUFFIX, environment, template_names
from archdocs.system.git import NULL_ID, Commit

__all__ = ["History", "Version", "history"]

#: The folder of former texts of shipped templates: ``history/adr/madr/1.md.jinja``.
FORMER = "history"


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a template, and the commit time (seconds) from which it was the project's.

    ``since`` is -1 where that is not known: for the shipped ones.
    """

    name: str
    text: str
    since: int = -1


@dataclass
class History:
    """The versions of a kind's templates, the present ones last, and when records began.

    ``born`` maps paths to the commit time of their first commit.
    """

    present: dict[str, Version] = field(default_factory=dict)
    former: list[Version] = field(default_factory=list)
    born: dict[str, int] = field(default_factory=dict)

    def versions(self, name: str) -> list[Version]:
        """Return the versions of a template, the oldest first."""
        return [*(v for v in self.former if v.name == name), self.present[name]]

    def possible(self, name: str, path: str) -> list[Version]:
        """Return the versions that a record may have been made from, the likeliest first.

        When it began, a certain one was the project's; it may have followed later ones since,
        and never an earlier one. Of a record that is not committed the latest is likeliest.
        """
        versions = self.versions(name)
        time = self.born.get(path)
        known = [at for at, v in enumerate(versions) if time is not None and 0 <= v.since <= time]
        return versions[known[-1] :] if known else versions[::-1]


def history(project: Project, kind: str, folders: Iterable[str]) -> History:
    """Read the versions of a kind's templates, and when the records in some folders began."""
    found = History()
    texts = {name: text_of(project, kind, name) for name in names_of(project, kind)}
    since = committed(project, kind, folders, found)
    for name, text in texts.items():
        found.present[name] = Version(name, text, since.get((name, text), -1))
        seen = {text} | {v.text for v in found.former if v.name == name}
        for former in shipped(kind, name):
            if former not in seen:
                seen.add(former)
                found.former.insert(0, Version(name, former))
    present = set(texts.items())
    found.former = [v for v in found.former if (v.name, v.text) not in present]
    return found


def names_of(project: Project, kind: str) -> tuple[str, ...]:
    """Return the names of a kind's templates."""
    return template_names(environment(project.template_folders), kind)


def text_of(project: Project, kind: str, name: str) -> str:
    """Return the present text of a template."""
    env = environment(project.template_folders)
    return env.loader.get_source(env, f"{kind}/{name}{SUFFIX}")[0] if env.loader else ""


def shipped(kind: str, name: str) -> list[str]:
    """Return the texts that archdocs ships, or has shipped, for a template."""
    top = shipped_templates()
    paths = sorted((top / FORMER / kind / name).glob(f"*{SUFFIX}"))
    return [read(path) for path in (*paths, top / kind / f"{name}{SUFFIX}") if path.is_file()]


def read(path: Path) -> str:
    """Return a template's text as the loader of templates has it."""
    return path.read_text("utf-8").replace("\r\n", "\n")


def committed(
    project: Project, kind: str, folders: Iterable[str], found: History
) -> dict[tuple[str, str], int]:
    """Add the committed versions and the first commits; return when each text came in."""
    since: dict[tuple[str, str], int] = {}
    git = project.git
    if git is None or git.head is None:
        return since
    start = f"{project.prefix}/" if project.prefix else ""
    own = f"{start}{project.settings.project.templates}/{kind}"
    paths = [own, *(f"{start}{folder}" for folder in folders)]
    with git.blobs() as blobs:
        for commit in git.log(git.head, paths=paths):
            for change in commit.changes:
                if change.new == NULL_ID:
                    continue
                path = change.path.removeprefix(start)
                found.born[path] = commit.time
                name = path.rpartition("/")[2].removesuffix(SUFFIX)
                if change.path.startswith(f"{own}/") and path.endswith(SUFFIX):
                    add(found, since, commit, name, blobs.read(change.new))
    return since


def add(
    found: History, since: dict[tuple[str, str], int], commit: Commit, name: str, data: bytes
) -> None:
    """Add a version; commits come newest first, and the first of a text dates it."""
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return
    known = (name, text) in since
    since[(name, text)] = commit.time
    version = Version(name, text, commit.time)
    if known:
        found.former = [v for v in found.former if (v.name, v.text) != (name, text)]
    found.former.insert(0, version)
