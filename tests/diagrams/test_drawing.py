"""Scripts become pictures: what is in them, what fails, and what is drawn again."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from archdocs.diagrams.engines import ENGINES, choose
from archdocs.diagrams.engines.trial import trial
from archdocs.diagrams.render import Picture, Result, render_all, render_script
from archdocs.errors import EnvironmentFault
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.settings import DiagramSettings, Settings
from diagramscripts import SHOP, Make

NAMESPACE = {"s": "http://www.w3.org/2000/svg"}


def only(project: Project, path: str = "diagrams/shop.py") -> Picture:
    result = render_script(project, path)
    assert isinstance(result, Result), result
    (picture,) = result.pictures
    return picture


def failure(project: Project, path: str = "diagrams/bad.py") -> Finding:
    result = render_script(project, path)
    assert isinstance(result, Finding), result
    return result


def test_picture_is_self_contained(make: Make) -> None:
    picture = only(make(shop=SHOP))
    root = ET.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.get("data-engine") == f"graphviz-pure {ENGINES['graphviz-pure'].version()}"
    assert len(root.findall(".//s:symbol", NAMESPACE)) == 2
    assert len(root.findall(".//s:use", NAMESPACE)) == 4
    text = picture.svg.decode()
    assert "site-packages" not in text
    assert all(
        address.startswith(("#", "data:image/png;base64,"))
        for address in re.findall(r'href="([^"]*)"', text)
    )
    assert "<script" not in text
    assert "calls &lt;b&gt; &amp; 'c'" in text


def test_picture_has_words(make: Make) -> None:
    picture = only(make(shop=SHOP))
    assert picture.name == "shop"
    assert picture.title == "Shop"
    assert picture.alt.startswith(
        "Shop: 4 elements, 2 groups, 3 connections. entry → worker: calls"
    )
    assert picture.outline.splitlines() == [
        "- entry (EC2)",
        "- search (Rust)",
        "- Web",
        "  - worker (EC2)",
        "- Web",
        "  - worker (EC2)",
        "- Connections",
        "  - entry → worker: calls \\<b\\> \\& 'c'",
        "  - entry → worker: calls \\<b\\> \\& 'c'",
        "  - worker — search",
    ]


def test_clusters_with_one_label_stay_two(make: Make) -> None:
    text = only(make(shop=SHOP)).svg.decode()
    assert len(re.findall(r'class="cluster"', text)) == 2


def test_dark_follows_theme_and_system(make: Make) -> None:
    text = only(make(shop=SHOP)).svg.decode()
    assert "prefers-color-scheme:dark" in text
    assert ":root[data-theme=dark]" in text
    assert ":root:not([data-theme=light])" in text
    assert 'class="plate"' in text  # the Rust icon is black
    assert "var(" not in text


def test_ids_are_unique_and_stable(make: Make) -> None:
    first, second = only(make("one", shop=SHOP)), only(make("two", shop=SHOP))
    assert first == second
    ids = re.findall(r' id="([^"]*)"', first.svg.decode())
    assert len(ids) == len(set(ids))
    assert all(name.startswith(first.uid) for name in ids)


def test_a_label_does_not_change_other_ids(make: Make) -> None:
    first = only(make("one", shop=SHOP)).svg.decode()
    second = only(make("two", shop=SHOP.replace('"search"', '"finder"'))).svg.decode()
    ids = [set(re.findall(r'<g id="([^"]*)" class="node"', text)) for text in (first, second)]
    assert len(ids[0] & ids[1]) == 3


def test_second_run_is_all_cached(make: Make) -> None:
    project = make(shop=SHOP, other='from diagrams import *\nwith Diagram("o"): Node("x")\n')
    first, second = render_all(project), render_all(project)
    assert [result.cached for result in first.results] == [False, False]
    assert [result.cached for result in second.results] == [True, True]
    assert [r.pictures for r in first.results] == [r.pictures for r in second.results]


def test_looking_pictures_up_loads_nothing_that_draws(make: Make) -> None:
    project = make(shop=SHOP)
    render_all(project)
    code = (
        "import sys; from pathlib import Path; from archdocs.diagrams import gallery, render\n"
        "from archdocs.project import Project\n"
        "made = render.render_all(Project(Path(sys.argv[1])))\n"
        "assert made.results[0].cached; print(*sorted(sys.modules))"
    )
    argv = [sys.executable, "-c", code, str(project.root)]
    loaded = set(subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split())
    drawing = {f"archdocs.diagrams.{name}" for name in ("drawing", "svg", "runner", "reading")}
    assert not loaded & {"PIL", "diagrams", *drawing}


def test_changed_inputs_are_noticed(make: Make) -> None:
    script = """
        from pathlib import Path
        from diagrams import Diagram, Node
        from _names import NAME
        with Diagram("x"):
            Node(NAME + (Path(__file__).parent / "data.txt").read_text())
    """
    project = make(_names='NAME = "one"\n', shop=script)
    data = project.root / "diagrams" / "data.txt"
    data.write_text(" alpha")
    assert "one alpha" in only(project).outline
    data.write_text(" beta")
    assert "one beta" in only(project).outline
    make(_names='NAME = "two"\n')
    assert "two beta" in only(project).outline
    result = render_script(project, "diagrams/shop.py")
    assert isinstance(result, Result)
    assert result.cached
    assert result.inputs == ("diagrams/_names.py", "diagrams/data.txt")


def test_icon_of_the_project(make: Make) -> None:
    script = """
        from diagrams import Diagram
        from diagrams.custom import Custom
        with Diagram("x"):
            Custom("mine", "icons/mine.png") >> Custom("gone", "icons/gone.png")
    """
    project = make(shop=script)
    icon = project.root / "diagrams" / "icons" / "mine.png"
    icon.parent.mkdir()
    Image.new("RGB", (300, 200), "red").save(icon)
    result = render_script(project, "diagrams/shop.py")
    assert isinstance(result, Result)
    assert result.pictures[0].svg.count(b"<symbol") == 1
    looked_for = ("diagrams/icons/gone.png", "diagrams/icons/mine.png", "icons/gone.png")
    assert result.inputs == looked_for
    assert [(f.code, f.message) for f in result.findings] == [
        ("diagram.icon", "no usable icon 'gone.png' for 'gone'")
    ]
    again = render_script(project, "diagrams/shop.py")
    assert isinstance(again, Result)
    assert again.cached
    assert again.findings == result.findings
    icon.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    changed = render_script(project, "diagrams/shop.py")
    assert isinstance(changed, Result)
    assert len(changed.findings) == 2
    for name in ("mine", "gone"):
        Image.new("RGB", (30, 20), "red").save(icon.with_stem(name))
    whole = render_script(project, "diagrams/shop.py")
    assert isinstance(whole, Result)
    assert whole.findings == ()
    assert whole.pictures[0].svg.count(b"<use") == 2


BAD = {
    "exception": ("x = 1\n\nraise ValueError('no good')", 3, "ValueError: no good"),
    "syntax": ("x = 1\nif x\n", 2, "expected ':'"),
    "inside a block": (
        "from diagrams import *\nwith Diagram('x'):\n    a = Node('a')\n    a >> b\n",
        4,
        "NameError: name 'b' is not defined",
    ),
    "exit": ("import sys\nsys.exit('bye')", 2, "SystemExit: bye"),
    "null byte": ("x = 1\0", 0, "source code string cannot contain null bytes"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_failing_script_is_one_finding(make: Make, name: str) -> None:
    text, line, message = BAD[name]
    report = render_all(make(bad=text))
    assert report.results == ()
    (finding,) = report.findings
    assert finding.code == "diagram.failed"
    assert str(finding.location) == f"diagrams/bad.py:{line}".removesuffix(":0")
    assert message in finding.message


def test_failure_in_an_import_names_both_places(make: Make) -> None:
    found = failure(make(_lib="x = 1\nboom()\n", bad="import os\nimport _lib\n"))
    assert found.location.line == 2
    assert found.message == "NameError: name 'boom' is not defined (in _lib.py:2)"


def test_script_without_diagram(make: Make) -> None:
    assert failure(make(bad="x = 1\n")).code == "diagram.none"
    assert failure(make(bad="raise SystemExit\n")).code == "diagram.none"


def test_slow_scripts_together_have_an_end(make: Make) -> None:
    made = make(a="while True: ...\n", b="while True: ...\n", c="x = 1\n")
    settings = Settings(diagrams=DiagramSettings(timeout=1, total=1, mode="run"))
    report = render_all(Project(made.root, settings), jobs=1)
    assert [finding.code for finding in report.findings] == ["diagram.timeout"] * 3
    first, *others = (finding.message for finding in report.findings)
    assert first == "the script did not end within 1 s"
    assert all(message.startswith("not begun: the scripts before it took") for message in others)


def test_too_much_memory(make: Make) -> None:
    assert failure(make(bad="x = 'x' * (4 << 30)\n")).code == "diagram.memory"


def test_too_much_output(make: Make) -> None:
    script = "from diagrams import *\nwith Diagram('x'):\n    Node('x' * (20 << 20))\n"
    assert failure(make(bad=script)).code == "diagram.memory"


def test_too_many_nodes(make: Make) -> None:
    script = "from diagrams import *\nwith Diagram('x'):\n    [Node(str(n)) for n in range(3000)]\n"
    assert "more than 2000" in failure(make(bad=script)).message


def test_one_bad_script_stops_no_other(make: Make) -> None:
    report = render_all(make(bad="boom\n", shop=SHOP, slow="raise MemoryError\n"), jobs=3)
    assert [result.script for result in report.results] == ["diagrams/shop.py"]
    assert [finding.code for finding in report.findings] == ["diagram.failed", "diagram.memory"]


def test_several_pictures_and_equal_names(make: Make) -> None:
    script = "from diagrams import *\n" + "with Diagram('Same name'):\n    Node('x')\n" * 2
    result = render_script(make(shop=script), "diagrams/shop.py")
    assert isinstance(result, Result)
    assert [picture.name for picture in result.pictures] == ["same_name", "same_name-2"]
    assert len({picture.uid for picture in result.pictures}) == 2


def test_handwritten_dot_is_told(make: Make) -> None:
    script = """
        from diagrams import Cluster, Diagram, Node
        with Diagram("x") as diagram:
            with Cluster("c"):
                Node("a") >> Node("b")
            diagram.dot.node("by hand")
    """
    result = render_script(make(shop=script), "diagrams/shop.py")
    assert isinstance(result, Result)
    assert [finding.message for finding in result.findings] == [
        "x: 1 lines of hand-written DOT are left out"
    ]


def test_c4_names(make: Make) -> None:
    script = """
        from diagrams import Diagram
        from diagrams.c4 import Container, Person, Relationship
        with Diagram("C4"):
            Person("Buyer & co", "Buys.") >> Relationship("uses [HTTPS]") >> Container("Shop", "Go")
    """
    picture = only(make(shop=script))
    assert "Buyer & co → Shop: uses [HTTPS]" in picture.alt
    assert "- Buyer \\& co: \\[Person\\] Buys." in picture.outline


def test_links_are_kept_and_unsafe_ones_are_not(make: Make) -> None:
    script = """
        from diagrams import Diagram, Node
        with Diagram("x"):
            Node("a", URL="https://example.org/a") >> Node("b", URL="javascript:alert(1)")
    """
    text = only(make(shop=script)).svg.decode()
    assert 'href="https://example.org/a"' in text
    assert "javascript" not in text
    assert 'role="group"' in text


def test_hidden_and_nested_files_are_no_scripts(make: Make) -> None:
    project = make(_shared="x = 1\n", shop=SHOP)
    (project.root / "diagrams" / "lib").mkdir()
    (project.root / "diagrams" / "lib" / "x.py").write_text("boom\n")
    report = render_all(project)
    assert [result.script for result in report.results] == ["diagrams/shop.py"]
    assert report.findings == ()


def test_missing_script_and_one_outside(make: Make) -> None:
    project = make(shop=SHOP)
    assert failure(project, "diagrams/nope.py").code == "diagram.missing"
    assert failure(project, "../x.py").code == "diagram.missing"


@pytest.mark.parametrize("name", ["graphviz-pure", "pygraphviz"])
def test_every_engine_draws_the_same_things(make: Make, name: str) -> None:
    settings = Settings(diagrams=DiagramSettings(engine=name))  # type: ignore[arg-type]
    project = Project(make(shop=SHOP).root, settings)
    picture = only(project)
    text = picture.svg.decode()
    assert f'data-engine="{name} ' in text
    assert text.count("<use") == 4
    assert len(re.findall(r'class="node"', text)) == 4
    assert len(re.findall(r'class="edge"', text)) == 3


def test_engine_that_is_not_installed(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ENGINES["dot"], "version", lambda: None)
    with pytest.raises(EnvironmentFault, match="dot is not installed"):
        choose("dot")


def test_strict_works_where_the_machine_can_confine(make: Make) -> None:
    report = render_all(make(shop=SHOP), sandbox="strict", reading="run")
    (result,) = report.results
    assert result.enforced is not None
    assert result.enforced.complete


@pytest.mark.parametrize("name", ["graphviz-pure", "pygraphviz"])
def test_engines_pass_their_trial(name: str) -> None:
    assert trial(ENGINES[name]) == ""
