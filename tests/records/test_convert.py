"""Conversion: every pair of formats says the same, and what differs on the way back is told."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.linknames import BUILT_IN
from archdocs.project import Project
from archdocs.records.catalog import Catalog, load
from archdocs.records.convert.formats import FIELDS, FORMATS, known_format
from archdocs.records.convert.plan import Over, Plan, planned
from archdocs.records.model import Record

OTHER = "adr/0002-use-rabbitmq.md"
OTHER_TEXT = (
    "---\nstatus: superseded\ndate: 2024-01-01\nsuperseded-by: [ADR-0003]\n---\n\n# Use RabbitMQ\n"
)
BODY = """\
It was a question of `queues` and **load**.

## Context

Three teams, [one broker](https://example.org/b) and *no* plan.

* fast
* slow,
  but steady

## Decision

We use it:

```python
send("order")
```

1. first
2. second

### Consequences

None.
"""
RST_BODY = """\
It was a question of ``queues`` and **load**.

{status}Context
-------

Three teams, `one broker <https://example.org/b>`__ and *no* plan.

* fast
* slow,
  but steady

Decision
--------

We use it:

.. code-block:: python

   send("order")

1. first
2. second

Consequences
~~~~~~~~~~~~

None.
"""
HEAD, _, SECTIONS = BODY.partition("## Context")
SECTIONS = "## Context" + SECTIONS
#: One record in each format, with all that the format says about itself.
TEXTS: dict[str, dict[str, str]] = {
    "nygard": {
        "adr/0003-use-kafka.md": f"# 3. Use Kafka\n\nDate: 2024-01-02\n\n{HEAD}"
        "## Status\n\nAccepted\n\n"
        "Supersedes [2. Use RabbitMQ](0002-use-rabbitmq.md)\n\n" + SECTIONS
    },
    "madr-2": {
        "adr/0003-use-kafka.md": "# Use Kafka\n\n* Status: accepted\n* Deciders: Ann, Bob\n"
        "* Date: 2024-01-02\n* Tags: a, b\n* Supersedes: [ADR-0002](0002-use-rabbitmq.md)\n\n"
        + BODY
    },
    "madr-3": {
        "adr/0003-use-kafka.md": "---\n# who decided\nstatus: accepted\ndate: 2024-01-02\n"
        "deciders: [Ann, Bob]\nconsulted: Cem\nsupersedes: [ADR-0002]\n---\n# Use Kafka\n\n" + BODY
    },
    "madr-4": {
        "adr/0003-use-kafka.md": "---\nstatus: accepted\ndate: 2024-01-02\nowner: orders\n"
        "decision-makers:\n  - Ann\n  - Bob\ntags: [a, b]\nreview-by: 2027-01-02\n"
        "costs:\n  now: 3\n"
        "supersedes: [ADR-0002]\n---\n\n# Use Kafka\n\n" + BODY
    },
    "log4brains": {
        "adr/20240102-use-kafka.md": "# Use Kafka\n\n- Status: accepted\n- Deciders: Ann, Bob\n"
        "- Date: 2024-01-02\n- Tags: a, b\n- Supersedes: [ADR-0002](0002-use-rabbitmq.md)\n\n"
        + BODY
    },
    "openedx": {
        "adr/0003-use-kafka.rst": "3. Use Kafka\n============\n\n"
        + RST_BODY.format(
            status="Status\n------\n\n**Accepted** *(2024-01-02)*\n\n"
            "Supersedes `2. Use RabbitMQ <0002-use-rabbitmq.md>`_\n\n"
        )
    },
    "kep": {
        "adr/0003-use-kafka/kep.yaml": "title: Use Kafka\nkep-number: 3\nstatus: accepted\n"
        'authors:\n  - "@ann"\napprovers:\n  - Ann\n  - Bob\nowning-sig: orders\n'
        "last-updated: 2024-01-02\nreplaces: [ADR-0002]\n",
        "adr/0003-use-kafka/README.md": "# KEP-0003: Use Kafka\n\n" + BODY,
    },
    "pep": {
        "adr/0003-use-kafka.md": "PEP: 3\nTitle: Use Kafka\nStatus: Accepted\n"
        "Created: 02-Jan-2024\n"
        "Author: Ann, Bob\nType: Process\nReplaces: ADR-0002\n\n" + BODY
    },
    "rust-rfc": {
        "adr/0003-use-kafka.md": "- Feature Name: Use Kafka\n- Start Date: 2024-01-02\n"
        "- RFC PR: [rust#3](https://example.org/3)\n- Status: accepted\n"
        "- Supersedes: [ADR-0002](0002-use-rabbitmq.md)\n\n" + BODY
    },
}
PAIRS = [(one, other) for one in TEXTS for other in FORMATS if one != other]


class Empty:
    """A tree without files."""

    def files(self, under: str = "") -> tuple[str, ...]:
        return ()

    def read(self, path: str) -> bytes | None:
        return None

    def exists(self, path: str) -> bool:
        return False


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("convert")
    (root / "archdocs.toml").write_text("")
    return Project(root)


def catalog_of(project: Project, files: Mapping[str, bytes | None]) -> Catalog:
    tree = Over(Empty(), files)
    return load(tree, project.settings, template_folders=project.template_folders)


def files_of(texts: Mapping[str, str]) -> dict[str, bytes | None]:
    return {path: text.encode() for path, text in {OTHER: OTHER_TEXT, **texts}.items()}


def main_record(catalog: Catalog) -> Record:
    return next(r for r in catalog.records if "kafka" in r.path)


def turned(
    project: Project, files: dict[str, bytes | None], to: str
) -> tuple[dict[str, bytes | None], Plan]:
    """Return the files after converting the main record, and the plan."""
    catalog = catalog_of(project, files)
    record = main_record(catalog)
    plan = planned(project, catalog, (record.path,), FORMATS[to])
    return {**files, **plan.new}, plan


def says(record: Record) -> tuple[object, ...]:
    return (record.title, record.status, record.date)


def ends(catalog: Catalog) -> set[tuple[str, str]]:
    """Return the links between the records, from wherever they are written."""
    return {
        (link.kind, re.sub(r"\d+-|/kep.yaml|\.\w+\Z", "", other.path))
        for record in catalog.records
        for link, other in catalog.links(record)
    }


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_record_says_the_same_in_the_other_format(project: Project, one: str, other: str) -> None:
    files = files_of(TEXTS[one])
    before = catalog_of(project, files)
    assert main_record(before).dialect == one
    after_files, plan = turned(project, files, other)
    assert [item for item in plan.items if item.level == "refused"] == []
    after = catalog_of(project, after_files)
    assert main_record(after).dialect == other
    assert says(main_record(after)) == says(main_record(before))
    assert ends(after) == ends(before)
    said = after_files[next(p for p in plan.new if p.endswith((".md", ".rst")) and plan.new[p])]
    assert said is not None
    assert b'send("order")' in said
    back, again = turned(project, after_files, one)
    assert not again.refused
    path = main_record(catalog_of(project, back)).path
    if path == main_record(before).path:
        for old, text in TEXTS[one].items():
            missing = lines_gone(text, (back[old] or b"").decode())
            assert missing <= {item.line for item in plan.items if item.path == old}
    elif not path.endswith(".rst"):
        # Files called by a number and files called by a day are counted anew.
        assert any(item.level == "loss" and "called" in item.why for item in plan.items)


def lines_gone(before: str, after: str) -> set[int]:
    """Return the 1-based lines of a text that are not among those of another, in order."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return {
        line + 1
        for tag, start, stop, _, _ in matcher.get_opcodes()
        if tag in ("delete", "replace")
        for line in range(start, stop)
    }


