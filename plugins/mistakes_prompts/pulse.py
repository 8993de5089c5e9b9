"""The section `pulse` of `stats`: how safe one feels to speak up, from one's own answers, for oneself alone.

Answers carry a name, so that a poll of a team could not be anonymous: each looks at their own, in the
personal journal, and no export and no team's page has any of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mistakes.practice import Occasion, Shown
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from mistakes.journal import Journal
    from mistakes_prompts.asked import Asked

ITEMS = ("pulse.admit-1", "pulse.help-1", "pulse.differ-1", "pulse.try-1")
ENOUGH = 3  # answers, before anything is shown
LEAST, MOST = 1, 5
_WORDS = {
    "en": {
        "heading": "Pulse (for you alone)",
        "pulse.admit-1": "to tell of a mistake of your own",
        "pulse.help-1": "to ask for help",
        "pulse.differ-1": "to see it differently, and say so",
        "pulse.try-1": "to try what may not work out",
        "now": "{what}: {now} of 5",
        "before": ", {before} before",
    },
    "zh": {
        "heading": "敢不敢说（只给你自己看）",
        "pulse.admit-1": "说出自己的错误",
        "pulse.help-1": "开口请人帮忙",
        "pulse.differ-1": "说出不同看法",
        "pulse.try-1": "尝试没有把握的事",
        "now": "{what}：{now}／5",
        "before": "，上次 {before}",
    },
}


class Beat(NamedTuple):
    """The last two answers to one item, from 1 (hard) to 5 (easy); `before` is None if there is only one."""

    item: str
    now: int
    before: int | None


def of_stats(occasion: Occasion) -> Shown | None:
    """Return the last answers to each item; None in a team's journal, of a query, or from too few answers."""
    journal = occasion.journals[0]
    if not journal.private or occasion.query.strip():
        return None
    rows = journal.index.remembered(f"pulse {occasion.day}", lambda: _rows(journal, occasion.day))
    found = [Beat(*row) for row in rows]
    if not found:
        return None
    words = _WORDS[occasion.language]
    lines = tuple(_line(beat, words) for beat in found)
    return Shown(lines, {beat.item: [beat.now, beat.before] for beat in found}, words["heading"])


def pulse(asks: Iterable[Asked]) -> list[Beat]:
    """Return the last answers to each item that was answered, nothing as long as there are fewer than three."""
    answers: dict[str, list[int]] = {}
    for one in asks:
        if one.prompt in ITEMS and not one.is_skipped and (number := _number(one.text)):
            answers.setdefault(one.prompt, []).append(number)
    if sum(map(len, answers.values())) < ENOUGH:
        return []
    return [_beat(item, answers[item]) for item in ITEMS if item in answers]


def _beat(item: str, answers: Sequence[int]) -> Beat:
    return Beat(item, answers[-1], answers[-2] if len(answers) > 1 else None)


def _rows(journal: Journal, day: date) -> list[list[Any]]:
    from mistakes_prompts.asked import asked

    return [list(beat) for beat in pulse(asked(journal, day))]


def _number(text: str) -> int:
    """Return the step that an answer begins with, 0 if it names none."""
    from mistakes.answers import number_in

    found = number_in(text, most=MOST)
    return int(found) if found is not None and found in range(LEAST, MOST + 1) else 0


def _line(beat: Beat, words: Mapping[str, str]) -> str:
    line = words["now"].format(what=words[beat.item], now=beat.now)
    return line if beat.before is None else line + words["before"].format(before=beat.before)
