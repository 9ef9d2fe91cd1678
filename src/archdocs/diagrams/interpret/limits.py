"""What an interpreted script may cost, and how one says that it can't be interpreted.

A script is somebody else's text and is interpreted where nothing confines it. So everything
that can grow is counted: steps, what is built, the length of one text, the size of one
number, how deep things are nested. Nothing is measured in seconds, so that the same script is
interpreted everywhere or nowhere.
"""

from __future__ import annotations

__all__ = [
    "DEEPEST",
    "LARGEST_NUMBER",
    "LARGEST_SOURCE",
    "LONGEST_TEXT",
    "MOST_PARTS",
    "Budget",
    "Unsupported",
    "kind_of",
]

#: Bytes of a script or of a module beside it, and parts of its syntax.
LARGEST_SOURCE, MOST_PARTS = 128 << 10, 40_000
MOST_STEPS = 100_000
#: Letters of text and elements of lists that are made, in all.
MOST_CELLS = 2_000_000
LONGEST_TEXT = 20_000
MOST_ITEMS = 5_000
LARGEST_NUMBER = 2**63
#: Expressions, blocks and calls inside each other.
DEEPEST = 120
#: What values are called in messages, where their class here has another name than Python's.
KINDS = {
    "PurePosixPath": "Path",
    "PureWindowsPath": "Path",
    "NodeClass": "class",
    "Native": "function",
    "Opaque": "type",
    "Module": "module",
    "NoneType": "None",
}


class Unsupported(Exception):
    """The script does something that is not interpreted.

    ``line`` is 1 for the first line of ``file``, 0 while it is not known.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        """Return the line and the reason."""
        return f"cannot interpret, line {self.line}: {self.reason}"


class Budget:
    """Counts down; all of one script's interpretation draws on the same."""

    def __init__(self) -> None:
        self.steps = MOST_STEPS
        self.cells = MOST_CELLS

    def step(self, count: int = 1) -> None:
        """Take steps.

        Raises :class:`Unsupported` when there is none left.
        """
        self.steps -= count
        if self.steps < 0:
            raise Unsupported("it takes more steps than are interpreted")

    def spend(self, cells: int) -> None:
        """Take room for text or elements.

        Raises :class:`Unsupported` when there is none left.
        """
        self.cells -= cells
        if self.cells < 0:
            raise Unsupported("it builds more than is interpreted")

    def text(self, letters: int) -> None:
        """Pay for a text of this length before it is made."""
        if letters > LONGEST_TEXT:
            raise Unsupported("it makes a text longer than is interpreted")
        self.spend(letters)

    def items(self, count: int) -> None:
        """Pay for a list or table of this size before it is made."""
        if count > MOST_ITEMS:
            raise Unsupported("it makes a list longer than is interpreted")
        self.spend(count)


def kind_of(value: object) -> str:
    """Return what a value is called in a message."""
    name = type(value).__name__
    return KINDS.get(name, name)
