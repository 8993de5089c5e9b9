"""What must hold for the look at a text before others read it, whatever the scanners do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import strategies
from hypothesis import given

from mistakes import Commented, Conflict, Journal, Lesson, Mistake
from mistakes.errors import SecretFound
from mistakes.plugins import Plugin, Plugins
from mistakes.scanning import (
    Finding,
    Passage,
    Scan,
    ScanOccasion,
    event_passages,
    passages,
    refuse_secrets,
    scan,
    scan_passages,
    scan_selection,
)


def of_x(passages: tuple[Passage, ...], _: ScanOccasion) -> list[Finding]:
    """Find every x, as a secret."""
    return [
        Finding("secret", where, text.index("x"), text.index("x") + 1, "x", "", True)
        for where, text in passages
        if "x" in text
    ]


def of_password(passages: tuple[Passage, ...], _: ScanOccasion) -> Any:
    """Find what follows the word, and tell far too much."""
    for where, text in passages:
        start = text.find("hunter22")
        if start >= 0:
            yield Finding("secret", where, start, start + 8, "it is hunter22", "forget hunter22", True)
            yield Finding("blame", where, 0, len(text), text, "be kind")


def fails(*_: Any) -> Any:
    """Fail after the first finding."""
    yield Finding("secret", "title", 0, 1, "", "")
    raise ValueError("broken")


def of_no_sense(*_: Any) -> Any:
    """Return what is no finding."""
    return ["secret"]


def out_of_place(*_: Any) -> Any:
    """Name a place that was not given."""
    return [Finding("secret", "elsewhere", 0, 1, "", "")]


def blocks_for_tone(passages: tuple[Passage, ...], _: ScanOccasion) -> Any:
    """Stop somebody for a word."""
    return [Finding("blame", passages[0].where, 0, 1, "", "", True)]


def with_scanners(journal: Journal, *names: str) -> Journal:
    """Return the journal with scanners of this module as the only plugin."""
    rows = tuple((name, "", f"{__name__}:{name}") for name in names)
    journal._plugins = Plugins([Plugin("test", "test", "1", __name__, scanners=rows)])
    return journal


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in texts_in(item)]


@given(strategies.mistakes)
def test_every_text_of_an_entry_is_a_passage_with_a_place_of_its_own(entry: Mistake) -> None:
    found = list(passages(entry))

    known = {text for _, text in found}
    said = [entry.title, entry.story, entry.overcame, entry.price.note, *entry.tags, *entry.heard_from]
    said += [
        text
        for one in entry.lessons
        for text in (one.text, one.when, one.then, one.check, *one.applies.words)
    ]
    said += [one.text for one in (*entry.conditions, *entry.actions)]
    said += [*texts_in(entry.extra), *(text for one in entry.lessons for text in texts_in(one.extra))]
    said += [text for row in entry.conflict for text in (row.path, *texts_in(row.value))]
    assert set() == {text for text in said if text.strip()} - known
    assert len(found) == len({where for where, _ in found})


def test_what_is_private_and_who_wrote_it_is_no_passage(journal: Journal) -> None:
    entry = journal.add("Signed", author="Ana <ana@corp.io>", feeling="ashamed")

    assert ["Signed"] == [text for _, text in passages(entry)]


def test_items_are_placed_by_their_keys_and_other_rows_by_number(journal: Journal) -> None:
    entry = journal.add("Signed", lessons=[Lesson("Read", key="p7w4sn")], tags=["a", "b"])

    assert ["title", "tags[0]", "tags[1]", "lessons.p7w4sn.text"] == [where for where, _ in passages(entry)]


def test_what_nobody_knows_is_looked_at_and_no_place_holds_a_long_key(journal: Journal) -> None:
    key = "k" * 40
    entry = journal.add("Signed", extra={"x": {"foo": {"note": "here", key: "there"}}})

    found = list(passages(entry))

    assert {"here", key, "there"} <= {text for _, text in found}
    assert not any(key in where for where, _ in found)


def test_values_that_lost_a_merge_are_passages_and_their_writer_is_not(journal: Journal) -> None:
    entry = journal.add("Signed", conflict=[Conflict("story", "the other", author="Bo <bo@x.io>")])

    assert [("title", "Signed"), ("conflict[0].path", "story"), ("conflict[0].value", "the other")] == list(
        passages(entry)
    )


def test_an_events_own_texts_are_passages_and_its_stamp_is_not(team: Journal) -> None:
    entry = team.add("Signed")
    event = team.record(Commented(entry.id, text="Same here"))

    assert [("text", "Same here")] == list(event_passages(event))


def test_without_a_scanner_nobody_has_looked(team: Journal) -> None:
    assert Scan() == scan(with_scanners(team), team.draft("x"))


def test_findings_come_in_the_order_of_the_text_with_who_looked(team: Journal) -> None:
    entry = team.draft("a x", story="x")

    found = scan(with_scanners(team, "of_x"), entry)

    assert [("title", 2), ("story", 0)] == [(one.where, one.start) for one in found.findings]
    assert (("of_x",), ()) == (found.scanners, found.unscanned)
    assert found.findings == found.stopping


@pytest.mark.parametrize("broken", ["fails", "of_no_sense", "out_of_place", "blocks_for_tone", "not_there"])
def test_a_scanner_that_fails_is_named_and_hides_nothing(broken: str, team: Journal) -> None:
    journal = with_scanners(team, broken, "of_x")

    found = scan(journal, team.draft("x"))

    assert (("of_x",), (broken,)) == (found.scanners, found.unscanned)
    assert ["title"] == [one.where for one in found.findings]


def test_a_scanner_that_raises_is_one_warning_however_often_it_is_asked(team: Journal) -> None:
    journal = with_scanners(team, "fails")

    for _ in range(3):
        scan(journal, team.draft("x"))

    assert 1 == len(journal.plugins.warnings)
    assert "ValueError: broken" in journal.plugins.warnings[0]


def test_no_finding_shows_a_secret_whatever_its_scanner_says(team: Journal) -> None:
    found = scan(with_scanners(team, "of_password"), team.draft("pw hunter22"))

    assert 2 == len(found.findings)
    assert "hunter22" not in repr(found)


def test_only_what_is_new_is_looked_at_when_an_entry_is_changed(team: Journal) -> None:
    journal = with_scanners(team, "of_x")
    before = team.draft("x", story="y")
    after = team.draft("x", story="x y")

    assert ["story"] == [one.where for one in scan(journal, after, before=before).findings]
    assert Scan() == scan(journal, before, before=before)


def test_a_secret_is_refused_with_its_place_and_without_itself(team: Journal) -> None:
    found = scan(with_scanners(team, "of_password"), team.draft("pw hunter22"))

    with pytest.raises(SecretFound) as caught:
        refuse_secrets(found)

    assert ("title", "it is …") == caught.value.places[0]
    assert "hunter22" not in f"{caught.value.message} {caught.value.hint}"
    refuse_secrets(Scan())


def test_an_export_is_looked_through_writer_by_writer_with_handles(team: Journal) -> None:
    ana = team.add("ax", author="Ana <a@x.io>")
    bo = team.add("bx", author="Bo <b@x.io>")
    event = team.record(Commented(ana.id, text="x"))
    seen: list[int] = []

    scans = list(scan_selection([with_scanners(team, "of_x")], team.selection(), progress=seen.append))

    places = {one.where for found in scans for one in found.findings}
    assert {f"{ana.id[-6:]}: title", f"{bo.id[-6:]}: title", f"{event.id[-6:]}: text"} == places
    assert [1, 2] == seen


def test_many_texts_are_scanned_in_batches(team: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mistakes.scanning.BATCH", 100)
    for number in range(10):
        team.add(f"x {number}", story="y" * 60, happened=datetime(2026, 1, 1))

    scans = list(scan_selection([with_scanners(team, "of_x")], team.selection()))

    assert 5 == len(scans)
    assert 10 == sum(len(found.findings) for found in scans)


def test_places_and_language_reach_the_scanner(team: Journal) -> None:
    told: list[ScanOccasion] = []

    globals()["listens"] = lambda _, occasion: told.append(occasion) or []
    scan_passages([with_scanners(team, "listens")], [Passage("title", "x")], author="Ana", language="zh")

    assert [ScanOccasion((team,), "Ana", "zh")] == told
