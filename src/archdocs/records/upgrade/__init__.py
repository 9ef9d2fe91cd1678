"""Templates that change take the records made from them along."""

from __future__ import annotations

from archdocs.records.upgrade.verb import Conflict, Upgrade, summary, upgrade

__all__ = ["Conflict", "Upgrade", "summary", "upgrade"]
