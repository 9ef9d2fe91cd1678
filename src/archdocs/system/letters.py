"""Texts that can be written: without halves of letters."""

from __future__ import annotations

__all__ = ["whole"]


def whole(text: str) -> str:
    r"""Return a text in which both halves of a letter are that letter, and single ones ``\ufffd``.

    YAML and JSON can spell a half (``"\ud800"``); no encoding of a file or a page has it.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
