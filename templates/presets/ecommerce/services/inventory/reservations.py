"""Hold stock while a customer pays, and free it when they do not (ADR-0005)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOLD_TIME = timedelta(minutes=15)


class OutOfStock(Exception):
    """Fewer pieces are available than were asked for."""


@dataclass(frozen=True)
class Hold:
    """Pieces of one stock-keeping unit kept for one order until a moment."""

    order_id: str
    sku: str
    quantity: int
    expires_at: datetime


@dataclass
class StockLevel:
    """What one warehouse has of one stock-keeping unit."""

    sku: str
    on_hand: int
    allocated: int = 0
    holds: list[Hold] = field(default_factory=list)

    def available(self, now: datetime) -> int:
        """Return the pieces for sale: an expired hold is free at once."""
        held = sum(hold.quantity for hold in self.holds if hold.expires_at > now)
        return self.on_hand - self.allocated - held


def reserve_stock(level: StockLevel, order_id: str, quantity: int, now: datetime) -> Hold:
    """Hold pieces for an order; the same order asking again gets the hold it has."""
    for hold in level.holds:
        if hold.order_id == order_id and hold.expires_at > now:
            return hold
    if level.available(now) < quantity:
        raise OutOfStock(level.sku)
    hold = Hold(order_id, level.sku, quantity, now + HOLD_TIME)
    level.holds.append(hold)
    return hold


def allocate(level: StockLevel, order_id: str, now: datetime) -> None:
    """Turn the hold of a confirmed order into an allocation, holding again if it expired."""
    expired = [hold for hold in level.holds if hold.order_id == order_id]
    if not expired:
        raise OutOfStock(level.sku)
    hold = reserve_stock(level, order_id, expired[0].quantity, now)
    level.holds = [kept for kept in level.holds if kept.order_id != order_id]
    level.allocated += hold.quantity


def release_expired(level: StockLevel, now: datetime) -> int:
    """Remove holds past their expiry and return how many there were."""
    open_holds = [hold for hold in level.holds if hold.expires_at > now]
    removed = len(level.holds) - len(open_holds)
    level.holds = open_holds
    return removed
