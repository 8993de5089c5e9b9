"""What the game remembers is a cache: whatever happens to journals or to it, the answer is that from scratch."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mistakes import Journal, events, places
from mistakes.ids import new_id
from mistakes.layout import event_files
from mistakes.model import Action, Condition, Lesson
from mistakes.recording import put_events
from mistakes_game.points.explain import explained
from mistakes_game.points.rules import RULES
from mistakes_game.reading.play import Play, of

LATER = datetime.now(UTC) - timedelta(days=3)
TITLES = "Typed before reading|Sent it to everybody|Lost the key|Forgot the backup|Asked nobody".split("|")


def whole(journal: Journal, number: int = 0, **changes: Any) -> str:
    """Add an entry with a story, a condition, a lesson with a plan and an action, logged some days ago."""
    logged = datetime.now(UTC) - timedelta(days=30 - number)
    fields: dict[str, Any] = {
        "logged": logged,
        "happened": (datetime.now(UTC) - timedelta(days=30)).date(),
        "story": "The prompt looked like any other",
        "conditions": [Condition("no host in the prompt", "tool")],
        "lessons": [Lesson("Read first", when="I type", then="I read aloud", added=logged)],
        "actions": [Action("Put the host into the prompt")],
    }
    return journal.add(TITLES[number % len(TITLES)], **(fields | changes)).id


def applied(journal: Journal, entry_id: str, situation: str = "It helped before the release") -> None:
    """Note three days ago that a lesson of an entry helped."""
    key = journal.get(entry_id).lessons[0].key
    event = events.Applied(entry_id, key, situation, **stamp(journal))
    assert [] == put_events(journal, [event])


def stamp(journal: Journal, at: datetime = LATER) -> dict[str, Any]:
    return {"id": new_id(at), "at": at, "day": at.date(), "by": of([journal]).me.who}


def cache(journal: Journal) -> Path:
    return places.cache_folder() / f"game-{places.journal_key(journal.root)}.sqlite"


def from_scratch(play: Play) -> int:
    """Return one's points without any cache."""
    paid = explained(play.deeds(), play.facts(), RULES, play.me.who, play.now)
    return sum(one.points for one in paid)


def points(*journals: Journal) -> int:
    """Return one's points by way of the cache, which have to be those without it."""
    play = of(journals)
    assert from_scratch(play) == play.mine().points
    return play.mine().points


def test_one_more_event_is_added_to_what_is_remembered(journal: Journal) -> None:
    entry = whole(journal)
    before = points(journal)
    applied(journal, entry)

    assert before + 15 == points(journal)
    assert cache(journal).exists()


def test_only_what_is_new_is_read(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    from mistakes_game.reading import checkpoint, logs

    entry = whole(journal)
    for number in range(5):
        applied(journal, entry, f"It helped before release {'abcde'[number]}")
    of([journal]).mine()
    read: list[bytes] = []
    real = logs.deeds_in

    def noted(lines: list[bytes], *rest: Any, **more: Any) -> Any:
        read.extend(lines)
        return real(lines, *rest, **more)

    monkeypatch.setattr(checkpoint, "deeds_in", noted)
    applied(journal, entry, "It helped once more, this time at home")
    of([journal]).mine()

    assert 1 == len([line for line in read if b'"applied"' in line])


@pytest.mark.parametrize("harm", ["garbage", "empty", "gone", "folder", "other", "half"])
def test_a_cache_that_is_not_right_is_made_anew(journal: Journal, tmp_path: Path, harm: str) -> None:
    entry = whole(journal)
    applied(journal, entry)
    right = points(journal)
    path = cache(journal)
    data = path.read_bytes()
    path.unlink()
    if harm == "folder":
        path.mkdir()
    elif harm != "gone":
        path.write_bytes(
            {"garbage": b"\0" * 5000, "empty": b"", "half": data[: len(data) // 2]}.get(harm, b"x")
        )

    assert right == points(journal) == points(journal)


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE about SET value = '{}' WHERE name = 'sums'",
        "UPDATE about SET value = '[[1, 2]]' WHERE name = 'sums'",
        "UPDATE about SET value = '7' WHERE name = 'logs'",
        "UPDATE about SET value = 'no json' WHERE name = 'months'",
        "UPDATE parts SET body = '[]'",
        "DROP TABLE parts",
    ],
)
def test_a_cache_whose_values_are_of_another_kind_is_made_anew(journal: Journal, spoil: str) -> None:
    import sqlite3

    entry = whole(journal)
    right = points(journal)
    db = sqlite3.connect(cache(journal))
    db.execute(spoil)
    db.commit()
    db.close()
    applied(journal, entry)

    assert right + 15 == points(journal)


def _rewritten(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"helped', '"hindered').replace("It helped", "It healed"), encoding="utf-8")


def _merged(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[-1], *lines]), encoding="utf-8")


