"""What each act pays, and within which limits (G5): points by rule, one rule after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from game_logs import ACTIONS, LESSONS, NOW, PERSONS, START, facts, made_id, noon

from mistakes import events
from mistakes_game.points.deeds import deeds_of
from mistakes_game.points.explain import explained
from mistakes_game.points.facts import EntryFacts, alike
from mistakes_game.points.levels import level_of, next_at
from mistakes_game.points.replay import replay
from mistakes_game.points.rules import HOMEWORK, RULES
from mistakes_game.points.state import Person

ME, OTHER = PERSONS[0], PERSONS[1]
SAID = "It helped before the release on Friday"
NUMBERS = iter(range(1, 10**6))


def on(day: int | date, by: str = ME, hour: int = 12) -> dict[str, Any]:
    """Return the stamp of an event so many days after the start."""
    real = START + timedelta(days=day) if isinstance(day, int) else day
    at = noon(real) + timedelta(hours=hour - 12)
    return {"id": made_id(at, next(NUMBERS)), "at": at, "day": real, "by": by}


def mine(number: int, **changes: Any) -> EntryFacts:
    """Return the facts of an entry of mine, with words of its own, logged on the first day."""
    plans = tuple(plan._replace(day=START.toordinal()) for plan in facts(0).plans)
    changes = {"author": ME, "day": START.toordinal(), "text": f"text {number}", "plans": plans} | changes
    return facts(number, **changes)


def points(log: Iterable[events.Event], *entries: EntryFacts, who: str = ME, now: datetime = NOW) -> Person:
    """Return what one's acts have come to; without their captures unless those are what it is about."""
    known = {one.id: one for one in entries}
    return replay(log, known, now=now).persons.get(who, Person(0, {}))


def of(rule: str, log: Iterable[events.Event], *entries: EntryFacts, who: str = ME) -> int:
    """Return the points by one rule."""
    return points(log, *entries, who=who).by_rule.get(rule, 0)


def reflected(number: int, day: int) -> list[events.Event]:
    entry = mine(number).id
    return [events.Understood(entry, **on(day)), events.Planned(entry, **on(day))]


def test_writing_down_pays_three_times_a_day() -> None:
    several = [mine(number) for number in range(5)]
    later = mine(5, day=START.toordinal() + 1)

    assert 3 * 2 == of("capture", [], *several)
    assert 4 * 2 == of("capture", [], *several, later)


def test_imports_pay_nothing() -> None:
    assert 0 == of("capture", [], *(mine(number, imported=True) for number in range(3)))


def test_the_same_words_written_down_again_pay_once() -> None:
    same = [mine(n, text="same", day=START.toordinal() + n) for n in range(4)]

    assert 2 == of("capture", [], *same)


def test_a_whole_reflection_pays_eight_then_half_then_nothing_on_one_day() -> None:
    several = [mine(number) for number in range(6)]

    paid = [of("reflected", [e for n in range(k) for e in reflected(n, 1)], *several) for k in range(7)]

    assert [0, 8, 16, 20, 24, 24, 24] == paid


def test_half_a_reflection_pays_nothing_and_a_whole_one_once_an_entry() -> None:
    entry = mine(0)

    assert 0 == of("reflected", [events.Planned(entry.id, **on(1))], entry)
    assert 0 == of("reflected", [events.Understood(entry.id, **on(1))], entry)
    assert 8 == of("reflected", [*reflected(0, 1), *reflected(0, 2), *reflected(0, 3)], entry)


def test_forgetting_pays_as_much_as_remembering() -> None:
    entry = mine(0)
    had, missed = ([events.Reviewed(entry.id, LESSONS[0], grade, **on(1))] for grade in ("had", "missed"))

    assert 3 == of("reviewed", had, entry) == of("reviewed", missed, entry)


def test_a_recall_pays_only_when_it_can_have_been_due() -> None:
    entry = mine(0)

    def had(*days: int) -> int:
        return of("reviewed", [events.Reviewed(entry.id, LESSONS[0], **on(day)) for day in days], entry)

    assert 0 == had(0), "not on the day on which it was written down"
    assert 3 == had(1, 1) == had(1, 2, 3)
    assert 3 * 4 == had(1, 4, 11, 32)
    assert 3 * 4 == had(*range(1, 33))


def test_what_was_missed_comes_back_sooner_and_pays_then() -> None:
    entry = mine(0)
    grades = {1: "had", 4: "missed", 5: "missed", 6: "had"}
    log = [events.Reviewed(entry.id, LESSONS[0], grade, **on(day)) for day, grade in grades.items()]

    assert 3 * 4 == of("reviewed", log, entry)


def test_five_recalls_pay_on_one_day() -> None:
    several = [mine(number) for number in range(8)]
    log = [events.Reviewed(one.id, LESSONS[0], **on(2)) for one in several]

    assert 3 * 5 == of("reviewed", log, *several)


