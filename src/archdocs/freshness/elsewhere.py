"""Names that the project once had too, and that a page means of somebody else.

The standard library's, the reader's own files, and those of a package that part of the project
became. Each case was met when findings on real histories were read by hand.
"""

from __future__ import annotations

import re
import sys

from archdocs.freshness.names import PLACEHOLDER, USER_FILES, Name
from archdocs.freshness.past import Past
from archdocs.freshness.view import View
from archdocs.system.markup import is_document

__all__ = ["meant_elsewhere"]

#: What says that the file of a sentence is the reader's.
READERS = re.compile(
    r"\byours?\b|\byou (?:have|want|need|create|write|add|put|save|make|call|name)\b"
    r"|\b(?:call|name|save) (?:it|this|that)\b|\blet'?s (?:say|create|assume|write|add|put)\b"
    r"|\bcreate (?:a|an|another|the)\b|\ba file (?:called|named)\b"
    r"|\b(?:an?|this|the following) (?:\w+ ){0,2}?(?:sample|example)\b",
    re.I,
)
SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z`*_\[(])")
OPENING = re.compile(r"\s*(?:```|~~~|\.\. (?:code|code-block|sourcecode|literalinclude)::)")
IMPORT = re.compile(
    r"^[ >.]*(?:from[ ]+([A-Za-z_][\w.]*)[ ]+import\b(.*)|import[ ]+([A-Za-z_][\w., ]*))"
)
#: A definition at the top of its file; a method is an override of somebody's, perhaps of ours.
DEFINITION = r"^[ >.]*(?:async )?(?:export )?(?:{}) {}\b(?!\s*\(\s*(?:self|cls)\b)"
KEYWORDS = "def|class|function|func|fn|const|let|var|type|interface|struct|enum|trait|module"
MODULE = re.compile(r"\.\. (?:py:)?(?:current|auto)?module:: *([A-Za-z_]\w*)")
LONGEST = 4000
#: How many lines after a paragraph are looked at for a block of code.
REACH = 12


def meant_elsewhere(
    view: View, place: tuple[str, int], name: Name, commit: str, origin: str
) -> bool:
    """Say whether a line of a page means somebody else's name, not that of the file ``origin``.

    ``place`` is a page and its line, ``origin`` a path in the repository at a commit.
    """
    path, line = place
    past = view.past
    own = origin.removeprefix(past.start) if past else origin
    return (
        of_the_standard_library(name, own)
        or (past is not None and of_another_owner(past, name, commit, own))
        or of_the_reader(view, path, line, name)
        or of_an_example(view, name)
        or imported(view, path, name)
        or of_another_package(view, path, line, own)
    )


def of_the_standard_library(name: Name, origin: str) -> bool:
    """Say whether a dotted name begins with a module of Python's, and the project has none such."""
    first, dot, _ = name.raw.partition(".")
    if not dot or first not in sys.stdlib_module_names:
        return False
    return first not in re.split(r"[/.]", origin)


def of_another_owner(past: Past, name: Name, commit: str, origin: str) -> bool:
    """Say whether the file that defined a dotted name says nothing of what it is quoted as part of.

    `event.refUpdate.oldRev` is none of a file that has an `oldRev` and no `refUpdate`.
    """
    owner = name.raw.removesuffix("()").rpartition(".")[0].rpartition(".")[2].lower()
    if name.kind != "word" or not owner or owner in origin.lower():
        return False
    blob = past.blobs_at(commit, origin).get(origin, "")
    return bool(blob) and owner.encode() not in past.history.read(blob).lower()


def of_the_reader(view: View, path: str, line: int, name: Name) -> bool:
    """Say whether a quoted file is the reader's: told so, or shown in full by the page."""
    if name.kind not in ("path", "file"):
        return False
    if name.key.rpartition("/")[2].lower() in USER_FILES and "/" not in name.key.strip("./"):
        return True
    lines = view.lines(path)
    paragraph, after = around(lines, line - 1)
    sentences = SENTENCE.split(paragraph[:LONGEST])
    if any(name.raw in each and READERS.search(each) for each in sentences):
        return True
    return paragraph.rstrip().endswith(":") and shown(lines, after, name)


def around(lines: tuple[str, ...], at: int) -> tuple[str, int]:
    """Return the paragraph of a line, and the index of the line after it."""
    first = last = at
    while first > 0 and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    return " ".join(line.strip() for line in lines[first : last + 1]), last + 1


def shown(lines: tuple[str, ...], after: int, name: Name) -> bool:
    """Say whether a block of code follows that is the file itself, and no command that uses it."""
    block = [line for line in lines[after : after + REACH] if line.strip()]
    if not block or not (OPENING.match(block[0]) or block[0][:1] in (" ", "\t")):
        return False
    return not any(name.key in line for line in block)


def of_an_example(view: View, name: Name) -> bool:
    """Say whether a page shows code that defines the name: so the reader's code does too."""
    if name.kind != "word":
        return False
    wanted = re.compile(DEFINITION.format(KEYWORDS, re.escape(name.key)))
    return any(
        wanted.match(text)
        for path in view.documents
        for text in view.lines(path)
        if name.key in text
    )


def imported(view: View, path: str, name: Name) -> bool:
    """Say whether the examples of a page import the name from somebody else's package."""
    own = own_packages(view)
    return any(
        name.key in names and not {module.partition(".")[0]} & own
        for module, names in imports_of(view.lines(path))
    )


def imports_of(lines: tuple[str, ...]) -> list[tuple[str, set[str]]]:
    """Return the modules that lines import, each with the words that come with it."""
    found = []
    for text in lines:
        if match := IMPORT.match(text):
            module = match[1] or match[3].partition(",")[0].split(" ")[0]
            words = re.findall(r"\w+", f"{module} {match[2] or ''}")
            found.append((module, set(words)))
    return found


def of_another_package(view: View, path: str, line: int, origin: str) -> bool:
    """Say whether a page is about a package that part of the project became.

    So it is where the file that defined the name is gone, and the page says what module it is
    about, or imports in its examples, and none of that is the project's.
    """
    if origin in view.snapshot.known:
        return False
    lines = view.lines(path)
    said = [found[1] for text in lines[:line] if (found := MODULE.match(text.strip()))]
    if said:
        return said[-1] not in own_packages(view)
    roots = {module.partition(".")[0] for module, _ in imports_of(lines)}
    foreign = {
        each
        for each in roots - sys.stdlib_module_names
        if not PLACEHOLDER.search(each) and each not in ("app", "main")
    }
    return bool(foreign) and not foreign & own_packages(view)


def own_packages(view: View) -> frozenset[str]:
    """Return what the project's files and folders are called, without suffixes."""
    if "own packages" not in view.memo:
        names: set[str] = set()
        for path in view.snapshot.files:
            if not is_document(path):
                parts = path.split("/")
                names.update(parts[:-1])
                names.add(parts[-1].partition(".")[0])
        view.memo["own packages"] = frozenset(names)
    made: frozenset[str] = view.memo["own packages"]
    return made
