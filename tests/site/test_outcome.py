from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.finding import Location
from archdocs.site import codes
from archdocs.site.complaints import MOST_TOLD, files_missed
from archdocs.site.distributions import package_of
from archdocs.site.lacking import lacking
from archdocs.site.make import collect, read_report
from archdocs.site.outcome import besides, explain, remarked
from archdocs.site.report import as_text
from archdocs.site.results import BuildReport, VersionResult
from archdocs.site.source import find_docs
from archdocs.system.process import Completed

ROOTS = (Path("/scratch/tree"), Path("/scratch/trusted"))
DONE = Completed(0, b"", b"")
junk: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["conf", "extension", "theme", "build"]) | junk,
            "text": junk,
            "name": junk,
            "path": junk,
            "line": junk,
        },
    )
    | junk
)
@settings(max_examples=300, deadline=None)
def test_whatever_the_child_reports_is_one_printable_finding(error: Any) -> None:
    found = explain({"error": error}, DONE, "docs", ROOTS)
    assert found.code.startswith("site.")
    assert found.message.isprintable()
    assert len(found.message) < 600
    assert found.location.line >= 0
    assert not found.location.path.startswith("/")


def test_paths_are_told_as_the_user_knows_them() -> None:
    error = {"kind": "build", "text": "x", "path": "/scratch/tree/docs/a.rst", "line": 3}
    assert str(explain({"error": error}, DONE, "docs", ROOTS).location) == "docs/a.rst:3"
    error["text"] = "cannot load /scratch/tree/docs/index.rst"
    assert explain({"error": error}, DONE, "docs", ROOTS).message.endswith("load docs/index.rst")
    error["path"] = "/etc/passwd"
    assert explain({"error": error}, DONE, "docs", ROOTS).location.path == "docs"


@pytest.mark.parametrize(
    ("status", "stderr", "said"),
    [
        (-9, b"", "too much memory or time"),
        (1, b"noise\nSegmentation fault\n\n", "died: Segmentation fault"),
        (7, b"", "ended with status 7"),
    ],
)
def test_a_child_that_says_nothing(status: int, stderr: bytes, said: str) -> None:
    assert said in explain(None, Completed(status, b"", stderr), "docs", ROOTS).message


@pytest.mark.parametrize(
    ("module", "package"),
    [
        ("sphinx_copybutton", "sphinx-copybutton"),
        ("sphinxcontrib.mermaid", "sphinxcontrib-mermaid"),
        ("notfound.extension", "sphinx-notfound-page"),
        ("furo", "furo"),
    ],
)
def test_packages_of_modules(module: str, package: str) -> None:
    assert package_of(module) == package


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (
            {
                "kind": "conf",
                "text": "PackageNotFoundError: No package metadata was found for shop",
            },
            "run: pip install shop (for this project itself: pip install -e ., or set"
            ' environment = "version" under [site])',
        ),
        (
            {"kind": "conf", "text": "ModuleNotFoundError: No module named 'sphinx_rtd_theme'"},
            "run: pip install sphinx-rtd-theme",
        ),
        (
            {
                "kind": "extension",
                "name": "notfound",
                "text": "No module named 'notfound'",
                "lacking": {
                    "modules": ["notfound.extension", "autodoc2", 3, "-x"],
                    "theme": "flask",
                },
            },
            "run: pip install sphinx-notfound-page sphinx-autodoc2 Pallets-Sphinx-Themes",
        ),
        (
            {
                "kind": "conf",
                "text": "ModuleNotFoundError: No module named 'shop'",
                "lacking": {"modules": ["furo"], "theme": "furo", "own": ["shop"]},
            },
            'run: pip install -e . furo, or set environment = "version" under [site]',
        ),
        ({"kind": "theme", "name": "flask"}, "run: pip install Pallets-Sphinx-Themes"),
        ({"kind": "theme", "name": "furo"}, "run: pip install furo"),
        ({"kind": "conf", "text": "ValueError: 3"}, ""),
        (
            {"kind": "conf", "text": "PermissionError: [Errno 13] Permission denied: 'api.rst'"},
            "a build writes its output only; what makes other files belongs into `pre-build`"
            " under [site]",
        ),
    ],
)
def test_what_is_not_installed_is_named_with_the_command(error: Any, hint: str) -> None:
    assert explain({"error": error}, DONE, "docs", ROOTS).hint == hint


