"""Versions that are built with packages of their own, installed from a folder of wheels."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from archdocs.project import Project
from archdocs.site import environments, keeping
from archdocs.site.build import VersionResult, build
from archdocs.site.requirements import Wanted, wanted_by
from archdocs.site.store import ENVIRONMENTS
from archdocs.system import locks
from archdocs.system.cache import Cache
from archdocs.system.process import Completed
from support import Repo

CONF = """\
import importlib.metadata
import shop

html_theme = "basic"
extensions = ["sphinx.ext.autodoc"]
release = importlib.metadata.version("Shop.Floor")
rst_epilog = ".. |seen| replace:: checkout " + shop.__name__
"""
PYPROJECT = """\
[project]
name = "shop-floor"
dynamic = ["version"]
dependencies = ["tiny>=1"]
"""
INDEX = "Shop\n====\n\nRelease |release|.\n\n.. automodule:: shop\n   :members:\n"
SHOP = (
    'import tiny\n\ndef {name}():\n    """Do it."""\n\n{name}.__doc__ += f" With {{tiny.WORD}}."\n'
)


def wheel(folder: Path, name: str, version: str, text: str) -> None:
    """Write the smallest wheel there is."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": text,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as made:
        for path, content in files.items():
            made.writestr(path, content)


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is all an installer may take from."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for installer in ("PIP", "UV"):
        monkeypatch.setenv(f"{installer}_NO_INDEX", "1")
        monkeypatch.setenv(f"{installer}_FIND_LINKS", str(folder))
        monkeypatch.delenv(f"{installer}_EXTRA_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


def shop(repo: Repo, tag: str, *, more: str = "") -> None:
    repo.write("src/shop.py", SHOP.format(name=f"sell_{tag.replace('.', '_')}"))
    repo.write("pyproject.toml", PYPROJECT.replace('"tiny>=1"', f'"tiny>=1"{more}'))
    repo.commit(tag)
    repo.git("tag", tag)


def test_each_version_documents_its_own_code(repo: Repo, wheels: Path) -> None:
    wheel(wheels, "tiny", "1.0", 'WORD = "thread"\n')
    repo.write("docs/conf.py", 'import sys\nsys.path.insert(0, "../src")\n' + CONF)
    repo.write("docs/index.rst", INDEX)
    repo.write("archdocs.toml", '[site]\nsearch = "sphinx"\nenvironment = "version"\n')
    shop(repo, "v1.0")
    shop(repo, "v1.1")
    shop(repo, "v1.2", more=', "nosuch-package"')
    project, told = Project(repo.path), list[str]()
    report = build(project, refs=["v*"], progress=told.append)
    results: dict[str, VersionResult] = {result.name: result for result in report.versions}
    for tag, other in (("v1.0", "v1.1"), ("v1.1", "v1.0")):
        text = (report.output / tag / "index.html").read_text()
        assert f"Release {tag[1:]}." in text
        assert f"sell_{tag.replace('.', '_')}" in text
        assert f"sell_{other.replace('.', '_')}" not in text
        assert "Do it. With thread." in text
    error = results["v1.2"].error
    assert error is not None
    assert (error.code, error.location.path) == ("site.environment", "pyproject.toml")
    assert "nosuch-package" in error.message
    # Equal requirements are installed once.
    assert sorted(line for line in told if "installing" in line) == [
        "installing over the network: tiny>=1",
        "installing over the network: tiny>=1, nosuch-package",
    ]
    assert ("site-environments", 1) in {(s.name, s.entries) for s in keeping.kept(project.cache)}


INSTALLER = """#!/bin/sh
pwd > {told}
env >> {told}
echo "error: $0" >&2
exit 1
"""


def test_the_installer_is_the_operators_and_reads_no_settings_of_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, bin_ = tmp_path / "tree", tmp_path / "bin"
    (tree / ".git").mkdir(parents=True)
    (tree / "uv.toml").write_text('index-url = "https://example.org/"')
    for place in (tree / "tools", bin_):
        place.mkdir()
        (place / "uv").write_text(INSTALLER.format(told=tmp_path / "told"))
        (place / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tree / 'tools'}:tools::{bin_}:/usr/bin:/bin")
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("TOKEN_OF_OURS", "secret")
    cache, wanted = Cache(tree / ".cache"), Wanted("docs/requirements.txt", {"tiny": None})
    told: list[str] = []
    used = environments.used(cache, wanted, root=tree / "docs", timeout=30, say=told.append)
    with used as (own, wrong):
        assert own is None
        assert wrong is not None
        assert str(bin_) in wrong.message
    folder, *others = (tmp_path / "told").read_text().splitlines()
    assert folder == "/"
    assert "UV_OFFLINE=1" in others
    assert f"PATH={tree / 'tools'}:{bin_}:/usr/bin:/bin" in others
    assert not any("secret" in line for line in others)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/requirements.txt", "-r requirements.txt\nrich\n" * 40),
        ("docs/requirements.txt", "rich; " + "(" * 5000 + "os_name == 'a'" + ")" * 5000),
        ("pyproject.toml", "[dependency-groups]\ndocs = [" + '{include-group="docs"},' * 40 + "]"),
        ("pyproject.toml", f"[project]\nname = 'a'\nx = {'1' * 5000}\n"),
        (
            "pyproject.toml",
            "[project]\nname = 'a'\n[project.optional-dependencies]\ndocs = ['a[e0]']\n"
            + "".join(f"e{n} = ['a[e{n + 1}]']\n" for n in range(400)),
        ),
        (".readthedocs.yaml", "[" * 300_000),
        ("docs/requirements.txt", "???\n" * 20_000),
    ],
    ids=["files", "marker", "groups", "number", "extras", "large", "lines"],
)
def test_requirements_made_to_take_forever_come_to_an_end(path: str, text: str) -> None:
    found = reader({path: text})
    assert len(found.lines) <= 1
    assert len(found.notes) <= 1001


