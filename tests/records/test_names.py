"""File names, titles and slugs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.records.names import clean_title, parse_name, slug


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("0003-use-kafka.md", 3),
        ("3-x.md", 3),
        ("0003.md", 3),
        ("0003_x.markdown", 3),
        ("ADR-0003-x.md", 3),
        ("adr0003.md", 3),
        ("20241399-x.md", None),
        ("20240102-x.md", None),
        ("2024-01-02-x.md", None),
    ],
)
def test_numbers_of_file_names(name: str, number: int | None) -> None:
    found = parse_name(name, "ADR")
    if name.startswith("20241399"):
        assert found is None
    else:
        assert found is not None
        assert found.number == number
        assert (found.date is None) == (number is not None)


@pytest.mark.parametrize(
    "name",
    ["index.md", "README.md", "adr-template.md", "0000-template.md", "0003-x.png", "x.md", ".md"],
)
def test_what_is_no_record(name: str) -> None:
    assert parse_name(name, "ADR") is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Use Kafka for order events", "use-kafka-for-order-events"),
        ("R & D database", "r-d-database"),
        ("A|B", "a-b"),
        ("日本語", "日本語"),
        ("Öl für Straße", "ol-fur-strasse"),
        ("Don't repeat", "dont-repeat"),
        ("Кафка й", "кафка-й"),
        ("हिन्दी में", "हिन्दी-में"),
        ("../../etc/passwd", "etc-passwd"),
        ("Use `{{ x }}`: C++", "use-x-c"),
        ("ﬁne Ⅳ", "fine-iv"),
    ],
)
def test_slugs(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_a_long_slug_is_cut_between_words() -> None:
    cut = slug("word " * 40)
    assert len(cut.encode()) <= 80
    assert set(cut.split("-")) == {"word"}
    assert len(slug("日" * 100).encode()) <= 80


@pytest.mark.parametrize("title", ["", "  ", "!!!", "…—", "🚀", "a\nb", "a\x1b[31m", "x" * 400])
def test_titles_that_will_not_do(title: str) -> None:
    with pytest.raises(UsageError):
        clean_title(title)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120))
def test_a_slug_of_any_title_is_a_file_name(title: str) -> None:
    try:
        clean = clean_title(title)
    except UsageError:
        return
    made = slug(clean)
    assert made
    assert len(made.encode()) <= 80
    assert not set(made) & set("/\\ .\0\n|<>:\"?*'")
    found = parse_name(f"0007-{made}.md", "ADR")
    assert found is None if made == "template" else found is not None


def test_a_record_may_be_about_templates() -> None:
    for name in (
        "0005-use-one-template-engine.md",
        "0006-templates.md",
        "20240102-the-template.md",
    ):
        assert parse_name(name, "ADR") is not None
    for name in ("0000-template-protocol.md", "0012-template.md", "20240102-template.md"):
        assert parse_name(name, "ADR") is None
