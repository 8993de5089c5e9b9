"""What must hold for the pulse: from three answers on, for oneself alone, and never in what others read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Journal
from mistakes.testing import run
from mistakes_prompts.asked import Asked
from mistakes_prompts.pulse import ENOUGH, ITEMS, Beat, pulse

DAY = date(2026, 11, 21)
answers = st.builds(
    Asked,
    st.sampled_from([*ITEMS, "pulse.easier-1"]),
    st.just(""),
    st.just(DAY),
    st.booleans(),
    st.sampled_from(["", "1", "4, since March", "五", "9", "hard"]),
)


def answered(*numbers: str) -> list[Asked]:
    return [Asked(item, "", DAY, text=number) for item, number in zip(ITEMS * 2, numbers, strict=False)]


def test_fewer_than_three_answers_show_nothing() -> None:
    assert [] == pulse(answered("4", "2"))
    assert [Beat(ITEMS[0], 4, None), Beat(ITEMS[1], 2, None), Beat(ITEMS[2], 5, None)] == pulse(
        answered("4", "2", "5")
    )


def test_the_last_answer_stands_beside_the_one_before() -> None:
    assert Beat(ITEMS[0], 5, 4) == pulse(answered("4", "2", "5", "1", "5, by now"))[0]


@given(st.lists(answers))
def test_only_numbers_from_one_to_five_count_and_skips_do_not(several: list[Asked]) -> None:
    told = [
        one for one in several if one.prompt in ITEMS and not one.is_skipped and one.text[:1] in ("1", "4")
    ]
    told_in_words = [
        one for one in several if one.prompt in ITEMS and not one.is_skipped and one.text == "五"
    ]
    found = pulse(several)

    assert all(1 <= beat.now <= 5 for beat in found)
    if len(told) >= ENOUGH:
        assert found
    if len(told) + len(told_in_words) < ENOUGH:
        assert [] == found


@pytest.fixture
def told() -> None:
    """Three answers in the personal journal."""
    run("add", "Signed unread")
    given = [part for item in ITEMS[:3] for part in ("--answer", f"{item}=4, since zanzibar")]
    assert 0 == run("reflect", *given).status


@pytest.mark.usefixtures("told")
def test_stats_of_ones_own_journal_show_it() -> None:
    shown = run("stats").out

    assert "Pulse (for you alone)" in shown
    assert "to ask for help: 4 of 5" in shown
    assert "pulse" not in run("stats", "signed", "--json").json["sections"]
    run("config", "set", "language", "zh")
    assert "开口请人帮忙：4／5" in run("stats").out


@pytest.mark.usefixtures("told")
def test_a_teams_page_and_exports_have_nothing_of_it(team: Journal, tmp_path: Path) -> None:
    team.add("Slow roll-back")

    assert "pulse" not in run("-j", str(team.root), "stats", "--json").json["sections"]
    assert 0 == run("export", "json", "-o", str(tmp_path / "out.json")).status
    assert "zanzibar" not in (tmp_path / "out.json").read_text(encoding="utf-8")
