"""The codes of what is made from records: briefs and the coverage matrix."""

from __future__ import annotations

from archdocs.finding import Rule, Severity

__all__ = ["BRIEF_OUTDATED", "RULES", "UNCOVERED"]

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

RULES: tuple[Rule, ...] = (BRIEF_OUTDATED, UNCOVERED)
