"""``adr new`` and ``adr init``: write a record, and links to it and from it."""

from __future__ import annotations

import os
import time

from archdocs.records.adrtools import document
from archdocs.records.adrtools.answer import Answer, Refused
from archdocs.records.adrtools.arguments import getopts
from archdocs.records.adrtools.folder import find_folder, next_number, resolve

__all__ = ["FILES", "init", "new"]

#: Where the two documents are that adr-tools ships.
FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "files")

#: What a new record's number, title, day and status replace in a template.
TOKENS = ("NUMBER", "TITLE", "DATE", "STATUS")


class Wish:
    """A link asked for: from the new record to ``path``, and back."""

    __slots__ = ("back", "forward", "path", "replaces")

    def __init__(self, path: str, forward: str, back: str, *, replaces: bool = False) -> None:
        self.path = path
        self.forward = forward
        self.back = back
        self.replaces = replaces


def new(arguments: list[str], home: str) -> Answer:
    """Write the next record and name the editor to open it with.

    Raises :class:`Refused` before anything is written.
    """
    options, words = getopts(arguments, "sl", f"{home}/adr-new")
    title = " ".join(words)
    if not title:
        raise Refused(out="ERROR: no title given\n")
    folder = find_folder()
    template = read_template(folder)
    replaced = [
        Wish(resolve(value, folder), "Supercedes", "Superceded by", replaces=True)
        for letter, value in options
        if letter == "s"
    ]
    linked = [read_link(value, folder) for letter, value in options if letter == "l"]
    answer = create(folder, title, template, replaced + linked)
    command = (os.environ.get("VISUAL") or os.environ.get("EDITOR") or "").split()
    if command:
        answer.editor = [*command, answer.out[:-1]]
    return answer


def init(arguments: list[str]) -> Answer:
    """Choose the folder of records and write the first one, without an editor."""
    folder = arguments[0] if arguments else ""
    if folder.startswith("-"):
        raise Refused(f"adr: init has no option {folder!r}\nusage: adr init [DIRECTORY]\n")
    if folder:
        os.makedirs(folder, exist_ok=True)
        with open(".adr-dir", "wb") as file:
            file.write(f"{folder}\n".encode("utf-8", "surrogateescape"))
    template = document.read(f"{FILES}/init.md")
    return create(find_folder(), "record-architecture-decisions", template, [])


def read_template(folder: str) -> str:
    """Return the template: ``ADR_TEMPLATE``, else the project's own, else adr-tools'."""
    chosen = os.environ.get("ADR_TEMPLATE")
    if chosen:
        return document.read(chosen)
    own = f"{folder}/templates/template.md"
    return document.read(own if os.path.isfile(own) else f"{FILES}/template.md")


def read_link(value: str, folder: str) -> Wish:
    """Read ``TARGET:LINK:REVERSE-LINK``."""
    fields = [field.strip() for field in value.split(":")]
    if len(fields) < 3 or not all(fields[:3]):
        raise Refused(f"adr: {value!r} is not TARGET:LINK:REVERSE-LINK\n")
    return Wish(resolve(fields[0], folder), fields[1], fields[2])


def create(folder: str, title: str, template: str, wishes: list[Wish]) -> Answer:
    """Write the record under the next number, then the files it is linked with."""
    import fcntl

    day = os.environ.get("ADR_DATE") or time.strftime("%Y-%m-%d")
    os.makedirs(folder, exist_ok=True)
    held = os.open(folder, os.O_RDONLY)
    try:
        # Two calls at once would otherwise take the same number.
        fcntl.flock(held, fcntl.LOCK_EX)
        number = next_number(folder)
        path = f"{folder}/{number:04d}-{slug(title)}.md"
        line = " ".join(title.splitlines())
        text = fill(template, (str(number), line, day, "Accepted"))
        texts, err = link(path, text, wishes)
        document.write(texts, fresh=path)
    finally:
        os.close(held)
    return Answer(f"{path}\n", err)


def link(path: str, text: str, wishes: list[Wish]) -> tuple[dict[str, str], str]:
    """Return the texts of the new record and all it is linked with, and what to warn of."""
    texts = {path: text}
    err = ""
    for wish in wishes:
        old = texts.get(wish.path) or document.read(wish.path)
        pairs = ((wish.path, old, wish.back, path), (path, texts[path], wish.forward, wish.path))
        titles = {path: document.title_of(text), wish.path: document.title_of(old)}
        for source, before, kind, target in pairs:
            after = document.add_link(before, kind, titles[target], target.rpartition("/")[2])
            if after is None:
                err += f"adr: {source} has no Status section, so `{kind}` is not written there\n"
            else:
                texts[source] = after
        if wish.replaces and wish.path in texts:
            texts[wish.path] = document.drop_accepted(texts[wish.path])
    return texts, err


def fill(template: str, values: tuple[str, ...]) -> str:
    """Put values in a template: of each token, the first in each line.

    Values are put in as they are. adr-tools gives them to ``sed``, which takes ``&``, ``|``
    and a token inside a title for its own.
    """
    return "\n".join(fill_line(line, values) for line in template.split("\n"))


def fill_line(line: str, values: tuple[str, ...]) -> str:
    """Fill one line of a template."""
    places = [(line.find(token), token, value) for token, value in zip(TOKENS, values, strict=True)]
    for at, token, value in sorted(places, reverse=True):
        if at >= 0:
            line = line[:at] + value + line[at + len(token) :]
    return line


def slug(title: str) -> str:
    """Return a title as part of a file name: lower case, a dash for all between words.

    Letters of every script stay; adr-tools, with GNU tools, drops all but ASCII.
    """
    if title.isascii():
        parts = [char if char.isalnum() else " " for char in title.lower()]
        return "-".join("".join(parts).split())
    import unicodedata

    whole = unicodedata.normalize("NFC", title).lower()
    parts = [c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in whole]
    return "-".join("".join(parts).split())
