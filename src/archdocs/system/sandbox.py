"""Start a confined child, and say what really confines it.

The child enters :mod:`archdocs.system.jail` before anything else, then becomes the module
or program asked for. How far a machine can confine differs; ``auto`` does what it can and
tells, ``strict`` refuses unless an attempt to escape fails as it should.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archdocs.errors import EnvironmentFault
from archdocs.system import bubblewrap, process, scratch
from archdocs.system.policy import Enforced, Limits, Mode, Policy
from archdocs.system.process import Completed
from archdocs.system.warm import Warm

__all__ = [
    "Enforced", "Limits", "Mode", "Policy", "environment", "probe", "require", "run",
    "serve", "source_paths",
]  # fmt: skip

JAIL = Path(__file__).with_name("jail.py")
#: What is read back of each output stream (bytes); the end is kept.
LARGEST_OUTPUT = 4 << 20
#: Files that the child writes before and while it runs: what confines it, and its output.
STREAMS = ("report", "output", "errors")
USUAL = Policy()


def read_report(data: bytes, mode: Mode) -> Enforced:
    """Read what the jail wrote of what is in force.

    A child that nothing keeps from its report may have written it anew, so it is believed in
    nothing but that.
    """
    try:
        report = json.loads(data)
        return enforced(report, mode)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Enforced(mode, missing=("the child ended before it was confined",))


def enforced(report: Mapping[str, Any], mode: Mode) -> Enforced:
    """Make the value from the jail's own report."""
    return Enforced(
        mode,
        int(report.get("landlock", 0)),
        bool(report.get("seccomp")),
        bool(report.get("limits")),
        missing=tuple(map(str, report.get("missing", ()))),
    )


def source_paths() -> tuple[Path, ...]:
    """Return where this archdocs itself is read from, for an installation in place."""
    return (Path(__file__).resolve().parents[2],)


