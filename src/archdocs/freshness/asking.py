"""Ask hosts whether addresses lead anywhere: Sphinx's linkcheck in a confined child."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archdocs.errors import EnvironmentFault
from archdocs.settings import ExternalSettings
from archdocs.system import sandbox
from archdocs.system.policy import Limits, Policy
from archdocs.system.process import TimedOut
from archdocs.system.scratch import fresh

__all__ = ["Answer", "ask"]

EXTENSION = "archdocs.sphinxext.outside"
WORKERS = 8
#: Seconds that starting Sphinx may take, beside the time for asking, and that a host which says
#: "too many requests" and not for how long is left alone.
START = 60
HOLD = 60
LARGEST = 64 << 20
#: What says how to get out to the web from here.
WAY_OUT = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
CERTIFICATES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
STATUS = re.compile(r"(\d{3}) (?:Client|Server) Error")
UNKNOWN_HOST = re.compile(r"NameResolutionError|Failed to resolve|Name or service not known", re.I)
#: What the child says of addresses that it may not ask.
INSIDE = "it leads into a private network"
GONE = frozenset({404, 410})
FOR_GOOD = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said: ``state`` is ``works``, ``gone``, ``moved`` or ``unsure``.

    ``text`` says why, and ``to`` is the new address of what moved.
    """

    state: str
    text: str = ""
    to: str = ""


def ask(addresses: Sequence[str], settings: ExternalSettings) -> dict[str, Answer]:
    """Return the answer for each address; one that there was no time for is unsure.

    Raises :class:`EnvironmentFault` when the child fails.
    """
    with fresh("archdocs-links-") as folder:
        source, out = folder / "source", folder / "out"
        source.mkdir()
        out.mkdir()
        (source / "index.rst").write_text("Links\n=====\n", "utf-8")
        around = surroundings()
        manners = {
            "pause": settings.pause / 1000,
            "limit": settings.limit,
            "longest": settings.timeout + 1,
            "private": settings.private,
        }
        order = {"addresses": list(addresses), "manners": manners}
        (source / "order.json").write_text(json.dumps(order), "utf-8")
        policy = Policy(
            read=tuple(Path(around[name]) for name in CERTIFICATES if name in around),
            write=(out,),
            network=True,
            execute=False,
            limits=Limits(seconds=settings.limit + settings.timeout + HOLD + START),
        )
        late, said = None, ""
        try:
            done, _ = sandbox.run(argv(settings, folder), policy, cwd=source, env=around)
            said = done.error_text.strip().split("\n")[-1]
        except TimedOut as error:
            late = error
        rows = list(rows_of(out / "output.json"))
    if late and not rows:
        raise EnvironmentFault("asking about links took too long", hint=MORE) from late
    if not rows:
        raise EnvironmentFault(f"links could not be asked for: {said or 'Sphinx ended early'}")
    return read_answers(addresses, rows)


MORE = "give it more time (external.limit), or leave hosts out (external.ignore)"


def argv(settings: ExternalSettings, folder: Path) -> list[str]:
    """Return the call of Sphinx, without any ``conf.py``."""
    options = {
        "extensions": EXTENSION,
        "archdocs_external": str(folder / "source" / "order.json"),
        "linkcheck_timeout": settings.timeout,
        "linkcheck_workers": WORKERS,
        "linkcheck_anchors": 0,
        "linkcheck_rate_limit_timeout": min(HOLD, settings.limit),
        "user_agent": "archdocs check --external (Sphinx linkcheck)",
    }
    words = [word for key, value in options.items() for word in ("-D", f"{key}={value}")]
    places = [str(folder / "source"), str(folder / "out")]
    return ["-m", "sphinx", "-b", "linkcheck", "-C", "-q", "-E", *words, *places]


def surroundings() -> dict[str, str]:
    """Return what the child must know to get out: proxies and certificates."""
    wanted = (*WAY_OUT, *(name.lower() for name in WAY_OUT), *CERTIFICATES)
    return {name: os.environ[name] for name in wanted if os.environ.get(name)}


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what linkcheck wrote; lines that are none are left out."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST)
    except OSError:
        return
    for line in data.decode("utf-8", "replace").split("\n"):
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            yield row


def read_answers(addresses: Sequence[str], rows: Sequence[dict[str, Any]]) -> dict[str, Answer]:
    """Read the rows; that a host has no address counts only where others have one."""
    online = any(
        row.get("status") in ("working", "redirected") or STATUS.match(str(row.get("info")))
        for row in rows
    )
    found = dict.fromkeys(addresses, Answer("unsure", "it was not asked"))
    for row in rows:
        number = row.get("lineno")
        if isinstance(number, int) and 0 < number <= len(addresses):
            found[addresses[number - 1]] = read_answer(row, online=online)
    return found


def read_answer(row: dict[str, Any], *, online: bool) -> Answer:
    """Read one row."""
    status, info = str(row.get("status")), " ".join(str(row.get("info", "")).split())
    if status == "working":
        return Answer("works")
    if status == "redirected":
        moved = row.get("code") in FOR_GOOD
        return Answer("moved", f"{row.get('code')}", info) if moved else Answer("works")
    told = STATUS.match(info)
    if told:
        text = info.partition(" for url")[0].replace(" Client Error:", "")
        return Answer("gone" if int(told[1]) in GONE else "unsure", f"the host answers {text}")
    if UNKNOWN_HOST.search(info):
        text = "there is no such host" if online else "no host could be found from here"
        return Answer("gone" if online else "unsure", text)
    return Answer("unsure", reason(status, info))


def reason(status: str, info: str) -> str:
    """Say in a few words why there was no answer."""
    if INSIDE in info:
        return INSIDE
    if "Read timed out" in info or "ConnectTimeout" in info or "connect timeout" in info:
        return "the host did not answer in time"
    if "Connection refused" in info:
        return "the host refuses connections"
    if "CERTIFICATE_VERIFY_FAILED" in info:
        return "the host's certificate is not trusted here"
    return info[:160] or status
