"""What must hold for the book as a model: what is a chapter, where it stands, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import mistakes as entries

from mistakes import Journal
from mistakes.events import Applied, Event, Repeated, Thanked
from mistakes.exchange import Selection
from mistakes.header import new_header
from mistakes.ids import new_id
from mistakes.model import Action, Condition, Decision, Lesson, Links, Mistake, Price, Source
from mistakes.readiness import missing
from mistakes_book.book import Book, read
from mistakes_book.chapters import one_line, parts
from mistakes_book.language import Language
from mistakes_book.outline import Chapter, Wish
from mistakes_book.telling import attribution, tell
from mistakes_book.totals import Cost, cost_of, total

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENGLISH, CHINESE = Language.of("en"), Language.of("zh")
ALL = Wish(all=True)
FIELDS = sorted({field.name for field in attrs.fields(Mistake)} - {"id", "deleted", "extra"})
TAGS = ["ops", "mail", "people", "database"]


def entry(place: int = 0, **fields: Any) -> Mistake:
    """Return an entry that is ready to be a chapter; a later `place` is a later id."""
    at = FIRST + timedelta(hours=place)
    ready: dict[str, Any] = {
        "id": new_id(at),
        "title": f"Mistake {place}",
        "happened": at.date(),
        "logged": at,
        "author": "Mei Lin <mei@example.com>",
        "rev": 1,
        "updated": at,
        "story": "I ran the migration in the wrong terminal window.",
        "conditions": (Condition("The prompt did not show the host.", "environment", "cccccc"),),
        "lessons": (Lesson("Make the target visible.", "I open a shell", "I read the host", key="aaaaaa"),),
    }
    return Mistake(**ready | fields)


def book(found: Iterable[Mistake], wish: Wish = ALL, events: Iterable[Event] = ()) -> Book:
    kept = sorted(found, key=lambda one: one.id)
    return read(Selection(lambda: iter(kept), lambda: iter(list(events)), name="payments"), wish)


def only(found: Mistake, wish: Wish = ALL) -> Mistake:
    """Return an entry as the book tells it."""
    [(_, told)] = book([found], wish).told()
    return told


def themes(made: Book) -> dict[str, list[int]]:
    return {part.key: [chapter.number for chapter in part.chapters] for part in made.parts}


few = settings(max_examples=30)
some_entries = st.lists(entries, max_size=4, unique_by=lambda found: found.id)
wishes = st.builds(
    Wish, st.booleans(), st.booleans(), st.sampled_from(["theme", "time"]), st.sampled_from(["en", "zh"])
)


@few
@given(some_entries, wishes)
def test_every_entry_is_a_chapter_once_or_counted_as_left_out(found: list[Mistake], wish: Wish) -> None:
    made = book(found, wish)

    there = [one for one in found if not one.deleted]
    ready = [one for one in there if wish.all or not missing(one)]
    assert sorted(one.id for one in ready) == [chapter.id for chapter in made.chapters]
    assert list(range(1, len(ready) + 1)) == [chapter.number for chapter in made.chapters]
    assert len(there) - len(ready) == made.left_out.count
    assert bool(made.left_out.count) == bool(made.left_out.commonest)


@few
@given(some_entries, wishes)
def test_every_chapter_stands_in_one_part_and_is_told_once_in_the_books_order(
    found: list[Mistake], wish: Wish
) -> None:
    made = book(found, wish)

    bound = [chapter.id for part in made.parts for chapter in part.chapters]
    assert bound == [chapter.id for chapter, _ in made.in_order(lambda _, told: told.id)]
    assert bound == [text for _, text in made.in_order(lambda _, told: told.id)]
    assert sorted(bound) == [chapter.id for chapter, _ in made.told()]
    assert all(part.chapters and part.number == n for n, part in enumerate(made.parts, 1))
    assert all(chapter in made.part_of(chapter).chapters for chapter in made.chapters)


@few
@given(some_entries, wishes)
def test_the_same_entries_make_the_same_book(found: list[Mistake], wish: Wish) -> None:
    assert book(found, wish) == book(list(reversed(found)), wish)


@few
@given(entries, entries, st.sampled_from(FIELDS))
def test_the_digest_of_a_chapter_changes_with_every_field(one: Mistake, other: Mistake, name: str) -> None:
    one = attrs.evolve(one, deleted=None)
    changed = attrs.evolve(one, **{name: getattr(other, name)})

    first, second = (book([found]).chapters[0].digest for found in (one, changed))

    assert (repr(one) == repr(changed)) == (first == second)


@few
@given(entries, st.sampled_from(["en", "zh"]))
def test_any_entry_can_be_told_in_any_language_and_no_section_is_empty(found: Mistake, code: str) -> None:
    language = Language.of(code)
    sections = tell(only(attrs.evolve(found, deleted=None), Wish(all=True, language=code)), language)

    for section in sections:
        assert section.heading
        assert section.prose or section.lines or section.plans or section.note
    names = [section.name for section in sections]
    assert len(set(names)) == len(names)


def test_an_entry_that_is_not_ready_waits_unless_all_are_wanted() -> None:
    found = [entry(0), entry(1, story="Oops."), entry(2, lessons=()), entry(3, lessons=())]

    made = book(found, Wish())

    assert ["Mistake 0"] == [chapter.title for chapter in made.chapters]
    assert (3, {"story": 1, "lesson": 2, "plan": 2}) == (made.left_out.count, made.left_out.reasons)
    assert "lesson" == made.left_out.commonest
    assert 4 == len(book(found).chapters)


def test_an_entry_without_overcame_is_open_unless_there_is_nothing_to_overcome() -> None:
    kinds: list[Any] = ["mistake", "near-miss", "decision", "success", "borrowed"]
    made = book([entry(place, kind=kind) for place, kind in enumerate(kinds)])
    told = book([entry(5, overcame="A card behind the badge.")])

    assert [True, True, True, False, False] == [chapter.is_open for chapter in made.chapters]
    assert [False] == [chapter.is_open for chapter in told.chapters]
    opened = ["open" in [section.name for section in tell(one, ENGLISH)] for _, one in made.told()]
    assert [True, True, True, False, False] == opened


def test_a_chapter_is_told_from_the_story_to_how_it_was_overcome() -> None:
    found = entry(price=Price(hours=3, note="One pot of soup."), overcame="We name an owner now.")
    since = book([found], events=[Applied(found.id, day=date(2026, 4, 1), situation="Hot pot.")]).since

    sections = tell(found, ENGLISH, since[found.id])

    order = ["story", "conditions", "price", "lessons", "overcome", "helped"]
    assert order == [section.name for section in sections]
    assert "What happened" == sections[0].heading
    assert [("Time", "3 hours"), ("", "One pot of soup.")] == [(x.label, x.text) for x in sections[2].lines]
    assert ("I open a shell", "I read the host") == sections[3].plans[0][1:3]
    assert [("Hot pot.", "1 April 2026", "")] == [tuple(line) for line in sections[5].lines]


def test_near_misses_successes_decisions_and_borrowed_ones_are_told_in_their_own_words() -> None:
    kinds: list[Any] = ["mistake", "near-miss", "success", "decision", "borrowed"]
    for language in (ENGLISH, CHINESE):
        told = [tell(entry(kind=kind, overcame="So."), language) for kind in kinds]
        assert 4 == len({sections[0].heading for sections in told})
        assert 5 == len({sections[-1].heading for sections in told})


def test_a_decision_is_told_with_its_options_and_its_outcome() -> None:
    decision = Decision(("migrate", "wait"), "wait", "Nobody notices.", 70, date(2027, 2, 1), ("Ana: no",))

    [lines] = [
        s.lines for s in tell(entry(kind="decision", decision=decision), ENGLISH) if s.name == "decision"
    ]

    assert ["migrate", "wait", "wait", "Nobody notices.", "70%", "Ana: no"] == [
        line.text for line in lines[:6]
    ]
    assert "To be looked at again on 1 February 2027" == lines[6].text


def test_parts_are_the_tags_that_most_chapters_share_the_commonest_of_the_rest_next() -> None:
    tags = [("ops", "mail"), ("ops",), ("ops",), ("mail", "people"), ("mail",), ("people",), (), (), ()]
    made = book(entry(place, tags=tag) for place, tag in enumerate(tags))

    assert {"mail": [1, 4, 5], "ops": [2, 3], "": [6, 7, 8, 9]} == themes(made)


def test_a_tag_on_more_than_half_of_the_chapters_waits_until_the_others_had_their_turn() -> None:
    tags = [("work", "ops"), ("work", "ops"), ("work",), ("work",), ("work", "mail"), ("mail",)]
    made = book(entry(place, tags=tag) for place, tag in enumerate(tags))

    assert {"mail": [5, 6], "ops": [1, 2], "work": [3, 4]} == themes(made)


@given(st.lists(st.lists(st.sampled_from(TAGS), max_size=3), max_size=30))
def test_a_chapter_stands_under_one_of_its_own_tags_or_with_the_rest(tags: list[list[str]]) -> None:
    made = book(entry(place, tags=tuple(tag)) for place, tag in enumerate(tags))

    for part in made.parts:
        assert all(part.key in chapter.tags for chapter in part.chapters if part.key)
        assert len(part.chapters) > 1 or not part.key
    assert "" not in [part.key for part in made.parts[:-1]]


def test_by_time_parts_are_years_or_months_of_the_only_year() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 5)]
    found = [entry(place, happened=day) for place, day in enumerate(days)]
    wish = Wish(all=True, by="time")

    assert {"2025": [1], "2026": [2, 3]} == themes(book(found, wish))
    assert {"2026-01": [1], "2026-03": [2]} == themes(book(found[1:], wish))


def test_a_public_book_names_nobody_and_no_source() -> None:
    secret = "Zebedee"
    found = entry(
        author=f"{secret} <z@example.com>",
        heard_from=(secret,),
        feeling=secret,
        source=Source("markdown", secret),
        actions=(Action("Colour the prompt", secret, secret, evidence=secret),),
        decision=Decision(options=("wait",), views=(f"{secret}: no",)),
        links=Links(borrowed_from=secret, evidence=(secret,)),
        extra={"ticket": secret},
    )
    made = book([found], Wish(all=True, public=True))
    [(_, told)] = made.told()

    assert secret not in repr((told, made.parts, made.authors, tell(told, ENGLISH), dict(told.extra)))
    assert () == attribution(told, ENGLISH)
    assert secret in repr((only(found), attribution(only(found), ENGLISH)))
    assert ("Zebedee",) == book([found]).authors


def test_addresses_of_authors_are_in_no_book() -> None:
    for author in (
        "Mei <mei@example.com>",
        "mei@example.com",
        "<mei@example.com>",
        '"Lin, Mei" <mei@example.com>',
    ):
        made = book([entry(author=author)])
        assert "@" not in repr((made.authors, attribution(entry(author=author), ENGLISH)))


def test_the_second_language_of_an_entry_is_told_in_a_book_in_that_language() -> None:
    also = {"zh": {"title": "星期五上线", "story": "", "aaaaaa": "先看主机名。", "lessons": 3}}
    found = entry(also=also)
    chinese = Wish(all=True, language="zh")

    assert ("星期五上线", "先看主机名。") == (
        only(found, chinese).title,
        only(found, chinese).lessons[0].text,
    )
    assert found.story == only(found, chinese).story
    assert "Mistake 0" == only(found).title
    assert "星期五上线" == book([found], chinese).chapters[0].title


def test_a_lesson_in_a_second_language_may_be_a_table_under_lessons() -> None:
    also = {"zh": {"lessons": {"aaaaaa": {"text": "先看。", "when": "打开终端"}}}}

    [lesson] = only(entry(also=also), Wish(all=True, language="zh")).lessons

    assert ("先看。", "打开终端", "I read the host") == (lesson.text, lesson.when, lesson.then)


def test_repeats_and_likeness_link_chapters_of_the_book_only() -> None:
    first = entry(0)
    again = entry(1, links=Links(repeat_of=first.id, like=(first.id,)))
    lost = entry(2, links=Links(repeat_of=new_id(FIRST), like=(new_id(FIRST),)))
    odd = entry(3)
    odd = attrs.evolve(odd, links=Links(repeat_of=odd.id, like=(odd.id,)))

    made = book([first, again, lost, odd])

    assert {first.id: [2]} == {key: [one.number for one in found] for key, found in made.repeats.items()}
    alike = {key: [one.number for one in found] for key, found in made.alike.items()}
    assert {first.id: [2], again.id: [1]} == alike


def test_what_was_done_later_is_told_with_the_chapter() -> None:
    found = entry()
    events = [
        Applied(found.id, day=date(2026, 4, 1), situation="Hot pot."),
        Thanked(found.id, to="mei"),
        Repeated(found.id, day=date(2026, 5, 1)),
        Repeated(found.id, day=date(2026, 5, 2), repeat=new_id(FIRST)),
        Applied(None, situation="nowhere"),
    ]

    since = book([found], events=events).since

    assert [found.id] == list(since)
    told = since[found.id]
    assert (1, 1, (date(2026, 5, 1),)) == (told.applied, told.thanked, told.again)


def test_costs_are_added_by_currency_and_never_converted() -> None:
    prices = [
        Price(hours=1.5, money=Decimal(10), currency="EUR"),
        Price(money=Decimal(2), currency="eur "),
    ]
    prices += [Price(hours=2, money=Decimal(7), currency="CNY"), Price()]
    made = book(entry(place, price=price) for place, price in enumerate(prices))

    assert Cost(3.5, (("CNY", Decimal(7)), ("EUR", Decimal(12)))) == made.cost


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1e400", "0"])
def test_amounts_that_nobody_can_mean_count_as_nothing(amount: str) -> None:
    assert not total([cost_of(Price(hours=float("inf"), money=Decimal(amount), currency="EUR"))])


def test_the_charter_and_the_goal_come_from_the_journal() -> None:
    said = {"mission": "Bake.", "vision": 3, "values": ["Warm", "", 7, " "]}
    header = attrs.evolve(new_header("payments", "team", 501), charter=said)
    made = read(Selection(lambda: iter(()), name="payments", header=header), ALL)

    assert ("Bake.", "", ("Warm",)) == (made.charter.mission, made.charter.vision, made.charter.values)
    assert (501, None, ()) == (made.goal, made.as_of, made.parts)
    assert not book([]).charter


def test_a_journal_is_read_as_it_is_told_so_a_change_between_shows_the_newer_text(journal: Journal) -> None:
    kept = journal.add("Signed unread")
    gone = journal.add("Sent twice")
    made = read(journal.selection(), ALL)
    journal.change(kept.id, title="Signed unread, twice")
    journal.delete(gone.id)

    assert ["Signed unread, twice"] == [told.title for _, told in made.told()]
    assert ["Signed unread, twice"] == [text for _, text in made.in_order(lambda _, told: told.title)]


def test_an_original_and_its_shared_copy_are_one_chapter(journal: Journal, team: Journal) -> None:
    from mistakes.exporting import selection

    original = journal.add("Signed unread")
    team.add("Signed unread", links=Links(shared_from=original.id))

    made = read(selection([journal, team]), ALL)

    assert [original.id] == [chapter.id for chapter in made.chapters]


def test_a_title_is_one_line_and_a_long_lesson_is_cut() -> None:
    assert "a b c" == one_line(" a\n\tb  c ")
    assert 300 == len(one_line("x" * 5_000))
    assert one_line("x" * 5_000).endswith("…")


def test_many_chapters_make_at_most_a_hundred_parts() -> None:
    def outline(number: int, tags: Sequence[str]) -> Chapter:
        made = book([entry(number, tags=tuple(tags))]).chapters[0]
        return attrs.evolve(made, number=number)

    chapters = [outline(number, [f"tag {number % 300}"]) for number in range(1, 601)]

    assert [""] == [part.key for part in parts(chapters, "theme")]