def test_a_pair_is_compared_once_whichever_way_round_and_a_rule_has_to_be_named() -> None:
    one, two, three = (mine(number) for number in range(3))
    log = [
        events.Compared(one.id, two.id, "Both times nobody had read the plan", **on(1)),
        events.Compared(two.id, one.id, "Both times everybody was in a hurry", **on(2)),
        events.Compared(one.id, three.id, "same", **on(3)),
        events.Compared(one.id, one.id, "An entry is like itself of course", **on(3)),
    ]

    assert 6 == of("compared", log, one, two, three)


def test_an_application_pays_a_day_after_the_plan_and_once_a_month() -> None:
    entry = mine(0)

    def applied(*days: int, hour: int = 12) -> int:
        log = [
            events.Applied(entry.id, LESSONS[0], f"{SAID} {'abcdefgh'[n]}", **on(day, hour=hour))
            for n, day in enumerate(days)
        ]
        return of("applied", log, entry)

    assert 0 == applied(0, hour=20) == applied(1, hour=11)
    assert 15 == applied(1) == applied(1, 2, 30)
    assert 30 == applied(1, 31)


def test_an_application_needs_a_sentence_and_no_plan_means_no_pay() -> None:
    entry, unplanned = mine(0), mine(1, plans=())

    assert 0 == of("applied", [events.Applied(entry.id, LESSONS[0], "yes", **on(3))], entry)
    assert 15 == of("applied", [events.Applied(entry.id, LESSONS[0], "", "outage avoided", **on(3))], entry)
    assert 0 == of("applied", [events.Applied(unplanned.id, LESSONS[0], SAID, **on(3))], unplanned)
    planned = [events.Planned(unplanned.id, **on(1)), events.Applied(unplanned.id, LESSONS[0], SAID, **on(3))]
    assert 15 == of("applied", planned, unplanned)


def test_an_application_without_a_lesson_is_of_the_first_plan() -> None:
    entry = mine(0)
    log = [
        events.Applied(entry.id, None, SAID, **on(3)),
        events.Applied(entry.id, LESSONS[0], f"{SAID} once more", **on(4)),
    ]

    assert 15 == of("applied", log, entry)


def test_an_action_pays_once_with_evidence() -> None:
    entry = mine(0)
    log = [events.ActionDone(entry.id, ACTIONS[0], f"commit {n}", **on(n)) for n in range(1, 4)]

    assert 10 == of("action-done", log, entry)
    assert 0 == of("action-done", [events.ActionDone(entry.id, ACTIONS[0], None, **on(1))], entry)
    assert 0 == of("action-done", [events.ActionDone(entry.id, "gone01", "commit", **on(1))], entry)


def test_a_check_pays_once_whether_an_event_or_the_entry_tells_of_it() -> None:
    entry = mine(0, checks=((LESSONS[0], "x"),))
    log = [events.Checked(entry.id, LESSONS[0], "tests/test_it.py", **on(2))]

    assert 20 == of("checked", [], entry) == of("checked", log, mine(0)) == of("checked", log, entry)
    assert 0 == of("checked", [], entry._replace(imported=True))


def test_a_repeat_pays_five_told_in_new_words() -> None:
    entry, again, other = mine(0), mine(1), mine(2)

    def repeated(*told: tuple[int, str | None]) -> int:
        log = [events.Repeated(entry.id, None, repeat, **on(day)) for day, repeat in told]
        return of("repeated", log, entry, again, other)

    assert 5 == repeated((1, again.id)) == repeated((1, None), (1, None))
    assert 5 == repeated((1, again.id), (1, other.id)), "once a day"
    assert 10 == repeated((1, again.id), (2, other.id)) == repeated((1, None), (2, None))
    assert 0 == repeated((1, facts(3).id)), "a repeat that nobody has"


def test_a_decision_pays_for_the_seal_and_for_the_score_on_its_day() -> None:
    day = START + timedelta(days=40)
    entry = mine(0, kind="decision", review_on=day.toordinal())
    seal = events.Decided(entry.id, "sha256:0", **on(1))

    assert 3 == of("decided", [seal, seal], entry)
    assert 7 == of("scored", [seal, events.Scored(entry.id, 0.0, **on(40))], entry)
    assert 0 == of("scored", [seal, events.Scored(entry.id, 1.0, **on(39))], entry)
    assert 0 == of("scored", [events.Scored(entry.id, 1.0, **on(40))], entry), "without a seal"
    assert 0 == of("decided", [seal], mine(0)), "no decision"


def test_a_decision_without_a_day_is_scored_a_day_later_at_the_earliest() -> None:
    entry = mine(0, kind="decision")
    seal = events.Decided(entry.id, "sha256:0", **on(1))

    assert 0 == of("scored", [seal, events.Scored(entry.id, 1.0, **on(1, hour=20))], entry)
    assert 7 == of("scored", [seal, events.Scored(entry.id, 1.0, **on(2))], entry)


