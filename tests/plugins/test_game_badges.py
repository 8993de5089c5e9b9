"""What must hold for badges: they are data, a count that only grows earns them, and nothing takes them away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistakes import Journal, model
from mistakes.ids import new_id
from mistakes.index.index import Index
from mistakes.index.sheets import Sheet
from mistakes.readiness import missing
from mistakes_game.counts.counting import COUNTS, Days, counts, merged, tally
from mistakes_game.counts.glance import Glance, glance
from mistakes_game.counts.growth import Growth
from mistakes_game.meaning.badges import badges, earned, next_badges, read_badges
from mistakes_game.meaning.data_files import BadData
from mistakes_game.meaning.quests import quests
from mistakes_game.points.deeds import Deed
from mistakes_game.reading.oneself import Self, self_of

ME, ANA, BO = "mei-0000000000aa", "ana-0000000000bb", "bo-0000000000cc"
SELF = self_of([ME], ["Mei Lin", "mei@example.com"])
DAY = date(2026, 3, 2)
TODAY = date(2026, 11, 22)
STORY = "The migration ran on the wrong host, because the prompt looked the same everywhere."
AUTHORS = {ME: "Mei Lin <mei@example.com>", ANA: "Ana <ana@example.com>", BO: "Bo <bo@example.com>"}


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def entry(number: int = 0, who: str = ME, day: date = DAY, **fields: object) -> model.Mistake:
    """Return a whole entry; its id says when it was made, and its number."""
    made = at(day) + timedelta(milliseconds=number)
    told = {
        "title": f"Mistake {number}",
        "story": STORY,
        "conditions": (model.Condition("the prompt hid the host", "tool", key="c00000"),),
        "lessons": (
            model.Lesson(
                "Name the host in the prompt", "I open a shell", "I read the host aloud", key="p7w4sn"
            ),
        ),
    } | fields
    return model.Mistake(
        id=new_id(made), happened=made, logged=made, author=AUTHORS[who], rev=1, updated=made, **told
    )


PERSONS = {author: who for who, author in AUTHORS.items()}


SHEETS: dict[model.Mistake, Sheet] = {}


def sheets_of(entries: Iterable[model.Mistake]) -> list[Sheet]:
    """Return the sheets of entries as an index has them."""
    wanted = list(entries)
    if new := {one.id: one for one in wanted if one not in SHEETS}:
        with TemporaryDirectory() as folder:
            journal = Journal.create(Path(folder) / "j", name="t", kind="team")
            for one in new.values():
                journal.write_new(one)
            with Index.open(journal.root, None) as index:
                index.refresh()
                found = [sheet for month in index.month_digests() for sheet in index.sheets(month)]
                SHEETS.update({new[sheet.id]: sheet for sheet in found})
    return [SHEETS[one] for one in wanted]


def sheet_of(entry: model.Mistake) -> Sheet:
    return sheets_of([entry])[0]


def seen(*entries: model.Mistake) -> dict[str, Glance]:
    """Return the glances of entries, whose authors are those of the tests."""
    return {sheet.id: glance(sheet, PERSONS.__getitem__) for sheet in sheets_of(entries)}


def grown(deeds: list[Deed], entries: dict[str, Glance], team: Collection[str] = ()) -> dict[str, Growth]:
    return counts(tally(deeds, entries, SELF, team), TODAY)


def growth(days: list[date]) -> Growth:
    return Growth.of(day.toordinal() for day in days)


def deed(do: str, day: date = DAY, by: str = ME, about: str = "", number: int = 0, **rest: str) -> Deed:
    made = at(day) + timedelta(milliseconds=number)
    name = new_id(made)
    return Deed(name, int(made.timestamp() * 1000), day.toordinal(), by, do, about, 1, **rest)


def ids_of(deeds: list[Deed], entries: dict[str, Glance], team: Collection[str] = ()) -> set[str]:
    return {one.badge.id for one in earned(grown(deeds, entries, team))}


ENTRIES = [
    entry(0),
    entry(1, kind="near-miss", price=model.Price(hours=1.0), q=model.Qs(iq=1, lq=2), tags=("ops",)),
    entry(2, who=ANA, actions=(model.Action("a", owner="Ana", helper="Mei", key="h8d2mm"),)),
    entry(3, who=BO, kind="near-miss"),
    entry(4, kind="decision", decision=model.Decision(confidence=60), process=2, result=4),
    entry(5, kind="borrowed", links=model.Links(borrowed_from="a book")),
    entry(6, source=model.Source("markdown", "x")),
]
days = st.dates(DAY - timedelta(days=40), DAY + timedelta(days=500))
deeds = st.builds(
    deed,
    do=st.sampled_from(
        "understood planned answered skipped reviewed compared retired rested borrowed decided scored applied "
        "repeated shared thanked commented read action-done checked retracted nonsense".split()
    ),
    day=days,
    by=st.sampled_from([ME, ANA, BO, "", "mei-lin-0000000000aa"]),
    about=st.sampled_from([one.id for one in ENTRIES] + ["", new_id()]),
    number=st.integers(0, 999),
    key=st.sampled_from(
        [
            "",
            "p7w4sn",
            "h8d2mm",
            ENTRIES[0].id,
            "homework.first-step",
            "trust.listen-1",
            "quest.two-alike",
            "2026-03-01",
        ]
    ),
    text=st.sampled_from(["", "  ", "it told me before I typed", "2026-03-20"]),
    more=st.sampled_from(["", "had", "missed", "Ana", "Mei Lin", BO]),
)
logs = st.lists(deeds, max_size=12)
journals = st.sets(st.sampled_from(ENTRIES), max_size=len(ENTRIES))
teams = st.frozensets(st.sampled_from([one.id for one in ENTRIES]))


class TestBadgesAreNeverTakenAway:
    @given(logs, deeds, journals, teams)
    def test_whatever_is_done_next_every_badge_stays(self, log, more, entries, team):
        glances = seen(*entries)
        assert ids_of(log, glances, team) <= ids_of([*log, more], glances, team)

    @given(logs, journals, st.sampled_from(ENTRIES), teams)
    def test_an_entry_that_comes_to_light_takes_no_badge(self, log, entries, more, team):
        assert ids_of(log, seen(*entries), team) <= ids_of(log, seen(*entries, more), team | {more.id})

    @given(logs, deeds, journals, teams)
    def test_every_count_only_grows_and_its_days_only_come_earlier(self, log, more, entries, team):
        glances = seen(*entries)
        before, after = (tally(some, glances, SELF, team) for some in (log, [*log, more]))
        for name, known in before.items():
            assert all(after[name][thing] <= day for thing, day in known.items())
        fewer, many = (counts(found, TODAY) for found in (before, after))
        assert all(len(growth) <= len(many[name]) for name, growth in fewer.items())

    @given(logs, journals, teams, st.randoms(use_true_random=False))
    def test_the_order_of_logs_and_duplicates_do_not_matter(self, log, entries, team, chance):
        shuffled = [*log, *log[:3]]
        chance.shuffle(shuffled)
        others = list(entries)
        chance.shuffle(others)
        assert tally(log, seen(*entries), SELF, team) == tally(shuffled, seen(*others), SELF, team)

    @given(logs, journals, teams, st.integers(0, 2))
    def test_in_parts_by_entry_it_comes_to_the_same(self, log, entries, team, rest):
        """What is about entries of one part lies in that part; so caches may keep parts."""

        def part(number: int) -> Days:
            glances = seen(*(one for n, one in enumerate(ENTRIES) if n % 3 == number and one in entries))
            others = {one.id for one in ENTRIES} - glances.keys()
            mine = [
                one for one in log if one.entry in glances or (number == rest and one.entry not in others)
            ]
            return tally(mine, glances, SELF, team)

        unknown = {one.id for one in ENTRIES} - {one.id for one in entries}
        whole = tally([one for one in log if one.entry not in unknown], seen(*entries), SELF, team)
        assert whole == merged(part(number) for number in (2, 0, 1))


class TestCriteria:
    @pytest.mark.parametrize(
        ("badge", "log", "entries"),
        [
            ("first-page", [], [entry()]),
            ("price-known", [], [entry(n, price=model.Price(hours=float(n))) for n in range(10)]),
            ("allow-others", [deed("thanked", about=ENTRIES[2].id, text="for telling", more="Ana")], ENTRIES),
            (
                "listener",
                [
                    deed("answered", DAY + timedelta(days=n), about=ENTRIES[0].id, key=f"trust.listen-{n}")
                    for n in range(3)
                ],
                [],
            ),
            (
                "open-praise",
                [deed("thanked", number=n, text="asked first", more=f"friend {n}") for n in range(5)],
                [],
            ),
            (
                "second-sight",
                [
                    deed("compared", about=ENTRIES[0].id, key=new_id(), text="same rule", number=n)
                    for n in range(5)
                ],
                [],
            ),
            ("honest-repeat", [deed("repeated", about=ENTRIES[0].id)], ENTRIES),
            ("honest-repeat", [], [entry(links=model.Links(repeat_of=ENTRIES[0].id))]),
            ("built-in", [deed("checked", about=ENTRIES[0].id, key="p7w4sn", text="tests/x.py")], ENTRIES),
            ("passed-on", [deed("thanked", by=ANA, about=ENTRIES[0].id, text="saved my day")], ENTRIES),
            ("first-mover", [], [entry(tags=("a", "b", "c"))]),
            ("decided", [deed("decided", about=ENTRIES[4].id)], ENTRIES),
            ("both-halves", [], [entry(n, process=1, result=5) for n in range(20)]),
            ("zoo", [], [entry(n, links=model.Links(borrowed_from=f"book {n}")) for n in range(5)]),
            (
                "patient",
                [deed("applied", DAY + timedelta(days=365), about=ENTRIES[0].id, key="p7w4sn", text="yes")],
                [entry(0, day=DAY - timedelta(days=365))],
            ),
            (
                "homework-done",
                [deed("answered", number=n, key=f"homework.q{n}", text="because") for n in range(6)],
                [],
            ),
            ("coach", [deed("action-done", by=ANA, about=ENTRIES[2].id, key="h8d2mm")], ENTRIES),
            ("quiet-week", [deed("rested", key="2026-03-02", text="2026-03-08")], []),
            ("returned", [deed("compared", day=DAY), deed("compared", day=DAY + timedelta(days=30))], []),
        ],
    )
    def test_a_badge_is_earned_by_what_it_says(self, badge, log, entries):
        if badge == "patient":
            log = [log[0]._replace(entry=entries[0].id)]
            log = [log[0]._replace(day=(entries[0].logged.date() + timedelta(days=365)).toordinal())]
        assert badge in ids_of(log, seen(*entries))
        assert badge not in ids_of([], {})

    def test_leader_first_is_for_whom_others_followed_within_a_week(self):
        mine = entry(0)
        for later, holds in ((1, True), (7, True), (8, False), (0, False), (-3, False)):
            theirs = entry(1, who=ANA, day=DAY + timedelta(days=later))
            found = ids_of([], seen(mine, theirs), frozenset({mine.id, theirs.id}))
            assert ("leader-first" in found) is holds, later

    def test_three_qs_want_seven_understood_entries_in_each(self):
        taught = [entry(n, q=model.Qs(iq=1, eq=1, lq=1)) for n in range(7)]
        assert "three-qs" in ids_of([], seen(*taught))
        assert "three-qs" not in ids_of([], seen(*taught[:6], entry(9, q=model.Qs(iq=3, eq=3))))

    def test_the_tide_wants_ten_lessons_and_five_people(self):
        mine = [entry(n) for n in range(10)]
        people = [f"p-0000000000{n:02}" for n in range(5)]
        log = [
            deed("thanked", by=people[n % 5], about=one.id, text="it helped") for n, one in enumerate(mine)
        ]
        assert "tide" in ids_of(log, seen(*mine))
        assert "tide" not in ids_of([one._replace(by=people[0]) for one in log], seen(*mine))

    def test_a_hundred_copies_of_one_text_are_one_chapter(self):
        copies = [entry(n) for n in range(101)]
        log = [deed("reviewed", DAY + timedelta(days=9), about=one.id) for one in copies]
        others = {name: one._replace(words=name) for name, one in seen(*copies).items()}
        assert "chapters-101" in ids_of(log, others)
        assert 1 == len(grown(log, seen(*copies))["chapters"])

    def test_imported_entries_count_once_their_reader_lived_through_them(self):
        brought = entry(source=model.Source("markdown", "x"))
        assert ids_of([], seen(brought)) == set()
        assert "first-page" in ids_of([deed("planned", about=brought.id)], seen(brought))

    def test_thanks_to_oneself_are_none(self):
        mine = seen(entry())
        for more in ("Mei Lin", "mei", "mei@example.com", ME, ""):
            log = [deed("thanked", about=next(iter(mine)), text="well done", more=more)]
            assert "thanks" not in tally(log, mine, SELF)

    def test_what_lies_ahead_counts_when_its_day_has_come(self):
        far = deed("rested", key="2026-12-01", text="2026-12-20")
        assert {} == grown([far], {})
        assert "weeks-of-rest" in counts(tally([far], {}, SELF), date(2026, 12, 20))

    @settings(max_examples=20)
    @given(st.floats(0, 10**6), st.integers(0, 3), st.integers(0, 3))
    def test_how_much_it_cost_makes_no_difference(self, hours, trust, other):
        one = entry(price=model.Price(hours=hours, trust=trust))
        two = attrs.evolve(one, price=model.Price(hours=0.0, trust=other, note="little"))
        assert glance(sheet_of(one), str) == glance(sheet_of(two), str)

    def test_what_an_entry_tells_is_what_it_holds(self):
        told = entry(
            tags=("Ops", "ops"),
            q=model.Qs(iq=1, lq=3),
            process=1,
            result=5,
            right_thing=True,
            done_right=False,
            price=model.Price(note="little"),
            links=model.Links(repeat_of=ENTRIES[0].id, borrowed_from="Ana Bell, payments"),
            actions=(
                model.Action("one", owner="Ana", helper="Mei", due=DAY, key="h8d2mm"),
                model.Action("two", done=DAY, key="h8d2mn"),
            ),
            also={"zh": {"title": "一"}},
        )
        found = glance(sheet_of(told), PERSONS.__getitem__)
        assert (found.who, found.tags, found.qs) == (ME, ("ops",), (1, 0, 3))
        assert all(
            (
                found.whole,
                found.understood,
                found.priced,
                found.rated,
                found.weighed,
                found.lucky,
                found.retold,
            )
        )
        assert (False, False, False) == (found.imported, found.deleted, found.doubtful)
        assert (found.repeat_of, found.borrowed_from) == (ENTRIES[0].id, "ana bell")
        assert ["mei", ""] == [action.helper for action in found.actions]
        assert [DAY.toordinal(), 0] == [action.due for action in found.actions]

    @pytest.mark.parametrize(
        "change",
        [
            {"story": "oops"},
            {"conditions": (model.Condition("me", "person", key="c00000"),)},
            {"lessons": (model.Lesson("Be more careful", "always", "pay attention", key="p7w4sn"),)},
            {"lessons": (model.Lesson("加强沟通", "以后", "注意", key="p7w4sn"),)},
            {"lessons": (model.Lesson("Name the host in the prompt", key="p7w4sn"),)},
            {"lessons": (model.Lesson("Be more careful", check="tests/x.py", key="p7w4sn"),)},
            {},
        ],
    )
    def test_whole_is_what_lacks_nothing_by_readiness(self, change):
        told = entry(**change)
        assert glance(sheet_of(told), str).whole is (missing(told) == ())


class TestEarning:
    def test_the_day_is_that_on_which_the_last_criterion_came_to_hold(self):
        prices = [DAY + timedelta(days=n) for n in range(12)]
        found = earned({"prices": growth(prices), "entries": growth([DAY + timedelta(days=3)])})
        assert [("first-page", prices[3]), ("price-known", prices[9])] == [
            (one.badge.id, one.day) for one in found
        ]

    def test_what_is_nearest_is_told_first_and_only_what_is_begun(self):
        found = next_badges(
            {"prices": growth([DAY] * 9), "entries": growth([DAY]), "rated": growth([DAY] * 2)}
        )
        assert [("price-known", 9, 10), ("both-halves", 2, 20)] == [
            (one.badge.id, one.have, one.least) for one in found
        ]

    @given(st.dictionaries(st.sampled_from(sorted(COUNTS)), st.lists(days).map(growth)))
    def test_no_badge_is_both_earned_and_ahead(self, grown):
        done = {one.badge.id for one in earned(grown)}
        ahead = {one.badge.id for one in next_badges(grown, limit=100)}
        assert not done & ahead


class TestData:
    def test_the_list_is_whole(self):
        names = [badge.name.en for badge in badges()]
        assert names == [
            *("First Page", "Dare to Admit", "Leader First", "Allow Others", "Price Known", "Three Qs"),
            *("Listener ×3", "Open Praise", "Second Sight", "Honest Repeat", "Built In", "Built In ×10"),
            *(
                "Passed On",
                "Tide",
                "First Mover",
                "Decided",
                "Both Halves",
                "Zoo",
                "Patient",
                "Homework Done",
            ),
            *("Coach", "Quiet Week", "Returned", "101", "501", "1,001"),
        ]

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ('needs = ["entries >= 1"]', 'needs = ["entries > 1"]', "is no criterion"),
            ('needs = ["entries >= 1"]', 'needs = ["entries >= 0"]', "is no criterion"),
            ('needs = ["entries >= 1"]', 'needs = ["severity >= 1"]', "nothing is counted"),
            ('needs = ["entries >= 1"]', 'needs = ["entries >= 1", "entries >= 2"]', "twice"),
            ('needs = ["entries >= 1"]', "needs = []", "no list of criteria"),
            ('needs = ["entries >= 1"]', "needs = [1]", "is no criterion"),
            ('id = "first"', 'id = "First Page"', "is no id"),
            ('id = "first"', "id = 7", "is no id"),
            ('zh = "一"', 'zh = ""', "is no text"),
            ('zh = "一"', 'zh = "a\\u001bb"', "control"),
            ('zh = "一"', f'zh = "{"一" * 50}"', "longer"),
            (', zh = "一"', "", "lacks zh"),
            ('id = "first"', 'id = "first"\nexec = "rm"', "unknown keys"),
            ('id = "first"', 'id = "first', "is no TOML"),
            ("[[badge]]", "[badge]", "something else"),
            ("[[badge]]", "[[medal]]", "something else"),
        ],
    )
    def test_bad_data_is_refused_with_its_place(self, old, new, reason):
        good = '[[badge]]\nid = "first"\nneeds = ["entries >= 1"]\nname = { en = "One", zh = "一" }\ntext = { en = "Good.", zh = "好。" }\n'
        assert 1 == len(read_badges(good))
        with pytest.raises(BadData, match=reason) as caught:
            read_badges(good.replace(old, new), "mine.toml")
        assert caught.value.where.startswith("mine.toml")

    def test_ids_and_names_are_there_once(self):
        one = '[[badge]]\nid = "{}"\nneeds = ["entries >= 1"]\nname = {{ en = "{}", zh = "{}" }}\ntext = {{ en = "Good.", zh = "好。" }}\n'
        with pytest.raises(BadData, match="id"):
            read_badges(one.format("a", "A", "甲") + one.format("a", "B", "乙"))
        with pytest.raises(BadData, match="name"):
            read_badges(one.format("a", "A", "甲") + one.format("b", "A", "乙"))


class TestSelf:
    def test_a_person_is_known_by_the_address_however_the_name_was_spelled(self):
        assert SELF.did("mei-lin-0000000000aa")
        assert not SELF.did(ANA)
        assert not Self(frozenset()).did("")

    @given(logs)
    @settings(max_examples=20)
    def test_without_anybody_nothing_is_counted(self, log):
        found = tally([one._replace(by=one.by or ANA) for one in log], seen(*ENTRIES[2:4]), self_of([]))
        assert {} == counts(found, TODAY)


class TestGrowth:
    @given(st.lists(days))
    def test_the_day_of_a_number_is_that_of_the_sorted_list(self, several):
        found = growth(several)
        assert len(several) == len(found)
        assert sorted(several) == [found.day_of(number) for number in range(1, len(several) + 1)]
        assert found.day_of(len(several) + 1) is None

    @given(st.lists(days), days, days)
    def test_what_lies_between_two_days(self, several, first, last):
        assert sum(first <= day <= last for day in several) == growth(several).between(first, last)
        assert growth([day for day in several if day <= last]) == growth(several).until(last)


class TestDocs:
    @pytest.fixture
    def page(self) -> str:
        page = Path(__file__).parents[2] / "docs" / "reference" / "badges-and-quests.md"
        return page.read_text(encoding="utf-8")

    def test_every_count_is_told_as_it_is_in_the_code(self, page):
        for name, what in COUNTS.items():
            assert f"| `{name}` | {what} |" in page

    def test_every_badge_is_told_with_its_criteria_and_both_names(self, page):
        for badge in badges():
            criteria = ", ".join(f"`{need.what} >= {need.least}`" for need in badge.needs)
            assert f"| {badge.name.en} | {badge.name.zh} | {criteria} | {badge.text.en} |" in page

    def test_every_quest_is_told(self, page):
        for quest in quests():
            assert f"| {quest.name.en} | {quest.name.zh} | {quest.link} | {quest.q.upper()} |" in page
