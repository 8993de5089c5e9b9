"""The Anki deck: a card for each plan, known again at the next import, harmless whatever entries say."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest
from hostile_entries import AT, ENTRIES, entry, exported, selection
from plugin_site import Run

from mistakes.header import new_header
from mistakes.model import Lesson, Mistake
from mistakes_formats.anki_out import FIELDS, MODEL

pytest.importorskip("genanki", reason="decks need genanki: pip install 'mistakes-journal[anki]'")


class Note(NamedTuple):
    """A note of a collection, with its fields by name."""

    id: int
    guid: str
    changed: int
    tags: list[str]
    fields: dict[str, str]


class Collection(NamedTuple):
    """What Anki would find in a package."""

    notes: list[Note]
    cards: list[tuple[int, int, int]]
    decks: dict[str, Any]
    models: dict[str, Any]


def opened(data: bytes, folder: Path) -> Collection:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert ["collection.anki2", "media"] == package.namelist()
        assert {} == json.loads(package.read("media"))
        (path := folder / "collection.anki2").write_bytes(package.read("collection.anki2"))
    with closing(sqlite3.connect(path)) as base:
        assert [("ok",)] == base.execute("pragma integrity_check").fetchall()
        rows = base.execute("select id, guid, mod, tags, flds from notes order by id").fetchall()
        cards = base.execute("select nid, did, due from cards order by due").fetchall()
        ((decks, models),) = base.execute("select decks, models from col").fetchall()
    notes = [
        Note(number, guid, mod, tags.split(), dict(zip(FIELDS, fields.split("\x1f"), strict=True)))
        for number, guid, mod, tags, fields in rows
    ]
    return Collection(notes, cards, json.loads(decks), json.loads(models))


def planned(*lessons: Lesson, **fields: Any) -> Mistake:
    return attrs.evolve(entry("plain"), lessons=lessons, **fields)


PLAN = Lesson("Look first.", when="I open a shell", then="I read the host's name", key="p7w4sn")


def test_a_plan_is_a_card_with_the_situation_in_front(tmp_path: Path) -> None:
    made = opened(
        exported("anki", selection([planned(PLAN, title="Wrong host", tags=("ops", "my tag"))])), tmp_path
    )
    (note,) = made.notes
    assert {
        "Situation": "I open a shell",
        "Then": "I read the host&#x27;s name",
        "Lesson": "Look first.",
        "Title": "Wrong host",
    } == {name: note.fields[name] for name in FIELDS[:4]}
    assert ["ops", "my-tag"] == note.tags
    (card,) = made.cards
    assert note.id == card[0]
    template = made.models[str(MODEL)]["tmpls"][0]
    assert "{{Situation}}" in template["qfmt"]
    assert "{{Then}}" not in template["qfmt"]
    assert "{{Then}}" in template["afmt"]


@pytest.mark.parametrize(
    "lesson", [Lesson("only a text"), Lesson(when="half"), Lesson(then="half"), Lesson(when=" ", then="x")]
)
def test_a_lesson_without_a_plan_has_no_card(lesson: Lesson, tmp_path: Path) -> None:
    made = opened(exported("anki", selection([planned(lesson)])), tmp_path)
    assert ([], []) == (made.notes, made.cards)


def test_a_second_export_is_known_again_and_newer_only_where_something_changed(tmp_path: Path) -> None:
    one, two = planned(PLAN), attrs.evolve(planned(PLAN), id=entry("x", 5).id)
    later = attrs.evolve(two, title="another", updated=AT.replace(year=2030))
    before = opened(exported("anki", selection([one, two])), tmp_path)
    after = opened(exported("anki", selection([one, later])), tmp_path)
    assert [note.guid for note in before.notes] == [note.guid for note in after.notes]
    assert [note.id for note in before.notes] == [note.id for note in after.notes]
    assert before.notes[0].changed == after.notes[0].changed
    assert before.notes[1].changed < after.notes[1].changed
    assert before.decks.keys() == after.decks.keys()
    assert before.models == after.models


def test_a_note_stays_the_same_whatever_else_is_chosen(tmp_path: Path) -> None:
    one, two = planned(PLAN), attrs.evolve(planned(PLAN), id=entry("x", 5).id)
    both = opened(exported("anki", selection([one, two])), tmp_path).notes
    alone = opened(exported("anki", selection([two])), tmp_path).notes
    assert both[1:] == alone


def test_each_journal_has_a_deck_of_its_own(tmp_path: Path) -> None:
    headers = [new_header(name, "team") for name in ("payments", "support")]
    made = [
        opened(exported("anki", selection([planned(PLAN)], name=header.name, header=header)), tmp_path)
        for header in headers
    ]
    numbers = [{deck for _, deck, _ in one.cards} for one in made]
    assert numbers[0].isdisjoint(numbers[1])
    names = [one.decks[str(*number)]["name"] for one, number in zip(made, numbers, strict=True)]
    assert ["Mistakes: payments", "Mistakes: support"] == names


def test_a_name_of_a_journal_makes_no_deck_below_another(tmp_path: Path) -> None:
    made = opened(exported("anki", selection([planned(PLAN)], name='a::b "c"')), tmp_path)
    assert "Mistakes: a:b 'c'" in {deck["name"] for deck in made.decks.values()}


def test_hostile_fields_are_text_to_anki(tmp_path: Path) -> None:
    made = opened(exported("anki", selection(ENTRIES)), tmp_path)
    assert len(ENTRIES) == len(made.notes) == len(made.cards)
    assert len(made.notes) == len({note.guid for note in made.notes}) == len({note.id for note in made.notes})
    for note in made.notes:
        for text in note.fields.values():
            assert not set("[{") & set(text)
            assert "<" not in text.replace("<br>", "")


def test_cards_come_in_the_order_of_the_entries(tmp_path: Path) -> None:
    made = opened(exported("anki", selection(ENTRIES)), tmp_path)
    places = {note.id: note.fields["Id"] for note in made.notes}
    assert [one.id for one in ENTRIES] == [places[note] for note, _, _ in made.cards]


def test_two_lessons_of_one_key_are_two_notes(tmp_path: Path) -> None:
    made = opened(exported("anki", selection([planned(PLAN, PLAN)])), tmp_path)
    assert 2 == len({note.guid for note in made.notes})


def test_nothing_is_left_behind_beside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder := tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    exported("anki", selection(ENTRIES))
    assert [] == os.listdir(folder)


def test_the_program_writes_a_package(mistakes: Run, tmp_path: Path) -> None:
    mistakes(
        "add", "Wrong host", "--lesson", "Look first", "--if", "I open a shell", "--then", "I read its name"
    )
    mistakes("add", "Signed unread")
    assert 0 == mistakes("export", "anki", "-o", str(tmp_path / "plans.apkg")).status
    (note,) = opened((tmp_path / "plans.apkg").read_bytes(), tmp_path).notes
    assert "Wrong host" == note.fields["Title"]
