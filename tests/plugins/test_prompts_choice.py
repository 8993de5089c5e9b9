"""What must hold for the choice of questions: the same for everybody who looks, and never a nuisance."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import mistakes

from mistakes import Answered, Condition, Decision, Lesson, Mistake, Qs, Retracted, Skipped
from mistakes.ids import new_id
from mistakes.journal import Journal
from mistakes.ladder import Standing
from mistakes.plugins import installed
from mistakes_prompts.asked import LOOK_BACK, Asked, asked, told
from mistakes_prompts.asking import cost_of, neediest
from mistakes_prompts.choice import CAPS, RAW, Chosen, Context, choose, lowest_q, trained, usefulness
from mistakes_prompts.moods import is_bad
from mistakes_prompts.pack import OCCASIONS, QS, Needs, Prompt
from mistakes_prompts.shelf import shelf as shelf_of
from mistakes_prompts.targets import TARGETS, next_gap
from mistakes_prompts.targets import told as told_by

DAY = date(2026, 11, 21)
ENTRY = Mistake(
    id="01kah3v8m2e9br5x0p7w4sn02q",
    title="Ran the migration against production",
    happened=date(2026, 11, 20),
    logged=datetime(2026, 11, 20, tzinfo=UTC),
    author="Mei <mei@example.com>",
    rev=1,
    updated=datetime(2026, 11, 20, tzinfo=UTC),
)
PLANNED = attrs.evolve(
    ENTRY,
    story="It dropped a table.",
    conditions=(Condition("two windows alike", "tool"),),
    lessons=(Lesson("Look first", "I open a shell", "I read the prompt"),),
)
NAMES = [f"{pack}.p-{number}" for pack in ("one", "two", "three") for number in range(6)]

needs = st.builds(
    Needs,
    kind=st.sampled_from([(), ("mistake", "near-miss"), ("success",)]),
    status=st.sampled_from([(), ("raw", "applied")]),
    tags=st.sampled_from([(), ("ops",)]),
    has=st.sampled_from([(), ("story",), ("lessons.text",)]),
    missing=st.sampled_from([(), ("story",), ("conditions",), ("process",)]),
)


@st.composite
def prompts(draw: st.DrawFn, name: str) -> Prompt:
    """A prompt of any form that a pack may have."""
    made = Prompt(
        id=name,
        pack=name.partition(".")[0],
        text={"en": "What?"},
        kind=draw(st.sampled_from(["question", "question", "homework", "scale"])),
        when=tuple(draw(st.lists(st.sampled_from(OCCASIONS), min_size=1, max_size=3))),
        audience=draw(st.sampled_from([("self",), ("team",), ("senior", "self")])),
        needs=draw(needs),
        fills=draw(st.sampled_from(["", "", *sorted(TARGETS)])),
        q=draw(st.sampled_from(["", *QS])),
        minutes=draw(st.sampled_from([1, 2, 10])),
        cooldown=draw(st.integers(0, 60)),
        distanced=draw(st.sampled_from([{}, {"en": "What would a friend see?"}])),
    )
    return made._replace(needs=Needs(), fills="") if made.kind == "homework" else made


@st.composite
def shelves(draw: st.DrawFn) -> list[Prompt]:
    """Some prompts of three packs."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=18))
    return [draw(prompts(name)) for name in names]


past = st.builds(
    Asked,
    prompt=st.sampled_from(NAMES),
    entry=st.sampled_from(["", ENTRY.id, "01kah3v8m2e9br5x0p7w4sn02z"]),
    day=st.integers(-3, 90).map(lambda days: DAY - timedelta(days)),
    is_skipped=st.booleans(),
    text=st.sampled_from(["", "yes", "a long answer that tells of more than forty characters"]),
)
standings = st.builds(
    Standing,
    status=st.sampled_from(["raw", "understood", "planned", "applied"]),
    ahead=st.sampled_from([(), ("applied",)]),
    repeated=st.booleans(),
    retired=st.just(False),
)
contexts = st.builds(
    Context,
    when=st.sampled_from(OCCASIONS),
    day=st.just(DAY),
    journal=st.sampled_from(["", "01kah3v8m2e9br5x0p7w4sn02q"]),
    limit=st.integers(-1, 5),
    audience=st.sampled_from([frozenset({"self"}), frozenset({"self", "team"})]),
    trained=st.tuples(*[st.integers(0, 3)] * 3),
    first_step=st.sampled_from(["", "two"]),
    standing=standings,
    asked=st.lists(past, max_size=12).map(tuple),
    pack=st.sampled_from(["", "", "one"]),
)
entries = st.none() | mistakes


