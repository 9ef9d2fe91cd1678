from __future__ import annotations

import dataclasses
import tempfile
import tomllib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs import config
from archdocs.diagrams.render import Result, render_script
from archdocs.project import Project
from archdocs.settings import CheckSettings, ProjectSettings, RecordSettings, Settings
from archdocs.site.drawings import SeedingCache, draw, lay_configuration
from archdocs.system.cache import Cache

folders = st.sampled_from(["adr", "docs/adr", "a b", 'quo"te', "ünter", "back\\slash", "\x7f"])
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(folders, st.lists(words, max_size=3), st.dictionaries(words, folders, max_size=3))
@settings(max_examples=150, deadline=None)
def test_settings_survive_being_written_for_a_version(
    name: str, codes: list[str], folders: dict[str, str]
) -> None:
    made = Settings(
        project=ProjectSettings(docs=name),
        records=RecordSettings(folders={**RecordSettings().folders, **folders}),
        check=CheckSettings(ignore=tuple(codes)),
    )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_configuration(Project(root / "shop", made), root / "shop", root)
        found = config.load(root)
    wanted = dataclasses.replace(made, project=ProjectSettings(docs=name, name="shop"))
    assert found.as_dict() == wanted.as_dict()


@given(words)
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_toml_string(text: str) -> None:
    assert tomllib.loads(f"x = {config.spell(text)}") == {"x": text}


def test_a_link_in_the_tree_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    root = tmp_path / "tree"
    root.mkdir()
    (root / "archdocs.toml").symlink_to(victim)
    lay_configuration(Project(tmp_path / "shop", Settings()), tmp_path / "shop", root)
    assert victim.read_text() == "kept"
    assert config.load(root).project.name == "shop"


def test_settings_and_templates_replace_whatever_the_tree_has(tmp_path: Path) -> None:
    trusted, root = tmp_path / "trusted", tmp_path / "tree"
    (trusted / "templates/kinds").mkdir(parents=True)
    (trusted / "templates/kinds/rfc.toml").write_text("new")
    (root / "archdocs.toml").mkdir(parents=True)
    (root / "templates/kinds/rfc.toml").mkdir(parents=True)
    (root / "templates/old").write_text("old")
    lay_configuration(Project(tmp_path / "shop", Settings()), trusted, root)
    assert config.load(root).project.name == "shop"
    assert (root / "templates/kinds/rfc.toml").read_text() == "new"
    assert not (root / "templates/old").exists()


def test_entries_used_or_made_reach_the_seed(tmp_path: Path) -> None:
    shared, seed = Cache(tmp_path / "shared"), Cache(tmp_path / "seed")
    shared.put("diagram", "aa", {"x": b"1"})
    shared.put("diagram", "bb", {"x": b"2"})
    cache = SeedingCache(shared, seed)
    assert cache.get("diagram", "aa") == {"x": b"1"}
    cache.put("diagram", "cc", {"x": b"3"})
    assert [seed.get("diagram", key) for key in ("aa", "bb", "cc")] == [
        {"x": b"1"},
        None,
        {"x": b"3"},
    ]
    assert shared.get("diagram", "cc") == {"x": b"3"}


def test_a_failing_script_is_not_run_again_by_the_process_that_reads_pages(tmp_path: Path) -> None:
    folder = tmp_path / "shop/diagrams"
    folder.mkdir(parents=True)
    shared = folder / "_shared.py"
    shared.write_text("1 / 0\n")
    text = "from diagrams import Diagram, Node\nimport _shared\nwith Diagram('x'): Node('y')\n"
    (folder / "shop.py").write_text(text)
    project = Project(tmp_path / "shop", Settings(), cache=Cache(tmp_path / "cache"))
    (told,) = draw(project, project.root, tmp_path / "seed")
    assert (told.code, told.location.line) == ("diagram.failed", 2)
    # Nothing but running the script would notice this.
    shared.write_text("")
    seeded = Project(project.root, Settings(), cache=Cache(tmp_path / "seed"))
    assert render_script(seeded, "diagrams/shop.py") == told
    assert isinstance(render_script(project, "diagrams/shop.py"), Result)
