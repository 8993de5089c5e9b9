"""What must hold for reading short answers: the same in every words, and nothing makes it stumble."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.answers import in_digits, number_in, percent_in, share_in, truth_in


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        *(("70", 70), ("70%", 70), ("70 percent", 70), ("about 70%", 70), ("Maybe 70 or so", 70)),
        *(("７０％", 70), ("大约70%", 70), ("七成", 70), ("七成五", 75), ("六成半", 65), ("差不多八成", 80)),
        *(("百分之七十五", 75), ("百分之90", 90), ("十五", 15), ("一百", 100), ("一半", 50), ("0", 0)),
        *(("101", None), ("seventy", None), ("70.5", None), ("", None), ("-5", None), ("十分有把握", None)),
    ],
)
def test_a_percentage_is_read_however_it_is_said(text: str, percent: int | None) -> None:
    assert percent == percent_in(text)


@pytest.mark.parametrize(
    "text",
    [
        *("1e9", "7e1", "0x10", "about 1e1", "1_0", "1,000", "1.000", "1 000", "10 000", "7²", "½", "7^2"),
        *(
            "7/10",
            "7 / 10",
            "7 of 10",
            "7 out of 10",
            "1 in 4",
            "60-70",
            "60 to 70",
            "60%-70%",
            "五到六",
            "70‰",
        ),
        *(
            "7k",
            "7 thousand",
            "70p",
            "1.0",
            "1.2.3",
            "70 percentage points",
            "七成到八成",
            "七成9",
            "8分",
            "7千",
        ),
    ],
)
def test_what_only_begins_like_a_percentage_is_none(text: str) -> None:
    assert percent_in(text) is None


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        *(
            ("8成", 80),
            ("８ 成", 80),
            ("8.5成", 85),
            ("8成半", 85),
            ("七 成", 70),
            ("百分之百", 100),
            ("70/100", 70),
        ),
        *(("70 out of 100", 70), ("70 %, as 3 of us agree", 70), ("七成，三个人同意", 70), ("70.", 70)),
        *(("约 70", 70), ("70 per cent", 70), ("70% sure", 70), ("70 because it is late", 70)),
        ("70, as more than ½ of us agree", 70),
    ],
)
def test_what_is_a_percentage_in_other_words_is_read_whole(text: str, percent: int) -> None:
    assert percent == percent_in(text)


@pytest.mark.parametrize(
    "text", ["1e-1", "1/2", "0x1", "1,000", "1 in 4", "no idea", "not sure", "not yet", "0-1"]
)
def test_what_only_begins_like_a_share_is_none(text: str) -> None:
    assert share_in(text) is None


@pytest.mark.parametrize(
    ("text", "share"),
    [("1，完成了", 1.0), ("0.7, as 30 % were late", 0.7), ("8成", 0.8), ("70 % of it", 0.7)],
)
def test_only_the_unit_of_the_number_counts_in_a_share(text: str, share: float) -> None:
    assert share == pytest.approx(share_in(text))


@pytest.mark.parametrize(
    ("text", "step"),
    [
        *(("4/5", 4), ("4 of 5", 4), ("4，因为", 4), ("4分", 4), ("4 - nobody read it", 4), ("4/10", None)),
        *(("3-4", None), ("3e0", None), ("4.5e0", None), ("3 or 4", None), ("0x3", None)),
    ],
)
def test_a_step_may_name_the_last_one_and_no_other(text: str, step: int | None) -> None:
    assert step == number_in(text, most=5)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        *(("yes", 1.0), ("Yes, mostly", 1.0), ("是的", 1.0), ("no", 0.0), ("否", 0.0), ("不是。", 0.0)),
        *(("partly", 0.5), ("部分", 0.5), ("一半", 0.5), ("0.7", 0.7), ("1", 1.0), ("0", 0.0)),
        *(("70%", 0.7), ("七成五", 0.75), ("百分之三十", 0.3), ("1%", 0.01)),
        *(("2", None), ("maybe", None), ("", None), ("-1", None), ("101%", None)),
    ],
)
def test_a_share_is_read_from_words_and_numbers(text: str, share: float | None) -> None:
    assert share == (pytest.approx(share_in(text)) if share is not None else share_in(text))


@given(st.integers(0, 100))
def test_every_percentage_is_its_own_number(number: int) -> None:
    assert (
        number == percent_in(str(number)) == percent_in(f"about {number} %") == percent_in(f"百分之{number}")
    )


@given(st.text(max_size=80))
def test_no_text_makes_the_readings_stumble(text: str) -> None:
    percent, share = percent_in(text), share_in(text)

    assert percent is None or percent == number_in(text)
    assert share is None or 0 <= share <= 1
    assert truth_in(text) is None or share == truth_in(text)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        *(("三小时", "3小时"), ("两个小时", "2小时"), ("两个半小时", "2.5小时"), ("十二个钟头", "12小时")),
        *(("半天", "4小时"), ("两天半", "2.5天"), ("一天", "1天"), ("半个月", "半个月"), ("一个星期", "1周")),
        *(("三百元", "300元"), ("两千块钱", "2000块"), ("一百五十块", "150块"), ("一百零五元", "105元")),
        *(("一百五", "一百五"), ("一千五块", "1500块"), ("三万元", "30000元"), ("一万二千元", "12000元")),
        *(("3万元", "30000元"), ("1.5万块", "15000块"), ("四十分钟", "40分钟"), ("一个半小时", "1.5小时")),
        *(("三心二意", "三心二意"), ("3h", "3h"), ("", ""), ("一元化", "一元化"), ("千万别急", "千万别急")),
    ],
)
def test_chinese_numerals_before_a_unit_become_digits(text: str, digits: str) -> None:
    assert digits == in_digits(text)


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万半个小时钟头天周元块分0123456789.化 ", max_size=40))
def test_numerals_in_any_order_make_nothing_stumble(text: str) -> None:
    assert in_digits(in_digits(text)) is not None