def prompt(name: str = "one.a", **fields: object) -> Prompt:
    return Prompt(id=name, pack=name.partition(".")[0], text={"en": "What?"})._replace(**fields)  # type: ignore[arg-type]


def ids(chosen: list[Chosen]) -> list[str]:
    return [one.prompt.id for one in chosen]


def context(**fields: object) -> Context:
    return Context("reflect", DAY)._replace(**fields)  # type: ignore[arg-type]


@given(shelves(), entries, contexts, st.randoms(use_true_random=False))
def test_the_choice_is_the_same_in_whatever_order_packs_are_read(
    shelf: list[Prompt], entry: Mistake | None, about: Context, chance: random.Random
) -> None:
    shuffled = shelf[:]
    chance.shuffle(shuffled)

    assert choose(shelf, entry, about) == choose(shuffled, entry, about)


@given(shelves(), entries, contexts)
def test_the_caps_hold_and_nothing_is_asked_twice(
    shelf: list[Prompt], entry: Mistake | None, about: Context
) -> None:
    found = ids(choose(shelf, entry, about))

    assert len(found) <= max(about.limit, 0)
    assert len(found) <= (3 if about.pack else CAPS.get(about.when, 1))
    assert len(found) == len(set(found))


@given(shelves(), mistakes, contexts)
def test_what_a_field_tells_is_never_asked_and_no_field_twice(
    shelf: list[Prompt], entry: Mistake, about: Context
) -> None:
    fills = [one.prompt.fills for one in choose(shelf, entry, about) if one.prompt.fills]

    assert set() == set(fills) & told_by(entry)
    assert len(fills) == len(set(fills))


@given(shelves(), entries, contexts)
def test_every_question_fits_its_needs_its_role_and_its_occasion(
    shelf: list[Prompt], entry: Mistake | None, about: Context
) -> None:
    for chosen in (one.prompt for one in choose(shelf, entry, about)):
        if entry is None:
            assert (Needs(), "") == (chosen.needs, chosen.fills)
        else:
            holds = {about.standing.status, *about.standing.ahead}
            assert not chosen.needs.kind or entry.kind in chosen.needs.kind
            assert not chosen.needs.status or holds & set(chosen.needs.status)
            assert not chosen.needs.tags or set(map(str.casefold, entry.tags)) & set(chosen.needs.tags)
            assert set(chosen.needs.missing).isdisjoint(told_by(entry))
        if about.pack:
            assert about.pack == chosen.pack
        else:
            repeats = about.when == "reflect" and "on:repeat" in chosen.when and about.standing.repeated
            assert about.when in chosen.when or repeats
            assert about.audience & set(chosen.audience)


@given(shelves(), mistakes, contexts)
def test_a_question_rests_after_an_answer_about_the_same_entry(
    shelf: list[Prompt], entry: Mistake, about: Context
) -> None:
    said = tuple(Asked(one.id, entry.id, DAY, text="so it was") for one in shelf)

    found = choose(shelf, entry, about._replace(asked=said))

    assert [] == [one.prompt.id for one in found if one.prompt.cooldown]


@given(shelves(), entries, contexts)
def test_what_was_skipped_twice_running_is_asked_no_more(
    shelf: list[Prompt], entry: Mistake | None, about: Context
) -> None:
    skips = tuple(Asked(one.id, "", DAY - timedelta(9), is_skipped=True) for one in shelf)

    assert [] == choose(shelf, entry, about._replace(asked=skips * 2, pack=""))


@given(shelves(), entries, contexts)
def test_the_terms_explain_the_score_and_chance_is_small_beside_them(
    shelf: list[Prompt], entry: Mistake | None, about: Context
) -> None:
    for chosen in choose(shelf, entry, about):
        terms = dict(chosen.why)
        assert len(terms) == len(chosen.why)
        assert chosen.score == pytest.approx(sum(terms.values()))
        assert -2 < terms["chance"] < 20


