"""Whatever an extension keeps has a digest, soon, and another one when it holds something else."""

from __future__ import annotations

import copy
import pickle
from pathlib import PurePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdocs.sphinxext import objectdigest
from archdocs.sphinxext.objectdigest import digest_of


class Part:
    """A node of a tree that knows its parent and its neighbour."""

    __slots__ = "__dict__", "name", "parent"

    def __init__(self, name: object, parent: Part | None) -> None:
        self.name = name
        self.parent = parent
        self.parts: list[Part] = []
        self.above: Part | None = None


def tree(names: list[Any]) -> Part:
    """Return a tree with a part for each name, each with all that came before as parents."""
    top = Part("top", None)
    at = above = top
    for number, name in enumerate(names):
        made = Part(name, at)
        made.above, above = above, made
        at.parts.append(made)
        at = made if number % 3 else at
    return top


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.binary(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.frozensets(st.integers(), max_size=4)
        | st.dictionaries(st.text(max_size=3), inner, max_size=4)
        | st.lists(inner, max_size=4).map(tree)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_equal_has_the_same_digest_wherever_it_came_from(value: Any) -> None:
    assert digest_of(value) == digest_of(copy.deepcopy(value))
    assert digest_of(value) == digest_of(pickle.loads(pickle.dumps(value)))


@given(st.lists(VALUES, max_size=6), st.data())
def test_what_holds_something_else_has_another(names: list[Any], data: st.DataObject) -> None:
    other = copy.deepcopy(names)
    other.insert(data.draw(st.integers(0, len(names))), "one more")
    assert digest_of(tree(names)) != digest_of(tree(other))


def test_trees_that_lead_back_to_themselves_end_soon() -> None:
    assert digest_of(tree([*range(60)])) == digest_of(tree([*range(60)]))
    assert digest_of(tree([*range(60)])) != digest_of(tree([*range(59), -1]))


def test_a_list_within_itself_is_not_one_within_another() -> None:
    own: list[Any] = []
    own.append(own)
    inner: list[Any] = []
    outer = [inner]
    inner.append(outer)
    assert digest_of(own) == digest_of(own)
    assert digest_of([inner, 1]) != digest_of([outer, 2])


def test_what_has_no_end_in_sight_is_never_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert digest_of(deep) != digest_of(deep)
    wide = [[number] for number in range(100)]
    assert digest_of(wide) == digest_of(wide)
    monkeypatch.setattr(objectdigest, "MOST", 50)
    assert digest_of(wide) != digest_of(wide)


def test_kinds_are_told_apart() -> None:
    values = [1, True, "1", b"1", (1,), {1: 1}, {1}, PurePath("1"), str, len, None, 1.0]
    assert len({digest_of(value) for value in values}) == len(values)
