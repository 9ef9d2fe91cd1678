"""Templates: safe titles, and one clear line for each mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import ConfigError, UsageError
from archdocs.project import shipped_templates
from archdocs.records.quoting import to_yaml
from archdocs.records.scaffold import (
    choose_template,
    environment,
    render,
    template_names,
)
from archdocs.system import frontmatter, fullyaml

VALUES = {"title": "T", "status": "proposed", "date": "2026-01-02", "owner": "", "deciders": []}


def own(tmp_path: Path, text: str, name: str = "adr/mine") -> str:
    path = tmp_path / f"{name}.md.jinja"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return render(environment((tmp_path, shipped_templates())), f"{name}.md.jinja", VALUES)


def test_an_unknown_variable_is_named_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        own(tmp_path, "# {{ title }}\n\n{% if owner %}\n{{ titel }}\n{% endif %}\n")
    assert caught.value.message == (
        "templates/adr/mine.md.jinja:4: no variable called `titel`; did you mean `title`?"
    )
    assert caught.value.hint == "there are: date, deciders, owner, status, title"
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n{{ title.nope }}\n", r"mine\.md\.jinja:2: .*no attribute 'nope'"),
        ("a\n{% if %}\n", r"mine\.md\.jinja:2: "),
        ("a\n\n{{ 1 // 0 }}\n", r"mine\.md\.jinja:3: .*zero"),
        ("{% include 'adr/none.md' %}", r"no template called `adr/none\.md`"),
        ("a\n{{ title.__class__.__mro__ }}\n", r"mine\.md\.jinja:2: "),
        ("a\n{{ deciders.append('x') }}\n", r"mine\.md\.jinja:2: "),
        ("a\n{{ title | nope }}\n", r"mine\.md\.jinja:2: No filter named 'nope'"),
        ("a\n{{ range(10 ** 9) }}\n", r"mine\.md\.jinja:2: "),
    ],
)
def test_mistakes_are_one_line_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        own(tmp_path, text)
    assert "\n" not in caught.value.message


def test_a_mistake_in_an_included_template_is_placed_there(tmp_path: Path) -> None:
    (tmp_path / "adr").mkdir()
    (tmp_path / "adr/part.md").write_text("\n\n{{ nobody }}\n")
    with pytest.raises(ConfigError, match=r"templates/adr/part\.md:3: .*nobody"):
        own(tmp_path, "# {{ title }}\n{% include 'adr/part.md' %}\n")


def test_a_project_shadows_and_extends_the_shipped(tmp_path: Path) -> None:
    assert own(tmp_path, "# Mine {{ title }}", "adr/madr") == "# Mine T\n"
    env = environment((tmp_path, shipped_templates()))
    assert template_names(env, "adr") == ("madr", "madr-minimal", "nygard", "y-statement")
    with pytest.raises(UsageError, match="did you mean `nygard`"):
        choose_template(env, "adr", "nygrad")
    with pytest.raises(UsageError):
        choose_template(env, "adr", "../kinds/adr")


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("token")
    folder = tmp_path / "templates"
    (folder / "adr").mkdir(parents=True)
    (folder / "adr/leak.md.jinja").symlink_to(tmp_path / "secret")
    with pytest.raises(ConfigError, match="no template"):
        render(environment((folder,)), "adr/leak.md.jinja", VALUES)


@pytest.mark.parametrize(
    "name",
    sorted(
        path.relative_to(shipped_templates()).as_posix().removesuffix(".md.jinja")
        for path in shipped_templates().glob("*/*.md.jinja")
    ),
)
def test_shipped_templates_have_no_mistake(name: str) -> None:
    env = environment((shipped_templates(),))
    values = {**VALUES, "number": 3, "owner": "a: b", "deciders": ["Ann", "No", "x, y"]}
    values |= {"kind": name.partition("/")[0], "review_by": "2026-07-01"}
    values |= {"summary": "Calm.", "sections": [{"title": "Done", "lines": ["* All"]}]}
    text = render(env, f"{name}.md.jinja", values)
    assert "# " in text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    front = frontmatter.split(text)
    assert not front.error
    if front.present:
        assert front.values.get("owner", "a: b") == "a: b"
    if front.present and name.startswith(("adr/", "spec/")):
        people = front.values.get("decision-makers") or front.values["authors"]
        assert people == ["Ann", "No", "x, y"]


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.text(max_size=40), st.sampled_from(["yes", "No", "null", "1.5", "- a", "a: b"]))
)
def test_a_quoted_text_is_the_text_again(text: str) -> None:
    if "\ud800" <= max(text, default="") <= "\udfff":
        return
    values, _, error, _ = fullyaml.mapping(f"a: {to_yaml(text)}\nb: {to_yaml([text, 'x'])}\n")
    assert not error
    assert values == {"a": text, "b": [text, "x"]}
