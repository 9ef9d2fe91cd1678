"""Constants of TypeScript and JavaScript: ``const``, ``enum``, classes, ``export default``.

A reader of literals, not of the language: it walks the top of a module token by token, and
what it does not know is computed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, DecimalException
from typing import Any

from archdocs.freshness.sources.model import COMPUTED, Data
from archdocs.freshness.sources.tokens import CLOSE, OPEN, Tokens

__all__ = ["read", "read_literal"]

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
WORDS: Mapping[str, Data] = {"true": True, "false": False, "null": None, "undefined": None}
MODIFIERS = frozenset(
    {"public", "private", "protected", "static", "readonly", "declare", "override", "export"}
)
FREEZING = frozenset({"freeze", "Number", "String", "Boolean", "parseInt", "parseFloat", "seal"})
DEEPEST = 60
MOST_DIGITS = 60


def read(text: str) -> Data:
    """Return the constants of a module by name; enumerations, classes and objects nested."""
    tokens = Tokens(text)
    found: dict[str, Data] = {}
    while tokens.kind:
        if tokens.word("const", "let", "var"):
            if not tokens.at("enum"):
                declarations(tokens, found)
        elif tokens.word("enum"):
            name = tokens.take()
            found[name] = enumeration(tokens, found)
        elif tokens.word("class", "namespace", "module"):
            name = tokens.take()
            tokens.skip_to("{")
            found[name] = members(tokens, found)
        elif tokens.word("default"):
            found["default"] = expression(tokens, found, 0)
        elif tokens.text in OPEN:
            tokens.skip_group()
        else:
            tokens.take()
    return found


def read_literal(text: str) -> Data:
    """Return one object or list, as JSON with comments is."""
    tokens = Tokens(text)
    value = expression(tokens, {}, 0)
    return COMPUTED if tokens.kind or tokens.broken else value


def declarations(tokens: Tokens, found: dict[str, Data]) -> None:
    """Read ``name: type = value, …`` after ``const``."""
    while tokens.kind == "name":
        name = tokens.take()
        if tokens.at(":"):
            tokens.skip_to("=", ";")
        if not tokens.word("="):
            return
        found[name] = expression(tokens, found, 0)
        if not tokens.word(","):
            return


def enumeration(tokens: Tokens, known: Mapping[str, Data]) -> Data:
    """Read the members of an ``enum``: numbers go on counting, as the language says."""
    made: dict[str, Data] = {}
    if not tokens.word("{"):
        return made
    following: Data = 0
    while tokens.kind and not tokens.word("}"):
        name = unescaped(tokens.take())
        value = following
        if tokens.word("="):
            value = expression(tokens, {**known, **made}, 0)
        made[name] = value
        following = value + 1 if is_number(value) else COMPUTED
        tokens.skip_to(",")
        tokens.word(",")
    return made


def members(tokens: Tokens, known: Mapping[str, Data]) -> Data:
    """Read what a class or a namespace gives a value."""
    made: dict[str, Data] = {}
    if not tokens.word("{"):
        return made
    while tokens.kind and not tokens.word("}"):
        if tokens.word(*MODIFIERS):
            continue
        if tokens.word("const", "let", "var"):
            declarations(tokens, made)
        elif tokens.kind == "name":
            name = tokens.take()
            if tokens.at(":", "?", "!", "="):
                tokens.skip_to("=", ";")
            if tokens.word("="):
                made[name] = expression(tokens, {**known, **made}, 0)
        elif tokens.at(*OPEN):
            tokens.skip_group()
        else:
            tokens.take()
    return made


def expression(tokens: Tokens, known: Mapping[str, Data], depth: int) -> Data:
    """Read a value up to the comma, semicolon or bracket after it."""
    value = product(tokens, known, depth)
    while tokens.at("+", "-"):
        mark = tokens.take()
        value = counted(value, mark, product(tokens, known, depth))
    while tokens.word("as", "satisfies"):
        if not tokens.word("const"):
            tokens.skip_to(",", ";", "??", "||")
    if tokens.word("??", "||"):
        other = expression(tokens, known, depth + 1)
        value = other if value is COMPUTED else value
    if tokens.kind and not tokens.at(",", ";", ":", *CLOSE) and not begins(tokens):
        tokens.skip_to(",", ";")
        return COMPUTED
    return value


def begins(tokens: Tokens) -> bool:
    """Say whether a statement begins here, on a line of its own, without a semicolon before."""
    start = tokens.place - len(tokens.text)
    return tokens.kind == "name" and "\n" in tokens.source[max(0, start - 200) : start]


def product(tokens: Tokens, known: Mapping[str, Data], depth: int) -> Data:
    """Read factors."""
    value = operand(tokens, known, depth)
    while tokens.at("*", "/"):
        mark = tokens.take()
        value = counted(value, mark, operand(tokens, known, depth))
    return value


def operand(tokens: Tokens, known: Mapping[str, Data], depth: int) -> Data:
    """Read a literal, a name that is known, or what stands in brackets."""
    if depth > DEEPEST:
        tokens.skip_to(";")
        return COMPUTED
    kind = tokens.kind
    if kind == "number":
        return number(tokens.take())
    if kind == "string":
        return unescaped(tokens.take())
    if tokens.word("-"):
        value = operand(tokens, known, depth + 1)
        return -value if is_number(value) else COMPUTED
    if tokens.word("("):
        value = expression(tokens, known, depth + 1)
        tokens.word(")")
        return value
    if tokens.word("["):
        return listed(tokens, known, depth)
    if tokens.word("{"):
        return mapped(tokens, known, depth)
    return reference(tokens, known, depth) if kind == "name" else COMPUTED


def reference(tokens: Tokens, known: Mapping[str, Data], depth: int) -> Data:
    """Read ``name``, ``name.part``, and calls that change nothing (``Object.freeze``)."""
    name = tokens.take()
    value: Any = WORDS[name] if name in WORDS else known.get(name, COMPUTED)
    while tokens.word(".", "?."):
        name = tokens.take()
        value = value.get(name, COMPUTED) if isinstance(value, dict) else COMPUTED
    if tokens.at("("):
        if name in FREEZING:
            tokens.step()
            value = expression(tokens, known, depth + 1)
            tokens.skip_to(")")
            tokens.word(")")
            return value
        tokens.skip_group()
        return COMPUTED
    return value


def listed(tokens: Tokens, known: Mapping[str, Data], depth: int) -> list[Data]:
    """Read the rest of a list."""
    made: list[Data] = []
    while tokens.kind and not tokens.at(")", "}"):
        if tokens.word("]"):
            return made
        made.append(expression(tokens, known, depth + 1))
        tokens.skip_to(",")
        tokens.word(",")
    tokens.broken = True
    return made


def mapped(tokens: Tokens, known: Mapping[str, Data], depth: int) -> dict[str, Data]:
    """Read the rest of an object."""
    made: dict[str, Data] = {}
    while tokens.kind and not tokens.at(")", "]"):
        if tokens.word("}"):
            return made
        name = unescaped(tokens.take())
        if tokens.word(":"):
            made[name] = expression(tokens, known, depth + 1)
        elif tokens.at(",", "}"):
            made[name] = known.get(name, COMPUTED)
        tokens.skip_to(",")
        tokens.word(",")
    tokens.broken = True
    return made


def number(text: str) -> Data:
    """Read a number."""
    plain = text.replace("_", "").removesuffix("n")
    if len(plain) > MOST_DIGITS:
        return COMPUTED
    try:
        if plain[:2].lower() == "0x":
            return int(plain, 16)
        value = Decimal(plain)
    except (ValueError, DecimalException):
        return COMPUTED
    return int(plain) if plain.isdecimal() else value


def unescaped(text: str) -> Data:
    """Return the content of a string; one that computes something is no literal."""
    if text[:1] not in ("'", '"', "`"):
        return text
    if text[0] == "`" and "${" in text:
        return COMPUTED
    return re.sub(
        r"\\(?:u([\da-fA-F]{4})|(.))",
        lambda found: chr(int(found[1], 16)) if found[1] else ESCAPES.get(found[2], found[2]),
        text[1:-1],
        flags=re.DOTALL,
    )


def is_number(value: Data) -> bool:
    """Say whether a value can be counted with."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def counted(left: Data, mark: str, right: Data) -> Data:
    """Work out ``60 * 1000``; texts are put together."""
    if mark == "+" and isinstance(left, str) and isinstance(right, str):
        return left + right
    if not (is_number(left) and is_number(right)):
        return COMPUTED
    try:
        a, b = Decimal(left), Decimal(right)
        made = {"+": a + b, "-": a - b, "*": a * b}[mark] if mark != "/" else a / b
    except ArithmeticError:
        return COMPUTED
    if not made.is_finite() or abs(made.adjusted()) > MOST_DIGITS:
        return COMPUTED
    return int(made) if made == made.to_integral_value() else made
