"""Files that a version's own commands make before Sphinx reads it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from archdocs.errors import ConfigError
from archdocs.project import Project
from archdocs.site import prebuild, store
from archdocs.site.build import build
from archdocs.site.forecast import as_json, as_text, forecast
from archdocs.site.workshop import Workshop
from archdocs.system.export import FIXED_TIME, Export
from archdocs.system.policy import Limits, Policy
from support import Repo

GENERATE = """\
import os
from pathlib import Path

docs = Path(__file__).parent
data = docs.with_name("data.txt").read_text()
(docs / "table.inc").write_text(data)
(docs / "more/part.inc").write_text("Called `sub-ref`, " + data)
(docs / "api.rst").write_text("API\\n===\\n")
os.symlink("/etc/passwd", docs / "leak.rst")
if "bad" in data:
    raise ValueError("no table")
"""
#: With what extensions do that run notebooks, or share what they know between processes.
CONF = """\
import multiprocessing

html_theme = "basic"
extensions = ["myst_parser"]

def tell(app, docname, content):
    shared = multiprocessing.Manager().Queue()
    shared.put(app.config.nb_execution_mode)
    content[0] = content[0].replace("MODE", shared.get())

def setup(app):
    app.add_config_value("nb_execution_mode", "auto", "env")
    app.connect("source-read", tell)
"""
TOML = '[site]\nsearch = "sphinx"\npre-build = ["python docs/generate.py"]\n'
INDEX = """\
Shop
====

Notebooks: MODE.

.. include:: table.inc

.. toctree::

   api
   more/notes
"""


def committed(repo: Repo, tag: str, data: str) -> None:
    repo.write("data.txt", data)
    repo.commit(tag)
    repo.git("tag", tag)


def test_each_version_shows_the_files_that_its_own_commands_made(
    repo: Repo, tmp_path: Path
) -> None:
    repo.write("docs/conf.py", CONF)
    repo.write("docs/more/notes.md", "# Notes\n\n```{include} part.inc\n```\n")
    repo.write("docs/index.rst", INDEX)
    repo.write("docs/generate.py", GENERATE)
    repo.write("archdocs.toml", TOML)
    for tag, data in (("v1", "One.\n"), ("v2", "Two.\n"), ("v3", "bad\n")):
        committed(repo, tag, data)
    project = Project(repo.path)
    planned = forecast(project, refs=["v*"])
    assert "first: python docs/generate.py" in as_text(planned)
    assert json.loads(as_json(planned))[0]["commands"] == ["python docs/generate.py"]
    report = build(project, refs=["v*"])
    results = {result.name: result for result in report.versions}
    assert {name: result.outcome for name, result in results.items()} == {
        "v1": "built", "v2": "built", "v3": "failed",
    }  # fmt: skip
    for name, word in (("v1", "One."), ("v2", "Two.")):
        assert f"<p>{word}</p>" in (report.output / name / "index.html").read_text()
        assert "Notebooks: off." in (report.output / name / "index.html").read_text()
        assert (report.output / name / "api.html").exists()
        assert f"</code>, {word}" in (report.output / name / "more/notes.html").read_text()
        assert not (report.output / name / "leak.html").exists()
        assert "site.path-refused docs/leak.rst" in {
            f"{note.code} {note.location}" for note in results[name].notes
        }
    error = results["v3"].error
    assert error is not None
    assert (error.code, str(error.location)) == ("site.pre-build", "docs/generate.py:11")
    assert "`python docs/generate.py` ended with 1 after" in error.message
    assert error.message.endswith("s: ValueError: no table")
    # What was taken over from the neighbour is what a clean build makes.
    seeded = next(each.planned for each in planned if each.name == "v2")
    clean = Workshop(project, tmp_path, lambda _: None, seeds=False).make_all([seeded], 1)
    assert clean[seeded.version.ref].files == store.load(project, seeded.key)


@pytest.fixture
def export(tmp_path: Path) -> Export:
    (tmp_path / "tree").mkdir()
    return Export(tmp_path / "tree")


def policy_in(tmp_path: Path) -> Policy:
    limits = Limits(memory_mib=512, cpu_seconds=20, seconds=60)
    return Policy(write=(tmp_path,), limits=limits)


def test_a_command_writes_nothing_but_the_tree(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "planted")
    (tmp_path / "secret").write_text("planted")
    (export.root / "attempt.py").write_text(
        f"""\
import os, pathlib, socket
tried = {{
    "write": lambda: pathlib.Path({str(tmp_path)!r}, "written").write_text("x"),
    "read": lambda: pathlib.Path({str(tmp_path)!r}, "secret").read_text(),
    "net": lambda: socket.create_connection(("127.0.0.1", 9), 1),
    "token": lambda: os.environ["SECRET_TOKEN"],
}}
done = []
for name, attempt in tried.items():
    try:
        attempt()
    except ConnectionRefusedError:
        done.append(name)
    except (OSError, KeyError):
        continue
    else:
        done.append(name)
pathlib.Path("found").write_text(repr(done))
pathlib.Path("sub/.git").mkdir(parents=True)
pathlib.Path("sub/.git/config").write_text("[core]")
"""
    )
    failed = prebuild.run_all(
        ["python attempt.py"], export, export.root, policy_in(tmp_path), given={}
    )
    assert failed is None
    assert (export.root / "found").read_text() == "[]"
    assert (export.root / "found").stat().st_mtime == FIXED_TIME
    assert not (tmp_path / "written").exists()
    left = sorted(path.name for path in export.root.rglob("*") if not path.is_dir())
    assert left == ["attempt.py", "found"]
    assert {note.path for note in export.notes} == {"sub/.git/config"}


def test_a_program_that_is_not_there_is_named(export: Export, tmp_path: Path) -> None:
    failed = prebuild.run_all(
        ["nosuch-generator -x"], export, export.root, policy_in(tmp_path), given={}
    )
    assert failed is not None
    assert failed.message == "`nosuch-generator -x`: there is no program called nosuch-generator"
    assert failed.hint == "install nosuch-generator"


def test_words_mean_the_same_anywhere(tmp_path: Path) -> None:
    assert prebuild.words_of("python 'a b.py'", tmp_path) == [sys.executable, "a b.py"]
    assert prebuild.words_of("tools/make", tmp_path) == [os.fspath(tmp_path / "tools/make")]
    assert prebuild.words_of("nosuch-generator", tmp_path) is None


@pytest.mark.parametrize("command", ["'open", " "])
def test_what_is_no_command_is_told_with_its_line(repo: Repo, command: str) -> None:
    repo.write("archdocs.toml", f'[site]\njobs = 1\npre-build = ["{command}"]\n')
    with pytest.raises(ConfigError) as told:
        Project(repo.path)
    assert str(told.value).startswith("archdocs.toml:3: ")
