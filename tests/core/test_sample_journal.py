"""What must hold for the sample journal: whole, canonical, and telling all that a journal can tell."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from foreign_files import foreign_files

from mistakes import codec, layout, tomltext
from mistakes.events import BadLine, Event, Repeated, Retired, effective, read_all, read_line, write_line
from mistakes.identity import who_of
from mistakes.ids import is_id, time_of
from mistakes.ladder import PRACTISED_AFTER, STEPS, Standing, standing
from mistakes.model import Action, Mistake
from mistakes.when import local_day

ROOT = Path(__file__).resolve().parents[2] / "examples" / "sample-journal"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _texts() -> dict[Path, str]:
    return {path: path.read_bytes().decode() for path in sorted((ROOT / layout.ENTRIES).rglob("*.*"))}


@cache
def _entries() -> dict[str, Mistake]:
    read = [codec.read_entry(text, str(path)) for path, text in _texts().items()]
    return {mistake.id: mistake for mistake in read}


@cache
def _events() -> list[Event]:
    return effective(read_all(ROOT))


def _standing(mistake: Mistake) -> Standing:
    return standing(mistake, [event for event in _events() if event.entry == mistake.id])


def _actions() -> list[Action]:
    return [action for mistake in _entries().values() for action in mistake.actions]


def test_twelve_entries_lie_where_their_ids_say_and_nothing_else_does() -> None:
    expected = {layout.entry_path(ROOT, entry_id) for entry_id in _entries()}

    assert len(expected) == 12
    assert expected == set(_texts())
    assert list(foreign_files(ROOT)) == []


def test_every_entry_is_canonical_and_without_unknown_keys() -> None:
    for path, text in _texts().items():
        mistake = codec.read_entry(text, str(path))
        assert text == codec.write_entry(mistake)
        assert mistake.extra == {}


def test_the_journal_file_is_canonical_and_names_a_personal_journal() -> None:
    text = (ROOT / layout.JOURNAL_FILE).read_bytes().decode()
    table = tomltext.parse(text)

    assert is_id(table.pop("id"))
    assert table == {"format": 1, "name": "sample", "kind": "personal", "goal": 1001}
    assert text == tomltext.dump(tomltext.parse(text))


def test_an_entry_was_logged_when_its_id_was_made_after_it_happened_and_before_it_was_changed() -> None:
    for mistake in _entries().values():
        assert time_of(mistake.id) == mistake.logged
        assert mistake.happened.isoformat()[:10] <= mistake.logged.isoformat()[:10]
        assert mistake.logged <= mistake.updated


def test_every_line_of_the_log_is_a_canonical_event_of_the_author_in_the_file_of_its_month() -> None:
    bad: list[BadLine] = []
    assert len(_events()) == len(list(read_all(ROOT, bad)))
    assert bad == []

    for path in layout.event_files(ROOT):
        lines = path.read_bytes().decode().splitlines(keepends=True)
        events = [read_line(line) for line in lines]
        assert lines == [f"{write_line(event)}\n" for event in events]
        assert events == sorted(events, key=lambda event: event.id)
        assert {path} == {layout.events_path(ROOT, event.id, event.by) for event in events}
        assert {who_of(mistake.author) for mistake in _entries().values()} == {event.by for event in events}


def test_an_event_happened_when_its_id_was_made() -> None:
    for event in _events():
        assert time_of(event.id) == event.at


def test_the_day_of_an_event_begins_at_four_where_it_happened() -> None:
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        pytest.skip("this machine has no time zone data")

    assert len({event.zone for event in _events()}) > 1
    for event in _events():
        assert event.at is not None
        assert local_day(event.at, event.zone) == event.day


def test_events_point_at_entries_lessons_and_actions_that_exist() -> None:
    for event in _events():
        if event.entry is None:
            continue
        mistake = _entries()[event.entry]
        keys = {lesson.key for lesson in mistake.lessons} | {action.key for action in mistake.actions}
        pointers = {getattr(event, name, None) for name in ("lesson", "action")}
        assert pointers - {None} <= keys
        assert event.at is not None
        assert mistake.logged <= event.at


def test_links_point_at_entries_that_exist() -> None:
    for mistake in _entries().values():
        linked = {mistake.links.repeat_of, *mistake.links.like} - {None}
        assert linked <= _entries().keys() - {mistake.id}


def test_the_entries_stand_on_all_steps_of_the_ladder_and_none_is_ahead_of_itself() -> None:
    standings = [_standing(mistake) for mistake in _entries().values()]

    assert set(STEPS) == {each.status for each in standings}
    assert [each.ahead for each in standings] == [()] * 12
    assert sum(each.retired for each in standings) == 1
    assert sum(isinstance(event, Retired) for event in _events()) == 1


def test_a_planned_entry_has_not_had_the_days_that_practice_takes() -> None:
    last = max(event.at for event in _events() if event.at is not None)
    planned = [mistake for mistake in _entries().values() if _standing(mistake).status == "planned"]

    assert planned
    for mistake in planned:
        assert all(last - (lesson.added or mistake.logged) < PRACTISED_AFTER for lesson in mistake.lessons)


def test_one_mistake_came_again_and_only_the_lesson_with_a_plan_held() -> None:
    [again] = [mistake for mistake in _entries().values() if mistake.links.repeat_of]
    [event] = [event for event in _events() if isinstance(event, Repeated)]
    first = _entries()[again.links.repeat_of or ""]

    assert (first.id, again.id) == (event.entry, event.repeat)
    assert [lesson.is_plan for lesson in first.lessons] == [False]
    assert [lesson.is_plan for lesson in again.lessons] == [True]
    assert (_standing(first).status, _standing(first).repeated) == ("understood", True)
    assert (_standing(again).status, _standing(again).repeated) == ("applied", False)
    assert again.overcame


def test_one_action_is_overdue_and_others_are_done() -> None:
    today = max(event.day for event in _events() if event.day is not None)
    overdue = [action for action in _actions() if action.done is None and (action.due or date.max) < today]

    assert len(overdue) == 1
    assert overdue == [action for action in _actions() if action.done is None]
    assert len(_actions()) > 1


def test_every_kind_of_entry_occurs_and_one_was_luck() -> None:
    kinds = {mistake.kind for mistake in _entries().values()}

    assert {"mistake", "near-miss", "success", "decision", "borrowed"} == kinds
    assert sum(mistake.was_lucky for mistake in _entries().values()) == 1


def test_prices_are_told_in_hours_two_currencies_and_trust() -> None:
    prices = [mistake.price for mistake in _entries().values()]

    assert {"EUR", "CNY"} == {price.currency for price in prices} - {None}
    assert all((price.money is None) == (price.currency is None) for price in prices)
    assert any(price.hours for price in prices)
    assert any(price.trust for price in prices)


def test_one_entry_is_chinese() -> None:
    assert sum(bool(CHINESE.search(mistake.title)) for mistake in _entries().values()) == 1


def test_titles_are_short_and_no_two_are_alike() -> None:
    titles = [mistake.title for mistake in _entries().values()]

    assert len(titles) == len({title.casefold() for title in titles})
    assert all(len(title) < 70 for title in titles)


def test_a_story_has_two_to_six_lines_of_one_sentence() -> None:
    for mistake in _entries().values():
        assert 2 <= len(mistake.story.splitlines()) <= 6
