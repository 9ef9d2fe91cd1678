"""The codes of what is stale because something it speaks of changed, each with its page."""

from __future__ import annotations

from archdocs.finding import Rule, Severity

__all__ = [
    "ACCEPTED_EDITED",
    "API_CHANGED",
    "BASELINE_SETTLED",
    "DIAGRAM",
    "EXAMPLE_IDS",
    "EXPIRED",
    "LOCK_EDITED",
    "NAMES_GONE",
    "NO_PARSER",
    "REF_MOVED",
    "RULES",
    "UPSTREAM",
]

REF_MOVED = Rule(
    "stale.ref-moved",
    Severity.WARNING,
    "A quoted path is gone, and git says where it went.",
    """\
Looks at quoted paths that the project had at the commit which last changed the section. Fires when
the file or folder is not there today, and every file that was in it and still lives has moved to
one new place: followed through git's renames, with the content nearly the same.

**Fires**: a section quotes `src/shop/pay.py`; a commit moved it to `src/payments/pay.py`.

**Does not fire**: the file was deleted, or split into several (then `stale.ref-gone` does); where
`stale.ref-gone` is silent too: changelogs, decisions, headings and sentences about the past.

**What to do**: `archdocs check --fix` writes the new path into the page.
""",
)
API_CHANGED = Rule(
    "stale.api-changed",
    Severity.WARNING,
    "A section quotes a parameter or value that covered code has changed.",
    """\
Looks at sections that say what they cover, and compares the code at the commit that last changed
the section, or at the state that was reviewed, with today's. Fires when a covered function lost
a parameter that the section quotes, when a default or a constant became another and the section
quotes the name beside its old value, or when a call that the section quotes in full no longer
fits. Only what is quoted counts: that code changed says nothing.

With `strict` in the section's comment the level is error.

**Fires**: a section that covers `src/pay.py` says "`timeout` is `30`", and `timeout=30` became
`timeout=60`; it quotes `charge(card, retries=3)`, and `retries` is gone.

**Does not fire**: the body of `charge()` changed; a parameter was added that has a default; a value
changed that the section does not state.

**What to do**: correct the text; or `archdocs mark-reviewed PATH#SECTION --why …`.
""",
)
UPSTREAM = Rule(
    "stale.upstream",
    Severity.WARNING,
    "What a section builds on changed since: a section it links to, or a decision it cites.",
    """\
Fires in two cases. A reviewed section links to another section whose text is not the one that
the reviewer saw (`archdocs.lock` holds its digest). And a section cites a decision that has been
superseded since the section was last changed, without citing the one that took its place.

**Fires**: ``{adr}`3` `` in a section from March, when ADR-0003 was superseded in May.

**Does not fire**: in decisions themselves and other records; in a section that was changed after
the decision was; where the successor is cited too, or the sentence speaks of the past; in lists of
decisions.

**What to do**: read what took its place, and correct the section or review it again.
""",
)
EXPIRED = Rule(
    "stale.expired",
    Severity.ERROR,
    "A text has passed the day on which its author said it would stop being true.",
    """\
A section may say `expires=2027-01-31`, in a comment under its heading or above the paragraph that
it is about. From that day on this is an error; during the fourteen days before it is a warning.

**Fires**: `<!-- archdocs: expires=2026-01-01 -->` on 1 January 2026; as a warning from 18 December.

**Does not fire**: before these fourteen days.

**What to do**: remove what is over, or move the day if it still holds.
""",
)
DIAGRAM = Rule(
    "stale.diagram",
    Severity.ERROR,
    "A diagram speaks of code that is gone, or its picture is older than its script.",
    """\
A comment in a diagram's script says what the script shows: `# archdocs: covers=src/checkout/**`, as
in documents; and `**bind("src/checkout", "ADR-0003")` or a comment at a node says what that node
stands for. Fires when one of these matches nothing, and, as a warning, when a node stands for a
record that was superseded or deprecated, or a node of a Mermaid block leads to one. Fires as well
when a picture is committed beside its script (`checkout.svg` or `.png` beside `checkout.py`) and a
later commit changed what the script does and not the picture.

**Fires**: `# archdocs: covers=src/checkout` after the folder became `src/orders`;
`**bind("ADR-0003")` when ADR-0009 supersedes it.

**Does not fire**: a script without such comments and calls; a commit that changed comments only; a
picture that was drawn anew in the same commit; a node for several records, of which one holds; a
Mermaid block in a decision, which may show what was there before it.

**What to do**: draw what is there now, and run `archdocs render`; bind the node to where the code
is now, or to the record that holds.
""",
)
EXAMPLE_IDS = Rule(
    "stale.example-ids",
    Severity.INFO,
    "The code blocks of a section use several names that the project no longer has.",
    """\
Like `stale.ref-gone`, for names in code blocks. Examples are full of names that are nobody's, so
one says nothing, and several are information only. Fires when two or more names in the blocks of
one section were defined in the project's own code when the section was written, and are in no file
but documents today.

**Fires**: an example imports `ChargeService` and calls `charge_card()`, and both are gone.

**Does not fire**: one of them is gone; the example defines them itself.

**What to do**: run the example, and write it anew.
""",
)
NAMES_GONE = Rule(
    "record.names-gone",
    Severity.INFO,
    "A decision in force names code that is gone.",
    """\
A decision is history, and was right when it was written; but one that is in force still tells
people what to do. Fires, by the means of `stale.ref-gone`, on decisions whose status is accepted.

**Fires**: ADR-0004 (accepted) says "all payments go through `PaymentGateway`", and no code has
a `PaymentGateway` any more.

**Does not fire**: in decisions that are superseded, rejected or deprecated.

**What to do**: if the decision no longer holds, supersede it; if only the name changed, add a note
with the new one.
""",
)
ACCEPTED_EDITED = Rule(
    "record.accepted-edited",
    Severity.WARNING,
    "A change rewrites what an accepted decision says.",
    """\
Fires with `--base` on a decision that was accepted before the change and is accepted after it, when
the change takes away or rewrites words of its text. Whoever agreed to a decision agreed to its
words; a new insight is a new decision that supersedes or amends the old.

**Fires**: "We use Kafka for orders" becomes "We use Kafka for orders and payments".

**Does not fire**: a changed status, date or link; white space, punctuation and the spelling of a
few words; text that is only added under a heading of its own, as a note or an update.

**What to do**: write a new decision with `archdocs new-adr`, and link the two; or say in the change
why this is only a correction.
""",
)
LOCK_EDITED = Rule(
    "stale.lock-edited",
    Severity.WARNING,
    "A review in archdocs.lock is not the one that was recorded.",
    """\
Every review carries a seal: a digest of its section, day, reviewer, reason and of what it saw.
Fires when one of them was changed by hand, and on a review from the future. A seal is no
signature: whoever means to deceive can compute it anew. It shows what was edited in passing, a
later `date` to begin with.

**Fires**: `date = "2026-01-10"` became `date = "2026-12-31"`.

**Does not fire**: after a merge that kept both sides of a block; on reviews written before seals.

**What to do**: `archdocs mark-reviewed PATH#SECTION --why …`.
""",
)
NO_PARSER = Rule(
    "stale.no-parser",
    Severity.WARNING,
    "A section covers a symbol in a language whose parser is not installed.",
    """\
Symbols are found by tree-sitter's parsers, which come with archdocs. Where one is missing, a line
that looks like the symbol's definition is enough, and a change anywhere in the file counts.

**Fires**: `covers=src/cart.go#Cart` where the package `tree-sitter-go` was removed.

**Does not fire**: for a language that archdocs has no parser for.

**What to do**: install archdocs again, with its dependencies.
""",
)
BASELINE_SETTLED = Rule(
    "check.baseline-settled",
    Severity.INFO,
    "archdocs.baseline knows of something that is not there any more.",
    """\
`archdocs check --write-baseline` writes what is found today into `archdocs.baseline`, which you
commit: from then on only what is new is reported. Fires on each entry that no finding answers to,
when everything is checked. An entry is known by its code, page, section and subject, not by its
line.

**Fires**: a broken link that the baseline knows was mended.

**Does not fire**: the link moved to another line, or its page got another name.

**What to do**: `archdocs check --write-baseline` writes the file anew; or remove the entry.
""",
)

RULES: tuple[Rule, ...] = (
    REF_MOVED,
    API_CHANGED,
    UPSTREAM,
    EXPIRED,
    DIAGRAM,
    EXAMPLE_IDS,
    NAMES_GONE,
    ACCEPTED_EDITED,
    LOCK_EDITED,
    NO_PARSER,
    BASELINE_SETTLED,
)
