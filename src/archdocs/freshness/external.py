"""Links into the web, asked for on demand: what is not known yet, politely, and kept."""

from __future__ import annotations

import dataclasses
import datetime
import fnmatch
import re
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from archdocs.finding import Finding, Location
from archdocs.freshness.asking import Answer, ask
from archdocs.freshness.external_codes import EXTERNAL, EXTERNAL_MOVED, EXTERNAL_UNSURE
from archdocs.freshness.facts import Facts
from archdocs.freshness.view import View
from archdocs.settings import ExternalSettings
from archdocs.system.markup import decode
from archdocs.system.markup.addresses import web_addresses

__all__ = ["asked_for", "find"]

KIND = "external"
#: Hosts that nobody has, or only the reader (RFC 2606 and RFC 6761), and texts to be filled in.
NOBODYS = re.compile(
    r"(?:^|\.)(?:localhost|local|localdomain|internal|test|invalid|example|example\.(?:com|org|net))$"
)
TO_FILL_IN = re.compile(r"[{}$<>*]|%s|…|\.\.\.|YOUR[_-]")
DAY = 86400

Places = Mapping[str, list[tuple[str, int]]]


def find(view: View, places: Places) -> list[Finding]:
    """Ask for the addresses in ``places`` as far as no fresh answer is kept, and report.

    Raises what :func:`archdocs.freshness.asking.ask` does.
    """
    settings = view.settings.external
    answers = {url: found for url in places if (found := kept(view.facts, url, settings.days))}
    unknown = by_turns([url for url in places if url not in answers])
    if unknown:
        now = int(time.time())
        for url, answer in ask(unknown, settings).items():
            answers[url] = (answer, now)
            if answer.state in ("works", "moved"):
                view.facts.put(KIND, url, {"when": now, **dataclasses.asdict(answer)})
    return [
        finding
        for url, where in places.items()
        for path, line in where
        for finding in told(view, (path, line, url), *answers[url])
    ]


def asked_for(view: View) -> dict[str, list[tuple[str, int]]]:
    """Return the addresses of all pages that are to be asked for, with their places."""
    found: dict[str, list[tuple[str, int]]] = {}
    catalog = view.catalog
    history = {record.path for record in catalog.records if catalog.kinds[record.kind].is_history}
    for path in view.documents:
        if path in history:
            continue
        text = decode(view.snapshot.read(path) or b"")
        for line, url in web_addresses(text, path):
            if is_asked(url, view.settings.external):
                found.setdefault(url.partition("#")[0], []).append((path, line))
    return found


def is_asked(url: str, settings: ExternalSettings) -> bool:
    """Say whether an address is one that somebody could have."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if TO_FILL_IN.search(url) or any(fnmatch.fnmatchcase(url, each) for each in settings.ignore):
        return False
    if settings.private:
        return bool(host)
    plain = "." in host or ":" in host
    return plain and not NOBODYS.search(host) and not re.match(r"127\.|0\.0\.0\.0$|::1$", host)


def by_turns(urls: list[str]) -> list[str]:
    """Order addresses so that those of one host are far apart."""
    counts: dict[str, int] = {}
    turns = []
    for url in urls:
        host = urlsplit(url).netloc
        counts[host] = counts.get(host, 0) + 1
        turns.append((counts[host], url))
    return [url for _, url in sorted(turns)]


def kept(facts: Facts, url: str, days: int) -> tuple[Answer, int] | None:
    """Return an answer of the last days with its time, ``None`` without one."""
    stored = facts.get(KIND, url)
    if not isinstance(stored, dict) or not 0 <= time.time() - stored["when"] < days * DAY:
        return None
    answer = Answer(str(stored["state"]), str(stored["text"]), str(stored["to"]))
    return answer, int(stored["when"])


def told(view: View, place: tuple[str, int, str], answer: Answer, when: int) -> Iterator[Finding]:
    """Say of one place what the answer was, if that is worth saying."""
    path, line, url = place
    if answer.state == "works":
        return
    day = datetime.datetime.fromtimestamp(when, datetime.UTC).date()
    section = view.documents[path].section_at(line)
    rule, message, hint = {
        "gone": (EXTERNAL, f"`{url}` leads nowhere: {answer.text}", "link to where it is now"),
        "moved": (EXTERNAL_MOVED, f"`{url}` is `{answer.to}` now", f"write `{answer.to}`"),
    }.get(answer.state, (EXTERNAL_UNSURE, f"`{url}` could not be asked: {answer.text}", ""))
    yield rule.at(
        Location(path, line),
        message,
        section=section.anchor if section else "",
        hint=hint,
        evidence=(
            ("target", url),
            ("quoted", view.quote(path, line)),
            ("asked", day.isoformat()),
        ),
    )
