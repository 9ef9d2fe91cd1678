"""The codes of what can be stale or broken in documents, each with the text of its page."""

from __future__ import annotations

from archdocs.finding import Rule, Severity
from archdocs.freshness import change_codes, external_codes, quote_codes
from archdocs.freshness.change_codes import LOCK_EDITED, NO_PARSER

__all__ = ["FOR_AUTHORS", "RULES"]

COVERS_MISSING = Rule(
    "stale.covers-missing",
    Severity.ERROR,
    "A section says it covers code that is not there.",
    """\
A section names the code it describes in a comment under its heading, or a page in its front
matter: a path, a glob (`**` spans folders), or `path#symbol`. Fires when one of them matches
nothing. Symbols (`Cart.total`) are found by parsing Python, JavaScript, TypeScript, Java, Kotlin,
Go, Rust, C#, Ruby, PHP, C, C++, SQL, HCL and the keys of YAML; in other languages a line that looks
like the name's definition is enough, and then the whole file is what is watched.

**Fires**: `<!-- archdocs: covers=src/checkout/** -->` after `src/checkout` became `src/payments`;
`covers=src/cart.py#Cart.total` when the class has no `total`.

**Does not fire**: `covers=src/cart.py` while the file is there, whatever is in it.

**What to do**: point the comment at where the code is now, and read the section: it describes
something that moved.
""",
)
COVERS_CHURN = Rule(
    "stale.covers-churn",
    Severity.INFO,
    "Covered code changed often since the section was last changed or reviewed.",
    """\
Counts the commits that changed covered code since the section's text changed, or since its review
in `archdocs.lock`, whichever is later. White space and lines that are only comments do not count.
Fires at `freshness.churn` commits (10 unless set). It informs and never gates: code that
changes says little about whether a text is still true.

**Fires**: twelve commits to `src/checkout/` since the section that covers it was last touched.

**Does not fire**: twelve commits that reformatted it; one review later.

**What to do**: read the section against the code, then
`archdocs mark-reviewed PATH#SECTION --why …`.
""",
)
REF_GONE = Rule(
    "stale.ref-gone",
    Severity.WARNING,
    "A quoted name or path was in the code when the section was written, and is gone.",
    """\
Looks at inline code that can only be a name: `--option`, `a/path`, `file.py`, `snake_case`,
`CamelCase`, `dotted.name`, `call()`. Fires when the project's own code, tests apart, *defined* it
at the commit that last changed the section, and no file that is not a document holds it today.
With `--base`, when the change under review took it away, the level is error.

**Fires**: a section quotes `charge_card()`, and a commit renamed it to `authorize()`.

**Does not fire** in changelogs, announcements and pages of one version, under headings that speak
of deprecation, removal or migration, in sentences with "no longer", "renamed", "replaces", "there
is no"; on files every user has (`setup.py`) and such as the sentence calls the reader's; on names
of Python's standard library (`sys.stdout`), and such as the page's examples import from elsewhere
or define themselves; on pages about another package; on names the documents themselves define; on
names in `freshness.external`; on paths in submodules; in architecture decisions, which are history
and were right when written.

**What to do**: quote the new name, or say that the old one is gone. Where archdocs is wrong, put
`<!-- archdocs: ignore stale.ref-gone the reason -->` into the section.
""",
)
REVIEW_DUE = Rule(
    "stale.review-due",
    Severity.WARNING,
    "The time a section's owner allowed between reviews has passed.",
    """\
A section may say `review-every=180d` (or `6w`, `6m`, `1y`). Fires when that long has passed since
its text last changed or was reviewed, whichever is later.

**Fires**: `review-every=6m` on a section last touched eight months ago.

**Does not fire**: the same section, reviewed last month.

**What to do**: read it; correct it, or record with `archdocs mark-reviewed` that it is true.
""",
)
SECTION_EDITED = Rule(
    "stale.section-edited",
    Severity.INFO,
    "A section's text changed since it was reviewed, or the section is gone.",
    """\
Fires when `archdocs.lock` holds a review of a section whose text is another now. White space
and archdocs' own comments do not count, and a renamed heading is followed.

**Fires**: a sentence was added after the review.

**Does not fire**: the paragraph was wrapped anew.

**What to do**: have the new text reviewed: `archdocs mark-reviewed PATH#SECTION --why …`.
""",
)
BAD_COMMENT = Rule(
    "stale.bad-comment",
    Severity.ERROR,
    "An archdocs comment can't be read.",
    """\
Fires on a key that does not exist, a key without a value, words that are not `key=value`, and a
`review-every` that is no duration. What a comment can't say, no rule can check.

**Fires**: `<!-- archdocs: cover=src/ -->`; `review-every=sometimes`.

**Does not fire**: `<!-- archdocs: covers=src/ owner=payments review-every=180d -->`.

**What to do**: write it as the message says.
""",
)
IGNORE_WITHOUT_REASON = Rule(
    "stale.ignore-without-reason",
    Severity.WARNING,
    "An ignore does not say why, or names no code.",
    """\
An ignore outlives the memory of its author; the reason is for whoever finds it.

**Fires**: `<!-- archdocs: ignore stale.ref-gone -->`.

**Does not fire**: `<!-- archdocs: ignore stale.ref-gone the plug-in defines it -->`.

**What to do**: add the reason after the code.
""",
)
LINK_BROKEN = Rule(
    "link.broken",
    Severity.ERROR,
    "A link inside the project leads nowhere.",
    """\
Fires on a relative link, image or included file that is not there, on a `#fragment` that no heading
or label of the target has, on `{doc}`, `{ref}` (`:doc:`, `:ref:`) and `toctree` entries without a
target, on an `{adr}` that names no record. Records are looked for both where they are and where
the site shows them.

**Fires**: `[setup](setup.md)` when there is no `setup.md`; `[fees](pricing.md#fees)` after
the heading became "Charges".

**Does not fire**: web addresses; links that leave the repository; links of logs and briefs, which
were right on their day; pages made by a generator
(`.html` inside the documentation); `:ref:` where intersphinx may know the label.

**What to do**: correct the target; the message names the nearest one where there is one.
""",
)
UNKNOWN_TASK = Rule(
    "link.unknown-task",
    Severity.WARNING,
    "A task is named that no tracker of the configuration knows.",
    """\
Tasks stay in their tracker; a record names them under `tracker` in its front matter, a page with
the `{issue}` role. What they lead to is told once, in `[trackers.NAME]`. Fires when an id is not
what the pattern of any tracker describes, so that it would be no link. A web address is its own.

**Fires**: `tracker: SHOP12` when the pattern is `SHOP-\\d+`; any id while no tracker is configured.

**Does not fire**: `tracker: [SHOP-12, SHOP-19]`; `tracker: https://trello.com/c/abc`. Whether the
task exists is not looked up. A role in pages, while no tracker is configured and `conf.py` does not
name archdocs: other extensions have an `issue` role too.

**What to do**: correct the id, or describe the tracker in `archdocs.toml`.
""",
)
LOCK_UNREADABLE = Rule(
    "stale.lock-unreadable",
    Severity.ERROR,
    "A line of archdocs.lock can't be read.",
    """\
Fires on conflict markers, broken strings and blocks without a section, date or digest. The other
blocks count. Two whole blocks of one section are no fault: of reviews kept from both
sides of a merge the one that matches today's content stands.

**Fires**: `<<<<<<< HEAD` in the file.

**Does not fire**: the file after a merge with `archdocs.lock merge=union` in `.gitattributes`.

**What to do**: remove the markers; when in doubt remove the block and review the section again.
""",
)
SHALLOW = Rule(
    "git.shallow",
    Severity.ERROR,
    "The clone is shallow, so rules that read history can't answer.",
    """\
In a clone of depth 1 every file seems to have changed in the last commit, so nothing would ever be
stale. archdocs says so and ends with exit code 3; records and links are checked all the same.

**Fires**: in CI with a checkout of depth 1.

**Does not fire**: with the whole history (`fetch-depth: 0`).

**What to do**: `git fetch --unshallow`.
""",
)
INCOMPLETE = Rule(
    "git.incomplete",
    Severity.ERROR,
    "The clone lacks objects of its history, so rules that read it can't answer.",
    """\
A partial clone (`--filter=blob:none`) fetches old content when asked; archdocs never fetches.
It says so and ends with exit code 3.

**Fires**: when the text of an older version of a document is needed and not there.

**Does not fire**: in a whole clone.

**What to do**: clone without `--filter`.
""",
)
NO_HISTORY = Rule(
    "stale.no-history",
    Severity.INFO,
    "There is no git history here, or none that says when this changed.",
    """\
Fires once outside of a git repository and before the first commit, and for a `covers` that
leads into a submodule, whose history is another repository's. Rules that need dates are silent
there.

**Fires**: `archdocs check` in an unpacked archive.

**Does not fire**: in a repository with one commit.

**What to do**: nothing, if that is meant.
""",
)
LFS_POINTER = Rule(
    "git.lfs-pointer",
    Severity.WARNING,
    "A document is a Git LFS pointer instead of its text.",
    """\
Fires when the file's content was never fetched from LFS, so there is no text to check.

**Fires**: `docs/guide.md` begins with `version https://git-lfs.github.com/spec/v1`.

**Does not fire**: after `git lfs pull`.

**What to do**: fetch the content, and keep documents out of LFS: git can't show their history.
""",
)

RULES: tuple[Rule, ...] = (
    COVERS_MISSING,
    COVERS_CHURN,
    REF_GONE,
    REVIEW_DUE,
    SECTION_EDITED,
    BAD_COMMENT,
    IGNORE_WITHOUT_REASON,
    LINK_BROKEN,
    UNKNOWN_TASK,
    LOCK_UNREADABLE,
    SHALLOW,
    INCOMPLETE,
    NO_HISTORY,
    LFS_POINTER,
    *change_codes.RULES,
    *quote_codes.RULES,
    *external_codes.RULES,
)

#: What concerns whoever writes a page and says nothing about what the page says.
FOR_AUTHORS = frozenset(
    rule.code
    for rule in (
        BAD_COMMENT,
        IGNORE_WITHOUT_REASON,
        LOCK_EDITED,
        LOCK_UNREADABLE,
        NO_HISTORY,
        NO_PARSER,
    )
)
