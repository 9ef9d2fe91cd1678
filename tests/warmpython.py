"""Run modules as ``python -m`` does, in processes forked from one that has imported them already.

Importing Sphinx, a theme and all of archdocs takes longer than what most calls under test do
with them. Each call is still a process of its own, with its own folder, environment, streams
and end, and leaves nothing behind in the next one.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coverage

__all__ = ["COUNTING", "WARM", "Ended", "python"]

#: Packages of which all is imported, and what a page of most projects needs besides.
WHOLE = ("archdocs",)
PAGES = (
    "sphinx.application",
    "sphinx.cmd.build",
    "sphinx.builders.html",
    "sphinx.environment.adapters.toctree",
    "sphinx.ext.mathjax",
    "sphinx.search",
    "docutils.parsers.rst.directives.admonitions",
    "myst_parser.sphinx_ext.main",
    "pydata_sphinx_theme",
    "sphinx_design",
)
#: Variables with these names are read while an interpreter starts, which a fork no longer does.
EARLY = ("PYTHON", "LC_", "LANG", "LD_")
#: The variable that has a process count the lines it runs, set where a process shall.
COUNTING = "COVERAGE_PROCESS_CONFIG"


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    returncode: int
    stdout: str
    stderr: str


class Warm:
    """One process that answers requests, each with a fork; started with the first."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.early: dict[str, str] = {}
        self.counting: dict[str, str] = {}

    def suits(self, env: Mapping[str, str]) -> bool:
        """Whether a fork of it would be as a process started with ``env``."""
        return self.process is None or self.early == early(env)

    def ask(self, request: Mapping[str, Any]) -> int:
        """Have a fork do what is asked for; return its exit status."""
        if self.process is None:
            self.early = early(os.environ)
            words = [sys.executable, __file__]
            self.process = subprocess.Popen(
                words,
                env={**os.environ, **self.counting},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            return int(self.process.stdout.readline())
        except BaseException:
            # The answer would be taken for the next one's.
            self.end()
            raise

    def end(self) -> None:
        """End it; a fork that runs ends too."""
        if self.process is not None:
            process, self.process = self.process, None
            process.kill()
            process.communicate()


WARM = Warm()
atexit.register(WARM.end)


def early(env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that only a start reads."""
    return {name: value for name, value in env.items() if name.startswith(EARLY)}


def python(
    module: str,
    *words: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    strict: bool = False,
) -> Ended:
    """Run ``python -m module words``; ``strict`` makes deprecations in archdocs errors.

    A second call at the same time, or one in another environment, starts an interpreter anew.
    """
    given = dict(os.environ if env is None else env)
    if not WARM.suits(given) or not WARM.lock.acquire(blocking=False):
        return anew(module, *words, cwd=cwd, env=given, stdin=stdin, strict=strict)
    try:
        with tempfile.TemporaryDirectory() as folder:
            names = {name: str(Path(folder) / name) for name in ("stdin", "stdout", "stderr")}
            Path(names["stdin"]).write_text(stdin, "utf-8")
            request = {"module": module, "words": words, "cwd": str(cwd), "env": given}
            code = WARM.ask({**request, "streams": names, "strict": strict})
            out, err = (Path(names[name]).read_text("utf-8") for name in ("stdout", "stderr"))
            return Ended(code, out, err)
    finally:
        WARM.lock.release()


def anew(
    module: str, *words: str, cwd: Path, env: Mapping[str, str], stdin: str, strict: bool
) -> Ended:
    """Do the same with an interpreter of its own."""
    flags = ("-W", "error::DeprecationWarning:archdocs") if strict else ()
    argv = [sys.executable, *flags, "-m", module, *words]
    done = subprocess.run(
        argv, cwd=cwd, env=env, input=stdin, capture_output=True, text=True, check=False
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def preload() -> None:
    """Import what calls will need."""
    names = list(PAGES)
    for whole in WHOLE:
        package = importlib.import_module(whole)
        found = (each.name for each in pkgutil.walk_packages(package.__path__, f"{whole}."))
        names += [name for name in found if not name.endswith(".__main__")]
    for name in names:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def fork(request: Mapping[str, Any]) -> int:
    """Run one module in a child and return its exit status, as :mod:`subprocess` tells it."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            status = be_child(request)
        finally:
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def be_child(request: Mapping[str, Any]) -> int:
    """Become the process that was asked for, and end as an interpreter does."""
    from archdocs.system import jail

    jail.libc.prctl(jail.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        handle = os.open(request["streams"][name], flags, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdin = io.TextIOWrapper(open(0, "rb", closefd=False), sys.stdout.encoding)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    tempfile.tempdir = None
    sys.path[0] = request["cwd"]
    sys.argv = [request["module"], *request["words"]]
    if request["strict"]:
        warnings.filterwarnings("error", "", DeprecationWarning, r"archdocs\b")
    count_lines()
    try:
        return run(request["module"])
    finally:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()


def run(module: str) -> int:
    """Run a module; return what its process ends with."""
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return (end.code or 0) & 0xFF
        print(end.code, file=sys.stderr)  # noqa: T201 - as the interpreter does
        return 1
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        return 1
    return 0


def count_lines() -> None:
    """Count what this child runs, where that is wanted."""
    if COUNTING in os.environ:
        coverage.process_startup(force=True)


def main() -> None:
    """Answer requests until whoever asks has ended."""
    # The keyboard's interrupt is for the call that runs.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
    preload()
    if counted := coverage.Coverage.current():
        counted.stop()
        counted.save()
    while line := requests.readline():
        os.write(answers, f"{fork(json.loads(line))}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    main()
