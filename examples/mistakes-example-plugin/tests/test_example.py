"""What must hold of the example plugin, run through the program as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from mistakes_example.face import drawing

from mistakes import Journal, Lesson
from mistakes.scanning import scan
from mistakes.testing import own_home, run


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[None]:
    with own_home(tmp_path / "home"):
        yield


def test_dice_shows_one_lesson() -> None:
    run("add", "Signed unread", "--lesson", "Read what you sign")

    assert "Read what you sign" == run("dice", "--json").json["text"]


def test_titles_come_back_as_they_went_out(tmp_path: Path) -> None:
    run("add", "Signed unread")
    titles = tmp_path / "titles.txt"
    titles.write_text(run("export", "titles").out + "Deployed on a Friday\n", encoding="utf-8")

    run("import", "titles", str(titles))

    assert {"Signed unread", "Deployed on a Friday"} == {
        entry["title"] for entry in run("list", "--json").json
    }


def test_a_plan_that_is_half_there_is_named() -> None:
    run("add", "Signed unread", "--lesson", "Read what you sign", "--if", "I am handed a pen")

    assert "a plan without its `then`" in run("doctor").out


def test_each_face_has_as_many_pips_as_it_says() -> None:
    for number in range(6):
        drawn = drawing([], date(2026, 11, 1) + timedelta(days=number), "en")
        assert f"<desc>{drawn.count('<circle')}</desc>" in drawn


def test_a_promise_in_a_teams_text_is_pointed_out(tmp_path: Path) -> None:
    team = Journal.create(tmp_path / "team", name="payments", kind="team")

    found = scan(team, team.draft("Signed unread", lessons=[Lesson("I sign nothing unread, never again")]))

    assert ["never again"] == [one.shown for one in found.suggestions if one.shown == "never again"]
