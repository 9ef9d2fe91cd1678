"""Settings of documents that are made once are those that docutils makes each time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from docutils.parsers.rst import Parser
from docutils.readers import standalone
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx.util import docutils as sphinx_docutils

from archdocs.sphinxext import parsersettings

VALUES = st.sampled_from([True, 1, 1.0, "1", None, [1], (1,), "de"])
DEFAULTS = st.dictionaries(st.sampled_from(["language_code", "tab_width", "own"]), VALUES)


@pytest.fixture(autouse=True)
def in_place() -> Iterator[None]:
    """Put the remembering functions in place, and the original ones back."""
    parsersettings.make_once()
    yield
    for (module, name), original in zip(
        parsersettings.PLACES, parsersettings.ORIGINALS, strict=True
    ):
        setattr(module, name, original)


def shown(values: Any) -> dict[str, Any]:
    """Return settings with their types; a list of files read is empty in each."""
    return {name: (type(value), str(value)) for name, value in vars(values).items()} | {
        "record_dependencies": values.record_dependencies.list
    }


@given(st.lists(DEFAULTS, min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_settings_are_those_of_docutils(many: list[dict[str, Any]]) -> None:
    original = parsersettings.ORIGINALS[0]
    assert original is not None
    made = []
    for defaults in many:
        # A parser of its own for each document, as Sphinx has.
        words: tuple[Any, ...] = (standalone.Reader, Parser())
        given_: Any = {"defaults": {"traceback": True, **defaults}, "read_config_files": True}
        once = sphinx_docutils._get_settings(*words, **given_)
        assert shown(once) == shown(original(*words, **given_))
        made.append(once)
        # What happens to one document's is nobody else's.
        once.record_dependencies.add("a")
        once.env = object()
        once.strip_classes = ["changed"]
        once._config_files.append("x")
    for one, other in itertools.combinations(made, 2):
        assert one is not other
        assert one.record_dependencies is not other.record_dependencies


def test_options_are_collected_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    original = parsersettings.ORIGINALS[1]
    assert original is not None

    def counted(*components: Any) -> Any:
        calls.append(components)
        return original(*components)

    remembering = parsersettings.remembering(counted)
    first, second = remembering(Parser), remembering(Parser)
    assert len(calls) == 1
    assert shown(first) == shown(second)
    monkeypatch.setattr(Parser, "settings_defaults", {"own": 7})
    assert remembering(Parser).own == 7
