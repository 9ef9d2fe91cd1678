"""What a command answers: text for both streams, an exit status, and who shows it."""

from __future__ import annotations

__all__ = ["Answer", "Refused"]


class Answer:
    """How a call of ``adr`` ends.

    ``editor`` is a command to run before ``out`` is printed, ``pager`` one that shows ``out``;
    both are empty for most answers. Texts may hold surrogate escapes: bytes of file names and
    titles that are no UTF-8 and go out as they came in.
    """

    __slots__ = ("code", "editor", "err", "out", "pager")

    def __init__(self, out: str = "", err: str = "", code: int = 0) -> None:
        self.out = out
        self.err = err
        self.code = code
        self.editor: list[str] = []
        self.pager: list[str] = []


class Refused(Exception):
    """The command can't be done; nothing was written. ``answer`` says why."""

    def __init__(self, err: str = "", *, out: str = "", code: int = 1) -> None:
        super().__init__(err or out)
        self.answer = Answer(out, err, code)
