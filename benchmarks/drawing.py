"""Time drawing diagram scripts, against running each by itself and against layout alone."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from archdocs.diagrams.dot import to_dot
from archdocs.diagrams.drawing import drawing
from archdocs.diagrams.engines import choose
from archdocs.diagrams.render import scripts
from archdocs.diagrams.runner import Captured, capture
from archdocs.project import Project
from archdocs.system.cache import Cache
from benchmarks import repository
from benchmarks.measure import Cost, Pair, load, middle, run, total

__all__ = ["pairs"]

ARCHDOCS = [sys.executable, "-m", "archdocs"]
JOBS = 2
#: A script run by itself writes SVG beside it, and opens no viewer.
ALONE = """\
import diagrams, runpy
run = diagrams.Diagram.__init__
def quiet(self, *args, **options):
    run(self, *args, **{{**options, "show": False, "outformat": "svg"}})
diagrams.Diagram.__init__ = quiet
runpy.run_path({script!r})
"""


class Hundred:
    """A repository of diagram scripts, and what is timed in it."""

    def __init__(self, scratch: Path, count: int) -> None:
        self.repo = scratch / "drawn"
        repository.make(self.repo, versions=1, pages=2, diagrams=count)
        self.cache = scratch / "drawn-cache"
        self.aside = scratch / "drawn-aside"
        self.engine = shutil.which("graphviz-pure", path=sysconfig.get_path("scripts"))
        if self.engine is None:
            raise SystemExit("graphviz-pure is not installed")
        programs = scratch / "drawn-programs"
        programs.mkdir()
        (programs / "dot").symlink_to(self.engine)
        self.path = f"{programs}:{os.environ['PATH']}"
        self.sources = self.written(scratch / "drawn-sources")

    def written(self, folder: Path) -> list[Path]:
        """Write what the engine is given for each script, for the engine alone."""
        folder.mkdir()
        project = Project(self.repo, cache=Cache(enabled=False))
        built = capture(project, scripts(project), jobs=JOBS, mode="auto")
        found = []
        with drawing(project, choose("graphviz-pure")) as ready:
            for script, item in built.items():
                if not isinstance(item, Captured):
                    raise SystemExit(f"{script}: {item.message}")
                for graph in item.graphs:
                    used, _ = ready.find_icons(script, graph)
                    found.append(folder / f"{graph.file}.dot")
                    found[-1].write_text(to_dot(graph, used), "utf-8")
        return found

    def drawn(self, *, cold: bool, mode: str = "auto") -> Cost:
        """Draw all with archdocs; in the mode ``run`` each script runs, confined."""
        if cold:
            shutil.rmtree(self.cache, ignore_errors=True)
            shutil.rmtree(self.repo / ".archdocs", ignore_errors=True)
        words = [*ARCHDOCS, "render", "--jobs", str(JOBS), "--mode", mode]
        return run(words, self.repo, {"ARCHDOCS_CACHE_DIR": str(self.cache)})

    def started(self) -> Cost:
        """Start archdocs and do nothing."""
        return run([*ARCHDOCS, "--help"], self.repo)

    def alone(self) -> Cost:
        """Run each script by itself, one after another, unconfined, with the same engine."""
        shutil.rmtree(self.aside, ignore_errors=True)
        self.aside.mkdir()
        found = sorted((self.repo / "diagrams").glob("*.py"))
        codes = (ALONE.format(script=str(script)) for script in found)
        env = {"PATH": self.path}
        return total(run([sys.executable, "-c", code], self.aside, env) for code in codes)

    def laid_out(self) -> Cost:
        """Only lay out each graph, one after another."""
        argv = [str(self.engine), "-Tsvg"]
        return total(run([*argv, str(source)], self.aside) for source in self.sources)


def pairs(scratch: Path, *, quick: bool) -> list[Pair]:
    """Run all of them in turn, and compare."""
    count = 10 if quick else 100
    made = Hundred(scratch, count)
    runs: dict[str, list[Cost]] = {}
    for _ in range(1 if quick else 3):
        for name, cost in (
            ("alone", made.alone),
            ("ran", lambda: made.drawn(cold=True, mode="run")),
            ("read", lambda: made.drawn(cold=True)),
            ("same", lambda: made.drawn(cold=False)),
            ("layout", made.laid_out),
            ("start", made.started),
        ):
            runs.setdefault(name, []).append(cost())
    found = {name: middle(costs) for name, costs in runs.items()}
    what = f"{count} diagrams, {JOBS} at a time"
    rows = (
        (f"render {what}", "read", "alone", f"{count} scripts, each run by itself, unconfined"),
        (f"render {what}, each run confined", "ran", "alone", "the same"),
        (f"render {what}; layout", "read", "layout", f"the same {count} layouts alone"),
        (f"render {what}, nothing changed", "same", "start", "archdocs --help"),
    )
    return [
        Pair(name, found[ours], found[other], words, load()) for name, ours, other, words in rows
    ]
