"""File names: which files of a folder are records, what their names say, and new names."""

from __future__ import annotations

import re
import unicodedata

from archdocs.errors import UsageError

# Nothing here may cost a short command its time: no dataclass, no typing, and the calendar
# only for names that begin with eight digits.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from archdocs.records.kinds import Kind

__all__ = [
    "FOLDER_FILES",
    "FileName",
    "clean_title",
    "parse_name",
    "parse_path",
    "record_id",
    "record_paths",
    "slug",
]

SLUG_BYTES = 80
TITLE_LENGTH = 300
#: The file that holds the metadata of a record that is a folder, the better ones first.
FOLDER_FILES = ("kep.yaml", "readme.md", "readme.rst")
EXTENSIONS = (".md", ".markdown", ".rst")
DATED = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})(?=[-_. ]|\Z)")
NUMBERED = re.compile(r"(\d{1,7})(?=[-_. ]|\Z)")


class FileName:
    """What a record's file name says: its number, or the day it begins with."""

    __slots__ = ("date", "number", "stem")

    def __init__(self, stem: str, number: int | None, date: datetime.date | None) -> None:
        self.stem = stem
        self.number = number
        self.date = date


def parse_name(name: str, prefix: str = "") -> FileName | None:
    """Read a file name such as ``0003-use-kafka.md`` or ``20240102-use-kafka.md``.

    The number may stand after the kind's ``prefix`` (``ADR-0003.md``). Returns ``None`` for
    what is no record: an index, a template, a picture.
    """
    stem, dot, extension = name.rpartition(".")
    if dot + extension.lower() not in EXTENSIONS:
        return None
    text = stem
    if prefix and text.lower().startswith(prefix.lower()):
        text = text[len(prefix) :].lstrip("-_ ")
    dated = DATED.match(text)
    if dated:
        import datetime

        try:
            day = datetime.date(int(dated[1]), int(dated[3]), int(dated[4]))
        except ValueError:
            day = None
        if day and 1970 <= day.year < 2100:
            return None if is_template(text[dated.end() :], 1) else FileName(stem, None, day)
    numbered = NUMBERED.match(text)
    if not numbered or is_template(text[numbered.end() :], int(numbered[1][:18])):
        return None
    return FileName(stem, int(numbered[1][:18]), None)


def is_template(rest: str, number: int) -> bool:
    """Say whether the name of a file is a template's: ``0000-template-protocol``.

    A record may be about templates: ``0005-use-one-template-engine``.
    """
    words = rest.strip("-_. ").lower()
    return words == "template" or (number == 0 and "template" in words)


def parse_path(path: str, prefix: str = "") -> FileName | None:
    """Read a file's path: some records are folders, and the folder's name says which.

    ``0752-endpoint-slices/kep.yaml`` and ``0019-envelope/README.md`` are such records.
    """
    folder, _, name = path.rpartition("/")
    if name.lower() in FOLDER_FILES:
        # The end makes a folder's name look like a file's, whatever dots are in it.
        return parse_name(f"{folder.rpartition('/')[2]}.md", prefix)
    return parse_name(name, prefix)


def record_paths(paths: Iterable[str], prefix: str = "") -> Iterator[str]:
    """Yield the paths that are records: of one in a folder, the file with its metadata.

    A folder beside a record of the same name (``0003-x/`` beside ``0003-x.md``) holds the
    record's pictures and is none itself; nor is one that holds records (``2024/README.md``).
    """
    there = set(paths)
    holding = {holder_of(path) for path in there if parse_path(path, prefix)}
    for path in sorted(there):
        folder, _, name = path.rpartition("/")
        if parse_path(path, prefix) is None:
            continue
        if name.lower() in FOLDER_FILES:
            better = FOLDER_FILES[: FOLDER_FILES.index(name.lower())]
            if any(f"{folder}/{other}" in there for other in better):
                continue
            if any(folder + end in there for end in EXTENSIONS) or folder in holding:
                continue
        yield path


def holder_of(path: str) -> str:
    """Return the folder that a record's file, or the record that is a folder, stands in."""
    folder, _, name = path.rpartition("/")
    return folder.rpartition("/")[0] if name.lower() in FOLDER_FILES else folder


def record_id(kind: Kind, name: FileName, digits: int, package: str = "") -> str:
    """Return a record's id: ``ADR-0003``; a dated file's is its prefix and stem.

    In a package it begins with the package's name: ``payments/ADR-0003``.
    """
    start = f"{package}/{kind.prefix}" if package else kind.prefix
    return f"{start}-{name.stem}" if name.number is None else f"{start}-{name.number:0{digits}d}"


def clean_title(title: str) -> str:
    """Return a title without spaces around it.

    Raises :class:`UsageError` for one that has several lines, control characters, no letter
    and no digit, or more than 300 characters.
    """
    clean = title.strip()
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in clean):
        raise UsageError(
            "a title is one line, without control characters",
            hint="leave out the line break; the text of the record holds the rest",
        )
    if not any(char.isalnum() for char in clean):
        raise UsageError(
            f"the title {clean!r} has no letter and no digit to name a file by",
            hint='say what is decided: archdocs new-adr "Use Kafka for order events"',
        )
    if len(clean) > TITLE_LENGTH:
        raise UsageError(f"a title has at most {TITLE_LENGTH} characters, not {len(clean)}")
    return clean


def slug(title: str) -> str:
    """Return a title as part of a file name.

    Lower case, with ``-`` for everything that is no letter or digit. Accents go where plain
    letters remain (``Öl`` is ``ol``); letters of other scripts stay as they are. At most 80
    bytes of UTF-8, cut between words where there are several.
    """
    words: list[str] = [""]
    for char in unicodedata.normalize("NFC", title.casefold()):
        plain = unicodedata.normalize("NFKD", char)
        letters = "".join(part for part in plain if part.isascii() and part.isalnum())
        if letters and all(part in letters or unicodedata.combining(part) for part in plain):
            words[-1] += letters
        elif char.isalnum() or (words[-1] and unicodedata.category(char).startswith("M")):
            words[-1] += char
        elif char not in "'’" and words[-1]:
            words.append("")
    return shorten("-".join(word for word in words if word))


def shorten(text: str) -> str:
    """Cut a slug to :data:`SLUG_BYTES` bytes, between words if that leaves half of it."""
    data = text.encode("utf-8")
    if len(data) <= SLUG_BYTES:
        return text
    cut = data[:SLUG_BYTES].decode("utf-8", "ignore")
    if data[len(cut.encode()) : len(cut.encode()) + 1] != b"-":
        whole = cut.rpartition("-")[0]
        cut = whole if len(whole.encode()) > SLUG_BYTES // 2 else cut
    return cut.strip("-")