def environment(scratch: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a confined child's environment: no secrets, and a home that is empty."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ") if name in os.environ}
    if "PATH" in os.environ:
        kept["PATH"] = process.search_path()
    own = {"HOME": str(scratch), "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"}
    # git ends with an error where the machine's configuration is there and can't be read.
    git = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    return {**kept, **own, **git, **(extra or {})}


def run(
    argv: Sequence[str],
    policy: Policy = USUAL,
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    warm: Warm | None = None,
) -> tuple[Completed, Enforced]:
    """Run a Python module (``["-m", "sphinx", …]``) or a program, confined, and wait for it.

    The child also reads ``cwd`` and has a private scratch folder that is its ``HOME`` and
    ``TMPDIR``. Changing modes, owners and times of files seems to work and does nothing.
    ``env`` is added to a minimal environment. Whatever the child leaves running is ended. Of
    each output stream the last 4 MiB come back. With ``warm``, the child is forked from that
    process and is a module of this Python; it has no ``stdin``.

    Raises :class:`archdocs.system.process.TimedOut`, and :class:`EnvironmentFault` when the
    policy's mode is ``strict`` and this machine can't confine.
    """
    if policy.mode == "strict":
        require()
    with scratch.fresh(within=warm.cwd) if warm else scratch.claimed() as private:
        (private / "scratch").mkdir()
        child = Child(argv, cwd, environment(private / "scratch", env), policy, private)
        try:
            done = child.start(stdin) if warm is None else child.fork(warm)
        finally:
            state = read_report(tail(private / "report"), policy.mode)
        state = replace(state, bubblewrap=child.walled)
        said = tail(private / "errors") + done.stderr
        completed = Completed(done.status, tail(private / "output"), said)
    if policy.mode == "strict" and not state.complete:
        raise refusal(state)
    return completed, state


@dataclass(slots=True)
class Child:
    """A child to be: what it becomes, where, and the folder for its streams and scratch.

    ``walled`` is whether it was started behind bubblewrap.
    """

    argv: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    policy: Policy
    private: Path
    walled: bool = False

    def rules(self) -> dict[str, Any]:
        """Return the policy as the jail reads it."""
        policy, limits = self.policy, self.policy.limits
        written = (self.private / "scratch", *policy.write)
        return {
            "read": [str(path.resolve()) for path in (*source_paths(), self.cwd, *policy.read)],
            "write": [str(path.resolve()) for path in written],
            "network": policy.network,
            "processes": policy.processes,
            "execute": policy.execute,
            "memory_mib": limits.memory_mib,
            "cpu_seconds": limits.cpu_seconds,
            "file_mib": limits.file_mib,
        }

    def order(self) -> dict[str, Any]:
        """Return what is said to the jail beside the rules."""
        streams = {key: str(self.private / key) for key in STREAMS}
        return {"confined": self.policy.mode != "off", **streams}

    def start(self, stdin: bytes) -> Completed:
        """Start a new process and wait for it; where the wall can't be built, without."""
        given = json.dumps({**self.rules(), **self.order()})
        words = [sys.executable, "-s", "-P", str(JAIL), given, *self.argv]
        seconds = self.policy.limits.seconds
        around = bubblewrap.wrapped(words, self.policy, cwd=self.cwd, scratch=(self.private,))
        self.walled = around is not None
        if around is not None:
            done = process.run(around, cwd=self.cwd, env=self.env, stdin=stdin, timeout=seconds)
            end_survivors(done.group)
            if (self.private / "report").exists():
                # bubblewrap tells a signal as a shell does.
                status = 128 - done.status if 128 < done.status < 160 else done.status
                return Completed(status, done.stdout, done.stderr)
            self.walled = False
        done = process.run(words, cwd=self.cwd, env=self.env, stdin=stdin, timeout=seconds)
        end_survivors(done.group)
        return done

    def fork(self, warm: Warm) -> Completed:
        """Have a process that has the modules already fork the child, and wait for it."""
        request = {
            **self.order(),
            "policy": self.rules(),
            "module": self.argv[1],
            "arguments": list(self.argv[2:]),
            "cwd": str(self.cwd),
            "env": dict(self.env),
        }
        try:
            return Completed(warm.call(request, self.policy.limits.seconds), b"", b"")
        finally:
            self.walled = warm.walled


def serve(
    words: Sequence[str], policy: Policy, *, scratch: Path, stdin: bytes
) -> tuple[Completed, bool]:
    """Run a process of our own that confines what it forks, and wait for it.

    It stands behind the wall where there is one, which the second part of the result says.
    It reads what the policy says and writes ``scratch``, where it also starts.
    """
    env = environment(scratch, {"PYTHONHASHSEED": "0"})
    seconds = policy.limits.seconds
    around = bubblewrap.wrapped(words, policy, cwd=scratch, scratch=(scratch,))
    if around is not None:
        done = process.run(around, cwd=scratch, env=env, stdin=stdin, timeout=seconds)
        if done.status == 0 or done.stdout:
            return done, True
    return process.run(words, cwd=scratch, env=env, stdin=stdin, timeout=seconds), False


def tail(path: Path) -> bytes:
    """Return the end of a file, empty when it isn't there, or isn't one."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - LARGEST_OUTPUT))
            return file.read()
    except OSError:
        return b""


def end_survivors(leader: int) -> None:
    """Kill what is left of the child's process group, which its children can't leave."""
    if leader > 1:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


@functools.cache
def probe() -> Enforced:
    """Try to escape from a confined child, once per process, and say what happened.

    The child tries to read a file outside, to write one, to change one's mode, to open
    sockets, to see and signal its parent, to run a program and to have a child.
    """
    with tempfile.TemporaryDirectory(prefix="archdocs-probe-") as name:
        folder = Path(name)
        inside, outside = folder / "in", folder / "out"
        inside.mkdir()
        outside.mkdir()
        (outside / "secret").write_bytes(b"secret")
        (outside / "secret").chmod(0o640)
        done, state = run(
            ["-m", "archdocs.system.probe", str(outside), str(os.getpid())],
            Policy(
                processes=False,
                execute=False,
                limits=Limits(memory_mib=512, cpu_seconds=10, seconds=30),
            ),
            cwd=inside,
        )
        leaks = done.text.split("\n") if done.status == 0 else ["the probe itself failed"]
        if (outside / "secret").stat().st_mode & 0o777 != 0o640:
            leaks.append("changed the mode of a file outside")
        if (outside / "written").exists():
            leaks.append("wrote a file outside")
    return replace(state, leaks=tuple(leak for leak in leaks if leak))


def require() -> Enforced:
    """Return what :func:`probe` found.

    Raises :class:`EnvironmentFault` when this machine can't confine.
    """
    found = probe()
    if not found.complete:
        raise refusal(found)
    return found


def refusal(found: Enforced) -> EnvironmentFault:
    """Make the error for a machine that can't confine."""
    return EnvironmentFault(
        f"this machine can't confine what it runs: {found.describe()}",
        hint="use a kernel with Landlock and seccomp, or --sandbox=auto for sources you trust",
    )
