"""Make a finding of how the Sphinx process of a version failed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archdocs.finding import Finding, Location
from archdocs.site import codes
from archdocs.system.process import Completed

__all__ = ["explain", "left_out", "number", "package_of"]

#: Import names, and theme names, whose package is called otherwise. What is not here is
#: guessed: underscores and dots become hyphens.
PACKAGES: Mapping[str, str] = {
    "autoapi": "sphinx-autoapi",
    "hoverxref": "sphinx-hoverxref",
    "notfound": "sphinx-notfound-page",
    "myst_nb": "myst-nb",
    "nbsphinx": "nbsphinx",
    "numpydoc": "numpydoc",
    "pallets": "Pallets-Sphinx-Themes",
    "pallets_sphinx_themes": "Pallets-Sphinx-Themes",
    "press": "sphinx-press-theme",
    "guzzle_sphinx_theme": "guzzle_sphinx_theme",
    "sphinx_reredirects": "sphinx-reredirects",
}

#: Themes whose package has another name.
THEMES: Mapping[str, str] = {
    **dict.fromkeys(("click", "flask", "jinja", "pocoo", "werkzeug"), "Pallets-Sphinx-Themes"),
    "rtd": "sphinx-rtd-theme",
    "sphinx_material": "sphinx-material",
    "material": "sphinx-immaterial",
    "bootstrap": "sphinx-bootstrap-theme",
    "cloud": "cloud-sptheme",
    "press": "sphinx-press-theme",
}
#: What Python says when a module, or the data of an installed package, is not there.
NO_MODULE = "No module named "
NO_METADATA = "No package metadata was found for "


def package_of(name: str) -> str:
    """Return the package to install for a module or theme."""
    top = name.split(".", maxsplit=1)[0]
    if top in ("sphinxcontrib", "sphinxext", "jupyter") and "." in name:
        return "-".join(name.split(".")[:2]).replace("_", "-")
    return PACKAGES.get(top, top.replace("_", "-"))


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
        return codes.CONF_ERROR.at(where, f"conf.py failed: {text}", hint=install(text))
    if error.get("kind") == "extension" and name:
        hint = f"run: pip install {package_of(name)}" if "No module named" in text else ""
        return codes.EXTENSION_MISSING.at(where, text, hint=hint)
    if error.get("kind") == "theme" and name:
        hint = f"run: pip install {THEMES.get(name) or package_of(name)}"
        return codes.THEME_MISSING.at(where, f"the theme {name} is not installed", hint=hint)
    return codes.BUILD_FAILED.at(where, f"Sphinx stopped: {text}")


def left_out(report: Mapping[str, Any], docs: str, roots: tuple[Path, Path]) -> tuple[Finding, ...]:
    """Return a finding for each thing that was kept out of the pages.

    The report is not to be trusted; the parameters are those of :func:`explain`.
    """
    listed = report.get("unsafe")
    found = []
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, Mapping):
            path = relative(clean(item.get("path")), roots) or docs
            where = Location(path, number(item.get("line")))
            found.append(codes.UNSAFE.at(where, clean(item.get("text"))))
    return tuple(found)


def died(done: Completed) -> str:
    """Say how a child ended that left no report."""
    if done.status in (-9, -24):
        return "the Sphinx process was ended: too much memory or time"
    lines = [line for line in done.error_text.splitlines() if line.strip()]
    last = clean(lines[-1]) if lines else f"it ended with status {done.status}"
    return f"the Sphinx process died: {last}"


def install(text: str) -> str:
    """Name the package when one that is not installed is what failed."""
    if NO_METADATA in text:
        name = text.split(NO_METADATA)[1].strip(".'\" ")
        own = 'pip install -e ., or environment = "version" under [site]'
        return f"run: pip install {name} (for this project itself: {own})"
    if NO_MODULE not in text:
        return ""
    return f"run: pip install {package_of(text.split(NO_MODULE)[1].strip(chr(39)))}"


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
