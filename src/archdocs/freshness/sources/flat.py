"""Files of ``NAME=value`` lines: ``.env``, ``.properties``, and INI with its sections."""

from __future__ import annotations

import re

from archdocs.freshness.sources.model import Data, Unreadable

__all__ = ["read_env", "read_ini"]

PAIR = re.compile(r"(?:export\s+)?([\w][\w.-]*)\s*[=:]\s*(.*)\Z")
SECTION = re.compile(r"\[([^\[\]]+)\]\s*(?:[#;].*)?\Z")
#: Characters of a line; what is longer is no setting.
LONGEST = 2000
ENTRY = re.compile(r"([^=:\s\[#;][^=:]*?)\s*[=:]\s*(.*)\Z")


def read_env(text: str) -> Data:
    """Read assignments; what can't be read as one is passed over, as shells' own lines are."""
    found: dict[str, Data] = {}
    for line in text.split("\n"):
        bare = line.strip()
        comment = bare[:1] in ("#", "!", ";") or len(bare) > LONGEST
        pair = None if comment else PAIR.match(bare)
        if pair:
            found[pair[1]] = plain(pair[2])
    return found


def plain(value: str) -> str:
    """Return a value without its quotes, or without the comment after it."""
    if value[:1] in ('"', "'"):
        end = value.find(value[0], 1)
        return value[1:end] if end > 0 else value
    return re.split(r"\s+[#;]", value, maxsplit=1)[0].strip()


def read_ini(text: str) -> Data:
    """Read sections of settings; a name before the first section stands at the top.

    Raises :class:`Unreadable` when nothing in it is a setting.
    """
    found: dict[str, Data] = {}
    here = found
    last = ""
    for line in text.split("\n"):
        bare = line.strip()
        if not bare or bare[0] in "#;" or len(bare) > LONGEST:
            continue
        section, entry = SECTION.match(bare), ENTRY.match(bare)
        if section:
            here, last = {}, ""
            found[section[1].strip()] = here
        elif line[0].isspace() and last:
            here[last] = f"{here[last]}, {bare}" if here[last] else bare
        elif entry:
            last = entry[1]
            here[last] = plain(entry[2])
    if not found and text.strip():
        raise Unreadable("the file holds no settings")
    return found
