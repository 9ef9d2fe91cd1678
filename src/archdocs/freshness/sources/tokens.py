"""The words of a TypeScript or JavaScript text."""

from __future__ import annotations

import re

__all__ = ["CLOSE", "OPEN", "Tokens"]

# A string that nothing closes ends with its line: looked for again from each quote in it, it
# would take quadratic time.
TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?(?:\*/|\Z)|\#![^\n]*)
    |(?P<number>0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?
    |(?P<string>"(?:[^"\\\n]|\\.)*(?:"|(?=\n)|\\?\Z)|'(?:[^'\\\n]|\\.)*(?:'|(?=\n)|\\?\Z)
        |`(?:[^`\\]|\\.)*(?:`|\\?\Z))
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<mark>\?\?|\|\||&&|=>|===|!==|==|!=|\.\.\.|\?\.|.)""",
    re.VERBOSE | re.DOTALL,
)
OPEN, CLOSE = "([{", ")]}"


class Tokens:
    """The words of a text, one at a time; ``kind`` is empty at the end.

    ``broken`` is set by who reads them, at a bracket that nothing closes.
    """

    def __init__(self, text: str) -> None:
        self.source = text
        self.place = 0
        self.kind = self.text = ""
        self.broken = False
        self.step()

    def step(self) -> None:
        """Go to the next word that is no space or comment."""
        while found := TOKEN.match(self.source, self.place):
            self.place = found.end()
            self.kind, self.text = found.lastgroup or "", found[0]
            if self.kind != "space":
                return
        self.kind = self.text = ""

    def at(self, *texts: str) -> bool:
        """Say whether one of these comes now."""
        return self.kind in ("name", "mark") and self.text in texts

    def take(self) -> str:
        """Return this word and go on."""
        text = self.text
        self.step()
        return text

    def word(self, *texts: str) -> bool:
        """Go on if one of these comes now, and say so."""
        if self.at(*texts):
            self.step()
            return True
        return False

    def skip_group(self) -> None:
        """Go past a bracket and all that is in it."""
        depth = 0
        while self.kind:
            mark = self.text if self.kind == "mark" else ""
            depth += (mark in OPEN) - (mark in CLOSE) if mark else 0
            self.step()
            if depth <= 0:
                return

    def skip_to(self, *ends: str) -> None:
        """Go to one of these, past whole brackets; stop at a bracket that closes."""
        while self.kind and not self.at(*ends) and not self.at(*CLOSE):
            if self.at(*OPEN):
                self.skip_group()
            else:
                self.step()
