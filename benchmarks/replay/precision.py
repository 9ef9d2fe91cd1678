"""How many findings of ``stale.ref-gone`` are right, by a set of them that was labelled.

``labels.tsv`` has a line for each finding: repository, commit, file, line, name, label
(``true``, ``false`` or ``unsure``), who judged it, and why. Whether the finding still comes
up is asked of the code as it is; what comes up and has no label is listed, and counts for
nothing.
"""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archdocs.finding import Finding
from archdocs.freshness import engine
from archdocs.freshness.rules import ref_gone
from archdocs.project import Project

LABELS = Path(__file__).parent / "labels.tsv"
FIELDS = ("repository", "commit", "file", "line", "name", "label", "by", "why")
#: Repositories that no rule was made better on: read last, when the rules stood.
NEW = frozenset(
    {
        *("Pylons/pyramid", "bokeh/bokeh", "cookiecutter/cookiecutter", "dask/dask"),
        *("ipython/ipython", "pydantic/pydantic", "tox-dev/tox", "twisted/twisted"),
        "zopefoundation/Zope",
    }
)


@dataclass(frozen=True, slots=True)
class Label:
    """What somebody judged of one finding."""

    repository: str
    commit: str
    file: str
    line: int
    name: str
    label: str
    by: str
    why: str

    @property
    def place(self) -> tuple[str, str]:
        """What a finding is recognised by: lines may move, the file and the name don't."""
        return self.file, self.name


def read_labels(path: Path = LABELS) -> tuple[Label, ...]:
    """Read the labelled set."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if tuple(rows[0]) != FIELDS:
        raise SystemExit(f"{path}: the first line is not: {' '.join(FIELDS)}")
    return tuple(
        Label(place, commit, file, int(line), name, label, by, why)
        for place, commit, file, line, name, label, by, why in rows[1:]
    )


def findings_at(project: Project, commit: str) -> Iterator[Finding]:
    """Yield the findings of the rule at a commit, as an audit would."""
    git = project.git
    time = git.commit_time(commit) if git else 0
    today = datetime.datetime.fromtimestamp(time, datetime.UTC).date()
    with engine.opened_view(project, commit=commit, today=today) as (view, _):
        yield from engine.without_ignored(view, ref_gone.find(view))


def name_in(finding: Finding) -> str:
    """Return the name a finding is about."""
    return dict(finding.evidence).get("reference", "")


def judge(found: Iterable[Finding], labels: Iterable[Label]) -> tuple[Counter[str], list[Finding]]:
    """Count findings by label; return those that nobody has judged."""
    known = {label.place: label.label for label in labels}
    counts: Counter[str] = Counter()
    unknown = []
    for finding in found:
        label = known.get((finding.location.path, name_in(finding)))
        if label is None:
            unknown.append(finding)
        else:
            counts[label] += 1
    return counts, unknown


def row_of(repository: str, commit: str, finding: Finding) -> str:
    """Return the line of a finding as it stands in the set before it is judged."""
    place = finding.location
    parts = (repository, commit, place.path, str(place.line), name_in(finding), "", "", "")
    return "\t".join(parts)
