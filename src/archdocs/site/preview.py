"""Preview the working tree: build, watch, build again, tell the pages. The verb ``serve``.

The files on disk are read where they are, by a confined child that keeps Sphinx's state
between builds, so that a change costs what it touches.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn
import watchfiles

from archdocs.errors import ArchdocsError, EnvironmentFault
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.records.catalog import record_folders
from archdocs.site.preview_app import State, application, listen
from archdocs.site.preview_build import Builder
from archdocs.system import locks, process
from archdocs.system.cache import digest
from archdocs.system.scratch import claimed
from archdocs.system.tree import SITE_MARKER

__all__ = ["Builder", "serve"]

Say = Callable[[str], None]
#: Folders whose changes are no changes of the documents.
IGNORED = frozenset({".git", ".archdocs", ".venv", "node_modules", "__pycache__", "_build"})


@contextlib.contextmanager
def private_folder(project: Project) -> Iterator[Path]:
    """Hold a folder that keeps the state of this project's preview, or else a fresh one.

    A second preview of the same project must not share the first one's.
    """
    folder = project.cache.folder / "preview" / digest(str(project.root))[:32]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        with locks.held(folder.with_suffix(".lock"), timeout=0):
            yield folder.resolve()
    except locks.LockTimeout:
        with claimed("archdocs-preview-") as private:
            yield private
    except OSError as error:
        raise EnvironmentFault(f"cannot write {folder}: {error.strerror or error}") from error


def watched(project: Project, docs: str) -> tuple[Path, ...]:
    """Return the folders whose changes matter: documents, records, diagrams, templates."""
    settings = project.settings
    names = (
        docs,
        settings.diagrams.folder,
        settings.project.templates,
    )
    found = (*(project.root / name for name in names), *record_folders(project))
    return tuple(dict.fromkeys(path for path in found if path.is_dir()))


def matters(project: Project, path: str) -> bool:
    """Say whether a change of this path is one of the documents, and not of our own output."""
    place = Path(path)
    if not place.is_relative_to(project.root):
        return False
    relative = place.relative_to(project.root)
    if IGNORED.intersection(relative.parts) or relative.name.endswith((".tmp", "~", ".swp")):
        return False
    return not any((parent / SITE_MARKER).exists() for parent in place.parents)


def serve(
    project: Project, *, host: str, port: int, ready: Callable[[str], None], progress: Say
) -> None:
    """Serve the preview until interrupted; ``ready`` is told the address once it answers.

    Raises :class:`UsageError` when the project has no documentation and
    :class:`EnvironmentFault` when the port can't be had.
    """
    with private_folder(project) as folder, contextlib.closing(listen(host, port)) as opened:
        builder = Builder(project, folder)
        asyncio.run(Session(builder, opened, host, progress).run(ready))


class QuietServer(uvicorn.Server):
    """uvicorn without its own signal handlers: the session ends it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the session."""
        yield


class Session:
    """A running preview: the server, the watcher and the builds between them."""

    def __init__(self, builder: Builder, opened: socket.socket, host: str, progress: Say) -> None:
        self.builder = builder
        self.opened = opened
        self.progress = progress
        self.host = host
        self.port = int(opened.getsockname()[1])
        self.state = State(builder.html)
        app = application(self.state, host, self.port)
        config = uvicorn.Config(
            app,
            log_level="error",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
            access_log=False,
        )
        self.server = QuietServer(config)
        self.state.stopping = lambda: self.server.should_exit
        self.stop = asyncio.Event()

    async def run(self, ready: Callable[[str], None]) -> None:
        """Serve until SIGINT or SIGTERM, then end the children and every connection."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.end)
        serving = asyncio.create_task(self.server.serve(sockets=[self.opened]))
        watching = asyncio.create_task(self.watch())
        while not self.server.started and not serving.done():
            await asyncio.sleep(0.01)
        shown = f"[{self.host}]" if ":" in self.host else self.host
        ready(f"http://{shown}:{self.port}/")
        await serving
        self.end()
        await watching

    def end(self) -> None:
        """Ask everything to end."""
        self.server.should_exit = True
        self.stop.set()
        process.end_children()

    async def watch(self) -> None:
        """Build now, and again after each change."""
        project = self.builder.project
        folders = watched(project, self.builder.docs)
        queue: asyncio.Queue[None] = asyncio.Queue(1)
        deep = asyncio.create_task(self.changes(queue, folders, recursive=True))
        flat = asyncio.create_task(self.changes(queue, (project.root,), recursive=False))
        stopped = asyncio.create_task(self.stop.wait())
        # The watchers start first: what is written during the first build counts.
        await asyncio.sleep(0)
        await self.rebuild()
        while not self.stop.is_set():
            change = asyncio.create_task(queue.get())
            await asyncio.wait((change, stopped), return_when=asyncio.FIRST_COMPLETED)
            change.cancel()
            if not self.stop.is_set():
                await self.rebuild()
        await asyncio.gather(deep, flat, stopped)

    async def changes(
        self, queue: asyncio.Queue[None], folders: tuple[Path, ...], *, recursive: bool
    ) -> None:
        """Put a mark into the queue for each change that matters."""
        project = self.builder.project
        async for _ in watchfiles.awatch(
            *folders,
            watch_filter=lambda _, path: matters(project, path),
            recursive=recursive,
            stop_event=self.stop,
            debounce=200,
            step=50,
        ):
            if queue.empty():
                queue.put_nowait(None)

    async def rebuild(self) -> None:
        """Build in a thread, so that pages are served meanwhile, and tell what came of it."""
        self.state.building = True
        try:
            fault = await asyncio.to_thread(self.builder.build)
            lines = fault_lines(fault)
        except ArchdocsError as error:
            lines = [error.message, error.hint]
        self.state.fault = [line for line in lines if line]
        self.state.generation += 1
        self.state.building = False
        if not self.stop.is_set():
            self.progress("; ".join(self.state.fault) or "built")


def fault_lines(fault: Finding | None) -> list[str]:
    """Return a finding as lines for the overlay."""
    if fault is None:
        return []
    return [f"{fault.location}: {fault.code}", fault.message, fault.hint]
