"""A log keeps every event that was acknowledged, and lines that are none hide no others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ids, texts

from mistakes import (
    Action,
    ActionDone,
    Applied,
    Commented,
    Journal,
    Lesson,
    Retired,
    Retracted,
    Reviewed,
    Scored,
)
from mistakes.errors import MistakesError, NewerFormat, NotFound, UsageError
from mistakes.events import (
    KINDS,
    LINE_LIMIT,
    BadLine,
    Event,
    Unknown,
    effective,
    merge_logs,
    read_line,
    read_log,
    write_line,
)
from mistakes.ids import new_id
from mistakes.recording import put_events

WHO = "ana-0123456789ab"
DAY = date(2026, 11, 21)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
extras = st.dictionaries(st.sampled_from(["x", "mood", "天气", "from here", "__class__"]), plain, max_size=2)
whos = st.sampled_from([WHO, "p-ba9876543210", ""])
stamps = {
    "id": ids,
    "at": moments,
    "zone": st.sampled_from(["UTC", "Asia/Shanghai", "Etc/GMT-3"]),
    "day": st.none() | st.dates(),
    "by": whos,
    "rules": st.integers(0, 2**31 - 1),
    "extra": extras,
}
payloads = {"date | None": st.none() | st.dates(), "float": st.floats(0, 1), "str | None": st.none() | texts}


def _value(field: Any) -> st.SearchStrategy[Any]:
    if field.name == "entry":
        return st.none() | ids
    if field.name == "grade":
        return st.sampled_from(["had", "missed"])
    found = payloads.get(str(field.type), texts)
    return found.map(lambda value: value or field.default)


def _events_of(kind: type[Event]) -> st.SearchStrategy[Event]:
    payload = {field.name: _value(field) for field in attrs.fields(kind) if field.name not in stamps}
    return st.builds(kind, **payload, **stamps)


unknown = st.builds(Unknown, st.none() | ids, texts.filter(lambda do: do not in ("", *KINDS)), **stamps)
events = st.one_of([_events_of(kind) for kind in KINDS.values()] + [unknown])


def _event(text: str = "x", **stamp: Any) -> Commented:
    given: dict[str, Any] = {
        "id": new_id(),
        "at": datetime(2026, 11, 21, tzinfo=UTC),
        "day": DAY,
        "by": WHO,
    } | stamp
    return Commented(None, text, **given)


def _read(path: Path) -> tuple[list[Event], list[BadLine]]:
    bad: list[BadLine] = []
    return list(read_log(path, bad)), bad


@given(events)
def test_every_event_is_read_back_as_it_was_written(event: Event) -> None:
    line = write_line(event)

    assert event == read_line(line)
    assert line == write_line(read_line(line))
    assert "\n" not in line


@given(st.sampled_from(sorted(KINDS)), ids, st.data())
def test_keys_of_a_newer_version_are_kept_in_every_kind(do: str, made: str, data: st.DataObject) -> None:
    record = {"id": made, "at": "2026-11-21T08:00:00.000Z", "do": do, "by": WHO, **data.draw(extras)}
    if do == "scored":
        record["outcome"] = 0.5

    assert record.items() <= json.loads(write_line(read_line(json.dumps(record)))).items()


@given(ids, extras, texts.filter(lambda do: do not in ("", *KINDS)))
def test_events_of_a_newer_version_are_kept_whole(made: str, extra: dict[str, Any], do: str) -> None:
    record = {"id": made, "at": "2026-11-21T08:00:00.000Z", "do": do, "rules": 7, "entry": made, **extra}

    event = read_line(json.dumps(record))

    assert isinstance(event, Unknown)
    assert record.items() <= json.loads(write_line(event)).items()


_START = b'{"id": "01kah3v8m2e9br5x0p7w4sn02q"'
_READ = _START + b', "at": "2026-11-21T08:00:00Z", "do": "read", '
_SCORED = _START + b', "at": "2026-11-21T08:00:00Z", "do": "scored", '
HOSTILE = {
    "empty object": b"{}",
    "no kind": _START + b', "at": "2026-11-21T08:00:00Z"}',
    "null kind": _START + b', "at": "2026-11-21T08:00:00Z", "do": null}',
    "kind is a list": _START + b', "at": "2026-11-21T08:00:00Z", "do": []}',
    "path as id": b'{"id": "../../../../../../etc/pass", "at": "2026-11-21T08:00:00Z", "do": "read"}',
    "upper case id": b'{"id": "01KAH3V8M2E9BR5X0P7W4SN02Q", "at": "2026-11-21T08:00:00Z", "do": "read"}',
    "no time": _START + b', "do": "read"}',
    "time before all": _START + b', "do": "read", "at": "0001-01-01T00:00:00+23:59"}',
    "time after all": _START + b', "do": "read", "at": "9999-12-31T23:59:59-23:59"}',
    "a list": b"[1, 2]",
    "a number": b"7",
    "text": b"hello",
    "html": b"<!DOCTYPE html>",
    "conflict marker": b"<<<<<<< HEAD",
    "deep arrays": b'{"id": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "deep objects": b'{"a":' * 2000 + b"1" + b"}" * 2000,
    "many deep arrays": b"[" * 16000,
    "nested deeper than entries": _READ + b'"x": ' + b"[" * 20 + b"]" * 20 + b"}",
    "huge integer": b'{"id": ' + b"9" * 16000 + b"}",
    "huge rules": _READ + b'"rules": 1e99}',
    "true rules": _READ + b'"rules": true}',
    "nan": _READ + b'"x": NaN}',
    "infinity": _READ + b'"x": -Infinity}',
    "1e999": _READ + b'"x": 1e999}',
    "lone surrogate": _READ + rb'"x": "\uD800"}',
    "lone surrogate as a key": _READ + rb'"\udc00": 1}',
    "outcome of two": _SCORED + b'"outcome": 2}',
    "outcome as text": _SCORED + b'"outcome": "1"}',
    "not utf-8": b'{"id": "\xff\xfe"}',
    "utf-16": '{"id": "x"}'.encode("utf-16"),
    "zeros": b"\0" * 4096,
    "too long": b'{"x": "' + b"y" * LINE_LIMIT + b'"}',
    "byte order mark": b"\xef\xbb\xbf{}",
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_line_that_is_no_event_is_told_by_number_and_hides_no_other(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{WHO}.jsonl"
    before, after = _event("before"), _event("after")
    lines = [write_line(before).encode(), HOSTILE[name], write_line(after).encode()]
    path.write_bytes(b"".join(line + b"\n" for line in lines))

    found, bad = _read(path)

    assert [before, after] == found
    assert [2] == [line.line for line in bad]
    assert "line 2" == bad[0].fault.path
    assert bad[0].fault.reason


def test_a_line_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / f"{WHO}.jsonl"
    room = LINE_LIMIT - len(write_line(_event("")).encode()) - len(', "text": ""') - 1
    longest = _event("y" * room)
    for event, readable in ((longest, True), (attrs.evolve(longest, text="y" * (room + 1)), False)):
        path.write_text(write_line(event) + "\n")
        found, bad = _read(path)
        assert ([event] if readable else []) == found
        assert readable == (not bad)


def test_an_event_that_could_not_be_read_back_is_refused(journal: Journal) -> None:
    made = journal.add("x")
    room = LINE_LIMIT - 1 - len(write_line(journal.record(Commented(made.id, text="y"))).encode())

    for hostile in (
        Commented(made.id, text="y" * (room + 2)),
        Commented(made.id, text="\ud800"),
        Scored(made.id, outcome=float("nan")),
        Scored(made.id, outcome=2),
        Commented(made.id, text="y", extra={"x": float("inf")}),
    ):
        with pytest.raises(UsageError):
            journal.record(hostile)
    longest = journal.record(Commented(made.id, text="y" * (room + 1)))

    assert longest == journal.events()[-1]
    assert 2 == len(journal.events())


def test_the_log_of_a_newer_version_is_read_and_not_written(journal: Journal) -> None:
    event = journal.record(Commented(text="x"))
    about = journal.root / "journal.toml"
    about.write_text(about.read_text().replace("format = 1", "format = 2"))
    newer = Journal.open(journal.root)

    with pytest.raises(NewerFormat):
        newer.record(Commented(text="y"))
    with pytest.raises(NewerFormat):
        put_events(newer, [_event("z")])
    assert [event] == newer.events()


def _log(journal: Journal) -> Path:
    return next((journal.root / "events").rglob("*.jsonl"))


@pytest.mark.parametrize("length", [1, 20, -1])
def test_a_torn_last_line_is_mended_by_the_next_writer_and_kept_as_a_draft(
    journal: Journal, home: Path, length: int
) -> None:
    first = journal.record(Commented(text="first"))
    torn = write_line(_event("half"))[:length].encode()
    with _log(journal).open("ab") as file:
        file.write(torn)
    assert ([first], []) == _read(_log(journal))

    second = journal.record(Commented(text="second"))

    assert ([first, second], []) == _read(_log(journal))
    drafts = list((home / "xdg_state_home").rglob("torn-*"))
    assert [torn] == [path.read_bytes() for path in drafts]


def test_a_whole_last_line_without_its_newline_counts_and_gets_one(journal: Journal, home: Path) -> None:
    first = journal.record(Commented(text="first"))
    path = _log(journal)
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert ([first], []) == _read(path)

    second = journal.record(Commented(text="second"))

    assert [first, second] == journal.events()
    assert 2 == path.read_bytes().count(b"\n")
    assert [] == list((home / "xdg_state_home").rglob("torn-*"))


def test_events_of_one_moment_keep_their_order(journal: Journal) -> None:
    recorded = [journal.record(Commented(text=str(number))) for number in range(30)]

    assert recorded == journal.events()


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_regular_file_among_the_logs_is_passed_over(journal: Journal, kind: str) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no such files")
    event = journal.record(Commented(text="x"))
    path = _log(journal).with_name("b.jsonl")
    kinds = {"folder": os.mkdir, "link": lambda path: path.symlink_to("/etc/hosts"), "pipe": os.mkfifo}
    kinds[kind](path)

    assert [event] == journal.events()


lines = st.one_of(
    events.map(write_line),
    st.integers(0, 3).map(lambda n: write_line(_event(f"same {n}", id=f"01kah3v8m2e9br5x0p7w4sn02{n}"))),
    st.sampled_from(["no event", '{"half": ', "<<<<<<< HEAD", " "]),
)
ends = st.sampled_from(["", "\n"])
logs = st.builds(lambda found, end: "\n".join(found) + end, st.lists(lines, max_size=6), ends)


@given(logs, logs, logs)
def test_a_merge_of_logs_is_a_union(one: str, two: str, three: str) -> None:
    both = merge_logs(one, two)

    assert both == merge_logs(two, one)
    assert both == merge_logs(both, one) == merge_logs(both)
    assert merge_logs(both, three) == merge_logs(one, merge_logs(two, three)) == merge_logs(one, two, three)
    expected = {line for line in (*one.split("\n"), *two.split("\n")) if line.strip()}
    assert sorted(expected) == sorted(both.split("\n")[:-1])


def test_merged_events_are_sorted_by_id_and_what_is_none_comes_last() -> None:
    early, late = (
        _event("early", id="01kah3v8m2e9br5x0p7w4sn02a"),
        _event("late", id="01kah3v8m2e9br5x0p7w4sn02z"),
    )

    merged = merge_logs(f"{write_line(late)}\nhello", f"{write_line(early)}\n")

    assert [write_line(early), write_line(late), "hello"] == merged.splitlines()


def test_of_two_events_with_one_id_both_stay_and_the_smaller_counts() -> None:
    same = "01kah3v8m2e9br5x0p7w4sn02q"
    one, two = _event("one", id=same), _event("two", id=same)

    merged = merge_logs(write_line(one), write_line(two))

    assert 2 == merged.count("\n")
    assert [one] == effective([one, two]) == effective([two, one])


@given(st.lists(events, max_size=6), st.randoms())
def test_order_and_repetition_change_nothing(given_events: list[Event], random: Any) -> None:
    shuffled = given_events * 2
    random.shuffle(shuffled)

    assert effective(given_events) == effective(shuffled)


def test_what_its_writer_took_back_no_longer_counts() -> None:
    event = _event()
    back = Retracted(event=event.id, id=new_id(), by=WHO)

    assert [back] == effective([event, back]) == effective([back, event])


def test_nobody_else_can_take_an_event_back_or_bring_it_back() -> None:
    event = _event(id="01kah3v8m2e9br5x0p7w4sn02a")
    mine = Retracted(event=event.id, id="01kah3v8m2e9br5x0p7w4sn02b", by=WHO)
    theirs = [
        Retracted(event=event.id, id=f"01kah3v8m2e9br5x0p7w4sn02{end}", by="eve-0123456789ab")
        for end in "09z"
    ]

    assert event in effective([event, *theirs])
    for order in ([event, mine, *theirs], [*theirs, mine, event]):
        assert event not in effective(order)


def test_a_clock_that_runs_late_still_takes_back() -> None:
    event = _event(id="01kah3v8m2e9br5x0p7w4sn02z")
    back = Retracted(event=event.id, id="01kah3v8m2e9br5x0p7w4sn02a", by=WHO)

    assert [back] == effective([event, back])


def test_what_was_taken_back_can_be_brought_back_by_its_writer() -> None:
    event = _event(id="01kah3v8m2e9br5x0p7w4sn02a")
    back = Retracted(event=event.id, id="01kah3v8m2e9br5x0p7w4sn02b", by=WHO)
    again = Retracted(event=back.id, id="01kah3v8m2e9br5x0p7w4sn02c", by=WHO)

    assert [event, again] == effective([event, back, again])


def test_a_backup_is_restored_once_and_only_what_may_lie_there(journal: Journal, team: Journal) -> None:
    good = _event("good")
    private = Applied(id=new_id(), at=good.at, day=DAY, by=WHO)
    hostile = [
        attrs.evolve(good, id=new_id(), by="../../etc"),
        attrs.evolve(good, id=new_id(), text="y" * LINE_LIMIT),
        attrs.evolve(good, id=new_id(), text="\ud800"),
        attrs.evolve(good, id=new_id(), extra={"x": float("inf")}),
    ]

    assert hostile == put_events(journal, [good, private, *hostile, good])
    assert [] == put_events(journal, [good, private])
    assert effective([good, private]) == journal.events()
    assert [] == list(journal.root.rglob("*etc*"))


_MEASURE = """
import resource, sys
from pathlib import Path
from mistakes.events import read_log
path, bad = Path(sys.argv[1]), []
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
list(read_log(Path(sys.argv[2])))
before = peak()
count = sum(1 for _ in read_log(path, bad))
print(count, len(bad), peak() - before)
"""


def _measured(path: Path, small: Path) -> tuple[int, int, int]:
    """Return how many events and bad lines a log has, and the KiB of memory that reading it took."""
    pytest.importorskip("resource", reason="memory is measured on POSIX systems only")
    command = [sys.executable, "-P", "-c", _MEASURE, str(path), str(small)]
    said = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
    count, bad, grown = map(int, said.split())
    return count, bad, grown


@pytest.fixture
def small_log(tmp_path: Path) -> Path:
    path = tmp_path / "small.jsonl"
    path.write_text("".join(write_line(_event(str(number))) + "\n" for number in range(100)))
    return path


def test_a_log_of_50_mb_is_read_as_a_stream(tmp_path: Path, small_log: Path) -> None:
    line = write_line(_event("y" * 12_000)).encode() + b"\n"
    path = tmp_path / "large.jsonl"
    count = 50_000_000 // len(line)
    path.write_bytes(line * count)

    found, bad, grown = _measured(path, small_log)

    assert (count, 0) == (found, bad)
    assert grown < 2048


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_of_100_mb_is_passed_over_in_bounded_memory(
    tmp_path: Path, small_log: Path, end: bytes
) -> None:
    path = tmp_path / "large.jsonl"
    path.write_bytes(write_line(_event("before")).encode() + b"\n")
    os.truncate(path, 100_000_000)
    with path.open("ab") as file:
        file.write(end)

    found, bad, grown = _measured(path, small_log)

    assert (1, 1) == (found, bad)
    assert grown < 2048


# What cannot be so


def test_a_grade_that_is_none_is_not_recorded(journal: Journal) -> None:
    entry = journal.add("x", lessons=[Lesson("Look twice")])

    with pytest.raises(UsageError, match="maybe") as refused:
        journal.record(Reviewed(entry.id, lesson=entry.lessons[0].key or "", grade="maybe"))

    assert "had and missed" in refused.value.hint
    assert [] == journal.events()


@pytest.mark.parametrize(
    "event",
    [Reviewed(lesson="zzzzzz"), Applied(lesson="zzzzzz"), Retired(lesson="zzzzzz"), ActionDone(action="zzz")],
)
def test_a_lesson_or_action_that_the_entry_lacks_is_not_recorded(journal: Journal, event: Event) -> None:
    entry = journal.add("x", lessons=[Lesson("Look twice")], actions=[Action("Order glasses")])

    with pytest.raises(NotFound, match="zzz"):
        journal.record(attrs.evolve(event, entry=entry.id))

    assert [] == journal.events()


def test_a_team_hears_of_no_entry_that_it_lacks_and_nobody_of_what_is_no_id(
    journal: Journal, team: Journal
) -> None:
    elsewhere = journal.add("x")

    for home, entry, error in (
        (team, elsewhere.id, NotFound),
        (team, "nosuch", UsageError),
        (journal, "nosuch", UsageError),
    ):
        with pytest.raises(error):
            home.record(Applied(entry))

    assert [] == [*team.events(), *journal.events()]


def test_what_one_notes_for_oneself_may_be_about_a_teams_entry(journal: Journal, team: Journal) -> None:
    entry = team.add("x", lessons=[Lesson("Look twice")])

    event = journal.record(Applied(entry.id, lesson=entry.lessons[0].key))

    assert [event] == journal.events(entry.id)


def test_what_is_noted_about_an_entry_that_cannot_be_read_is_kept(journal: Journal) -> None:
    entry = journal.add("x")
    journal.path(entry.id).write_text("no entry", encoding="utf-8")

    event = journal.record(Applied(entry.id, lesson="aaaaaa"))

    assert [event] == journal.events(entry.id)


def test_what_was_written_before_is_read_and_restored_whatever_it_says(
    journal: Journal, team: Journal
) -> None:
    event = attrs.evolve(_event("strange"), entry=new_id())

    assert [] == put_events(team, [event])
    assert [event.id] == [one.id for one in team.events()]


@pytest.mark.parametrize("day", ["2026-11-23", 20261123])
def test_a_day_that_is_no_date_is_told_in_a_sentence(journal: Journal, day: Any) -> None:
    for ask in (journal.due, lambda day: journal.questions(day=day)):
        with pytest.raises(UsageError, match="a day is a date"):
            ask(day)


def test_an_occasion_that_no_pack_knows_is_refused_with_those_there_are(journal: Journal) -> None:
    journal.add("x")

    with pytest.raises(UsageError, match="never") as refused:
        journal.questions(when="never")

    assert "reflect" in refused.value.hint


def test_a_need_that_is_none_is_told_in_a_sentence(journal: Journal) -> None:
    with pytest.raises(MistakesError, match="a need is words"):
        journal.brief(None)  # type: ignore[arg-type]
