"""Ids of tasks become web addresses, and nothing else; no pattern takes long."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.settings import Tracker
from archdocs.trackers import LONGEST, address, costs, fault_of, pattern_fault

JIRA = Tracker(r"[A-Z]+-\d+", "https://jira.example.org/browse/{id}")
FORGE = Tracker(r"([\w.-]+)/([\w.-]+)#(\d+)", "https://git.example.org/{1}/{2}/issues/{3}")
LOOSE = Tracker(r".+", "https://any.example.org/?q={id}")
ALL = {"jira": JIRA, "forge": FORGE}


@pytest.mark.parametrize(
    ("ident", "expected"),
    [
        ("SHOP-12", "https://jira.example.org/browse/SHOP-12"),
        ("shop/web#7", "https://git.example.org/shop/web/issues/7"),
        ("SHOP-12 ", ""),
        ("xSHOP-12", ""),
        ("SHOP-١٢", ""),
        ("", ""),
        ("A" * LONGEST + "-1", ""),
        ("https://trello.example.org/c/abc", "https://trello.example.org/c/abc"),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://x.example/a b", ""),
        ("https://user@x.example/", ""),
    ],
)
def test_addresses(ident: str, expected: str) -> None:
    assert address(ALL, ident) == expected


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "is a regular expression of 1 to"),
        ("(a+)+", "repeats a group"),
        ("(a|a)*", "repeats a group"),
        ("a**", "can't have `*`"),
        ("a+a+a+a+", "could take too long"),
        ("(a|a)" * 20, "could take too long"),
        ("a?" * 20 + "b", "could take too long"),
        ("(?=a)a", "can't have `?=a"),
        (r"(a)\1", "can't have"),
        ("^a$", "can't have"),
        ("[[a]", "is no regular expression: Possible nested set"),
        ("[a--b]", "is no regular expression"),
        ("(a", "is no regular expression"),
        ("a)", "closes a group"),
        ("a*", "matches an empty text"),
        ("a{2,1}", "is no regular expression"),
    ],
)
def test_patterns_that_will_not_do(pattern: str, why: str) -> None:
    assert why in pattern_fault(pattern)


@pytest.mark.parametrize(
    "pattern",
    [r"[A-Z][A-Z0-9]+-\d+", r"#(\d{1,9})", r"(?:SHOP|PAY)-\d+", r"[\w.-]+(?:-x)?", r"\+1"],
)
def test_patterns_that_do(pattern: str) -> None:
    assert pattern_fault(pattern) == ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://x.example/{id}", "begins with https://"),
        ("https://{id}.example/", "begins with https://"),
        ("https://x.example@{id}/", "begins with https://"),
        ("https://x.example/", "has no {id}"),
        ("https://x.example/{1}", "has {1}; there is {id}"),
        ("https://x.example/{}", "has {}"),
    ],
)
def test_addresses_that_will_not_do(url: str, why: str) -> None:
    fault = fault_of(Tracker("A", url))
    assert fault is not None
    assert fault[0] == "url"
    assert why in fault[1]


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_whatever_an_id_holds_it_stays_in_its_place(ident: str) -> None:
    found = address({"loose": LOOSE}, ident)
    if found.startswith("https://any.example.org/"):
        parts = urlsplit(found)
        assert (parts.netloc, parts.path, parts.fragment) == ("any.example.org", "/", "")
        assert re.fullmatch(r"q=[\w.~%-]*", parts.query, re.ASCII)
    else:
        assert found in ("", ident)


@given(st.text(alphabet="ab+*?()|[]{}1,\\d:", max_size=24))
@settings(max_examples=300, deadline=None)
@pytest.mark.timeout(60)
def test_a_pattern_that_is_taken_never_takes_long(pattern: str) -> None:
    if pattern_fault(pattern):
        return
    list(costs(pattern))
    for ident in ("a" * LONGEST, "a" * (LONGEST - 1) + "!", "ab1" * 21):
        address({"x": Tracker(pattern, "https://x.example/{id}")}, ident)
