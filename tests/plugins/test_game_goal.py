"""What must hold for the road to 1,001: only what is told to the end, is its own, and was read, is ready."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistakes import Journal, model
from mistakes.events import Applied, Commented, Read, Reviewed, Thanked, stamp
from mistakes.ids import new_id
from mistakes.index.plans import Voice
from mistakes.recording import put_events
from mistakes_game.caches import cache_file
from mistakes_game.chapters import echoes, entry_cache, goal, knowing
from mistakes_game.chapters.sketch import NEAR, bands, digest_of, likeness, sketch, text_of, words

DATA = Path(__file__).parents[2].parent / "shared" / "data"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AUTHOR, ANA = "Mei Lin <mei@example.com>", "ana-0000000000bb"
STORIES = (
    "The migration ran against production, because the shell looked the same as the one for staging.",
    "周五晚上上线之前没有检查环境变量，结果把测试用的配置带到了生产环境，客户无法登录。",
    "An invoice went out twice: the queue delivered the message again after the worker had timed out.",
    "The bread burned, as the oven of the new kitchen counts minutes where the old one counted seconds.",
)


def whole(
    story: str = STORIES[0], lesson: str = "Name the host in the prompt", **more: Any
) -> dict[str, Any]:
    """Return the fields of an entry that lacks nothing."""
    return {
        "story": story,
        "conditions": [model.Condition("the prompt hid the host", "tool")],
        "lessons": [model.Lesson(lesson, "I open a shell", "I read the host aloud")],
        "logged": NOW - timedelta(days=30),
        "author": AUTHOR,
    } | more


def told(journal: Journal, event: Any, by: str, day: datetime = NOW - timedelta(days=1)) -> None:
    """Put an event of somebody into a journal's log."""
    stamped = stamp(event, id=new_id(day), at=day, zone="UTC", day=day.date(), by=by)
    assert [] == put_events(journal, [stamped])


def ready(journal: Journal, now: datetime = NOW) -> int:
    return goal.progress(journal, now).chapter_ready


def lacks(journal: Journal, entry: model.Mistake, now: datetime = NOW) -> list[str]:
    return [lack.name for lack in goal.why_not(journal, entry, now=now)]


class TestATeamsChapter:
    @pytest.mark.parametrize(
        "event",
        [
            Read(),
            Commented(text="we had that too"),
            Thanked(text="it saved my day"),
            Applied(situation="here"),
        ],
    )
    def test_is_ready_once_somebody_else_has_read_it(self, team, event):
        entry = team.add("Wrong host", **whole())
        assert (0, ["reader"]) == (ready(team), lacks(team, entry))
        told(team, attrs.evolve(event, entry=entry.id), ANA)
        assert (1, []) == (ready(team), lacks(team, entry))

    def test_is_not_read_by_its_author_under_another_spelling(self, team):
        from mistakes.identity import who_of

        entry = team.add("Wrong host", **whole())
        told(team, Read(entry.id), who_of("M. Lin <mei@example.com>"))
        assert 0 == ready(team)

    def test_is_not_ready_because_of_an_event_that_was_taken_back_or_forged(self, team):
        from mistakes.events import Retracted, write_line
        from mistakes.layout import events_path

        entry = team.add("Wrong host", **whole())
        told(team, Read(entry.id), ANA)
        event = team.events()[0]
        told(team, Retracted(entry.id, event=event.id), ANA)
        assert 0 == ready(team)
        forged = stamp(
            Read(entry.id), id=new_id(NOW), at=NOW, zone="UTC", day=NOW.date(), by="bo-0000000000cc"
        )
        path = events_path(team.root, forged.id, "mei-0000000000aa")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_line(forged) + "\n", encoding="utf-8", newline="\n")
        assert 0 == ready(team)

    def test_ripens_for_a_day(self, team):
        entry = team.add("Wrong host", **whole(logged=NOW - timedelta(hours=2)))
        told(team, Read(entry.id), ANA, NOW - timedelta(hours=1))
        assert (0, ["young"]) == (ready(team), lacks(team, entry))
        later = NOW + timedelta(hours=22)
        assert (1, []) == (ready(team, later), lacks(team, entry, later))

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ({"story": "oops"}, "story"),
            ({"conditions": [model.Condition("I was careless", "person")]}, "condition"),
            ({"lessons": []}, "lesson"),
            ({"lessons": [model.Lesson("Be more careful", "always", "pay attention")]}, "platitude"),
            ({"lessons": [model.Lesson("加强沟通", "以后", "注意")]}, "platitude"),
            ({"lessons": [model.Lesson("Name the host in the prompt")]}, "plan"),
        ],
    )
    def test_lacks_nothing_of_its_own(self, team, change, name):
        entry = team.add("Wrong host", **whole(**change))
        told(team, Read(entry.id), ANA)
        assert 0 == ready(team)
        assert name in lacks(team, entry)

    def test_a_deleted_entry_is_neither_collected_nor_ready(self, team):
        entry = team.add("Wrong host", **whole())
        told(team, Read(entry.id), ANA)
        team.delete(entry.id)
        assert goal.Goal(0, 0, 0, 1001, 11) == goal.progress(team, NOW)

    def test_proven_is_what_is_ready_and_was_applied_or_built_in(self, team):
        one, two, _ = (team.add(f"Case {n}", **whole(STORIES[n], lesson=f"L {STORIES[n]}")) for n in range(3))
        for entry in (one, two):
            told(team, Read(entry.id), ANA)
        told(team, Applied(one.id, situation="the same shell"), ANA)
        assert goal.Goal(3, 2, 1, 1001, 11) == goal.progress(team, NOW)
        team.edit(
            two.id, lambda it: attrs.evolve(it, lessons=(attrs.evolve(it.lessons[0], check="tests/x"),))
        )
        assert 2 == goal.progress(team, NOW).proven