@given(st.lists(past, max_size=8), st.randoms(use_true_random=False))
def test_events_tell_the_same_in_any_order_and_as_often_as_they_come(
    asks: list[Asked], chance: random.Random
) -> None:
    events = [
        (Skipped if one.is_skipped else Answered)(
            one.entry or None,
            one.prompt,
            one.text,
            id=new_id(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)),
            day=one.day,
            by="mei",
        )
        for number, one in enumerate(asks)
    ]
    again = [*events, *events[:3]]
    chance.shuffle(again)

    assert told(events) == told(again)


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([Answered, Skipped]), st.text(max_size=20).filter(lambda text: "\x00" not in text)
        ),
        max_size=6,
    ),
    st.booleans(),
)
def test_the_quick_look_into_the_log_tells_what_the_events_tell(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[type, str]], taken_back: bool
) -> None:
    journal = Journal.create(tmp_path_factory.mktemp("journal"), name="quick")
    made = [journal.record(kind(ENTRY.id, "one.a", text)) for kind, text in said]
    if made and taken_back:
        journal.record(Retracted(ENTRY.id, event=made[0].id))

    today = date.today() + timedelta(1)

    assert told(journal.events()) == asked(journal, today)
    assert () == asked(journal, today + LOOK_BACK + timedelta(32))


def test_the_day_brings_the_same_chance_on_every_machine_and_python() -> None:
    chosen = choose([prompt()], ENTRY, context(journal="01kah3v8m2e9br5x0p7w4sn02q"))

    # the first 52 bits of the sha256 as a number u between 0 and 1: -ln(-ln u) / 2, reckoned with Decimal
    assert (("never asked", 0.5), ("chance", 0.723299)) == chosen[0].why


def test_another_day_brings_another_question() -> None:
    shelf = [prompt(f"one.{number}") for number in range(20)]

    found = {ids(choose(shelf, ENTRY, context(day=DAY + timedelta(days))))[0] for days in range(40)}

    assert 8 <= len(found)


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        (ENTRY, ["one.story", "one.condition", "one.lesson"]),
        (attrs.evolve(ENTRY, story="It broke."), ["one.condition", "one.lesson", "one.when"]),
        (attrs.evolve(PLANNED, lessons=(Lesson("Look"),)), ["one.when", "one.then"]),
        (attrs.evolve(PLANNED, lessons=(Lesson("Look", then="I read"),)), ["one.when"]),
        (attrs.evolve(PLANNED, story=""), ["one.story"]),
    ],
)
def test_the_next_step_of_the_ladder_is_asked_first_whatever_else_there_is(
    entry: Mistake, wanted: list[str]
) -> None:
    steps = {
        **{"one.story": "story", "one.condition": "conditions", "one.lesson": "lessons.text"},
        **{"one.when": "lessons.when", "one.then": "lessons.then"},
    }
    shelf = [prompt(name, fills=fills) for name, fills in steps.items()]
    others = [prompt(f"two.{number}", q="lq") for number in range(50)]

    assert wanted == ids(choose([*shelf, *others], entry, context()))[: len(wanted)]


def test_how_it_was_overcome_is_asked_once_a_lesson_was_applied() -> None:
    shelf = [prompt(fills="overcame")]

    assert [] == choose(shelf, PLANNED, context(standing=RAW._replace(status="practised")))
    assert ["one.a"] == ids(choose(shelf, PLANNED, context(standing=RAW._replace(status="applied"))))
    assert ["one.a"] == ids(choose(shelf, ENTRY, context(standing=RAW._replace(ahead=("applied",)))))


def test_an_action_with_owner_and_day_is_a_plan_as_well() -> None:
    known = frozenset({"story", "conditions", "lessons.text"})

    assert "lessons.when" == next_gap(known, planned=False, applied=False)
    assert "" == next_gap(known, planned=True, applied=False)
    assert "overcame" == next_gap(known, planned=True, applied=True)


@pytest.mark.parametrize(
    ("sums", "wanted"),
    [((0, 0, 0), "lq"), ((3, 3, 3), "lq"), ((4, 3, 3), "eq"), ((4, 4, 3), "iq"), ((1, 0, 9), "eq")],
)
def test_of_qs_trained_alike_lq_comes_first_then_eq(sums: tuple[int, int, int], wanted: str) -> None:
    assert wanted == lowest_q(sums)


def test_a_journal_that_trained_one_q_gets_questions_for_the_others() -> None:
    shelf = [prompt(f"{q}.{number}", q=q) for q in QS for number in range(10)]
    skewed = [attrs.evolve(ENTRY, q=Qs(iq=0, eq=1, lq=3))] * 20

    balance = trained(skewed, [Asked("lq.1", "", DAY)], shelf)
    found = [choose(shelf, PLANNED, context(trained=balance, day=DAY + timedelta(n)))[0] for n in range(30)]

    assert (61, 20, 0) == balance
    assert 24 <= sum(one.prompt.q == "iq" for one in found)


