"""Publish what an order's transaction wrote into the outbox (ADR-0006)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

ADVISORY_LOCK = 7_061
BATCH = 500

INSERT = "INSERT INTO outbox (aggregate_id, type, payload) VALUES (%s, %s, %s)"
UNSENT = (
    "SELECT id, aggregate_id, type, payload FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT %s"
)
MARK = "UPDATE outbox SET sent_at = now() WHERE id = ANY(%s)"


class Transaction(Protocol):
    """An open database transaction."""

    def execute(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]: ...


class Producer(Protocol):
    """A Kafka producer that waits until every in-sync replica has the event."""

    def send(self, topic: str, key: str, value: bytes, headers: Mapping[str, str]) -> None: ...


def record_event(
    transaction: Transaction, aggregate_id: str, kind: str, payload: Mapping[str, Any]
) -> None:
    """Write an event in the transaction of the change it tells about."""
    transaction.execute(INSERT, (aggregate_id, kind, json.dumps(payload, sort_keys=True)))


def relay_once(transaction: Transaction, producer: Producer, topic: str) -> int:
    """Publish one batch in order and return its size; only the elected relay does anything.

    A crash between sending and marking repeats events: consumers remember the ids they
    have handled.
    """
    elected = transaction.execute("SELECT pg_try_advisory_xact_lock(%s)", (ADVISORY_LOCK,))
    if not elected[0][0]:
        return 0
    rows = transaction.execute(UNSENT, (BATCH,))
    for number, aggregate_id, kind, payload in rows:
        headers = {"event-id": f"orders-{number}", "event-type": kind}
        producer.send(topic, key=aggregate_id, value=payload.encode(), headers=headers)
    transaction.execute(MARK, ([row[0] for row in rows],))
    return len(rows)