def _shortened(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")


def _replaced(path: Path) -> None:
    path.with_suffix(".new").write_bytes(path.read_bytes())
    os.replace(path.with_suffix(".new"), path)


@pytest.mark.parametrize("change", [_rewritten, _merged, _shortened, _replaced, Path.unlink])
def test_a_log_that_was_changed_is_read_again(journal: Journal, change: Callable[[Path], None]) -> None:
    entry = whole(journal)
    applied(journal, entry)
    applied(journal, entry, "It helped with quite another thing")
    points(journal)
    last = [*event_files(journal.root)][-1]
    change(last)

    points(journal)


def test_a_torn_line_counts_once_it_is_whole(journal: Journal) -> None:
    entry = whole(journal)
    applied(journal, entry)
    right = points(journal)
    path = [*event_files(journal.root)][-1]
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    points(journal)
    path.write_bytes(data)

    assert right == points(journal)


def test_what_entries_gain_and_lose_is_noticed(journal: Journal) -> None:
    entry = whole(journal, lessons=[], actions=[])
    points(journal)
    journal.change(entry, lessons=[Lesson("Read first", when="I type", then="I read", check="a test")])
    assert 2 + 20 + 8 == points(journal), "written down, a check, and reflected"
    journal.change(entry, title="Something else")
    points(journal)
    journal.delete(entry)
    assert 2 + 20 + 8 == points(journal)
    journal.path(entry).unlink()
    points(journal)


def test_an_event_waits_for_the_entry_that_it_is_about(journal: Journal, tmp_path: Path) -> None:
    elsewhere = Journal.create(tmp_path / "elsewhere", name="elsewhere")
    entry = whole(elsewhere)
    key = elsewhere.get(entry).lessons[0].key
    put_events(journal, [events.Applied(entry, key, "It helped before the release", **stamp(journal))])
    assert 0 == points(journal)

    journal.put(elsewhere.get(entry))

    assert 15 + 2 + 8 == points(journal)


def test_a_repeat_waits_for_the_entry_that_tells_of_it(journal: Journal, tmp_path: Path) -> None:
    elsewhere = Journal.create(tmp_path / "elsewhere", name="elsewhere")
    repeat = whole(elsewhere, 1)
    entry = whole(journal)
    before = points(journal)
    put_events(journal, [events.Repeated(entry, None, repeat, **stamp(journal))])
    assert before == points(journal)

    journal.put(elsewhere.get(repeat))

    assert before + 5 + 2 + 8 == points(journal)


def test_another_person_at_the_keyboard_has_points_of_their_own(journal: Journal) -> None:
    from mistakes.settings import Settings

    entry = whole(journal)
    applied(journal, entry)
    mine = points(journal)
    theirs = Journal.open(journal.root, Settings.load())
    theirs.settings.set("who", "")
    theirs.settings.set("author", "Ana <ana@example.com>")

    assert (0, mine) == (points(theirs), points(journal))


def test_an_alias_is_the_same_person(journal: Journal) -> None:
    from mistakes.identity import who_of
    from mistakes.settings import Settings

    old = "Mei <mei@old.example>"
    whole(journal, author=old, lessons=[])
    assert 0 == points(journal)
    settings = Settings.load()
    settings.set("aliases", "MEI@old.example")

    again = Journal.open(journal.root, settings)

    assert 2 == points(again)
    assert who_of(old) in of([again]).me


def test_a_teams_thanks_count_and_its_private_lines_do_not(journal: Journal, team: Journal) -> None:
    entry = whole(team)
    base = points(journal, team)
    shown = team.get(entry)
    at = stamp(journal) | {"by": "ana-0123456789ab"}
    thanks = events.Thanked(entry, of([journal]).me.who, "It saved us", shown.lessons[0].key, **at)
    put_events(team, [thanks])

    assert base + 10 == points(journal, team)

    line = events.write_line(events.Planned(entry, **stamp(journal)))
    other = events.write_line(events.Understood(entry, **(stamp(journal))))
    path = [*event_files(team.root)][-1].with_name(f"{of([journal]).me.who}.jsonl")
    path.write_text(f"{line}\n{other}\n", encoding="utf-8")
    assert base + 10 == points(journal, team)


def test_an_event_in_anothers_file_is_nobodys(journal: Journal) -> None:
    entry = whole(journal)
    before = points(journal)
    event = events.Applied(entry, journal.get(entry).lessons[0].key, "It helped a lot", **stamp(journal))
    path = [*event_files(journal.root)][-1].with_name("ana-0123456789ab.jsonl")
    path.write_text(events.write_line(event) + "\n", encoding="utf-8")

    assert before == points(journal)


def test_where_nothing_can_be_kept_everything_works(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = whole(journal)
    applied(journal, entry)
    right = points(journal)
    cache(journal).unlink()
    monkeypatch.setattr("mistakes_game.reading.checkpoint._path", lambda journals: None)

    assert right == points(journal)


Step = Callable[[Journal, int], None]


def _add(journal: Journal, number: int) -> None:
    whole(journal, number)


def _any(journal: Journal, number: int) -> str:
    found = sorted(entry.id for entry in journal.entries(deleted=True))
    return found[number % len(found)] if found else whole(journal, number)


def _apply(journal: Journal, number: int) -> None:
    entry = _any(journal, number)
    if journal.get(entry).lessons:
        applied(journal, entry, f"It helped with {TITLES[number % 5]} and more")


def _lesson(journal: Journal, number: int) -> None:
    lesson = Lesson(f"Lesson {number}", when="I begin", then="I stop first", check="a test" * (number % 2))
    journal.edit(_any(journal, number), lambda entry: attrs.evolve(entry, lessons=(*entry.lessons, lesson)))


def _clear(journal: Journal, number: int) -> None:
    journal.change(_any(journal, number), lessons=())


def _retitle(journal: Journal, number: int) -> None:
    journal.change(_any(journal, number), title=TITLES[number % 5])


def _delete(journal: Journal, number: int) -> None:
    journal.delete(_any(journal, number))


def _undo(journal: Journal, number: int) -> None:
    from mistakes.errors import NotFound

    try:
        journal.undo()
    except NotFound:
        return


def _again(journal: Journal, number: int) -> None:
    journal.record(events.Repeated(_any(journal, number), None, _any(journal, number + 1)))


def _forget_index(journal: Journal, number: int) -> None:
    path = journal.cache_path()
    if path and path.exists():
        journal._index = None
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)


STEPS: tuple[Step, ...] = (_add, _apply, _lesson, _clear, _retitle, _delete, _undo, _again, _forget_index)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 6)), min_size=1, max_size=8))
def test_after_any_steps_what_is_remembered_is_what_would_be_found_from_scratch(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Step, int]]
) -> None:
    journal = Journal.create(tmp_path_factory.mktemp("journal"), name="steps")
    for step, number in steps:
        step(journal, number)
        points(journal)
