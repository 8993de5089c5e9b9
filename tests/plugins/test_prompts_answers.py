"""What must hold for answers: each lands in its field or in one's own journal, and no word is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import mistakes

from mistakes import Action, Answered, Condition, Decided, Decision, Lesson, Mistake, MistakesError, Price, Qs
from mistakes.answers import number_in, truth_in
from mistakes.errors import UsageError
from mistakes.events import Event
from mistakes.journal import Journal
from mistakes.people import is_own
from mistakes.practice import Question
from mistakes_prompts.answering import keep, revise
from mistakes_prompts.own import own_journal
from mistakes_prompts.phrases import clauses, names_in, q_in
from mistakes_prompts.placing import accepts, placed
from mistakes_prompts.targets import SCALES, TARGETS, TEXTS, told

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EMPTY = Mistake(
    id="01kah3v8m2e9br5x0p7w4sn02q",
    title="x",
    happened=date(2026, 11, 20),
    logged=NOW,
    author="Kim <kim@example.com>",
    rev=1,
    updated=NOW,
    kind="decision",
)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(str.strip)
TYPED = WORDS | st.sampled_from(
    [
        ",",
        "#",
        "3",
        "yes",
        "no, because",
        "80%",
        "3h, 200 EUR",
        "2h",
        "Ana and Ming",
        "self",
        "iq 2",
        "是",
        "八成",
        "tool: the prompt",
    ]
)


def question(fills: str = "", entry: str = "", **fields: Any) -> Question:
    return Question("kitchen.smell-1", "kitchen", "What?", entry, fills)._replace(**fields)


def on(entry: Mistake, field: str) -> Any:
    head, _, rest = field.partition(".")
    found = getattr(entry, head)
    if head in ("lessons", "conditions") or not rest:
        return found
    return getattr(found, rest)


@pytest.fixture
def own(journal: Journal) -> Journal:
    """One's own journal, whose owner is Kim."""
    journal.settings.set("author", "Kim <kim@example.com>")
    return journal


# Into a field


@given(mistakes, st.sampled_from(sorted(TARGETS - {"links.like"})), TYPED)
def test_an_answer_fits_its_field_or_is_refused_with_what_would(
    entry: Mistake, field: str, text: str
) -> None:
    try:
        made = placed(entry, field, text, NOW)
    except UsageError as error:
        assert error.message
        assert error.hint
        return

    assert made.rest in ("", text.strip())
    assert told(made.entry) >= told(entry)
    if not made.rest:
        assert field in told(made.entry) or field.startswith(("conditions", "heard_from"))


@given(mistakes, st.sampled_from(TEXTS), WORDS)
def test_a_text_keeps_every_word_and_what_was_there(entry: Mistake, field: str, text: str) -> None:
    made = placed(entry, field, text, NOW)

    assert "" == made.rest
    assert text.strip() in on(made.entry, field)
    assert str(on(entry, field) or "").rstrip() in on(made.entry, field)


# a link needs a journal to look in
@pytest.mark.parametrize("field", sorted(TARGETS - {"links.like"}))
def test_every_field_is_told_by_some_answer(field: str) -> None:
    answers = ["7", "1", "yes", "3h", "200 EUR", "self", "Ana", "friday", "eq", "two windows looked alike"]

    def fills(text: str) -> bool:
        try:
            return field in told(placed(EMPTY, field, text, NOW).entry)
        except UsageError:
            return False

    assert any(map(fills, answers))
    assert field not in told(EMPTY)


