"""The folder that a build leaves for the next one is for one configuration."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from sphinx.config import Config

from archdocs.project import Project
from archdocs.site.plan import Planned
from archdocs.site.rehearsal import ahead, rehearse, theme_in
from archdocs.site.versions import Version, parse_release
from archdocs.site.workshop import Workshop, chained, workers
from support import Repo


def key(repo: Repo) -> str:
    """Return what names the folder."""
    project = Project.discover(repo.path)
    return Workshop(project, Path("nowhere"), lambda _: None, seeds=True).kept_key()


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("docs/conf.py", False),
        ("docs/_templates/layout.html", False),
        ("docs/_static/own.css", False),
        ("docs/extensions/local.py", False),
        ("archdocs.toml", False),
        ("docs/page.md", True),
        ("docs/deep/page.rst", True),
        ("README.md", True),
    ],
)
def test_what_the_folder_depends_on(repo: Repo, path: str, *, same: bool) -> None:
    repo.write("docs/conf.py", 'project = "Shop"\n')
    repo.write("docs/page.md", "# Page\n")
    repo.commit("first")
    before = key(repo)
    assert key(repo) == before
    repo.write(
        path, '[site]\nurl = "https://example.org"\n' if path.endswith("toml") else "x = 1\n"
    )
    assert (key(repo) == before) is same


@pytest.mark.parametrize(
    ("conf", "theme"),
    [
        (b"html_theme = 'furo'\n", "furo"),
        (b'project = "x"\nhtml_theme="sphinx_book_theme"  # ours\n', "sphinx_book_theme"),
        (b"html_theme = name\n", "alabaster"),
        (b"html_theme = '../../etc'\n", "alabaster"),
        (b"\xff\xfe", "alabaster"),
    ],
)
def test_which_theme_a_configuration_names(conf: bytes, theme: str) -> None:
    assert theme_in(conf) == theme


def test_what_is_imported_ahead_is_what_the_configuration_names() -> None:
    plain = ahead(b'html_theme = "furo"\nextensions = ["sphinx.ext.todo"]\n')
    assert "sphinx.application" in plain
    assert not {"myst_parser.parsers.sphinx_", "pydata_sphinx_theme"} & {*plain}
    assert "myst_parser.parsers.sphinx_" in ahead(b'extensions = ["myst_nb"]\n')
    ours = ahead(b'extensions = ["archdocs.sphinxext"]\n')
    assert {"archdocs.sphinxext", "sphinx_design"} < {*ours}
    assert {*plain, *ours} < {*ahead(b"")}
    assert len({*ours}) == len(ours)


def test_a_rehearsal_leaves_the_options_of_later_builds_as_they_were() -> None:
    def defaults() -> dict[str, object]:
        return {name: copy.deepcopy(option.default) for name, option in options.items()}

    options = Config.config_values
    before = defaults()
    # This theme adds a folder to the list that is the default of `templates_path`.
    assert rehearse("pydata_sphinx_theme"), "else each version compiles all anew"
    assert Config.config_values is options
    assert defaults() == before


def test_a_second_chain_comes_with_enough_to_do_or_when_asked_for(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    project = Project.discover(repo.path)
    assert [workers(project, 0, many) for many in (1, 10, 15, 16, 99)] == [1, 1, 1, 2, 2]
    assert workers(project, 3, 4) == 3


def test_versions_start_from_what_is_most_like_them() -> None:
    def planned(name: str, kind: str, time: int, *, default: bool = False) -> Planned:
        release = parse_release(name) if kind == "tag" else None
        version = Version(name, name, name, "", kind, time, release=release, is_default=default)
        return Planned(version, name, (), "docs", time, "", ())

    # A line of releases that is looked after while the next one has begun.
    tags = {"v2.0": 3, "v1.10": 6, "v1.9": 2, "v2.1": 5, "v1.9.1": 4}
    items = [planned(name, "tag", time) for name, time in tags.items()]
    items += [
        planned("", "worktree", 1),
        planned("main", "branch", 7, default=True),
        planned("next", "branch", 9),
        planned("nightly", "tag", 8),
    ]
    chains = chained(items, 2)
    assert [[item.version.name for item in chain] for chain in chains] == [
        ["v1.9", "v1.9.1", "v1.10", "v2.0", "v2.1"],
        ["nightly", "next", "main", ""],
    ]
    assert [len(chain) for chain in chained(items, 1)] == [len(items)]
