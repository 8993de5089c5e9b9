"""Ids sort by time, handles are the random end, keys are the same on every machine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import ids


def test_ids_made_one_after_the_other_sort_in_that_order() -> None:
    made = [ids.new_id() for _ in range(500)]

    assert sorted(made) == made
    assert 500 == len(set(made))


@given(st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30)))
def test_an_id_remembers_its_time_and_month(at: datetime) -> None:
    at = at.replace(tzinfo=UTC)
    made = ids.new_id(at)

    assert ids.is_id(made)
    assert at.replace(microsecond=at.microsecond // 1000 * 1000) == ids.time_of(made)
    assert f"{at.year:04}/{at.month:02}" == ids.month_of(made)


def test_times_before_1970_and_after_the_last_year_still_give_valid_ids() -> None:
    for at in (datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        assert ids.is_id(ids.new_id(at))
    assert "9999/12" == ids.month_of("7zzzzzzzzzzzzzzzzzzzzzzzzz")


def test_the_id_bits_are_those_of_a_uuid_version_7() -> None:
    import uuid

    number = 0
    for character in ids.new_id():
        number = number * 32 + ids.ALPHABET.index(character)
    made = uuid.UUID(int=number)

    assert 7 == made.version
    assert uuid.RFC_4122 == made.variant


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4SN02Q", "4sn02q"),
        ("4snO2q", "4sn02q"),
        ("il00", "1100"),
        (" 4sn02q ", "4sn02q"),
        ("abc", ""),
        ("../../x", ""),
        ("--upload-pack=x", ""),
        ("", ""),
        ("u" * 6, ""),
        ("a" * 5_000_000, ""),
        ("4sn0\u202e", ""),
    ],
)
def test_what_people_type_becomes_the_end_of_an_id_or_nothing(typed: str, expected: str) -> None:
    assert expected == ids.handle_typed(typed)


def test_handles_are_six_characters_and_longer_only_where_they_would_look_alike() -> None:
    first, second = "0" * 20 + "aaaaaa", "0" * 19 + "1aaaaaa"[-7:]
    other = "0" * 20 + "bbbbbb"

    assert {first: "0aaaaaa", second: "1aaaaaa", other: "bbbbbb"} == ids.handles([first, second, other])


@given(st.lists(st.text("ab01", min_size=26, max_size=26), unique=True, max_size=20))
def test_handles_are_unique_ends(shown: list[str]) -> None:
    short = ids.handles(shown)

    assert len(shown) == len(set(short.values()))
    assert all(entry_id.endswith(handle) for entry_id, handle in short.items())


def test_a_derived_key_depends_on_id_list_and_place_only() -> None:
    one = ids.derived_key("01kah3v8m2e9br5x0p7w4sn02q", "lessons", 0)

    assert "p0svfg" == one  # stored keys of other machines depend on this never changing
    assert one != ids.derived_key("01kah3v8m2e9br5x0p7w4sn02q", "lessons", 1)
    assert one != ids.derived_key("01kah3v8m2e9br5x0p7w4sn02q", "actions", 0)