@pytest.mark.parametrize(
    ("field", "text", "value", "is_whole"),
    [
        ("process", "2", 2, True),
        ("process", "2, because nobody read it", 2, False),
        ("result", " 5 ", 5, True),
        ("confidence", "80 %", 80, True),
        ("confidence", "about 70", 70, True),
        ("confidence", "八成", 80, True),
        ("confidence", "100", 100, True),
        ("decision.confidence", "百分之60", 60, True),
        ("price.trust", "0", 0, True),
        ("q.lq", "3", 3, True),
        ("right_thing", "Yes", True, True),
        ("right_thing", "no, it was not", False, False),
        ("done_right", "不是", False, True),
        ("done_right", "是", True, True),
        ("price.reversible", "y", True, True),
        ("lead", "People", "people", True),
        ("lead", "自己", "self", True),
        ("price.hours", "3h", 3.0, True),
        ("price.hours", "12", 12.0, True),
        ("price.hours", "90min", 1.5, True),
        ("price.money", "200 EUR", Decimal(200), True),
        ("heard_from", "Ana", ("Ana",), True),
        ("heard_from", "Ana and Ming", ("Ana", "Ming"), True),
        ("heard_from", "小王、小李", ("小王", "小李"), True),
        ("heard_from", "the night shift", ("the night shift",), True),
        ("heard_from", "Ana, but I did not listen", ("Ana",), False),
        ("heard_from", "nobody", (), False),
        ("heard_from", "I never asked", (), False),
        ("tags", "ops, #deploy", ("ops", "deploy"), True),
        ("decision.options", "wait; do nothing", ("wait", "do nothing"), True),
        ("decision.views", "Ana: too early, too dear", ("Ana: too early, too dear",), True),
        ("decision.review_on", "2027-02-01", date(2027, 2, 1), True),
        ("links.evidence", "https://example.com/1", ("https://example.com/1",), True),
        ("price.note", "a friend's patience", "a friend's patience", True),
    ],
)
def test_what_is_typed_becomes_the_value_of_the_field(
    field: str, text: str, value: object, is_whole: bool
) -> None:
    made = placed(EMPTY, field, text, NOW)

    assert value == on(made.entry, field)
    assert ("" if is_whole else text.strip()) == made.rest


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("process", "good"),
        ("process", "6"),
        ("process", "0"),
        ("process", "2.5"),
        ("confidence", "101"),
        ("confidence", "sure"),
        ("price.trust", "4"),
        ("right_thing", "perhaps"),
        ("price.hours", "200 EUR"),
        ("price.hours", "long"),
        ("price.money", "3h"),
        ("price.money", "200"),
        ("lead", "the world"),
        ("q", "courage"),
        ("decision.review_on", "someday"),
        ("story", "   "),
        ("nothing", "x"),
    ],
)
def test_what_does_not_fit_is_refused(field: str, text: str) -> None:
    with pytest.raises(UsageError):
        placed(EMPTY, field, text, NOW)


def test_a_price_takes_amounts_and_keeps_the_rest_as_its_note() -> None:
    price = placed(EMPTY, "price", "3h and 30min, 1,200 EUR; trust 2, Ana's patience", NOW).entry.price

    assert (3.5, Decimal(1200), "EUR", 2, "Ana's patience") == (
        price.hours,
        price.money,
        price.currency,
        price.trust,
        price.note,
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3小时和200元", Price(hours=3, money=Decimal(200), currency="CNY")),
        ("a lot of sleep", Price(note="a lot of sleep")),
        ("200 EUR, 100 USD", Price(money=Decimal(200), currency="EUR", note="100 USD")),
    ],
)
def test_a_price_never_refuses_words(text: str, wanted: Price) -> None:
    assert wanted == placed(EMPTY, "price", text, NOW).entry.price


def test_the_three_qs_are_known_by_their_words() -> None:
    assert Qs(iq=1, lq=2) == placed(EMPTY, "q", "iq 1, lq 2", NOW).entry.q
    assert Qs(eq=2) == placed(EMPTY, "q", "a feeling", NOW).entry.q
    assert Qs(eq=2) == placed(EMPTY, "q", "情绪", NOW).entry.q
    assert "a feeling" == placed(EMPTY, "q", "a feeling", NOW).rest


@pytest.mark.parametrize(
    ("field", "text", "kind", "said"),
    [
        ("conditions", "two windows alike", None, "two windows alike"),
        ("conditions", "tool: two windows alike", "tool", "two windows alike"),
        ("conditions", "环境：太吵", "environment", "太吵"),
        ("conditions.team", "nobody knew", "team", "nobody knew"),
        ("conditions", "so: it was late", None, "so: it was late"),
    ],
)
def test_a_condition_has_the_kind_it_names(field: str, text: str, kind: str | None, said: str) -> None:
    (condition,) = placed(EMPTY, field, text, NOW).entry.conditions

    assert (kind, said) == (condition.kind, condition.text)
    assert condition.key


