"""What an entry cost as one number, so that lessons can be ordered by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mistakes.records import NamedTuple

_MOST = 1e12  # what is beyond, up to infinity, costs no more


class Cost(NamedTuple):
    """What an entry cost as it is noted, None where nothing is."""

    hours: float | None = None
    money: float | None = None
    currency: str | None = None
    trust: int | None = None


def prices(costs: Sequence[Cost]) -> list[float]:
    """Return each cost as one number, with what is usual among them as the unit; 0 if nothing is noted.

    Hours, and money of each currency, count by their median, so that a cost which is usual in its unit
    counts 1 and no rate of exchange is needed; trust counts as it is noted, 0 to 3.
    """
    hours = _usual(cost.hours for cost in costs)
    amounts: dict[str | None, list[float]] = {}
    for cost in costs:
        if cost.money:
            amounts.setdefault(cost.currency, []).append(cost.money)
    money = {currency: _usual(several) for currency, several in amounts.items()}

    def price(cost: Cost) -> float:
        spent = min(max(cost.money, 0), _MOST) / money[cost.currency] if cost.money else 0.0
        return (cost.hours or 0) / hours + spent + (cost.trust or 0)

    return [price(cost) if cost.hours or cost.money or cost.trust else 0.0 for cost in costs]


def _usual(amounts: Iterable[float | None]) -> float:
    """Return the median of what was noted; 1 if nothing was."""
    noted = sorted(amount for amount in amounts if amount and amount > 0)
    return min(noted[len(noted) // 2], _MOST) if noted else 1