def test_a_module_of_the_project_that_no_commit_has_is_told_from_one_not_installed(
    tmp_path: Path,
) -> None:
    error = {
        "kind": "conf",
        "text": "ModuleNotFoundError: No module named 'shop._version'",
        "lacking": {"modules": ["furo"], "theme": "", "own": ["shop"]},
    }
    roots = (tmp_path, tmp_path / "trusted")
    (tmp_path / "src/shop").mkdir(parents=True)
    assert "`pre-build` under [site]" in explain({"error": error}, DONE, "docs", roots).hint
    (tmp_path / "src/shop/_version.py").touch()
    told = 'run: pip install -e . furo, or set environment = "version" under [site]'
    assert explain({"error": error}, DONE, "docs", roots).hint == told


def test_all_that_a_configuration_lacks_is_found_at_once(tmp_path: Path) -> None:
    (tmp_path / "src/shop").mkdir(parents=True)
    (tmp_path / "src/shop/__init__.py").touch()
    conf = tmp_path / "conf.py"
    conf.write_text(
        "import os, shop.core, nosuch_one\n"
        "try:\n    import optional_one\nexcept ImportError: pass\n"
        "from nosuch_two.part import thing\n"
        'extensions = ["sphinx.ext.todo", "sphinxcontrib.nosuch", "nosuch_three.extension"]\n'
        'extensions += ["nosuch_four"]\nextensions.append("shop.directives")\n'
        'html_theme = "nosuch_theme"\n'
    )
    assert lacking(conf, tmp_path) == {
        "modules": [
            *("nosuch_one", "nosuch_two.part", "sphinxcontrib.nosuch"),
            *("nosuch_three.extension", "nosuch_four"),
        ],
        "theme": "nosuch_theme",
        "own": ["conf", "shop"],
    }
    conf.write_text('html_theme = "classic"\nextensions = [name for name in ("a", "b")]\n')
    assert (lacking(conf, tmp_path)["modules"], lacking(conf, tmp_path)["theme"]) == ([], "")
    for text in ("x = (", "(" * 5000, "\0"):
        conf.write_text(text)
        assert lacking(conf, tmp_path)["modules"] == []


def test_the_same_fault_of_many_versions_is_told_once() -> None:
    def failed(name: str, message: str) -> VersionResult:
        error = codes.CONF_ERROR.at(Location("docs/conf.py", 3), message, hint="run: x")
        return VersionResult(name, name, name, "", "failed", error=error)

    fine = VersionResult("v0", "v0", "v0", "", "built", pages=1)
    report = BuildReport((failed("v3", "a"), failed("v2", "a"), failed("v1", "b"), fine), Path("s"))
    said = [line.strip() for line in as_text(report).splitlines()]
    assert said == [
        *("v3  failed", "docs/conf.py:3: site.conf-error: a", "run: x"),
        *("v2  failed", "as v3"),
        *("v1  failed", "docs/conf.py:3: site.conf-error: b", "run: x"),
        *("v0  built                  1 pages", str(Path("s/index.html"))),
    ]


def test_many_faults_of_one_kind_are_few_lines() -> None:
    def said(many: int) -> list[str]:
        unsafe = [{"path": "", "line": number + 1, "text": "x"} for number in range(many)]
        notes = remarked({"unsafe": unsafe}, "docs", ROOTS)
        result = VersionResult("v1", "v1", "v1", "", "built", pages=1, notes=notes)
        return as_text(BuildReport((result,), Path("s"))).splitlines()[1:-1]

    assert len(said(6)) == 7
    assert said(6)[1].strip().endswith("raw-html = true under [site]")
    assert said(9)[0] == "  docs:1: site.unsafe: x"
    assert said(9)[-1] == "  … and 4 more of site.unsafe; --format json lists all"
    assert len(said(9)) == 7


