"""JSON and JSON lines: what goes out comes back as it was, through a journal on disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest
from hostile_entries import AT, ENTRIES, SECRET, entry, exported, loaded, selection
from hypothesis import given, settings
from hypothesis import strategies as st
from plugin_site import Run
from strategies import mistakes as any_entry
from strategies import texts

import mistakes_formats
from mistakes import Journal
from mistakes.events import (
    Applied,
    Event,
    Repeated,
    Rested,
    Retracted,
    Reviewed,
    Thanked,
    Unknown,
    stamp,
    to_record,
)
from mistakes.exchange import Candidate, Selection
from mistakes.ids import new_id
from mistakes.model import Deleted, Mistake

FORMS = ("json", "jsonl")
WHO = "mei-0123456789ab"
EACH_FORM = pytest.mark.parametrize("form", FORMS)
BACKUP_OR_NOT = pytest.mark.parametrize("backup", [False, True], ids=["", "backup"])

plain = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | texts
payloads = st.dictionaries(st.sampled_from(["note", "天气", "$toml"]), plain | st.lists(plain, max_size=2))


@st.composite
def events_about(draw: st.DrawFn, ids: list[str]) -> list[Event]:
    """Return events of all sorts about some entries, some about none of them, some taken back."""
    entries = st.sampled_from([*ids, new_id(AT)])
    kinds = st.one_of(
        st.builds(Applied, entries, situation=texts, extra=payloads),
        st.builds(Repeated, entries, lesson=st.just("p7w4sn")),
        st.builds(Thanked, entries, to=texts, text=texts),
        st.builds(Reviewed, entries, lesson=st.just("p7w4sn"), grade=st.sampled_from(["had", "missed"])),
        st.builds(Rested, st.none(), start=st.dates(), end=st.dates()),
        st.builds(Unknown, entries, name=st.just("danced"), extra=payloads),
    )
    made = [_stamped(event, minute) for minute, event in enumerate(draw(st.lists(kinds, max_size=5)))]
    taken_back = draw(st.lists(st.sampled_from(made), max_size=2)) if made else []
    return made + [_stamped(Retracted(event.entry, event=event.id), 100) for event in taken_back]


def _stamped(event: Event, minute: int) -> Event:
    at = datetime(2026, 12, 1, 12, tzinfo=UTC) + timedelta(minutes=minute)
    return stamp(event, id=new_id(at), at=at, zone="Asia/Shanghai", day=at.date(), by=WHO)


def taken_in(folder: Path, entries: list[Mistake], events: list[Event]) -> Journal:
    """Return a new personal journal that holds what it could take of these."""
    journal = Journal.create(folder, name="test")
    records = [Candidate("entry", entry=one) for one in entries]
    journal.import_records([*records, Candidate("events", events=tuple(events))])
    return journal


def round_trip(form: str, journal: Journal, folder: Path, *, backup: bool) -> tuple[bytes, bytes]:
    """Return what a journal gives, and what a journal gives that was made of that."""
    first = exported(form, journal.selection(backup=backup))
    (path := folder / f"out.{form}").write_bytes(first)
    (importer,) = (found for found in mistakes_formats.importers() if found.name == form)
    other = Journal.create(folder / "other", name="test")
    assert () == other.import_records(loaded(importer.target)(path)).refused
    return first, exported(form, other.selection(backup=backup))


@EACH_FORM
@BACKUP_OR_NOT
@settings(max_examples=10)
@given(data=st.data(), entries=st.lists(any_entry, max_size=3, unique_by=lambda one: one.id), feeling=texts)
def test_export_import_export_gives_the_same_bytes(
    form: str, backup: bool, data: st.DataObject, entries: list[Mistake], feeling: str
) -> None:
    entries = [attrs.evolve(one, feeling=feeling) for one in entries]
    events = data.draw(events_about([one.id for one in entries]))
    with TemporaryDirectory() as folder:
        journal = taken_in(Path(folder) / "journal", entries, events)
        first, second = round_trip(form, journal, Path(folder), backup=backup)
    assert first == second


@EACH_FORM
@BACKUP_OR_NOT
def test_hostile_entries_come_back_as_they_were(form: str, backup: bool, tmp_path: Path) -> None:
    whole = [one for one in ENTRIES if "\ud800" not in one.story]
    journal = taken_in(tmp_path / "journal", whole, [])
    assert len(whole) == len(list(journal.entries()))
    first, second = round_trip(form, journal, tmp_path, backup=backup)
    assert first == second
    assert backup == (SECRET.encode() in first)


@EACH_FORM
def test_shared_events_of_the_chosen_entries_go_along(form: str, tmp_path: Path) -> None:
    chosen, other = entry("a text", 1), entry("another", 2)
    events = [
        _stamped(Applied(chosen.id, situation="the one that goes"), 0),
        _stamped(Reviewed(chosen.id, lesson="p7w4sn"), 1),
        _stamped(Applied(other.id, situation="of an entry that was not chosen"), 2),
        _stamped(Rested(None, start=date(2026, 12, 1), end=date(2026, 12, 2)), 3),
    ]
    journal = taken_in(tmp_path / "journal", [chosen, other], events)

    few = exported(form, journal.selection(f"id:{chosen.id}"))
    all_of_them = exported(form, journal.selection(backup=True))

    assert [to_record(events[0])] == _events(form, few)
    assert [to_record(event) for event in events] == _events(form, all_of_them)


def test_a_line_is_an_entry_or_an_event_and_nothing_else(tmp_path: Path) -> None:
    events = [_stamped(Applied(entry.id, situation="again"), 0) for entry in ENTRIES[:2]]
    chosen = selection(ENTRIES, events=lambda: iter(events))
    lines = exported("jsonl", chosen).decode().split("\n")
    assert "" == lines.pop()
    records = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    assert [one.id for one in ENTRIES] == [record["id"] for record in records[:-2]]
    assert all("title" in record for record in records[:-2])
    assert ["applied", "applied"] == [record["do"] for record in records[-2:]]


def test_parts_of_json_lines_one_after_the_other_can_be_imported(tmp_path: Path) -> None:
    lines = exported("jsonl", selection([entry("one", 1), entry("two", 2), entry("three", 3)])).splitlines(
        True
    )
    (path := tmp_path / "parts.jsonl").write_bytes(b"".join([lines[2], lines[0]]))
    (importer,) = (found for found in mistakes_formats.importers() if found.name == "json")
    report = Journal.create(tmp_path / "j", name="test").import_records(loaded(importer.target)(path))
    assert (2, ()) == (len(report.added), report.refused)


@EACH_FORM
def test_a_backup_has_the_entries_marked_as_deleted(form: str, tmp_path: Path) -> None:
    gone = attrs.evolve(entry("a text"), deleted=Deleted(at=AT, why="twice"))
    journal = taken_in(tmp_path / "journal", [gone], [])
    assert b"twice" in exported(form, journal.selection(backup=True))
    assert b"twice" not in exported(form, journal.selection())


@EACH_FORM
def test_events_are_read_once_and_after_the_entries(form: str) -> None:
    asked: list[str] = []

    def read(name: str) -> Callable[[], Any]:
        return lambda: asked.append(name) or iter(())  # type: ignore[func-returns-value]

    loaded(f"mistakes_formats.{form}_out:write")(
        Selection(entries=read("entries"), events=read("events")), BytesIO()
    )
    assert ["entries", "events"] == asked


def test_the_program_writes_json_lines_of_what_matches(mistakes: Run) -> None:
    mistakes("add", "Signed unread", "-t", "paper")
    mistakes("add", "Sent too early")
    done = mistakes("export", "jsonl", "tag:paper")
    assert (0, "") == (done.status, done.err)
    assert ["Signed unread"] == [json.loads(line)["title"] for line in done.out.splitlines()]


def _events(form: str, data: bytes) -> list[dict[str, Any]]:
    if form == "json":
        found: list[dict[str, Any]] = json.loads(data).get("events", [])
        return found
    return [record for record in map(json.loads, data.decode().splitlines()) if "do" in record]
