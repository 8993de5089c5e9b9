"""What an entry cost as one number, so that lessons can be ordered by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mistakes.index.plans import Plan

_MOST = 1e12  # what is beyond, up to infinity, costs no more


def prices(plans: Sequence[Plan]) -> list[float]:
    """Return what each plan's entry cost, with what is usual among them as the unit; 0 if nothing is noted.

    Hours, and money of each currency, count by their median, so that a cost which is usual in its unit
    counts 1 and no rate of exchange is needed; trust counts as it is noted, 0 to 3.
    """
    hours = _usual(plan.hours for plan in plans)
    amounts: dict[str | None, list[float]] = {}
    for plan in plans:
        if plan.money:
            amounts.setdefault(plan.currency, []).append(plan.money)
    money = {currency: _usual(several) for currency, several in amounts.items()}

    def price(plan: Plan) -> float:
        spent = min(max(plan.money, 0), _MOST) / money[plan.currency] if plan.money else 0.0
        return (plan.hours or 0) / hours + spent + (plan.trust or 0)

    return [price(plan) if plan.hours or plan.money or plan.trust else 0.0 for plan in plans]


def _usual(amounts: Iterable[float | None]) -> float:
    """Return the median of what was noted; 1 if nothing was."""
    noted = sorted(amount for amount in amounts if amount and amount > 0)
    return min(noted[len(noted) // 2], _MOST) if noted else 1
