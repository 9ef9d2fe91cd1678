"""Every version of a built site tells the decisions up to it, and none after."""

from __future__ import annotations

from pathlib import Path


def test_each_version_tells_the_decisions_up_to_it(showcase_site: Path) -> None:
    told = {
        name: "".join(
            (showcase_site / name / page).read_text("utf-8").partition("archdocs-decision-log")[2]
            for page in ("decisions.html", "decision-log.html")
            if (showcase_site / name / page).exists()
        )
        for name in ("v1.0.0", "v1.1.0", "v2.1.0", "latest")
    }
    assert "v1.0.0 (2025-03-12)" in (showcase_site / "v1.0.0/decision-log.html").read_text("utf-8")
    assert "ADR-0004" not in told["v1.0.0"]
    assert "Superseded by" in told["v1.1.0"]
    assert "v2.0.0" not in told["v1.1.0"]
    assert "v2.0.0" in told["v2.1.0"]
    assert "Since v2.1.0" in (showcase_site / "latest/decisions.html").read_text("utf-8")
    index = (showcase_site / "v1.0.0/decisions.html").read_text("utf-8")
    assert 'href="decision-log.html"' in index, "the index leads to the log"
