"""What was done about an entry since, below its page: what was said, what came of it, what one answered.

What one did for one's own learning is read from the personal journal, and shown only where that is read too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mistakes.cli.output import Output
from mistakes.cli.show_words import WORDS
from mistakes.events import Answered, Applied, Compared, Event, Repeated, Scored
from mistakes.ids import is_id
from mistakes.locales import language, language_tag
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.journal import Journal


class Told(NamedTuple):
    """What events tell of an entry, oldest first; `titles` has those of other entries, `texts` of questions."""

    events: Sequence[Event]
    titles: Mapping[str, str]
    texts: Mapping[str, str]

    def of(self, kind: type[Event]) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


def told(journals: Sequence[Journal], journal: Journal, entry_id: str) -> Told:
    """Return what the events of an entry's journal tell of it, and those of one's own journal if that is read."""
    own = next((one for one in journals if one.private), None)
    logs = [journal] if own is None or own.root == journal.root else [journal, own]
    events = sorted((event for log in logs for event in log.events(entry_id)), key=lambda event: event.id)
    others = {event.repeat for event in events if isinstance(event, Repeated) and event.repeat}
    titles = {other: _title(journals, other) for other in sorted(others)}
    asked = {event.prompt for event in events if isinstance(event, Answered) and event.text}
    return Told(events, titles, _questions(journal, sorted(asked)) if asked else {})


def show_told(out: Output, journal: Journal, found: Told) -> None:
    """Write what was said, what came of it, and one's own answers."""
    words = WORDS[language(journal.settings)]
    sections = {
        "said": _said(journal, found, words),
        "came": [
            *_came_again(journal, found, words),
            *_helped(found, words),
            *_judged(journal, found, words),
        ],
        "answers": _answers(found),
    }
    for name, lines in sections.items():
        if lines:
            out.line()
            out.line((words[name], out.paint.bold))
        for line in lines:
            out.text(line, "    ", "  • ")


def told_object(found: Told, *, private: bool) -> dict[str, Any]:
    """Return the same for machines; one's own answers and scores come with `private` only."""
    repeats = [{"day": _day(event), "entry": event.repeat} for event in found.of(Repeated)]
    helped = [
        {"day": _day(event), "lesson": event.lesson, "situation": event.situation}
        for event in found.of(Applied)
    ]
    shared = {"came_again": repeats, "applied": helped}
    if not private:
        return shared
    answers = [
        {"day": _day(event), "question": event.prompt, "text": event.text}
        for event in found.of(Answered)
        if event.text
    ]
    scores = [{"day": _day(event), "score": event.outcome} for event in found.of(Scored)]
    return shared | {"answers": answers, "scored": scores}


def _said(journal: Journal, found: Told, words: Mapping[str, str]) -> list[str]:
    said = [event for event in found.events if event.do in ("commented", "thanked")]
    if not said:
        return []
    from mistakes.people import known, name_of

    people = known(journal)
    brought = journal.unvouched()

    def remarks(event: Event) -> str:
        """Return what is to know of it: that it is a thanks, that its writer may never have said it."""
        return words["thanks"] * (event.do == "thanked") + words["brought"] * (event.id in brought)

    return [f"{name_of(event.by, people)}{remarks(event)}: {getattr(event, 'text', '')}" for event in said]


def _came_again(journal: Journal, found: Told, words: Mapping[str, str]) -> Iterable[str]:
    repeats = found.of(Repeated)
    if repeats:
        yield _count(len(repeats), "came again", words)
    for event in repeats:
        if event.repeat:
            handle, title = journal.handle(event.repeat), found.titles.get(event.repeat, "")
            yield words["repeat"].format(day=_day(event), id=handle, title=title)


def _helped(found: Told, words: Mapping[str, str]) -> Iterable[str]:
    helped = found.of(Applied)
    if helped:
        yield _count(len(helped), "applied", words)
    for event in helped:
        if event.situation:
            yield words["in"].format(day=_day(event), text=event.situation)


def _judged(journal: Journal, found: Told, words: Mapping[str, str]) -> Iterable[str]:
    for event in found.of(Scored):
        yield words["scored"].format(day=_day(event), percent=f"{event.outcome:.0%}")
    for event in found.of(Compared):
        yield words["compared"].format(id=journal.handle(event.other), rule=event.rule)


def _answers(found: Told) -> list[str]:
    return [
        f"{found.texts.get(event.prompt, event.prompt)}\n{event.text}"
        for event in found.of(Answered)
        if event.text
    ]


def _questions(journal: Journal, ids: Sequence[str]) -> Mapping[str, str]:
    """Return the words of questions by id, as far as a plugin knows them."""
    ability = journal.plugins.abilities().get("wording")
    if ability is None:
        return {}
    texts: Mapping[str, str] = journal.plugins.load(ability.target)(
        journal, ids, language=language_tag(journal.settings)
    )
    return texts


def _title(journals: Sequence[Journal], entry_id: str) -> str:
    if not is_id(entry_id):
        return ""
    found = (journal.readable(entry_id) for journal in journals if journal.path(entry_id).exists())
    entry = next(found, None)
    return entry.title if entry else ""


def _count(count: int, name: str, words: Mapping[str, str]) -> str:
    return words[f"{name} once"] if count == 1 else words[name].format(count=count)


def _day(event: Event) -> str:
    return event.day.isoformat() if event.day else ""
