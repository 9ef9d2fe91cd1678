"""What the site has to say about how readers find their way in it."""

from __future__ import annotations

from archdocs.finding import Rule, Severity

__all__ = ["REDIRECT", "SEARCH_FAILED"]

REDIRECT = Rule(
    "site.redirect",
    Severity.WARNING,
    "A redirect of the settings can't be made.",
    """\
Fires when an entry of `[site.redirects]` leads to itself again (perhaps over others), to a page
that no version has, or from a page that is still there in every version; and when one side of it is
neither a page nor, on the right, an address of the web.

Fires: `"old" = "new"` and `"new" = "old"`.

Does not fire: `"old" = "new"`, and the newest release still has `old`, but `main` has `new`.

Correct the entry, or remove it.
""",
)
SEARCH_FAILED = Rule(
    "site.search-failed",
    Severity.WARNING,
    "Pagefind could not index a version; its pages are searched with Sphinx's index.",
    """\
Fires when the Pagefind program ends with an error or takes longer than `site.timeout`. The
version is in the site all the same, and its search page finds what is in this version only.

Fires: `ARCHDOCS_PAGEFIND` names a program that is something else.

Does not fire: Pagefind is not installed.

Install it again (`pip install "archdocs-cli[search]"`), or set `search = "sphinx"` under
`[site]`.
""",
)
