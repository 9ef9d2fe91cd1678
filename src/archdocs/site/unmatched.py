"""What to say where a pattern of versions matches nothing: what there is instead."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence

from archdocs import selectors
from archdocs.errors import UsageError
from archdocs.journal.releases import belonging, parse_release
from archdocs.system.git import Ref

__all__ = ["nothing_matches", "of_project"]

#: Names that are shown, at most.
SHOWN = 8
FETCH = "tags missing from a fresh clone? run: git fetch --tags"
#: What is asked for by the name of an alias, which is no name of a branch or tag.
ALIASES = {
    "latest": "the checked-out branch is `HEAD`, the newest release `latest release`",
    "stable": "the newest release is `latest release`",
}


def nothing_matches(pattern: str, names: Sequence[str], releases: Sequence[str]) -> UsageError:
    """Make the error for a pattern without a match: the nearest names, or all there are.

    ``names`` are those of all branches and tags, ``releases`` those that read as versions.
    """
    if selectors.parse(pattern) is not None:
        there = f"there are {shown(releases)}" if releases else "no tag reads as a version"
        return UsageError(f"no release is meant by `{pattern}`; {there}", hint=FETCH)
    near = difflib.get_close_matches(pattern, names, n=3, cutoff=0.6)
    message = f"no branch or tag matches `{pattern}`; there are {shown(near or names)}"
    return UsageError(message, hint=ALIASES.get(pattern.lower(), FETCH))


def shown(names: Sequence[str]) -> str:
    """List names, the first few."""
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def of_project(refs: Sequence[Ref], prefix: str) -> list[Ref]:
    """Return the refs of the project whose tags have a prefix.

    Raises :class:`UsageError` where there are tags, and none has it; with those that they have.
    """
    found = belonging(refs, prefix)
    tags = [ref.name for ref in refs if ref.kind == "tag"]
    if tags and not any(ref.kind == "tag" for ref in found):
        often = Counter(filter(None, map(prefix_of, tags)))
        there = shown([f"`{each}`" for each, _ in often.most_common()])
        have = f"there are {there}" if there else f"no tag has one, as {shown(sorted(tags))}"
        raise UsageError(
            f"no tag begins with `{prefix}`, the `tag-prefix` under [site]; {have}",
            hint="take it out until there is a first release; " + FETCH,
        )
    return found


def prefix_of(tag: str) -> str:
    """Return what stands in a tag before what reads as a version; nothing where none does."""
    starts = (found.start() for found in re.finditer(r"(?<![A-Za-z0-9.])v?\d", tag))
    return next((tag[:start] for start in starts if start and parse_release(tag[start:])), "")
