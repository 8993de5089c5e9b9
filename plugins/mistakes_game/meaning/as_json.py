"""Quest, balance and streak as plain values for machines; each of them may only grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mistakes_game.counts.balance import Balance
    from mistakes_game.meaning.quests import Offer
    from mistakes_game.points.state import Streak


def quest_json(quest: Offer | None, language: str) -> dict[str, Any] | None:
    """Return a quest, None for none."""
    if quest is None:
        return None
    what, far = quest.quest, {"have": quest.have, "least": quest.least}
    about = {"id": what.id, "name": what.name.said(language), "text": what.text.said(language)}
    how = {"since": quest.monday.isoformat(), "how": quest.how} | far
    return about | how | {"link": quest.link, "q": what.q, "todo": quest.todo or None}


def balance_json(found: Balance) -> dict[str, Any]:
    """Return the balance, shares to three digits."""
    shares = {name: round(found.share(name), 3) for name in ("iq", "eq", "lq")}
    even = {"evenness": round(found.evenness, 3), "lowest": found.lowest}
    return shares | even | {"lessons": found.lessons}


def streak_json(streak: Streak) -> dict[str, Any]:
    """Return the streak without its weeks."""
    until = streak.repair_until.isoformat() if streak.repair_until else None
    numbers = {"current": streak.current, "best": streak.best, "total": streak.total}
    return numbers | {"reserves": streak.reserves, "repair_until": until}
