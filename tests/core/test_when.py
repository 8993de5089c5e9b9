"""What must hold for dates as people type them, and for comparing all kinds of dates.

Saturday 21 November 2026, half past ten in Berlin, is "now" in every example.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as time_of_day
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mistakes.errors import UsageError
from mistakes.when import (
    Moment,
    as_date,
    describe_age,
    local_day,
    local_zone_name,
    parse_due,
    parse_moment,
    parse_period,
    sort_key,
)

T = TypeVar("T")

WINTER = timezone(timedelta(hours=1))
SUMMER = timezone(timedelta(hours=2))
NOW = datetime(2026, 11, 21, 10, 30, 15, 123456, tzinfo=WINTER)
TODAY = NOW.date()
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

needs_berlin = pytest.mark.skipif(
    not hasattr(time, "tzset"), reason="this system cannot change its time zone"
)

OFFSETS = st.integers(min_value=-1439, max_value=1439).map(lambda m: timezone(timedelta(minutes=m)))
AWARE = st.datetimes(timezones=OFFSETS)
MOMENTS = st.one_of(
    st.dates(),
    st.datetimes(),
    AWARE,
    st.sampled_from(
        [
            date.min,
            date.max,
            datetime.min,
            datetime.max,
            datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=23, minutes=59))),
            datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23, minutes=59))),
        ]
    ),
)
# Text cannot say which of two passes of the clock is meant, so fold stays 0.
WALLS = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2036, 12, 30)).map(
    lambda wall: wall.replace(fold=0)
)
NOWS = st.datetimes(
    min_value=datetime(1971, 1, 1), max_value=datetime(2037, 1, 1), timezones=st.just(UTC)
) | st.sampled_from(
    [
        datetime(2026, 10, 25, 0, 45, tzinfo=UTC),  # 02:45 for the first time
        datetime(2026, 10, 25, 1, 45, tzinfo=UTC),  # 02:45 again
        datetime(2026, 3, 29, 1, 5, tzinfo=UTC),  # 03:05, just after the jump
        datetime(2024, 2, 29, 23, 30, tzinfo=UTC),
    ]
)
WORDS = st.sampled_from(
    [
        *(
            "today",
            "yesterday",
            "now",
            "last",
            "next",
            "this",
            "friday",
            "week",
            "month",
            "year",
            "days",
            "hours",
        ),
        *(
            "ago",
            "in",
            "at",
            "the",
            "a",
            "an",
            "of",
            "end",
            "half",
            "noon",
            "midnight",
            "nov",
            "feb",
            "3pm",
            "m",
        ),
        *(
            "3",
            "20",
            "29",
            "31",
            "0",
            "2026",
            "2026-11",
            "2026-11-20",
            "20.11.2026",
            "05/06/2026",
            "9999-12-31",
        ),
        *("0001-01-01", "--", "..", "T", "Z", "15:00", "00:00", "12:60", "+01:00", "-99:99", "-3d", "+2w"),
        *("99999999999", "今天", "昨天", "天前", "上", "周五", "年", "月", "日", "3点", "半", "２", "："),
        *(
            "night",
            "morning",
            "midday",
            "at 8",
            "couple of",
            "晚上",
            "凌晨",
            "十",
            "二十",
            "三点",
            "一刻",
            "两",
        ),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=150),
    st.lists(WORDS, max_size=6).map(" ".join),
    st.lists(WORDS, max_size=6).map("".join),
    st.text(alphabet="0123456789-+:./ tzdhwapm今年月日前", max_size=30),
)

DAYS_BACK = st.one_of(
    st.sampled_from(["now", "today", "yesterday", "day before yesterday", "this morning", "last night"]),
    st.sampled_from(["half an hour ago", "an hour ago", "midnight", "noon", "2am", "3:30 pm"]),
    st.sampled_from(["今天", "昨天", "前天", "3天前", "上周五", "昨天 15:00"]),
    st.sampled_from(["last night at 2", "last night 22:00", "昨晚十点半", "昨天晚上1点", "三小时前", "今早"]),
    st.sampled_from(WEEKDAYS).map("last {}".format),
    st.sampled_from(WEEKDAYS),
    st.times().map("{:%H:%M:%S}".format),
    st.times().map("yesterday {:%H:%M}".format),
    st.dates(date(2024, 1, 1), date(2024, 12, 31)).map("{:%d %b}".format),
    st.builds(
        "{} {}s ago".format,
        st.integers(0, 400),
        st.sampled_from(["minute", "hour", "day", "week", "month", "year"]),
    ),
    st.builds("-{}{}".format, st.integers(0, 99), st.sampled_from(["h", "d", "w", "mo", "y"])),
)


def _set_zone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TZ", name)
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture(autouse=True)
def _in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _set_zone(monkeypatch, "Europe/Berlin")
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def _answer(parse: Callable[[str, datetime], T], text: str, now: datetime = NOW) -> T | UsageError:
    try:
        return parse(text, now)
    except UsageError as error:
        return error


def _refusal(parse: Callable[[str, datetime], object], text: str) -> str:
    answer = _answer(parse, text)
    assert isinstance(answer, UsageError), answer
    return f"{answer.message} {answer.hint}"


def _has_begun(moment: Moment, now: datetime) -> bool:
    return moment <= now if isinstance(moment, datetime) else moment <= now.astimezone().date()


# --- any text


@given(text=TEXTS, now=NOWS)
@example("\ufdfa" * 100, NOW)
@example("a" * 100, NOW)
@example("1 " * 50, NOW)
@example("t," * 50, NOW)
@example("\ud800", NOW)
@example("9" * 99, NOW)
@example("in " + "9" * 90 + " years", NOW)
@example("9999-12-31..", NOW)
def test_any_text_is_a_date_or_a_usage_error(text: str, now: datetime) -> None:
    for parse in (parse_moment, parse_due, parse_period):
        answer = _answer(parse, text, now)
        if isinstance(answer, UsageError):
            assert answer.message
            assert answer.hint
            assert answer.message.isprintable()
            assert len(answer.message) < 500


@given(text=TEXTS)
def test_every_moment_read_is_a_date_or_has_an_offset_that_toml_can_write(text: str) -> None:
    answer = _answer(parse_moment, text)

    if isinstance(answer, datetime):
        offset = answer.utcoffset()
        assert offset is not None
        assert timedelta() == offset % timedelta(minutes=1)
        assert answer == datetime.fromisoformat(answer.isoformat())


@given(text=TEXTS)
def test_every_due_date_is_a_plain_date_and_every_period_runs_forward(text: str) -> None:
    due, period = _answer(parse_due, text), _answer(parse_period, text)

    assert isinstance(due, UsageError) or type(due) is date
    assert isinstance(period, UsageError) or period[0] < period[1] or period[1] == date.max


@given(phrase=DAYS_BACK, now=NOWS)
def test_a_phrase_for_a_moment_is_as_a_period_the_day_of_that_moment(phrase: str, now: datetime) -> None:
    day = as_date(parse_moment(phrase, now))

    assert (day, day + timedelta(days=1)) == parse_period(phrase, now)


@pytest.mark.parametrize("now", [datetime.min, datetime.max])
@pytest.mark.parametrize(
    "text", ["now", "15:00", "yesterday", "tomorrow", "last month", "3 days ago", "friday"]
)
def test_at_either_end_of_the_calendar_nothing_worse_than_a_usage_error_happens(
    now: datetime, text: str
) -> None:
    for parse in (parse_moment, parse_due, parse_period):
        _answer(parse, text, now.replace(tzinfo=UTC))


# --- ISO


@given(moment=AWARE, separator=st.sampled_from(["T", "t", " "]))
def test_iso_moments_read_back_exactly(moment: datetime, separator: str) -> None:
    read = parse_moment(moment.isoformat(separator), NOW)

    assert isinstance(read, datetime)
    assert (moment, moment.utcoffset()) == (read, read.utcoffset())


@given(day=st.dates())
def test_iso_dates_read_back_exactly(day: date) -> None:
    assert (day, day) == (parse_moment(day.isoformat(), NOW), parse_due(day.isoformat(), NOW))
    assert type(parse_moment(day.isoformat(), NOW)) is date


@needs_berlin
@given(wall=WALLS)
def test_a_local_time_gets_the_offset_of_its_own_day(wall: datetime) -> None:
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    expected = wall.replace(tzinfo=berlin)
    assume(expected.astimezone(UTC).astimezone(berlin).replace(tzinfo=None) == wall)

    read = parse_moment(wall.isoformat(" "), NOW)

    assert isinstance(read, datetime)
    assert (wall, expected.utcoffset()) == (read.replace(tzinfo=None), read.utcoffset())


# --- now, past and future


@given(now=NOWS, phrase=DAYS_BACK | st.sampled_from(["last week", "last month", "last year", "去年"]))
def test_phrases_that_look_back_are_never_in_the_future(now: datetime, phrase: str) -> None:
    assert _has_begun(parse_moment(phrase, now), now)


@needs_berlin
@given(now=NOWS, at=st.times())
def test_a_bare_time_is_the_last_one_that_has_passed(now: datetime, at: time_of_day) -> None:
    found = parse_moment(f"{at:%H:%M}", now)

    assert isinstance(found, datetime)
    assert now - timedelta(hours=27) < found <= now


@given(now=NOWS, index=st.integers(0, 6))
def test_a_weekday_is_the_nearest_on_its_side_and_never_today(now: datetime, index: int) -> None:
    today = now.astimezone().date()
    back, ahead = parse_moment(WEEKDAYS[index], now), parse_due(WEEKDAYS[index], now)

    assert (index, index) == (as_date(back).weekday(), ahead.weekday())
    assert 1 <= (today - as_date(back)).days <= 7
    assert 1 <= (ahead - today).days <= 7
    assert (back, ahead) == (
        parse_moment(f"last {WEEKDAYS[index]}", now),
        parse_due(f"next {WEEKDAYS[index]}", now),
    )


@given(now=NOWS, count=st.integers(0, 5000))
def test_days_and_weeks_count_on_the_local_calendar(now: datetime, count: int) -> None:
    today = now.astimezone().date()

    assert today - timedelta(days=count) == parse_moment(f"{count} days ago", now)
    assert today + timedelta(days=count) == parse_due(f"+{count}d", now)
    assert today + timedelta(weeks=count) == parse_due(f"in {count} weeks", now)


@given(now=NOWS, count=st.integers(0, 5000))
def test_hours_ago_count_real_time_over_changes_of_the_clock(now: datetime, count: int) -> None:
    assert now.replace(microsecond=0) - timedelta(hours=count) == parse_moment(f"{count} hours ago", now)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-21"),
        ("  YESTERDAY ", "2026-11-20"),
        ("tomorrow", "2026-11-22"),
        ("day before yesterday", "2026-11-19"),
        ("the day before yesterday", "2026-11-19"),
        ("this morning", "2026-11-21"),
        ("last night", "2026-11-20"),
        ("yesterday evening", "2026-11-20"),
        ("3 days ago", "2026-11-18"),
        ("three days ago", "2026-11-18"),
        ("a week ago", "2026-11-14"),
        ("2 months ago", "2026-09-21"),
        ("-3d", "2026-11-18"),
        ("-1w", "2026-11-14"),
        ("last friday", "2026-11-20"),
        ("Fri", "2026-11-20"),
        ("saturday", "2026-11-14"),
        ("friday last week", "2026-11-13"),
        ("monday of this week", "2026-11-16"),
        ("last week", "2026-11-14"),
        ("last month", "2026-10-21"),
        ("last year", "2025-11-21"),
        ("2026-11-20", "2026-11-20"),
        ("2026/11/20", "2026-11-20"),
        ("2026-11", "2026-11-01"),
        ("20.11.2026", "2026-11-20"),
        ("20/11/2026", "2026-11-20"),
        ("11/20/2026", "2026-11-20"),
        ("5.5.2026", "2026-05-05"),
        ("20 nov 2026", "2026-11-20"),
        ("20th of November, 2026", "2026-11-20"),
        ("nov 20, 2026", "2026-11-20"),
        ("Sept. 3rd 2026", "2026-09-03"),
        ("20 november", "2026-11-20"),
        ("21 november", "2026-11-21"),
        ("22 november", "2025-11-22"),
        ("29 feb", "2024-02-29"),
        ("november 2026", "2026-11-01"),
        ("今天", "2026-11-21"),
        ("昨天", "2026-11-20"),
        ("前天", "2026-11-19"),
        ("大前天", "2026-11-18"),
        ("3天前", "2026-11-18"),
        ("三天前", "2026-11-18"),
        ("两个月之前", "2026-09-21"),
        ("2026年11月20日", "2026-11-20"),
        ("11月20日", "2026-11-20"),
        ("2026年11月", "2026-11-01"),
        ("周五", "2026-11-20"),
        ("上周五", "2026-11-13"),
        ("上星期天", "2026-11-15"),
        ("上个月", "2026-10-21"),
        ("去年", "2025-11-21"),
        ("昨晚", "2026-11-20"),
        ("昨夜", "2026-11-20"),
        ("今早", "2026-11-21"),
        ("今天凌晨", "2026-11-21"),
        ("前天晚上", "2026-11-19"),
        ("周一早上", "2026-11-16"),
        ("十五天前", "2026-11-06"),
        ("二十天前", "2026-11-01"),
        ("半年前", "2026-05-21"),
        ("十一月二十日", "2026-11-20"),
        ("二〇二六年十一月二十日", "2026-11-20"),
        ("monday morning", "2026-11-16"),
        ("last friday evening", "2026-11-20"),
        ("friday night", "2026-11-20"),
        ("nov 20 evening", "2026-11-20"),
        ("earlier this morning", "2026-11-21"),
        ("a couple of days ago", "2026-11-19"),
        ("twenty days ago", "2026-11-01"),
        ("a fortnight ago", "2026-11-07"),
        ("２０２６－１１－２０", "2026-11-20"),
    ],
)
def test_what_has_no_time_of_day_is_a_plain_date(text: str, day: str) -> None:
    found = parse_moment(text, NOW)

    assert type(found) is date
    assert day == found.isoformat()


@needs_berlin
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", "2026-11-21T10:30:15+01:00"),
        ("15:00", "2026-11-20T15:00:00+01:00"),
        ("at 09:00", "2026-11-21T09:00:00+01:00"),
        ("10:30", "2026-11-21T10:30:00+01:00"),
        ("10:30:15", "2026-11-21T10:30:15+01:00"),
        ("10:31", "2026-11-20T10:31:00+01:00"),
        ("yesterday 15:00", "2026-11-20T15:00:00+01:00"),
        ("15:00 yesterday", "2026-11-20T15:00:00+01:00"),
        ("Yesterday, at  3PM", "2026-11-20T15:00:00+01:00"),
        ("yesterday 3:30 pm", "2026-11-20T15:30:00+01:00"),
        ("yesterday 3 p.m.", "2026-11-20T15:00:00+01:00"),
        ("yesterday 15h30", "2026-11-20T15:30:00+01:00"),
        ("yesterday 12am", "2026-11-20T00:00:00+01:00"),
        ("yesterday 12:15 pm", "2026-11-20T12:15:00+01:00"),
        ("yesterday at noon", "2026-11-20T12:00:00+01:00"),
        ("midnight", "2026-11-21T00:00:00+01:00"),
        ("noon", "2026-11-20T12:00:00+01:00"),
        ("2 hours ago", "2026-11-21T08:30:15+01:00"),
        ("an hour ago", "2026-11-21T09:30:15+01:00"),
        ("half an hour ago", "2026-11-21T10:00:15+01:00"),
        ("-2h", "2026-11-21T08:30:15+01:00"),
        ("-30min", "2026-11-21T10:00:15+01:00"),
        ("3 days ago 15:00", "2026-11-18T15:00:00+01:00"),
        ("last friday 8:05", "2026-11-20T08:05:00+01:00"),
        ("2026-11-20 14:05", "2026-11-20T14:05:00+01:00"),
        ("2026-07-20 14:05", "2026-07-20T14:05:00+02:00"),
        ("2026-11-20T14:05:00+01:00", "2026-11-20T14:05:00+01:00"),
        ("2026-11-20 14:05 -0800", "2026-11-20T14:05:00-08:00"),
        ("2026-11-20T14:05Z", "2026-11-20T14:05:00+00:00"),
        ("20 nov 2026 14:05:06", "2026-11-20T14:05:06+01:00"),
        ("20.11.2026 14:05", "2026-11-20T14:05:00+01:00"),
        ("9:50Z", "2026-11-20T09:50:00+00:00"),
        ("昨天 15:00", "2026-11-20T15:00:00+01:00"),
        ("昨天１５：００", "2026-11-20T15:00:00+01:00"),
        ("昨天下午3点半", "2026-11-20T15:30:00+01:00"),
        ("昨天晚上9点05分", "2026-11-20T21:05:00+01:00"),
        ("2026年11月20日 15点", "2026-11-20T15:00:00+01:00"),
        ("昨天中午12点", "2026-11-20T12:00:00+01:00"),
        ("半小时前", "2026-11-21T10:00:15+01:00"),
        ("昨天下午三点", "2026-11-20T15:00:00+01:00"),
        ("昨天下午三点半", "2026-11-20T15:30:00+01:00"),
        ("早上九点一刻", "2026-11-21T09:15:00+01:00"),
        ("今天上午十点二十分", "2026-11-21T10:20:00+01:00"),
        ("今天上午九点五分", "2026-11-21T09:05:00+01:00"),
        ("今早八点", "2026-11-21T08:00:00+01:00"),
        ("昨晚十点半", "2026-11-20T22:30:00+01:00"),
        ("昨天晚上1点", "2026-11-21T01:00:00+01:00"),
        ("昨晚十二点", "2026-11-21T00:00:00+01:00"),
        ("昨天凌晨两点", "2026-11-20T02:00:00+01:00"),
        ("昨天凌晨12点", "2026-11-20T00:00:00+01:00"),
        ("昨天中午", "2026-11-20T12:00:00+01:00"),
        ("昨天中午一点", "2026-11-20T13:00:00+01:00"),
        ("上周五晚上八点", "2026-11-13T20:00:00+01:00"),
        ("周五十点", "2026-11-20T10:00:00+01:00"),
        ("三天前下午两点", "2026-11-18T14:00:00+01:00"),
        ("三小时前", "2026-11-21T07:30:15+01:00"),
        ("一个半小时前", "2026-11-21T09:00:15+01:00"),
        ("一小时二十分钟前", "2026-11-21T09:10:15+01:00"),
        ("三刻钟前", "2026-11-21T09:45:15+01:00"),
        ("二十分钟前", "2026-11-21T10:10:15+01:00"),
        ("刚才", "2026-11-21T10:30:15+01:00"),
        ("just now", "2026-11-21T10:30:15+01:00"),
        ("half hour ago", "2026-11-21T10:00:15+01:00"),
        ("an hour and a half ago", "2026-11-21T09:00:15+01:00"),
        ("two and a half hours ago", "2026-11-21T08:00:15+01:00"),
        ("1.5 hours ago", "2026-11-21T09:00:15+01:00"),
        ("1h 30min ago", "2026-11-21T09:00:15+01:00"),
        ("a quarter of an hour ago", "2026-11-21T10:15:15+01:00"),
        ("this noon", "2026-11-21T12:00:00+01:00"),
        ("yesterday evening 8:30", "2026-11-20T20:30:00+01:00"),
        ("yesterday at 8 in the evening", "2026-11-20T20:00:00+01:00"),
        ("yesterday evening 20:30", "2026-11-20T20:30:00+01:00"),
        ("this morning at 9", "2026-11-21T09:00:00+01:00"),
        ("last night at 11", "2026-11-20T23:00:00+01:00"),
        ("last night 11pm", "2026-11-20T23:00:00+01:00"),
        ("last night at 2", "2026-11-21T02:00:00+01:00"),
        ("last night at 2am", "2026-11-21T02:00:00+01:00"),
        ("8 in the evening", "2026-11-20T20:00:00+01:00"),
        ("1880-05-05 12:00", "1880-05-05T12:00:00+00:53"),
    ],
)
def test_what_has_a_time_of_day_carries_the_local_offset(text: str, moment: str) -> None:
    assert moment == parse_moment(text, NOW).isoformat()


@needs_berlin
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-29 01:59", "2026-03-29T01:59:00+01:00"),
        ("2026-03-29 02:30", "2026-03-29T03:30:00+02:00"),
        ("2026-03-29 03:00", "2026-03-29T03:00:00+02:00"),
        ("2026-10-25 01:59", "2026-10-25T01:59:00+02:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25 02:30+01:00", "2026-10-25T02:30:00+01:00"),
        ("2026-10-25 03:00", "2026-10-25T03:00:00+01:00"),
    ],
)
def test_a_skipped_time_lies_after_the_jump_and_of_a_doubled_one_the_first_is_meant(
    text: str, moment: str
) -> None:
    assert moment == parse_moment(text, NOW).isoformat()


@needs_berlin
@pytest.mark.parametrize(
    ("now", "text", "moment"),
    [
        ("2026-10-25T02:45:00+02:00", "02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:15:00+01:00", "02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:45:00+01:00", "02:30", "2026-10-25T02:30:00+01:00"),
        ("2026-10-25T02:45:00+01:00", "1 hour ago", "2026-10-25T02:45:00+02:00"),
        ("2026-10-25T12:00:00+01:00", "yesterday 02:30", "2026-10-24T02:30:00+02:00"),
        ("2026-03-29T03:10:00+02:00", "02:30", "2026-03-28T02:30:00+01:00"),
        ("2026-03-29T04:00:00+02:00", "02:30", "2026-03-29T03:30:00+02:00"),
        ("2026-03-29T03:10:00+02:00", "1 hour ago", "2026-03-29T01:10:00+01:00"),
    ],
)
def test_the_last_time_of_a_kind_is_found_where_the_clocks_change(now: str, text: str, moment: str) -> None:
    assert moment == parse_moment(text, datetime.fromisoformat(now)).isoformat()


@needs_berlin
def test_today_is_the_day_of_this_machine_whatever_the_offset_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    _set_zone(monkeypatch, "America/New_York")

    assert date(2026, 11, 20) == parse_moment("today", late)
    assert parse_moment("yesterday 15:00", late).isoformat() == "2026-11-19T15:00:00-05:00"
    _set_zone(monkeypatch, "Europe/Berlin")
    assert date(2026, 11, 21) == parse_moment("today", late)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("05.06.2026", ["5 June 2026", "6 May 2026", "2026-06-05", "2026-05-06"]),
        ("05/06/2026", ["5 June 2026", "6 May 2026"]),
        ("20.11.26", ["two digits"]),
        ("11/20/26", ["two digits"]),
        ("26-11-20", ["two digits"]),
        ("nov 20, 26", ["two digits"]),
        ("20 nov '26", ["two digits"]),
        ("5m ago", ["minutes or months"]),
        ("-5m", ["minutes or months", "30min or 3mo"]),
        ("2026-02-30", ["'2026-02-30'", "no calendar"]),
        ("13.13.2026", ["no calendar"]),
        ("31 feb", ["no calendar"]),
        ("25:00", ["no calendar"]),
        ("12:60", ["no calendar"]),
        ("13am", ["contradicts"]),
        ("0000-01-01", ["no calendar"]),
        ("0001-01-01 00:00", ["no calendar"]),
        ("9999-12-31 23:59", ["no calendar"]),
        ("99999999999 days ago", ["no calendar"]),
        ("99999 years ago", ["no calendar"]),
        ("2026-11-20T14:05+25:00", ["no calendar"]),
        ("yesterday evening 8am", ["contradicts"]),
        ("this morning at 12", ["contradicts"]),
        ("this morning 15:00", ["contradicts"]),
        ("上午12点", ["contradicts"]),
        ("in the afternoon", ["yesterday 15:00"]),
        ("下午", ["yesterday 15:00"]),
        ("yesterday at 3", ["yesterday 15:00"]),
        ("一百天前", ["yesterday 15:00"]),
        ("2 hours ago 15:00", ["yesterday 15:00"]),
        ("yesterday 15:00 16:00", ["yesterday 15:00"]),
        ("2026-11-2014:05", ["yesterday 15:00"]),
        ("2026", ["yesterday 15:00"]),
        ("15", ["yesterday 15:00"]),
        ("", ["empty", "yesterday 15:00"]),
        (" \t\n", ["empty"]),
        ("\x00", ["'\\x00'", "yesterday 15:00"]),
        ("\x1b[31mtoday", ["\\x1b[31mtoday"]),
        ("x" * 101, ["xxx…'", "longer than any date"]),
    ],
)
@needs_berlin
def test_what_is_unclear_or_impossible_is_refused_with_the_reason_and_a_way_out(
    text: str, words: list[str]
) -> None:
    said = _refusal(parse_moment, text)

    assert [word for word in words if word not in said] == []


def test_a_refusal_lists_forms_that_are_accepted() -> None:
    for parse in (parse_moment, parse_due, parse_period):
        error = _answer(parse, "rubbish")
        assert isinstance(error, UsageError)
        forms = error.hint.removeprefix("Try: ").removesuffix(".").replace(" or ", ", ").split(", ")
        assert len(forms) >= 5
        assert [form for form in forms if isinstance(_answer(parse, form), UsageError)] == []


# --- due


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-21"),
        ("tonight", "2026-11-21"),
        ("tomorrow", "2026-11-22"),
        ("friday", "2026-11-27"),
        ("next friday", "2026-11-27"),
        ("saturday", "2026-11-28"),
        ("friday next week", "2026-11-27"),
        ("sunday of next week", "2026-11-29"),
        ("in 3 days", "2026-11-24"),
        ("in 2 weeks", "2026-12-05"),
        ("a week from now", "2026-11-28"),
        ("+3d", "2026-11-24"),
        ("+1mo", "2026-12-21"),
        ("in 20 hours", "2026-11-22"),
        ("next week", "2026-11-28"),
        ("next month", "2026-12-21"),
        ("next year", "2027-11-21"),
        ("end of week", "2026-11-22"),
        ("end of month", "2026-11-30"),
        ("end of the month", "2026-11-30"),
        ("eom", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("end of year", "2026-12-31"),
        ("2026-12-01", "2026-12-01"),
        ("2026-12-01 09:00", "2026-12-01"),
        ("1 december", "2026-12-01"),
        ("21 november", "2026-11-21"),
        ("1 november", "2027-11-01"),
        ("29 feb", "2028-02-29"),
        ("09:00", "2026-11-22"),
        ("明天", "2026-11-22"),
        ("后天", "2026-11-23"),
        ("3天后", "2026-11-24"),
        ("两周后", "2026-12-05"),
        ("下周五", "2026-11-27"),
        ("下周", "2026-11-28"),
        ("下个月", "2026-12-21"),
        ("月底", "2026-11-30"),
        ("明年", "2027-11-21"),
    ],
)
@needs_berlin
def test_open_phrases_of_a_due_date_point_ahead(text: str, day: str) -> None:
    assert day == parse_due(text, NOW).isoformat()


@pytest.mark.parametrize(
    ("now", "text", "day"),
    [
        (datetime(2026, 1, 31, 12, tzinfo=WINTER), "next month", date(2026, 2, 28)),
        (datetime(2024, 1, 31, 12, tzinfo=WINTER), "in 1 month", date(2024, 2, 29)),
        (datetime(2024, 2, 29, 12, tzinfo=WINTER), "next year", date(2025, 2, 28)),
        (datetime(2026, 12, 31, 12, tzinfo=WINTER), "next month", date(2027, 1, 31)),
        (datetime(2026, 12, 31, 12, tzinfo=WINTER), "2 months ago", date(2026, 10, 31)),
        (datetime(2026, 10, 31, 12, tzinfo=WINTER), "in 2 months", date(2026, 12, 31)),
        (datetime(2024, 2, 10, 12, tzinfo=WINTER), "end of month", date(2024, 2, 29)),
    ],
)
@needs_berlin
def test_a_day_that_a_month_lacks_becomes_its_last(now: datetime, text: str, day: date) -> None:
    assert day == parse_due(text, now)


@needs_berlin
def test_a_leap_day_is_found_across_a_century_without_one() -> None:
    now = datetime(2103, 6, 1, 12, tzinfo=SUMMER)

    assert (date(2096, 2, 29), date(2104, 2, 29)) == (parse_moment("29 feb", now), parse_due("29 feb", now))
    assert date(2104, 2, 29) == parse_due("29 feb", datetime(2096, 3, 1, 12, tzinfo=WINTER))


# --- periods


@given(day=st.dates(max_value=date(9999, 11, 30)))
def test_a_day_lies_in_its_day_month_and_year(day: date) -> None:
    spans = [parse_period(f"{day.isoformat()[:length]}", NOW) for length in (10, 7, 4)]

    assert all(start <= day < end for start, end in spans)
    assert timedelta(days=1) == spans[0][1] - spans[0][0]
    assert (1, 1, day.month % 12 + 1) == (spans[1][0].day, spans[1][1].day, spans[1][1].month)
    assert date(day.year, 1, 1) == spans[2][0]


@given(first=st.dates(), last=st.dates(), cuts=st.tuples(*[st.sampled_from([4, 7, 10])] * 2))
def test_a_range_runs_from_the_start_of_its_first_to_the_end_of_its_last(
    first: date, last: date, cuts: tuple[int, int]
) -> None:
    assume(first <= last)
    one, other = first.isoformat()[: cuts[0]], last.isoformat()[: cuts[1]]
    start, end = parse_period(one, NOW)[0], parse_period(other, NOW)[1]

    assert (start, end) == parse_period(f"{one}..{other}", NOW)
    assert (start, date.max) == parse_period(f"{one}..", NOW)
    assert (date.min, end) == parse_period(f"..{other}", NOW)


@given(now=NOWS)
def test_last_this_and_next_meet_without_gap(now: datetime) -> None:
    for unit in ("week", "month", "year"):
        last, this, following = (parse_period(f"{which} {unit}", now) for which in ("last", "this", "next"))
        assert (last[1], this[1]) == (this[0], following[0])
        assert this[0] <= now.astimezone().date() < this[1]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-01", "2026-01-01", "2026-02-01"),
        ("2026-01-05", "2026-01-05", "2026-01-06"),
        ("2026-01..2026-03", "2026-01-01", "2026-04-01"),
        ("2026-01 .. 2026-03-05", "2026-01-01", "2026-03-06"),
        ("2026-01..", "2026-01-01", "9999-12-31"),
        ("..2026", "0001-01-01", "2027-01-01"),
        ("20.11.2026..25.11.2026", "2026-11-20", "2026-11-26"),
        ("last month..today", "2026-10-01", "2026-11-22"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("this week", "2026-11-16", "2026-11-23"),
        ("last week", "2026-11-09", "2026-11-16"),
        ("this year", "2026-01-01", "2027-01-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("last 30 days", "2026-10-23", "2026-11-22"),
        ("past 2 weeks", "2026-11-08", "2026-11-22"),
        ("last 24 hours", "2026-11-20", "2026-11-22"),
        ("today", "2026-11-21", "2026-11-22"),
        ("yesterday", "2026-11-20", "2026-11-21"),
        ("last friday", "2026-11-20", "2026-11-21"),
        ("november", "2026-11-01", "2026-12-01"),
        ("december", "2025-12-01", "2026-01-01"),
        ("nov 2025", "2025-11-01", "2025-12-01"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("2026年", "2026-01-01", "2027-01-01"),
        ("2026年2月", "2026-02-01", "2026-03-01"),
        ("上周", "2026-11-09", "2026-11-16"),
        ("本月", "2026-11-01", "2026-12-01"),
        ("去年", "2025-01-01", "2026-01-01"),
        ("最近30天", "2026-10-23", "2026-11-22"),
    ],
)
@needs_berlin
def test_a_period_holds_its_first_day_and_not_its_last(text: str, start: str, end: str) -> None:
    assert (start, end) == tuple(day.isoformat() for day in parse_period(text, NOW))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2026-03..2026-01", "2026-01..2026-03"),
        ("..", "last 30 days"),
        ("2026-01...2026-03", "last 30 days"),
        ("a..b", "last 30 days"),
        ("last 0 days", "last 30 days"),
        ("2026-13", "no calendar"),
        ("0000", "no calendar"),
        ("05.06.2026..", "2026-06-05"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused_with_a_way_out(text: str, word: str) -> None:
    assert word in _refusal(parse_period, text)


# --- comparing


@given(one=AWARE, other=AWARE)
def test_moments_with_an_offset_sort_in_their_real_order(one: datetime, other: datetime) -> None:
    assert (one < other) == (sort_key(one) < sort_key(other))
    assert (one == other) == (sort_key(one) == sort_key(other))


@given(moments=st.lists(MOMENTS))
def test_all_kinds_of_dates_sort_the_same_from_any_order(moments: list[Moment]) -> None:
    backwards = moments[::-1]

    assert list(map(sort_key, sorted(moments, key=sort_key))) == sorted(map(sort_key, backwards))


@given(one=MOMENTS, other=MOMENTS)
def test_a_clear_day_between_two_moments_decides_their_order(one: Moment, other: Moment) -> None:
    # Offsets and zones move a moment by less than a day each, so three days apart leave no doubt.
    assume((as_date(other) - as_date(one)).days >= 3)

    assert sort_key(one) < sort_key(other)


@given(day=st.dates(min_value=date(1971, 1, 1), max_value=date(2036, 12, 30)), at=st.times())
def test_a_date_stands_before_every_time_of_its_day_and_after_the_day_before(
    day: date, at: time_of_day
) -> None:
    local = datetime.combine(day, at)

    assert sort_key(day) < sort_key(local) < sort_key(day + timedelta(days=1))
    assert sort_key(day) < sort_key(local.astimezone(UTC))


@needs_berlin
@given(wall=WALLS)
def test_a_local_time_stands_just_before_the_same_time_with_its_offset(wall: datetime) -> None:
    moment = parse_moment(wall.isoformat(), NOW)

    assert (sort_key(moment)[0], 1) == sort_key(wall)
    assert sort_key(wall) < sort_key(moment)


def test_a_date_is_written_as_it_was_said_wherever_it_is_read() -> None:
    assert date(2026, 11, 20) == as_date(
        datetime(2026, 11, 20, 23, 59, tzinfo=timezone(timedelta(hours=-11)))
    )
    assert date(2026, 11, 20) == as_date(datetime(2026, 11, 20, 23, 59))
    assert date(2026, 11, 20) == as_date(date(2026, 11, 20))
    assert type(as_date(NOW)) is date


# --- ages


@given(moment=MOMENTS, now=NOWS)
def test_every_moment_has_an_age_in_words(moment: Moment, now: datetime) -> None:
    words = describe_age(moment, now)

    plain = ("just now", "today", "yesterday", "tomorrow")
    assert words in plain or words.startswith("in ") or words.endswith(" ago")


@needs_berlin
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "just now"),
        (NOW - timedelta(seconds=59), "just now"),
        (NOW - timedelta(minutes=1), "1 minute ago"),
        (NOW - timedelta(hours=3), "3 hours ago"),
        (NOW - timedelta(hours=11, minutes=59), "11 hours ago"),
        (NOW - timedelta(hours=13), "yesterday"),
        (NOW - timedelta(hours=34), "yesterday"),
        (NOW - timedelta(hours=35), "2 days ago"),
        (NOW + timedelta(hours=2), "in 2 hours"),
        (NOW + timedelta(hours=20), "tomorrow"),
        (datetime(2026, 11, 21, 8, 30), "2 hours ago"),
        (datetime(2026, 11, 21, 18, 30, tzinfo=timezone(timedelta(hours=11))), "2 hours ago"),
        (TODAY, "today"),
        (date(2026, 11, 20), "yesterday"),
        (date(2026, 11, 22), "tomorrow"),
        (date(2026, 11, 24), "in 3 days"),
        (date(2026, 11, 8), "13 days ago"),
        (date(2026, 11, 7), "2 weeks ago"),
        (date(2026, 10, 31), "3 weeks ago"),
        (date(2026, 9, 21), "2 months ago"),
        (date(2025, 11, 22), "11 months ago"),
        (date(2025, 11, 21), "1 year ago"),
        (date(2024, 11, 21), "2 years ago"),
        (date(2016, 11, 21), "10 years ago"),
        (date(2027, 11, 21), "in 1 year"),
        (date.min, "2025 years ago"),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=23))), "in 7973 years"),
    ],
)
def test_an_age_is_told_as_people_say_it(moment: Moment, words: str) -> None:
    assert words == describe_age(moment, NOW)


# --- days and zones


@given(
    at=NOWS, zone=st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/New_York", "Etc/GMT+12", "UTC"])
)
def test_the_hours_before_four_belong_to_the_day_before(at: datetime, zone: str) -> None:
    local = at.astimezone(zoneinfo.ZoneInfo(zone))

    assert local.date() - timedelta(days=local.hour < 4) == local_day(at, zone)


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2026-11-21T03:59:59+01:00", "Europe/Berlin", "2026-11-20"),
        ("2026-11-21T04:00:00+01:00", "Europe/Berlin", "2026-11-21"),
        ("2026-03-29T03:59:00+02:00", "Europe/Berlin", "2026-03-28"),
        ("2026-03-29T04:00:00+02:00", "Europe/Berlin", "2026-03-29"),
        ("2026-10-25T03:59:00+01:00", "Europe/Berlin", "2026-10-24"),
        ("2026-10-25T04:00:00+01:00", "Europe/Berlin", "2026-10-25"),
        ("2026-11-20T22:29:00Z", "UTC+05:30", "2026-11-20"),
        ("2026-11-20T22:30:00Z", "UTC+05:30", "2026-11-21"),
        ("2026-11-21T02:59:00Z", "Etc/GMT-1", "2026-11-20"),
        ("2026-11-21T03:00:00Z", "Etc/GMT-1", "2026-11-21"),
        ("2026-11-21T08:59:00Z", "Etc/GMT+5", "2026-11-20"),
    ],
)
def test_a_day_starts_at_four_by_the_clock_of_its_zone(at: str, zone: str, day: str) -> None:
    assert day == local_day(datetime.fromisoformat(at), zone).isoformat()


@pytest.mark.parametrize(
    "zone", ["", "Europe/Nowhere", "../../etc/passwd", "Europe", "\x00", "UTC+99:00", "Etc/GMT+99"]
)
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(UsageError):
        local_day(NOW, zone)


@pytest.mark.parametrize("at", [datetime.min, datetime.max])
def test_a_day_outside_the_calendar_is_refused(at: datetime) -> None:
    with pytest.raises(UsageError):
        local_day(at.replace(tzinfo=UTC), "Etc/GMT-14" if at.year > 1 else "Etc/GMT+12")


@needs_berlin
@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":Asia/Kolkata", "Asia/Kolkata"),
        ("UTC", "UTC"),
        ("XXX-1", "Etc/GMT-1"),
        ("XXX+8", "Etc/GMT+8"),
        ("XXX0", "UTC"),
        ("XXX-5:30", "UTC+05:30"),
        ("XXX+3:30", "UTC-03:30"),
    ],
)
def test_the_zone_has_its_name_or_else_its_offset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, name: str
) -> None:
    _set_zone(monkeypatch, setting)

    assert name == local_zone_name(str(tmp_path))
    assert local_day(NOW, name) == (NOW.astimezone() - timedelta(hours=4)).date()


@needs_berlin
def test_the_zone_is_read_from_the_system_unless_its_clock_differs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _set_zone(monkeypatch, "XXX-9")
    (tmp_path / "timezone").write_text("Asia/Tokyo\n")
    assert local_zone_name(str(tmp_path)) == "Asia/Tokyo"

    (tmp_path / "localtime").symlink_to("../usr/share/zoneinfo/Asia/Seoul")
    assert local_zone_name(str(tmp_path)) == "Asia/Seoul"

    _set_zone(monkeypatch, "XXX-3")
    assert local_zone_name(str(tmp_path)) == "Etc/GMT-3"


def test_zones_named_by_their_offset_need_no_zone_data() -> None:
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        days = [local_day(datetime(2026, 11, 21, 3, tzinfo=UTC), zone) for zone in ("Etc/GMT-1", "UTC")]
    finally:
        zoneinfo.reset_tzpath()

    assert [date(2026, 11, 21), date(2026, 11, 20)] == days


# --- cost of a start


@pytest.mark.parametrize("module", ["mistakes.when", "mistakes.amounts"])
def test_importing_costs_no_module_that_a_start_does_not_need(module: str) -> None:
    heavy = {
        "zoneinfo",
        "decimal",
        "_decimal",
        "unicodedata",
        "calendar",
        "locale",
        "json",
        "pathlib",
        "subprocess",
    }
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, env=_environment()
    )

    assert set() == heavy & set(run.stdout.split())


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
