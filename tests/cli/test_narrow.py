"""On terminals of 40 and 80 columns no line is wider, no word is broken, and no room is wasted."""

from __future__ import annotations

import sys

import pytest

if sys.platform == "win32":
    pytest.skip("a real terminal can only be opened on POSIX", allow_module_level=True)

from at_a_terminal import Terminal

from mistakes.cli.columns import Cell, layout, width, wrap
from mistakes.settings import Settings

TITLE = "Started the release although the very slow tests had not come to an end"
CHINESE = "忘记了备份数据库，结果整个下午都在恢复数据，客户也等了很久，第二天还要道歉"
NOTE = "It took the whole afternoon of three people, and the customers had to wait."


def shown(*arguments: str, columns: int) -> list[str]:
    terminal = Terminal(*arguments, columns=columns)
    assert 0 == terminal.finish()
    lines = terminal.text.rstrip("\n").split("\n")
    assert columns >= max(map(width, lines)), lines
    return lines


def words_of(lines: list[str]) -> list[str]:
    return " ".join(lines).split()


@pytest.fixture
def filled(cli) -> None:  # type: ignore[no-untyped-def]
    """A journal with long titles in two languages, tags and a price with a note."""
    Settings.load().set("game", "off")
    cli("add", TITLE, "-t", "work", "-t", "releases", "--kind", "near-miss", "--set", f"price.note={NOTE}")
    cli("add", CHINESE, "-t", "备份", "--cost", "250min")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("columns", [40, 80])
def test_a_page_wraps_its_title_and_keeps_sentences_out_of_the_facts(cli, columns: int) -> None:  # type: ignore[no-untyped-def]
    listed = cli("list").out.splitlines()

    lines = shown("show", listed[1].split("\t")[0], columns=columns)

    assert TITLE.split() == words_of(lines)[: len(TITLE.split())]
    facts = next(line for line in lines if "·" in line)
    assert "afternoon" not in facts
    assert " ".join(NOTE.split()) in " ".join(words_of(lines))
    assert CHINESE in "".join(shown("show", columns=columns))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("command", [(), ("today", "--plain")])
def test_the_headline_of_the_day_breaks_between_words(command: tuple[str, ...]) -> None:
    lines = shown(*command, columns=40)

    assert "2 of 1,001 mistakes kept; next milestone: 11" == " ".join(lines[:2])


@pytest.mark.usefixtures("filled")
def test_marks_and_tags_get_the_room_that_is_there() -> None:
    narrow, wide = shown("list", columns=40), shown("list", columns=160)

    assert any(line.endswith("near miss #work #re…") for line in narrow)
    assert any(line.endswith("near miss #work #releases") for line in wide)


def test_an_empty_journal_keeps_its_hints_apart() -> None:
    for columns in (40, 80):
        assert "See how it works: mistakes demo" in shown(columns=columns)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("columns", [40, 80])
def test_paths_are_shown_whole_and_break_after_a_slash(columns: int) -> None:
    from mistakes.journals import personal_root

    settings = Settings.load()
    for command, path in (("journals", personal_root(settings)), ("config", settings.path)):
        lines = [line.strip() for line in shown(command, columns=columns)]
        assert str(path) in "".join(lines)
        parts = [line for line in lines if line.endswith("/")]
        assert parts or any(str(path) in line for line in lines)


@pytest.mark.parametrize("columns", [40, 80])
def test_a_question_breaks_between_words(columns: int) -> None:
    terminal = Terminal("premortem", "Moving the database", columns=columns)
    terminal.type("\n", after="  ")
    terminal.finish()

    lines = terminal.text.split("\n")
    assert columns >= max(map(width, lines))
    assert "an empty line ends)" in " ".join(words_of(lines))


def test_parts_beside_each_other_come_beneath_each_other_where_there_is_no_room() -> None:
    assert ["one two", "three"] == wrap("one two      three", 12)
    assert ["one two      three"] == wrap("one two      three", 20)
    assert ["看看：demo", "命令：help"] == wrap("看看：demo　　命令：help", 20)


def test_a_long_path_breaks_after_a_slash() -> None:
    assert ["in /usr/share/", "mistakes/journal"] == wrap("in /usr/share/mistakes/journal", 16)


def test_a_column_that_stays_whole_is_never_shortened() -> None:
    rows = [[Cell("personal"), Cell("/home/me/" + "x" * 70, flex=True), Cell("trusted")]]

    lines = list(layout(rows, 80, whole=True))

    assert "…" not in "".join(lines)
    assert 70 == "".join(lines).count("x")


@pytest.mark.usefixtures("filled")
def test_the_order_is_told_where_the_days_shown_make_one_doubt_it(cli) -> None:  # type: ignore[no-untyped-def]
    said = "In the order they were written down; the day is when it happened."
    assert said not in shown("list", columns=80)
    cli("add", "Long ago", "--happened", "2020-01-01")

    assert said in shown("list", columns=80)
    assert said not in cli("list").out


@pytest.mark.parametrize("columns", [30, 40, 50, 80])
def test_sums_stand_beside_their_names_or_below_them(cli, columns: int) -> None:  # type: ignore[no-untyped-def]
    for cost in ("1min", "12.50CHF", "7EUR"):
        cli("add", "x", "--happened", "2026-11-20", "--cost", cost, "-t", "authentication/authorisation")
    for number in range(11):
        cli("add", f"x{number}", "--happened", "2026-10-20", "--cost", "100h")

    lines = shown("stats", columns=columns)
    months = lines[lines.index("By month") + 1 :]

    assert "  2026-10  11" == months[0][:13]
    rest = " ".join(" ".join(months).split()).partition("2026-11 3 ")[2]
    assert rest.startswith("1 min, 12.50 CHF, 7.00 EUR")
