"""The codes of what can be wrong with records, each with the text of its page."""

from __future__ import annotations

from archdocs.finding import Rule, Severity
from archdocs.records import fieldcodes

__all__ = ["RULES"]

DUPLICATE_NUMBER = Rule(
    "record.duplicate-number",
    Severity.ERROR,
    "Two records of a kind have the same number.",
    """\
Fires on every record that shares its number with another of its kind. git merges two
branches that each add a `0042-…` without a word, and from then on `ADR-0042` means two things.

**Fires**: `adr/0042-use-kafka.md` beside `adr/0042-use-redis.md`.

**Does not fire**: `adr/0042-use-kafka.md` beside `specs/0042-checkout.md`; two files of the
same day where files are named by date.

**What to do**: give the record that came later the next free number, and repair what links to it.
""",
)
NUMBER_TAKEN = Rule(
    "record.number-taken",
    Severity.ERROR,
    "A new record has a number that the base branch has given to another since.",
    """\
Fires with `--base` on a record that this branch adds while the base's newest commit has another
new record of the same kind and number. git merges the two without a word.

**Fires**: this branch adds `adr/0042-use-redis.md`; `origin/main` got `adr/0042-use-kafka.md`
after the branch began.

**Does not fire**: one side renamed the file of a record that both sides know; the record has been
merged already.

**What to do**: run `archdocs renumber adr/0042-use-redis.md --next`, which renames the file and
rewrites every reference to it.
""",
)
DANGLING_LINK = Rule(
    "record.dangling-link",
    Severity.ERROR,
    "A record links to a record or file that is not there.",
    """\
Fires on each link in a record's metadata (`supersedes`, `relates`, a line of a Status section)
whose target is neither a record nor a file of the project.

**Fires**: `superseded-by: [ADR-0099]` when there is no record 99.

**Does not fire**: `relates: [../docs/payments.md]` when that file exists; a web address.

**What to do**: correct the id; the message names the nearest one. Where it is the only record that
can be meant (the file was renamed or moved, or has another number, or the id a slip of the pen),
`archdocs check --fix` corrects it.
""",
)
ONE_WAY_LINK = Rule(
    "record.one-way-link",
    Severity.WARNING,
    "One record says that it supersedes or amends another, and the other does not know.",
    """\
Fires where `supersedes` or `amends` stands in one file and its counterpart (`superseded-by`,
`amended-by`) is missing from the other. Whoever opens the old decision must learn that it was
replaced.

**Fires**: ADR-0007 has `supersedes: [ADR-0003]`; ADR-0003 does not mention ADR-0007.

**Does not fire**: `relates` and `depends`, which are written on one side, unless `[links]` says
`two-way`; a `supersedes` of a record that is only proposed, or was rejected.

**What to do**: run `archdocs check --fix`, which writes the missing side, or
`archdocs supersede ADR-0003 --by ADR-0007`.
""",
)
UNKNOWN_STATUS = Rule(
    "record.unknown-status",
    Severity.WARNING,
    "A record's status is missing or can't be read.",
    """\
Fires when the file states no status, or states it in words that could mean several things.
archdocs does not guess: the record is listed as `unknown`.

**Fires**: no status at all; `proposed | accepted`; "Accepted pending the security review".

**Does not fire**: `Accepted`, `accepted on 2024-03-01`, `Superseded by [3. Kafka](0003-kafka.md)`.

**What to do**: run `archdocs status ID STATUS`, which writes it in the file's own format.
""",
)
ILLEGAL_STATUS = Rule(
    "record.illegal-status",
    Severity.WARNING,
    "A record has a status that its kind does not have.",
    """\
Fires when the status can be read but is none of the kind's lifecycle, as it stands in
`templates/kinds/KIND.toml`.

**Fires**: `status: on hold` on a decision.

**Does not fire**: `Superceded`, which is read as `superseded`.

**What to do**: use one of the kind's statuses, or add yours to the lifecycle in your own
`templates/kinds/`.
""",
)
NO_DATE = Rule(
    "record.no-date",
    Severity.WARNING,
    "A record is in force and does not say since when.",
    """\
Fires for statuses that need a date (`accepted` for decisions) when the file has none.

**Fires**: `status: accepted` without `date:`.

**Does not fire**: `status: proposed` without a date; a file named `20240301-….md`.

**What to do**: add the day of the decision, as `YYYY-MM-DD`.
""",
)
BAD_DATE = Rule(
    "record.bad-date",
    Severity.WARNING,
    "A date is no day of the calendar, or is written in an ambiguous way.",
    """\
Fires when `date` or `review-by` does not begin with a year, a month and a day that exist.

**Fires**: `2023-14-05`; `05-04-2023`, which is a day in April or in May.

**Does not fire**: `2023-04-05`, `2023/04/05`, `2023-04-05T10:00:00Z`.

**What to do**: write it as `YYYY-MM-DD`.
""",
)
PROPOSED_LONG = Rule(
    "record.proposed-long",
    Severity.WARNING,
    "A record has waited for an answer longer than agreed.",
    """\
Fires when a record is `proposed` (a specification: `draft` or `in-review`) for more days than
`records.proposed-days`, counted from its date.

**Fires**: proposed on 2024-01-02, checked on 2024-06-01, with the default of 90 days.

**Does not fire**: proposed last week; proposed without a date.

**What to do**: decide, or move its date if the question was taken up again.
""",
)
CYCLE = Rule(
    "record.cycle",
    Severity.ERROR,
    "Records supersede each other, or depend on each other, in a circle.",
    """\
Fires once for each circle of links of one kind, whichever side they are written on, and names
it. In a circle of `supersedes` nothing is in force; a circle of another kind, `depends` say, is
a warning.

**Fires**: ADR-0001 supersedes ADR-0002, and ADR-0002 supersedes ADR-0001.

**Does not fire**: a chain; two records that both supersede a third; records that relate to each
other, which has no direction.

**What to do**: remove the link that is wrong, on both sides.
""",
)
SUPERSEDED_STATUS = Rule(
    "record.superseded-status",
    Severity.ERROR,
    "A record was superseded, and its status says otherwise.",
    """\
Fires when a record that is in force supersedes this one, while this one is still, say,
`accepted`: a reader would follow a decision that no longer holds.

**Fires**: ADR-0003 is accepted; ADR-0007, accepted too, has `supersedes: [ADR-0003]`.

**Does not fire**: ADR-0007 is only proposed, or was rejected.

**What to do**: run `archdocs check --fix`, or `archdocs supersede ADR-0003 --by ADR-0007`.
""",
)
MISSPELT_LINK = Rule(
    "record.misspelt-link",
    Severity.WARNING,
    "A word for a link is misspelt.",
    """\
Fires on a word before a link, or a key of the front matter that names records, which is nearly a
kind of link and none. Such a link is not understood. `Superceded by`, as adr-tools writes it, is:
it is only mentioned, as information.

**Fires**: `supersede: [ADR-0003]`; `Superceded by [4. Kafka](0004-kafka.md)`.

**Does not fire**: `Refines [ADR-0003](0003-kafka.md)`, which is no kind of ours and near to none;
a kind of your own that `[links]` declares.

**What to do**: run `archdocs check --fix`, which corrects the word and nothing else.
""",
)
BAD_FRONT_MATTER = Rule(
    "record.bad-front-matter",
    Severity.ERROR,
    "The front matter is not valid, or a field has the wrong shape.",
    """\
Fires when the block between the `---` lines is not YAML that can be read (or uses aliases, or
is huge), and when a field that must be a text or a list is something else.

**Fires**: `status: "accepted` without the closing quote; `date: {YYYY-MM-DD}`, which YAML reads
as a mapping.

**Does not fire**: fields that archdocs does not know.

**What to do**: repair the line the finding names; quote values that begin with `{` or `[`.
""",
)
UNREADABLE = Rule(
    "record.unreadable",
    Severity.ERROR,
    "A record's file can't be read.",
    """\
Fires when a file whose name is a record's is not UTF-8 text, may not be read, is larger than
8 MiB, or is a link that leads out of the project. The record is then missing from every list.

**Fires**: a file saved as UTF-16 or Latin-1.

**Does not fire**: UTF-8 with a byte order mark.

**What to do**: save it as UTF-8; repair its permissions.
""",
)
NO_TITLE = Rule(
    "record.no-title",
    Severity.WARNING,
    "A record has no title.",
    """\
Fires when a record has neither a heading of level 1 nor a `title` in its front matter. Headings
inside code and comments do not count.

**Fires**: a file that begins with `## Context`.

**Does not fire**: a title underlined with `===`.

**What to do**: begin the text with a line `# Title`.
""",
)

BAD_INVENTORY = Rule(
    "record.bad-inventory",
    Severity.ERROR,
    "The list of another repository's records is missing or can't be read.",
    """\
Fires for each `[repositories.NAME]` of the settings whose `inventory` is not there, or is no
inventory of Sphinx.

**Fires**: `inventory = "docs/inventories/payments.inv"` before that file was fetched.

**Does not fire**: an inventory that lists no records.

**What to do**: run `archdocs fetch-inventories`, and commit the file.
""",
)

RULES: tuple[Rule, ...] = (
    DUPLICATE_NUMBER,
    NUMBER_TAKEN,
    DANGLING_LINK,
    ONE_WAY_LINK,
    UNKNOWN_STATUS,
    ILLEGAL_STATUS,
    NO_DATE,
    BAD_DATE,
    PROPOSED_LONG,
    CYCLE,
    SUPERSEDED_STATUS,
    MISSPELT_LINK,
    BAD_FRONT_MATTER,
    UNREADABLE,
    NO_TITLE,
    BAD_INVENTORY,
    *fieldcodes.RULES,
)
