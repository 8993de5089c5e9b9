"""What must hold for costs as people type them and as they are shown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mistakes.amounts import Hours, Money, format_hours, format_money, parse_amount, parse_amounts
from mistakes.errors import UsageError

CURRENCIES = st.sampled_from(["EUR", "USD", "CNY", "JPY", "CHF", "KWD"])
MONEY = st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False, allow_infinity=False)
COST_LIKE = st.text(alphabet="0123456789.,'- hmdwEURe€$¥元小时分天nif\x00\x1b", max_size=120)


def _answer(text: str) -> Hours | Money | UsageError:
    try:
        return parse_amount(text)
    except UsageError as error:
        return error


@given(minutes=st.integers(min_value=0, max_value=10**6))
def test_hours_and_minutes_add_up(minutes: int) -> None:
    typed = parse_amount(f"{minutes // 60}h{minutes % 60}m")

    assert isinstance(typed, Hours)
    assert abs(typed.hours - minutes / 60) <= 0.00005


@pytest.mark.parametrize("between", [" ", ", ", " and ", " + ", "，", "和", " & ", "; "])
@pytest.mark.parametrize(
    ("time", "money"), [("3h", "200EUR"), ("1h 30min", "1 200 EUR"), ("2天", "€20"), ("3 hours", "200元")]
)
def test_time_and_money_may_be_said_in_one_breath(time: str, money: str, between: str) -> None:
    both = (parse_amount(time), parse_amount(money))

    assert both == parse_amounts(f"{time}{between}{money}")
    assert both[::-1] == parse_amounts(f"{money}{between}{time}")


@pytest.mark.parametrize(
    "text", ["3h 200", "200 3h", "3h 200EUR 100USD", "3h EUR", "lunch and 3h", "and", " ", "3"]
)
def test_what_is_no_cost_as_a_whole_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_amounts(text)
    with pytest.raises(UsageError) as alone:
        parse_amount(text)
    assert str(alone.value) == str(refused.value)


@given(text=COST_LIKE)
def test_one_cost_is_read_as_ever(text: str) -> None:
    found = _answer(text)
    if not isinstance(found, UsageError):
        assert (found,) == parse_amounts(text)


@given(minutes=st.integers(min_value=1, max_value=59))
def test_minutes_shown_read_back_as_the_same_hours(minutes: int) -> None:
    typed = parse_amount(f"{minutes}min")

    assert isinstance(typed, Hours)
    assert f"{minutes} min" == format_hours(typed.hours)


@given(hundredths=st.integers(min_value=100, max_value=10**9))
def test_hours_shown_read_back_as_the_same_hours(hundredths: int) -> None:
    hours = hundredths / 100

    assert Hours(hours) == parse_amount(format_hours(hours).replace(",", ""))


@given(amount=MONEY, currency=CURRENCIES)
def test_money_shown_reads_back_as_the_same_money(amount: Decimal, currency: str) -> None:
    assert Money(amount, currency) == parse_amount(format_money(amount, currency))


@given(amount=MONEY, currency=CURRENCIES, before=st.booleans(), space=st.sampled_from(["", " "]))
def test_money_reads_the_same_with_the_currency_on_either_side(
    amount: Decimal, currency: str, before: bool, space: str
) -> None:
    text = f"{currency}{space}{amount}" if before else f"{amount}{space}{currency}"

    assert Money(amount, currency) == parse_amount(text.lower())


@given(text=st.one_of(st.text(max_size=150), COST_LIKE))
@example("9" * 99 + "h")
@example("h" * 100)
@example("\ufdfa" * 100)
@example("1e999999h")
@example("\ud800")
def test_any_text_is_an_amount_in_range_or_a_usage_error(text: str) -> None:
    found = _answer(text)

    if isinstance(found, UsageError):
        assert found.message
        assert found.hint
        assert "\x1b" not in found.message
        assert len(found.message) < 500
    else:
        assert 0 <= found[0] <= 10**15


@given(hours=st.floats())
def test_any_number_of_hours_can_be_shown(hours: float) -> None:
    assert format_hours(hours).endswith((" h", " min"))


@given(amount=st.decimals(), currency=CURRENCIES)
@example(Decimal("1e999999"), "EUR")
@example(Decimal("1e-999999"), "EUR")
@example(Decimal("sNaN"), "EUR")
def test_any_amount_of_money_can_be_shown_on_one_short_line(amount: Decimal, currency: str) -> None:
    shown = format_money(amount, currency)

    assert shown.endswith(f" {currency}")
    assert len(shown) < 2 * len(str(amount)) + 50


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("3h", 3.0),
        ("90m", 1.5),
        ("90min", 1.5),
        ("1.5h", 1.5),
        ("1,5 h", 1.5),
        ("2d", 16.0),
        ("1w", 40.0),
        ("3h30m", 3.5),
        ("3h 30m", 3.5),
        ("3h30", 3.5),
        ("1d 4h", 12.0),
        ("3 Hours", 3.0),
        ("10m", 0.1667),
        ("0h", 0.0),
        ("3小时", 3.0),
        ("3个小时30分钟", 3.5),
        ("半小时", 0.5),
        ("2天", 16.0),
        ("３Ｈ", 3.0),
    ],
)
def test_time_reads_as_hours_of_work(text: str, hours: float) -> None:
    assert Hours(hours) == parse_amount(text)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("200EUR", "200", "EUR"),
        ("200 EUR", "200", "EUR"),
        ("EUR 200", "200", "EUR"),
        ("€200", "200", "EUR"),
        ("200 €", "200", "EUR"),
        ("$1,200.50", "1200.50", "USD"),
        ("1200.00 CNY", "1200.00", "CNY"),
        ("200元", "200", "CNY"),
        ("￡20", "20", "GBP"),
        ("1.200,50 EUR", "1200.50", "EUR"),
        ("1.200.000 EUR", "1200000", "EUR"),
        ("1,200 EUR", "1200", "EUR"),
        ("1 200 EUR", "1200", "EUR"),
        ("1'200.50 CHF", "1200.50", "CHF"),
        ("12,50 EUR", "12.50", "EUR"),
        ("0.500 KWD", "0.500", "KWD"),
        ("200 dollars", "200", "USD"),
        ("２００ＥＵＲ", "200", "EUR"),
    ],
)
def test_money_keeps_its_digits_and_gets_a_currency_code(text: str, amount: str, currency: str) -> None:
    found = parse_amount(text)

    assert Money(Decimal(amount), currency) == found
    assert amount == str(found[0])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("200", "3h or 200EUR"),
        ("1,200", "3h or 200EUR"),
        ("¥200", "CNY or JPY"),
        ("￥200", "CNY or JPY"),
        ("200¥", "CNY or JPY"),
        ("1.200 EUR", "1200 EUR or 1.2 EUR"),
        ("-3h", "negative"),
        ("€-5", "negative"),
        ("EUR -5", "negative"),
        ("−5€", "negative"),
        ("1000000000000001 EUR", "more than any"),
        ("1000000000000001h", "more than any"),
        ("1e999999", "3h"),
        ("1e3 EUR", "3h"),
        ("nan h", "3h"),
        ("inf EUR", "3h"),
        ("5 sec", "3h"),
        ("EUR 200 USD", "3h"),
        ("3h 200EUR", "3h"),
        ("1,20,00 EUR", "3h"),
        ("10k EUR", "3h"),
        ("", "3h"),
        ("h", "3h"),
        ("3h\x00", "3h"),
        ("3" * 101, "longer"),
    ],
)
def test_what_is_no_clear_cost_is_refused_and_says_why(text: str, word: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_amount(text)

    assert word in f"{caught.value.message} {caught.value.hint}"


def test_a_long_text_is_shortened_in_the_message() -> None:
    with pytest.raises(UsageError) as caught:
        parse_amount("x" * 5000)

    assert "x" * 39 + "…" in caught.value.message
    assert len(caught.value.message) < 100


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0, "0 h"),
        (0.75, "45 min"),
        (0.1667, "10 min"),
        (0.98, "59 min"),
        (0.999, "1 h"),
        (1, "1 h"),
        (1.5, "1 h 30 min"),
        (3, "3 h"),
        (4.1667, "4 h 10 min"),
        (6.25, "6 h 15 min"),
        (1.01, "1.01 h"),
        (100, "100 h"),
        (1200, "1,200 h"),
    ],
)
def test_hours_are_shown_without_needless_digits(hours: float, shown: str) -> None:
    assert shown == format_hours(hours)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1200", "EUR", "1,200.00 EUR"),
        ("1200.5", "EUR", "1,200.50 EUR"),
        ("0.005", "EUR", "0.005 EUR"),
        ("1200", "JPY", "1,200 JPY"),
        ("1E+3", "USD", "1,000.00 USD"),
    ],
)
def test_money_is_shown_with_its_cents(amount: str, currency: str, shown: str) -> None:
    assert shown == format_money(Decimal(amount), currency)
