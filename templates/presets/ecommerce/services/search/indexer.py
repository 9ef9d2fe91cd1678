"""Apply changes of products, prices and stock to the search index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Change:
    """One event about one product, numbered by the service that owns the data."""

    product_id: str
    kind: str
    version: int
    occurred_at: datetime
    fields: Mapping[str, Any]


class Index(Protocol):
    """What we need from OpenSearch: a partial update that loses against a newer one."""

    def update(self, product_id: str, part: str, version: int, fields: Mapping[str, Any]) -> bool:
        """Write the part of a document and return whether its version was newer."""

    def delete(self, product_id: str, version: int) -> bool:
        """Remove a document and return whether the version was newer."""


PARTS = {
    "ProductPublished": "product",
    "PriceChanged": "price",
    "StockLevelChanged": "stock",
}


def apply_change(index: Index, change: Change) -> bool:
    """Apply one change; late and repeated events lose against the version in the index."""
    if change.kind == "ProductWithdrawn":
        return index.delete(change.product_id, change.version)
    part = PARTS.get(change.kind)
    if part is None:
        return False
    return index.update(change.product_id, part, change.version, change.fields)


def freshness_seconds(changes: Iterable[Change], now: datetime) -> float:
    """Return the age of the oldest change not yet in the index, zero without any."""
    oldest = min((change.occurred_at for change in changes), default=now)
    return max(0.0, (now - oldest).total_seconds())
