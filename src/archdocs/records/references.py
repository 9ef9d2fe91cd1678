"""Every way a text refers to a record, rewritten for another number; all else stays as it is.

Lines are taken one at a time. Addresses on the web are left alone: a link to a commit is true
for ever, and another project's records are not ours.
"""

from __future__ import annotations

import posixpath
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archdocs.records.catalog import Catalog
from archdocs.records.document import LINE
from archdocs.records.edit import quoted
from archdocs.records.marks import MARK, REFERENCE
from archdocs.records.model import Record
from archdocs.records.restructured import underline

__all__ = ["Rewriter", "Rewritten"]

ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]{1,15}://[^\s<>()\"'`\]]+"
ROLE = r"(?:\{(?P<md>adr|record)\}|:(?P<rst>adr|record):)`(?P<body>[^`\n]{1,400})`"
DIRECTIVE = (
    r"(?P<open>^[ \t]*(?:(?:`{3,}|~{3,}|:{3,})\{(?P<fence>adr|record)\}"
    r"|\.\.[ ](?P<dots>adr|record)::)[ \t]+)(?P<arg>\S+)"
)
#: A line longer than this is data, not text.
LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text after rewriting, and the 1-based lines that may mean another record."""

    text: str
    unclear: tuple[int, ...] = ()


@dataclass
class Rewriter:
    """Rewrites references to ``record`` for the number ``new``.

    ``new_path`` is the file it moves to. ``docs`` is the folder of the Sphinx sources, ``width``
    the digits of an id. ``anchors`` maps names of its own headings that change with the number.
    """

    catalog: Catalog
    record: Record
    new: int
    new_path: str
    docs: str
    width: int
    anchors: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        record = self.record
        self.prefix = self.catalog.kinds[record.kind].prefix
        same = [other for other in self.catalog.records if other.id == record.id]
        self.shared = len(same) > 1
        self.twins = sum(other.stem == record.stem for other in self.catalog.records) > 1
        new_stem = posixpath.splitext(posixpath.basename(self.new_path))[0]
        self.stems = {
            spell(record.stem): spell(new_stem) for spell in (str, quoted, urllib.parse.quote)
        }
        self.digits = rf"0*{record.number}"
        stems = "|".join(re.escape(stem) for stem in sorted(self.stems, key=len, reverse=True))
        path = (
            rf"(?P<path>(?<![\w.~%+/-])(?:[\w.~%+-]*/)*(?:{stems})(?![\w-])(?:\.\w+)?)"
            r"(?P<frag>#[^\s\"'`)>\]]*)?"
        )
        label = (
            rf"\[(?P<number>{self.digits})(?P<rest>[.:)][^\]\n]{{0,400}})?\]"
            r"\((?P<href>[^)\n]{0,500})\)"
        )
        ident = (
            rf"(?<![\w-])(?P<pkg>(?:(?<![\w.])[\w.-]*/)?)(?P<id>{self.prefix}[- ]?)"
            rf"(?P<own>{self.digits})(?!\w|-\w|\.\w)"
        )
        self.pattern = re.compile(
            "|".join((ADDRESS, ROLE, DIRECTIVE, label, path, ident)), re.IGNORECASE
        )
        self.path_pattern = re.compile(f"{ADDRESS}|{path}", re.IGNORECASE)
        self.here = ""
        self.packages = {item.package.lower() for item in self.catalog.records}
        self.bare = re.compile(rf"(?<![\w.-]){self.digits}(?!\w|-\w|\.\w)")

    def document(self, path: str, text: str) -> Rewritten:
        """Rewrite a document; ``path`` says where its relative links start."""
        own = path == self.record.path
        self.here = self.catalog.package_at(path)
        meant, unclear = self.link_lines(path), []
        lines = LINE.findall(text)
        made = []
        for number, line in enumerate(lines, 1):
            if len(line) > LONGEST:
                made.append(line)
                continue
            sure = own or not self.shared or number in meant
            new = self.pattern.sub(lambda found, sure=sure: self.replace(found, path, sure), line)  # type: ignore[misc]
            if meant.get(number):
                new = self.bare.sub(lambda found: self.number(found[0]), new)
            if own and path.lower().endswith((".md", ".markdown", ".rst")):
                for old_anchor, anchor in self.anchors.items():
                    new = new.replace(f"(#{old_anchor})", f"(#{anchor})")
            if not sure and any(self.is_id(found) for found in self.pattern.finditer(line)):
                unclear.append(number)
            made.append(new)
        if path.lower().endswith(".rst"):
            underline(lines, made)
        return Rewritten("".join(made), tuple(unclear))

    def code(self, path: str, text: str) -> Rewritten:
        """Rewrite a file that is no document: ``@adr`` marks, and paths that name the record."""
        made, unclear = [], []
        self.here = self.catalog.package_at(path)
        for number, line in enumerate(LINE.findall(text), 1):
            new = line
            if len(line) <= LONGEST:
                new = self.path_pattern.sub(lambda found: self.exact(found, path), line)
                if "@adr" in line:
                    new = MARK.sub(self.mark, new)
                    unclear += [number] if self.shared and self.marked(line) else []
            made.append(new)
        return Rewritten("".join(made), tuple(unclear))

    def marked(self, line: str) -> bool:
        """Say whether a mark on a line means our record, or one of the same number."""
        refs = (ref for mark in MARK.finditer(line) for ref in REFERENCE.findall(mark[1]))
        return any(self.marks(ref) for ref in refs)

    def marks(self, ref: str) -> bool:
        """Say whether a reference of a mark means our record."""
        return self.names(ref, "adr") or (
            not self.catalog.matching(ref, "adr", self.here) and self.names(ref, "")
        )

    def mark(self, found: re.Match[str]) -> str:
        """Rewrite the references of one mark."""
        if self.shared:
            return found[0]
        start = found.start(1) - found.start()
        return found[0][:start] + REFERENCE.sub(self.marked_ref, found[1])

    def marked_ref(self, found: re.Match[str]) -> str:
        """Rewrite one reference of a mark, if it means our record."""
        if not self.marks(found[0]):
            return found[0]
        return re.sub(rf"{self.digits}\Z", lambda item: self.number(item[0]), found[0])

    def link_lines(self, path: str) -> dict[int, bool]:
        """Return the lines of a record's metadata that link to ours, and whether by number alone.

        Where two records share a number, ours is meant if it says the same from its side.
        """
        other = next((item for item in self.catalog.records if item.path == path), None)
        if other is None or path == self.record.path:
            return {}
        said = {(kind, end.path) for kind, end in self.catalog.forward(self.record)}
        found: dict[int, bool] = {}
        for link in other.links:
            ident = rf"(?:[^/\s]*/)?(?:{self.prefix}[- ]?)?{self.digits}"
            named = re.fullmatch(ident, link.target, re.I)
            if not named:
                continue
            target = self.catalog.target_of(other, link)
            if self.shared:
                mine = (self.catalog.names.inverse(link.kind), path) in said
            else:
                mine = target is not None and target.path == self.record.path
            if mine:
                alone = link.target.rpartition("/")[2].isdigit()
                found[link.line] = found.get(link.line, False) or alone
        return found

    def is_id(self, found: re.Match[str]) -> bool:
        """Say whether a match is an id or a number, which two records may share."""
        groups = found.groupdict()
        if groups.get("id"):
            return True
        body, kind = self.referred(found)
        return bool(body) and self.names(body, kind)

    def referred(self, found: re.Match[str]) -> tuple[str, str]:
        """Return what a role or directive refers to, and the kind it looks in."""
        groups = found.groupdict()
        kind = groups["md"] or groups["rst"] or groups["fence"] or groups["dots"] or ""
        body = groups["body"] or groups["arg"] or ""
        target = re.search(r"<([^<>]*)>\Z", body)
        kind = kind.lower()
        return (target[1] if target else body).strip(), "" if kind == "record" else kind

    def names(self, ref: str, kind: str) -> bool:
        """Say whether a reference in the file that is being rewritten means our record."""
        found = self.catalog.matching(ref, kind, self.here)
        return any(item.path == self.record.path for item in found)

    def replace(self, found: re.Match[str], path: str, sure: bool) -> str:
        """Return what stands in place of one match in a document."""
        groups = found.groupdict()
        if groups["path"]:
            return self.moved(found, path) if self.means(groups["path"], path) else found[0]
        if groups["id"]:
            return self.renamed(groups) if sure else found[0]
        if groups["href"] is not None:
            return self.labelled(found, path)
        if groups["body"] or groups["arg"]:
            return self.role(found, path, sure)
        return found[0]

    def renamed(self, groups: Mapping[str, str]) -> str:
        """Return an id with the new number, if it means our record.

        One of a package that was written without it, elsewhere, gets it: the new number may
        be somebody else's there.
        """
        package, ident = groups["pkg"], groups["id"] + groups["own"]
        known = package == "/" or package[:-1].lower() in self.packages
        if not self.names(f"{package}{ident}" if package and known else ident, self.record.kind):
            return package + ident
        bare = self.record.package and self.here != self.record.package and not package
        start = f"{self.record.package}/" if bare else package
        return start + groups["id"] + self.padded(groups["own"])

    def role(self, found: re.Match[str], path: str, sure: bool) -> str:
        """Rewrite the reference of a role or a directive."""
        ref, kind = self.referred(found)
        if not self.names(ref, kind):
            return found[0]
        by_number = re.fullmatch(rf"(?:[\w.-]*/)?(?:[a-z]+[- ]?)?{self.digits}", ref, re.IGNORECASE)
        if not by_number:
            new = self.path_pattern.sub(lambda item: self.moved(item, path), ref)
        elif not sure:
            return found[0]
        else:
            new = re.sub(rf"{self.digits}\Z", lambda item: self.number(item[0]), ref)
        start = found[0].rindex(ref)
        return found[0][:start] + new + found[0][start + len(ref) :]

    def labelled(self, found: re.Match[str], path: str) -> str:
        """Rewrite a link whose text begins with a number, if it leads to our record."""
        inner = self.path_pattern.search(found["href"])
        if inner is None or not inner["path"] or not self.means(inner["path"], path):
            return found[0]
        href = self.path_pattern.sub(lambda item: self.moved(item, path), found["href"])
        return f"[{self.number(found['number'])}{found['rest'] or ''}]({href})"

    def moved(self, found: re.Match[str], path: str) -> str:
        """Return a path with the new stem, and the new name of the heading it leads to."""
        if not found["path"] or not self.means(found["path"], path):
            return found[0]
        name = found["path"]
        for old, new in self.stems.items():
            at = name.rfind(old)
            if at >= 0:
                name = name[:at] + new + name[at + len(old) :]
                break
        fragment = found["frag"] or ""
        return name + (
            f"#{self.anchors[fragment[1:]]}" if fragment[1:] in self.anchors else fragment
        )

    def exact(self, found: re.Match[str], path: str) -> str:
        """Rewrite a path in code only where it is the record's, from the root or from here."""
        name = (found["path"] or "").lstrip("/")
        here = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        return self.moved(found, path) if self.record.path in (name, here) else found[0]

    def means(self, token: str, path: str) -> bool:
        """Say whether a path in a document at ``path`` leads to our record."""
        name = urllib.parse.unquote(token)
        wanted = {self.record.path, posixpath.splitext(self.record.path)[0]}
        spelled = tuple(candidates(name, path, self.docs))
        if wanted & set(spelled):
            return True
        if any(self.catalog.tree.exists(item) for item in spelled):
            return False
        folder = posixpath.dirname(name).rpartition("/")[2]
        return not self.twins or folder == self.record.folder.rpartition("/")[2]

    def number(self, old: str) -> str:
        """Return the new number with as many leading zeros as the old was written with."""
        return str(self.new).zfill(len(old) if old.startswith("0") else 0)

    def padded(self, old: str) -> str:
        """Return the new number of an id, which is full width if it was, zeros or not."""
        return self.number(old).zfill(self.width if len(old) >= self.width else 0)


def candidates(name: str, path: str, docs: str) -> Iterable[str]:
    """Yield the project paths a reference may spell: from the file, the root, the sources."""
    for base in (posixpath.dirname(path), "", docs):
        yield posixpath.normpath(posixpath.join(base, name.lstrip("/")))
