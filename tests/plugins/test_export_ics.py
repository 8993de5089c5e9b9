"""iCalendar (RFC 5545): days that ask for something, in lines that every calendar can read."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import attrs
import pytest
from hostile_entries import AT, ENTRIES, entry, exported, selection
from hypothesis import given
from hypothesis import strategies as st
from plugin_site import Run

from mistakes.header import new_header
from mistakes.model import Action, Decision, Mistake
from mistakes_formats.ics_text import folded, moment, text

PROPERTIES = {
    *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "UID", "DTSTAMP"),
    *("LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DESCRIPTION", "CATEGORIES", "CLASS", "TRANSP"),
    *("DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "DUE;VALUE=DATE", "STATUS"),
}
DUE = date(2026, 12, 1)


def unfolded(data: bytes) -> list[str]:
    whole = data.replace(b"\r\n ", b"")
    assert whole.endswith(b"\r\n")
    return whole.decode().split("\r\n")[:-1]


def properties(data: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in unfolded(data) if line.partition(":")[0] == name]


def untyped(value: str) -> str:
    """Read a text as RFC 5545, 3.3.11 says."""
    made, marks = "", iter(value)
    for mark in marks:
        if mark == "\\":
            following = next(marks)
            made += "\n" if following in "nN" else following
        else:
            assert mark not in ";,"
            made += mark
    return made


def decided(**fields: object) -> Mistake:
    decision = Decision(chosen="wait", review_on=DUE, **fields)  # type: ignore[arg-type]
    return attrs.evolve(entry("plain"), decision=decision, actions=())


def to_do(*actions: Action) -> Mistake:
    return attrs.evolve(entry("plain"), decision=Decision(), actions=actions)


@given(st.text(max_size=300))
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(line: str) -> None:
    plain = line.encode("utf-8", "replace").decode().replace("\r", "").replace("\n", "")
    data = folded(plain)
    parts = data.split(b"\r\n")
    assert b"" == parts.pop()
    for part in parts:
        assert len(part) <= 75
        part.decode("utf-8")
    assert plain == data.replace(b"\r\n ", b"").removesuffix(b"\r\n").decode()


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn"]) | st.sampled_from("\\;,\n"),
        max_size=60,
    )
)
def test_a_text_comes_back_as_it_was(content: str) -> None:
    assert content == untyped(text(content))


def test_hostile_entries_make_only_the_lines_we_mean() -> None:
    data = exported("ics", selection(ENTRIES))
    lines = unfolded(data)
    assert PROPERTIES >= {line.partition(":")[0] for line in lines}
    assert 2 * len(ENTRIES) == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
    assert ("BEGIN:VCALENDAR", "END:VCALENDAR") == (lines[0], lines[-1])
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")


def test_every_event_has_an_id_of_its_own_that_stays() -> None:
    one = to_do(Action("a", due=DUE, key="h8d2mm"), Action("b", due=DUE, key="h8d2mm"), Action("c", due=DUE))
    before = properties(exported("ics", selection([one, *ENTRIES])), "UID")
    assert len(before) == len(set(before))
    changed = attrs.evolve(one, title="another", rev=7)
    assert before == properties(exported("ics", selection([changed, *ENTRIES])), "UID")
    assert f"{one.id}-action-h8d2mm@mistakes" == before[0]


def test_an_action_that_is_due_is_an_event_of_the_whole_day() -> None:
    data = exported("ics", selection([to_do(Action("Call, then wait", owner="Ana", due=DUE))]))
    assert ["20261201"] == properties(data, "DTSTART;VALUE=DATE")
    assert ["20261202"] == properties(data, "DTEND;VALUE=DATE")
    assert ["Call\\, then wait"] == properties(data, "SUMMARY")
    assert "Owner: Ana" in untyped(properties(data, "DESCRIPTION")[0])


@pytest.mark.parametrize(
    "action", [Action("x", due=DUE, done=DUE), Action("x")], ids=["done", "without a day"]
)
def test_an_action_that_asks_for_no_day_is_left_out(action: Action) -> None:
    assert [] == properties(exported("ics", selection([to_do(action)])), "UID")


def test_a_decision_is_looked_at_again_until_its_outcome_is_told() -> None:
    data = exported("ics", selection([decided()]))
    assert ["20261201"] == properties(data, "DTSTART;VALUE=DATE")
    assert ["Look again: plain"] == properties(data, "SUMMARY")
    assert [] == properties(exported("ics", selection([decided(outcome="it went well")])), "UID")


def test_actions_can_be_tasks_and_decisions_stay_events() -> None:
    one = attrs.evolve(decided(), actions=(Action("x", due=DUE),))
    data = exported("ics", selection([one]), todo=True)
    assert ["VCALENDAR", "VEVENT", "VTODO"] == properties(data, "BEGIN")
    assert ["20261201"] == properties(data, "DUE;VALUE=DATE")


def test_a_change_is_told_by_a_higher_number_and_a_later_time() -> None:
    one = to_do(Action("x", due=DUE))
    later = attrs.evolve(one, rev=one.rev + 1, updated=datetime(2027, 1, 2, tzinfo=AT.tzinfo))
    (before,), (after,) = (
        properties(exported("ics", selection([each])), "SEQUENCE") for each in (one, later)
    )
    assert int(before) < int(after)
    assert ["20270101T230000Z"] == properties(exported("ics", selection([later])), "DTSTAMP")


def test_what_is_in_a_personal_journal_is_marked_private() -> None:
    one = to_do(Action("x", due=DUE))
    team = exported("ics", selection([one], header=new_header("payments", "team")))
    assert ["PUBLIC"] == properties(team, "CLASS")
    own = exported("ics", selection([one], header=new_header("me", "personal")))
    assert ["PRIVATE"] == properties(own, "CLASS")
    assert ["PRIVATE"] == properties(exported("ics", selection([one])), "CLASS")


def test_the_first_and_the_last_day_there_are_can_be_told() -> None:
    one = to_do(Action("first", due=date.min), Action("last", due=date.max))
    data = exported("ics", selection([one]))
    assert ["00010101", "99991231"] == properties(data, "DTSTART;VALUE=DATE")
    assert "00010101T000000Z" == moment(datetime.min.replace(tzinfo=AT.tzinfo))


def test_the_program_writes_a_calendar(mistakes: Run, tmp_path: Path) -> None:
    mistakes("add", "Signed unread", "--action", "Read the contract", "--due", "2026-12-01")
    assert 0 == mistakes("export", "ics", "--todo", "-o", str(tmp_path / "due.ics")).status
    assert ["Read the contract"] == properties((tmp_path / "due.ics").read_bytes(), "SUMMARY")
