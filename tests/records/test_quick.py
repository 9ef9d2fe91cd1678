"""The short way to a new record writes what the long way writes, or nothing."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.cli import new as commands
from archdocs.cli import quick as words
from archdocs.cli import start
from archdocs.errors import ArchdocsError
from archdocs.project import Project, shipped_templates
from archdocs.records import quick
from archdocs.records import recipe as recipes
from archdocs.records.kinds import find_kind, load_kinds
from archdocs.records.new import Draft, Writer, new_record
from archdocs.records.recipe import make, remember
from archdocs.records.scaffold import environment, template_names
from archdocs.settings import Settings
from archdocs.system import gitrun
from support import Repo

DAY = datetime.date(2026, 1, 2)


def twice(repo: Repo, kind: str, draft: Draft) -> tuple[bytes | None, bytes]:
    """Write a draft the long way (which leaves a recipe), then the short way, with one number."""
    project = Project(repo.path)
    record = new_record(project, kind, draft)
    path = repo.path / record.path
    long = path.read_bytes()
    path.unlink()
    made = quick.new_record(repo.path, wish(kind, draft))
    if made is None:
        return None, long
    assert made == (project.root, record.path)
    short = path.read_bytes()
    path.unlink()
    return short, long


def wish(kind: str, draft: Draft) -> quick.Wish:
    return quick.Wish(
        kind,
        draft.title,
        draft.date.isoformat(),
        status=draft.status,
        template=draft.template,
        owner=draft.owner,
        deciders=draft.deciders,
    )


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    made = Repo(tmp_path_factory.mktemp("short"))
    made.git("init", "-q")
    made.write("archdocs.toml", '[project]\nname = "Shop"\n')
    return made


NAMES = st.text("ab, :#\"'é{}%\\\n", max_size=12)
DRAFTS = st.builds(
    Draft,
    title=st.text(min_size=1, max_size=40),
    date=st.dates(),
    status=st.sampled_from(["", "accepted", "Proposed", "none"]),
    template=st.sampled_from(["", "madr", "madr-minimal", "nygard"]),
    owner=NAMES,
    deciders=st.lists(NAMES, max_size=2).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(DRAFTS)
def test_both_ways_write_the_same(started: Repo, draft: Draft) -> None:
    try:
        short, long = twice(started, "adr", draft)
    except (ArchdocsError, UnicodeEncodeError):
        assert quick.new_record(started.path, wish("adr", draft)) is None
        return
    assert short == long


KINDS = load_kinds((shipped_templates(),), Settings())


@pytest.mark.parametrize("kind", [name for name in KINDS if not KINDS[name].generated])
def test_every_shipped_template_of_numbered_kinds_has_a_recipe(started: Repo, kind: str) -> None:
    project = Project(started.path)
    found = find_kind(KINDS, kind)
    for name in template_names(environment(project.template_folders), kind):
        draft = Draft('Use "x": y', DAY, template=name)
        recipe = make(project, Writer(project, found, draft))
        assert "parts" in recipe or "{number}" not in found.file, f"{kind}/{name}"


CHANGES = {
    "the settings": ("archdocs.toml", '[records]\ndigits = 3\n'),
    "another configuration": ("pyproject.toml", '[tool.archdocs.records]\ndigits = 5\n'),
    "a template of the project's own": ("templates/adr/madr.md.jinja", "# Own {{ title }}\n"),
    "a kind of the project's own": (
        "templates/kinds/adr.toml",
        (shipped_templates() / "kinds/adr.toml").read_text().replace('"ADR"', '"DR"'),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_what_it_came_from_is_seen(repo: Repo, what: str) -> None:
    first, _ = twice(repo, "adr", Draft("One", DAY))
    assert first is not None
    repo.write(*CHANGES[what])
    assert quick.new_record(repo.path, wish("adr", Draft("Two", DAY))) is None
    short, long = twice(repo, "adr", Draft("Two", DAY))
    assert short == long != first


@pytest.mark.parametrize(
    "text",
    [
        "{% if title == 'x' %}a{% endif %}\n",
        "# {{ title | upper }}\n",
        "# {{ title[0] }}\n",
        "{% filter upper %}{{ title }}{% endfilter %}\n",
        "{% set x %}{{ title }}{% endset %}{{ x }}\n",
        "{% macro m() %}{{ title }}{% endmacro %}{{ m() | length }}\n",
        "{{ number + 1 }}\n",
        "{% for title in deciders %}{{ title }}{% endfor %}\n",
        '{% include "adr/other.md.jinja" %}\n',
    ],
)
def test_a_template_that_does_more_than_print_gets_no_recipe(repo: Repo, text: str) -> None:
    repo.write("templates/adr/own.md.jinja", text)
    repo.write("templates/adr/other.md.jinja", "# {{ title }}\n")
    short, _ = twice(repo, "adr", Draft("One", DAY, template="own"))
    assert short is None


def test_a_template_through_a_link_gets_no_recipe(repo: Repo) -> None:
    repo.write("templates/adr/real.md.jinja", "# {{ title }}\n")
    (repo.path / "templates/adr/own.md.jinja").symlink_to("real.md.jinja")
    assert twice(repo, "adr", Draft("One", DAY, template="own"))[0] is None


def test_damage_to_a_recipe_is_a_miss(repo: Repo, isolated: Path) -> None:
    twice(repo, "adr", Draft("One", DAY))
    (entry,) = (path for path in (isolated / "cache/recipe").rglob("*") if path.is_file())
    data = entry.read_bytes()
    for at in range(0, len(data), 97):
        entry.write_bytes(data[:at] + b"\0" + data[at + 1 :])
        made = quick.new_record(repo.path, wish("adr", Draft("Two", DAY)))
        assert made is None
    assert not list(repo.path.glob("adr/*"))


def test_numbers_of_every_branch_and_of_the_disk_are_taken(repo: Repo) -> None:
    repo.write("adr/0004-a.md", "# A\n")
    repo.commit()
    repo.git("checkout", "-q", "-b", "side")
    repo.write("adr/0007-b.md", "# B\n")
    repo.commit()
    repo.git("update-ref", "refs/remotes/origin/far", "HEAD")
    repo.git("checkout", "-q", "main")
    repo.git("branch", "-q", "-D", "side")
    twice(repo, "adr", Draft("One", DAY))
    assert quick.new_record(repo.path / "adr", wish("adr", Draft("Two", DAY))) == (
        repo.path,
        "adr/0008-two.md",
    )
    repo.write(".gitignore", "adr/0020*")
    repo.write("adr/0020-hidden.md", "# C\n")
    made = quick.new_record(repo.path, wish("adr", Draft("Three", DAY)))
    assert made is not None
    assert made[1] == "adr/0021-three.md"


def test_a_folder_that_may_be_a_record_is_left_to_the_long_way(repo: Repo) -> None:
    twice(repo, "adr", Draft("One", DAY))
    repo.write("adr/0009-x/README.md", "# X\n")
    assert quick.new_record(repo.path, wish("adr", Draft("Two", DAY))) is None
    repo.commit()
    (repo.path / "adr/0009-x/README.md").unlink()
    assert quick.new_record(repo.path, wish("adr", Draft("Two", DAY))) is None
    repo.write("adr/0012-y.md", "# Y\n")
    repo.commit()
    made = quick.new_record(repo.path, wish("adr", Draft("Two", DAY)))
    assert made is not None
    assert made[1] == "adr/0013-two.md"


def test_outside_of_a_repository_the_long_way_is_taken(tmp_path: Path) -> None:
    (tmp_path / "archdocs.toml").write_text("")
    assert quick.new_record(tmp_path, wish("adr", Draft("One", DAY))) is None


def test_an_unwritable_cache_is_no_failure(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ARCHDOCS_CACHE_DIR", str(tmp_path / "file"))
    short, long = twice(repo, "adr", Draft("One", DAY))
    assert (short, long[:4]) == (None, b"---\n")


def test_a_recipe_is_made_once(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(repo.path)
    made = []
    monkeypatch.setattr(quick, "store", lambda *_: made.append(1))
    kind = find_kind(load_kinds(project.template_folders, project.settings), "adr")

    def writer(draft: Draft) -> Writer:
        return Writer(project, kind, draft)

    remember(project, writer(Draft("One", DAY, supersedes=("1",))), writer)
    assert made == []
    monkeypatch.undo()
    remember(project, writer(Draft("One", DAY)), writer)
    monkeypatch.setattr(quick, "store", lambda *_: made.append(1))
    remember(project, writer(Draft("Two", DAY)), writer)
    assert made == []


def test_that_there_can_be_no_recipe_is_found_out_once(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("templates/adr/own.md.jinja", "# {{ title | upper }}\n")
    draft = Draft("One", DAY, template="own")
    assert twice(repo, "adr", draft)[0] is None
    monkeypatch.setattr(recipes, "make", lambda *_: pytest.fail("made again"))
    assert twice(repo, "adr", draft)[0] is None


COMMANDS = {
    "new-adr": (commands.adr, "adr"),
    "new-spec": (commands.spec, "spec"),
    "new": (commands.command, ""),
}
WORD = st.sampled_from(
    ["A title", "--status", "accepted", "--owner=x", "--owner", "--deciders", "a, b", "--no-edit",
     "--date", "2026-01-02", "2026-02-30", "1.2.2026", "--template=", "--help", "--", "-x", "",
     "--deciders=c,", "--no-edit=1", "--no-input", "--supersedes", "1", "--nope", "日本"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(COMMANDS)), st.lists(WORD, max_size=6))
def test_plain_words_mean_to_click_what_they_mean_here(name: str, said: list[str]) -> None:
    found = words.read([name, *said])
    if found is None:
        return
    wanted, no_edit = found
    command, kind = COMMANDS[name]
    params = command.make_context(name, list(said)).params
    assert params.get("kind", kind) == wanted.kind
    names = ",".join(params["deciders"]).split(",")
    assert params["title"] == wanted.title
    assert params["date"].isoformat() == wanted.date
    assert (params["status"], params["template"]) == (wanted.status, wanted.template)
    assert params["owner"] == wanted.owner
    assert tuple(name.strip() for name in names if name.strip()) == wanted.deciders
    assert params["no_edit"] is no_edit
    assert not params["supersedes"]


#: Modules of ours and of others that a call of ``new-adr`` loads the second time.
LOADED = [
    *("archdocs", "archdocs.cli", "archdocs.cli.quick", "archdocs.cli.start", "archdocs.errors"),
    *("archdocs.records", "archdocs.records.names", "archdocs.records.quick"),
    *("archdocs.records.quoting", "archdocs.records.taken", "archdocs.system"),
    "archdocs.system.cache",
    *("archdocs.system.files", "archdocs.system.gitblobs", "archdocs.system.gitrun"),
    *("archdocs.system.gittrees", "archdocs.system.locks", "archdocs.system.process"),
    *("archdocs.system.program", "archdocs.system.regular", "archdocs.system.shipped"),
    "archdocs.system.staging",
]
SLOW = {
    *("click", "jinja2", "dataclasses", "inspect", "typing", "tomllib", "datetime", "tempfile"),
    *("filelock", "platformdirs", "secrets", "shutil", "importlib.metadata"),
}
PROGRAM = """
import json, sys
before = set(sys.modules)  # what measures coverage loads much of its own
from archdocs.cli.start import run
calls = []
sys.addaudithook(lambda name, args: calls.append(args[1]) if name == "subprocess.Popen" else None)
code = run(sys.argv[1:])
print(json.dumps([code, sorted(set(sys.modules) - before), calls]))
"""


def test_the_short_way_loads_little_and_asks_git_twice(repo: Repo) -> None:
    repo.write("adr/0001-a.md", "# A\n")
    repo.commit()

    def call() -> tuple[int, list[str], list[list[str]]]:
        argv = [sys.executable, "-c", PROGRAM, "new-adr", "One", "--no-edit"]
        done = subprocess.run(argv, cwd=repo.path, capture_output=True, text=True, check=True)
        code, loaded, calls = json.loads(done.stdout.splitlines()[-1])
        return code, loaded, calls

    _, loaded, _ = call()
    assert "click" in loaded, "the first time is the long way"
    for asks in (["rev-parse", "cat-file", "cat-file"], ["rev-parse", "cat-file"]):
        code, loaded, calls = call()
        assert code == 0
        assert [name for name in loaded if name.startswith("archdocs")] == LOADED
        assert not SLOW & set(loaded)
        asked = [next(word for word in said if word in asks) for said in calls]
        assert asked == asks


@pytest.mark.parametrize("key", ["archdocs", '"arch\\u0064ocs"'])
def test_a_project_inside_of_another_is_found_however_it_is_spelt(repo: Repo, key: str) -> None:
    assert twice(repo, "adr", Draft("One", DAY))[0] is not None
    repo.write("shop/pyproject.toml", f"[tool.{key}.records]\ndigits = 2\n")
    inner = repo.path / "shop"
    assert quick.new_record(inner, wish("adr", Draft("Two", DAY))) is None
    assert new_record(Project.discover(inner), "adr", Draft("Two", DAY)).path == "adr/01-two.md"
    assert quick.new_record(inner, wish("adr", Draft("Three", DAY))) == (inner, "adr/02-three.md")


@pytest.mark.parametrize("place", [".", "docs", "../shop/docs"])
def test_the_path_counts_from_the_folder_that_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    shop = Repo(tmp_path / "shop")
    shop.write("docs/index.md", "# Docs\n")
    shop.git("init", "-q")
    monkeypatch.chdir(shop.path)
    said = []
    for title in ("One", "Two", "Three"):
        assert start.run(["-C", place, "new-adr", title, "--no-edit"]) == 0
        said.append(capsys.readouterr().out)
    up = "" if place == "." else "../"
    assert said == [
        f"{up}adr/000{n}-{name}.md\n" for n, name in enumerate(("one", "two", "three"), 1)
    ]
    assert words.run(["-C", "gone", "new-adr", "Four"]) is None


def test_a_fault_of_the_disk_is_told_as_ever(repo: Repo) -> None:
    program = (
        "import sys; from archdocs.cli import quick; from archdocs.errors import EnvironmentFault\n"
        "def full(words): raise EnvironmentFault('no space', hint='free some disk')\n"
        "quick.run = full\n"
        "from archdocs.cli.start import main; sys.argv = ['archdocs', 'new-adr', 'One']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=repo.path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (3, "archdocs: no space\n  free some disk\n")


def test_a_folder_whose_name_is_like_an_answer_of_git(tmp_path: Path) -> None:
    odd = Repo(tmp_path / f"a\n{'0' * 39}")
    odd.path.mkdir()
    odd.git("init", "-q")
    assert gitrun.top_and_branches(odd.path) is None
    assert twice(odd, "adr", Draft("One", DAY))[0] is None
    shutil.rmtree(odd.path)
