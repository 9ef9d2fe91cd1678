"""Extensions of Sphinx that run code which stands in pages.

Whoever writes a page of such a site has the process that builds the version, confined as it is,
and could leave there what the next version starts from. So nothing is handed on where one of
these is used. Those that run the notebooks of a site are kept from it, and are not listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["running_code", "running_in"]

#: Modules, and packages whose modules count too.
NAMES = frozenset(
    """IPython.sphinxext altair.sphinxext autorun bokeh.sphinxext exec_directive
    jupyter_sphinx matplotlib.sphinxext.plot_directive nbsite plot_directive
    pyquickhelper.sphinxext pyvista.ext sphinx_argparse_cli sphinx_autorun sphinx_click
    sphinx_exec_code sphinx_exec_directive sphinx_execute_code sphinx_gallery.gen_gallery
    sphinx_jinja sphinx_needs sphinx_plotly_directive sphinx_runpython sphinxarg
    sphinxcontrib.autoprogram sphinxcontrib.autorun sphinxcontrib.datatemplates
    sphinxcontrib.exec_code sphinxcontrib.execute sphinxcontrib.jinja sphinxcontrib.needs
    sphinxcontrib.programoutput sphinxcontrib.runcmd sphinxext.altairplot sphinxext_altair
    """.split()  # noqa: SIM905 - a word list
)
DOTTED = re.compile(rb"[A-Za-z_][\w.]{0,200}")


def running_code(extensions: Iterable[str]) -> frozenset[str]:
    """Return those of extensions that run what pages say."""
    return frozenset(name for name in extensions if not NAMES.isdisjoint(packages_of(name)))


def running_in(conf: bytes) -> frozenset[str]:
    """Return the extensions that run what pages say and that the text of a ``conf.py`` names."""
    return running_code({found.decode() for found in DOTTED.findall(conf)})


def packages_of(name: str) -> list[str]:
    """Return a module's name and those of the packages that it is in."""
    parts = name.split(".")
    return [".".join(parts[: number + 1]) for number in range(len(parts))]
