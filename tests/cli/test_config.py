"""What must hold of settings that are typed: nonsense is refused with what would fit, and a journal has words of its own."""

from __future__ import annotations

import pytest

from mistakes import Journal
from mistakes.header import read_header


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        *(
            ("review.cap", "many", "0 to 100"),
            ("review.cap", "101", "0 to 100"),
            ("review.cap", "-1", "0 to 100"),
        ),
        *(("review.scheduler", "sm2", "ladder or fsrs"), ("voice", "loud", "plain or distanced")),
        *(
            ("role", "king", "senior or agent"),
            ("language", "klingon language", "zh-TW"),
            ("git.commit", "yes", "true"),
        ),
        *(
            ("author", "Kim", "an address"),
            ("author", "<kim@example.com>", "a name"),
            ("who", "Kim!", "small letters"),
        ),
        *(
            ("authors.payments", "Kim", "an address"),
            ("journals.payments", "/nowhere/at/all", "mistakes init"),
        ),
        *(("first_step", "profit", "trust or common-goal or cultivate"), ("game", "loud", "off")),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(cli, name: str, value: str, named: str) -> None:  # type: ignore[no-untyped-def]
    done = cli("config", "set", name, "--", value)

    assert 2 == done.status
    assert named in done.err
    assert "" == cli("config", "get", name).out.strip()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("review.cap", "0"), ("review.cap", "100"), ("review.scheduler", "fsrs"), ("voice", "distanced")),
        *(
            ("role", "middle"),
            ("language", "zh-TW"),
            ("language", "de"),
            ("author", "张 三 <zhang@example.com>"),
        ),
        *(("authors.payments", "Kim <kim@example.com>"), ("first_step", "trust")),
    ],
)
def test_what_fits_is_kept_and_removed_by_nothing(cli, name: str, value: str) -> None:  # type: ignore[no-untyped-def]
    assert 0 == cli("config", "set", name, value).status
    assert value == cli("config", "get", name).out.strip()
    assert 0 == cli("config", "set", name, "").status
    assert "" == cli("config", "get", name).out.strip()


def test_a_journal_is_named_by_its_folder(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    assert 0 == cli("config", "set", "journals.payments", str(team.root)).status
    assert 0 == cli("list", "-j", "payments").status


def test_the_first_step_of_a_team_stands_in_its_journal(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    before = (team.root / "journal.toml").read_text(encoding="utf-8")

    assert 0 == cli("config", "set", "first_step", "common-goal", "-j", str(team.root)).status

    assert "common-goal" == read_header(team.root).first_step
    cli("config", "set", "first_step", "", "-j", str(team.root))
    assert before == (team.root / "journal.toml").read_text(encoding="utf-8")


def test_a_north_star_is_private(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    done = cli("config", "set", "north_star", "Somebody people come to with bad news", "-j", str(team.root))

    assert 2 == done.status
    assert "" == read_header(team.root).north_star
    assert 0 == cli("config", "set", "north_star", "Somebody people come to with bad news").status
    assert "Somebody people come to" in cli("config").out
    assert (
        "Somebody people come to with bad news" == cli("config", "get", "north_star", "--json").json["value"]
    )
