"""The codes of links into the web, each with the text of its page."""

from __future__ import annotations

from archdocs.finding import Rule, Severity

__all__ = ["EXTERNAL", "EXTERNAL_MOVED", "EXTERNAL_UNSURE", "RULES"]

EXTERNAL = Rule(
    "link.external",
    Severity.WARNING,
    "A link into the web leads nowhere.",
    """\
Only with `archdocs check --external`, which asks the hosts. Fires when one says that the page is
not there (404) or gone (410), and when there is no host of that name while others could be found.
What answered well is believed for `external.days` days and not asked again; what did not is.

**Fires**: `[paper](https://papers.net/paper.pdf)` when that host answers 404.

**Does not fire**: without `--external`; for addresses in code, of `localhost` and of example
domains; for those that match a pattern of `external.ignore`; when a host is slow, busy or refuses
to answer programs (that is `link.external-unsure`).

**What to do**: find where the page is now, or link to an archive's copy.
""",
)
EXTERNAL_MOVED = Rule(
    "link.external-moved",
    Severity.INFO,
    "A link into the web is answered with another address, for good.",
    """\
Only with `archdocs check --external`. Fires when a host answers 301 or 308: the page has another
address now, and the old one works for as long as somebody keeps the signpost.

**Fires**: `http://docs.shop.net/` when it leads to `https://docs.shop.net/` permanently.

**Does not fire**: for redirects that are meant to be passing (302, 303, 307), such as to a language
or a login.

**What to do**: write the new address, after a look at where it leads.
""",
)
EXTERNAL_UNSURE = Rule(
    "link.external-unsure",
    Severity.INFO,
    "Whether a link into the web leads anywhere could not be told.",
    """\
Only with `archdocs check --external`. Fires when a host did not answer in time, broke off, asked to
be left alone (429), had a fault of its own (5xx), wants a login or refuses programs (401, 403), or
leads into a private network, where archdocs does not follow. That is no fault of the page.

**Fires**: a host that answers 503; a redirect to `http://10.0.0.1/`.

**Does not fire**: for a page that is not there: that is `link.external`.

**What to do**: look at it yourself, once; put addresses that never answer programs into
`external.ignore`.
""",
)

RULES: tuple[Rule, ...] = (EXTERNAL, EXTERNAL_MOVED, EXTERNAL_UNSURE)
