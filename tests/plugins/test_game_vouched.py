"""What somebody wrote into another person's log counts for nothing in the game, once it is known who brought it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from git_team import Team

from mistakes import Applied, Commented, Condition, Journal, Lesson, Read, Thanked
from mistakes.days import learning_day
from mistakes.doctor import diagnose
from mistakes.events import Event, stamp, write_line
from mistakes.identity import who_of
from mistakes.ids import new_id
from mistakes.practice import Occasion
from mistakes.settings import Settings
from mistakes_game.chapters.goal import progress
from mistakes_game.counts.gathering import gathered
from mistakes_game.reading.play import of
from mistakes_game.views.stats_pages import course

ANA, BO = who_of("Ana <ana@example.com>"), who_of("Bo <bo@example.com>")


class Known(Team):
    """A team in which each person's `who` is that of the address, so that no two are taken for one."""

    def settings(self, who: str) -> Settings:
        """Return the settings of one person."""
        author = f"{who.title()} <{who}@example.com>"
        return Settings(self.folder / f"{who}.toml", {"author": author, "who": who_of(author)})


@pytest.fixture
def bo(tmp_path: Path) -> Journal:
    """The clone of Bo, who has an entry in it, of a team with Ana, who has said something about it."""
    team = Known(tmp_path / "team")
    ana, bo = team.pair()
    at = datetime.now(UTC) - timedelta(days=20)
    entry = bo.add(
        "Signed unread",
        logged=at,
        story="The contract had a clause about notice that nobody in the room had read to its end.",
        conditions=[Condition("the reader cuts long pages", kind="tool")],
        lessons=[Lesson("Read the last page aloud", when="I sign", then="I read the last page", added=at)],
    )
    team.settle()
    ana.record(Commented(entry.id, text="Good to know"))
    team.settle()
    return bo


def forge(journal: Journal, event: Event, day: int = 5) -> str:
    """Write an event into Ana's log, as Bo can, and return its id."""
    at = datetime.now(UTC) - timedelta(days=day)
    made = stamp(event, id=new_id(at), at=at, zone="UTC", day=at.date(), by=ANA)
    (log,) = (journal.root / "events").rglob("ana-*.jsonl")
    path = journal.root / "events" / f"{at:%Y}" / f"{at:%m}" / log.name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(write_line(made) + "\n")
    return made.id


def come_to(journal: Journal) -> list[Any]:
    """Return what everything in the game comes to."""
    play = of([journal])
    mine = [play.mine(), gathered(play), progress(journal)]
    shown = course(Occasion([journal], learning_day()))
    return [*mine, shown.data if shown else None]


FORGED = (
    lambda entry, key: Thanked(entry, to=BO, text="It saved my week", lesson=key),
    lambda entry, key: Applied(entry, lesson=key, situation="the new lease, page nine"),
    lambda entry, key: Read(entry),
)


@pytest.mark.parametrize("forged", FORGED)
def test_what_another_brought_in_somebodys_name_is_left_out_of_every_count(bo: Journal, forged: Any) -> None:
    entry = next(bo.entries())
    before = come_to(bo)
    forge(bo, forged(entry.id, entry.lessons[0].key))
    assert before != come_to(bo)

    bo.sync()

    assert before == come_to(bo)
    from mistakes import places

    shutil.rmtree(places.cache_folder())
    assert before == come_to(Journal.open(bo.root, bo.settings))


def test_it_is_listed_with_its_reason_and_named_by_the_doctor(bo: Journal) -> None:
    entry = next(bo.entries())
    event = Thanked(entry.id, to=BO, text="It saved my week", lesson=entry.lessons[0].key)
    made = forge(bo, event)
    bo.sync()

    listed = [(one.points, one.note) for one in of([bo]).paid() if one.event == made]
    assert [(0, "unvouched")] == listed
    (told,) = [one.message for one in diagnose(bo, now=datetime.now(UTC)) if "do not count" in one.message]
    assert "bo@example.com" in told


