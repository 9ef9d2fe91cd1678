"""Fixtures that every room's tests share: an isolated machine and real git repositories."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Iterator
from pathlib import Path

import filelock
import hypothesis
import pytest
from hypothesis.internal.conjecture import providers
from playwright.sync_api import Browser, sync_playwright

from archdocs.project import Project
from diagramscripts import Make
from support import Cli, Repo
from warmpython import COUNTING, WARM

ROOT = Path(__file__).resolve().parents[1]
# Counting lines doubles what a process takes. One test of so many has its processes counted,
# whichever its name says: the others could only add to what is told. `all` counts them all.
COUNTED = 1 if os.environ.get("ARCHDOCS_COUNTED") == "all" else 3

# A shell that starts this in the background has its children ignore the keyboard's interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, so that a change is refused for what it did and not for what
# chance found today; `make test-slow` looks for new ones.
NEW = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("new", NEW)
hypothesis.settings.register_profile("same", NEW, derandomize=True, database=None)
hypothesis.settings.load_profile(os.environ.get("ARCHDOCS_EXAMPLES", "same"))
if "ARCHDOCS_EXAMPLES" not in os.environ:
    # Hypothesis also tries constants of the modules that happen to be loaded, which differ with
    # the tests that ran before; it has no setting for that.
    assert callable(providers._get_local_constants)
    providers._get_local_constants = lambda: providers._local_constants


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no lines while a property is tried: half of that time, for lines counted elsewhere."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.no_cover)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes kept results anew."""
    parser.addoption("--regen", action="store_true", help="write kept results anew")


@pytest.fixture(autouse=True)
def isolated(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Give each test a home, a git configuration and a cache of its own."""
    if how := os.environ.get(COUNTING):
        WARM.counting = {COUNTING: how}
        if zlib.crc32(request.node.nodeid.encode()) % COUNTED:
            monkeypatch.delenv(COUNTING)
    home = tmp_path_factory.mktemp("home")
    config = home / "gitconfig"
    config.write_text(
        "[user]\n\tname = Test\n\temail = test@example.org\n"
        "[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[core]\n\tautocrlf = false\n"
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("ARCHDOCS_CACHE_DIR", str(home / "cache"))
    monkeypatch.setenv("NO_COLOR", "1")
    # An index takes as long as the pages of most sites under test; those about it want it back.
    monkeypatch.setenv("ARCHDOCS_PAGEFIND", "")
    for name in ("VISUAL", "EDITOR", "GIT_DIR", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return an empty git repository."""
    made = Repo(tmp_path / "repo")
    made.path.mkdir()
    made.git("init", "-q")
    return made


@pytest.fixture
def cli(repo: Repo) -> Cli:
    """Return the command line, run in the repository."""
    return Cli(repo.path)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium: ``ARCHDOCS_CHROMIUM``, or the one on the path."""
    program = os.environ.get("ARCHDOCS_CHROMIUM") or shutil.which("chromium")
    assert program, "no chromium: install Debian's package, or set ARCHDOCS_CHROMIUM"
    switches = ["--headless", "--no-sandbox", "--disable-background-networking"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=switches)
        yield started
        started.close()


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that makes a project of the given diagram scripts."""

    def build(folder: str = "project", **scripts: str) -> Project:
        root = tmp_path / folder
        (root / "diagrams").mkdir(parents=True, exist_ok=True)
        (root / "archdocs.toml").touch()
        for name, text in scripts.items():
            path = root / "diagrams" / f"{name}.py"
            path.write_text(textwrap.dedent(text).lstrip("\n"))
        return Project(root)

    return build


@pytest.fixture(scope="session")
def showcase_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built showcase, made once for all workers; nobody writes in it."""
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine) / "showcase"
    env = {**os.environ, "ARCHDOCS_CACHE_DIR": str(folder / "cache")}
    env.pop("ARCHDOCS_PAGEFIND", None)
    steps = (
        ["scripts/showcase.py", str(folder / "repo")],
        ["-m", "archdocs", "-C", str(folder / "repo"), "build", "--output", str(folder / "site")],
    )
    with filelock.FileLock(folder.with_suffix(".lock")):
        if not (folder / "built").exists():
            for words in steps:
                done = subprocess.run(
                    [sys.executable, *words],
                    cwd=ROOT,
                    env=env,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == 0, done.stdout + done.stderr
            (folder / "built").touch()
    return folder / "site"
