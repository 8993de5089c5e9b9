"""Which entry needs a question most, and the questions for it in the words of a language.

This is what the library, `reflect` and `today` share: they differ only in the `Wish`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from mistakes.days import learning_day
from mistakes.errors import UsageError
from mistakes.index.day import is_ahead
from mistakes.ladder import Standing
from mistakes.locales import language_tag
from mistakes.model import Mistake
from mistakes.people import is_own
from mistakes.practice import Question
from mistakes.records import NamedTuple
from mistakes_prompts.asked import Asked, asked, last_answer
from mistakes_prompts.choice import RAW, Chosen, Context, age_in_days, choose, trained
from mistakes_prompts.own import known_journal
from mistakes_prompts.pack import OCCASIONS, Prompt, in_language
from mistakes_prompts.shelf import Shelf, shelf, warn_of
from mistakes_prompts.targets import next_gap, told

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.settings import Settings

NEWEST = 50
HALF_LIFE = 14.0  # days until a mistake weighs half as much
LONGEST_TITLE, LONGEST_LESSON = 60, 100  # characters of them in a question


class Wish(NamedTuple):
    """What somebody wants to be asked: the occasion, the day, how many, in which language and voice.

    `role` is one of the audiences; `pack` names the only pack to ask from; "" stands for what the settings
    say.
    """

    when: str
    day: date
    limit: int = 3
    language: str = ""
    voice: str = ""
    role: str = ""
    pack: str = ""

    def settled(self, settings: Settings) -> Wish:
        """Return the wish with the settings' language, voice and role where it names none."""
        return self._replace(
            language=language_tag(settings, self.language),
            voice=self.voice or settings.text("voice"),
            role=self.role or settings.text("role"),
        )


class Basis(NamedTuple):
    """What questions are chosen from: all prompts, what was asked before, the newest entries."""

    prompts: tuple[Prompt, ...]
    asked: tuple[Asked, ...]
    newest: tuple[Mistake, ...]


def questions(
    journal: Journal, entry_id: str, *, when: str, day: date, limit: int, language: str
) -> list[Question]:
    """Return the questions that help most now; see `Journal.questions`."""
    if when not in OCCASIONS:
        raise UsageError(f"there is no occasion {when!r:.40}", f"There are: {', '.join(OCCASIONS)}.")
    wish = Wish(when, day, limit, language)
    newest = newest_of(journal, day)
    basis = begin(journal, day, newest)
    if entry_id:
        return about(journal, journal.get(entry_id), wish, basis)
    if not newest:
        return []
    found = of_the_neediest({journal: newest}, wish, basis)
    return found[1] if found else about(journal, None, wish._replace(when="weekly"), basis)


def newest_of(journal: Journal, day: date) -> list[Mistake]:
    """Return the newest entries; one that a clock set wrong has dated ahead is new once its day has come."""
    today = max(day, learning_day())
    there = (entry for entry in journal.entries(newest_first=True) if not is_ahead(entry.id, today))
    return list(islice(there, NEWEST))


def begin(journal: Journal, day: date, newest: Iterable[Mistake], found: Shelf | None = None) -> Basis:
    """Read what questions are chosen from; `newest` are the entries whose balance of Qs counts."""
    if found is None:
        found = shelf(journal.plugins)
        warn_of(found, journal.plugins)
    return Basis(found.prompts, asked(known_journal(journal), day), tuple(newest))


def about(
    journal: Journal,
    entry: Mistake | None,
    wish: Wish,
    basis: Basis,
    *,
    stands: Standing | None = None,
    answers: bool = True,
) -> list[Question]:
    """Return the questions about an entry, or about none; without `answers` no old answer is looked for.

    `stands` is where the entry stands, if the caller knows it.
    """
    wish = wish.settled(journal.settings)
    if entry is not None and stands is None:
        stands = journal.refreshed().standings([entry.id]).get(entry.id, RAW)
    chosen = choose(basis.prompts, entry, context_of(journal, wish, basis, stands or RAW))
    own = known_journal(journal) if answers else None
    return [_question(one, entry, wish, own, is_shared=not journal.private) for one in chosen]


def context_of(journal: Journal, wish: Wish, basis: Basis, stands: Standing) -> Context:
    """Return what the choice depends on, for a wish that is settled."""
    audience = {"self", wish.role or "self"} | (set() if journal.private else {"team"})
    return Context(
        when=wish.when,
        day=wish.day,
        journal=journal.header.id,
        limit=wish.limit,
        audience=frozenset(audience),
        trained=trained(basis.newest, basis.asked, basis.prompts),
        first_step=journal.header.first_step,
        standing=stands,
        asked=basis.asked,
        pack=wish.pack,
        is_shared=not journal.private,
    )


