"""Read ``archdocs: key=value …`` and ``archdocs: ignore CODE reason``."""

from __future__ import annotations

import difflib
import re

from archdocs.system.markup.model import Comment, Ignore

__all__ = ["KEYS", "parse_comment"]

#: What a comment may set; a list of values is separated by commas or repeated. `strict` may
#: stand alone.
KEYS = ("covers", "owner", "review-every", "snippet", "expires", "strict")
PAIR = re.compile(r'([A-Za-z][\w-]*)=("[^"]*"|[^\s"]\S*|)(?=\s|$)|(\S+)')


def parse_comment(text: str, line: int) -> Comment | Ignore:
    """Read what follows ``archdocs:`` in a comment that begins at ``line``."""
    words = text.split()
    if words and words[0] == "ignore":
        code = words[1] if len(words) > 1 else ""
        return Ignore(code, " ".join(words[2:]), line)
    values: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    for found in PAIR.finditer(text):
        key, value, rest = found[1], found[2] or "", found[3]
        if rest == "strict":
            values["strict"] = ("yes",)
        elif rest is not None:
            problems.append(f"`{rest}` is not `key=value`")
        elif key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.5)
            advice = f"; did you mean `{near[0]}`?" if near else f"; there are {', '.join(KEYS)}"
            problems.append(f"no key called `{key}`{advice}")
        else:
            parts = tuple(p.strip() for p in value.strip('"').split(",") if p.strip())
            if not parts:
                problems.append(f"`{key}` has no value")
            values[key] = values.get(key, ()) + parts
    if not words:
        problems.append("the comment is empty")
    return Comment(values, line, tuple(problems))
