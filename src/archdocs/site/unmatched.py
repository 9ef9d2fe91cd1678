"""What to say where a pattern of versions matches nothing: what there is instead."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from archdocs import selectors
from archdocs.errors import UsageError

__all__ = ["nothing_matches"]

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
