"""Which quoted words name something in code, and what keeps the search for them quiet."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

__all__ = [
    "CHANGELOG",
    "HISTORY",
    "PAST_TENSE",
    "PLACEHOLDER",
    "USER_FILES",
    "VALUES",
    "Name",
    "is_code",
    "is_test",
    "name_of",
    "speaks_of_version",
]

#: Documents that tell the past (proposals, decisions and kept versions do too), headings
#: that say so, and sentences that do.
CHANGELOG = re.compile(
    r"(?:^|/)(?:change|news|history|release|authors|contributors|migrat|upgrad|[^/]*transition"
    r"|deprecat|whatsnew|what-s-new|roadmap|archive|legacy)[^/]*(?:/|$)"
    r"|announce[^/]*(?:/|$)|(?:^|/)(?:_posts|blogs?|posts)/|(?:^|/)v?\d+\.\d[^/]*\.(?:md|rst)$"
    r"|(?:^|/)(?:adrs?|decisions?|rfcs?|peps?|seps?|keps?|proposals?|enhancements?)/"
    r"|(?:^|/)(?:adr|rfc|pep|sep|kep)[-_ ]?\d+[^/]*$"
    r"|(?:^|/)(?:versioned_[^/]*|versions?[-_]v?\d[^/]*)/",
    re.I,
)
HISTORY = re.compile(
    r"deprecat|removed|removal|obsolete|changelog|change-log|histor|migrat|upgrad|release-note"
    r"|what-?s-new|legacy|renamed|previous|roadmap|future|transition",
    re.I,
)
#: A version in a heading ("pytest-2.3: why fixtures"), but not its own number ("2.1 Install").
VERSION = re.compile(r"(?:(?<=[\s(-])|\bv)\d+\.(?:\d+|x)\b")
#: Two blanks stand where code was: "there is no `x`", but not "when there is no factory".
PAST_TENSE = re.compile(
    r"\b(?:no longer|not any ?more|used to|formerly|previously|(?:was|were|been|is|are|got) removed"
    r"|removed|delete|deleted|renamed|replaced|deprecated|obsolete|old name|the old|prior to"
    r"|(?:before|until|since) version|legacy|gone|dropped|superseded|instead of"
    r"|there (?:is|are|was|were) no(?=\s{2})|supersedes|replaces|replacing|in favou?r of"
    r"|(?:moved|split|extracted) (?:to|into|out))(?!\w)",
    re.I,
)
#: Files that belong to the reader's project, not to this one.
USER_FILES = frozenset(
    {
        *("setup.py", "setup.cfg", "pyproject.toml", "requirements.txt", "manifest.in", "conf.py"),
        *("robots.txt", "makefile", "index.html", "index.rst", "index.md", "readme.md"),
        *("readme.rst", "tox.ini", "__init__.py", "__main__.py", ".gitignore", ".htaccess"),
        *("package.json", "dockerfile", "main.py", "app.py", "example.py", "settings.py"),
        *("urls.py", "foo.py", "config.json", "data.json", "output.json", "docker-compose.yml"),
        *(".pre-commit-config.yaml", "noxfile.py", "manage.py", ".env", ".gitlab-ci.yml"),
        *("flake.nix", "shell.nix", ".envrc", "tsconfig.json", "go.mod", "cargo.toml"),
    }
)
EXTENSIONS = (
    r"py|pyi|toml|cfg|ini|yml|yaml|json|sh|js|jsx|ts|tsx|html|css|c|h|in|bat|ps1|go|rs|java|kt"
    r"|rb|proto|sql|tf|graphql"
)
CODE = re.compile(
    r"\.(?:py|pyi|pyx|js|jsx|mjs|cjs|ts|tsx|go|rs|java|kt|kts|scala|swift|c|h|cc|cpp|hpp|cs|rb|php|ex"
    r"|exs|erl|clj|hs|lua|dart|proto|graphql|sql|sh|bash|tf|vue|svelte)$",
    re.I,
)
TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|testdata|spec|__tests__|funtests?|unit_?tests?|integration_?tests?"
    r"|e2e|_vendor|vendor|third[_-]?party|node_modules|examples?)/"
    r"|(?:^|/)(?:test_[^/]*|conftest\.py|[^/]*[._]test\.[^/]*|[^/]*\.spec\.[^/]*)$",
    re.I,
)
#: Roles whose words are a fact that its source says.
VALUES = ("value", "archdocs:value")
#: Roles that name other things than code.
OTHER_ROLES = frozenset(
    {
        *("term", "issue", "pull", "pr", "user", "pep", "rfc", "cve", "abbr", "kbd", "guilabel"),
        *("menuselection", "math", "eq", "sub", "sup", "emphasis", "strong", "title-reference"),
        *("cite", "footcite", "bdg", "octicon", "icon", "mailto", "sub-ref", "del", "samp"),
        "signature",
    }
)
PLACEHOLDER = re.compile(
    r"^(?:foo|bar|baz|spam|eggs|your|my|some|example|xxx)|(?:^|[_-])your", re.I
)


@dataclass(frozen=True, slots=True)
class Name:
    """A quoted name: its kind (``flag``, ``path``, ``file``, ``word``), and what to look for."""

    kind: str
    key: str
    raw: str


def speaks_of_version(title: str) -> bool:
    """Say whether a heading is about what was, or about one version of the interface."""
    return HISTORY.search(title) is not None or VERSION.search(title) is not None


def is_code(path: str) -> bool:
    """Say whether definitions are looked for in a file."""
    return CODE.search(path) is not None


def is_test(path: str) -> bool:
    """Say whether a file is test code or someone else's."""
    return TEST.search(path) is not None


@functools.lru_cache(maxsize=1 << 16)
def name_of(text: str, role: str) -> Name | None:
    """Read inline code; ``None`` unless it can only be the name of something in code.

    A plain lower-case word is not enough: it needs an underscore, inner capitals, a dot or
    ``()``.
    """
    if role and role.rpartition(":")[2] in OTHER_ROLES:
        return None
    raw = text.strip().lstrip("~!").strip()
    bare = raw.removesuffix("()")
    if not 3 <= len(bare) <= 80 or re.search(r"[\s*{}<>|$=\\\"',;@%\[\]#]|://|\.\.\.", bare):
        return None
    if PLACEHOLDER.search(bare) or bare.startswith(("http", "www.")):
        return None
    if re.fullmatch(r"--[a-z][a-z0-9-]{2,}", bare):
        return Name("flag", bare, raw)
    if re.fullmatch(r"(?:\./)?[\w.-]+(?:/[\w.-]+)+/?", bare):
        return Name("path", bare.removeprefix("./").strip("/"), raw)
    if re.fullmatch(rf"\.?[\w-]+\.(?:{EXTENSIONS})", bare):
        return None if bare.lower() in USER_FILES else Name("file", bare, raw)
    if re.fullmatch(r"\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", bare):
        return (
            Name("word", bare.rpartition(".")[2], raw) if len(bare.rpartition(".")[2]) > 2 else None
        )
    return word_of(bare, raw)


def word_of(bare: str, raw: str) -> Name | None:
    """Read a single word."""
    if not re.fullmatch(r"[A-Za-z_]\w*", bare) or re.fullmatch(r"__\w+__", bare):
        return None
    marked = (
        raw.endswith("()")
        or "_" in bare.strip("_")
        or re.fullmatch(r"[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+", bare)
        or re.fullmatch(r"[a-z]+(?:[A-Z][a-z0-9]+)+", bare)
    )
    return Name("word", bare, raw) if marked else None