def test_parts_of_a_plan_meet_in_one_lesson() -> None:
    entry = EMPTY
    for field, text in (
        ("text", "Look first"),
        ("when", "I open a shell"),
        ("then", "I read the prompt"),
        ("check", "a test"),
    ):
        entry = placed(entry, f"lessons.{field}", text, NOW).entry

    (lesson,) = entry.lessons
    assert ("Look first", "I open a shell", "I read the prompt", "a test", NOW) == (
        lesson.text,
        lesson.when,
        lesson.then,
        lesson.check,
        lesson.added,
    )


def test_the_rest_of_a_plan_goes_to_the_half_that_is_there() -> None:
    lessons = (Lesson("one", when="w1"), Lesson("two"), Lesson("three", "w3", "t3"))

    made = placed(attrs.evolve(EMPTY, lessons=lessons), "lessons.then", "now", NOW).entry

    assert ["now", "", "t3"] == [lesson.then for lesson in made.lessons]


def test_a_second_lesson_is_added_when_every_lesson_has_its_text() -> None:
    made = placed(attrs.evolve(EMPTY, lessons=(Lesson("one"),)), "lessons.text", "two", NOW).entry

    assert ["one", "two"] == [lesson.text for lesson in made.lessons]


@given(st.sampled_from(sorted(TARGETS - {"price", "price.hours"})), TYPED)
def test_the_same_answer_twice_is_one(field: str, text: str) -> None:
    try:
        once = placed(EMPTY, field, text, NOW)
    except UsageError:
        return

    assert once.entry == placed(once.entry, field, text, NOW).entry


def test_a_value_that_is_there_stays_and_the_other_answer_is_the_rest() -> None:
    there = attrs.evolve(EMPTY, process=4)

    made = placed(there, "process", "2", NOW)

    assert (4, "2") == (made.entry.process, made.rest)


def test_every_field_with_a_form_says_what_it_takes() -> None:
    assert all(accepts(field) for field in SCALES)
    assert "yes / no" == accepts("right_thing")
    assert "" == accepts("story")


# Readings


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4", 4),
        ("４", 4),
        ("4.5", 4.5),
        ("4,5", 4.5),
        ("~4", 4),
        ("三", 3),
        ("一半", 50),
        ("", None),
        ("x4", None),
        ("9" * 400, None),
    ],
)
def test_numbers_are_read_at_the_start(text: str, number: float | None) -> None:
    assert number == number_in(text)


def test_yes_and_no_are_read_at_the_start_only() -> None:
    assert [True, False, None, None] == [truth_in(text) for text in ("Yes!", "No: never", "I said yes", "")]


def test_names_end_where_a_sentence_begins() -> None:
    assert (["Ana", "Bo"], True) == names_in("Ana & Bo.")
    assert (["Ana"], False) == names_in("Ana, he said so")
    assert ([], False) == names_in("he told me")


@given(st.text(max_size=200))
def test_no_text_makes_the_readings_stumble(text: str) -> None:
    number_in(text), truth_in(text), q_in(text), names_in(text), clauses(text)


# On disk


def words_of(event: Event) -> str:
    assert isinstance(event, Answered)
    return event.text


@settings(max_examples=40)
@given(st.sampled_from(["", *sorted(TARGETS)]), TYPED)
def test_no_word_of_an_answer_is_lost(
    tmp_path_factory: pytest.TempPathFactory, field: str, text: str
) -> None:
    journal = Journal.create(tmp_path_factory.mktemp("journal"), name="own")
    entry = journal.add("x", kind="decision", author="Kim <kim@example.com>")
    try:
        kept = keep(journal, question(field, entry.id), text)
    except MistakesError:
        assert entry == journal.get(entry.id)
        assert [] == journal.events()
        return

    noted = [one.text for one in journal.events(entry.id) if isinstance(one, Answered)]
    on_disk = journal.get(entry.id)
    assert 1 == len(noted)
    assert noted[0] == text.strip() or (noted[0] == "" and kept.field and on_disk != entry)
    assert kept.result in (on_disk, *journal.events())


def test_an_answer_without_a_field_is_an_event_of_ones_own(own: Journal) -> None:
    entry = own.add("x")

    event = own.answer(question(entry=entry.id), "The prompt did not show the host.")

    assert isinstance(event, Answered)
    assert (entry.id, "kitchen.smell-1", "The prompt did not show the host.") == (
        event.entry,
        event.prompt,
        event.text,
    )
    assert [event] == own.events()


