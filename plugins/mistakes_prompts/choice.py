"""Which questions to ask: a pure function of the packs, the entry, the day and what was asked before.

What the entry's next step on the ladder needs is asked first. Beyond that what is eligible gets a score of a
few terms, and chance, drawn from a hash of journal, day, entry and prompt, decides among those that score
alike: a softmax of temperature 0.5, sampled by Gumbel's trick.
So the same day brings the same questions on every machine, in whatever order packs and events are read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from hashlib import sha256

from mistakes.ladder import Standing
from mistakes.model import Mistake
from mistakes.records import NamedTuple
from mistakes.when import as_date
from mistakes_prompts.asked import Asked
from mistakes_prompts.moods import is_bad
from mistakes_prompts.pack import Prompt, occasions_of
from mistakes_prompts.targets import next_gap, told

CAPS = {"capture": 1, "reflect": 3, "review": 1}
BUDGETS = {"capture": 1, "review": 2, "reflect": 5}  # minutes
WEEK = timedelta(days=7)
TEMPERATURE = 0.5
LAST_ANSWERS = 60
ENOUGH_ASKS = 5  # from then on a prompt's usefulness is known
USEFUL_LENGTH = 40  # characters
TIES = ("lq", "eq", "iq")  # of Qs that were trained alike, the first is the lowest
RAW = Standing("raw", (), False, False)


class Context(NamedTuple):
    """What a choice depends on besides the prompts and the entry.

    `journal` is the id of the entry's journal; `audience` holds the roles that are meant; `pack` names
    the only pack to ask from, and is asked for by name, so that roles, occasions and skips do not count;
    `trained` is how much each of `TIES` was; `is_shared` tells that others can read the entry.
    """

    when: str
    day: date
    journal: str = ""
    limit: int = 3
    audience: frozenset[str] = frozenset({"self"})
    trained: tuple[int, int, int] = (0, 0, 0)
    first_step: str = ""
    standing: Standing = RAW
    asked: tuple[Asked, ...] = ()
    pack: str = ""
    is_shared: bool = False

    @property
    def cap(self) -> int:
        """The number of questions on this occasion: one, and three to reflect or from a pack by name."""
        most = CAPS["reflect"] if self.pack else CAPS.get(self.when, 1)
        return max(min(self.limit, most), 0)


class Chosen(NamedTuple):
    """A prompt that was chosen, and the terms of its score; `gently` means its distanced text."""

    prompt: Prompt
    why: tuple[tuple[str, float], ...]
    gently: bool = False

    @property
    def score(self) -> float:
        """The sum of the terms."""
        return sum(value for _, value in self.why)


class _Table(NamedTuple):
    """What all prompts are judged by in one round: the facts of the entry, and what was asked by prompt."""

    entry: Mistake | None
    known: frozenset[str]
    gap: str
    gently: bool
    by_prompt: dict[str, list[Asked]]
    last_pack: str
    trained: tuple[int, int, int]


def choose(prompts: Iterable[Prompt], entry: Mistake | None, context: Context) -> list[Chosen]:
    """Return the questions to ask about an entry, or about none, in the order of asking.

    Each is chosen as if those before it had been answered: what they fill is not asked again.
    """
    left = {prompt.id: prompt for prompt in prompts}
    table = _table(left.values(), entry, context)
    chosen: list[Chosen] = []
    while len(chosen) < context.cap:
        found = [prompt for prompt in left.values() if _fits(prompt, table, context)]
        if not found:
            break
        # the next step comes first, however many other questions there are
        urgent = [prompt for prompt in found if prompt.fills == table.gap != ""]
        scored = (_scored(prompt, table, context) for prompt in urgent or found)
        best = max(scored, key=lambda one: (one.score, one.prompt.id))
        chosen.append(best)
        del left[best.prompt.id]
        table = _after(table, best.prompt, context)
    return chosen


def trained(
    entries: Iterable[Mistake], asks: Sequence[Asked], prompts: Iterable[Prompt]
) -> tuple[int, int, int]:
    """Return how much each of `TIES` was trained: what entries say of it, and the last answers, one each."""
    sums = dict.fromkeys(TIES, 0)
    for entry in entries:
        for name in TIES:
            sums[name] += getattr(entry.q, name) or 0
    of_prompt = {prompt.id: prompt.q for prompt in prompts}
    answered = [one for one in asks if not one.is_skipped]
    for one in answered[-LAST_ANSWERS:]:
        if (name := of_prompt.get(one.prompt, "")) in sums:
            sums[name] += 1
    return sums["lq"], sums["eq"], sums["iq"]


def lowest_q(sums: tuple[int, int, int]) -> str:
    """Return which of iq, eq and lq was trained least; of several it is lq, then eq."""
    return TIES[sums.index(min(sums))]


def usefulness(asks: Sequence[Asked]) -> float:
    """Return the mean of a Beta(1, 1) prior after some asks: useful ones filled a field or say 40 characters."""
    useful = sum(
        1 for one in asks if not one.is_skipped and (one.is_in_field or len(one.text) >= USEFUL_LENGTH)
    )
    return (1 + useful) / (2 + len(asks))


def _table(prompts: Iterable[Prompt], entry: Mistake | None, context: Context) -> _Table:
    by_id = {prompt.id: prompt for prompt in prompts}
    known = told(entry) if entry else frozenset()
    counted = [one for one in context.asked if not _was_taken_back(one, entry, known, by_id)]
    by_prompt: dict[str, list[Asked]] = {}
    for one in counted:
        by_prompt.setdefault(one.prompt, []).append(one)
    # what one answered for oneself, about a colleague's entry, is told as well
    private = {by_id[one.prompt].fills for one in counted if _answers_privately(one, entry, by_id)}
    known |= private - {""}
    packs = [by_id[one.prompt].pack for one in counted[-1:] if one.prompt in by_id]
    return _Table(
        entry=entry,
        known=known,
        gap=_gap(entry, known, context),
        gently=entry is not None and is_bad(entry.feeling),
        by_prompt=by_prompt,
        last_pack=packs[0] if packs else "",
        trained=context.trained,
    )


def _after(table: _Table, prompt: Prompt, context: Context) -> _Table:
    """Return the table as it will be once the prompt is answered."""
    filled = {prompt.fills, table.gap} if _fills_gap(prompt, table) else {prompt.fills}
    known = table.known | (filled - {""})
    sums = [number + (name == prompt.q) for name, number in zip(TIES, table.trained, strict=True)]
    return table._replace(
        known=known,
        gap=_gap(table.entry, known, context),
        last_pack=prompt.pack,
        trained=(sums[0], sums[1], sums[2]),
    )


def _was_taken_back(
    one: Asked, entry: Mistake | None, known: frozenset[str], prompts: dict[str, Prompt]
) -> bool:
    """Tell whether an answer went into a field of the entry that is empty again."""
    prompt = prompts.get(one.prompt)
    is_here = entry is not None and one.entry == entry.id and one.is_in_field
    return bool(is_here and prompt and prompt.fills and prompt.fills not in known)


def _answers_privately(one: Asked, entry: Mistake | None, prompts: dict[str, Prompt]) -> bool:
    return bool(entry and one.entry == entry.id and one.text and not one.is_skipped and one.prompt in prompts)


def _gap(entry: Mistake | None, known: frozenset[str], context: Context) -> str:
    if entry is None or "before:decision" in occasions_of(entry, context.day):
        return ""  # what a decision has taught is asked once it is over
    holds = {context.standing.status, *context.standing.ahead}
    planned = any(action.owner and action.due for action in entry.actions)
    return next_gap(known, planned=planned, applied=bool(holds & {"applied", "built in"}))


def _fits(prompt: Prompt, table: _Table, context: Context) -> bool:
    """Tell whether a prompt may be asked at all."""
    is_meant = prompt.pack == context.pack if context.pack else _is_offered(prompt, table, context)
    return is_meant and _helps(prompt, table, context) and _has_rested(prompt, table, context)


def _is_offered(prompt: Prompt, table: _Table, context: Context) -> bool:
    """Tell whether it is asked of this person, on this occasion, and was not refused twice running."""
    is_for = not context.audience.isdisjoint(prompt.audience)
    asks = table.by_prompt.get(prompt.id, [])
    return is_for and _is_time(prompt, table, context) and not _is_unwanted(asks)


def _is_time(prompt: Prompt, table: _Table, context: Context) -> bool:
    is_time = not _occasions(table, context).isdisjoint(prompt.when)
    if table.entry is None and context.when == "weekly":
        return is_time and not _was_asked_this_week(context)
    return is_time


def _occasions(table: _Table, context: Context) -> frozenset[str]:
    """Return the occasions there are: the one that was asked for; to reflect brings those of the entry."""
    own = {context.when}
    if context.when == "reflect" and table.entry is not None:
        own |= occasions_of(table.entry, context.day, is_shared=context.is_shared)
        own |= {"on:repeat"} if context.standing.repeated else set()
    return frozenset(own)


def _was_asked_this_week(context: Context) -> bool:
    return any(not one.entry and timedelta(0) <= context.day - one.day < WEEK for one in context.asked)


def _is_unwanted(asks: Sequence[Asked]) -> bool:
    return len(asks) >= 2 and asks[-1].is_skipped and asks[-2].is_skipped


def _helps(prompt: Prompt, table: _Table, context: Context) -> bool:
    """Tell whether the answer would add something to the entry, or to oneself if there is none."""
    entry = table.entry
    if entry is None:
        return not prompt.is_about_an_entry
    is_of_it = prompt.asks_of(entry, context.day, is_shared=context.is_shared)
    if not is_of_it and (context.when == "reflect" or context.pack):
        return False
    if table.gently and not prompt.is_gentle:
        return False
    needs = prompt.needs
    holds = {context.standing.status, *context.standing.ahead}
    return (
        (not needs.kind or entry.kind in needs.kind)
        and (not needs.status or not holds.isdisjoint(needs.status))
        and (not needs.tags or not _folded(entry.tags).isdisjoint(_folded(needs.tags)))
        and table.known.issuperset(needs.has)
        and table.known.isdisjoint(needs.missing)
        and prompt.fills not in table.known
        and _is_ready(prompt, table, holds)
    )


def _is_ready(prompt: Prompt, table: _Table, holds: set[str]) -> bool:
    """Tell whether what the prompt takes for granted is there."""
    if prompt.fills == "overcame" and holds.isdisjoint({"applied", "built in"}):
        return False
    if prompt.fills.startswith("decision.") and table.entry and table.entry.kind != "decision":
        return False
    return "lesson" not in prompt.placeholders or "lessons.text" in table.known


def _has_rested(prompt: Prompt, table: _Table, context: Context) -> bool:
    """Tell whether its cooldown is over; what the entry's next step needs rests for this entry only."""
    answers = [one for one in table.by_prompt.get(prompt.id, ()) if not one.is_skipped]
    if table.entry and not prompt.is_about_an_entry and any(one.entry == table.entry.id for one in answers):
        return False  # a decision is thought over once
    if prompt.is_about_an_entry and table.entry and (context.pack or prompt.fills == table.gap != ""):
        answers = [one for one in answers if one.entry == table.entry.id]
    return not any(timedelta(0) <= context.day - one.day < timedelta(prompt.cooldown) for one in answers)


