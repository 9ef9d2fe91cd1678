"""The codes of what is made from records: logs, briefs, and the coverage matrix."""

from __future__ import annotations

from archdocs.finding import Rule, Severity

__all__ = ["APPEND_ONLY", "BRIEF_OUTDATED", "RULES", "UNCOVERED"]

APPEND_ONLY = Rule(
    "record.append-only",
    Severity.WARNING,
    "A log that was committed has been changed or removed.",
    """\
A `log` says what happened until a day; what happened later belongs into the next one. With
`--base`, fires when a log that the base has reads otherwise or is gone. White space and the
targets of links do not count, so that `renumber` and a moved page leave it alone.

**Fires**: a branch that corrects a sentence in `logs/0003-wrap-up.md`, which `main` has.

**Does not fire**: the same sentence in a log that the branch itself added; without `--base`.

**What to do**: put the text back (`git checkout BASE -- PATH`) and write a new log.
""",
)
BRIEF_OUTDATED = Rule(
    "record.brief-outdated",
    Severity.INFO,
    "A record changed, or went, since the brief that quotes it was made.",
    """\
A `brief` is a snapshot: under `sources` it names each record with a digest of the file it was made
from. Fires when that file is another now. It informs and never gates: whoever was briefed, was
briefed with the old text.

**Fires**: the decision was superseded after the brief was handed out.

**Does not fire**: while the records are as they were, byte for byte but for line ends.

**What to do**: make a new brief with `archdocs new brief`, and tell those who have the old one.
""",
)
UNCOVERED = Rule(
    "record.uncovered",
    Severity.WARNING,
    "A record leads to none of a kind that the configuration requires.",
    """\
Only for what `[trace.required]` names: `control = ["adr", "runbook"]` says that every control leads
to a decision and to a runbook, by a link on either side, by a system that both name, or through
what stands between them in `[trace.columns]`. `archdocs trace` shows the whole matrix. Records that
never came into force (rejected, withdrawn) neither need nor give cover.

**Fires**: a control that no runbook, and no decision it leads to, is linked with.

**Does not fire**: a control whose decision a runbook `relates` to; kinds that are not named.

**What to do**: `archdocs link CONTROL relates RUNBOOK`, or write what is missing.
""",
)

RULES: tuple[Rule, ...] = (APPEND_ONLY, BRIEF_OUTDATED, UNCOVERED)