def test_an_answer_in_a_field_leaves_a_mark_without_its_words(own: Journal) -> None:
    entry = own.add("x")

    saved = own.answer(question("story", entry.id), "It dropped a table.")

    assert isinstance(saved, Mistake)
    assert "It dropped a table." == own.get(entry.id).story
    assert [""] == [words_of(event) for event in own.events()]


def test_an_answer_about_nothing_has_no_entry(own: Journal) -> None:
    event = own.answer(question(), "Trust comes first.")

    assert isinstance(event, Answered)
    assert None is event.entry


def test_what_others_wrote_meanwhile_stays(own: Journal) -> None:
    entry = own.add("x")
    asked = question("story", entry.id)
    own.change(entry.id, story="Ana wrote this.", tags={"ops"})

    own.answer(asked, "I saw that.")

    assert ("Ana wrote this.\n\nI saw that.", ("ops",)) == (own.get(entry.id).story, own.get(entry.id).tags)


def test_a_number_that_is_there_meanwhile_stays_and_the_answer_becomes_a_note(own: Journal) -> None:
    entry = own.add("x")
    own.change(entry.id, process=4)

    event = own.answer(question("process", entry.id), "2")

    assert isinstance(event, Answered)
    assert (4, "2") == (own.get(entry.id).process, event.text)