def test_three_questions_train_all_three_when_none_was_trained_more() -> None:
    shelf = [prompt(f"{q}{number}.a", q=q) for q in QS for number in range(10)]
    found = [choose(shelf, PLANNED, context(day=DAY + timedelta(days))) for days in range(30)]

    assert 15 <= sum({"iq", "eq", "lq"} == {one.prompt.q for one in chosen} for chosen in found)


def test_what_came_again_brings_the_questions_for_repeats() -> None:
    shelf = [prompt("one.again", when=("on:repeat",)), prompt("two.always")]

    assert ["two.always"] == ids(choose(shelf, PLANNED, context()))
    both = choose(shelf, PLANNED, context(standing=RAW._replace(repeated=True)))
    assert {"one.again", "two.always"} == set(ids(both))
    assert 2.0 == next(dict(one.why)["it came again"] for one in both if one.prompt.id == "one.again")


def test_what_is_for_before_a_decision_is_asked_by_reflect_until_its_outcome_is_noted() -> None:
    shelf = [prompt("one.before", when=("before:decision",)), prompt("two.story", fills="story")]
    decision = attrs.evolve(ENTRY, kind="decision")
    over = attrs.evolve(decision, decision=Decision(outcome="It held"))
    late = attrs.evolve(decision, decision=Decision(review_on=DAY))

    both = choose(shelf, decision, context())
    assert {"one.before", "two.story"} == set(ids(both))
    assert 2.0 == next(dict(one.why)["the decision is open"] for one in both if one.prompt.id == "one.before")
    assert ["two.story"] == ids(choose(shelf, over, context()))
    assert ["two.story"] == ids(choose(shelf, late, context()))
    assert ["two.story"] == ids(choose(shelf, ENTRY, context()))


def test_a_decision_is_thought_over_once_however_short_a_question_rests() -> None:
    shelf = [prompt("one.before", when=("before:decision",), cooldown=0)]
    decision = attrs.evolve(ENTRY, kind="decision")
    answered = Asked("one.before", decision.id, DAY - timedelta(days=300), text="A sign")
    other = answered._replace(entry="01kah3v8m2e9br5x0p7w4sn02r")

    assert [] == ids(choose(shelf, decision, context(asked=(answered,))))
    assert ["one.before"] == ids(choose(shelf, decision, context(asked=(other,))))


def test_what_is_for_sharing_is_asked_of_what_others_can_read() -> None:
    shelf = [prompt("one.shared", when=("on:shared",))]

    assert [] == ids(choose(shelf, PLANNED, context()))
    assert ["one.shared"] == ids(choose(shelf, PLANNED, context(is_shared=True)))


def test_every_question_of_our_packs_has_an_occasion_that_comes() -> None:
    reflecting = {"reflect", "on:repeat", "on:shared", "before:decision"}
    asked_anywhere = reflecting | {"weekly", "review"}

    assert [] == [one.id for one in shelf_of(installed()).prompts if asked_anywhere.isdisjoint(one.when)]


def test_the_first_step_of_a_team_favours_its_pack() -> None:
    shelf = [prompt(f"{pack}.{number}") for pack in ("trust", "cultivate") for number in range(10)]
    days = [context(first_step="trust", day=DAY + timedelta(days), limit=1) for days in range(60)]

    assert 40 <= sum(ids(choose(shelf, PLANNED, day))[0].startswith("trust") for day in days)


def test_questions_of_a_tag_are_asked_of_entries_that_have_it() -> None:
    shelf = [prompt(needs=Needs(tags=("tech", "技术")))]

    assert [] == choose(shelf, ENTRY, context())
    assert ["one.a"] == ids(choose(shelf, attrs.evolve(ENTRY, tags=("Tech",)), context()))
    assert ["one.a"] == ids(choose(shelf, attrs.evolve(ENTRY, tags=("技术",)), context()))


def test_usefulness_replaces_the_bonus_for_what_is_new_after_five_asks() -> None:
    useful = [Asked("one.a", "x", DAY - timedelta(200), text="a" * 40)] * 5
    useless = [Asked("two.a", "x", DAY - timedelta(200), text="no")] * 5
    few = [Asked("three.a", "x", DAY - timedelta(200), text="no")] * 4
    shelf = [prompt(f"{pack}.a") for pack in ("one", "two", "three", "four")]

    found = choose(shelf, PLANNED, context(asked=(*useful, *useless, *few), limit=9))
    terms = {one.prompt.id: dict(one.why) for one in found}

    assert 6 / 7 == usefulness(useful)
    assert 1 / 7 == usefulness(useless)
    assert 0.5 == usefulness([])
    assert {"one.a": round(6 / 7, 4), "two.a": round(1 / 7, 4)} == {
        name: one["how useful it was"] for name, one in terms.items() if "how useful it was" in one
    }
    assert {"four.a"} >= {name for name, one in terms.items() if "never asked" in one}


