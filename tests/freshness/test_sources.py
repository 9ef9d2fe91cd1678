"""What files state is read as it is written; whatever they hold, reading ends with an answer."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.freshness.sources import NoValue, parse_key, renewed, same, value_of
from archdocs.freshness.sources.model import Scalar, Unreadable
from archdocs.freshness.sources.read import LARGEST, LARGEST_YAML, READERS

TOML = """
[checkout]
timeout = 30
rate = 0.10
opened = 2020-01-01
sizes = [1, 2]
[[shops]]
name = "web"
port = 80
[tool."a.b"]
x = 1
"""
COMPOSE = """
x-base: &base
  image: redis:7.2-alpine
  number: 0010
services:
  web:
    <<: *base
    environment: ["MODE=live"]
    ports: ["80:8080"]
  other:
    <<: [*base]
    image: registry.example:5000/shop@sha256:00ff
"""
JSON = '{"a": {"b": 1.50}, "big": 1e3, "none": null, "yes": true, "list": [{"n": "x"}, {"n": "y"}]}'
RELAXED = '// how tools write it\n{"a": [1, 2,], /* and */ b: "y",}'
ENV = '# comment\nexport NAME="two words" # why\nPORT=8080 # web\nEMPTY=\nnonsense\n'
INI = "top = 1\n[metadata]\nname = shop\nclassifiers =\n  one\n  two\n"
DOCKERFILE = """
ARG PYTHON=3.12
FROM python:${PYTHON}-slim AS base
ENV MODE=live WORDS="a b"
ENV OLD old style
EXPOSE 8080
FROM base
LABEL org.title="Shop"
RUN one && \\
  # in between
  two
USER app
"""
PYTHON = """
import os
RETRIES = 3
DELAY: int = RETRIES * 60
PORT = int(os.environ.get("PORT", "8080"))
HALF = 0.50
LIMITS = {"cart": [1, -2], **{}}
class Status(Enum):
    OPEN = "open"
    level: int = Field(default=3)
def connect(host, timeout=30, *, retry=True): ...
PAUSE = timedelta(seconds=5)
if RETRIES:
    MODE = "a" + "b"
else:
    MODE = "c"
