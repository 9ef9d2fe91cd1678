"""Which package to install for a module or a theme: what Sphinx's world calls otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["package_of", "package_of_theme", "to_install"]

#: Import names whose package is called otherwise. What is not here is guessed: underscores and
#: dots become hyphens.
PACKAGES: Mapping[str, str] = {
    "PIL": "pillow",
    "attr": "attrs",
    "autoapi": "sphinx-autoapi",
    "autodoc2": "sphinx-autodoc2",
    "bs4": "beautifulsoup4",
    "crate": "crate-docs-theme",
    "dateutil": "python-dateutil",
    "git": "GitPython",
    "hoverxref": "sphinx-hoverxref",
    "IPython": "ipython",
    "notfound": "sphinx-notfound-page",
    "pallets": "Pallets-Sphinx-Themes",
    "pallets_sphinx_themes": "Pallets-Sphinx-Themes",
    "pkg_resources": "setuptools",
    "press": "sphinx-press-theme",
    "guzzle_sphinx_theme": "guzzle_sphinx_theme",
    "rinoh": "rinohtype",
    "sklearn": "scikit-learn",
    "sphinx_search": "readthedocs-sphinx-search",
    "sphinxarg": "sphinx-argparse",
    "versionwarning": "sphinx-version-warning",
    "yaml": "PyYAML",
}
#: The same for parts of packages that several distributions share.
PARTS: Mapping[str, str] = {
    "sphinxcontrib.autodoc_pydantic": "autodoc-pydantic",
    "sphinxcontrib.autohttp": "sphinxcontrib-httpdomain",
    "sphinxcontrib.cairosvgconverter": "sphinxcontrib-svg2pdfconverter",
    "sphinxcontrib.inkscapeconverter": "sphinxcontrib-svg2pdfconverter",
    "sphinxcontrib.rsvgconverter": "sphinxcontrib-svg2pdfconverter",
    "jaraco.packaging": "jaraco.packaging",
    "rst.linker": "rst.linker",
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
SHARED = ("sphinxcontrib", "sphinxext", "jupyter")


def package_of(name: str) -> str:
    """Return the package to install for a module."""
    part = ".".join(name.split(".")[:2])
    if part in PARTS:
        return PARTS[part]
    top = name.split(".", maxsplit=1)[0]
    if top in SHARED and "." in name:
        return part.replace(".", "-").replace("_", "-")
    return PACKAGES.get(top, top.replace("_", "-"))


def package_of_theme(name: str) -> str:
    """Return the package to install for a theme."""
    return THEMES.get(name) or package_of(name)


def to_install(packages: Iterable[str], *, itself: bool = False) -> str:
    """Return the command that installs packages, and with ``itself`` the project, as a hint."""
    named = " ".join(dict.fromkeys(packages))
    if not itself:
        return f"run: pip install {named}" if named else ""
    more = f" {named}" if named else ""
    return f'run: pip install -e .{more}, or set environment = "version" under [site]'