def test_borrowing_pays_three_times_a_week_with_a_plan() -> None:
    copies = [mine(number, kind="borrowed", imported=True) for number in range(6)]
    log = [events.Borrowed(one.id, f"source {n}", **on(n)) for n, one in enumerate(copies)]

    assert 3 * 6 == of("borrowed", log, *copies)
    assert 0 == of("borrowed", log[:1], copies[0]._replace(plans=()))
    assert 6 == of("borrowed", [log[0], events.Borrowed(copies[1].id, "source 0", **on(9))], *copies)


def test_a_lesson_that_helped_pays_both_ten_twice_a_week() -> None:
    lessons = [mine(number) for number in range(4)]
    log = [events.Thanked(one.id, ME, "It saved us", LESSONS[0], **on(1, OTHER)) for one in lessons]

    assert 10 == of("thanked", log[:1], *lessons) == of("thanked", log[:1], *lessons, who=OTHER)
    assert 20 == of("thanked", log, *lessons) == of("thanked", log, *lessons, who=OTHER)
    assert 0 == of("thanked", [events.Thanked(lessons[0].id, ME, SAID, LESSONS[0], **on(1))], *lessons)


def test_kudos_pay_the_giver_one_and_have_to_name_the_act() -> None:
    people = [f"person-{n}" for n in range(5)]
    log = [events.Thanked(None, who, "for reading my draft twice", **on(1)) for who in people]

    assert 3 == of("kudos", log)
    assert 0 == of("kudos", log, who="person-0")
    assert 1 == of("kudos", [events.Thanked(None, "ana", f"for helping me {n}", **on(n)) for n in range(5)])
    assert 0 == of("kudos", [events.Thanked(None, "ana", "thanks", **on(1))])
    assert 0 == of("kudos", [events.Thanked(None, ME, "for being so good to me", **on(1))])


def test_homework_pays_five_for_forty_letters_once_a_quarter() -> None:
    long, other = (
        "Whoever follows of their own will stays when it gets hard",
        "I would begin with the one goal we share",
    )
    prompt = "homework.follower-or-subordinate"

    def answered(*told: tuple[int, str, str]) -> int:
        return of("homework", [events.Answered(None, prompt, text, **on(day)) for day, prompt, text in told])

    assert 0 == answered((1, prompt, "Followers, I think")) == answered((1, "trust.listen-1", long))
    assert 5 == answered((1, prompt, long), (40, prompt, other))
    assert 10 == answered((1, prompt, long), (91, prompt, other))
    assert 5 == answered((1, prompt, long), (2, "homework.first-step", long)), "the same words"
    assert 0 == answered((1, "homework.made-up", long))


def test_a_chinese_answer_is_as_long_as_what_it_says() -> None:
    text = "追随者是自己愿意跟着走的，所以难的时候也会留下来。"

    assert 5 == of("homework", [events.Answered(None, "homework.first-step", text, **on(1))])


def test_the_homework_that_pays_is_the_one_that_comes_with_the_program() -> None:
    import tomllib

    import mistakes_prompts

    pack = Path(mistakes_prompts.__file__).parent / "packs" / "homework.toml"
    prompts = tomllib.loads(pack.read_text(encoding="utf-8"))["prompt"]

    assert HOMEWORK == {prompt["id"] for prompt in prompts}


@pytest.mark.parametrize(
    "two",
    [
        ("Deployed on a Friday", "deployed on Friday!!"),
        ("Deployed build 17", "Deployed build 18"),
        ("Lost the backup, and the key", "lost the key and the backup"),
        ("忘记备份。", "忘记，备份"),
        ("１２３ ", "456"),
        ("ＤＥＰＬＯＹＥＤ", "deployed"),
    ],
)
def test_texts_that_say_the_same_count_as_one(two: tuple[str, str]) -> None:
    assert alike(two[0]) == alike(two[1])


def test_texts_that_say_something_else_do_not() -> None:
    assert alike("Deployed on a Friday") != alike("Deployed without tests")
    assert alike("忘记备份") != alike("忘记恢复")


def test_each_act_is_explained_and_the_first_ones_are_paid() -> None:
    several = [mine(number) for number in range(4)]
    log = [events.Applied(several[0].id, LESSONS[0], text, **on(day)) for day, text in ((2, SAID), (5, "no"))]
    paid = explained(deeds_of(log), {one.id: one for one in several}, RULES, ME, NOW)

    told = [(one.rule, one.points, one.note) for one in paid]

    assert told[0] == ("applied", 0, "no-evidence")
    assert told[1] == ("applied", 15, "")
    assert [("capture", 0, "day-full"), *[("capture", 2, "")] * 3] == told[2:]


def test_levels_are_the_root_of_the_points() -> None:
    assert [0, 0, 1, 1, 2, 49, 50] == [level_of(p).number for p in (0, 19, 20, 79, 80, 49_999, 50_000)]
    assert [20, 80, 180] == [next_at(number) for number in range(3)]
    assert ("Newcomer", "初来者") == (level_of(0).name("en"), level_of(0).name("zh"))
    assert ["Newcomer", "Noticer", "Storyteller", "Storyteller"] == [
        level_of(20 * number**2).name() for number in (4, 5, 45, 99)
    ]
