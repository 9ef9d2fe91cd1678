"""Internal links that lead nowhere, and those that are nobody's business."""

from __future__ import annotations

import datetime

import pytest

from archdocs.finding import Finding
from archdocs.freshness import engine
from archdocs.project import Project
from support import Repo

OTHER = """
(pay-label)=
# Paying & more

## Fees

<a id="by-hand"></a>

## Fees

## Own {#custom}
"""
ADR = "# 1. Use Kafka\n\nDate: 2026-01-01\n\n## Status\n\nAccepted\n"


def broken(repo: Repo) -> list[Finding]:
    found = engine.check(Project(repo.path), today=datetime.date(2026, 7, 1))
    return [finding for finding in found if finding.code == "link.broken"]


def project(repo: Repo, text: str, path: str = "docs/a.md") -> None:
    repo.write("docs/conf.py", "project = 'x'\n")
    repo.write("docs/other.md", OTHER)
    repo.write("docs/sub/deep page.md", "# Deep\n")
    repo.write(
        "docs/old.rst", ".. _old-label:\n\nOld things\n==========\n\nText\n\n.. _inner:\n\npara\n"
    )
    repo.write("docs/img/a.png", b"\x89PNG\0")
    repo.write("src/x.py", "x = 1\n")
    repo.write("adr/0001-use-kafka.md", ADR)
    repo.write(path, text)
    repo.commit()


@pytest.mark.parametrize(
    "link",
    [
        *("[x](other.md)", "[x](other.md#fees)", "[x](other.md#fees-1)", "[x](other.md#custom)"),
        *("[x](other.md#paying--more)", "[x](other.md#pay-label)", "[x](#a)", "[x](other)"),
        *("[x](other.md#by-hand)", "[x](sub/deep%20page.md)", "[x](<sub/deep page.md>)"),
        *("[x](../src/x.py#L3)", "[x](/other.md)", "[x](sub/)", "![x](img/a.png)", "[x](old.rst)"),
        *("[x](old.rst#old-label)", "[x](old.rst#old-things)", "[x](#pay-label)"),
        *("[x](https://example.org/nothing.md)", "[x](mailto:a@example.org)", "[x](//host/x.md)"),
        *("[x](../../issues/3)", "[x]({{ url }}/x.md)", "`[x](gone.md)`", "\\[x](gone.md)"),
        *("[x](adr/0001-use-kafka.md)", "[x](../adr/0001-use-kafka.md)", "{doc}`/other`"),
        *("{doc}`text <sub/deep page>`", "{doc}`/adr/0001-use-kafka`", "{ref}`pay-label`"),
        *("{ref}`old label <old-label>`", "{ref}`genindex`", "{adr}`1`", "{adr}`0001`"),
        *("[x](generated/api.html)", "[x](structlog.processors)", "<!-- [x](gone.md) -->"),
        *(
            "```{image} img/a.png\n```",
            "```{literalinclude} ../src/x.py\n```",
            "[x](other.md?raw=1)",
        ),
        "```{toctree}\n:maxdepth: 1\n\nother\nTitle </old>\n/adr/*\nself\nadr/0001-use-kafka\n```",
        *("```\n[x](gone.md)\n```", "    [x](gone.md)", "[x]: other.md", "[x](_static/x.css)"),
    ],
)
def test_links_that_lead_somewhere(repo: Repo, link: str) -> None:
    project(repo, f"# A\n\n{link}\n")
    assert not broken(repo)


@pytest.mark.parametrize(
    ("link", "what"),
    [
        ("[x](gone.md)", "there is no `gone.md`"),
        ("[x](../gone/x.py)", "there is no `../gone/x.py`"),
        ("![x](img/b.png)", "there is no `img/b.png`"),
        ("[x](other.md#nothing)", "`docs/other.md` has no heading or label `#nothing`"),
        ("[x](#nothing)", "this document has no heading or label `#nothing`"),
        ("[x]: gone.md", "there is no `gone.md`"),
        ("> - [x](gone.md)", "there is no `gone.md`"),
        ("{doc}`/gone`", "there is no document `/gone`"),
        ("{ref}`gone-label`", "there is no label `gone-label`"),
        ("{adr}`7`", "there is no record `7`"),
        ("```{toctree}\ngone\n```", "there is no document `gone`"),
        ("```{include} gone.md\n```", "there is no `gone.md`"),
        ("```{note}\nsee [x](gone.md)\n```", "there is no `gone.md`"),
    ],
)
def test_links_that_lead_nowhere(repo: Repo, link: str, what: str) -> None:
    project(repo, f"# A\n\n{link}\n")
    [finding] = broken(repo)
    assert finding.message == what
    assert finding.location.path == "docs/a.md"
    assert finding.location.line in (3, 4)
    assert finding.section == "a"


def test_restructuredtext_links(repo: Repo) -> None:
    project(
        repo,
        """
        A
        =

        :doc:`other`, :ref:`inner`, `x <other.md>`_, `y <https://example.org>`_ and ``:doc:`z```.
        :doc:`gone`, :ref:`gone`, `x <gone.md>`_

        .. image:: img/a.png
        .. figure:: img/gone.png

        .. toctree::
           :caption: All

           other
           gone
        """,
        "docs/a.rst",
    )
    assert [(f.location.line, f.message) for f in broken(repo)] == [
        (5, "there is no `gone.md`"),
        (5, "there is no document `gone`"),
        (5, "there is no label `gone`"),
        (8, "there is no `img/gone.png`"),
        (14, "there is no document `gone`"),
    ]


def test_labels_of_other_projects_are_not_ours_to_judge(repo: Repo) -> None:
    project(repo, "# A\n\n{ref}`python-label` {doc}`library/re` {doc}`/gone`\n")
    repo.write("docs/conf.py", "extensions = ['sphinx.ext.intersphinx']\n")
    assert [f.message for f in broken(repo)] == ["there is no document `/gone`"]


def test_a_record_links_to_where_it_is_and_where_it_is_shown(repo: Repo) -> None:
    project(
        repo, ADR + "\n[a](../docs/other.md), [b](../other.md), [c](../gone.md)\n", "adr/0002-x.md"
    )
    assert [f.message for f in broken(repo)] == ["there is no `../gone.md`"]


def test_the_nearest_target_is_named(repo: Repo) -> None:
    project(repo, "# A\n\n[x](wrong/other.md)\n")
    [finding] = broken(repo)
    assert finding.hint == "did you mean `docs/other.md`?"


def test_pages_that_the_extension_adds_are_there(repo: Repo) -> None:
    text = "# A\n\n{doc}`/freshness` {doc}`sub/freshness`\n\n```{toctree}\ndecision-log\n```\n"
    project(repo, text)
    assert len(broken(repo)) == 3
    repo.write("docs/conf.py", "extensions = ['archdocs.sphinxext']\n")
    assert [f.message for f in broken(repo)] == ["there is no document `sub/freshness`"]