def of_the_neediest(
    newest: Mapping[Journal, Sequence[Mistake]],
    wish: Wish,
    basis: Basis,
    *,
    answers: bool = True,
) -> tuple[Journal, list[Question]] | None:
    """Return the questions about the entry that needs them most, None if no entry needs any.

    Only one's own entries are looked at, of all the journals together.
    """
    homes = {entry.id: journal for journal, entries in newest.items() for entry in entries}
    standings: dict[str, Standing] = {}
    for journal, entries in newest.items():
        standings |= journal.refreshed().standings(entry.id for entry in entries)
    entries = [entry for several in newest.values() for entry in several]
    for entry in neediest(entries, standings, basis.asked, wish.day):
        journal = homes[entry.id]
        if not is_own(journal, entry):
            continue
        stands = standings.get(entry.id, RAW)
        if found := about(journal, entry, wish, basis, stands=stands, answers=answers):
            return journal, found
    return None


def neediest(
    entries: Iterable[Mistake], standings: Mapping[str, Standing], asks: Iterable[Asked], day: date
) -> list[Mistake]:
    """Return the entries in the order in which they need a question: recent and costly ones first.

    One that was asked about today comes after the others, and so does one that lacks nothing. Retired
    ones are left out.
    """
    today = {one.entry for one in asks if one.day == day}

    def need(entry: Mistake) -> tuple[bool, bool, float, str]:
        holds = standings.get(entry.id, RAW)
        applied = bool({holds.status, *holds.ahead} & {"applied", "built in"})
        planned = "planned" in (holds.status, *holds.ahead)
        lacks = next_gap(told(entry), planned=planned, applied=applied) != ""
        weight = (1 + cost_of(entry)) * 0.5 ** (age_in_days(entry, day) / HALF_LIFE)
        return entry.id not in today, lacks, weight, entry.id

    there = [entry for entry in entries if not standings.get(entry.id, RAW).retired]
    return sorted(there, key=need, reverse=True)


def cost_of(entry: Mistake) -> float:
    """Return how heavy a cost is, as a number of about 0 to 10: each tenfold of hours or money adds one."""
    price = entry.price
    money = float(price.money) if price.money and price.money.is_finite() else 0.0
    hours = price.hours or 0.0
    return math.log10(1 + max(hours, 0.0)) * 2 + math.log10(1 + max(money, 0.0)) + (price.trust or 0)


def question_of(
    prompt: Prompt,
    entry: Mistake | None,
    wish: Wish,
    own: Journal | None = None,
    *,
    is_shared: bool = False,
) -> Question:
    """Return one prompt as a question, whether it would have been chosen or not.

    `is_shared` tells that others can read the entry.
    """
    return _question(Chosen(prompt, ()), entry, wish, own, is_shared=is_shared)


def is_homework_day(journal: Journal, day: date) -> bool:
    """Tell whether this is the day of the week on which a journal's question is about oneself."""
    return int(journal.header.id[-6:], 36) % 7 == day.weekday()


def _question(
    one: Chosen, entry: Mistake | None, wish: Wish, own: Journal | None, *, is_shared: bool
) -> Question:
    prompt = one.prompt
    from_afar = prompt.distanced and (one.gently or wish.voice == "distanced")
    text = in_language(prompt.distanced if from_afar else prompt.text, wish.language)
    is_about = entry is not None and prompt.asks_of(entry, wish.day, is_shared=is_shared)
    old = last_answer(own, prompt.id) if prompt.kind == "homework" else None
    return Question(
        id=prompt.id,
        pack=prompt.pack,
        text=_filled(text, entry, wish.day),
        entry=entry.id if entry and is_about else "",
        fills=prompt.fills if is_about else "",
        kind=prompt.kind,
        q=prompt.q,
        tips=tuple(in_language(tip.text, wish.language) for tip in prompt.tips),
        before=old.text if old else "",
        why=one.why,
    )


def _filled(text: str, entry: Mistake | None, day: date) -> str:
    """Put the entry's own words into the placeholders; they are data, and no placeholders themselves."""
    if entry is None or "{" not in text:
        return text
    lessons = [lesson.text for lesson in entry.lessons if lesson.text]
    values = {
        "title": _short(entry.title, LONGEST_TITLE),
        "lesson": _short(lessons[-1] if lessons else "", LONGEST_LESSON),
        "days": str(age_in_days(entry, day)),
    }
    return re.sub(r"\{(title|lesson|days)\}", lambda found: values[found[1]], text)


def _short(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
