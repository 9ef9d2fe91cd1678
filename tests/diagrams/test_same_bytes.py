"""The same scripts come out as the same bytes, wherever and however they are drawn."""

from __future__ import annotations

import pytest

from archdocs.diagrams.render import render_all
from archdocs.project import Project
from archdocs.system.cache import Cache
from diagramscripts import SHOP, Make

OTHER = """
    from diagrams import Cluster, Diagram, Node
    with Diagram("Größe İ"):
        with Cluster("Äpfel"):
            Node("zählen") >> Node("ıssız")
"""
#: Every pair of folder, locale and number of jobs stands in one of these.
RUNS = (
    ("one", "C", 1),
    ("one", "tr_TR.UTF-8", 2),
    ("elsewhere", "C", 2),
    ("elsewhere", "tr_TR.UTF-8", 1),
)


def test_folder_locale_and_jobs_change_no_byte(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    for folder, locale, jobs in RUNS:
        root = make(folder, shop=SHOP, other=OTHER).root
        monkeypatch.setenv("LC_ALL", locale)
        monkeypatch.setenv("LANG", locale)
        report = render_all(Project(root, cache=Cache(enabled=False)), jobs=jobs)
        assert report.findings == ()
        assert not any(result.cached for result in report.results)
        drawn.append([result.pictures for result in report.results])
    assert len(drawn[0]) == 2
    assert all(pictures == drawn[0] for pictures in drawn)
