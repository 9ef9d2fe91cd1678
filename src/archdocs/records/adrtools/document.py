"""One record's text: its title, its Status section, and the links that stand there."""

from __future__ import annotations

import os

__all__ = ["add_link", "drop_accepted", "links", "read", "title_of", "write"]


def read(path: str) -> str:
    """Return a file's text, every byte of which :func:`write` can put back."""
    with open(path, "rb") as file:
        return file.read().decode("utf-8", "surrogateescape")


def write(texts: dict[str, str], fresh: str = "") -> None:
    """Replace files, and make the one at the path ``fresh``.

    All are written aside before the first is put in place, so that a full disk changes none.
    """
    aside: list[tuple[str, str]] = []
    try:
        for path, text in texts.items():
            folder, _, name = path.rpartition("/")
            temporary = f"{folder or '.'}/.{name}.{os.getpid()}.tmp"
            aside.append((temporary, path))
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            with open(os.open(temporary, flags, 0o666 if path == fresh else 0o600), "wb") as file:
                file.write(text.encode("utf-8", "surrogateescape"))
                if path != fresh:
                    os.fchmod(file.fileno(), os.stat(path).st_mode & 0o777)
        while aside:
            os.replace(*aside[0])
            del aside[0]
    finally:
        for temporary, _ in aside:
            if os.path.lexists(temporary):
                os.unlink(temporary)


def split(text: str) -> list[str]:
    """Return the lines of a text, without their line feeds."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


def join(lines: list[str]) -> str:
    """Return lines as a text, the last one ended too, as adr-tools' awk does."""
    return "".join(f"{line}\n" for line in lines)


def title_of(text: str) -> str:
    """Return a record's title with its number: ``3. Use Kafka``.

    It stands in the first line; where that is no heading (front matter, a comment) it is the
    first heading there is.
    """
    lines = split(text.removeprefix("\ufeff"))
    for line in lines:
        if line.startswith("# "):
            return line[2:].rstrip("\r")
    return lines[0][2:].rstrip("\r") if lines else ""


def level(line: str) -> int:
    """Return the level of the heading that a line is, or 0."""
    size = len(line) - len(line.lstrip("#"))
    return size if size > 1 or line[:2] == "# " else 0


def status_section(lines: list[str]) -> tuple[int, int] | None:
    """Return where the Status section's heading is, and where the next heading is.

    ``## Status`` is adr-tools' own; without one, a heading of another level or in other
    letters will do.
    """
    plain = [line.rstrip() for line in lines]
    start = plain.index("## Status") if "## Status" in plain else -1
    if start < 0:
        words = [line.strip("# ").lower() if level(line) else "" for line in plain]
        if "status" not in words:
            return None
        start = words.index("status")
    end = start + 1
    while end < len(lines) and not level(lines[end]):
        end += 1
    return start, end


def add_link(text: str, kind: str, title: str, target: str) -> str | None:
    """Return a text with a link at the end of its Status section; ``None`` if it has none."""
    lines = split(text)
    section = status_section(lines)
    if section is None:
        return None
    start, end = section
    ending = "\r" if lines[start].endswith("\r") else ""
    added = [f"{kind} [{title}]({target}){ending}", ending]
    if end == len(lines):
        added = added[:1] if not lines[-1].strip() else [ending, *added[:1]]
    return join([*lines[:end], *added, *lines[end:]])


def drop_accepted(text: str) -> str:
    """Return a text whose Status section no longer says Accepted, nor has doubled blank lines."""
    lines = split(text)
    section = status_section(lines)
    if section is None:
        return text
    start, end = section
    kept = [lines[start]]
    after_blank = False
    for line in lines[start + 1 : end]:
        blank = not line.strip()
        if (blank and after_blank) or line.rstrip() == "Accepted":
            continue
        after_blank = blank
        kept.append(line)
    return join([*lines[:start], *kept, *lines[end:]])


def links(text: str) -> list[tuple[str, str, str]]:
    """Return the links of the Status section: file name, its number, and the kind of link."""
    import re

    lines = split(text)
    start, end = status_section(lines) or (0, 0)
    found = []
    for line in lines[start:end]:
        link = re.match(r"(.+) \[.*\]\((0*([1-9][0-9]*).*)\)", line)
        if link:
            found.append((link[2], link[3], link[1] + line[link.end() :].rstrip("\r")))
    return found
