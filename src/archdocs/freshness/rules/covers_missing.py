"""``stale.covers-missing``, and the submodules that can't be dated."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from archdocs.finding import Finding
from archdocs.freshness.anchors import Target, matched
from archdocs.freshness.codes import COVERS_MISSING, NO_HISTORY
from archdocs.freshness.view import View

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report each target of ``covers`` that matches nothing."""
    for unit in view.units:
        for target in unit.covers:
            place = unit.at("covers")
            if view.snapshot.in_submodule(target.path):
                yield NO_HISTORY.at(
                    place,
                    f"`{target.raw}` is in a submodule, whose history is not read",
                    section=unit.anchor,
                    evidence=(("covers", target.raw),),
                )
            elif not view.covered(target):
                yield COVERS_MISSING.at(
                    place,
                    reason(view, target),
                    section=unit.anchor,
                    hint=nearest(view, target),
                    evidence=(("covers", target.raw),),
                )


def reason(view: View, target: Target) -> str:
    """Say what is missing: the file, or the symbol in it."""
    files = matched(target, view.snapshot.files)
    if files and target.symbol:
        where = files[0] if len(files) == 1 else f"the {len(files)} files"
        return f"covers `{target.raw}`, but `{target.symbol}` is not defined in {where}"
    return f"covers `{target.raw}`, which matches no file"


def nearest(view: View, target: Target) -> str:
    """Name the file with the most similar path, or one of the same name elsewhere."""
    files = view.snapshot.files
    name = target.path.rpartition("/")[2]
    same = [path for path in files if path.rpartition("/")[2] == name]
    if "*" in target.path or target.path in view.snapshot.known:
        return "point it at where the code is now"
    close = same[:1] or difflib.get_close_matches(target.path, files[:5000], n=1, cutoff=0.7)
    return f"did it move to `{close[0]}`?" if close else "point it at where the code is now"
