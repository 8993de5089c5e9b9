"""Before somebody starts: the few lessons of their journals that matter for what they are about to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from mistakes.briefing.shortlist import LIKE, Candidate, shortlist
from mistakes.errors import UsageError
from mistakes.ids import is_id
from mistakes.ladder import RETIRING, retired_keys
from mistakes.plan_words import plan
from mistakes.recall.need import Need, Wanted
from mistakes.recall.relevance import shared_words
from mistakes.records import NamedTuple
from mistakes.words import terms

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Action, Lesson, Mistake

T = TypeVar("T")

MOST = 3
_BESIDE_THE_BEST = 0.4
_NAMING = ("word", "tag")


class Reminder(NamedTuple):
    """A lesson for what one is about to do: where it stands, how much it matters (0 … 1), and why.

    `lesson` is the one of the entry that fits best, None if it has none; `action` one that is still open
    and fits, or that stands for the missing lesson. `why` holds the triggers that fired, then the words
    that are shared; a score above 0.8 means that a trigger fired.
    """

    journal: Journal
    entry: Mistake
    lesson: Lesson | None
    action: Action | None
    score: float
    why: tuple[str, ...]

    @property
    def is_triggered(self) -> bool:
        """Tell whether a trigger of the lesson fired."""
        return self.score > LIKE

    @property
    def advice(self) -> str:
        """What to do, in one text: the plan, else the lesson, else the open action, "" if there is none."""
        return self.advice_in("en")

    def advice_in(self, language: str) -> str:
        """Return the same with the words around a plan in a language, `en` or `zh`."""
        if self.lesson is None:
            return self.action.text if self.action else ""
        text, when, then = self.lesson.text, self.lesson.when, self.lesson.then
        return text if text and not self.lesson.is_plan else plan(when, then, language)


class Listed(NamedTuple):
    """A candidate, the journal it lies in, and what the need looks for there."""

    journal: Journal
    wanted: Wanted
    candidate: Candidate


def brief(
    journals: Iterable[Journal],
    need: Need | str,
    *,
    limit: int = MOST,
    mine: Journal | None = None,
    fresh: bool = False,
) -> list[Reminder]:
    """Return the lessons that matter for a need, best first, at most `limit`, one of each entry.

    Retired lessons are left out, as the events of these journals say, and those of `mine`, which is the
    personal journal where it is not among them. What is hardly relevant is not returned either.
    The indexes are brought up to date first, unless they are `fresh`. Raises `UsageError` for what is no need.
    """
    need = Need(need) if isinstance(need, str) else need
    if not isinstance(need, Need):
        raise UsageError(f"a need is words or a Need, and not {need!r:.40}", "Such as: brief('a refund')")
    several = list(journals)
    logs = [*several, *([mine] if mine is not None else [])]
    if need.is_empty or limit < 1:
        return []
    for journal in () if fresh else logs:
        journal.refreshed()
    listed = [item for journal in several for item in _listed(journal, need)]
    relevant = [item for item in listed if item.candidate.is_relevant]
    return list(_few(reminders(in_order(relevant), several, logs), limit))


def in_order(listed: Iterable[Listed]) -> list[Listed]:
    """Return candidates of several journals best first; of equals the newest."""
    return sorted(listed, key=lambda item: (item.candidate.score, item.candidate.entry), reverse=True)


def reminders(
    ranked: Iterable[Listed], journals: Sequence[Journal], logs: Sequence[Journal]
) -> Iterator[Reminder]:
    """Yield what candidates remind of, as the files of their entries say; what is settled is left out.

    A shared copy is left out where its original lies in one of the journals. `logs` are those whose
    events count; their indexes are up to date.
    """
    seen: set[str] = set()
    for item in ranked:
        entry = item.journal.readable(item.candidate.entry)
        if entry is None or entry.deleted or _is_read_elsewhere(entry, journals):
            continue
        origin = entry.links.shared_from or entry.id
        if origin not in seen and (reminder := _reminder(item, entry, logs)):
            seen.add(origin)
            yield reminder


def _listed(journal: Journal, need: Need) -> list[Listed]:
    index = journal.warm_index()
    if index is None:
        return []
    wanted, found = shortlist(index, need)
    return [Listed(journal, wanted, candidate) for candidate in found]


def _few(found: Iterable[Reminder], limit: int) -> Iterator[Reminder]:
    """Yield the first ones, as long as they do not fall far behind the best."""
    best = 0.0
    for number, reminder in enumerate(found):
        best = max(best, min(reminder.score, LIKE))
        if number == limit or reminder.score < _BESIDE_THE_BEST * best:
            return
        yield reminder


def _is_read_elsewhere(entry: Mistake, journals: Iterable[Journal]) -> bool:
    original = entry.links.shared_from
    return (
        original is not None
        and is_id(original)
        and any(journal.path(original).exists() for journal in journals)
    )


def _reminder(item: Listed, entry: Mistake, logs: Iterable[Journal]) -> Reminder | None:
    """Return what an entry reminds of, None if all of it is retired or what is left is hardly relevant."""
    ids = {entry.id, entry.links.shared_from or entry.id}
    settled = [event for journal in logs if (index := journal.warm_index()) for event in index.settled(ids)]
    marks = [event.mark for event in settled if event.do in RETIRING]
    retired = retired_keys([lesson.key for lesson in entry.lessons], marks)
    done = {event.key for event in settled if event.do == "action-done"}
    lessons = [lesson for lesson in entry.lessons if lesson.key not in retired]
    if None in retired or (entry.lessons and not lessons):
        return None
    fired = [lesson for key in item.candidate.lessons for lesson in lessons if lesson.key == key]
    candidate = item.candidate if fired else item.candidate.untriggered
    if not candidate.is_relevant:
        return None
    lesson = fired[0] if fired else _fitting(lessons, _text_of, item.wanted)
    actions = [action for action in entry.actions if action.done is None and action.key not in done]
    action = _fitting(actions, lambda action: action.text, item.wanted, least=0 if lesson is None else 1)
    if lesson is None and action is None and entry.kind == "decision":
        return None  # a plan tells what might go wrong, and nothing yet of what was learned
    shared = shared_words(item.wanted, candidate.terms, entry)
    why = (*candidate.triggers, *_beside(candidate.triggers, shared))
    return Reminder(item.journal, entry, lesson, action, candidate.score, why)


def _beside(triggers: Iterable[str], shared: Iterable[str]) -> Iterator[str]:
    """Yield the shared words that no word or tag among the triggers has named already."""
    named = [pattern for kind, _, pattern in (one.partition(" ") for one in triggers) if kind in _NAMING]
    known = frozenset(terms(" ".join(named)))
    return (word for word in shared if not known.issuperset(terms(word)))


def _text_of(lesson: Lesson) -> str:
    return " ".join([lesson.text, lesson.when, lesson.then, *lesson.applies.words, *lesson.applies.tags])


def _fitting(items: Sequence[T], text_of: Callable[[T], str], wanted: Wanted, least: int = 0) -> T | None:
    """Return the item that shares most with a need, the first of equals; it shares `least` words or more."""
    telling = set(wanted.telling)
    shared = [(set(terms(text_of(item))) & wanted.worth.keys(), item) for item in items]
    worth = [
        (sum(wanted.worth[term] for term in words), item)
        for words, item in shared
        if len(words & telling) >= least
    ]
    return max(worth, key=lambda pair: pair[0])[1] if worth else None