def _fills_gap(prompt: Prompt, table: _Table) -> bool:
    """Tell whether an answer would be the next step: any condition but a person is one."""
    filled = prompt.fills
    if filled.startswith("conditions.") and filled != "conditions.person":
        filled = "conditions"
    return filled == table.gap != ""


def _scored(prompt: Prompt, table: _Table, context: Context) -> Chosen:
    asks = table.by_prompt.get(prompt.id, [])
    skips = sum(one.is_skipped for one in asks[-5:])
    budget = BUDGETS.get(context.when, BUDGETS["reflect"])
    known = len(asks) >= ENOUGH_ASKS
    lowest = lowest_q(table.trained)
    terms = (
        (f"the next step: {table.gap}", 3.0 * (prompt.fills == table.gap != "")),
        (f"the Q trained least: {lowest}", 2.0 * (prompt.q == lowest)),
        ("the decision is open", 2.0 * _is_before(prompt, table, context)),
        ("it came again", 2.0 * ("on:repeat" in prompt.when and context.standing.repeated)),
        ("one of its tags", 1.0 * bool(prompt.needs.tags)),
        ("for your role", 1.0 * ("self" not in prompt.audience)),
        ("the team's first step", 1.0 * (prompt.pack == context.first_step != "")),
        ("how useful it was", round(usefulness(asks), 4) if known else 0.0),
        ("never asked", 0.5 * (not asks)),
        ("the same pack as last", -1.0 * (prompt.pack == table.last_pack)),
        ("skipped lately", -2.0 * skips),
        ("longer than the time there is", -3.0 * (prompt.minutes > budget)),
        ("chance", _chance(prompt, table.entry, context)),
    )
    return Chosen(prompt, tuple(term for term in terms if term[1]), table.gently)


def _is_before(prompt: Prompt, table: _Table, context: Context) -> bool:
    """Tell whether it is for before a decision, and the entry is one whose outcome is open."""
    when = occasions_of(table.entry, context.day) if table.entry else ()
    return "before:decision" in when and "before:decision" in prompt.when


def _chance(prompt: Prompt, entry: Mistake | None, context: Context) -> float:
    """Return Gumbel noise times the temperature, the same for one prompt all day long."""
    key = "\n".join((context.journal, context.day.isoformat(), entry.id if entry else "", prompt.id))
    number = int.from_bytes(sha256(key.encode()).digest()[:8]) >> 12
    uniform = (number + 0.5) / 2**52
    # rounded, so that the last digit of a machine's logarithm decides nothing
    return round(-math.log(-math.log(uniform)) * TEMPERATURE, 6)


def _folded(tags: Iterable[str]) -> set[str]:
    return {tag.casefold() for tag in tags}


def age_in_days(entry: Mistake, day: date) -> int:
    """Return how many days ago it happened, 0 for what lies ahead."""
    return max((day - as_date(entry.happened)).days, 0)
