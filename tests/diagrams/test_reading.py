"""Scripts that are read without running them come out as if they had been run."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path

from archdocs.diagrams.interpret import library
from archdocs.diagrams.reading import graphs_of
from archdocs.diagrams.render import RenderReport, render_all
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.settings import DiagramSettings, Settings
from archdocs.system.cache import Cache
from diagramscripts import Make

EXAMPLES = Path(__file__).with_name("documented_examples.txt")
#: Those that download what is not there; all others are read without running them.
RUN = ("custom-remote", "example-consumers")
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def examples() -> dict[str, str]:
    """Return the scripts that show what the library's own documentation shows."""
    parts = re.split(r"^=== ", EXAMPLES.read_text(), flags=re.MULTILINE)[1:]
    return dict(part.split("\n", 1) for part in parts)


def pictures(report: RenderReport) -> Mapping[str, list[bytes]]:
    """Return the bytes of all pictures, by script."""
    return {item.script: [each.svg for each in item.pictures] for item in report.results}


def test_documented_examples_come_out_the_same_either_way(make: Make) -> None:
    project = make(**examples())
    (project.root / "diagrams/icons").mkdir()
    (project.root / "diagrams/icons/queue.png").write_bytes(DOT)
    fresh = Project(project.root, cache=Cache(enabled=False))
    read = render_all(fresh, reading="auto")
    ran = render_all(fresh, reading="run")
    assert (len(read.results), read.findings, ran.findings) == (29, (), ())
    assert pictures(read) == pictures(ran)
    assert {item.way for item in ran.results} == {"run"}
    assert tuple(Path(item.script).stem for item in read.results if item.way == "run") == RUN
    assert all((item.enforced is None) == (item.way == "static") for item in read.results)
    whys = {item.why for item in read.results if item.way == "run"}
    assert whys == {
        "cannot interpret, line 1: it imports urllib",
        "cannot interpret, line 2: it imports urllib",
    }


def test_every_class_of_the_library_is_known_with_its_icon() -> None:
    assert library.is_known()
    names = [
        ".".join(("diagrams", *path.relative_to(library.start()).with_suffix("").parts))
        for path in library.start().rglob("*.py")
    ]
    found = [library.module(name.removesuffix(".__init__")) or {} for name in sorted(names)]
    kinds = {kind.kind: kind.icon for classes in found for kind in classes.values()}
    assert len(kinds) > 2000
    assert kinds["diagrams.k8s.compute.Deploy"].endswith("resources/k8s/compute/deploy.png")
    # One that the library itself forgot.
    lost = {kind for kind, icon in kinds.items() if icon and not Path(icon).is_file()}
    assert lost <= {"diagrams.gis.cplusplus.Mapnik"}


FILE = "from pathlib import Path\nfrom diagrams import Diagram, Node\nNAME = Path(__file__).stem\n"
UNREAD = "can't be read without running it: "
READS = FILE + "with Diagram(NAME):\n    Node(Path(__file__).read_text()[:4])\n"


def test_where_no_script_may_run_the_line_is_said_whatever_the_cache_holds(make: Make) -> None:
    project = make(one="from diagrams import Diagram\nwith Diagram('a'):\n    boom()\n", two=READS)
    wanted = [
        ("diagrams/one.py:3", "diagram.not-static", f"{UNREAD}boom is not known"),
        ("diagrams/two.py:5", "diagram.not-static", f"{UNREAD}it uses .read_text of a Path"),
    ]
    for _ in range(2):
        report = render_all(project, reading="static")
        assert report.results == ()
        found = [(str(each.location), each.code, each.message) for each in report.findings]
        assert found == wanted
        (result,) = render_all(project, sandbox="off").results  # It is in the cache from now on.
        assert (result.way, result.why) == (
            "run",
            f"cannot interpret, line 5: {wanted[1][2].removeprefix(UNREAD)}",
        )


def test_a_module_beside_the_script_is_an_input_and_shared_by_both_ways(make: Make) -> None:
    project = make(
        shop="from _parts import box\nfrom diagrams import Diagram\nwith Diagram(''):\n    box()\n",
        _parts="from diagrams import Node\nbox = lambda: Node('one')\n",
    )
    (first,) = render_all(project, reading="static").results
    assert (first.inputs, first.way, first.enforced) == (("diagrams/_parts.py",), "static", None)
    (again,) = render_all(project, reading="run").results
    assert (again.cached, again.way, again.pictures) == (True, "static", first.pictures)
    text = "from diagrams import Node\nfrom datetime import date\nbox = lambda: Node('two')\n"
    (project.root / "diagrams/_parts.py").write_text(text)
    report = render_all(Project(project.root), reading="static")
    (finding,) = report.findings
    assert str(finding.location) == "diagrams/shop.py:1"
    assert finding.message == f"{UNREAD}it imports datetime (_parts.py:2)"


def test_scripts_that_are_read_share_the_time_of_all(make: Make) -> None:
    made = make(a="while True: ...\n", b="x = 1\n")
    settings = Settings(diagrams=DiagramSettings(total=-1, mode="static"))
    findings = render_all(Project(made.root, settings)).findings
    assert [finding.code for finding in findings] == ["diagram.timeout"] * 2


def test_a_script_that_can_not_be_opened_or_is_a_link_is_left_to_the_sandbox(make: Make) -> None:
    project = make(one="x = 1\n")
    (project.root / "diagrams/two.py").symlink_to("one.py")
    paths = ("diagrams/two.py", "diagrams/three.py")
    found = graphs_of(project, paths, jobs=1, sandbox="auto", reading="static")
    assert [item.message for item in found.values() if isinstance(item, Finding)] == [
        f"{UNREAD}it is hidden, or reached by a link",
        f"{UNREAD}it can't be opened: No such file or directory",
    ]
