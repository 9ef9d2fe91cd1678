"""A digest as Markdown, to be mailed or posted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.finding import Finding
from archdocs.freshness.digest import Digest, owner_in
from archdocs.freshness.lock import Review
from archdocs.freshness.overview import Item, since_of
from archdocs.reports.report import one_line
from archdocs.reports.text import plural

__all__ = ["as_markdown"]

SPECIAL = re.compile(r"([\\*_\[\]<>|~#])")
NOBODY = "Nobody named"


def as_markdown(made: Digest) -> str:
    """Return the digest: a sentence, then what there is, by owner."""
    parts = [f"# Freshness from {made.since} to {made.today}", summary(made)]
    for owner in owners_of(made):
        body = list(sections_of(made, owner))
        if body:
            parts += [f"## {escaped(owner or NOBODY)}", *body]
    return "\n\n".join(parts) + "\n"


def summary(made: Digest) -> str:
    """Say how much there is."""
    if not (made.stale or made.due or made.reviewed or made.solved):
        still = plural(made.standing, "sections")
        return f"Nothing happened. {still} {'is' if made.standing == 1 else 'are'} stale."
    return (
        f"{plural(len(made.stale), 'findings')} came up, {len(made.solved)} went away;"
        f" {plural(len(made.due), 'reviews')} due by {made.until};"
        f" {plural(len(made.reviewed), 'sections')} reviewed."
        f" Stale now: {plural(made.standing, 'sections')}."
    )


def owners_of(made: Digest) -> list[str]:
    """Return everybody who is concerned, nobody last."""
    named = {owner_in(f) for f in (*made.stale, *made.solved)} | {item.owner for item in made.due}
    named |= {reviewed_owner(made, review) for review in made.reviewed}
    return sorted(named, key=lambda name: (not name, name.casefold(), name))


def reviewed_owner(made: Digest, review: Review) -> str:
    """Return the owner of a section that was reviewed."""
    path, _, anchor = review.section.partition("#")
    found = (i.owner for i in made.overview.items if (i.path, i.anchor) == (path, anchor))
    return next(found, "")


def sections_of(made: Digest, owner: str) -> Iterator[str]:
    """Yield a heading and a list for each thing there is to tell an owner."""
    lists = {
        "Went stale": [line_of(f) for f in made.stale if owner_in(f) == owner],
        "Put right": [short_line(f) for f in made.solved if owner_in(f) == owner],
        "Reviews to come": [due_line(item) for item in made.due if item.owner == owner],
        "Reviewed": [
            review_line(review) for review in made.reviewed if reviewed_owner(made, review) == owner
        ],
    }
    for title, lines in lists.items():
        if lines:
            yield f"### {title}"
            yield "\n".join(lines)


def line_of(finding: Finding) -> str:
    """Tell what went stale, where, since when and what to do."""
    since = since_of(finding)
    when = f", since {since}" if since else ""
    todo = f" {escaped(capital(finding.hint))}." if finding.hint else ""
    return (
        f"- {code(str(finding.location))}: {escaped(finding.message)} ({finding.code}{when}).{todo}"
    )


def short_line(finding: Finding) -> str:
    """Tell what is right again."""
    return f"- {code(finding.location.path)}: {escaped(finding.message)} ({finding.code})"


def due_line(item: Item) -> str:
    """Tell what is to be read until when."""
    name = f"{item.path}#{item.anchor}" if item.anchor else item.path
    last = f"last reviewed {item.reviewed}" if item.reviewed else "never reviewed"
    return f"- {item.due}: {code(name)}, {last}"


def review_line(review: Review) -> str:
    """Tell what was read, by whom and why."""
    who = escaped(review.by or "somebody")
    return f"- {review.date}: {code(review.section)} by {who}: {escaped(review.why)}"


def capital(text: str) -> str:
    """Return text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def code(text: str) -> str:
    """Return text as code, whatever backticks it holds."""
    return "`" + one_line(text).replace("`", "'") + "`"


def escaped(text: str) -> str:
    """Return words of a document as words: no markup, no mention; code stays code."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:
        parts = ["'".join(parts)]
    return "".join(f"`{part}`" if number % 2 else words(part) for number, part in enumerate(parts))


def words(text: str) -> str:
    """Escape what Markdown and forges would read into a text."""
    return SPECIAL.sub(r"\\\1", text).replace("@", "@\u2060")