def test_an_answer_in_a_field_that_is_empty_again_does_not_count() -> None:
    said = (Asked("one.a", ENTRY.id, DAY),)
    shelf = [prompt(fills="believed")]

    assert ["one.a"] == ids(choose(shelf, ENTRY, context(asked=said)))
    assert [] == choose(shelf, ENTRY, context(asked=(said[0]._replace(text="for myself"),)))


def test_what_one_answered_for_oneself_counts_as_told() -> None:
    shelf = [prompt("one.a", fills="story", cooldown=0), prompt("one.b", fills="story", cooldown=0)]

    assert [] == choose(shelf, ENTRY, context(asked=(Asked("one.a", ENTRY.id, DAY, text="they left"),)))


def test_the_next_step_waits_for_no_cooldown_of_another_entry() -> None:
    said = (Asked("one.a", "another entry", DAY, text="so it was"),)

    assert ["one.a"] == ids(choose([prompt(fills="story")], ENTRY, context(asked=said)))
    assert [] == choose([prompt(fills="lucky")], ENTRY, context(asked=said))


def test_whoever_feels_bad_is_asked_gently_only() -> None:
    hurt = attrs.evolve(ENTRY, feeling="I am so ashamed")
    shelf = [
        prompt("one.hard"),
        prompt("one.afar", distanced={"en": "?"}),
        prompt("one.calm", voice=("calm",)),
    ]

    found = choose(shelf, hurt, context())

    assert {"one.afar", "one.calm"} == set(ids(found))
    assert all(one.gently for one in found)
    assert 3 == len(choose(shelf, attrs.evolve(ENTRY, feeling="relieved"), context()))


@pytest.mark.parametrize(
    "text", ["terrible", "I felt ashamed", "very sad", "心里很难过", "羞愧", "😞", "stressed out"]
)
def test_words_that_hurt_are_known(text: str) -> None:
    assert is_bad(text)


@pytest.mark.parametrize(
    "text", ["", "fine", "not bad at all", "relieved", "不慌", "开心", "proud", "no fear"]
)
def test_words_that_do_not_hurt_are_none(text: str) -> None:
    assert not is_bad(text)


def test_once_a_week_there_is_a_question_about_oneself() -> None:
    shelf = [prompt("one.a", when=("weekly",), kind="homework"), prompt("two.a", when=("weekly",))]
    weekly = context(when="weekly", limit=3)
    said = Asked("one.a", "", DAY - timedelta(6), text="…")

    assert 1 == len(choose(shelf, None, weekly))
    assert [] == choose(shelf, None, weekly._replace(asked=(said,)))
    assert ["two.a"] == ids(
        choose(shelf, None, weekly._replace(asked=(said._replace(day=DAY - timedelta(7)),)))
    )
    assert ["two.a"] == ids(choose(shelf, None, context(pack="two", asked=(said,))))


def test_events_of_days_to_come_rest_nothing() -> None:
    ahead = (Asked("one.a", ENTRY.id, DAY + timedelta(400), text="a clock set wrong"),)

    assert ["one.a"] == ids(choose([prompt()], ENTRY, context(asked=ahead)))


def test_recent_and_costly_entries_need_a_question_first() -> None:
    def one(number: int, days: int, **fields: object) -> Mistake:
        made = attrs.evolve(ENTRY, id=new_id(), title=str(number), happened=DAY - timedelta(days))
        return attrs.evolve(made, **fields)  # type: ignore[arg-type]

    from mistakes import Price

    cheap, old, dear = one(1, 1), one(2, 60, price=Price(hours=9)), one(3, 2, price=Price(hours=9))
    told_all, asked_today, retired = attrs.evolve(PLANNED, id=new_id()), one(4, 0), one(5, 0)
    everything = [told_all, asked_today, cheap, retired, old, dear]

    found = neediest(
        everything,
        {retired.id: RAW._replace(retired=True), told_all.id: RAW._replace(status="planned")},
        [Asked("one.a", asked_today.id, DAY)],
        DAY,
    )

    assert [dear, cheap, old, told_all, asked_today] == found


@given(mistakes)
def test_a_cost_is_a_number_whatever_the_price_says(entry: Mistake) -> None:
    assume(entry.price.hours is None or entry.price.hours >= 0)

    assert 0 <= cost_of(entry) < 50