def test_files_that_pages_miss_are_known_by_what_sphinx_says() -> None:
    docs = Path("/scratch/tree/docs")
    said = {
        # As Sphinx 8.2 and 9 say it, and Docutils 0.21 and 0.22.
        "WARNING: Include file '/scratch/tree/a.py' not found or reading it failed": "a.py",
        "WARNING: Include file _StrPath('/scratch/tree/b.py') not found or reading it failed":
            "b.py",
        "WARNING: External Graphviz file '/scratch/tree/c.dot' not found or reading it failed":
            "c.dot",
        "WARNING: image file not readable: d.png [image.not_readable]": "docs/d.png",
        "WARNING: image file not readable: e.png": "docs/e.png",
        "WARNING: download file not readable: /scratch/tree/f.zip [download.not_readable]": "f.zip",
        "WARNING: a suitable image for html builder not found: g.*": "docs/g.*",
        'CRITICAL: Directive "include": file not found: \'/scratch/tree/h.md\' [docutils]': "h.md",
        'CRITICAL: Problems with "csv-table" directive path:\n'
        "[Errno 2] No such file or directory: '/scratch/tree/i.csv'.": "i.csv",
        'SEVERE: Problems with "include" directive path:\nInputError: [Errno 2] No': "",
        'CRITICAL: Problems with "raw" directive path:\n'
        "InputError: [Errno 13] Permission denied: \"/etc/o'k\". [docutils]": "/etc/o'k",
        "WARNING: document isn't included in any toctree [toc.not_included]": "",
        'CRITICAL: Problems with "include" directive path:\n'
        "InputError: [Errno 21] Is a directory: '/scratch/tree/j'.": "",
        "WARNING: Include file '\0' not found or reading it failed": "",
    }  # fmt: skip
    text = "\n".join(f"{docs}/p.rst:{n}: {each}" for n, each in enumerate(said, 1))
    found = {each["line"]: each["file"] for each in files_missed(f"\x1b[91m{text}", docs)}
    wanted = {n: str(ROOTS[0] / name) for n, name in enumerate(said.values(), 1) if name}
    assert found == wanted
    many = "".join(f"{docs}/p.rst:{n}: WARNING: image file not readable: x\n" for n in range(99))
    assert len(files_missed(many, docs)) == MOST_TOLD
    assert files_missed("", docs) == []
    assert files_missed(":" * 9000 + "'" * 9000 + "\n" + "WARNING: " * 900, docs) == []


def test_files_that_pages_miss_are_told_as_the_page_says_them() -> None:
    files = ["/scratch/tree/a.py", "/etc/x\x1b[31m\n" + "y" * 900, "/scratch/out.py", "", 3]
    missed = [{"path": "/scratch/tree/docs/p.md", "line": 4, "file": name} for name in files]
    notes = remarked({"missed": [*missed, None] * 50, "unsafe": 7}, "docs", ROOTS)
    assert {str(note.location) for note in notes} == {"docs/p.md:4"}
    assert [note.message[:40] for note in notes[:3]] == [
        "a.py is not in this version",
        "/etc/x [31m " + "y" * 28,
        "../../out.py lies outside the project",
    ]
    assert len(notes) <= MOST_TOLD
    assert all(note.message.isprintable() and len(note.message) < 600 for note in notes)
    known = codes.PATH_REFUSED.at(Location("docs/p.md", 4), "x")
    assert besides([known], notes) == (known,)


def test_where_documentation_is_looked_for() -> None:
    assert find_docs({"docs/html/conf.py", "docs/man/conf.py"}.__contains__) == "docs/html"
    assert find_docs({"docs/en/conf.py", "conf.py"}.__contains__) == ""
    assert find_docs({"README.md"}.__contains__) is None


def test_output_is_taken_as_regular_files_only(tmp_path: Path) -> None:
    html = tmp_path / "html"
    (html / "_static").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (html / "index.html").write_text("page")
    (html / "_static/a.css").write_text("a{}")
    (html / "link.html").symlink_to(tmp_path / "secret")
    (html / "folder").symlink_to(tmp_path)
    (html / ".buildinfo").write_text("x")
    os.mkfifo(html / "pipe.html")
    assert collect(html) == {"index.html": b"page", "_static/a.css": b"a{}"}


@pytest.mark.parametrize("data", [b"", b"[1]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_report_that_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "report.json").write_bytes(data)
    assert read_report(tmp_path / "report.json") is None
    (tmp_path / "link.json").symlink_to(tmp_path / "report.json")
    assert read_report(tmp_path / "link.json") is None
