"""The codes of what pages repeat from the code: stated values, and blocks of code."""

from __future__ import annotations

from archdocs.finding import Rule, Severity

__all__ = ["RULES", "SNIPPET", "VALUE"]

VALUE = Rule(
    "stale.value",
    Severity.ERROR,
    "A fact stated with its source is not what the source says.",
    """\
A `{value}` role states a fact and where it comes from: the fact as the page words it, the file,
and the key in it. Fires when the file says something else, has no such key, or is not there.
Numbers are compared as numbers (`5,000` is `5000`); texts, such as the version `3.10`, letter by
letter.

Read are TOML, YAML (compose files too), JSON, INI, `.env`, Python (constants, classes, defaults
of parameters), TypeScript and JavaScript (`const`, `enum`, classes), Dockerfiles (`FROM`, `ENV`,
`ARG`, `EXPOSE`) and Terraform. Nothing is run. Files that git ignores, or that a link leads to
outside of the project, are not read, and what looks like a secret by its name is never repeated.

**Fires**: ``{value}`30 <config/limits.toml#checkout.timeout>` `` when the file says `timeout = 45`.

**Does not fire**: ``{value}`45 <config/limits.toml#checkout.timeout>` ``;
``{value}`python:3.12 <Dockerfile#FROM>` `` while that is the image.

**What to do**: `archdocs check --fix` writes the new value into the page. Read the sentence around
it: other words may depend on it.
""",
)
SNIPPET = Rule(
    "stale.snippet",
    Severity.ERROR,
    "A code block is not what the source it is taken from says.",
    """\
A comment right above a code block says what the block repeats: a file, lines of it
(`path#L10-L20`), a region between marks (`path#name`), or a symbol (`path#name`). Fires when the
block differs, or the source is gone. Indentation around the whole, white space at the ends of lines
and empty lines around it do not count; a line that is only `…` stands for whatever is left out.

A region stands between comments `archdocs: start NAME` and `archdocs: end NAME`; the marks of
AsciiDoc (`tag::NAME[]`), mdBook (`ANCHOR: NAME`), PyMdown (`[start:NAME]`) and editors
(`region NAME`) do as well.

**Fires**: a block under `<!-- archdocs: snippet=src/cart.py#reserve -->` after `reserve()` got
another parameter.

**Does not fire**: the same block, indented otherwise; after a change elsewhere in the file.

**What to do**: `archdocs check --fix` writes the code into the page. Read the text around it.
""",
)

RULES: tuple[Rule, ...] = (VALUE, SNIPPET)
