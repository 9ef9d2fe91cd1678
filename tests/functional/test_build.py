from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from archdocs.project import Project, shipped_templates
from archdocs.site.build import build
from archdocs.site.forecast import forecast
from archdocs.site.watch import Row, Watch
from support import Cli, Repo

CONF = 'project = "Shop"\nhtml_theme = "basic"\nrelease = "9.9"\n'


#: As extensions do that run code: what it draws is kept beside the pages.
MAKES_A_PICTURE = """
import os, pathlib
from docutils import nodes
def setup(app):
    app.connect("doctree-read", draw, priority=1)
def draw(app, doctree):
    made = pathlib.Path(app.outdir).parent / "made.png"
    made.write_bytes(b"made")
    doctree.append(nodes.image(uri=os.path.relpath(made, app.srcdir)))
"""


def documented(repo: Repo, *tags: str) -> None:
    """Make a tiny documentation with a commit and tag for each name, and one commit more."""
    repo.write("docs/conf.py", CONF)
    repo.write(".gitignore", "_site/\n")
    for number, tag in enumerate(tags, 1):
        page(repo, f"This is {tag}. Release |release|.")
        repo.write(f"docs/since-{tag}.rst", f"Since {tag}\n==========\n")
        repo.commit(tag, date=f"2026-01-{number:02d}T00:00:00+00:00")
        repo.tag(tag)
    page(repo, "This is main.")
    repo.commit("main", date="2026-02-01T00:00:00+00:00")


def page(repo: Repo, text: str) -> None:
    repo.write("docs/index.rst", f"Shop\n====\n\n{text}\n\n.. toctree::\n   :glob:\n\n   since*\n")


def outcomes(cli: Cli, *args: str, code: int = 0) -> dict[str, str]:
    ran = cli("build", "--format", "json", *args)
    assert ran.code == code, ran.err + ran.out
    return {item["name"]: item["outcome"] for item in json.loads(ran.out)["versions"]}


