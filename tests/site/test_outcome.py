from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.site.make import collect, read_report
from archdocs.site.outcome import explain, package_of
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
            "run: pip install shop (for this project itself: pip install -e ., or"
            ' environment = "version" under [site])',
        ),
        (
            {"kind": "conf", "text": "ModuleNotFoundError: No module named 'sphinx_rtd_theme'"},
            "run: pip install sphinx-rtd-theme",
        ),
        ({"kind": "theme", "name": "flask"}, "run: pip install Pallets-Sphinx-Themes"),
        ({"kind": "theme", "name": "furo"}, "run: pip install furo"),
        ({"kind": "conf", "text": "ValueError: 3"}, ""),
    ],
)
def test_what_is_not_installed_is_named_with_the_command(error: Any, hint: str) -> None:
    assert explain({"error": error}, DONE, "docs", ROOTS).hint == hint


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
