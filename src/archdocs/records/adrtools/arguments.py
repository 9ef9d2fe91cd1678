"""Options as POSIX ``getopts`` and ``getopt(1)`` read them, complaints included.

adr-tools leaves its options to these two, so what they accept and say is part of its
behaviour. The standard library's ``getopt`` says other things, and imports ``gettext``.
"""

from __future__ import annotations

from archdocs.records.adrtools.answer import Refused

__all__ = ["getopt", "getopts"]


def getopts(
    arguments: list[str], letters: str, program: str
) -> tuple[list[tuple[str, str]], list[str]]:
    """Read options up to the first word that is none, as a shell's ``getopts`` does.

    ``letters`` are the options, each of which takes a value. Returns them in their order, and
    the words that remain. Raises :class:`Refused` as adr-tools does; ``program`` is the name
    it complains under.
    """
    found: list[tuple[str, str]] = []
    rest = list(arguments)
    while rest and len(rest[0]) > 1 and rest[0][0] == "-":
        word = rest.pop(0)
        if word == "--":
            break
        letter, value = word[1], word[2:]
        if letter not in letters:
            raise Refused(f"{program}: illegal option -- {letter}\nNot implemented: ?\n")
        if not value and not rest:
            raise Refused(
                f"{program}: option requires an argument -- {letter}\nNot implemented: ?\n"
            )
        found.append((letter, value or rest.pop(0)))
    return found, rest


def getopt(arguments: list[str], letters: str) -> dict[str, str]:
    """Read options among other words, as ``getopt(1)`` does; the last of each counts.

    The other words are of no use to the command that calls this. Raises :class:`Refused`.
    """
    found: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            break
        if len(word) < 2 or word[0] != "-":
            continue
        letter, value = word[1], word[2:]
        if letter == "-":
            raise Refused(f"getopt: unrecognized option '{word}'\n")
        if letter not in letters:
            raise Refused(f"getopt: invalid option -- '{letter}'\n")
        if not value and not rest:
            raise Refused(f"getopt: option requires an argument -- '{letter}'\n")
        found[letter] = value or rest.pop(0)
    return found
