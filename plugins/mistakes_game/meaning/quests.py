"""The quests: data of ours, which one is offered in a week, and how far it is.

One is offered a week, for the weakest link of one's own loop. Which one follows from what was so on Monday;
an `answered` or `skipped` event of one's own journal under the prompt `quest.<id>` notes that it was taken
or refused, so that two machines agree, `undo` takes it back, and nothing new has to be stored. Refusing costs
nothing: the week goes without a quest. How far it is follows from what was done in the week.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from mistakes.records import NamedTuple
from mistakes_game.counts.counting import COUNTS
from mistakes_game.counts.growth import Counts, Growth
from mistakes_game.counts.told import PROMPT, Told
from mistakes_game.meaning.data_files import (
    LONGEST_NAME,
    BadData,
    Need,
    Texts,
    line,
    needs,
    only,
    rows,
    shipped,
    texts,
)

if TYPE_CHECKING:
    from mistakes.events import Answered, Skipped
    from mistakes.journal import Journal

FILE = "quests.toml"
LINKS = ("capture", "understand", "plan", "practise", "apply", "build", "share")
QS = ("iq", "eq", "lq")
# What a quest may ask for before it is offered: counts of what is there now.
SITUATION = (
    *("company", "entries", "open-actions"),
    *("unchecked", "unplanned", "unpriced", "unweighed"),
)
NEWCOMER = 3  # entries; with fewer, other people's lessons come first
LONG = timedelta(days=28)
# Of each step of the loop: what is counted, out of what, and which share is plenty.
_STEPS = {
    "understand": ("understood", "entries", 1.0),
    "plan": ("plans", "understood", 1.0),
    "practise": ("practised", "plans", 1.0),
    "apply": ("applied", "practised", 1 / 3),
    "build": ("built", "applied", 1 / 4),
    "share": ("admitted", "understood", 1 / 4),
}


class Quest(NamedTuple):
    """A quest: the link of the loop and the Q it strengthens, what has to happen, what has to be there.

    `starter` is for newcomers; `todo` is the command that helps, `todo_company` that in a team, "" for none.
    """

    id: str
    link: str
    q: str
    needs: tuple[Need, ...]
    asks: tuple[Need, ...]
    name: Texts
    text: Texts
    todo: str
    todo_company: str = ""
    starter: bool = False


class Offer(NamedTuple):
    """The quest of a week, from its Monday: `how` is `offered`, `accepted`, `refused` or `done`.

    `have` of `least` is how far it is; `link` the weakest link for which it was chosen.
    """

    quest: Quest
    monday: date
    how: str
    have: int
    least: int
    link: str
    todo: str


@cache
def quests() -> tuple[Quest, ...]:
    """Return all quests in their order."""
    return read_quests(shipped(FILE))


def looked_at() -> frozenset[str]:
    """Return the counts by which a quest is chosen, and by which it is told how far it is."""
    steps = {name for count, of, _ in _STEPS.values() for name in (count, of)}
    return frozenset(steps | {need.what for quest in quests() for need in quest.needs})


def read_quests(text: str, where: str = FILE) -> tuple[Quest, ...]:
    """Return the quests that a text of TOML holds; raises `BadData` as `badges.read_badges` does."""
    found = tuple(_quest(row, place) for place, row in rows(text, "quest", where))
    if not any(quest.starter for quest in found):
        raise BadData(where, "has no quest for newcomers")
    return found


def offer(
    counts: Counts,
    situation: Mapping[str, int],
    lowest: str,
    told: Iterable[Told],
    day: date,
    seed: str = "",
    known: Sequence[Quest] | None = None,
) -> Offer | None:
    """Return the quest of the week that a day lies in; None if none fits.

    `counts` are growths by name as for badges, `situation` numbers of `SITUATION`, `lowest` the Q trained
    least, `told` what was taken and refused, `seed` tells persons apart. The same arguments, in whatever
    order, give the same quest.
    """
    monday = day - timedelta(days=day.weekday())
    every = quests() if known is None else known
    before = {name: growth.until(monday - timedelta(days=1)) for name, growth in counts.items()}
    link = weakest_link(before, monday, company=situation.get("company", 0) > 0)
    this_week = [one for one in told if monday <= one.day <= day and any(one.quest == it.id for it in every)]
    last = max(this_week, key=lambda one: (one.day, one.at), default=None)
    quest = next((one for one in every if last and one.id == last.quest), None)
    chosen = quest or _chosen(every, before, situation, (link, lowest), monday, told, seed)
    if chosen is None:
        return None
    have, least = _progress(chosen, counts, monday)
    how = last.how if last else "offered"
    todo = (chosen.todo_company if situation.get("company", 0) else "") or chosen.todo
    return Offer(
        chosen, monday, "done" if have >= least and how != "refused" else how, have, least, link, todo
    )


def weakest_link(counts: Counts, monday: date, *, company: bool) -> str:
    """Return the link of the loop that holds least: of `LINKS`, the first of those that are alike.

    Each step is held against the one before it: how many of the understood entries have a plan, and so on,
    against the share that is plenty. A step that nothing has come to yet is left out, and so is sharing
    where there is nobody. It is `capture` if nothing was written down for four weeks.
    """
    have = {name: len(growth) for name, growth in counts.items()}
    if not counts.get("entries", Growth()).between(monday - LONG, monday):
        return "capture"
    strengths = {
        link: have.get(count, 0) / (have[of] * plenty)
        for link, (count, of, plenty) in _STEPS.items()
        if have.get(of) and (company or link != "share")
    }
    weakest = min(strengths, key=lambda link: (strengths[link], LINKS.index(link)), default="capture")
    return weakest if strengths.get(weakest, 0.0) < 1 else "capture"


def accept(personal: Journal, quest: Quest) -> Answered:
    """Note in one's own journal that a quest is taken on."""
    from mistakes.events import Answered

    return personal.record(Answered(prompt=f"{PROMPT}{quest.id}"))


