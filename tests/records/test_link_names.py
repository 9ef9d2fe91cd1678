"""Links under a project's own names, and kinds of links of its own: written, read and shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import ConfigError, UsageError
from archdocs.linknames import BUILT_IN, FORWARD, LinkNames, fault_of
from archdocs.project import Project
from archdocs.records import graph
from archdocs.records.catalog import of_project
from archdocs.records.link import link, unlink
from archdocs.records.listing import as_csv, page
from archdocs.records.rules import findings
from archdocs.settings import LinkOptions

CONFIG = """\
[links.blocks]
inverse = "blocked-by"
two-way = true

[links.contradicts]
inverse = "contradicts"

[links.supersedes]
name = "replaces"
inverse = "replaced-by"

[links.depends]
inverse = "needed-by"
two-way = true
"""
FORMS = {
    "madr": "---\nstatus: accepted\ndate: 2024-01-02\n---\n\n# {title}\n\nText.\n",
    "nygard": "# {n}. {title}\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n",
    "bullets": "# {title}\n\n* Status: accepted\n* Date: 2024-01-02\n\n## Context\n\nText.\n",
    "tyree": "# {title}\n\n**Issue**: x\n\n**Status**: Accepted\n\n**Date**: 2024-01-02\n\n"
    "**Assumptions**: y\n",
}


@pytest.fixture(params=FORMS)
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Project:
    (tmp_path / "archdocs.toml").write_text(CONFIG)
    (tmp_path / "adr").mkdir()
    for number, title in enumerate(("One", "Two", "Three"), 1):
        text = FORMS[request.param].format(n=number, title=title)
        (tmp_path / f"adr/000{number}-{title.lower()}.md").write_text(text)
    return Project(tmp_path)


def texts(project: Project) -> list[str]:
    return [path.read_text() for path in sorted((project.root / "adr").iterdir())]


def test_own_kinds_go_in_and_out_on_both_sides(project: Project) -> None:
    before = texts(project)
    done = link(project, "2", "blocks", "1")
    assert (done.kind, done.changed) == ("blocks", True)
    assert "locked" in texts(project)[0].replace("-", " ")
    assert not findings(of_project(project))
    assert not link(project, "1", "Blocked by", "2").changed
    unlink(project, "1", "blocked-by", "2")
    link(project, "1", "contradicts", "3")
    assert texts(project)[1:] == before[1:]
    catalog = of_project(project)
    assert [kind for kind, _ in catalog.backlinks(catalog.find("3"))] == ["contradicts"]


def test_own_names_are_written_and_old_ones_read(project: Project) -> None:
    link(project, "2", "replaces", "1")
    joined = "".join(texts(project)).lower()
    assert "replaces" in joined
    assert "supersedes" not in joined
    catalog = of_project(project)
    assert [k for k, _ in catalog.forward(catalog.find("2"))] == ["supersedes"]
    assert catalog.find("1").status == "superseded"
    assert not findings(catalog)
    shown = page(catalog, catalog.find("1"), "")
    assert "Replaced by:   ADR-0002 Two (accepted)" in shown
    assert "replaces ADR-0001" in as_csv(catalog, catalog.records)
    unlink(project, "1", "superseded-by", "2")
    assert "replace" not in "".join(texts(project)).lower()


def test_a_missing_side_and_circles_go_by_own_kinds(project: Project) -> None:
    link(project, "2", "depends-on", "1")
    assert "eeded" in texts(project)[0]
    first = project.root / "adr/0001-one.md"
    first.write_text(FORMS["madr"].format(n=1, title="One"))
    (missing,) = findings(of_project(project))
    assert "ADR-0002 depends ADR-0001, but" in missing.message
    assert "does not say needed-by ADR-0002" in missing.message
    link(project, "2", "depends", "1")
    link(project, "1", "blocks", "3")
    link(project, "3", "blocks", "1")
    (circle,) = findings(of_project(project))
    assert circle.severity.label == "warning"
    assert "circle by `blocks`: ADR-0001 → ADR-0003 → ADR-0001" in circle.message
    made = graph.graph(of_project(project))
    assert [kind for kind, _ in made.circles] == ["blocks"]
    assert 'label="blocks"' in graph.to_dot(made)
    assert {edge.kind for edge in made.edges} == {"blocks", "depends"}


def test_unknown_kinds_name_the_nearest_of_all(project: Project) -> None:
    with pytest.raises(UsageError, match="did you mean `blocks`"):
        link(project, "1", "block", "2")
    with pytest.raises(UsageError, match="called `xyz`") as caught:
        link(project, "1", "xyz", "2")
    assert "replaces" in caught.value.hint
    assert "contradicts" in caught.value.hint


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ("[links.blocks]\ntwo-way = true\n", "archdocs.toml:1: `inverse` is missing"),
        ("[links.Blocks]\ninverse = 'b'\n", "archdocs.toml:1: `Blocks` is one to three words"),
        ("[links.blocks]\ninverse = 'B!'\n", "archdocs.toml:2: `inverse` is one to three words"),
        ("[links.title]\ninverse = 'b'\n", "archdocs.toml:1: `title` is another"),
        ("[links.blocks]\ninverse = 'status'\n", "archdocs.toml:2: `inverse` is `status`"),
        ("[links.blocks]\n\ninverse = 'amends'\n", "archdocs.toml:3: `inverse` is `amends`, which"),
        ("[links.superseded-by]\nname = 'x'\n", "archdocs.toml:1: `superseded-by` is the other"),
        ("[links.requires]\ninverse = 'x'\n", "`requires` is another name of `depends`"),
        ("[links.amends]\nname = 'supercedes'\n", "`name` is `supercedes`, which stands for"),
        ("[links.a]\ninverse = 'b'\n[links.c]\ninverse = 'b'\n", "archdocs.toml:4: `inverse` is"),
        ("[links.blocks]\ninverse = 'b'\ntwoway = true\n", "archdocs.toml:3: no option called"),
        ("[links]\nblocks = 'x'\n", "archdocs.toml:2: `blocks` is a table"),
        ("links = 3\n", "archdocs.toml:1: `links` is a table"),
    ],
)
def test_what_is_wrong_in_the_settings_is_named_at_its_line(
    tmp_path: Path, config: str, complaint: str
) -> None:
    (tmp_path / "archdocs.toml").write_text(config)
    with pytest.raises(ConfigError) as caught:
        Project(tmp_path)
    assert complaint in str(caught.value)


words = st.from_regex(r"[a-z]{1,6}(-[a-z]{1,6}){0,2}", fullmatch=True)
options = st.builds(LinkOptions, st.just("") | words, words, st.booleans())


@given(st.dictionaries(words | st.sampled_from(sorted(FORWARD)), options, max_size=4))
@settings(max_examples=150, deadline=None)
def test_names_that_are_taken_are_understood_again(given_: dict[str, LinkOptions]) -> None:
    if fault_of(given_) is not None:
        return
    names = LinkNames(given_)
    for kind in names.inverses:
        assert names.kind(names.shown(kind)) == kind
        assert names.kind(names.phrase(kind)) == kind
        assert names.inverse(names.inverse(kind)) == kind
    for kind, back in BUILT_IN.inverses.items():
        assert names.inverses[kind] == back
