"""What the site has to say about a version that could not be built as it stands."""

from __future__ import annotations

from archdocs.finding import Rule, Severity
from archdocs.site.servingcodes import REDIRECT, SEARCH_FAILED
from archdocs.site.treecodes import LFS_POINTER, NOT_INCLUDED, PATH_REFUSED, SUBMODULE

__all__ = [
    "BUILD_FAILED",
    "CONF_ERROR",
    "ENVIRONMENT",
    "EXTENSION_MISSING",
    "LFS_POINTER",
    "NOT_INCLUDED",
    "NO_DOCS",
    "PATH_REFUSED",
    "PRE_BUILD",
    "REDIRECT",
    "REQUIREMENT",
    "RULES",
    "SEARCH_FAILED",
    "SUBMODULE",
    "THEME_MISSING",
    "TIMEOUT",
    "UNREADABLE",
]

NO_DOCS = Rule(
    "site.no-docs",
    Severity.ERROR,
    "A version has no Sphinx documentation.",
    """\
Fires when a branch or tag that was chosen for the site holds no documentation: neither the
folder named by `project.docs`, nor `docs/`, `doc/`, `docs/source/`, `doc/source/`, `source/`
with a `conf.py`. The version is left out of the site and the others are built.

Fires: `refs = ["v*"]`, and `v0.1` was tagged before the documentation was begun.

Does not fire: `v0.9` keeps its documentation in `doc/`, later versions in `docs/`; both are
found.

Leave the version out: `refs = ["v*", "!v0.1"]`.
""",
)
CONF_ERROR = Rule(
    "site.conf-error",
    Severity.ERROR,
    "`conf.py` raised an exception or is no valid Python.",
    """\
Fires when the `conf.py` that builds a version can't be executed. The place is the line of
`conf.py` that failed. By default every version is built with the checked-out `conf.py`, so
one fault there fails all that must be rebuilt; with `site.configuration = "version"` it is
the version's own.

Fires: `import packge_that_is_not_here` on line 3 of `docs/conf.py`.

Does not fire: an option that Sphinx doesn't know; that is only a warning.

Correct the line, or install what it imports.
""",
)
EXTENSION_MISSING = Rule(
    "site.extension-missing",
    Severity.ERROR,
    "A Sphinx extension that `conf.py` names is not installed.",
    """\
Fires when an entry of `extensions` can't be imported. The message names the package to
install, where it is known.

Fires: `extensions = ["sphinx_copybutton"]` where `sphinx-copybutton` is not installed.

Does not fire: the extension is installed and warns.

Install the package beside archdocs, in the same environment.
""",
)
THEME_MISSING = Rule(
    "site.theme-missing",
    Severity.ERROR,
    "The HTML theme that `conf.py` names is not installed.",
    """\
Fires when `html_theme` names a theme that Sphinx doesn't find.

Fires: `html_theme = "furo"` where `furo` is not installed.

Does not fire: `html_theme = "alabaster"`, which comes with Sphinx.

Install the theme's package beside archdocs, in the same environment.
""",
)
BUILD_FAILED = Rule(
    "site.build-failed",
    Severity.ERROR,
    "Sphinx could not build a version.",
    """\
Fires when Sphinx, or an extension, stops with an error while a version is built. The place
is the document it was reading, where that is known. The other versions are built; the last
good pages of this one stay, and the version switcher says so.

Fires: `v1.0` has no `index` page; an extension raises on an old document.

Does not fire: warnings, however many.

Build the version alone to see all of Sphinx's output, correct what can be corrected, or
leave the version out with `refs = ["v*", "!v1.0"]`.
""",
)
TIMEOUT = Rule(
    "site.timeout",
    Severity.ERROR,
    "A version took longer to build than it may.",
    """\
Fires when the Sphinx process of a version doesn't end within `site.timeout` seconds of
wall time. It and all its children are ended.

Fires: `conf.py` waits for a server that never answers.

Does not fire: a large site that takes ten of its fifteen minutes.

Raise `site.timeout`, or find what waits.
""",
)
PRE_BUILD = Rule(
    "site.pre-build",
    Severity.ERROR,
    "A command that makes files of a version failed.",
    """\
Fires when a command of `pre-build` under `[site]` ends with another status than 0, or is not
installed. The message has the command, its status and time, and the last that it said; the place
is the line of the script that failed, where Python says so. Sphinx is not run for that version.

Fires: `pre-build = ["python docs/generate.py"]`, and `v1.0` has no `docs/generate.py`.

Does not fire: the command warns and ends with 0.

The command runs in the version's tree, confined: it writes there only, and has no network unless
`network = true`. Where old versions lack the script, ask first:
`pre-build = ["sh -c 'if [ -f docs/generate.py ]; then python docs/generate.py; fi'"]`.
""",
)
ENVIRONMENT = Rule(
    "site.environment",
    Severity.ERROR,
    "What a version needs could not be installed.",
    """\
Fires with `environment = "version"` under `[site]`, when the installer ends with an error: there
is no such package, none of the versions wanted is a wheel for this Python, or what is wanted
doesn't go together with what archdocs itself needs. The message is the installer's own.

Fires: `docs/requirements.txt` of `v1.0` wants `Sphinx==5.3`; archdocs needs 8.2 or later.

Does not fire: `environment = "shared"`, where nothing is installed.

Say what to install for all versions with `requirements` under `[site]`, leave the version out of
`refs`, or build it with what is installed beside archdocs.
""",
)
REQUIREMENT = Rule(
    "site.requirement",
    Severity.WARNING,
    "A requirement of a version is not one that is installed for it.",
    """\
Fires with `environment = "version"` under `[site]` for lines of a version's requirements that are
more than the name of a package with versions: addresses, paths, other indexes, options. The
version's author, whoever that was, would choose with them what is fetched and run.

Fires: `sphinx-theme @ git+https://example.org/theme.git`; `--extra-index-url https://…`.

Does not fire: `-r base.txt`, `-e .[docs]`, `furo==2024.8.6 ; python_version > "3.8"`.

Install such a package beside archdocs, or name one that is a wheel with `requirements` under
`[site]`.
""",
)
UNREADABLE = Rule(
    "site.unreadable",
    Severity.ERROR,
    "The files of a version are not in this clone.",
    """\
Fires when git can't give a file of a version: the clone is partial, or the repository is
damaged.

Fires: a clone made with `--filter=blob:none`, offline.

Does not fire: a shallow clone; it lacks history, not files.

Fetch what is missing: `git fetch --refetch`, or clone again without a filter.
""",
)
UNSAFE = Rule(
    "site.unsafe",
    Severity.WARNING,
    "Part of a page could run in the reader's browser, and was left out.",
    """\
Fires for raw HTML, links of schemes that run (`javascript:`, `data:`), a `meta` tag that
redirects, and files that browsers run (`.html`, `.xml`, an SVG with a script) when a page
brings them along. Whoever can propose a change could otherwise run scripts in the site.

Fires: a page holds `<iframe src="https://example.org/">`.

Does not fire: tags that only mark up text, as in `<kbd>Ctrl</kbd>` or `<br>`; links and pictures,
`<a href="https://example.org/"><img src="_static/badge.svg"></a>`, also by `<picture>` and `srcset`
for light and dark pages; places to link to, `<a id="prices"></a>`; whole tables, lists and blocks
of text, such as notebooks were saved with, without their styles; comments.

Write it in Markdown. Where you trust everybody who writes pages, set `raw-html = true` under
`[site]`.
""",
)
RULES: tuple[Rule, ...] = (
    NO_DOCS,
    CONF_ERROR,
    EXTENSION_MISSING,
    THEME_MISSING,
    BUILD_FAILED,
    TIMEOUT,
    PRE_BUILD,
    ENVIRONMENT,
    REQUIREMENT,
    UNREADABLE,
    SUBMODULE,
    LFS_POINTER,
    PATH_REFUSED,
    NOT_INCLUDED,
    UNSAFE,
    SEARCH_FAILED,
    REDIRECT,
)
