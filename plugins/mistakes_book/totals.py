"""What mistakes cost, added up: hours, and money by its currency, which is never converted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from mistakes.model import Price
    from mistakes_book.language import Language

LARGEST = Decimal(10) ** 30


@attrs.frozen
class Cost:
    """A sum of prices: `hours` of work, `money` as (currency, amount), sorted by currency; no zero amounts."""

    hours: float = 0.0
    money: tuple[tuple[str, Decimal], ...] = ()

    def __bool__(self) -> bool:
        """Tell whether it cost anything."""
        return bool(self.hours or self.money)


def cost_of(price: Price) -> Cost:
    """Return a price as a sum; what is not a finite number that people could mean counts as nothing."""
    hours = price.hours if price.hours and math.isfinite(price.hours) else 0.0
    amount = price.money
    if amount is None or not amount.is_finite() or not amount or abs(amount) > LARGEST:
        return Cost(hours)
    return Cost(hours, (((price.currency or "").strip().upper()[:12], amount),))


def total(costs: Iterable[Cost]) -> Cost:
    """Return the sum of all costs: hours to hours, and each currency to itself."""
    hours, money = 0.0, defaultdict[str, Decimal](Decimal)
    for cost in costs:
        hours += cost.hours
        for currency, amount in cost.money:
            money[currency] += amount
    return Cost(hours, tuple(sorted((currency, amount) for currency, amount in money.items() if amount)))


def amounts(cost: Cost, language: Language) -> list[str]:
    """Return what a sum consists of, as people read it: "11 hours" and "€38"; [] for nothing."""
    hours = [language.hours(cost.hours)] if cost.hours else []
    return [*hours, *(language.money(amount, currency) for currency, amount in cost.money)]


def in_words(cost: Cost, language: Language) -> str:
    """Return a sum on one line: "11 hours, €38"; "" for nothing."""
    return language.text("list.comma").join(amounts(cost, language))
