"""Symbols of every language: names, overloads, what a digest ignores, and hostile files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.system.symbols import Source, Symbol, grammar_of, named, read_source
from archdocs.system.symbols.grammars import GRAMMARS
from archdocs.system.symbols.reader import LARGEST

SAMPLES = {
    "a.py": (
        "@x.dec\nclass Cart(B):\n    size: int = 0\n\n    async def total(self, tax=0, *a, b=3):\n"
        "        def inner(): pass\n\nif x:\n    LIMIT = 1\nelse:\n    LIMIT = 2\nA, B = 1, 2\n"
        "p.add_argument('--dry-run', default=3)\n",
        "Cart Cart.size Cart.total Cart.total.inner LIMIT A B --dry-run",
        "total inner size x dec Cart.tax",
    ),
    "a.ts": (
        "export default class Cart<T> { static LIMIT = 3; total(tax: number = 0): void {} }\n"
        "export const f = (a, b = 2) => a;\ninterface P { pay(x: number): void; size?: number }\n"
        "enum E { A = 1, B }\nnamespace N { export function h() {} }\n"
        "export const api = { get(x) { return 1 }, limit: 3, 'q-k': 2 };\n"
        "exports.old = function (x) {}; Cart.prototype.add = () => 1;\nfoo({ no: 1 });\n",
        "Cart Cart.LIMIT Cart.total f P.pay P.size E.A E.B N N.h h api.get api.limit api.q-k old"
        " Cart.add",
        "total no x",
    ),
    "a.jsx": ("function Pay() { return <b>{x}</b> }\nclass A { b = 1 }\n", "Pay A A.b", "b"),
    "a.tsx": ("export const Pay = (p: P) => <b>{p.x}</b>;\n", "Pay", "b"),
    "a.java": (
        "package shop; public class Cart<T> { static final int LIMIT = 3; int a, b;\n"
        "int total(int tax) { return 1; } int total() { return 2; }\n"
        "enum E { A(1), B } interface P { int pay(); } record R(int x) {} }\n",
        "Cart Cart.LIMIT Cart.b Cart.total Cart.E.A Cart.P.pay Cart.R",
        "total shop",
    ),
    "a.kt": (
        "package shop\n\nclass Cart(val id: Int) {\n"
        "    companion object {\n        const val LIMIT = 3\n    }\n"
        "    fun total(tax: Int = 0): Int { return 1 }\n}\n\ntypealias Money = Long\n",
        "Cart Cart.LIMIT Cart.total Money",
        "total",
    ),
    "a.go": (
        "package p\ntype Cart struct { Size int; a, b string }\n"
        "func (c *Cart) Total(tax int, xs ...int) error { return nil }\n"
        "type Payer interface { Pay(x int) error }\n"
        "const (\n\tA = 1\n\tB, C = 2, 3\n)\nvar D = 3\n",
        "Cart Cart.Size Cart.b Cart.Total Payer.Pay A C D",
        "Total p",
    ),
    "a.rs": (
        "mod shop { pub struct Cart<T> { size: u8 } impl<T> Cart<T> { fn total(&self, t: u8) {} }\n"
        "enum Color { Red(u8) } trait Pay { fn pay(&self); } const LIMIT: u8 = 3; }\n",
        "shop Cart shop::Cart Cart.size Cart::total shop::Cart::total Color.Red Pay.pay LIMIT",
        "total",
    ),
    "a.cs": (
        "namespace Shop.Pay { public class Cart<T> { const int LIMIT = 3;\n"
        "public int Size { get; } public int Total(int tax = 0) { return 1; }\n"
        "enum E { A = 1, B } } record P(int X); }\n",
        "Shop.Pay.Cart Cart Pay.Cart Cart.LIMIT Cart.Size Cart.Total Cart.E.B P",
        "Total",
    ),
    "a.rb": (
        "module Shop\n  class Cart\n    LIMIT = 3\n    attr_accessor :size\n"
        "    def total(tax = 0) = 1\n    def self.open; end\n    x = 1\n  end\nend\n",
        "Shop Shop::Cart Cart Cart.LIMIT Cart.size Cart#total Cart.open",
        "total x",
    ),
    "a.php": (
        "<?php namespace Shop; const X = 1; define('Y', 2);\nclass Cart { const LIMIT = 3;\n"
        "public int $size = 0; function total(int $tax = 0): int { return 1; } }\n"
        "enum E { case A; } function f($a, $b = 2) {}\n",
        "X Y Cart Cart.LIMIT Cart.size Cart::total E.A f",
        "total b",
    ),
    "a.c": (
        "#define LIMIT 3\n#define MAX(a,b) ((a)>(b))\ntypedef struct cart { int size; } cart_t;\n"
        "enum color { RED = 1 };\nstatic int *total(const cart_t *c) { int local = 1; return 0; }\n"
        "int counter = 0;\n",
        "LIMIT MAX cart_t cart cart.size color.RED total counter",
        "local total.local",
    ),
    "a.cpp": (
        "namespace shop { class Cart : Base { public: int total(int tax = 0) const; };\n"
        "int Cart::total(int tax) const { return 1; } enum class Color { RED };\n"
        "template<typename T> T add(T a) { return a; } using Money = long; }\n",
        "shop Cart shop::Cart Cart::total shop::Cart::total Color.RED add Money",
        "total",
    ),
    "a.sql": (
        "CREATE TABLE shop.Orders (id INT, total NUMERIC DEFAULT 0);\n"
        "create view open_orders as select * from orders;\n"
        "CREATE FUNCTION add_tax(x int) RETURNS int AS $$ select x $$ LANGUAGE sql;\n",
        "orders ORDERS shop.orders orders.total open_orders add_tax",
        "total x",
    ),
    "a.tf": (
        'resource "aws_s3_bucket" "logs" {\n  bucket = "x"\n}\nvariable "region" {\n'
        '  default = "eu"\n}\nlocals {\n  a = 1\n}\n',
        "aws_s3_bucket.logs resource.aws_s3_bucket.logs aws_s3_bucket.logs.bucket var.region"
        " variable.region local.a",
        "logs region",
    ),
    "a.yaml": (
        "services:\n  web:\n    image: nginx\n    steps:\n      - name: x\n      - name: y\n"
        "a.b: 1\nports: {http: 80}\n",
        "services services.web.image services.web.steps.1.name a.b ports.http",
        "web image services.web.steps.2",
    ),
}


def source(text: str, path: str) -> Source:
    found = read_source(text.encode(), path)
    assert found is not None
    return found


def find(text: str, path: str, name: str) -> tuple[Symbol, ...]:
    grammar = grammar_of(path)
    assert grammar is not None
    return named(source(text, path), name, grammar)


@pytest.mark.parametrize("path", SAMPLES)
def test_what_each_language_defines(path: str) -> None:
    text, there, not_there = SAMPLES[path]
    assert not source(text, path).faulty
    assert [name for name in there.split() if not find(text, path, name)] == []
    assert [name for name in not_there.split() if find(text, path, name)] == []


def test_overloads_and_conditional_definitions_are_all_found() -> None:
    assert len(find(*sample("a.java"), "Cart.total")) == 2
    assert len(find(*sample("a.py"), "LIMIT")) == 2
    assert len(find(*sample("a.cpp"), "Cart.total")) == 2


def sample(path: str) -> tuple[str, str]:
    return SAMPLES[path][0], path


@pytest.mark.parametrize(
    ("path", "name", "parameters"),
    [
        ("a.py", "Cart.total", (("tax", "0"), ("*a", ""), ("b", "3"))),
        ("a.ts", "f", (("a", ""), ("b", "2"))),
        ("a.ts", "Cart.total", (("tax", "0"),)),
        ("a.kt", "Cart.total", (("tax", "0"),)),
        ("a.go", "Cart.Total", (("tax", ""), ("*xs", ""))),
        ("a.rs", "Cart.total", (("t", ""),)),
        ("a.cs", "Cart.Total", (("tax", "0"),)),
        ("a.rb", "Cart.total", (("tax", "0"),)),
        ("a.php", "f", (("a", ""), ("b", "2"))),
        ("a.c", "total", (("c", ""),)),
    ],
)
def test_parameters(path: str, name: str, parameters: object) -> None:
    assert find(*sample(path), name)[0].parameters == parameters


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        *(("a.py", "Cart.size", "0"), ("a.py", "--dry-run", "3"), ("a.ts", "Cart.LIMIT", "3")),
        *(("a.java", "Cart.LIMIT", "3"), ("a.go", "D", "3"), ("a.rs", "LIMIT", "3")),
        *(("a.cs", "Cart.LIMIT", "3"), ("a.rb", "Cart.LIMIT", "3"), ("a.c", "LIMIT", "3")),
        *(("a.tf", "var.region.default", '"eu"'), ("a.yaml", "services.web.image", "nginx")),
        ("a.ts", "f", None),
    ],
)
def test_values(path: str, name: str, value: str | None) -> None:
    assert find(*sample(path), name)[0].value == value


@pytest.mark.parametrize(
    ("path", "name", "one", "two"),
    [
        (
            "a.py",
            "f",
            "def f(a,b):\n    return a",
            "def f(a,\n      b):\n  '''Doc.'''\n  return a # x",
        ),
        (
            "a.go",
            "f",
            "func f(a int) int { return 1 }",
            "func f(a int) int {\n\t// x\n\treturn 1\n}",
        ),
        (
            "a.ts",
            "f",
            "function f(a) { return 'a  b' }",
            "/** x */ function f( a ){\n return 'a  b'}",
        ),
        (
            "a.java",
            "A.f",
            "class A { int f() { return 1; } }",
            "class A{\n/* x */ int f( ){ return 1; }}",
        ),
        ("a.rs", "f", "fn f() -> u8 { 1 }", "fn f() -> u8 {\n    /// x\n    1\n}"),
        ("a.sql", "t", "create table t (a int);", "create table t ( -- x\n  a int );"),
        ("a.tf", "a.b", 'resource "a" "b" { c = 1 }', 'resource "a" "b" {\n  # x\n  c = 1\n}'),
        ("a.yaml", "a", "a:\n  b: 1\n  c: 2\n", "a:\n    b: 1 # x\n\n    c: 2\n"),
        ("a.c", "f", "int f(void) { return 1; }", "int f( void )\n{ /* x */ return 1; }"),
        ("a.rb", "f", "def f(a)\n  a\nend", "def f( a ) # x\n    a\nend"),
        (
            "a.php",
            "f",
            "<?php function f() { return 1; }",
            "<?php\nfunction f(){ # x\n return 1; }",
        ),
        ("a.kt", "f", "fun f(): Int { return 1 }", "fun f() : Int {\n  // x\n  return 1\n}"),
        (
            "a.cs",
            "A.F",
            "class A { int F() { return 1; } }",
            "class A { int F( ) { // x\n return 1; } }",
        ),
    ],
)
def test_a_digest_ignores_comments_and_white_space(
    path: str, name: str, one: str, two: str
) -> None:
    [first], [second] = find(one, path, name), find(two, path, name)
    assert first.digest == second.digest


@pytest.mark.parametrize(
    ("path", "name", "one", "two"),
    [
        ("a.py", "f", "def f():\n  if a:\n    b()\n  c()", "def f():\n  if a:\n    b()\n    c()"),
        ("a.py", "f", "def f():\n  return 'a b'", "def f():\n  return 'ab'"),
        ("a.ts", "f", "const f = `a b`", "const f = `a  b`"),
        ("a.yaml", "a", "a:\n  b:\n    c: 1\n  d: 2\n", "a:\n  b:\n    c: 1\n    d: 2\n"),
        ("a.go", "f", "func f() { a(b) }", "func f() { a(c) }"),
        ("a.go", "f", "func f() { return x }", "func f() { returnx }"),
    ],
)
def test_a_digest_keeps_what_matters(path: str, name: str, one: str, two: str) -> None:
    assert find(one, path, name)[0].digest != find(two, path, name)[0].digest


@pytest.mark.parametrize("path", sorted(SAMPLES))
def test_a_digest_does_not_depend_on_what_stands_around(path: str) -> None:
    more = {"a.yaml": "zz: 1\n", "a.sql": "create view zz as select 1;\n"}
    more |= {"a.tf": "zz = 1\n", "a.rb": "def zz; end\n", "a.py": "def zz(): pass\n"}
    rest = {"a.php": "function zz() {}\n", "a.go": "var zz = 1\n", "a.kt": "val zz = 1\n"}
    text = SAMPLES[path][0]
    tail = (more | rest).get(path, "class zz {}\n" if path != "a.c" else "int zz;\n")
    tail = "struct zz {}\n" if path == "a.rs" else tail
    after = {s.name: s.digest for s in source(text + "\n" + tail, path).symbols}
    assert "zz" in after
    assert all(
        after[s.name] == s.digest for s in source(text, path).symbols if unique(text, path, s)
    )


def unique(text: str, path: str, symbol: Symbol) -> bool:
    return [s.name for s in source(text, path).symbols].count(symbol.name) == 1


def test_a_renamed_symbol_keeps_its_shape() -> None:
    [old] = find("def charge(a):\n    return charge(a - 1)\n", "a.py", "charge")
    [new] = find("def pay(a):\n    return pay(a - 1)\n", "a.py", "pay")
    assert old.digest != new.digest
    assert old.shape == new.shape


def test_a_source_is_read_back_from_plain_values() -> None:
    made = source(*sample("a.py"))
    assert Source.from_dict(made.as_dict()) == made


def test_what_is_not_read() -> None:
    assert read_source(b"x", "a.txt") is None
    assert read_source(b"x", "Makefile") is None
    assert read_source(b"x = 1\n" * (LARGEST // 6 + 1), "a.py") is None


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.java", b"a<" * 50_000),
        ("a.yaml", b"".join(b" " * n + b"a:\n" for n in range(400))),
        ("a.py", b"(" * 100_000),
        ("a.c", bytes(range(256)) * 200),
    ],
)
def test_hostile_files_end_at_most_the_child(path: str, data: bytes) -> None:
    read_source(data, path)
    assert source("def f(): pass\n", "b.py").symbols


@given(st.sampled_from(sorted(GRAMMARS)), st.binary(max_size=120), st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read(suffix: str, data: bytes, at: int) -> None:
    text = SAMPLES.get(f"a.{suffix}", ("",))[0].encode()
    read_source(text[:at] + data + text[at:], f"a.{suffix}")