def test_a_skip_is_remembered(own: Journal) -> None:
    entry = own.add("x")

    event = own.skip(question("story", entry.id))

    assert ("skipped", entry.id) == (event.do, event.entry)
    assert [event] == own.events()


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_answer_is_refused(own: Journal, text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        own.answer(question(entry=own.add("x").id), text)


@pytest.mark.parametrize(("fills", "size"), [("", 20_000), ("process", 20_000), ("story", 300_000)])
def test_an_answer_too_long_for_its_place_is_refused_before_anything_is_written(
    own: Journal, fills: str, size: int
) -> None:
    entry = own.add("x")

    with pytest.raises(UsageError):
        own.answer(question(fills, entry.id), "2 " + "long " * (size // 5))

    assert entry == own.get(entry.id)
    assert [] == own.events()


def test_half_a_character_is_refused(own: Journal) -> None:
    with pytest.raises(UsageError, match="UTF-8"):
        own.answer(question("story", own.add("x").id), "half \ud800")


def test_undo_takes_back_the_answer_and_not_its_mark(own: Journal) -> None:
    entry = own.add("x")
    own.answer(question("story", entry.id), "It broke.")

    own.undo()

    assert "" == own.get(entry.id).story


# Teams


def test_an_answer_about_a_colleagues_entry_is_private(own: Journal, team: Journal, monkeypatch: Any) -> None:
    monkeypatch.setenv("MISTAKES_JOURNAL", str(own.root))
    entry = team.add("x", author="Ana <ana@example.com>")

    event = team.answer(question("story", entry.id), "I saw it too.")

    assert isinstance(event, Answered)
    assert entry == team.get(entry.id)
    assert ([], [event]) == (team.events(), own.events())
    assert not is_own(team, entry)


def test_an_answer_about_ones_own_entry_of_a_team_goes_into_it(
    own: Journal, team: Journal, monkeypatch: Any
) -> None:
    monkeypatch.setenv("MISTAKES_JOURNAL", str(own.root))
    entry = team.add("x", author="Kim Adler <KIM@example.com>")

    team.answer(question("story", entry.id), "It broke.")

    assert "It broke." == team.get(entry.id).story
    assert ([], 1) == (team.events(), len(own.events()))


def test_an_alias_is_oneself(own: Journal, team: Journal) -> None:
    own.settings.set("aliases", "kim@work.example, other@example.com")
    entry = team.add("x", author="K. <kim@work.example>")

    assert is_own(Journal.open(team.root), entry)


def test_a_feeling_is_never_written_into_a_team_journal(
    own: Journal, team: Journal, monkeypatch: Any
) -> None:
    monkeypatch.setenv("MISTAKES_JOURNAL", str(own.root))
    entry = team.add("x", author="Kim <kim@example.com>")

    event = team.answer(question("feeling", entry.id), "ashamed")

    assert isinstance(event, Answered)
    assert "" == team.get(entry.id).feeling
    assert [event] == own.events()


def test_ones_own_journal_is_begun_where_it_is_missing(
    team: Journal, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "mine"))

    assert tmp_path / "mine" == own_journal(team).root
    assert own_journal(team).private


# Decisions and comparisons


def test_a_sealed_decision_does_not_change(own: Journal) -> None:
    entry = own.add("x", kind="decision", decision=Decision(chosen="wait"))
    own.record(Decided(entry.id, digest="sha256:…"))

    event = own.answer(question("decision.prediction", entry.id), "It will rain.")
    own.answer(question("decision.outcome", entry.id), "It rained.")

    assert isinstance(event, Answered)
    assert Decision(chosen="wait", outcome="It rained.") == own.get(entry.id).decision


def test_an_answer_that_begins_with_an_id_compares_two_entries(own: Journal) -> None:
    older, entry = own.add("Older"), own.add("Newer")

    kept = keep(own, question(entry=entry.id, kind="compare"), f"{older.id[-6:]}: both looked green")

    assert (older.id,) == own.get(entry.id).links.like
    assert older.id == kept.other
    assert [("compared", older.id, "both looked green")] == [
        (event.do, event.other, event.rule)
        for event in own.events()
        if event.do == "compared"  # type: ignore[attr-defined]
    ]


@pytest.mark.parametrize("text", ["the green light again", "zzzzzz", "none"])
def test_a_comparison_without_an_id_is_a_note(own: Journal, text: str) -> None:
    own.add("Older")
    entry = own.add("Newer")

    event = own.answer(question(entry=entry.id, kind="compare"), text)

    assert isinstance(event, Answered)
    assert text == event.text


def test_an_entry_is_not_compared_with_itself(own: Journal) -> None:
    entry = own.add("x")

    assert isinstance(
        own.answer(question(entry=entry.id, kind="compare"), f"{entry.id[-6:]} itself"), Answered
    )


# Changing one's mind


def test_a_new_answer_takes_the_place_of_the_old_one(own: Journal) -> None:
    entry = own.add("x", story="Before.")
    asked = question("story", entry.id)
    kept = keep(own, asked, "Frist try.")
    own.change(entry.id, tags={"ops"})

    revise(own, asked, kept, "First try.")

    assert ("Before.\n\nFirst try.", ("ops",)) == (own.get(entry.id).story, own.get(entry.id).tags)
    assert 1 == sum(event.do == "answered" for event in own.events())


def test_a_new_note_takes_the_place_of_the_old_one(own: Journal) -> None:
    asked = question()
    kept = keep(own, asked, "No.")

    revise(own, asked, kept, "Yes.")

    assert ["Yes."] == [words_of(event) for event in own.events() if event.do == "answered"]


def test_a_new_answer_that_does_not_fit_leaves_the_old_one(own: Journal) -> None:
    entry = own.add("x")
    asked = question("process", entry.id)
    kept = keep(own, asked, "2")

    with pytest.raises(UsageError):
        revise(own, asked, kept, "poor")

    assert 2 == own.get(entry.id).process
    revise(own, asked, kept, "4")
    assert 4 == own.get(entry.id).process


def test_a_plan_that_is_retyped_stays_one_lesson(own: Journal) -> None:
    entry = own.add("x", lessons=[Lesson("Look")], actions=[Action("a")], conditions=[Condition("c")])
    asked = question("lessons.when", entry.id)
    kept = keep(own, asked, "I open a shel")

    revise(own, asked, kept, "I open a shell")

    assert [("Look", "I open a shell")] == [(one.text, one.when) for one in own.get(entry.id).lessons]


@pytest.mark.parametrize(
    "idea", ["Perhaps a linter rule", "maybe", "A linter could hold it", "none yet", "也许加个检查", "没有"]
)
def test_an_idea_of_a_check_holds_nothing(idea: str) -> None:
    with pytest.raises(UsageError) as refused:
        placed(EMPTY, "lessons.check", idea, NOW)

    assert "--action" in refused.value.hint


@pytest.mark.parametrize(
    "check", ["tests/test_release.py", "no-console (eslint)", "Release checklist, line 4", "发布清单第 4 行"]
)
def test_a_check_that_is_there_is_taken(check: str) -> None:
    assert check == placed(EMPTY, "lessons.check", check, NOW).entry.lessons[0].check