class TestOnesOwnChapter:
    @pytest.mark.parametrize("days", [6, 7, 8])
    def test_is_ready_once_it_was_read_again_a_week_later(self, journal, days):
        entry = journal.add("Wrong host", **whole())
        key = entry.lessons[0].key
        told(journal, Reviewed(entry.id, lesson=key), "mei-0000000000aa", entry.logged + timedelta(days=days))
        assert (int(days >= 7), [] if days >= 7 else ["reread"]) == (ready(journal), lacks(journal, entry))

    def test_is_not_ready_because_of_what_lies_ahead(self, journal):
        entry = journal.add("Wrong host", **whole())
        told(journal, Read(entry.id), "mei-0000000000aa", NOW + timedelta(days=3))
        assert 0 == ready(journal)
        assert 1 == ready(journal, NOW + timedelta(days=4))


class TestCopies:
    def team_of(self, team: Journal, *fields: dict[str, Any]) -> list[model.Mistake]:
        found = []
        for number, told_ in enumerate(fields):
            logged = NOW - timedelta(days=60 - number)
            found.append(team.add(told_.pop("title", "Wrong host"), **told_ | {"logged": logged}))
            told(team, Read(found[-1].id), ANA)
        return found

    @pytest.mark.parametrize("story", STORIES)
    def test_a_copy_counts_once_and_is_told_of_the_first(self, team, story):
        first, second = self.team_of(team, whole(story), whole(story))
        assert 1 == ready(team)
        assert [] == lacks(team, first)
        lack = goal.why_not(team, second, now=NOW)[0]
        assert "echo" == lack.name
        assert first.id[-6:] in lack.text

    def test_a_template_filled_in_a_hundred_times_is_one_chapter(self, team):
        template = (
            "When using {0} in release {1}, the documented default of {0} did not apply to the request, and "
            "the operation stopped after several attempts with a message that did not name the reason."
        )
        things = [
            "redis",
            "kafka",
            "nginx",
            "docker",
            "podman",
            "celery",
            "django",
            "flask",
            "rails",
            "spring",
        ]
        fields = [whole(template.format(thing, n)) for n, thing in enumerate(things * 3)]
        self.team_of(team, *fields)
        assert ready(team) <= 3

    def test_entries_that_share_only_a_lesson_are_all_chapters(self, team):
        self.team_of(team, *(whole(story) for story in STORIES))
        assert len(STORIES) == ready(team)

    def test_a_repeat_in_words_of_its_own_is_a_chapter_and_a_copy_of_the_words_is_none(self, team):
        first = team.add("Wrong host", **whole(logged=NOW - timedelta(days=70)))
        again = STORIES[0] + " It was a Friday."
        link = model.Links(repeat_of=first.id)
        self.team_of(team, whole(again, links=link), whole(links=link))
        told(team, Read(first.id), ANA)
        assert 2 == ready(team)

    def test_a_change_of_the_first_lets_the_second_count(self, team):
        first, second = self.team_of(team, whole(), whole())
        assert 1 == ready(team)
        team.edit(
            first.id,
            lambda it: attrs.evolve(
                it,
                story=STORIES[3],
                title="Bread",
                lessons=(
                    attrs.evolve(
                        it.lessons[0], text="Read the oven's scale", when="I set it", then="I look twice"
                    ),
                ),
            ),
        )
        assert 2 == ready(team)
        assert [] == lacks(team, second)


