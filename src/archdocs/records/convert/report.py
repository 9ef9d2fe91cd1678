"""The report of a conversion in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archdocs.records.convert.parts import Item

if TYPE_CHECKING:
    from archdocs.records.convert.verb import Conversion

__all__ = ["summary"]

#: Lines of one level that are shown one by one.
SHOWN = 50


def summary(done: Conversion, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines of the report: what is refused, what is lost, and what became of it all."""
    refused, lost, form = (done.of(level) for level in ("refused", "loss", "form"))
    if refused:
        yield from shown(refused)
        yield (
            f"nothing is written: {records(refused)} can't be converted to {done.form};"
            " name the others, or change what is named here"
        )
        return
    if not done.records:
        yield f"nothing to do: every record is {done.form} already"
        return
    yield from shown(lost)
    if form:
        yield (
            f"{counted(len(form), 'line')} of {records(form)} would not come back as they are"
            f" from {done.form}; --format json names them"
        )
    if lost and not done.written and not dry_run:
        yield (
            f"nothing is written: {counted(len(lost), 'thing')} would be lost to {done.form}"
            " or be called otherwise; with --accept-loss it is done as told above"
        )
    elif dry_run:
        yield f"would convert {counted(len(done.records), 'record')} to {done.form}"


def shown(items: tuple[Item, ...]) -> Iterator[str]:
    """Yield items, up to a number of them."""
    for item in items[:SHOWN]:
        yield f"{item.path}:{item.line}: {item.what}: {item.why}"
    if len(items) > SHOWN:
        yield f"and {len(items) - SHOWN} more; --format json names them"


def records(items: tuple[Item, ...]) -> str:
    """Return how many records some items are about."""
    return counted(len({item.path for item in items}), "record")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
