"""Make a finding of how the Sphinx process of a version failed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from archdocs.finding import Finding, Location
from archdocs.site import codes
from archdocs.site.complaints import MOST_TOLD
from archdocs.site.distributions import package_of, package_of_theme, to_install
from archdocs.system.process import Completed

__all__ = ["besides", "explain", "number", "remarked"]

#: What Python says when a module, or the data of an installed package, is not there.
NO_MODULE = "No module named "
#: What Python says when a file may not be written, and what to do then.
REFUSED = ("PermissionError", "OSError: [Errno 30]")
WRITES = (
    "a build writes its output only; what makes other files belongs into `pre-build` under [site]"
)
GENERATED = "no commit has it: if the project generates it, `pre-build` under [site] can do so"
TRUST = "where everybody who writes pages is trusted: raw-html = true under [site]"
#: What a module, package or theme may be called.
NAME = re.compile(r"[A-Za-z_][\w.-]{0,80}", re.ASCII)
MOST_OWN = 20_000
NO_METADATA = "No package metadata was found for "


def explain(
    report: Mapping[str, Any] | None, done: Completed, docs: str, roots: tuple[Path, Path]
) -> Finding:
    """Return the finding for a failed build.

    ``report`` is what the child wrote, which is not to be trusted; ``roots`` are the folders
    its paths may be in, to name them as the user knows them.
    """
    error = report.get("error") if report else None
    if not isinstance(error, Mapping):
        return codes.BUILD_FAILED.at(Location(docs), died(done))
    text = without(clean(error.get("text")), roots)
    name = clean(error.get("name"))
    where = Location(relative(clean(error.get("path")), roots) or docs, number(error.get("line")))
    if error.get("kind") == "conf":
        if text.startswith("SystemExit"):
            said = [
                line for line in map(clean, (done.error_text or done.text).splitlines()) if line
            ]
            text = f"it ended the process: {said[-1]}" if said else text
        hint = WRITES if text.startswith(REFUSED) else install(error, text, roots[0])
        return codes.CONF_ERROR.at(where, f"conf.py failed: {text}", hint=hint)
    if error.get("kind") == "extension" and name:
        hint = advice(error, name) if NO_MODULE in text else ""
        return codes.EXTENSION_MISSING.at(where, text, hint=hint)
    if error.get("kind") == "theme" and name:
        hint = advice(error, theme=name)
        return codes.THEME_MISSING.at(where, f"the theme {name} is not installed", hint=hint)
    return codes.BUILD_FAILED.at(where, f"Sphinx stopped: {text}")


def remarked(report: Mapping[str, Any], docs: str, roots: tuple[Path, Path]) -> tuple[Finding, ...]:
    """Return a finding for each thing kept out of the pages, and for each file that they miss.

    The report is not to be trusted; the parameters are those of :func:`explain`.
    """
    unsafe = [
        codes.UNSAFE.at(where, clean(item.get("text")), hint=TRUST)
        for where, item in listed(report, "unsafe", docs, roots)
    ]
    missed = [
        codes.NOT_INCLUDED.at(where, said)
        for where, item in listed(report, "missed", docs, roots)
        if (said := why_missed(clean(item.get("file")), roots[0] / where.path, roots))
    ]
    return (*unsafe, *missed)


def listed(
    report: Mapping[str, Any], name: str, docs: str, roots: tuple[Path, Path]
) -> Iterator[tuple[Location, Mapping[str, Any]]]:
    """Yield what a report lists, each with its place, as many as a child tells."""
    items = report.get(name)
    for item in items[:MOST_TOLD] if isinstance(items, list) else ():
        if isinstance(item, Mapping):
            path = relative(clean(item.get("path")), roots) or docs
            yield Location(path, number(item.get("line"))), item


def why_missed(name: str, page: Path, roots: tuple[Path, Path]) -> str:
    """Say why a file, by its absolute path, is not in a page; nothing where there is no name."""
    inside = relative(name, roots)
    if inside:
        return f"{inside} is not in this version"
    return f"{from_page(name, page)} lies outside the project" if name else ""


def besides(known: Iterable[Finding], more: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings, without files that are missed where more is known of them."""
    known = tuple(known)
    told = {finding.location for finding in known}
    missed = codes.NOT_INCLUDED.code
    return (*known, *(each for each in more if each.code != missed or each.location not in told))


