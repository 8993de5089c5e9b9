"""What must hold for quests: one a week, the same everywhere, for the weakest link, and free to refuse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes_game.counts.counting import COUNTS
from mistakes_game.counts.growth import Growth
from mistakes_game.counts.told import Told
from mistakes_game.meaning.data_files import BadData
from mistakes_game.meaning.quests import (
    LINKS,
    NEWCOMER,
    SITUATION,
    offer,
    quests,
    read_quests,
    weakest_link,
)

MONDAY = date(2026, 11, 16)
ALL = dict.fromkeys(SITUATION, 9)
days = st.dates(MONDAY - timedelta(days=200), MONDAY + timedelta(days=20))
grown = st.dictionaries(
    st.sampled_from(sorted(COUNTS)), st.lists(days, max_size=8).map(lambda several: growth(*several))
)
situations = st.fixed_dictionaries({name: st.integers(0, 5) for name in SITUATION})
tolds = st.lists(
    st.builds(
        Told,
        st.sampled_from([quest.id for quest in quests()] + ["gone"]),
        st.sampled_from(["accepted", "refused"]),
        days,
        st.text("abc", max_size=3),
    ),
    max_size=5,
)


def growth(*several: date) -> Growth:
    return Growth.of(day.toordinal() for day in several)


def many(count: int, before: int = 10) -> Growth:
    return growth(*[MONDAY - timedelta(days=before)] * count)


def loop(**counts: int) -> dict[str, Growth]:
    return {name: many(count) for name, count in counts.items() if count}


class TestOneAWeek:
    @given(grown, situations, st.sampled_from(["iq", "eq", "lq"]), tolds, st.integers(0, 6), st.randoms())
    def test_the_same_is_offered_everywhere_whatever_the_order(
        self, counts, there, lowest, told, weekday, chance
    ):
        day = MONDAY + timedelta(days=weekday)
        expected = offer(counts, there, lowest, told, day, "seed")
        shuffled = list(dict.fromkeys(told)) * 2
        chance.shuffle(shuffled)
        others = dict(sorted(counts.items(), reverse=True))
        if len({(one.day, one.at) for one in told}) == len(set(told)):
            assert expected == offer(others, there, lowest, shuffled, day, "seed")

    @given(grown, situations, st.sampled_from(["iq", "eq", "lq"]), st.integers(0, 6))
    def test_it_stays_all_week_whatever_is_done_in_it(self, counts, there, lowest, weekday):
        first = offer(counts, there, lowest, [], MONDAY)
        more = {
            name: Growth([*one.pairs, ((MONDAY + timedelta(days=weekday)).toordinal(), 3)])
            for name, one in counts.items()
        }
        later = offer(more, there, lowest, [], MONDAY + timedelta(days=weekday))
        assert (first and first.quest.id) == (later and later.quest.id)

    @given(grown, situations, tolds)
    def test_what_is_offered_makes_sense_and_is_never_further_than_its_end(self, counts, there, told):
        found = offer(counts, there, "lq", told, MONDAY)
        if found and found.how == "offered":
            assert all(there[ask.what] >= ask.least for ask in found.quest.asks)
        if found:
            assert 0 <= found.have <= found.least
            assert found.link in LINKS

    def test_different_persons_need_not_have_the_same(self):
        alike = loop(entries=9, understood=9, plans=9, practised=9, applied=9, built=9)
        found = {offer(alike, ALL, "lq", [], MONDAY, str(n)).quest.id for n in range(60)}
        assert len(found) > 1


class TestWeakestLink:
    @pytest.mark.parametrize(
        ("counts", "link"),
        [
            ({}, "capture"),
            ({"entries": 10}, "understand"),
            ({"entries": 10, "understood": 9}, "plan"),
            ({"entries": 10, "understood": 9, "plans": 9}, "practise"),
            ({"entries": 10, "understood": 9, "plans": 9, "practised": 9}, "apply"),
            ({"entries": 10, "understood": 10, "plans": 10, "practised": 9, "applied": 8}, "build"),
            (
                {"entries": 9, "understood": 9, "plans": 9, "practised": 9, "applied": 3, "built": 1},
                "capture",
            ),
            ({"entries": 10, "understood": 2, "plans": 1, "practised": 1}, "apply"),
            ({"entries": 10, "understood": 2, "plans": 2, "practised": 2, "applied": 1}, "build"),
            (
                {"entries": 10, "understood": 2, "plans": 2, "practised": 2, "applied": 1, "built": 1},
                "understand",
            ),
        ],
    )
    def test_is_where_least_goes_on(self, counts, link):
        assert link == weakest_link(loop(**counts), MONDAY, company=False)

    def test_sharing_is_one_where_there_is_company(self):
        whole = loop(entries=9, understood=9, plans=9, practised=9, applied=9, built=9)
        assert "capture" == weakest_link(whole, MONDAY, company=False)
        assert "share" == weakest_link(whole, MONDAY, company=True)

    def test_nothing_written_for_four_weeks_is_one(self):
        old = {"entries": many(9, 40), "understood": many(1, 40)}
        assert "capture" == weakest_link(old, MONDAY, company=False)

    @pytest.mark.parametrize(
        ("counts", "there", "quest"),
        [
            ({"entries": 9, "understood": 9}, {"unplanned": 9}, "five-if-thens"),
            ({"entries": 9, "understood": 9, "plans": 9}, {"entries": 9}, "two-alike"),
            (
                {"entries": 9, "understood": 9, "plans": 9, "practised": 9},
                {"open-actions": 1, "entries": 9},
                "oldest-debt",
            ),
            (
                {"entries": 9, "understood": 9, "plans": 9, "practised": 9, "applied": 9},
                {"unchecked": 1, "entries": 9},
                "build-it-in",
            ),
        ],
    )
    def test_the_quest_is_for_it(self, counts, there, quest):
        assert quest == offer(loop(**counts), there, "iq", [], MONDAY).quest.id

    def test_of_several_for_it_the_one_for_the_lowest_q_is_chosen(self):
        counts = loop(entries=20, understood=1, plans=1, practised=1, applied=1, built=1)
        there = ALL | {"company": 0}
        chosen = {q: offer(counts, there, q, [], MONDAY).quest.id for q in ("iq", "eq", "lq")}
        assert {"iq": "price-tag", "eq": "ask-the-quiet-one", "lq": "right-thing"} == chosen

    def test_what_is_not_there_is_not_asked_for(self):
        alone = {name: 9 for name in SITUATION if name != "company"}
        for number in range(50):
            found = offer(loop(entries=9), alone, "lq", [], MONDAY, str(number))
            assert found.quest.id not in ("first-to-admit", "thank-someone")


class TestNewcomers:
    @pytest.mark.parametrize("entries", range(NEWCOMER))
    def test_borrow_first(self, entries):
        found = offer(loop(entries=entries), {}, "lq", [], MONDAY)
        assert ("borrow-three", "mistakes add TITLE --kind borrowed") == (found.quest.id, found.todo)

    def test_in_a_team_borrow_from_it(self):
        assert "mistakes borrow ID" == offer({}, {"company": 1}, "lq", [], MONDAY).todo


class TestAnswers:
    def told(self, quest: str, how: str, day: date, at: str = "a") -> Told:
        return Told(quest, how, day, at)

    def test_refusing_costs_nothing_and_lasts_a_week(self):
        counts = loop(entries=9, understood=9)
        first = offer(counts, ALL, "iq", [], MONDAY)
        told = [self.told(first.quest.id, "refused", MONDAY)]
        assert first._replace(how="refused") == offer(counts, ALL, "iq", told, MONDAY + timedelta(days=6))
        after = offer(counts, ALL, "iq", told, MONDAY + timedelta(days=7))
        assert "offered" == after.how
        assert first.quest.id != after.quest.id

    def test_the_last_word_of_a_week_counts(self):
        told = [
            self.told("two-alike", "refused", MONDAY, "a"),
            self.told("two-alike", "accepted", MONDAY, "b"),
        ]
        assert "accepted" == offer({}, {}, "iq", told, MONDAY).how

    def test_what_was_taken_stays_even_if_another_would_be_offered_by_now(self):
        told = [self.told("lucky-win", "accepted", MONDAY)]
        assert "lucky-win" == offer(loop(entries=9, understood=9), ALL, "iq", told, MONDAY).quest.id

    def test_it_is_done_when_it_happened_in_the_week(self):
        told = [self.told("two-alike", "accepted", MONDAY)]
        for day, how in (
            (MONDAY, "done"),
            (MONDAY + timedelta(days=6), "done"),
            (MONDAY - timedelta(days=1), "accepted"),
        ):
            found = offer({"comparisons": growth(day)}, ALL, "iq", told, MONDAY + timedelta(days=6))
            assert how == found.how

    def test_how_far_it_is(self):
        told = [self.told("five-if-thens", "accepted", MONDAY)]
        found = offer({"plans-made": growth(*[MONDAY] * 3)}, ALL, "iq", told, MONDAY)
        assert (3, 5, "accepted") == (found.have, found.least, found.how)

    def test_a_quest_that_is_no_longer_there_is_forgotten(self):
        assert "offered" == offer({}, {}, "iq", [self.told("gone", "refused", MONDAY)], MONDAY).how


class TestData:
    def test_the_twelve_are_there(self):
        assert [quest.name.en for quest in quests()] == [
            *(
                "Five If-Thens",
                "First to Admit",
                "Ask the Quiet One",
                "Two Alike",
                "Oldest Debt",
                "Price Tag",
            ),
            *(
                "Borrow Three",
                "Thank Someone",
                "Right Thing?",
                "Build It In",
                "Lucky Win",
                "Explain to the Zoo",
            ),
        ]

    def test_every_link_and_every_q_has_one(self):
        assert set(LINKS) == {quest.link for quest in quests()}
        assert {"iq", "eq", "lq"} == {quest.q for quest in quests()}

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ('link = "plan"', 'link = "hurry"', "unknown link"),
            ('q = "iq"', 'q = "xq"', "unknown link or q"),
            ("starter = true", 'starter = "yes"', "unknown link or q"),
            ("starter = true", "", "newcomers"),
            ('"plans >= 5"', '"speed >= 5"', "nothing is counted"),
            ('todo = "x"', 'todo = "x\\ny"', "control"),
            ('todo = "x"', "", "lacks todo"),
            ('link = "plan"', 'link = "plan"\npoints = 5', "unknown keys"),
            ('asks = ["entries >= 1"]', 'asks = ["plans >= 1"]', "nothing is counted"),
        ],
    )
    def test_bad_data_is_refused(self, old, new, reason):
        good = (
            '[[quest]]\nid = "a"\nlink = "plan"\nq = "iq"\nstarter = true\nneeds = ["plans >= 5"]\n'
            'asks = ["entries >= 1"]\ntodo = "x"\nname = { en = "A", zh = "甲" }\ntext = { en = "B.", zh = "乙。" }\n'
        )
        assert 1 == len(read_quests(good))
        with pytest.raises(BadData, match=reason):
            read_quests(good.replace(old, new))
