"""From sections to code: globs, symbols in many languages, quoted names, and the store."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.freshness.anchors import Target, code_text, defines, former_text, glob_matches
from archdocs.freshness.facts import HELD, Facts
from archdocs.freshness.names import is_code, is_test, name_of
from archdocs.freshness.snapshot import blob_id

PIECES = st.lists(st.sampled_from(["**", "*", "a", "b*", "?", "ab"]), min_size=1, max_size=4)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "ba", "abc"]), min_size=1, max_size=5)


def reference(pattern: str) -> re.Pattern[str]:
    parts = []
    for piece in pattern.split("/"):
        if piece == "**":
            parts.append("(?:[^/]+/)*")
        else:
            parts.append(re.escape(piece).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") + "/")
    return re.compile("".join(parts) + r"\Z")


@given(PIECES.map("/".join), PATHS.map("/".join))
@settings(max_examples=300, deadline=None)
def test_globs_mean_what_they_say(pattern: str, path: str) -> None:
    assert glob_matches(pattern, path) is bool(reference(pattern).match(path + "/"))


@pytest.mark.parametrize("pattern", ["**/" * 500 + "x", "*a" * 2000, "a*" * 2000 + "b", "?" * 5000])
@pytest.mark.timeout(30)
def test_no_glob_is_slow(pattern: str) -> None:
    # What backtracks takes longer than anybody waits, and is cut off.
    for path in ("a" * 2000, "/".join("a" * 500)):
        assert glob_matches(pattern, path) in (True, False)


PYTHON = b"""
import x

if x:
    LIMIT = 1
else:
    LIMIT = 2


@x.decorated
class Cart:
    size: int = 0

    async def total(self, tax=0):
        # a comment
        return self.size
"""


@pytest.mark.parametrize(
    ("symbol", "part"),
    [
        ("Cart", "@x.decorated\nclass Cart:"),
        ("Cart.total", "async def total(self, tax=0):\nreturn self.size"),
        ("Cart.size", "size: int = 0"),
        ("LIMIT", "LIMIT = 1"),
    ],
)
def test_symbols_of_python_in_older_reviews(symbol: str, part: str) -> None:
    text = former_text(PYTHON, "a.py", symbol)
    assert text is not None
    assert text.startswith(part)


@pytest.mark.parametrize("symbol", ["x", "Cart.tax", "total", "decorated", "Cart.total.size"])
def test_what_python_does_not_define(symbol: str) -> None:
    assert former_text(PYTHON, "a.py", symbol) is None


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_code_is_read(data: bytes) -> None:
    former_text(data, "a.py", "x")
    former_text(b"x" + data, "a.go", "x")
    code_text(data, "a.py")


def test_code_nested_too_deep_is_no_crash() -> None:
    former_text(b"(" * 100_000, "a.py", "x")
    former_text(b"x = " + b"-" * 100_000 + b"1", "a.py", "x")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("def pay(x):", "pay"),
        ("  async def pay(x):", "pay"),
        ("export function pay() {", "pay"),
        ("export const payLater = () => 1", "payLater"),
        ("func (c *Cart) Pay(x int) error {", "Pay"),
        ("pub fn pay() -> u8 {", "pay"),
        ("public static void main(String[] args) {", "main"),
        ("    PAY_LIMIT: int = 3", "PAY_LIMIT"),
        ("    self.pay_limit = 3", "pay_limit"),
        ("    'pay_limit': 3,", "pay_limit"),
        ("@click.option('--pay', help='x')", "--pay"),
        ("message Payment {", "Payment"),
        ("@app.setting(name='pay_by')", "pay_by"),
    ],
)
def test_what_looks_like_a_definition(line: str, name: str) -> None:
    assert defines(line, name)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("pay(x)", "pay"),
        ("return pay(x) {", "pay"),
        ("if pay_by(x) {", "pay_by"),
        ("x = stripe.pay", "pay"),
        ("import pay", "pay"),
        ("def payment():", "pay"),
        ("assert pay == 3", "pay"),
        ("print('pay')", "pay"),
    ],
)
def test_what_is_only_a_use(line: str, name: str) -> None:
    assert not defines(line, name)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("charge_card", "word", "charge_card"),
        ("charge()", "word", "charge"),
        ("ChargeCard", "word", "ChargeCard"),
        ("chargeCard", "word", "chargeCard"),
        ("~shop.pay.charge", "word", "charge"),
        ("src/pay.py", "path", "src/pay.py"),
        ("./src/pay/", "path", "src/pay"),
        ("pay.py", "file", "pay.py"),
        ("--dry-run", "flag", "--dry-run"),
    ],
)
def test_what_can_only_be_a_name(text: str, kind: str, key: str) -> None:
    name = name_of(text, "")
    assert name is not None
    assert (name.kind, name.key) == (kind, key)


@pytest.mark.parametrize(
    "text",
    [
        *("charge", "Charge", "two words", "a=b", "x*", "-v", "https://x.org/y", "setup.py"),
        *("$HOME", "<name>", "your_key", "foo_bar", "", "1.2", "__init__", "e.g", "A|B", "it's"),
    ],
)
def test_what_may_be_anything(text: str) -> None:
    assert name_of(text, "") is None


def test_roles_of_other_things_name_no_code() -> None:
    assert name_of("charge_card", "term") is None
    assert name_of("charge_card", "py:func") is not None


def test_code_and_tests_are_told_apart() -> None:
    assert is_code("src/a.ts")
    assert not is_code("a.json")
    assert is_test("tests/a.py")
    assert is_test("src/a.test.ts")
    assert is_test("pkg/a_test.go")
    assert not is_test("src/contest.py")


def test_blob_ids_are_gits() -> None:
    assert blob_id(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_facts_are_kept_and_damage_is_a_miss(tmp_path: Path) -> None:
    one = Facts(tmp_path)
    one.put("kind", "key", {"a": ["\udcff", 1]})
    one.close()
    two = Facts(tmp_path)
    assert two.get("kind", "key") == {"a": ["\udcff", 1]}
    assert two.keys("kind") == {"key"}
    assert two.get("kind", "other") is None
    base = two._base
    assert base is not None
    base.execute("UPDATE fact SET value = '{}'")
    base.commit()
    two.close()
    three = Facts(tmp_path)
    assert three.get("kind", "key") is None
    three.close()


def test_many_facts_are_written_as_they_come_and_all_are_there(tmp_path: Path) -> None:
    facts = Facts(tmp_path)
    for number in range(HELD + 10):
        facts.put("n", str(number), number)
    other = Facts(tmp_path)
    assert other.get("n", "0") == 0, "written before the store was closed"
    assert [facts.get("n", str(number)) for number in (0, HELD, HELD + 9)] == [0, HELD, HELD + 9]
    other.close()
    facts.close()


def test_facts_survive_several_writers(tmp_path: Path) -> None:
    def write(number: int) -> None:
        facts = Facts(tmp_path)
        for key in range(50):
            facts.put("kind", f"{number}-{key}", key)
        facts.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    facts = Facts(tmp_path)
    assert len(facts.keys("kind")) == 400
    facts.close()


def test_facts_without_a_folder_are_kept_for_the_moment() -> None:
    facts = Facts(None)
    assert facts.put("kind", "key", 1) == 1
    assert facts.get("kind", "key") == 1
    facts.close()


def test_targets() -> None:
    assert Target.parse("./src/a.py#A.b") == Target("./src/a.py#A.b", "src/a.py", "A.b")
