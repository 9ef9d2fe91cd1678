"""Authorise a payment once, whatever fails in between (SPEC-0001)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

Status = Literal["created", "sent", "challenged", "authorised", "declined", "unknown"]

FIRST_DELAY = 0.2
ATTEMPTS = 4


class ProviderTimeout(Exception):
    """The provider did not answer in time: the payment may or may not have happened."""


class ProviderUnavailable(Exception):
    """The request certainly did not reach the provider, or was refused unread."""


@dataclass(frozen=True)
class PaymentIntent:
    """One attempt to pay one order. Amounts are in minor units (cents, rappen)."""

    order_id: str
    attempt: int
    amount: int
    currency: str
    token: str
    status: Status = "created"


class Provider(Protocol):
    """What we need from a payment provider."""

    def authorise(self, key: str, intent: PaymentIntent) -> Status: ...

    def find(self, key: str) -> Status | None: ...


def provider_key(intent: PaymentIntent, operation: str) -> str:
    """Return the key under which the provider recognises a repeated request."""
    return f"{intent.order_id}:{intent.attempt}:{operation}"


def retry_delay(attempt: int) -> float:
    """Return the seconds to wait before a retry: doubling, with half of it at random."""
    return FIRST_DELAY * 2**attempt * random.uniform(0.5, 1.5)


def authorise_once(
    intent: PaymentIntent, provider: Provider, sleep: Callable[[float], None]
) -> PaymentIntent:
    """Authorise the intent; the caller has committed it as `created` before."""
    key = provider_key(intent, "authorise")
    for attempt in range(ATTEMPTS):
        try:
            return replace(intent, status=provider.authorise(key, intent))
        except ProviderTimeout:
            return resolve_unknown(replace(intent, status="unknown"), provider)
        except ProviderUnavailable:
            sleep(retry_delay(attempt))
    return replace(intent, status="declined")


def resolve_unknown(intent: PaymentIntent, provider: Provider) -> PaymentIntent:
    """Ask the provider how a call ended; stay `unknown` when it cannot tell."""
    found = provider.find(provider_key(intent, "authorise"))
    return replace(intent, status=found) if found else intent
