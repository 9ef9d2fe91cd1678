"""The same graphs come out as the pictures that are kept, with the engine that made them.

What ``graphviz-pure`` draws is held to the byte; it brings the widths of letters with it. Other
engines measure with the machine's fonts, so of their pictures the parts and words are held.
``pytest tests/diagrams/test_golden_pictures.py --regen`` writes the kept pictures anew.
"""

from __future__ import annotations

import re
import textwrap
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from archdocs.diagrams.drawing import drawing
from archdocs.diagrams.engines import ENGINES
from archdocs.diagrams.pictures import Result
from archdocs.diagrams.runner import Captured, capture
from archdocs.project import Project
from archdocs.system.cache import Cache
from goldenscripts import SCRIPTS

HERE = Path(__file__).parent / "golden"
CONSTRAINTS = Path(__file__).parents[2] / "constraints.txt"
EXACT = "graphviz-pure"
SVG = "{http://www.w3.org/2000/svg}"
#: What an icon is encoded as is Pillow's.
ICON = re.compile(r'(?P<name>-i[0-9a-f]{10})(?=")|data:image/png;base64,[A-Za-z0-9+/=]+')
INSTALLED = [name for name, engine in ENGINES.items() if engine.version() is not None]

Kept = dict[str, str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, dict[str, Captured]]:
    """Return what the scripts build, for all engines."""
    root = tmp_path_factory.mktemp("golden")
    (root / "diagrams").mkdir()
    (root / "archdocs.toml").touch()
    for name, text in SCRIPTS.items():
        (root / "diagrams" / f"{name}.py").write_text(textwrap.dedent(text), "utf-8")
    project = Project(root, cache=Cache(enabled=False))
    made = capture(project, [f"diagrams/{name}.py" for name in SCRIPTS], jobs=2, mode="auto")
    found = {Path(path).stem: item for path, item in made.items() if isinstance(item, Captured)}
    assert [item for item in made.values() if not isinstance(item, Captured)] == []
    return project, found


def drawn(built: tuple[Project, dict[str, Captured]], engine: str) -> Kept:
    """Draw everything with one engine; icons are numbered in the order they come."""
    project, found = built
    pictures = {}
    with drawing(project, ENGINES[engine]) as ready:
        for name, item in found.items():
            result = ready.draw(item)
            assert isinstance(result, Result), result
            names: dict[str, str] = {}
            pictures[name] = ICON.sub(
                lambda hit, names=names: (  # type: ignore[misc] # the default is this picture's
                    names.setdefault(hit[0], f"-i{len(names)}") if hit["name"] else "data:icon"
                ),
                result.pictures[0].svg.decode(),
            )
    return pictures


def kept() -> Kept:
    """Return the pictures that are kept."""
    return {path.stem: path.read_text("utf-8") for path in sorted(HERE.glob("*.svg"))}


def made_by(picture: str) -> str:
    """Return which engine a picture says that it is from."""
    return ET.fromstring(picture).get("data-engine", "")


def lines(picture: str) -> list[str]:
    """Return a picture with an element in each line, for a difference that can be read."""
    return picture.replace("><", ">\n<").splitlines()


def said(picture: str) -> dict[str, tuple[str, str, int, str]]:
    """Return the role, title, icons and words of each part of a picture, by its id."""
    found = {}
    for group in ET.fromstring(picture).iter(f"{SVG}g"):
        role = group.get("class", "").split(" ")[0]
        if role in ("node", "edge", "cluster"):
            words = " ".join("".join(text.itertext()) for text in group.iter(f"{SVG}text"))
            title = group.findtext(f"{SVG}title", "")
            icons = len(list(group.iter(f"{SVG}use")))
            found[group.get("id", "")] = (role, title, icons, " ".join(words.split()))
    return found


def test_pictures_are_the_kept_ones(
    built: tuple[Project, dict[str, Captured]], pytestconfig: pytest.Config
) -> None:
    pictures = drawn(built, EXACT)
    if pytestconfig.getoption("--regen"):
        for name, picture in pictures.items():
            (HERE / f"{name}.svg").write_text(picture, "utf-8", newline="\n")
    before = kept()
    assert before.keys() == SCRIPTS.keys()
    here = f"{EXACT} {ENGINES[EXACT].version()}"
    pinned = CONSTRAINTS.read_text("utf-8").lower().splitlines()
    for name, picture in before.items():
        by = made_by(picture)
        assert by.replace(" ", "==") in pinned, f"{name}.svg is from {by}, which isn't pinned"
        assert lines(pictures[name]) == lines(picture), f"{name}.svg is from {by}, this from {here}"


@pytest.mark.parametrize("engine", [name for name in INSTALLED if name != EXACT])
def test_other_engines_draw_the_same_parts(
    built: tuple[Project, dict[str, Captured]], engine: str
) -> None:
    pictures = drawn(built, engine)
    here = f"{engine} {ENGINES[engine].version()}"
    for name, picture in drawn(built, EXACT).items():
        assert made_by(pictures[name]) == here
        assert said(pictures[name]) == said(picture), f"{name}: {here}, not {made_by(picture)}"