MADE = compute()
HUGE = 9 ** 9 ** 9
"""
SCRIPT = """
import x from "y";
export const TIMEOUT_MS: number = 30 * 1_000;
const CART = { retries: 3, deep: { list: [1, 'b'] }, make() { return 1 }, f: (x) => x } as const;
export enum Color { Red = 1, Green, Blue = "b" }
export const MODE = process.env.MODE ?? "dev";
export class Shop { static readonly MAX = 5; private open: boolean = true; f() { const y = 3; } }
function g() { const TIMEOUT_MS = 9 }
export const F: Record<string, { a: number }> = Object.freeze({ k: 'v\\u0041' })
const made = `a${1}`
const plain = 5, other = CART.retries
export default { port: 8080 }
"""
TERRAFORM = """
terraform {
  required_version = ">= 1.5"
  required_providers { aws = { source = "hashicorp/aws", version = "~> 5.0" } }
}
variable "region" {
  default = "eu-west-1" # where
  type    = string
}
resource "aws_instance" "web" {
  instance_type = "t3.micro"
  count         = var.n > 1 ? 2 : 1
  tags = {
    Name = "a ${var.x["y"]}"
    "k" : 3
  }
  ingress { port = 80 }
  ingress { port = 443 }
  user_data = <<-EOF
    hello
  EOF
  sizes = [1, 2,
    3]
}
locals { a = 1 }
locals { b = true }
"""

HELD: list[tuple[str, str, str, Scalar | tuple[Scalar, ...]]] = [
    ("a.toml", TOML, "checkout.timeout", 30),
    ("a.toml", TOML, "checkout.rate", Decimal("0.10")),
    ("a.toml", TOML, "checkout.opened", "2020-01-01"),
    ("a.toml", TOML, "checkout.sizes", (1, 2)),
    ("a.toml", TOML, "shops[0].port", 80),
    ("a.toml", TOML, "shops.0.port", 80),
    ("a.toml", TOML, "shops[name=web].port", 80),
    ("a.toml", TOML, 'tool."a.b".x', 1),
    ("a.toml", TOML, "tool.a.b.x", 1),
    ("compose.yml", COMPOSE, "services.web.image", "redis:7.2-alpine"),
    ("compose.yml", COMPOSE, "services.web.image.tag", "7.2-alpine"),
    ("compose.yml", COMPOSE, "services.other.image.name", "registry.example:5000/shop"),
    ("compose.yml", COMPOSE, "services.web.number", "0010"),
    ("compose.yml", COMPOSE, "services.web.environment.MODE", "live"),
    ("compose.yml", COMPOSE, "services.web.ports", ("80:8080",)),
    ("k8s.yaml", "a: 1\n---\na: 2\nb: 3\n", "b", "3"),
    ("k8s.yaml", "a: 1\n---\na: 2\nb: 3\n", "1.a", "2"),
    ("a.json", JSON, "a.b", Decimal("1.50")),
    ("a.json", JSON, "none", None),
    ("a.json", JSON, "yes", True),
    ("a.json", JSON, "list[n=y].n", "y"),
    ("tsconfig.json", RELAXED, "a", (1, 2)),
    ("tsconfig.json", RELAXED, "b", "y"),
    (".env", ENV, "NAME", "two words"),
    ("shop.env", ENV, "PORT", "8080"),
    (".env.example", ENV, "EMPTY", ""),
    ("setup.cfg", INI, "metadata.name", "shop"),
    ("setup.cfg", INI, "metadata.classifiers", "one, two"),
    ("tox.ini", INI, "top", "1"),
    ("Dockerfile", DOCKERFILE, "FROM.base", "python:3.12-slim"),
    ("Dockerfile", DOCKERFILE, "FROM.base.tag", "3.12-slim"),
    ("Dockerfile", DOCKERFILE, "FROM.1", "base"),
    ("Dockerfile", "FROM a:1\n", "FROM", "a:1"),
    ("web.Dockerfile", DOCKERFILE, "ENV.WORDS", "a b"),
    ("Dockerfile.web", DOCKERFILE, "ENV.OLD", "old style"),
    ("Dockerfile", DOCKERFILE, "ARG.PYTHON", "3.12"),
    ("Dockerfile", DOCKERFILE, "EXPOSE", "8080"),
    ("Dockerfile", DOCKERFILE, "LABEL.org.title", "Shop"),
    ("Dockerfile", DOCKERFILE, "USER", "app"),
    ("a.py", PYTHON, "RETRIES", 3),
    ("a.py", PYTHON, "DELAY", 180),
    ("a.py", PYTHON, "PORT", "8080"),
    ("a.py", PYTHON, "HALF", Decimal("0.5")),
    ("a.py", PYTHON, "LIMITS.cart", (1, -2)),
    ("a.py", PYTHON, "Status.OPEN", "open"),
    ("a.py", PYTHON, "Status.level", 3),
    ("a.py", PYTHON, "connect.timeout", 30),
    ("a.py", PYTHON, "connect.retry", "True"),
    ("a.py", PYTHON, "PAUSE.seconds", 5),
    ("a.py", PYTHON, "MODE", "ab"),
    ("a.ts", SCRIPT, "TIMEOUT_MS", 30000),
    ("a.ts", SCRIPT, "CART.retries", 3),
    ("a.ts", SCRIPT, "CART.deep.list", (1, "b")),
    ("a.ts", SCRIPT, "Color.Green", 2),
    ("a.ts", SCRIPT, "Color.Blue", "b"),
    ("a.ts", SCRIPT, "MODE", "dev"),
    ("a.tsx", SCRIPT, "Shop.MAX", 5),
    ("a.js", SCRIPT, "Shop.open", True),
    ("a.mjs", SCRIPT, "F.k", "vA"),
    ("a.ts", SCRIPT, "other", 3),
    ("a.ts", SCRIPT, "default.port", 8080),
    ("main.tf", TERRAFORM, "terraform.required_version", ">= 1.5"),
    ("main.tf", TERRAFORM, "terraform.required_providers.aws.version", "~> 5.0"),
    ("main.tf", TERRAFORM, "variable.region.default", "eu-west-1"),
    ("main.tf", TERRAFORM, "variable.region.type", "string"),
    ("main.tf", TERRAFORM, "resource.aws_instance.web.count", "var.n > 1 ? 2 : 1"),
    ("main.tf", TERRAFORM, "resource.aws_instance.web.tags.k", 3),
    ("main.tf", TERRAFORM, "resource.aws_instance.web.tags.Name", 'a ${var.x["y"]}'),
    ("main.tf", TERRAFORM, "resource.aws_instance.web.ingress[1].port", 443),
    ("main.tf", TERRAFORM, "resource.aws_instance.web.user_data", "hello"),
    ("main.tf", TERRAFORM, "resource.aws_instance.web.sizes", (1, 2, 3)),
    ("main.tf", TERRAFORM, "locals.a", 1),
    ("main.tf", TERRAFORM, "locals.b", True),
    (".python-version", "3.12\n", "", "3.12"),
]


@pytest.mark.parametrize(("path", "text", "key", "value"), HELD)
def test_a_value_is_what_the_file_says(
    path: str, text: str, key: str, value: Scalar | tuple[Scalar, ...]
) -> None:
    found = value_of(f"config/{path}", text.encode(), key)
    assert found == value
    assert type(found) is type(value)
    assert value_of(path, text.replace("\n", "\r\n").encode("utf-8-sig"), key) == value


@pytest.mark.parametrize(
    ("path", "text", "key", "message"),
    [
        ("a.toml", TOML, "checkout.timeuot", "did you mean `timeout`?"),
        ("a.toml", TOML, "checkout", "holds `timeout`, `rate`"),
        ("a.toml", TOML, "shops", "a list of 1"),
        ("a.toml", TOML, "shops[3]", "only 1 items"),
        ("a.toml", TOML, "shops.web", "write `[0]` or `[name=web]`"),
        ("a.toml", TOML, "shops[name=app].port", "no item has `name` = `app`"),
        ("a.toml", TOML, "checkout.timeout.x", "single value"),
        ("a.toml", TOML, "a..b", "is no key"),
        ("a.toml", "a = [", "a", "not valid TOML"),
        ("a.toml", f"a = {'9' * 5000}", "a", "not valid TOML"),
        ("a.yaml", "a: {", "a", "not valid YAML"),
        ("a.yaml", "a: &a [*a]", "a", "nested deeper"),
        ("a.json", "{", "a", "not valid JSON"),
        ("a.py", "a = (", "a", "not valid Python"),
        ("a.py", PYTHON, "MADE", "computed there"),
        ("a.py", PYTHON, "HUGE", "computed there"),
        ("a.ts", SCRIPT, "made", "computed there"),
        ("a.ts", SCRIPT, "CART.f", "computed there"),
        ("a.ts", SCRIPT, "y", "there is no `y`"),
        ("a.tf", "a = ]", "a", "not valid HCL (line 1)"),
        ("Dockerfile", DOCKERFILE, "FROM", "holds `base`, `1`"),
        ("Dockerfile", "nothing here\n", "FROM", "there is no `FROM`"),
        ("a.png", "x", "a", "can't be read"),
        ("notes", "two\nlines\n", "", "not a single line"),
    ],
)
def test_what_is_not_there_is_named(path: str, text: str, key: str, message: str) -> None:
    with pytest.raises((NoValue, Unreadable)) as error:
        value_of(path, text.encode(), key)
    assert message in str(error.value)


def test_a_file_that_unfolds_into_billions_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(Unreadable, match="once aliases are followed"):
        value_of("bomb.yaml", "\n".join(lines).encode(), "a11[0]")


@pytest.mark.parametrize(("path", "limit"), [("a.json", LARGEST), ("a.yml", LARGEST_YAML)])
def test_a_file_that_is_too_large_is_refused(path: str, limit: int) -> None:
    with pytest.raises(Unreadable, match="larger than"):
        value_of(path, b" " * (limit + 1), "a")


@pytest.mark.parametrize("deep", ["[" * 50_000, '{"a":' * 50_000, "a=" + "{a=" * 5_000])
@pytest.mark.parametrize("path", ["a.json", "a.toml", "a.py", "a.ts", "a.tf"])
def test_deep_nesting_is_refused(path: str, deep: str) -> None:
    with pytest.raises((Unreadable, NoValue)):
        value_of(path, deep.encode(), "a")


SLOW = ["`" + "\\`" * 60_000, '"' + '\\"' * 60_000, "a" + " " * 120_000, "<!--" * 20_000]
SLOW += ["${" * 40_000, "FROM " + "--a " * 20_000, "[" * 60_000, "a." * 40_000, "<<A\n" * 9_000]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("path", ["a.ts", ".env", "a.ini", "Dockerfile", "a.tf", "a.json"])
def test_no_text_takes_long(path: str) -> None:
    for text in SLOW:
        with contextlib.suppress(NoValue, Unreadable):
            value_of(path, text.encode(), "a")


NAMES = (
    "Dockerfile",
    ".env",
    "a.toml",
    "a.json",
    "a.py",
    "a.ts",
    "a.tf",
    "a.ini",
    "a.yaml",
)


def test_every_reader_is_tried() -> None:
    from archdocs.freshness.sources.read import reader_of

    assert {reader_of(name) for name in NAMES} == set(READERS.values())


#: Pieces that mean something in one of the languages, and text that means nothing.
pieces = st.lists(
    st.sampled_from(
        [
            *"{}[]()=:,;\"'`\\#/*.-+<>\n \t$&!@|%é\0",
            *("const a", "a", "${", "<<EOF\n", "EOF", "1", "0x", "enum", "class X", "FROM a"),
            *("ENV", "\\\n", "- a", "&a ", "*a", "def f("),
        ]
    )
    | st.text(max_size=4),
    max_size=30,
).map("".join)


@pytest.mark.parametrize("path", NAMES)
@given(text=pieces, key=st.sampled_from(["a", "a.a", "a[0]", "X.a", "FROM", "f.x"]))
@settings(max_examples=60, deadline=None)
def test_whatever_a_file_holds_there_is_an_answer(path: str, text: str, key: str) -> None:
    value: object = None
    with contextlib.suppress(NoValue, Unreadable):
        value = value_of(path, text.encode("utf-8", "replace"), key)
    assert isinstance(value, str | int | bool | Decimal | tuple | None)


@given(pieces)
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_key_or_none(text: str) -> None:
    try:
        steps = parse_key(text)
    except NoValue:
        return
    assert bool(steps) is bool(text)


words = st.text("abcdefghij", min_size=1, max_size=6)
scalars = st.integers(-(10**9), 10**9) | st.text("abc xyz/.-", max_size=12) | st.booleans()
settings_of = st.dictionaries(words, scalars, min_size=1, max_size=5)


def written(path: str, values: dict[str, str | int | bool]) -> str:
    """Write values under `top` in the language of a file."""
    plain = json.dumps(values)
    if path == "a.json":
        return json.dumps({"top": values})
    if path == "a.ts":
        return f"const top = {plain};\n"
    if path == "a.py":
        return f"top = {values!r}\n"
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    return (
        ("[top]\n" if path == "a.toml" else "top {\n")
        + "\n".join(lines)
        + ("\n}\n" if path == "a.tf" else "\n")
    )


@pytest.mark.parametrize("path", ["a.json", "a.ts", "a.py", "a.toml", "a.tf"])
@given(values=settings_of)
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read(path: str, values: dict[str, str | int | bool]) -> None:
    text = written(path, values)
    for key, value in values.items():
        found = value_of(path, text.encode(), f"top.{key}")
        assert found == (str(value) if path == "a.py" and isinstance(value, bool) else value)
        assert same(renewed("0", found), found)


@pytest.mark.parametrize(
    ("stated", "value", "alike"),
    [
        ("30", 30, True),
        ("30.0", 30, True),
        ("30 s", 30, False),
        ("5,000", 5000, True),
        ("5 000", "5000", True),
        ("5'000'000", 5_000_000, True),
        ("50,00", 5000, False),
        ("3.1", "3.10", False),
        ("3.1", Decimal("3.10"), True),
        ("010", "10", False),
        ("'x'", "x", True),
        ("True", "true", True),
        ("false", True, False),
        ("null", None, True),
        ("1, 2", (1, 2), True),
        ("2, 1", (1, 2), False),
        ("", (), True),
        ("0x1F", 31, True),
        ("NaN", "1", False),
        ("9" * 500, 1, False),
    ],
)
def test_the_same(stated: str, value: Scalar | tuple[Scalar, ...], alike: bool) -> None:
    assert same(stated, value) is alike


@pytest.mark.parametrize(
    ("stated", "value", "text"),
    [
        ("9,000", 1234567, "1,234,567"),
        ("9 000", "800", "800"),
        ('"a"', "b", '"b"'),
        ("1", (1, 2), "1, 2"),
        ("on", True, "true"),
        ("1", Decimal("0.10"), "0.10"),
    ],
)
def test_the_style_of_the_page_stays(
    stated: str, value: Scalar | tuple[Scalar, ...], text: str
) -> None:
    assert renewed(stated, value) == text
