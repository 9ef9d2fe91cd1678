"""The preview's web server: files of one folder, and a stream that says when they changed.

Only the person at this machine may read it: the ``Host`` must be one this server has, which
ends DNS rebinding, and a request that another site's page makes is refused. Only GET and
HEAD, only regular files inside the folder.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import mimetypes
import re
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from archdocs.errors import EnvironmentFault

__all__ = ["State", "application", "host_allowed", "listen"]

PREFIX = "/__archdocs__"
ASSETS = Path(__file__).parent / "assets"
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
}
#: Seconds between looks at whether something happened.
TICK = 0.2


@dataclass(slots=True)
class State:
    """What the preview shows: the folder of pages, how often it was built, what is wrong.

    ``fault`` is empty, or the lines for the overlay. ``stopping`` says whether the server is
    to end.
    """

    folder: Path
    generation: int = 0
    building: bool = False
    fault: list[str] = field(default_factory=list)
    stopping: Callable[[], bool] = lambda: False

    def message(self) -> str:
        """Return what a page is told: the generation, and what is wrong."""
        return json.dumps(
            {"generation": self.generation, "building": self.building, "fault": self.fault}
        )


def host_allowed(header: str, host: str, port: int) -> bool:
    """Say whether a ``Host`` header names this server, bound to ``host`` and ``port``.

    A name can be made to lead here from elsewhere (DNS rebinding), a numeric address can't:
    so numeric addresses pass where the server listens on more than this machine.
    """
    name, colon, number = header.rpartition(":")
    if not colon or not re.fullmatch(r"[0-9]{1,5}", number):
        name, number = header, "80"
    if int(number) != port:
        return False
    name = name.strip("[]").lower()
    if name in ("localhost", host.strip("[]").lower()):
        return True
    try:
        address = ipaddress.ip_address(name)
        bound = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_loopback or not bound.is_loopback


def listen(host: str, port: int) -> socket.socket:
    """Open the port, 0 for any free one.

    Raises :class:`EnvironmentFault` when it can't be had.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except OSError as error:
        raise EnvironmentFault(
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            hint="choose another --port; 0 takes any that is free",
        ) from error
    return opened


class Guard:
    """Refuses requests that are not from this machine's user, before anything else."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self.app = app
        self.host = host
        self.port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope)
        problem = self.problem(request)
        if problem:
            status, text = problem
            refusal = Response(text, status, HEADERS, media_type="text/plain")
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def problem(self, request: Request) -> tuple[int, str] | None:
        """Return the status and reason to refuse a request with, or ``None``."""
        if request.method not in ("GET", "HEAD"):
            return 405, "only GET\n"
        header = request.headers.get("host", "")
        if not host_allowed(header, self.host, self.port):
            return 403, "unknown host\n"
        origin = request.headers.get("origin")
        if origin is not None and origin != f"http://{header}":
            return 403, "foreign origin\n"
        site = request.headers.get("sec-fetch-site", "none")
        followed = request.headers.get("sec-fetch-mode") == "navigate"
        if site not in ("none", "same-origin") and not followed:
            return 403, "foreign site\n"
        return None


def application(state: State, host: str, port: int) -> ASGIApp:
    """Return the server of a preview."""

    async def events(request: Request) -> Response:
        return StreamingResponse(
            stream(state, request), media_type="text/event-stream", headers=HEADERS
        )

    async def asset(request: Request) -> Response:
        path = ASSETS / request.path_params["name"]
        if path.name not in ("preview.js", "preview.css"):
            return Response("no such file\n", 404, HEADERS)
        return FileResponse(path, headers=HEADERS)

    async def page(request: Request) -> Response:
        return serve_path(state, request.path_params["path"])

    routes = [
        Route(f"{PREFIX}/events", events),
        Route(f"{PREFIX}/{{name}}", asset),
        Route("/{path:path}", page),
    ]
    return Guard(Starlette(routes=routes), host, port)


async def stream(state: State, request: Request) -> AsyncIterator[str]:
    """Send the state now and whenever it changes, until the reader or the server goes."""
    sent = ""
    while not state.stopping():
        message = state.message()
        if message != sent:
            sent = message
            yield f"data: {message}\n\n"
        if await request.is_disconnected():
            return
        await asyncio.sleep(TICK)


def serve_path(state: State, path: str) -> Response:
    """Answer with a file of the folder; a page gets the script that reloads it."""
    found = resolve(state.folder, path)
    if found is None:
        return html_response(state, waiting(state), 404 if state.generation else 503)
    if found.is_dir():
        if path and not path.endswith("/"):
            return RedirectResponse(f"/{path}/", headers=HEADERS)
        found = resolve(state.folder, f"{path}index.html")
        if found is None:
            return html_response(state, waiting(state), 404 if state.generation else 503)
    if found.suffix == ".html":
        return html_response(state, found.read_bytes(), 200)
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return FileResponse(found, headers=HEADERS, media_type=kind)


def resolve(folder: Path, path: str) -> Path | None:
    """Return the file or folder a request means, if it is inside; links out are not there."""
    if "\0" in path or "\\" in path or ".." in path.split("/"):
        return None
    top = folder.resolve()
    try:
        found = (top / path).resolve()
        there = found.is_file() or found.is_dir()
    except (OSError, RuntimeError, ValueError):
        return None
    return found if there and found.is_relative_to(top) else None


def html_response(state: State, page: bytes, status: int) -> Response:
    """Return a page with the script and style of the preview in its head."""
    added = (
        f'<link rel="stylesheet" href="{PREFIX}/preview.css">'
        f'<script src="{PREFIX}/preview.js?{state.generation}" defer></script>'
    ).encode()
    head, end, rest = page.partition(b"</head>")
    body = head + added + end + rest if end else added + page
    return Response(body, status, HEADERS, media_type="text/html")


def waiting(state: State) -> bytes:
    """Return a page for an address without one: while the first build runs, or for good."""
    text = "There is no such page." if state.generation else "The documentation is being built."
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<title>archdocs preview</title></head><body>"
        f'<main><p>{text}</p><p><a href="/">Start</a></p></main></body></html>'
    ).encode()
