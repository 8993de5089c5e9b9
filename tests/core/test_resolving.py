"""What must hold as a person decides between values: the one that was chosen stands, and nothing else moves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import codec, resolving
from mistakes.errors import UsageError
from mistakes.journal import Journal
from mistakes.merge import merge_entries
from mistakes.model import Lesson, Mistake, Price


def torn(journal: Journal, mine: dict[str, Any], theirs: dict[str, Any], **base: Any) -> Mistake:
    """Return an entry that two people changed at the same time."""
    entry = journal.add("Told", **base)
    sides = [attrs.evolve(entry, **values, rev=2) for values in (mine, theirs)]
    merged = codec.structure(merge_entries(*map(codec.to_table, (entry, *sides))))
    return journal.edit(entry.id, lambda _: merged)


def values(entry: Mistake, field: str) -> set[Any]:
    return {getattr(entry, field), *(row.value for row in entry.conflict)}


def test_what_waits_is_listed(journal: Journal) -> None:
    journal.add("Clear")
    entry = torn(journal, {"goal": "mine"}, {"goal": "theirs"})

    assert [entry.id] == [found.id for found in resolving.undecided(journal)]
    assert {"mine", "theirs"} == {resolving.present(entry, entry.conflict[0]), entry.conflict[0].value}


def test_keeping_leaves_the_value_and_drops_the_row(journal: Journal) -> None:
    entry = torn(journal, {"goal": "mine"}, {"goal": "theirs"})

    after = resolving.keep(journal, entry.id, entry.conflict)

    assert (entry.goal, ()) == (after.goal, after.conflict)
    assert [] == resolving.undecided(journal)


def test_taking_puts_the_other_value_there(journal: Journal) -> None:
    entry = torn(journal, {"goal": "mine", "title": "M"}, {"goal": "theirs", "title": "T"})
    row = next(row for row in entry.conflict if row.path == "goal")

    after = resolving.take(journal, entry.id, row)

    assert row.value == after.goal
    assert ["title"] == [left.path for left in after.conflict]


def test_a_value_inside_a_lesson_is_found_by_its_key(journal: Journal) -> None:
    lessons = (Lesson("Wait", key="aaaaaa"), Lesson("Ask", key="bbbbbb"))
    sides = [
        {"lessons": (lessons[0], attrs.evolve(lessons[1], when=when, then="t"))}
        for when in ("mine", "theirs")
    ]
    entry = torn(journal, sides[0], sides[1], lessons=list(lessons))
    (row,) = entry.conflict

    after = resolving.take(journal, entry.id, row)

    assert row.value == after.lessons[1].when
    assert entry.lessons[0] == after.lessons[0]


def test_money_and_currency_change_together(journal: Journal) -> None:
    sides = [
        {"price": Price(hours=1, money=Decimal(money), currency=currency)}
        for money, currency in (("1", "EUR"), ("2", "USD"))
    ]
    entry = torn(journal, sides[0], sides[1], price=Price(hours=1))
    (row,) = entry.conflict

    after = resolving.take(journal, entry.id, row)

    assert (row.value["money"], row.value["currency"]) == (str(after.price.money), after.price.currency)
    assert 1 == after.price.hours


def test_a_place_that_is_gone_is_named(journal: Journal) -> None:
    lesson = Lesson("Wait", key="aaaaaa")
    entry = torn(
        journal,
        {"lessons": (attrs.evolve(lesson, check="mine"),)},
        {"lessons": (attrs.evolve(lesson, check="theirs"),)},
        lessons=[lesson],
    )
    journal.edit(entry.id, lambda found: attrs.evolve(found, lessons=()))

    with pytest.raises(UsageError, match="not there"):
        resolving.take(journal, entry.id, entry.conflict[0])


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_taking_gives_what_lost_for_any_key(key: str, value: str) -> None:
    from mistakes.model import Conflict
    from mistakes.tomltext import dump, parse

    table: dict[str, Any] = {"x": {key: "there"}}
    path = f"x.{dump({key: 0}).rpartition(' = ')[0]}"
    row = Conflict(path, value)

    steps = resolving._steps(row.path)
    resolving._put(table, steps, value)

    assert {"x": {key: value}} == table
    assert parse(dump(table)) == table
