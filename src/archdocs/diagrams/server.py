"""A process that has the ``diagrams`` library loaded and forks a confined child per script.

Started once per batch through :mod:`archdocs.system`; reads one JSON request from standard
input and writes one JSON answer. Almost all of a script's cost is starting Python and
importing, which so is paid once. The server runs no script itself.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import re
import selectors
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archdocs.diagrams import capture
from archdocs.system import jail

__all__ = ["main"]

IMPORTS = re.compile(rb"^\s*(?:from|import)\s+(diagrams(?:\.[a-z0-9_]+)*)", re.MULTILINE)
#: Bytes of one script's answer, and of all of a batch, which the parent holds in memory.
LARGEST_ANSWER, LARGEST_BATCH = 16 << 20, 256 << 20
LARGEST_SCRIPT = 1 << 20


@dataclass
class Child:
    """A script being run: its process, the pipe its answer comes through, its deadline."""

    script: str
    pid: int
    pipe: int
    deadline: float
    data: bytearray = field(default_factory=bytearray)
    ended_by: str = ""

    def end(self, reason: str) -> None:
        """Kill it and its group; what it said no longer counts."""
        self.ended_by = reason
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def preload(root: Path, scripts: list[str]) -> None:
    """Import the parts of ``diagrams`` that the scripts name, before any child is forked."""
    names = {"diagrams", "diagrams.custom", "archdocs.bind"}
    for script in scripts:
        with contextlib.suppress(OSError), (root / script).open("rb") as file:
            names |= {name.decode() for name in IMPORTS.findall(file.read(LARGEST_SCRIPT))}
    for name in sorted(names):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def readable(root: Path) -> tuple[Path, ...]:
    """Return what of the project a script may read: nothing hidden, no link, not git's."""
    return tuple(
        root / entry.name
        for entry in os.scandir(root)
        if not entry.name.startswith(".") and not entry.is_symlink()
    )


def start(request: dict[str, Any], script: str, scratch: Path, ready: Ready) -> Child:
    """Fork a child for one script."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        status = 1
        try:
            os.setpgid(0, 0)
            os.chdir(scratch)
            be_child(request, script, theirs, ready)
            status = 0
        finally:
            os._exit(status)
    os.close(theirs)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpgid(pid, pid)
    return Child(script, pid, ours, time.monotonic() + request["timeout"])


@dataclass(frozen=True)
class Ready:
    """What every child needs, made before the first: what confines it, and who listens to it."""

    policy: dict[str, Any]
    prepared: int
    recorder: capture.Recorder
    inputs: capture.Inputs

    @classmethod
    def of(cls, request: dict[str, Any]) -> Ready:
        """Make it for a request."""
        policy = {
            "read": [str(path) for path in readable(Path(request["root"]))],
            "processes": False,
            "execute": False,
            "memory_mib": request["memory"],
            "cpu_seconds": request["timeout"] + 1,
            "file_mib": 1,
            "open_files": 64,
        }
        prepared = jail.prepare(policy) if request["confined"] else -1
        recorder = capture.Recorder()
        recorder.attach()
        return cls(policy, prepared, recorder, capture.Inputs(Path(request["root"])))


def be_child(request: dict[str, Any], script: str, pipe: int, ready: Ready) -> None:
    """Close everything else, be confined, run the script, answer."""
    root = Path(request["root"])
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.dup2(pipe, 3)
    kept = max(ready.prepared, 4)
    os.closerange(4, kept)
    os.closerange(kept + (ready.prepared == kept), 1 << 20)
    state = jail.enter(ready.policy, ready.prepared) if request["confined"] else {}
    answer(3, state)
    result = capture.run_script(root / script, ready.recorder, ready.inputs)
    try:
        answer(3, result)
    except (TypeError, ValueError, RecursionError) as error:
        message = f"the diagram holds something that is no text: {error}"
        answer(3, {"outcome": "failed", "line": 0, "message": message[:500], "diagrams": []})


def answer(pipe: int, value: Any) -> None:
    """Write one line of JSON."""
    data = json.dumps(value, default=str).encode() + b"\n"
    while data:
        data = data[os.write(pipe, data) :]


def serve(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Run every script of the request, a few at a time, and yield what each came to."""
    waiting = list(request["scripts"])
    running: dict[int, Child] = {}
    scratch = Path(request["scratch"])
    shared = Ready.of(request)
    gc.collect()
    gc.freeze()
    left = LARGEST_BATCH
    until = time.monotonic() + request["total"]
    with selectors.DefaultSelector() as selector:
        while waiting or running:
            if waiting and time.monotonic() > until:
                yield from (not_begun(script) for script in waiting)
                waiting.clear()
            while waiting and len(running) < request["jobs"]:
                child = start(request, waiting.pop(0), scratch, shared)
                running[child.pipe] = child
                selector.register(child.pipe, selectors.EVENT_READ)
            nearest = min((child.deadline for child in running.values()), default=0.0)
            ready = selector.select(max(0.0, nearest - time.monotonic()))
            for key, _ in ready:
                child = running[key.fd]
                if not receive(child, left):
                    left -= len(child.data)
                    selector.unregister(child.pipe)
                    del running[child.pipe]
                    yield collect(child)
            for child in running.values():
                if time.monotonic() > child.deadline and not child.ended_by:
                    child.end("timeout")
                    child.deadline += 60  # the pipe closes now; don't spin until it has


def not_begun(script: str) -> dict[str, Any]:
    """Make the answer for a script whose turn did not come within the time of all."""
    return {"script": script, "ended_by": "total", "signal": 0, "state": "", "result": ""}


def receive(child: Child, left: int) -> bool:
    """Take what the child has written, at most ``left`` bytes; say whether there may be more."""
    data = os.read(child.pipe, 1 << 16)
    child.data += data
    if len(child.data) > min(LARGEST_ANSWER, left):
        child.end("output")
        return False
    return bool(data)


def collect(child: Child) -> dict[str, Any]:
    """End a child whose pipe has closed and make its part of the answer."""
    os.close(child.pipe)
    lines = [] if child.ended_by else bytes(child.data).split(b"\n")
    answered = len(lines) == 3
    status, seconds = wait(child, patience=0.0 if answered else 1.0)
    if not answered and not child.ended_by:
        child.ended_by = "timeout" if seconds > 1 else "signal"
    return {
        "script": child.script,
        "ended_by": child.ended_by,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "state": lines[0].decode("utf-8", "replace") if lines else "",
        "result": lines[1].decode("utf-8", "replace") if answered else "",
    }


def wait(child: Child, patience: float) -> tuple[int, float]:
    """Return a child's status and CPU seconds, killing it after ``patience`` seconds."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            return status, usage.ru_utime + usage.ru_stime
        time.sleep(0.005)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    _, status, usage = os.wait4(child.pid, 0)
    return status, usage.ru_utime + usage.ru_stime


def main() -> None:
    """Answer the request on standard input."""
    request = json.load(sys.stdin)
    sys.dont_write_bytecode = True
    preload(Path(request["root"]), request["scripts"])
    for part in serve(request):
        answer(1, part)


if __name__ == "__main__":
    main()
