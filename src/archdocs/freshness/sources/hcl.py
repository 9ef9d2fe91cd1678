"""Terraform and other HCL: attributes of nested blocks, by type and labels.

``variable.region.default``, ``resource.aws_instance.web.instance_type``. Expressions are not
evaluated: one that is no literal stands as the text that was written.
"""

from __future__ import annotations

import re
from decimal import Decimal

from archdocs.freshness.sources.model import Data, Unreadable

__all__ = ["read"]

SPACE = re.compile(r"(?:[ \t\r]+|#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z))+", re.DOTALL)
NAME = re.compile(r"[A-Za-z_][\w-]*")
NUMBER = re.compile(r"-?\d{1,60}(?:\.\d{1,60})?(?![\w.])")
HEREDOC = re.compile(r"<<(-?)([A-Za-z_]\w*)[^\n]*\n")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
WORDS: dict[str, Data] = {"true": True, "false": False, "null": None}
DEEPEST = 60


def read(text: str) -> Data:
    """Return the blocks and attributes of a file.

    Blocks of the same name and labels become a list.

    Raises :class:`Unreadable` at what is no HCL.
    """
    reader = Reader(text)
    found = reader.body(0)
    if reader.place < len(text):
        raise reader.fault()
    return found


class Reader:
    """Walks a text once; ``place`` never goes back."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def fault(self) -> Unreadable:
        """Return the fault of what stands here."""
        line = self.text.count("\n", 0, self.place) + 1
        return Unreadable(f"not valid HCL (line {line})")

    def skip(self, *, lines: bool) -> None:
        """Go past blanks and comments, and past ends of lines if asked to."""
        while True:
            found = SPACE.match(self.text, self.place)
            self.place = found.end() if found else self.place
            if not (lines and self.peek("\n")):
                return
            self.place += 1

    def peek(self, text: str) -> bool:
        """Say whether a text stands here."""
        return self.text.startswith(text, self.place)

    def take(self, text: str) -> bool:
        """Go past a text if it stands here, and say so."""
        if self.peek(text):
            self.place += len(text)
            return True
        return False

    def body(self, depth: int) -> dict[str, Data]:
        """Read attributes and blocks up to the brace that closes them, or the end."""
        found: dict[str, Data] = {}
        while True:
            self.skip(lines=True)
            name = NAME.match(self.text, self.place)
            if not name or depth > DEEPEST:
                return found
            self.place = name.end()
            self.skip(lines=False)
            if self.take("="):
                found[name[0]] = self.value(depth)
            else:
                self.block(found, name[0], depth)

    def block(self, found: dict[str, Data], name: str, depth: int) -> None:
        """Read the labels and the body of a block."""
        path = [name]
        while not self.take("{"):
            label = NAME.match(self.text, self.place)
            if self.peek('"'):
                path.append(str(self.string()))
            elif label:
                path.append(label[0])
                self.place = label.end()
            else:
                raise self.fault()
            self.skip(lines=False)
        inner = self.body(depth + 1)
        if not self.take("}"):
            raise self.fault()
        here = found
        for each in path[:-1]:
            nested = here.setdefault(each, {})
            if not isinstance(nested, dict):
                return
            here = nested
        put(here, path[-1], inner)

    def value(self, depth: int) -> Data:
        """Read what is after ``=``: a literal, or else the expression as it is written."""
        self.skip(lines=False)
        start = self.place
        value, literal = self.literal(depth)
        self.skip(lines=False)
        if literal and (self.place >= len(self.text) or self.text[self.place] in "\n,]})"):
            return value
        self.expression()
        return " ".join(self.text[start : self.place].split())

    def literal(self, depth: int) -> tuple[Data, bool]:
        """Read a string, number, word, list or object; say whether there was one."""
        number = NUMBER.match(self.text, self.place)
        name = NAME.match(self.text, self.place)
        heredoc = HEREDOC.match(self.text, self.place)
        if self.peek('"'):
            return self.string(), True
        if heredoc:
            return self.heredoc(heredoc), True
        if number:
            self.place = number.end()
            return (Decimal if "." in number[0] else int)(number[0]), True
        if name and name[0] in WORDS:
            self.place = name.end()
            return WORDS[name[0]], True
        if depth <= DEEPEST and self.take("["):
            return self.items(depth), True
        if depth <= DEEPEST and self.take("{"):
            return self.entries(depth), True
        return None, False

    def items(self, depth: int) -> Data:
        """Read the rest of a list."""
        made: list[Data] = []
        while True:
            self.skip(lines=True)
            if self.take("]") or self.place >= len(self.text):
                return made
            before = self.place
            made.append(self.value(depth + 1))
            self.skip(lines=True)
            if not self.take(",") and self.place == before:
                raise self.fault()

    def entries(self, depth: int) -> Data:
        """Read the rest of an object: ``key = value`` or ``key: value``."""
        made: dict[str, Data] = {}
        while True:
            self.skip(lines=True)
            if self.take("}") or self.place >= len(self.text):
                return made
            name = NAME.match(self.text, self.place)
            if self.peek('"'):
                key = str(self.string())
            elif name:
                key, self.place = name[0], name.end()
            else:
                self.expression()
                if not self.take(",") and not self.take("\n") and not self.peek("}"):
                    raise self.fault()
                continue
            self.skip(lines=False)
            if self.take("=") or self.take(":"):
                made[key] = self.value(depth + 1)
            else:
                self.expression()
            self.skip(lines=False)
            self.take(",")

    def string(self) -> str:
        """Read a quoted text; what it would compute (``${…}``) stays as written."""
        self.place += 1
        start, depth = self.place, 0
        while self.place < len(self.text):
            char = self.text[self.place]
            if char == "\\":
                self.place += 1
            elif self.peek("${") or self.peek("%{"):
                depth, self.place = depth + 1, self.place + 1
            elif char == "}" and depth:
                depth -= 1
            elif (char == '"' and not depth) or char == "\n":
                break
            self.place += 1
        inner = self.text[start : self.place]
        if not self.take('"'):
            raise self.fault()
        return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), inner)

    def heredoc(self, found: re.Match[str]) -> str:
        """Read the lines up to the word that ends them."""
        end = re.compile(rf"^[ \t]*{found[2]}[ \t]*$", re.M).search(self.text, found.end())
        inner = self.text[found.end() : end.start() if end else len(self.text)]
        self.place = end.end() if end else len(self.text)
        lines = inner.split("\n")
        return "\n".join(line.strip() for line in lines).strip() if found[1] else inner.strip("\n")

    def expression(self) -> None:
        """Go past an expression: to the end of the line, a comma or a bracket of what is around."""
        depth = 0
        while self.place < len(self.text):
            self.skip(lines=depth > 0)
            char = self.text[self.place : self.place + 1]
            if char == '"':
                self.string()
                continue
            heredoc = HEREDOC.match(self.text, self.place) if char == "<" else None
            if heredoc:
                self.heredoc(heredoc)
                continue
            if not depth and char in "\n,)]}":
                return
            depth += (char in "([{" and char != "") - (char in ")]}" and char != "")
            self.place += 1


def put(here: dict[str, Data], name: str, inner: dict[str, Data]) -> None:
    """Keep a block; a second one of the same name makes a list, but `locals` are one scope."""
    known = here.get(name)
    if known is None:
        here[name] = inner
    elif isinstance(known, list):
        known.append(inner)
    elif isinstance(known, dict) and name in ("locals", "terraform"):
        known.update(inner)
    else:
        here[name] = [known, inner]