def from_page(name: str, page: Path) -> str:
    """Return a path outside as the page may have said it, not by where it was built."""
    for folder in (page.parent, page.parent.resolve()):
        if Path(name).parts[:2] == folder.parts[:2]:
            return os.path.relpath(name, folder)
    return name


def died(done: Completed) -> str:
    """Say how a child ended that left no report."""
    if done.status in (-9, -24):
        return "the Sphinx process was ended: too much memory or time"
    lines = [line for line in done.error_text.splitlines() if line.strip()]
    last = clean(lines[-1]) if lines else f"it ended with status {done.status}"
    return f"the Sphinx process died: {last}"


def install(error: Mapping[str, object], text: str, tree: Path) -> str:
    """Name the command that installs what a message says is missing, and all else that is."""
    for said in (NO_METADATA, NO_MODULE):
        found = NAME.match(text.partition(said)[2].lstrip("'\" "))
        if found:
            break
    else:
        return ""
    name = found[0].rstrip(".")
    if said == NO_MODULE:
        # A package of the tree's own that was found and is not whole.
        part = "." in name and top_of(name) in own(error) and not in_tree(name, tree)
        return GENERATED if part else advice(error, name)
    if top_of(name) in own(error):
        return advice(error, name)
    itself = to_install([], itself=True).removeprefix("run: ")
    return f"{to_install([name])} (for this project itself: {itself})"


def in_tree(name: str, tree: Path) -> bool:
    """Say whether a version has a module, where packages usually lie."""
    path = name.replace(".", "/")
    places = (tree / top / path for top in ("", "src", "lib", "python"))
    return any(each.is_dir() or each.with_suffix(".py").is_file() for each in places)


def advice(error: Mapping[str, object], module: str = "", theme: str = "") -> str:
    """Name the command that installs a module or a theme, and what else is missing."""
    itself = bool(module) and top_of(module) in own(error)
    told = error.get("lacking")
    lacking = told if isinstance(told, Mapping) else {}
    modules = [*([module] if module and not itself else []), *names(lacking.get("modules"))]
    themes = [*([theme] if theme else []), *names([lacking.get("theme")])]
    packages = [*map(package_of, modules), *map(package_of_theme, themes)]
    return to_install(packages, itself=itself)


def own(error: Mapping[str, object]) -> frozenset[str]:
    """Return the modules of the version's own tree, as the child tells them."""
    told = error.get("lacking")
    return frozenset(names(told.get("own"), most=MOST_OWN) if isinstance(told, Mapping) else ())


def top_of(name: str) -> str:
    """Return the outermost module that a module, or a package of this name, is in."""
    return name.partition(".")[0].replace("-", "_").casefold()


def names(value: object, *, most: int = 20) -> list[str]:
    """Return what of a list can be names of modules or themes, so many at most."""
    listed = value[:most] if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, str) and NAME.fullmatch(each)]


def clean(value: object) -> str:
    """Return one printable line of at most 500 characters, whatever the child wrote."""
    text = value if isinstance(value, str) else ""
    return "".join(c if c.isprintable() else " " for c in text)[:500].strip()


def without(text: str, roots: tuple[Path, Path]) -> str:
    """Return a message with paths as the user knows them, not those of a scratch folder."""
    for root in roots:
        for form in (root, root.resolve()):
            text = text.replace(f"{form}/", "")
    return text


def number(value: object) -> int:
    """Return a line number, 0 for anything else."""
    return value if isinstance(value, int) and 0 <= value < 10_000_000 else 0


def relative(path: str, roots: tuple[Path, Path]) -> str:
    """Return a path as it is called inside the project, or an empty string."""
    for root in roots:
        for form in (root, root.resolve()):
            if path.startswith(f"{form}/"):
                return path.removeprefix(f"{form}/")
    return ""