said = st.lists(st.sampled_from([f"w{chr(97 + n)}" for n in range(26)]), min_size=2, max_size=12)


class TestEchoes:
    @given(st.lists(st.tuples(st.integers(0, 7), said | st.just([])), max_size=14))
    def test_step_by_step_gives_what_all_at_once_does(self, steps):
        """Entries come, change and go in any order; which are echoes depends on what is there."""
        db, there = cache_file.nowhere(entry_cache.TABLES), {}
        for number, text in steps:
            name, sketched = f"e{number}", sketch(text)
            before = {name: there[name]} if name in there else {}
            there[name] = sketched
            db.execute(
                "INSERT OR REPLACE INTO entries VALUES (?, x'', '', '', '[]', '[]', '', ?)", [name, sketched]
            )
            echoes.update(db, before, {name: sketched})
        found = echoes.originals_of(db)
        echoes.rebuild(db)
        assert found.keys() == echoes.originals_of(db).keys()

    @given(said)
    def test_a_text_is_like_itself_and_its_sketch_has_one_length(self, text):
        assert 1.0 == likeness(sketch(text), sketch(text))
        assert bands(sketch(text))

    @given(st.text(max_size=300))
    def test_any_text_has_a_sketch_or_none(self, text):
        assert len(sketch(words(text))) in (0, 240)
        assert digest_of(words(text))

    def test_numbers_and_case_make_no_other_text(self):
        one, two = ("Server 17 went down at 03:15", "server 99 went DOWN at 04:45")
        assert words(one) == words(two)

    def test_how_well_it_tells_near_from_far(self):
        import random

        chance = random.Random(7)
        vocabulary = [f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600)]
        near = far = 0
        for _ in range(200):
            text = [chance.choice(vocabulary) for _ in range(60)]
            little, much = (
                [chance.choice(vocabulary) if chance.random() < share else word for word in text]
                for share in (0.1, 0.5)
            )
            near += likeness(sketch(text), sketch(little)) >= NEAR
            far += likeness(sketch(text), sketch(much)) >= NEAR
        assert near >= 190
        assert 0 == far


moments = st.integers(-40, 20).map(lambda days: NOW + timedelta(days=days))
voices = st.builds(
    lambda at, do, entry, who: Voice(new_id(at), do, entry, who),
    moments,
    st.sampled_from(["read", "thanked", "commented", "applied", "reviewed", "shared"]),
    st.sampled_from(["01kah3v8m2e9br5x0p7w4sn02q", "01kam3v8m2e9br5x0p7w4sn02q", new_id(NOW)]),
    st.sampled_from([ANA, "mei-0000000000aa", "bo-0000000000cc"]),
)


class TestReadings:
    @given(st.lists(voices, max_size=10), st.booleans(), st.randoms(use_true_random=False))
    def test_order_and_duplicates_do_not_matter(self, told, private, chance):
        authors = {voice.entry: "mei-0000000000aa" for voice in told}
        shuffled = told * 2
        chance.shuffle(shuffled)
        expected = goal.readings(authors, told, private=private)
        assert expected == goal.readings(authors, shuffled, private=private)

    @given(st.lists(voices, max_size=10), voices, st.booleans())
    def test_one_more_reading_takes_none_away(self, told, more, private):
        authors = {voice.entry: "mei-0000000000aa" for voice in [*told, more]}
        before, after = (goal.readings(authors, some, private=private) for some in (told, [*told, more]))
        assert all(after[name] <= moment for name, moment in before.items())


class TestMergeOrder:
    @settings(max_examples=8)
    @given(st.permutations(range(6)))
    def test_the_numbers_do_not_depend_on_the_order_in_which_entries_arrive(self, order):
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            journal = Journal.create(Path(folder) / "j", name="t", kind="team")
            for n in order:
                journal.put(FIXED[n])
                told(journal, Read(FIXED[n].id), ANA)
                goal.progress(journal, NOW)  # so that it is brought up to date step by step
            assert goal.Goal(6, 3, 0, 1001, 11) == goal.progress(journal, NOW)