def versions(site: Path) -> dict[str, dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((site / "versions.json").read_text())
    return {item["version"]: item for item in listed}


def state(site: Path) -> dict[str, tuple[int, int]]:
    """Return each file's inode and time: equal means untouched."""
    files = (path for path in site.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {str(p.relative_to(site)): (p.stat().st_ino, p.stat().st_mtime_ns) for p in files}


def content(site: Path) -> dict[str, bytes]:
    own = (".archdocs-version.json", ".archdocs-site.lock")
    files = (path for path in site.rglob("*") if path.is_file() and path.name not in own)
    return {str(path.relative_to(site)): path.read_bytes() for path in files}


def test_versions_stand_side_by_side(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0", "v2.0")
    head, status = repo.git("rev-parse", "HEAD"), repo.git("status", "--porcelain")
    ran = cli("build")
    assert ran.code == 0, ran.err
    site = repo.path / "_site"
    assert ran.out.splitlines()[-1] == str(site / "index.html")
    assert (repo.git("rev-parse", "HEAD"), status) == (head, "")
    assert "This is v1.0. Release 1.0." in (site / "v1.0/index.html").read_text()
    assert "This is main." in (site / "latest/index.html").read_text()
    assert "This is v2.0." in (site / "stable/index.html").read_text()
    assert not (site / "v1.0/since-v2.0.html").exists()
    assert 'content="0; url=stable/index.html"' in (site / "index.html").read_text()
    listed = versions(site)
    assert list(listed) == ["main", "v2.0", "v1.0"]
    assert listed["v2.0"] == {
        "version": "v2.0",
        "name": "v2.0",
        "title": "v2.0 (stable)",
        "url": "v2.0/",
        "aliases": ["stable"],
        "preferred": True,
        "released": True,
        "prerelease": False,
        "note": "",
        "status": "ok",
        "commit": repo.git("rev-parse", "v2.0^{commit}"),
        "date": "2026-01-02",
    }
    script = (site / "versions.js").read_text().strip()
    data = json.loads(script.removeprefix("window.ARCHDOCS_VERSIONS=").removesuffix(";"))
    old = next(item for item in data["versions"] if item["version"] == "v1.0")
    assert [data["pages"][index] for index in old["missing"]] == ["since-v2.0"]
    assert data["changes"] is True
    changes = (site / "changes/v1.0...v2.0.html").read_text()
    assert '<a href="../v2.0/since-v2.0.html">Since v2.0</a>' in changes


def test_a_second_build_rebuilds_nothing_and_touches_nothing(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0")
    assert outcomes(cli) == {"main": "built", "v1.0": "built"}
    before = state(repo.path / "_site")
    assert outcomes(cli) == {"main": "unchanged", "v1.0": "unchanged"}
    assert state(repo.path / "_site") == before


def plans(cli: Cli) -> dict[str, tuple[str, list[str]]]:
    """Return what a build would do with each version, and why."""
    ran = cli("plan", "--format", "json")
    assert ran.code == 0, ran.err
    return {each["name"]: (each["action"], each["why"]) for each in json.loads(ran.out)}


def test_only_what_changed_is_built(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0")
    assert plans(cli) == {
        "main": ("build", ["never built here"]),
        "v1.0": ("build", ["never built here"]),
    }
    outcomes(cli)
    assert plans(cli) == {"main": ("nothing", []), "v1.0": ("nothing", [])}
    assert [*Path(os.environ["ARCHDOCS_CACHE_DIR"]).glob("site-seeds/*/compiled/all")]
    old = state(repo.path / "_site/v1.0")
    page(repo, "News.")
    repo.commit("news")
    known = plans(cli)
    assert known["v1.0"] == ("nothing", [])
    assert known["main"][1][0] == "files"
    matrix = json.loads(cli("plan", "--format", "github-matrix").out)
    assert matrix == {"include": [{"version": "main", "only": "main"}]}
    assert re.search(r"main +build +\d+\.\d s  files", cli("plan").out)
    assert outcomes(cli) == {"main": "built", "v1.0": "unchanged"}
    assert "News." in (repo.path / "_site/latest/index.html").read_text()
    assert state(repo.path / "_site/v1.0") == old
    repo.write("docs/conf.py", CONF + 'html_title = "Renamed"\n')
    repo.commit("configuration")
    assert plans(cli)["v1.0"] == ("build", ["configuration"])
    assert outcomes(cli) == {"main": "built", "v1.0": "built"}


def test_a_wiped_site_comes_back_without_a_build(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0")
    for version in ("main", "v1.0"):
        assert outcomes(cli, "--only", version) == {version: "built"}
    assert cli("build", "--only", "v2").err.endswith("there is main, v1.0\n")
    site = repo.path / "_site"
    assert not site.exists()
    assert {action for action, _ in plans(cli).values()} == {"copy"}
    assert outcomes(cli) == {"main": "unchanged", "v1.0": "unchanged"}
    before = content(site)
    (site / "v1.0/index.html").unlink()
    assert outcomes(cli) == {"main": "unchanged", "v1.0": "unchanged"}
    assert content(site) == before
    assert outcomes(cli, "--output", "elsewhere") == {"main": "unchanged", "v1.0": "unchanged"}
    assert content(repo.path / "elsewhere") == before
    verified = cli("build", "--verify")
    assert verified.code == 0
    assert re.findall(r"archdocs: (\S+): \d+ files equal", verified.err) == ["main", "v1.0"]
    assert outcomes(cli, "--no-cache") == {"main": "built", "v1.0": "built"}
    assert content(site) == before
    repo.write("docs/conf.py", CONF + "import time\nhtml_title = str(time.time_ns())\n")
    repo.commit("never the same")
    unlike = cli("build", "--verify", "--ref", "main")
    assert unlike.code == 1
    assert re.search(r"main: \d+ of \d+ files differ .* index\.html", unlike.err)


def test_pages_do_not_depend_on_the_number_of_jobs(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0", "v2.0")
    for jobs in ("1", "2"):
        outcomes(cli, "--jobs", jobs, "--no-cache", "--output", f"site{jobs}")
    assert content(repo.path / "site1") == content(repo.path / "site2")


def test_a_broken_old_version_stops_no_other(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0")
    (repo.path / "docs/index.rst").unlink()
    repo.commit("broken")
    repo.tag("v1.1")
    page(repo, "Repaired.")
    repo.commit("repaired")
    ran = cli("build")
    assert ran.code == 1
    assert "v1.1" in ran.out
    assert "docs/conf.py: site.build-failed: Sphinx stopped:" in ran.out
    site = repo.path / "_site"
    assert "Repaired." in (site / "main/index.html").read_text()
    assert not (site / "v1.1").exists()
    assert "v1.1" not in versions(site)
    assert '"url":null' in (site / "versions.js").read_text()
    assert "This is v1.0." in (site / "stable/index.html").read_text()


def test_a_version_without_documentation_is_named(repo: Repo, cli: Cli) -> None:
    repo.write("README", "no docs yet")
    repo.commit()
    repo.tag("v0.1")
    documented(repo)
    ran = cli("build")
    assert ran.code == 1
    assert "docs: site.no-docs: v0.1 has no conf.py" in ran.out


def test_a_version_older_than_its_conf_is_built_by_todays(repo: Repo, cli: Cli) -> None:
    repo.write("docs/index.rst", "Before Sphinx\n=============\n")
    repo.commit()
    repo.tag("v0.1")
    documented(repo)
    assert outcomes(cli) == {"main": "built", "v0.1": "built"}
    assert "Before Sphinx" in (repo.path / "_site/v0.1/index.html").read_text()


def test_what_is_not_built_again_still_has_its_faults(repo: Repo, cli: Cli) -> None:
    documented(repo)
    repo.write("diagrams/shop.py", "import nothing_of_this_name\n")
    repo.commit("a diagram that fails")
    first, second = (json.loads(cli("build", "--format", "json").out) for _ in range(2))
    assert [item["versions"][0]["outcome"] for item in (first, second)] == ["built", "unchanged"]
    notes = first["versions"][0]["notes"]
    assert [note["code"] for note in notes] == ["diagram.failed"]
    assert second["versions"][0]["notes"] == notes


def test_a_version_older_than_a_kind_of_record_is_built(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0")
    repo.write("docs/conf.py", CONF + 'extensions = ["archdocs.sphinxext"]\n')
    kind = (shipped_templates() / "kinds/spec.toml").read_text().replace('"spec"', '"rfc"')
    repo.write("templates/kinds/rfc.toml", kind.replace('prefix = "SPEC"', 'prefix = "RFC"'))
    repo.write("archdocs.toml", '[records.folders]\nrfc = "rfcs"\n')
    repo.commit("a kind of our own")
    assert outcomes(cli) == {"main": "built", "v1.0": "built"}


def test_the_last_good_pages_of_a_failing_version_stay(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0")
    outcomes(cli)
    site = repo.path / "_site"
    before = state(site / "main")
    (repo.path / "docs/index.rst").unlink()
    repo.commit("broken")
    assert outcomes(cli, code=1) == {"main": "kept", "v1.0": "unchanged"}
    assert state(site / "main") == before
    assert versions(site)["main"]["status"] == "kept"
    assert outcomes(cli, "--output", "fresh", code=1) == {"main": "kept", "v1.0": "unchanged"}
    assert "This is main." in (repo.path / "fresh/latest/index.html").read_text()


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("1 / 0", "site.conf-error", "docs/conf.py:4: site.conf-error: conf.py failed: ZeroDiv"),
        ("import nosuch_module", "site.conf-error", "run: pip install nosuch-module"),
        ("x = (", "site.conf-error", "docs/conf.py:4:"),
        ("raise SystemExit(3)", "site.conf-error", "SystemExit: 3"),
        ('extensions = ["sphinxcontrib.nosuch"]', "site.extension-missing", "sphinxcontrib-nosuch"),
        ('html_theme = "nosuch_theme"', "site.theme-missing", "run: pip install nosuch-theme"),
        ("def setup(app):\n    1 / 0", "site.build-failed", "ZeroDivisionError"),
        ("import os; os.kill(os.getpid(), 9)", "site.build-failed", "was ended"),
    ],
)
def test_a_conf_that_fails_is_one_clear_line(
    repo: Repo, cli: Cli, line: str, code: str, said: str
) -> None:
    documented(repo)
    repo.write("docs/conf.py", CONF + line + "\n")
    repo.commit()
    ran = cli("build")
    assert ran.code == 1
    assert code in ran.out
    assert said in ran.out
    assert "Traceback" not in ran.out + ran.err
    assert not (repo.path / "_site/versions.json").exists()


@pytest.mark.timeout(150)
def test_a_conf_that_never_ends_is_ended(repo: Repo, cli: Cli) -> None:
    documented(repo)
    repo.write("docs/conf.py", "while True: pass\n")
    repo.write("archdocs.toml", "[site]\ntimeout = 2\n")
    repo.commit()
    ran = cli("build")
    assert ran.code == 1
    assert "site.timeout" in ran.out or "too much memory or time" in ran.out


def reach_out(repo: Repo, secret: Path) -> None:
    """Write pages that bring in what lies outside, and what is not there, in all ways there are."""
    repo.write("docs/conf.py", f'{CONF}extensions = ["myst_parser"]\n{MAKES_A_PICTURE}')
    repo.write(
        "docs/index.rst",
        f"""
        Shop
        ====

        .. literalinclude:: {os.path.relpath(secret, repo.path / "docs")}

        .. include:: /../../../../../../../../{secret}

        .. raw:: html
           :file: {secret}

        .. literalinclude:: link.txt

        .. image:: ../../../secret.png
           :alt: a secret

        .. image:: gone.png

        :download:`words <{secret}>` :download:`more <../{os.path.relpath(secret, repo.path)}>`

        .. csv-table::
           :file: gone.csv
        """,
    )
    repo.write(
        "docs/more.md",
        """
        # More

        ```{include} ../gone.md
        ```

        ```{include} ../../../secret.txt
        ```

        ![x](../gone.png) {download}`y <gone.zip>`
        """,
    )
    (repo.path / "docs/link.txt").symlink_to(secret)


def test_old_content_cannot_read_outside_of_its_tree(repo: Repo, cli: Cli, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-word")
    reach_out(repo, secret)
    repo.commit()
    ran = cli("build", "--format", "json")
    assert ran.code == 0, ran.out
    notes = json.loads(ran.out)["versions"][0]["notes"]
    assert [(each["code"], each["path"], each["line"]) for each in notes[:1]] == [
        ("site.path-refused", "docs/index.rst", 11)
    ]
    assert {each["code"] for each in notes[1:]} == {"site.not-included"}
    away, gone = " lies outside the project", " is not in this version"
    told = {(each["path"], each["line"]): set[str]() for each in notes[1:]}
    for each in notes[1:]:
        told[each["path"], each["line"]].add(each["message"].rpartition("/")[2])
    assert told == {
        **{("docs/index.rst", line): {f"secret.txt{away}"} for line in (4, 6, 8)},
        ("docs/index.rst", 18): {f"secret.txt{away}", f"secret.txt{gone}"},
        ("docs/index.rst", 13): {f"secret.png{away}"},
        ("docs/index.rst", 16): {f"gone.png{gone}"},
        ("docs/index.rst", 20): {f"gone.csv{gone}"},
        ("docs/more.md", 3): {f"gone.md{gone}"},
        ("docs/more.md", 6): {f"secret.txt{away}"},
        ("docs/more.md", 9): {f"gone.png{gone}", f"gone.zip{gone}"},
    }
    assert "a secret" in (repo.path / "_site/main/index.html").read_text()
    pages = content(repo.path / "_site")
    assert not [name for name, data in pages.items() if b"the-secret-word" in data]
    assert pages["main/_images/made.png"] == b"made"


def test_refs_named_like_options_and_paths(repo: Repo, cli: Cli) -> None:
    documented(repo)
    commit = repo.git("rev-parse", "HEAD")
    for ref in ("--output=x", "-rf", "a/b/c", "größe"):
        repo.git("update-ref", f"refs/tags/{ref}", commit)
    found = outcomes(cli, "--ref", "*")
    assert len(found) == 5
    assert set(found.values()) == {"built"}
    assert not (repo.path / "x").exists()
    folders = {path.name for path in (repo.path / "_site").iterdir() if path.is_dir()}
    assert all(name[0].isalnum() and name.isascii() for name in folders)


def test_a_pattern_that_matches_nothing(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0")
    ran = cli("build", "--ref", "v9*")
    assert (ran.code, ran.out) == (2, "")
    assert "no branch or tag matches `v9*`; there are main, v1.0" in ran.err


def test_a_locale_that_cannot_write_a_name_is_named(repo: Repo, cli: Cli) -> None:
    documented(repo)
    repo.write("docs/since-pägé.rst", "Page\n====\n")
    repo.commit()
    ran = cli("build", env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert ran.code == 3
    assert "names with \\xe4 can't be written in the encoding of this locale" in ran.err
    assert "LC_ALL=C.UTF-8" in ran.err


def test_no_documentation_at_all(repo: Repo, cli: Cli) -> None:
    repo.write("README", "x")
    repo.commit()
    ran = cli("build")
    assert (ran.code, ran.out) == (2, "")
    assert "no Sphinx documentation" in ran.err
    for folder in ("sites/www", "sites/docs", "tests/data/docs"):
        repo.write(f"{folder}/conf.py", "")
        repo.write(f"{folder}/index.rst", "")
    hint = (
        'set `docs = "sites/docs"` under [project], where a conf.py is, as in tests/data/docs,'
        " sites/www; for a site of each, put an archdocs.toml"
    )
    assert hint in cli("build").err
    assert "archdocs init" in ran.err
    repo.write("mkdocs.yml", "site_name: Shop\n")
    ran = cli("build")
    assert (ran.code, ran.out) == (2, "")
    assert "mkdocs.yml: this documentation is made with MkDocs" in ran.err
    assert "its versions can be made with mike" in ran.err


def test_a_foreign_output_folder_is_refused(repo: Repo, cli: Cli) -> None:
    documented(repo)
    repo.write("mine/thesis.txt", "years of work")
    ran = cli("build", "--output", "mine")
    assert ran.code == 2
    assert "was not made by archdocs build" in ran.err
    assert [path.name for path in (repo.path / "mine").iterdir()] == ["thesis.txt"]


def test_foreign_folders_in_the_site_survive(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0")
    outcomes(cli)
    repo.write("_site/showcase/index.html", "mine")
    assert list(outcomes(cli, "--ref", "main", "--no-cache")) == ["main"]
    site = repo.path / "_site"
    assert (site / "showcase/index.html").read_text() == "mine"
    assert not (site / "v1.0").exists()


def test_uncommitted_changes_are_told_and_can_be_a_version(repo: Repo, cli: Cli) -> None:
    documented(repo)
    page(repo, "Not committed.")
    ran = cli("build")
    assert ran.code == 0
    assert "not committed, so not in the site: docs/index.rst" in ran.err
    assert "Not committed." not in (repo.path / "_site/main/index.html").read_text()
    assert outcomes(cli, "--worktree") == {"working tree": "built", "main": "unchanged"}
    assert "Not committed." in (repo.path / "_site/worktree/index.html").read_text()
    assert outcomes(cli, "--worktree") == {"working tree": "unchanged", "main": "unchanged"}


@pytest.mark.parametrize("git", [True, False])
def test_without_commits_or_git_the_files_are_the_version(
    repo: Repo, cli: Cli, tmp_path: Path, *, git: bool
) -> None:
    where = Repo(repo.path if git else tmp_path / "plain")
    where.write("docs/conf.py", CONF)
    where.write("archdocs.toml", "")
    page(where, "Just begun.")
    ran = cli("build", cwd=where.path)
    assert ran.code == 0, ran.err
    assert "Just begun." in (where.path / "_site/latest/index.html").read_text()


def test_documentation_elsewhere_and_moved(repo: Repo, cli: Cli) -> None:
    repo.write("doc/source/conf.py", CONF)
    repo.write("doc/source/index.rst", "Old place\n=========\n")
    repo.commit()
    repo.tag("v1.0")
    repo.git("mv", "doc/source", "docs")
    repo.commit()
    repo.git("mv", "docs", "handbook")
    (repo.path / "docs").symlink_to("handbook")
    repo.commit()
    assert set(outcomes(cli).values()) == {"built"}
    assert "Old place" in (repo.path / "_site/v1.0/index.html").read_text()
    assert "Old place" in (repo.path / "_site/main/index.html").read_text()


def test_a_project_inside_a_larger_repository(repo: Repo, cli: Cli) -> None:
    repo.write("team/archdocs.toml", "")
    repo.write(".gitignore", "_site/\n")
    repo.write("team/docs/conf.py", CONF)
    repo.write("team/docs/index.rst", "Team\n====\n")
    repo.commit()
    ran = cli("build", cwd=repo.path / "team")
    assert ran.code == 0, ran.out + ran.err
    repo.write("other/file", "x")
    repo.commit()
    again = cli("build", cwd=repo.path / "team")
    assert "unchanged" in again.out


def test_the_versions_own_configuration_when_asked_for(repo: Repo, cli: Cli) -> None:
    repo.write("docs/conf.py", CONF + 'html_title = "Old title"\n')
    page(repo, "Text.")
    repo.commit()
    repo.tag("v1.0")
    repo.write("docs/conf.py", CONF + 'html_title = "New title"\n')
    repo.commit()
    outcomes(cli)
    assert "New title" in (repo.path / "_site/v1.0/index.html").read_text()
    repo.write("archdocs.toml", '[site]\nconfiguration = "version"\n')
    outcomes(cli)
    assert "Old title" in (repo.path / "_site/v1.0/index.html").read_text()


def test_search_engines_are_led_to_the_stable_pages(repo: Repo, cli: Cli) -> None:
    documented(repo, "v1.0")
    repo.write("archdocs.toml", '[site]\nurl = "https://docs.example.org/shop"\n')
    repo.write("docs/news.rst", "News\n====\n")
    repo.commit()
    outcomes(cli)
    site = repo.path / "_site"
    only = '<link rel="canonical" href="https://docs.example.org/shop/main/news.html"'
    assert only in (site / "latest/news.html").read_text()
    stable = "https://docs.example.org/shop/stable/"
    assert (
        f'<link rel="canonical" href="{stable}index.html"' in (site / "main/index.html").read_text()
    )
    assert f"<loc>{stable}since-v1.0.html</loc>" in (site / "sitemap.xml").read_text()
    assert versions(site)["v1.0"]["url"] == "https://docs.example.org/shop/v1.0/"


def test_a_shallow_clone_is_named(repo: Repo, cli: Cli, tmp_path: Path) -> None:
    documented(repo, "v1.0")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.path}", str(clone))
    ran = cli("build", cwd=clone)
    assert ran.code == 0, ran.err
    assert "git.shallow" in ran.err


def test_stale_sections_carry_a_banner_in_their_version(repo: Repo, cli: Cli) -> None:
    repo.write("docs/conf.py", CONF + 'extensions = ["archdocs.sphinxext"]\n')
    repo.write("src/pay.py", "def pay() -> None: ...\n")
    repo.write(
        "docs/index.md", "# Shop\n\n## Pay\n\n<!-- archdocs: covers=src/pay.py -->\n\nText.\n"
    )
    repo.commit()
    repo.tag("v1.0")
    repo.git("rm", "-q", "src/pay.py")
    repo.commit()
    assert outcomes(cli) == {"main": "built", "v1.0": "built"}
    site = repo.path / "_site"
    assert "stale.covers-missing" in (site / "main/index.html").read_text()
    assert "stale.covers-missing" not in (site / "v1.0/index.html").read_text()


@pytest.mark.parametrize("delay", [0.3, 0.9, 1.6])
def test_a_killed_build_leaves_the_old_site(repo: Repo, cli: Cli, delay: float) -> None:
    documented(repo, "v1.0")
    outcomes(cli)
    site = repo.path / "_site"
    old = content(site)
    page(repo, "Half done.")
    repo.commit()
    child = subprocess.Popen(
        [sys.executable, "-m", "archdocs", "build"],
        cwd=repo.path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(delay)
    child.send_signal(signal.SIGKILL)
    child.wait()
    now = content(site)
    assert {k: v for k, v in now.items() if k.startswith("v1.0/")} == {
        k: v for k, v in old.items() if k.startswith("v1.0/")
    }
    text = now["main/index.html"].decode()
    assert "This is main." in text or "Half done." in text
    assert set(outcomes(cli).values()) <= {"built", "unchanged"}
    assert "Half done." in (site / "latest/index.html").read_text()


def test_an_interrupted_build_goes_on_where_it_ended(repo: Repo) -> None:
    documented(repo, "v1.0", "v2.0")
    begun: list[str] = []

    class Impatient(Watch):
        def begin(self, row: Row) -> None:
            begun.append(row.name)
            if row.name == "main":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(Project(repo.path), progress=Impatient(lambda _: None))
    assert begun == ["v1.0", "v2.0", "main"]
    assert not (repo.path / "_site/index.html").exists()
    report = build(Project(repo.path))
    outcomes = {each.name: each.outcome for each in report.versions}
    assert outcomes == {"main": "built", "v2.0": "unchanged", "v1.0": "unchanged"}
    assert "This is v1.0." in (repo.path / "_site/v1.0/index.html").read_text()


@pytest.mark.parametrize("named", [False, True])
def test_pages_of_a_release_do_not_depend_on_which_others_there_are(
    repo: Repo, named: bool
) -> None:
    documented(repo, "v1.0", "v2.0", "v3.0")
    if named:
        repo.write("archdocs.toml", "")
    project = Project(repo.path)

    def keys(*names: str) -> dict[str, str]:
        found = forecast(project, refs=names)
        return {each.name: each.planned.key for each in found if each.planned.version.release}

    every = keys("v*")
    assert keys("v2.0", "v3.0") == {"v2.0": every["v2.0"], "v3.0": every["v3.0"]}


def test_an_interrupted_build_ends_its_children(repo: Repo) -> None:
    documented(repo)
    repo.write("docs/conf.py", "import time\ntime.sleep(60)\n")
    repo.commit()
    child = subprocess.Popen(
        [sys.executable, "-m", "archdocs", "build", "-j", "2"],
        cwd=repo.path,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 60
    while not (begun := builders(child.pid)) and time.monotonic() < end:
        time.sleep(0.1)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert begun
    assert child.returncode == 130
    assert "interrupted" in err
    while begun & living().keys() and time.monotonic() < end:
        time.sleep(0.1)
    assert not begun & living().keys()


def living() -> dict[int, int]:
    """Return the parent of each process that has not ended."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    parents[int(entry.name)] = int(parent)
    return parents


def builders(pid: int) -> set[int]:
    """Return the processes below this one that build versions."""
    parents, found = living(), set()
    for each in parents:
        above: int | None = each
        while above is not None and above != pid:
            above = parents.get(above)
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{each}/cmdline").read_bytes()
            if above == pid != each and re.search(rb"archdocs[./]system", words):
                found.add(each)
    return found


def test_a_version_cannot_quote_what_nobody_committed(repo: Repo, cli: Cli) -> None:
    documented(repo)
    repo.git("checkout", "-q", "-b", "other")
    page(repo, ".. literalinclude:: ../../../../trusted/notes.txt")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.write("notes.txt", "private words")
    assert outcomes(cli, "--ref", "other") == {"other": "built"}
    assert "private words" not in (repo.path / "_site/other/index.html").read_text()


def test_a_project_cannot_choose_a_folder_outside_of_itself(repo: Repo, cli: Cli) -> None:
    documented(repo)
    outside = repo.path.parent / "elsewhere"
    outside.mkdir()
    (repo.path / "_site").symlink_to(outside)
    linked = cli("build")
    assert (linked.code, "--output" in linked.err) == (2, True)
    for folder in (str(outside), "../elsewhere", ".git/hooks/site"):
        repo.write("archdocs.toml", f'[site]\noutput = "{folder}"\n')
        assert cli("build").code == 2
    assert not list(outside.iterdir())
    repo.write("archdocs.toml", "")
    assert cli("build", "--output", str(outside)).code == 0