TOKENS = "Use Kafka for `orders` not #3 a:b R&D Über 日本語 x_y C++ 100%"
WORDS = st.lists(
    st.sampled_from(TOKENS.split(" ")),
    min_size=1,
    max_size=5,
).map(" ".join)
ODD = [
    "## Status",
    "## Context",
    "### Consequences",
    "# Another",
    "* Status: rejected",
    "- a: b",
    "Date: tomorrow",
    "---",
    "```",
    "<!-- note",
    "-->",
    "> quoted",
    "| a | b |",
    "    code",
    "[x]: y.md",
    "Deciders: Eve",
    "Links",
    "====",
    "Supersedes [x](0002-use-rabbitmq.md)",
    "",
]
LINES = st.one_of(
    WORDS,
    st.sampled_from(ODD),
    st.text(st.sampled_from("ab#*-<>`[]()|:_=~+. \t\\é"), max_size=20),
)
BODIES = st.lists(LINES, max_size=14)


@dataclass(frozen=True)
class Case:
    """One format into another, and what is unusual about the file."""

    one: str
    other: str
    body: list[str]
    end: str
    bom: bool
    last: bool


CASES = st.builds(
    Case,
    st.sampled_from(sorted(TEXTS)),
    st.sampled_from(sorted(FORMATS)),
    BODIES,
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_whatever_the_text_nothing_is_lost_untold(project: Project, case: Case) -> None:
    texts = dict(TEXTS[case.one])
    path = list(texts)[-1]
    text = texts[path] + "\n" + "\n".join(case.body) + ("\n" if case.last else "")
    texts[path] = ("\ufeff" if case.bom else "") + text.replace("\n", case.end)
    files = files_of(texts)
    if main_record(catalog_of(project, files)).dialect in (case.other, "plain"):
        return
    there, plan = turned(project, files, case.other)
    if plan.refused:
        assert all(item.line and item.why for item in plan.items)
        assert there == files
        return
    new = b"".join(data or b"" for name, data in there.items() if name != OTHER).decode()
    assert new.count("\ufeff") == case.bom
    back, again = turned(project, there, case.one)
    if again.refused or main_record(catalog_of(project, back)).path not in texts:
        return
    for old, was in texts.items():
        missing = lines_gone(was, (back[old] or b"").decode())
        assert missing <= {item.line for item in plan.items if item.path == old}


@given(title=WORDS, status=st.sampled_from(["accepted", "on hold", "in doubt, or so they say it"]))
@settings(max_examples=15, deadline=None)
def test_titles_and_statuses_survive_every_way_there_and_back(
    project: Project, title: str, status: str
) -> None:
    text = f"---\nstatus: {status}\ndate: 2024-01-02\n---\n\n# {title}\n\nText.\n"
    files = files_of({"adr/0003-use-kafka.md": text})
    before = main_record(catalog_of(project, files))
    for other in ("nygard", "madr-2", "pep", "kep", "madr-3"):
        there, plan = turned(project, files, other)
        assert not plan.refused, plan.items
        back, again = turned(project, there, "madr-4")
        assert not again.refused, again.items
        after = main_record(catalog_of(project, back))
        assert (after.title, after.status, after.date) == says(before)
        assert after.raw_status == before.raw_status


def test_unknown_stays_unknown(project: Project) -> None:
    text = "# 3. Use Kafka\n\n## Status\n\n{}\n\n{}\n\n## Context\n\nx\n"
    for one, two, raw in (
        ("Most of us think so.", "Others do not.", "Most of us think so."),
        ("Accepted", "Rejected", "Accepted | Rejected"),
    ):
        files = files_of({"adr/0003-use-kafka.md": text.format(one, two)})
        there, _ = turned(project, files, "madr-4")
        record = main_record(catalog_of(project, there))
        assert (record.status, record.raw_status) == ("unknown", raw)
        assert two.encode() in (there[record.path] or b"")
        back, _ = turned(project, there, "nygard")
        assert main_record(catalog_of(project, back)).status == "unknown"


@pytest.mark.parametrize(
    ("name", "means"),
    [("madr", "madr-4"), ("MADR 3", "madr-3"), ("adr-tools", "nygard"), ("rst", "openedx")],
)
def test_formats_go_by_the_names_people_use(name: str, means: str) -> None:
    assert known_format(name).name == means


def test_a_name_that_is_none_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean `nygard`"):
        known_format("nygrad")


def test_the_guide_says_what_each_format_leaves_unsaid() -> None:
    guide = Path(__file__).resolve().parents[2] / "docs/guides/converting.md"
    table = guide.read_text("utf-8").partition("<!-- table of losses -->\n")[2]
    assert table.partition("<!-- end of the table -->")[0] == losses()


def losses() -> str:
    """Return the table of what each format has no place for."""
    lines = ["| Into | Not said there |", "|---|---|"]
    for form in FORMATS.values():
        missing = [name for name in FIELDS if name not in form.keys]
        links = [name for name in BUILT_IN.inverses if form.called(name) is None]
        said = [name for name in BUILT_IN.inverses if name not in links]
        if links:
            missing.append(f"links other than {', '.join(said)}")
        if form.style not in ("front", "yaml", "header"):
            missing.append("keys of your own")
        lines.append(f"| `{form.name}` | {'; '.join(missing) or 'nothing'} |")
    return "\n".join(lines) + "\n"