def refuse(personal: Journal, quest: Quest) -> Skipped:
    """Note in one's own journal that a quest is refused, which costs nothing."""
    from mistakes.events import Skipped

    return personal.record(Skipped(prompt=f"{PROMPT}{quest.id}"))


def _chosen(
    every: Iterable[Quest],
    before: Counts,
    situation: Mapping[str, int],
    wanted: tuple[str, str],
    monday: date,
    told: Iterable[Told],
    seed: str,
) -> Quest | None:
    """Return the quest that fits best; of several that fit alike, one by chance that is the same everywhere."""
    if len(before.get("entries", Growth())) < NEWCOMER:
        every = [quest for quest in every if quest.starter]
    fitting = [quest for quest in every if all(situation.get(ask.what, 0) >= ask.least for ask in quest.asks)]
    lately = {one.quest for one in told if monday - LONG <= one.day < monday}

    def worth(quest: Quest) -> tuple[float, str]:
        link, q = wanted
        score = 2 * (quest.link == link) + (quest.q == q) - 2.5 * (quest.id in lately)
        return score, sha256(f"{seed} {monday} {quest.id}".encode()).hexdigest()

    return max(fitting, key=worth, default=None)


def _progress(quest: Quest, counts: Counts, monday: date) -> tuple[int, int]:
    """Return how far a quest is, by the criterion that lacks most, and how far that one has to go."""
    sunday = monday + timedelta(days=6)
    grown = ((counts.get(need.what, Growth()).between(monday, sunday), need.least) for need in quest.needs)
    return min(((min(have, least), least) for have, least in grown), key=lambda one: one[0] / one[1])


def _quest(row: Mapping[str, Any], where: str) -> Quest:
    only(
        row, ("id", "link", "q", "needs", "todo", "name", "text"), ("asks", "todo_company", "starter"), where
    )
    if row["link"] not in LINKS or row["q"] not in QS or not isinstance(row.get("starter", False), bool):
        raise BadData(where, "has an unknown link or q, or a starter that is neither true nor false")
    return Quest(
        id=row["id"],
        link=row["link"],
        q=row["q"],
        needs=needs(row["needs"], COUNTS, f"{where}: needs"),
        asks=needs(row.get("asks", []), SITUATION, f"{where}: asks", least=0),
        name=texts(row["name"], f"{where}: name", LONGEST_NAME),
        text=texts(row["text"], f"{where}: text"),
        todo=line(row["todo"], f"{where}: todo"),
        todo_company=line(row["todo_company"], f"{where}: todo_company") if "todo_company" in row else "",
        starter=row.get("starter", False),
    )