def _fixed() -> list[model.Mistake]:
    made = NOW - timedelta(days=90)
    found = []
    for n in range(6):
        at = made + timedelta(days=n)
        lesson = model.Lesson(f"Rule: {STORIES[n % 3][:30]}", "I open it", "I look", key="p7w4sn")
        condition = model.Condition("the prompt hid the host", "tool", key="c00000")
        found.append(
            model.Mistake(
                new_id(at),
                "A case",
                at,
                at,
                AUTHOR,
                1,
                at,
                story=STORIES[n % 3],
                conditions=(condition,),
                lessons=(lesson,),
            )
        )
    return found


FIXED = _fixed()


class TestRemembering:
    def counting(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Return a list that names every entry that is looked at from now on."""
        looked: list[str] = []
        know = entry_cache.know

        def noted(entry: model.Mistake, scan: Any) -> Any:
            looked.append(entry.id)
            return know(entry, scan)

        monkeypatch.setattr(entry_cache, "know", noted)
        return looked

    def test_only_what_was_read_and_changed_is_looked_at(self, team, monkeypatch):
        entries = [team.add(f"Case {n}", **whole(STORIES[n])) for n in range(3)]
        raw = team.add("Not told yet", author=AUTHOR)
        looked = self.counting(monkeypatch)
        for entry in (entries[0], entries[1], raw):
            told(team, Read(entry.id), ANA)
        assert 2 == ready(team)
        assert sorted(looked) == sorted(entry.id for entry in entries[:2])
        looked.clear()
        assert goal.progress(Journal.open(team.root), NOW) == goal.progress(team, NOW)
        told(team, Read(entries[2].id), ANA)
        assert 3 == ready(team)
        assert [entries[2].id] == looked
        looked.clear()
        team.edit(entries[1].id, lambda entry: attrs.evolve(entry, tags=("ops",)))
        goal.progress(team, NOW)
        assert [entries[1].id] == looked

    def test_more_than_a_few_entries_are_left_for_another_time(self, team, monkeypatch):
        looked: list[str] = []
        monkeypatch.setattr(knowing, "known_now", lambda _, name, *rest: looked.append(name))
        for n in range(5):
            entry = team.add(f"Case {n}", **whole(f"{STORIES[n % 4]} {n} " + "again " * n * 9))
            told(team, Read(entry.id), ANA)
        assert [5, 5] == [goal.progress(team, NOW, most=4).unseen for _ in range(2)]
        assert [] == looked
        monkeypatch.undo()
        everything = goal.progress(team, NOW)
        assert 0 == everything.unseen < everything.chapter_ready
        assert everything == goal.progress(Journal.open(team.root), NOW, most=4)
        team.edit(entry.id, lambda entry: attrs.evolve(entry, tags=("ops",)))
        assert everything == goal.progress(team, NOW, most=1)

    @pytest.mark.parametrize("damage", [b"", b"nonsense", b"SQLite format 3\0 and then nonsense"])
    def test_a_damaged_cache_is_made_anew(self, team, damage):
        told(team, Read(team.add("Wrong host", **whole()).id), ANA)
        assert 1 == ready(team)
        cache = Path(cache_file.path_of("chapters", team.root))
        cache.write_bytes(damage)
        team.add("Another", **whole(STORIES[2]))
        assert goal.Goal(2, 1, 0, 1001, 11) == goal.progress(team, NOW)

    def test_a_cache_of_another_version_is_made_anew(self, team):
        told(team, Read(team.add("Wrong host", **whole()).id), ANA)
        goal.progress(team, NOW)
        with sqlite3.connect(cache_file.path_of("chapters", team.root)) as db:
            db.execute("DROP TABLE entries")
        team.add("Another", **whole(STORIES[2]))
        assert 1 == ready(team)

    def test_another_process_that_writes_is_no_hindrance(self, team):
        told(team, Read(team.add("Wrong host", **whole()).id), ANA)
        goal.progress(team, NOW)
        team.add("Another", **whole(STORIES[2]))
        other = sqlite3.connect(cache_file.path_of("chapters", team.root), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            assert goal.Goal(2, 1, 0, 1001, 11) == goal.progress(team, NOW)
        finally:
            other.close()

    def test_the_cache_is_the_users_alone_and_holds_no_text(self, team):
        import os
        import stat
        import sys

        goal.progress(team, NOW)
        team.add("Wrong host", **whole())
        goal.progress(team, NOW)
        path = Path(cache_file.path_of("chapters", team.root))
        assert b"migration" not in path.read_bytes()
        if sys.platform != "win32":
            assert 0o600 == stat.S_IMODE(os.stat(path).st_mode)

    def test_new_names_are_looked_for_in_old_chapters(self, team, monkeypatch):
        looked = self.counting(monkeypatch)
        first = team.add("Wrong host", **whole())
        vague = team.add(
            "Vague",
            **whole(
                lesson="be careful",
                story=STORIES[3],
                lessons=[model.Lesson("be careful", "always", "pay attention")],
            ),
        )
        for entry in (first, vague):
            told(team, Read(entry.id), ANA)
        goal.progress(team, NOW)
        looked.clear()
        team.add("By a newcomer", **whole(STORIES[1], author="Bo Chen <bo@example.com>"))
        goal.progress(team, NOW)
        assert first.id in looked
        assert vague.id not in looked


class TestScan:
    @pytest.fixture(autouse=True)
    def _scanners(self, team):
        if not team.plugins.scanners():
            pytest.skip("no plugin that scans is installed")

    @pytest.mark.parametrize(
        ("story", "name"),
        [
            (STORIES[0] + " The key was AKIA" + "IOSFODNN7EXAMPLQ and it was in the log.", "secret"),
            (STORIES[0] + " Then ask bo.chen@payments-company.de about it.", "name"),
        ],
    )
    def test_a_chapter_holds_no_secret_and_names_nobody(self, team, story, name):
        entry = team.add("Wrong host", **whole(story))
        told(team, Read(entry.id), ANA)
        assert (0, [name]) == (ready(team), lacks(team, entry))


class TestJunk:
    def test_thousands_of_empty_and_templated_entries_never_become_ready(self, team):
        """Like a scraped collection: titles without more, placeholders, and one template over and over."""
        fill = "This pitfall occurs when the tool is used in the wrong way. Number {0}."
        records = [
            {"title": f"Pitfall {n}"}
            if n % 3
            else {"title": f"Pitfall {n}", "story": "待补充 TODO"}
            if n % 2
            else {"title": f"Pitfall {n}", **whole(fill.format(n) * 2)}
            for n in range(300)
        ]
        for record in records:
            entry = team.draft(
                record.pop("title"), **{"author": AUTHOR, "logged": NOW - timedelta(days=9)} | record
            )
            team.write_new(entry)
            told(team, Read(entry.id), ANA)
        found = goal.progress(team, NOW)
        assert 300 == found.collected
        assert found.chapter_ready <= 1

    def imported(self, team: Journal, form: str, path: Path) -> Journal:
        from mistakes_formats import json_in, markdown_in

        reader = {"markdown": markdown_in.read, "json": json_in.read}[form]
        team.import_records(reader(path))
        return team

    @pytest.mark.parametrize(
        ("form", "name"),
        [
            ("json", "agent-postmortems/incidents.json"),
            ("markdown", "autonomous-toolkit-lessons/lessons"),
            ("markdown", "dfds-postmortems"),
        ],
    )
    def test_what_was_only_brought_in_is_not_ready(self, team, form, name):
        if not (DATA / name).exists():
            pytest.skip(f"the data set is not at hand (../shared/data/{name})")
        found = goal.progress(self.imported(team, form, DATA / name))
        assert found.collected > 10
        assert 0 == found.chapter_ready


class TestWhyNot:
    @pytest.mark.parametrize("language", ["en", "zh", "zh-TW"])
    def test_says_every_lack_in_kind_words_with_what_to_do(self, team, language):
        entry = team.add("Wrong host", author=AUTHOR)
        found = goal.why_not(team, entry, language)
        assert ["story", "condition", "lesson", "plan", "young", "reader"] == [lack.name for lack in found]
        assert all(lack.text and "{" not in lack.text for lack in found)

    def test_a_draft_is_told_the_same(self, team):
        assert {"young", "reader"} <= {
            lack.name for lack in goal.why_not(team, team.draft("x", author=AUTHOR))
        }

    def test_text_is_what_the_entry_says(self, team):
        entry = team.draft("Wrong host", **whole())
        assert "migration" in text_of(entry)
        assert knowing.FOUND == ("secret", "name")
