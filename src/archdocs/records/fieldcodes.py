"""The codes of what can be wrong with the fields that a kind of record declares."""

from __future__ import annotations

from archdocs.finding import Rule, Severity

__all__ = ["RULES"]

FIELD = Rule(
    "record.field",
    Severity.WARNING,
    "A field of a record has a value that its kind does not allow.",
    """\
Fires when front matter says something that the `[fields]` of the record's kind rule out: a choice
that there is not, a day or time that does not exist, a number that is none, an address without
`https://`, a row without a column that every row has, times that do not follow one another. In a
record that says its `kind:`, a name that is nearly one of the kind's fields is named, too.

**Fires**: `severity: sev9` in a postmortem; `reveiw-by: 2026-05-01`; a postmortem resolved before
it began.

**Does not fire**: a field that the kind does not know and that resembles none of its own; an empty
field; decisions in other projects' formats, whose fields are texts, lists and days.

**What to do**: correct the value. `archdocs schema KIND` prints what is allowed.
""",
)
FIELD_MISSING = Rule(
    "record.field-missing",
    Severity.WARNING,
    "A record has a status that needs a field which is not there.",
    """\
Fires when the record's status is among the `required-in` of a field, in the kind's file, and the
field is missing or empty. An A/B test that is decided says its result; a verified control says
its evidence.

**Fires**: `status: concluded` in an experiment without `outcome`.

**Does not fire**: an experiment that is running and has no outcome yet.

**What to do**: fill in the field, or move the record back. `archdocs status` refuses such a move
unless it is forced.
""",
)
OPEN_ITEM = Rule(
    "record.open-item",
    Severity.WARNING,
    "A record is closed while one of its rows is still open.",
    """\
Fires when the record's status is among the `complete-in` of a field of rows, and a row lacks the
column that completes it: a closed postmortem whose action is not done.

**Fires**: `status: closed` with an action that has no `done`.

**Does not fire**: the same action while the postmortem is reviewed.

**What to do**: finish the item and write the day, or move the record back.
""",
)
DUE = Rule(
    "record.due",
    Severity.WARNING,
    "The day by which somebody had to act on a record has passed.",
    """\
Fires when the day in a field with `due-in` has passed, in one of those statuses: the next test of
a control, the end of a contract, the review of a principle, an action of a postmortem. With
`due-after` it fires that many days later (a runbook that was last exercised too long ago), with
`due-before` that many days ahead.

**Fires**: `next-test: 2026-01-15` in a verified control, from 16 January on.

**Does not fire**: the same day in a control that is still a gap; a field that is empty.

**What to do**: do what was due, then write the new date. The message says since when it is due.
""",
)
HISTORY = Rule(
    "record.history",
    Severity.WARNING,
    "The history that a record keeps of its status contradicts itself.",
    """\
Fires when the last row of the field that keeps a kind's `history` has another status than the
record, or when its days go backwards.

**Fires**: a radar entry with `status: adopt` whose last ring is `trial`.

**Does not fire**: an entry that has no history yet.

**What to do**: use `archdocs status`, which adds the row; or correct the row.
""",
)
REWRITTEN = Rule(
    "record.rewritten",
    Severity.WARNING,
    "A record that may only grow was changed or removed.",
    """\
Fires with `--base` on a record of an `append-only` kind that the base has, when lines it had are
gone or differ here, or the file is gone.

**Fires**: a branch that changes a sentence of a `log` which is on `origin/main`.

**Does not fire**: lines added at the end; changes of front matter; a record that is new here.

**What to do**: restore what was there, and write the correction as a new entry.
""",
)

RULES: tuple[Rule, ...] = (
    FIELD,
    FIELD_MISSING,
    OPEN_ITEM,
    DUE,
    HISTORY,
    REWRITTEN,
)
