"""What must hold for what is gathered: the same step by step, all at once, and on another machine."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistakes import Journal, model
from mistakes.events import (
    ActionDone,
    Answered,
    Applied,
    Compared,
    Event,
    Planned,
    Read,
    Repeated,
    Reviewed,
    Shared,
    Skipped,
    Thanked,
    stamp,
)
from mistakes.identity import who_of
from mistakes.ids import new_id
from mistakes.recording import put_events
from mistakes.settings import Settings
from mistakes_game.caches import cache_file
from mistakes_game.counts import gathering, gladness
from mistakes_game.meaning import overall as meaning
from mistakes_game.meaning import quests
from mistakes_game.reading.play import of

ME, ANA = "Mei Lin <mei@example.com>", "Ana Bell <ana@example.com>"
MY, HERS = who_of(ME), who_of(ANA)
START = datetime(2026, 8, 3, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _me(home):
    """Let the person at the keyboard be Mei."""
    Settings.load().set("author", ME)


def entry(number: int, author: str = ME, **fields: Any) -> model.Mistake:
    made = START + timedelta(days=11 * number)
    told = {
        "story": f"Case {number}: the migration ran on the wrong host, as all prompts look the same.",
        "conditions": (model.Condition("the prompt hid the host", "tool", key="c00000"),),
        "lessons": (model.Lesson("Name the host", "I open a shell", "I read it aloud", key="p7w4sn"),),
        "q": model.Qs(iq=number % 2, lq=1),
        "tags": (f"tag {number % 3}",),
    } | fields
    return model.Mistake(new_id(made), f"Case {number}", made, made, author, 1, made, **told)


ENTRIES = [entry(n) for n in range(4)]
THEIRS = [
    entry(4, ANA),
    entry(5, ME),
    entry(6, ANA, actions=(model.Action("x", owner="Ana", helper="Mei Lin", key="h8d2mm"),)),
]


def event(what: Event, day: int, by: str = MY) -> Event:
    at = START + timedelta(days=day, hours=1)
    return stamp(what, id=new_id(at), at=at, zone="UTC", day=at.date(), by=by)


OWN = [
    event(Reviewed(ENTRIES[0].id, lesson="p7w4sn"), 20),
    event(Applied(ENTRIES[0].id, lesson="p7w4sn", situation="the same shell"), 40),
    event(Planned(ENTRIES[1].id), 41),
    event(Compared(ENTRIES[0].id, other=ENTRIES[1].id, rule="look first"), 42),
    event(Repeated(ENTRIES[2].id), 43),
    event(Answered(prompt="homework.first-step", text="trust"), 44),
    event(Skipped(prompt="quest.two-alike"), 109),
    event(Reviewed(THEIRS[1].id, lesson="p7w4sn"), 80),
]
OF_TEAM = [
    event(Thanked(THEIRS[1].id, text="it saved my day #strength asks first"), 70, HERS),
    event(Read(THEIRS[1].id), 71, HERS),
    event(Applied(THEIRS[1].id, situation="same here"), 72, HERS),
    event(ActionDone(THEIRS[2].id, action="h8d2mm"), 73, HERS),
    event(Thanked(THEIRS[0].id, to="Ana Bell", text="for telling #strength tells early"), 74, MY),
    event(Shared(THEIRS[1].id), 60, MY),
]


def begin(folder: Path) -> list[Journal]:
    own = Journal.create(folder / "own", name="own")
    return [own, Journal.create(folder / "team", name="team", kind="team")]


def filled(folder: Path, done: list[Event] = OWN) -> list[Journal]:
    own, team = begin(folder)
    for one in ENTRIES:
        own.put(one)
    for one in THEIRS:
        team.put(one)
    assert [] == put_events(own, done)
    assert [] == put_events(team, OF_TEAM)
    return [own, team]


def gathered(journals: list[Journal], day: date = DAY) -> gathering.Gathered:
    return gathering.gathered(of(journals, day))


def cold(journals: list[Journal], day: date = DAY) -> gathering.Gathered:
    """Return what is gathered when nothing was remembered."""
    for journal in journals:
        Path(cache_file.path_of("counts", journal.root)).unlink(missing_ok=True)
        journal.cache_path().unlink(missing_ok=True)
    return gathered([Journal.open(journal.root) for journal in journals], day)


class TestGathered:
    def test_counts_both_journals_and_what_others_did(self, tmp_path):
        found = gathered(filled(tmp_path)).counts
        expected = {
            "entries": 5,
            "practised": 2,
            "applied": 1,
            "comparisons": 1,
            "repeats": 1,
            "homework": 1,
            "admitted": 1,
            "thanks": 1,
            "people-praised": 1,
            "thanks-for-telling": 1,
            "lessons-that-helped": 1,
            "people-helped": 1,
            "coached": 1,
            "kinds-of-lessons": 3,
            "understood": 5,
            "understood-iq": 3,
            "understood-lq": 5,
            "plans": 5,
        }
        assert expected == {name: len(found[name]) for name in expected}

    @settings(max_examples=10, suppress_health_check=[])
    @given(st.permutations(range(len(ENTRIES) + len(THEIRS) + len(OWN) + len(OF_TEAM))))
    def test_in_whatever_order_logs_and_entries_arrive_it_is_the_same(self, order):
        with tempfile.TemporaryDirectory() as folder:
            own, team = journals = begin(Path(folder))
            steps: list[Any] = [
                *(lambda one=one: own.put(one) for one in ENTRIES),
                *(lambda one=one: team.put(one) for one in THEIRS),
                *(lambda one=one: put_events(own, [one]) for one in OWN),
                *(lambda one=one: put_events(team, [one]) for one in OF_TEAM),
            ]
            for number, step in enumerate(order):
                steps[step]()
                if number % 5 == 0:
                    gathered(journals)
            assert gathered(journals) == cold(journals)

    def test_only_months_that_changed_are_worked_out_again(self, tmp_path, monkeypatch):
        own, _ = journals = filled(tmp_path)
        gathered(journals)
        seen: list[str] = []
        part_of = gathering.part_of
        monkeypatch.setattr(
            gathering, "part_of", lambda cell, *rest: (seen.append(cell.month), part_of(cell, *rest))[1]
        )
        assert gathered(journals) == gathered([Journal.open(one.root) for one in journals])
        seen.clear()
        put_events(own, [event(Reviewed(ENTRIES[0].id, lesson="p7w4sn"), 100)])
        gathered(journals)
        assert "2026/08" in seen
        assert gathered(journals) == cold(journals)

    def test_a_change_of_an_entry_is_seen(self, tmp_path):
        own, _ = journals = filled(tmp_path)
        assert "prices" not in gathered(journals).counts
        own.edit(ENTRIES[0].id, lambda it: attrs.evolve(it, price=model.Price(hours=1.0)))
        assert 1 == len(gathered(journals).counts["prices"])
        own.edit(ENTRIES[0].id, lambda it: attrs.evolve(it, price=model.Price()))
        assert gathered(journals) == cold(journals)

    def test_a_log_that_was_rewritten_is_read_anew(self, tmp_path):
        own, _ = journals = filled(tmp_path)
        gathered(journals)
        for path in own.root.glob("events/**/*.jsonl"):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text(
                "".join(line for line in lines if "homework" not in line), encoding="utf-8", newline="\n"
            )
        assert "homework" not in gathered(journals).counts
        shutil.rmtree(own.root / "events")
        assert "applied" not in gathered(journals).counts

    @pytest.mark.parametrize("damage", [b"", b"nonsense"])
    def test_a_damaged_cache_is_made_anew(self, tmp_path, damage):
        own, _ = journals = filled(tmp_path)
        before = gathered(journals)
        Path(cache_file.path_of("counts", own.root)).write_bytes(damage)
        put_events(own, [event(Answered(prompt="homework.why-process", text="trust"), 50)])
        assert 2 == len(gathered(journals).counts["homework"])
        assert before.present.qs == gathered(journals).present.qs

    def test_more_than_a_few_entries_are_left_for_another_time(self, tmp_path):
        own, _ = journals = filled(tmp_path)
        play = of(journals, DAY)
        unseen = [gathering.gathered(play, most=1).unseen for _ in range(3)]
        assert unseen[0] > 0
        assert 1 == len(set(unseen))
        gathered(journals)
        own.edit(ENTRIES[0].id, lambda it: attrs.evolve(it, price=model.Price(hours=1.0)))
        assert gathering.gathered(play, most=1) == cold(journals)

    def test_a_forged_event_in_another_persons_log_counts_nothing(self, tmp_path):
        from mistakes.events import write_line
        from mistakes.layout import events_path

        _, team = journals = filled(tmp_path)
        before = gathered(journals)
        forged = event(Thanked(THEIRS[1].id, text="wonderful"), 75, who_of("Bo <bo@example.com>"))
        path = events_path(team.root, forged.id, "bo-0000000000cc")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_line(forged) + "\n", encoding="utf-8", newline="\n")
        assert before == gathered(journals)

    def test_a_shared_copy_counts_with_what_it_was_copied_from(self, tmp_path):
        _, team = journals = filled(tmp_path)
        copy = entry(7, links=model.Links(shared_from=ENTRIES[0].id))
        team.put(copy)
        assert 5 == len(gathered(journals).counts["entries"])

    def test_nobody_without_a_journal_has_anything(self):
        play = of([], DAY)
        assert ([], []) == meaning.badges_of(play)
        assert "borrow-three" == meaning.quest_of(play).quest.id
        assert 0 == meaning.balance_of(play).lessons


class TestMeaning:
    def test_badges_quest_and_balance_of_a_real_journal(self, tmp_path):
        play = of(filled(tmp_path), DAY)
        earned, ahead = meaning.badges_of(play)
        assert {"first-page", "dare-to-admit", "allow-others", "honest-repeat", "passed-on", "coach"} <= {
            one.badge.id for one in earned
        }
        assert all(0 < one.share < 1 for one in ahead)
        assert "eq" == meaning.balance_of(play).lowest

    def test_a_quest_that_was_refused_stays_so_for_the_week_and_undo_takes_it_back(self, tmp_path):
        own, _ = journals = filled(tmp_path, OWN[:6])
        today = of(journals)
        offered = meaning.quest_of(today)
        assert "offered" == offered.how
        quests.refuse(own, offered.quest)
        assert offered._replace(how="refused") == meaning.quest_of(of(journals))
        own.undo()
        assert offered == meaning.quest_of(of(journals))
        quests.accept(own, offered.quest)
        assert "accepted" == meaning.quest_of(of(journals)).how

    def test_a_quest_of_another_week_says_nothing_of_this_one(self, tmp_path):
        journals = filled(tmp_path)
        assert "refused" == meaning.quest_of(of(journals, DAY)).how
        assert "offered" == meaning.quest_of(of(journals, DAY + timedelta(days=7))).how


class TestGladness:
    def test_tells_of_strengths_firsts_and_whom_lessons_helped(self, tmp_path):
        found = gladness.gladness(of(filled(tmp_path), DAY))
        assert (("asks first",), ("tells early",)) == (
            tuple(one.name for one in found.strengths.own),
            tuple(one.name for one in found.strengths.others),
        )
        assert gladness.Tide(2, 1, 1) == found.tide
        assert 1 == found.coached
        assert {"tag 0", "tag 1", "tag 2"} == {first.tag for first in found.firsts}
        assert all(0 == first.days_to_lesson for first in found.firsts)
        assert 40 == found.patience.days
        assert found.variety is None

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_says_it_without_naming_anybody(self, tmp_path, language):
        found = gladness.gladness(of(filled(tmp_path), DAY))
        said = "\n".join(gladness.lines(found, language))
        assert "asks first" in said
        assert not any(name in said for name in ("Ana", "Mei", HERS, "example.com"))

    def test_sources_are_counted_and_imports_are_not(self, tmp_path):
        own = Journal.create(tmp_path / "own", name="own")
        for n, links in enumerate(("Ana, payments", "ana", "A book")):
            own.put(entry(n, kind="borrowed", links=model.Links(borrowed_from=links)))
        own.put(entry(9, links=model.Links(borrowed_from="a list"), source=model.Source("markdown", "x")))
        assert gladness.Variety(2, 3) == gladness.gladness(of([own], DAY)).variety

    def test_a_first_without_a_lesson_is_still_open(self, tmp_path):
        own = Journal.create(tmp_path / "own", name="own")
        own.put(entry(1, lessons=(), tags=("new",)))
        found = gladness.gladness(of([own], DAY))
        assert (None,) == tuple(first.days_to_lesson for first in found.firsts)
        assert "still open" in "".join(gladness.lines(found))