def reader(files: dict[str, str]) -> Wanted:
    return wanted_by(lambda path: files[path].encode() if path in files else None, "docs")


def test_what_documentation_needs_is_found_where_projects_say_it() -> None:
    pyproject = """
[project]
name = "Shop"
version = "2.0"
dependencies = ["attrs>=23"]
[project.optional-dependencies]
docs = ["furo", "shop[more]"]
more = ["rich; python_version > '3.8'"]
[dependency-groups]
docs = [{include-group = "base"}, "sphinx-copybutton"]
base = ["sphinx<9"]
"""
    files = {"pyproject.toml": pyproject}
    found = reader(files)
    assert (found.name, found.version, found.source) == ("Shop", "2.0", "pyproject.toml")
    assert list(found.lines) == ["sphinx<9", "sphinx-copybutton", "attrs>=23"]
    files["docs/requirements.txt"] = "-r more/base.txt\n-e .[docs]  # itself\nfuro \\\n  >=1\n"
    files["docs/more/base.txt"] = "-c ../limits.txt\nrich==13.0 --hash=sha256:00\n"
    files["docs/limits.txt"] = "# nothing\n"
    found = reader(files)
    assert (found.source, found.notes) == ("docs/requirements.txt", [])
    assert list(found.lines) == [
        'rich==13.0', "furo", 'rich; python_version > "3.8"', "furo>=1", "attrs>=23",
    ]  # fmt: skip
    files[".readthedocs.yaml"] = (
        "version: 2\npython:\n  install:\n    - method: pip\n      path: .\n"
        "      extra_requirements: [more]\n"
    )
    found = reader(files)
    assert found.source == ".readthedocs.yaml"
    assert list(found.lines) == ['rich; python_version > "3.8"', "attrs>=23"]


def test_older_projects_say_their_name_elsewhere() -> None:
    config = "[metadata]\nname = Shop\nversion = attr: shop.v\n[options]\n"
    config += "install_requires =\n    a>1\n    b\n"
    found = reader({"setup.cfg": config})
    assert (found.name, list(found.lines)) == ("Shop", ["a>1", "b"])
    poetry = '[tool.poetry]\nname = "shop"\nversion = "3"\n'
    poetry += '[tool.poetry.dependencies]\npython = "^3"\n'
    found = reader({"pyproject.toml": poetry, "setup.cfg": "no configuration"})
    assert (found.name, found.version, list(found.lines)) == ("shop", "3", [])


def test_no_version_is_too_long_for_a_folder(tmp_path: Path) -> None:
    for number, version in enumerate(("1" + ".1" * 300, "1.0\n", "1.0/../../x", "2.1", "")):
        place = tmp_path / str(number)
        environments.lay_metadata(place, Wanted(name="Shop.Floor", version=version), "1" * 300)
        (made,) = place.iterdir()
        assert made.name == f"Shop_Floor-{'2.1' if number == 3 else '0.dev0'}.dist-info"


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "--extra-index-url=https://example.org/simple",
        "-f https://example.org/wheels",
        "theme @ git+https://example.org/theme.git",
        "git+ssh://git@example.org/theme.git",
        "https://example.org/theme-1.0.tar.gz",
        "./vendor/theme",
        "-e ../other",
        "-r ../../etc/passwd",
        "-r /etc/passwd",
        "--no-binary :all:",
    ],
)
def test_a_version_does_not_choose_where_packages_come_from(line: str) -> None:
    found = reader({"docs/requirements.txt": f"furo\n{line}\n"})
    assert list(found.lines) == ["furo"]
    (note,) = found.notes
    assert (note.code, str(note.location)) == ("site.requirement", "docs/requirements.txt:2")


def test_what_an_installer_says_is_one_line() -> None:
    causes = b"    The user requested x==1\n    y 2 needs x>1\n\n"
    said = b"Collecting\n\nThe conflict is caused by:\n" + causes
    wrong = b"ERROR: Cannot install x\nERROR: ResolutionImpossible: for help visit ...\n"
    told = environments.told(Completed(1, said, wrong))
    assert told == "what is wanted doesn't go together: The user requested x==1; y 2 needs x>1"
    more = said + b"Some have no matching distributions available for it:\n    x\n\n"
    assert environments.told(Completed(1, more, wrong)).startswith(
        "there is no such wheel of x for"
    )
    assert environments.told(Completed(1, b"", wrong)).startswith("ERROR: Cannot install x ERROR")
    assert environments.told(Completed(1, b"", b"")) == "the installer ended with an error"


def test_files_that_include_themselves_end() -> None:
    assert list(reader({"docs/requirements.txt": "-r requirements.txt\nfuro\n"}).lines) == ["furo"]


def test_an_environment_in_use_is_not_removed(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    folder = tmp_path / ENVIRONMENTS / "one"
    folder.mkdir(parents=True)
    (folder / "module.py").write_text("x = 1")
    with (
        locks.held(folder.with_suffix(".lock"), shared=True),
        locks.held(folder.with_suffix(".lock"), shared=True),
    ):
        assert keeping.clear(cache).entries == 0
    assert keeping.clear(cache).entries == 1
    assert not folder.exists()
