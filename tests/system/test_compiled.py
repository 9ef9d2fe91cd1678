"""Expressions that another process compiled mean what they meant there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.system.compiled import Compiled

PROGRAM = """\
import json, re, sys
from pathlib import Path
from archdocs.system.compiled import of_this_process as known
known.install()
known.install()
known.load(Path(sys.argv[1]))
before = known.size
found = []
for pattern, flags, text in json.loads(sys.argv[2]):
    for form in (str, str.encode):
        made = re.compile(form(pattern), flags)
        hit = made.search(form(text))
        named = sorted(made.groupindex.items())
        found.append([made.flags, made.groups, named, hit and [repr(g) for g in hit.groups("-")]])
        found.append(repr(made.sub(form("<>"), form(text))))
        found.append([made.pattern == form(pattern), repr(made.split(form(text)))])
try:
    re.compile("(")
except re.error as error:
    found.append(str(error))
new = known.size - before
known.leave(Path(sys.argv[1]))
print(json.dumps([before, new, found]))
"""
CASES = [
    ["a+b", 0, "xaab"],
    ["(?P<one>[a-z\u00e4]+)-(?P<two>\\d{2,3})?", 2, "ABC-12 d-"],
    ["^\\s*(?:x|yy|[^\\W_]+)(?=\\.)", 8, "  yy.\nq."],
    ["(?i:te)(ST)\\1\\b", 0, "TeSTST end"],
    ["(?s).(?<!q)z", 0, "\nz qz"],
    ["[\u0430\u0431b]{1,}|(a)|(?(1)b|c)", 0, "c"],
    *([f"n{number}(.)", 0, f"n{number}m"] for number in range(12)),
]


def ran(place: Path) -> tuple[int, int, list[object]]:
    words = [sys.executable, "-c", PROGRAM, str(place), json.dumps(CASES)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    before, new, found = json.loads(done.stdout)
    return before, new, found


def test_what_one_process_compiled_another_takes_up(tmp_path: Path) -> None:
    place = tmp_path / "compiled/all"
    before, new, expected = ran(place)
    assert before == 0
    assert new >= 2 * len(CASES)
    assert ran(place) == (new, 0, expected)
    place.write_bytes(place.read_bytes()[:-40])
    assert ran(place) == (0, new, expected)


@pytest.mark.parametrize("damage", [b"", b"no such thing", b"\xe9\x03\x00\x00\x00", b"N"])
def test_a_damaged_file_is_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "all").write_bytes(damage)
    made = Compiled()
    made.load(tmp_path / "all")
    made.load(tmp_path / "nothing")
    assert made.size == 0


def test_a_bit_that_flipped_is_noticed(tmp_path: Path) -> None:
    place = tmp_path / "compiled/all"
    kept = Compiled()
    kept.known = {(f"n{n}.", 0): (f"n{n}.", 0, b"\1\0\0\0", 0, {}, ()) for n in range(30)}
    kept.leave(place)
    whole = place.read_bytes()
    for at in range(0, len(whole), 7):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        made = Compiled()
        made.load(place)
        assert made.size == 0, at
    place.write_bytes(whole)
    made = Compiled()
    made.load(place)
    assert made.known == kept.known


SETS = """\
import json, re, sys
from re import _compiler, _parser
from archdocs.system.compiled import of_this_process as known
cases = [*json.loads(sys.argv[1]), (b"[\\x61-\\xff]+[^b-d_]", 2)]
def codes():
    return [_compiler._code(_parser.parse(text, flags), flags) for text, flags in cases]
before = codes()
asked = []
original = _compiler._optimize_charset
_compiler._optimize_charset = lambda *given: asked.append(given) or original(*given)
known.install()
first, often = codes(), len(asked)
print(json.dumps([before == first == codes(), often, len(asked) - often]))
"""


PATTERNS = st.from_regex(
    r"(\[\^?[a-z\u00c0-\u017f]-[\ue000-\uffef]\]|\[[\w.]+\]|k)+", fullmatch=True
)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(PATTERNS, st.sampled_from([0, 2, 8, 256, 258])), min_size=1, max_size=6))
def test_each_set_of_characters_is_worked_out_once_and_means_the_same(
    cases: list[tuple[str, int]],
) -> None:
    words = [sys.executable, "-c", SETS, json.dumps([*cases, ("[a-\uffff]{2}[^b-d]", 2)])]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    same, often, again = json.loads(done.stdout)
    assert same
    assert often > 0
    assert again == 0