def test_what_she_brought_herself_counts(bo: Journal) -> None:
    entry, before = next(bo.entries()), of([bo]).mine().points
    hers = Settings(bo.root.with_name("ana.toml"), {"author": "Ana <ana@example.com>", "who": ANA})
    ana = Journal.open(bo.root.with_name("ana"), hers)
    ana.record(Thanked(entry.id, to=BO, text="It saved my week", lesson=entry.lessons[0].key))
    ana.sync()
    bo.sync()

    assert before + 10 == of([bo]).mine().points


def give(journal: Journal, title: str, author: str) -> str:
    """Give an entry another author, as anybody can with an editor, and return its id."""
    entry = next(entry for entry in journal.entries() if entry.title == title)
    path = journal.path(entry.id)
    text = path.read_text(encoding="utf-8")
    assert entry.author in text
    path.write_text(text.replace(entry.author, author), encoding="utf-8", newline="")
    return entry.id


@pytest.fixture
def hers(bo: Journal) -> Journal:
    """The clone of Bo, with an entry of Ana's that is worth something, and that Bo has read."""
    ana = Journal.open(
        bo.root.with_name("ana"),
        Settings(bo.root.with_name("ana.toml"), {"author": "Ana <ana@example.com>", "who": ANA}),
    )
    at = datetime.now(UTC) - timedelta(days=30)
    ana.add(
        "Sent it to everybody",
        logged=at,
        story="The mail for one customer went to all of them, as the list stood in the first field.",
        conditions=[Condition("the field fills itself", kind="tool")],
        lessons=[
            Lesson(
                "Fill it last", when="I write", then="I fill it last", added=at, check="tests/test_mail.py"
            )
        ],
    )
    ana.sync()
    bo.sync()
    return bo


@pytest.mark.parametrize("anew", [False, True])
def test_an_entry_that_one_makes_ones_own_by_hand_brings_nothing(hers: Journal, anew: bool) -> None:
    before, own = of([hers]).mine(), gathered(of([hers])).counts
    entry = give(hers, "Sent it to everybody", "Bo <bo@example.com>")

    hers.sync()

    assert {entry} <= hers.unvouched()
    told = [one for one in diagnose(hers, now=datetime.now(UTC)) if "another author than" in one.message]
    assert [entry in one.path for one in told] == [True]
    if anew:
        from mistakes import places

        shutil.rmtree(places.cache_folder())
        (hers.root / ".git" / "mistakes" / "authorship.json").unlink(missing_ok=True)
        hers = Journal.open(hers.root, hers.settings)
    assert before == of([hers]).mine()
    assert own == gathered(of([hers])).counts


def test_an_entry_of_ones_own_that_is_said_to_be_anothers_can_be_thanked_for_nothing(hers: Journal) -> None:
    before = of([hers]).mine().points
    entry = give(hers, "Signed unread", "Cy <cy@example.com>")
    hers.sync()
    key = hers.get(entry).lessons[0].key
    hers.record(Thanked(entry, to=who_of("Cy <cy@example.com>"), text="It saved my week", lesson=key))
    hers.sync()

    assert of([hers]).mine().points <= before


def test_an_author_that_is_put_back_is_the_author_again(hers: Journal) -> None:
    before = of([hers]).mine()
    entry = give(hers, "Signed unread", "Cy <cy@example.com>")
    hers.sync()
    assert {entry} == hers.unvouched()
    give(hers, "Signed unread", "Bo <bo@example.com>")
    hers.sync()

    assert frozenset() == hers.unvouched()
    assert before == of([hers]).mine()


def test_a_name_that_is_spelled_anew_is_the_same_author(hers: Journal) -> None:
    give(hers, "Signed unread", "Bo Chen <bo@example.com>")
    hers.sync()

    assert frozenset() == hers.unvouched()
