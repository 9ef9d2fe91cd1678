"""The program of :class:`archdocs.system.warm.Warm`: import once, fork a confined child per call.

Reads a JSON line for each call from standard input and answers with one on standard output.
The server itself runs nothing but imports; a child confines itself before it does anything.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import runpy
import select
import signal
import sys
import tempfile
import traceback
from typing import Any

from archdocs.system import jail
from archdocs.system.compiled import of_this_process

__all__ = ["main"]


def preload(names: list[str]) -> None:
    """Import modules, as far as they are there, for all children.

    A name such as ``module:function=word`` also calls the function with the word.
    """
    # What modules are made of stays; looking for garbage among it takes a fifth of the time.
    gc.disable()
    for name in names:
        module, _, call = name.partition(":")
        function, _, word = call.partition("=")
        # Whatever a module raises when it is imported, it raises again where it is needed; what
        # it prints would be taken for an answer.
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            loaded = importlib.import_module(module)
            if function:
                getattr(loaded, function)(word)
    gc.freeze()
    gc.enable()


def call(request: dict[str, Any]) -> dict[str, Any]:
    """Run one module in a child and say how it ended."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            status = be_child(request)
        finally:
            os._exit(status)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpgid(pid, pid)
    handle = os.pidfd_open(pid)
    try:
        ended, _, _ = select.select([handle], [], [], request["timeout"])
    finally:
        os.close(handle)
        # Also what it left running, whose group is its own.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return {"status": os.waitstatus_to_exitcode(status), "timed_out": not ended}


def be_child(request: dict[str, Any]) -> int:
    """Become the process that was asked for: its streams, its folder, its limits."""
    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for name, stream in (("output", 1), ("errors", 2)):
        handle = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, stream)
    report = os.open(request["report"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(report, 3)
    os.closerange(4, 1 << 16)
    os.environ.clear()
    os.environ.update(request["env"])
    tempfile.tempdir = None
    os.chdir(request["cwd"])
    done = jail.enter(request["policy"]) if request["confined"] else {}
    os.write(3, json.dumps(done).encode())
    os.close(3)
    sys.argv = [request["module"], *request["arguments"]]
    try:
        runpy.run_module(request["module"], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the module's own faults are its output
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def main() -> None:
    """Answer calls until standard input ends."""
    sys.dont_write_bytecode = True
    of_this_process.install()
    # Whoever asked may be killed; nobody would wait for the answer.
    jail.libc.prctl(jail.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    preload(sys.argv[1:])
    for line in sys.stdin:
        print(json.dumps(call(json.loads(line))), flush=True)  # noqa: T201 - the answer
    # Nothing is left to tidy up, and much to take apart.
    os._exit(0)


if __name__ == "__main__":
    main()
