"""What must hold for every text on its way to a terminal: safe, encodable, measured, in rows."""

from __future__ import annotations

import io
import os
import re
import sys
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mistakes.cli.columns import Cell, bar, graphemes, isolate, layout, pad, shorten, width, wrap
from mistakes.cli.terminal import (
    Paint,
    can_encode,
    columns_of,
    encode_safely,
    is_terminal,
    lines_of,
    printable_for,
    term,
    wants_colour,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mistakes.cli.columns import Align

# One character of everything that has made terminals, or this code, stumble.
TRICKY = (
    "a B-9#*.,)( \t\n\r\x00\x07\x08\x1b\x7f\x85\x9b\x9c\xa0\xad\xe9漢字，。「」あっ한글ｱ\u3000"
    "\u0301\u0489\u0e33\u0e49"
    "\u0915\u094d\u093e\u1100\u1161\u11a8\u05d0\u0627\u200b\u200c\u200d\u200e\u200f\u2028\u202e\u2066\u2069\ufe0e\ufe0f"
    "\U000e0100👩💻❤☺🏳🌈👍\U0001f3fb\U0001f3ff\U0001f1e9\U0001f1ea\U000e0041\U000e007f\ud800\udcff\uffff\U0010ffff\ue000"
    "\U0001fae8\U0001fadf…█─"
)
tricky_texts = st.text(st.one_of(st.sampled_from(TRICKY), st.characters(exclude_categories=())), max_size=60)
clean_texts = tricky_texts.map(term)
clean_pages = tricky_texts.map(lambda text: term(text, newlines=True))
ansi_codes = re.compile(r"\x1b\[\d+m")

every_character = [chr(code) for code in range(sys.maxunicode + 1)]
fillers = set("\u115f\u1160\u17b4\u17b5\u3164\uffa0")


def is_noncharacter(character: str) -> bool:
    return 0xFDD0 <= ord(character) <= 0xFDEF or ord(character) & 0xFFFE == 0xFFFE


def is_harmless(character: str) -> bool:
    """The stated predicate: it can be printed, and neither acts on the terminal nor hides."""
    if character in "\u200c\u200d":
        return True
    acts_or_hides = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") or character in fillers
    return not acts_or_hides and not is_noncharacter(character)


HOSTILE = {
    "clipboard by OSC 52": ("\x1b]52;c;cm0gLXJmIH4=\x07", r"\x1b]52;c;cm0gLXJmIH4=\x07"),
    "link by OSC 8": (
        "\x1b]8;;http://evil\x1b\\ok\x1b]8;;\x1b\\",
        r"\x1b]8;;http://evil\x1b\ok\x1b]8;;\x1b" + "\\",
    ),
    "window title by OSC 0, unterminated": ("\x1b]0;owned", r"\x1b]0;owned"),
    "clear screen by CSI": ("\x1b[2J\x1b[H", r"\x1b[2J\x1b[H"),
    "status report by CSI": ("\x1b[6n", r"\x1b[6n"),
    "DCS": ("\x1bP$q\x1b\\", r"\x1bP$q\x1b" + "\\"),
    "APC": ("\x1b_Gf=100\x1b\\", r"\x1b_Gf=100\x1b" + "\\"),
    "a bare escape at the end": ("end\x1b", r"end\x1b"),
    "CSI as one C1 character": ("\x9b31mred", r"\x9b31mred"),
    "OSC as one C1 character": ("\x9d0;owned\x9c", r"\x9d0;owned\x9c"),
    "overwriting by carriage return": ("rm -rf /\rls      ", r"rm -rf /\x0dls      "),
    "overwriting by backspace": ("evil\b\b\b\bgood", r"evil\x08\x08\x08\x08good"),
    "delete and bell": ("\x7f\x07", r"\x7f\x07"),
    "shift out": ("\x0e", r"\x0e"),
    "vertical tab and form feed": ("\x0b\x0c", r"\x0b\x0c"),
    "NUL": ("a\x00b", r"a\x00b"),
    "next line": ("a\x85b", r"a\x85b"),
    "line and paragraph separator": ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
    "right-to-left override": ("exe.\u202egpj", r"exe.\u202egpj"),
    "unbalanced isolate": ("\u2067user", r"\u2067user"),
    "stray end of isolate": ("\u2069\u2069", r"\u2069\u2069"),
    "direction mark": ("a\u200fb", r"a\u200fb"),
    "tag characters": ("hi\U000e0041\U000e007f", r"hi\U000e0041\U000e007f"),
    "zero-width space": ("pass\u200bword", r"pass\u200bword"),
    "zero-width joiner in Latin text": ("pass\u200dword", r"pass\u200dword"),
    "a second joiner": ("é\u200d\u200d", "é\u200d\\u200d"),
    "soft hyphen": ("pay\xadpal", r"pay\xadpal"),
    "byte order mark": ("\ufefftitle", r"\ufefftitle"),
    "data in variation selectors": ("👍\ufe0f\ufe01\U000e0100", "👍\ufe0f\\ufe01\\U000e0100"),
    "variation selectors in Latin text": ("a\ufe0fb\U000e01ef", r"a\ufe0fb\U000e01ef"),
    "invisible letter": ("\u3164", r"\u3164"),
    "lone surrogate of a file name": (os.fsdecode(b"caf\xe9"), r"caf\udce9"),
    "noncharacter": ("\ufffe\U0001ffff", r"\ufffe\U0001ffff"),
}


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("newlines", [False, True])
def test_hostile_text_is_shown_and_does_nothing(text: str, shown: str, newlines: bool) -> None:
    assert shown == term(text, newlines=newlines)


@pytest.mark.parametrize(
    "text",
    [
        "plain words, C:\\new\\x1b and ~ all",
        "naïve café, ½ £ €",
        "生产数据库被误删，幸好有备份。",
        "שלום עולם",
        "سلام\u200cها",
        "क्\u200dष",
        "👩🏽\u200d💻 👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 ☺\ufe0f 1\ufe0f\u20e3 🇩🇪",
        "葛\U000e0100城",
        "Việt Nam: ê\u0323\u0301",
        "\ue0b0 private use, \U0001fae8 newer than this Python",
        "10\xa0km",
    ],
)
def test_harmless_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert text == term(text)


def test_of_all_characters_exactly_the_harmless_ones_stay() -> None:
    hidden_and_unassigned = {
        c for c in every_character if unicodedata.category(c) == "Cn" and not is_harmless(c)
    }
    shown = set(term("".join(f"é{character}" for character in every_character)))
    expected = {character for character in every_character if is_harmless(character)}
    differing = {c for c in shown ^ expected if unicodedata.category(c) != "Cn"}
    assert set() == differing
    assert hidden_and_unassigned.isdisjoint(shown)


@given(tricky_texts, st.booleans())
def test_what_comes_out_is_harmless(text: str, newlines: bool) -> None:
    shown = term(text, newlines=newlines)
    allowed = "\n" if newlines else ""
    assert [] == [character for character in shown if not is_harmless(character) and character not in allowed]


@given(tricky_texts, st.booleans())
def test_joiners_and_selectors_never_hide_in_ascii_text(text: str, newlines: bool) -> None:
    for before, character in pairwise("a" + term(text, newlines=newlines)):
        assert not (before.isascii() and character in "\u200c\u200d")
        assert not (before in "abAB .-" and "\ufe00" <= character <= "\ufe0f")


@given(tricky_texts, st.booleans())
@example("\x00\ufe0f\u200d", False)
@example("a" + "\u0301\u200d" * 12, False)
def test_cleaning_twice_changes_nothing(text: str, newlines: bool) -> None:
    once = term(text, newlines=newlines)
    assert once == term(once, newlines=newlines)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_printable_ascii_stays_as_it_is(text: str) -> None:
    assert text == term(text)


def test_no_mark_can_be_stacked_more_than_eight_high() -> None:
    marks = [c for c in every_character if unicodedata.category(c) in ("Mn", "Me") and is_harmless(c)]
    assert len(marks) > 1500
    for mark in marks:
        assert term("é" + mark * 30).count(mark) <= 8


def test_zalgo_is_cut_to_eight_marks_a_letter() -> None:
    zalgo = "".join(letter + "\u0335\u0321\u031b\u0489" * 20 for letter in "he")
    assert "h" + "\u0335\u0321\u031b\u0489" * 2 + "e" + "\u0335\u0321\u031b\u0489" * 2 == term(zalgo)


def test_joiners_do_not_let_marks_pile_up() -> None:
    assert len(term("é" + "\u0301\u200c" * 100)) <= 9


def test_one_line_stays_one_line() -> None:
    assert "first second third" == term("first\r\n\n  second\tthird")


def test_a_page_keeps_its_lines_and_the_columns_of_its_tabs() -> None:
    assert "if x:\n    y()\n\n\\x0d" == term("if x:\r\n\ty()\r\n\n\r", newlines=True)


def test_cleaning_takes_time_in_proportion_to_the_length() -> None:
    for part in (" ", "\t", "\r", "\n ", "\u0301", "\u200d", "\x1b", "\u0e01\u0301"):
        assert term(part * 100_000)


def test_an_encoding_that_has_everything_changes_nothing() -> None:
    assert "漢 … ─" == encode_safely("漢 … ─", "utf-8")


def test_what_latin_1_lacks_gets_a_stand_in_or_an_escape() -> None:
    assert r"café ... - * ## \u6f22 \U0001f44d" == encode_safely("café … ─ • ██ 漢 👍", "latin-1")


def test_an_escape_is_as_short_as_python_writes_it() -> None:
    assert r"\xff\u0100\uffff\U00010000" == encode_safely("\xff\u0100\uffff\U00010000", "ascii")


def test_an_unknown_encoding_has_only_ascii() -> None:
    assert (True, False) == (can_encode("e", "no-such"), can_encode("é", "no-such"))


@given(tricky_texts, st.sampled_from(["ascii", "latin-1", "cp1252", "gbk", "utf-8", "iso8859-8", "no-such"]))
def test_made_encodable_text_can_always_be_written(text: str, encoding: str) -> None:
    safe = encode_safely(text, encoding)
    assert can_encode(safe, encoding)
    if encoding != "no-such":
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        stream.write(printable_for(stream)(text))
        stream.flush()


def test_a_stream_without_an_encoding_takes_everything() -> None:
    assert "漢" == printable_for(io.StringIO())("漢")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "on_terminal", "in_pipe"),
    [
        ({}, True, False),
        ({"TERM": "xterm-256color"}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
    ],
)
def test_colours_are_for_terminals_unless_the_environment_says_otherwise(
    env: dict[str, str], on_terminal: bool, in_pipe: bool
) -> None:
    assert (on_terminal, in_pipe) == (wants_colour(Terminal(), env), wants_colour(io.StringIO(), env))


def test_a_closed_or_missing_stream_is_no_terminal() -> None:
    closed = io.StringIO()
    closed.close()
    assert (False, False) == (is_terminal(closed), is_terminal(None))


def test_a_style_ends_only_itself() -> None:
    paint = Paint(enabled=True)
    assert "\x1b[1mtwo \x1b[31mred\x1b[39m words\x1b[22m" == paint.bold(f"two {paint.red('red')} words")


@given(clean_texts, st.sampled_from(["bold", "dim", "red", "green", "yellow", "cyan"]))
def test_without_colour_a_style_changes_nothing(text: str, style: str) -> None:
    assert text == getattr(Paint(enabled=False), style)(text)
    assert text == ansi_codes.sub("", getattr(Paint(enabled=True), style)(text))


def test_no_text_has_no_colour_codes() -> None:
    assert "" == Paint(enabled=True).red("")


@pytest.mark.parametrize(
    ("asked", "columns"),
    [
        ("100", 100),
        ("5", 20),
        ("", 80),
        ("0", 80),
        ("-3", 80),
        ("wide", 80),
        ("9" * 9, 1000),
        ("9" * 5000, 80),
    ],
)
def test_columns_follow_the_environment_within_reason(asked: str, columns: int) -> None:
    assert columns == columns_of(io.StringIO(), {"COLUMNS": asked})


def test_nobody_knows_how_many_lines_a_pipe_shows() -> None:
    assert 0 == lines_of(io.StringIO(), {}) == lines_of(None, {"LINES": "-2"})


def test_columns_and_lines_are_those_of_the_terminal() -> None:
    pty = pytest.importorskip("pty", reason="a real terminal can only be opened on POSIX")
    termios = pytest.importorskip("termios")
    control, terminal = pty.openpty()
    try:
        termios.tcsetwinsize(terminal, (24, 43))
        with open(terminal, "w", closefd=False) as stream:
            assert (43, True) == (columns_of(stream, {}), is_terminal(stream))
            assert (24, 9) == (lines_of(stream, {}), lines_of(stream, {"LINES": "9"}))
    finally:
        os.close(control)
        os.close(terminal)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("plain", 5),
        ("café", 4),
        ("cafe\u0301", 4),
        ("漢字", 4),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),
        ("ｱｲ", 2),
        ("ＡＢ", 4),
        ("👍", 2),
        ("👍🏽", 2),
        ("👩\u200d💻", 2),
        ("👨\u200d👩\u200d👧\u200d👦", 2),
        ("🏳\ufe0f\u200d🌈", 2),
        ("🤷\u200d♂", 2),
        ("☺", 1),
        ("☺\ufe0f", 2),
        ("1\ufe0f\u20e3", 2),
        ("🇩🇪🇫🇷", 4),
        ("🇩", 1),
        ("\U0001fae8", 2),
        ("\U0003fff0", 2),
        ("\u0378", 1),
        ("漢\u302e", 3),
        ("नमस्ते", 4),
        ("कि", 2),
        ("ภาษาไทย", 7),
        ("สวัสดี", 4),
        ("שָׁלוֹם", 4),
        ("سلام\u200cها", 6),
        ("葛\U000e0100", 2),
        ("…─•█▏", 5),
    ],
)
def test_width_is_what_a_terminal_shows(text: str, columns: int) -> None:
    assert columns == width(text)


@given(clean_texts)
def test_graphemes_are_the_whole_text_and_small(text: str) -> None:
    parts = list(graphemes(text))
    assert text == "".join(parts)
    assert width(text) == sum(map(width, parts))
    assert all(width(part) <= 4 for part in parts)


@pytest.mark.parametrize(
    "text", ["e\u0301", "👩🏽\u200d💻", "🇩🇪", "1\ufe0f\u20e3", "कि", "\u1112\u1161\u11ab", "👍\ufe0f"]
)
def test_what_a_reader_takes_for_one_character_is_one(text: str) -> None:
    assert ["x", text, "x"] == list(graphemes(f"x{text}x"))


def test_flag_letters_pair_up_from_the_left() -> None:
    assert ["🇩🇪", "🇫🇷", "🇮"] == list(graphemes("🇩🇪🇫🇷🇮"))


def test_a_hostile_chain_of_joiners_is_not_one_endless_grapheme() -> None:
    assert len(list(graphemes("\u200d".join("👩" * 100)))) > 10


@given(clean_texts, st.integers(-1, 40), st.sampled_from(["…", "...", ""]))
def test_shortened_text_fits_and_keeps_its_beginning(text: str, columns: int, ellipsis: str) -> None:
    short = shorten(text, columns, ellipsis)
    assert width(short) <= max(columns, 0)
    if width(text) <= columns:
        assert text == short
    elif columns >= len(ellipsis):
        assert short.endswith(ellipsis)
        assert text.startswith(short.removesuffix(ellipsis))


@given(clean_texts, st.integers(1, 40))
def test_shortening_never_cuts_a_grapheme(text: str, columns: int) -> None:
    if width(text) > columns:
        kept = shorten(text, columns).removesuffix("…")
        parts = list(graphemes(text))
        starts = {"".join(parts[:count]).rstrip() for count in range(len(parts) + 1)}
        assert kept in starts


@pytest.mark.parametrize(
    ("text", "columns", "short"),
    [
        ("漢字漢字", 4, "漢…"),
        ("漢字漢字", 5, "漢字…"),
        ("a word", 3, "a…"),
        ("👩\u200d💻👍👍", 3, "👩\u200d💻…"),
        ("long", 0, ""),
    ],
)
def test_a_wide_character_is_dropped_rather_than_halved(text: str, columns: int, short: str) -> None:
    assert short == shorten(text, columns)


@given(clean_texts, st.integers(0, 60), st.sampled_from(["left", "right", "center"]))
def test_padding_fills_exactly_to_the_columns(text: str, columns: int, align: Align) -> None:
    padded = pad(text, columns, align)
    assert max(columns, width(text)) == width(padded)
    assert text.strip(" ") == padded.strip(" ")


def test_padding_goes_to_the_side_that_was_asked_for() -> None:
    assert ["漢  ", "  漢", " 漢 "] == [pad("漢", 4), pad("漢", 4, "right"), pad("漢", 4, "center")]


indents = st.sampled_from(["", "  ", "• ", "Lesson: ", " " * 30, "漢字漢字漢字"])


@given(clean_pages, st.integers(10, 60), indents, st.none() | indents)
def test_every_wrapped_line_fits(text: str, columns: int, indent: str, first_indent: str | None) -> None:
    lines = wrap(text, columns, indent, first_indent)
    assert [] == [line for line in lines if width(line) > columns or "\n" in line]


@given(clean_pages, st.integers(10, 60))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    def without_spaces(page: str) -> str:
        return page.replace(" ", "").replace("\n", "")

    assert without_spaces(text) == without_spaces("".join(wrap(text, columns)))


@given(clean_pages, st.integers(10, 60))
def test_wrapping_keeps_lines_and_paragraphs(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert len(lines) >= len(text.split("\n"))
    assert sum(not line.strip(" ") for line in text.split("\n")) == lines.count("")


@given(st.lists(st.text("abc", min_size=1, max_size=10), min_size=1), st.integers(10, 40))
def test_words_that_fit_into_a_line_stay_whole(words: list[str], columns: int) -> None:
    lines = wrap(" ".join(words), columns)
    assert words == " ".join(lines).split(" ")
    for line, following in pairwise(lines):
        assert width(line) + 1 + width(following.split(" ")[0]) > columns


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert ["see abcdef", "ghijklmnop", "qr"] == wrap("see abcdefghijklmnopqr", 10)


def test_a_word_is_broken_if_only_the_first_line_could_hold_it() -> None:
    assert ["abcdef abcdefgh", "      ijkl xy"] == wrap("abcdef abcdefghijkl xy", 15, " " * 6, "")


def test_chinese_text_is_broken_between_characters() -> None:
    assert ["生产数据库", "被误删了"] == wrap("生产数据库被误删了", 10)


@given(st.text("生产数据库，。）」、「（", max_size=40), st.integers(10, 30))
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(text: str, columns: int) -> None:
    without_runs = re.sub(r"[，。）」、「（]{2,}", "，", text)
    for line, following in pairwise(wrap(without_runs, columns)):
        assert following[0] not in "，。）」、"
        assert line[-1] not in "「（"


def test_an_opening_mark_goes_along_with_what_it_opens() -> None:
    assert ["生产数据", "「库」被误", "删了"] == wrap("生产数据「库」被误删了", 10)


def test_a_closing_mark_takes_the_character_before_it_along() -> None:
    assert ["生产数据", "库，删了"] == wrap("生产数据库，删了", 10)


def test_a_latin_word_in_chinese_text_stays_whole() -> None:
    assert ["回滚时", "deploy失败"] == wrap("回滚时deploy失败", 10)


def test_continued_lines_are_indented_and_the_first_one_has_its_label() -> None:
    assert ["If    it rains", "      again", "      today"] == wrap(
        "it rains again today", 15, " " * 6, "If    "
    )


def test_the_indentation_of_a_source_line_is_kept() -> None:
    assert ["- one:", "    x = 1 +", "    2 + 3"] == wrap("- one:\n    x = 1 + 2 + 3", 12)


def test_an_indentation_of_more_than_half_a_line_is_not_kept() -> None:
    assert ["some words to", "wrap here"] == wrap(" " * 11 + "some words to wrap here", 20 - 4)


def test_spaces_inside_a_line_that_fits_are_kept() -> None:
    assert ["a   b"] == wrap("a   b", 10)


def test_only_right_to_left_text_is_isolated() -> None:
    assert ["deploy", "漢字", "\u2068שלום x\u2069"] == [isolate("deploy"), isolate("漢字"), isolate("שלום x")]


def cells(*texts: str) -> list[Cell]:
    return [Cell(text, flex=index == len(texts) - 1) for index, text in enumerate(texts)]


ROWS = [
    cells("4sn02q", "2026-11-20", "Dropped the production table"),
    cells("9xk1aa", "2026-01-02", "误删了生产数据库"),
]


def test_rows_that_fit_are_aligned_and_have_no_trailing_spaces() -> None:
    rows = [cells("漢字", "b", "c"), cells("x", "e\u0301e", ""), cells("12345", "", "f")]
    assert ["漢字   b   c", "x      e\u0301e", "12345      f"] == list(layout(rows, 80))


def test_the_flexible_column_is_shortened_in_a_wide_terminal() -> None:
    assert ["4sn02q  " + "a" * 43 + "…"] == list(layout([cells("4sn02q", "a" * 80)], 52))


def test_up_to_50_columns_are_narrow() -> None:
    row = cells("4sn02q", "one two three four five six seven eight nine")
    assert [2, 1] == [len(list(layout([row], 50))), len(list(layout([row], 51)))]


def test_the_flexible_column_keeps_some_room_beside_long_ones() -> None:
    assert ["x" * 41 + "…  " + "y" * 15 + "…"] == list(layout([cells("x" * 70, "y" * 70)], 60))


def test_the_flexible_column_wraps_in_a_narrow_terminal() -> None:
    assert [
        "4sn02q  2026-11-20  Dropped the",
        "                    production table",
        "9xk1aa  2026-01-02  误删了生产数据库",
    ] == list(layout(ROWS, 40))


def test_the_flexible_column_goes_beneath_in_a_very_narrow_terminal() -> None:
    assert [
        "4sn02q  2026-11-20",
        "  Dropped the production",
        "  table",
        "9xk1aa  2026-01-02",
        "  误删了生产数据库",
    ] == list(layout(ROWS, 25))


def test_the_widest_column_gives_way_when_none_is_marked() -> None:
    rows = [[Cell("x" * 90), Cell("handle")]]
    assert ["x" * 51 + "…  handle"] == list(layout(rows, 60))


def test_numbers_stand_on_the_right() -> None:
    rows = [[Cell("a"), Cell("7", align="right")], [Cell("bb"), Cell("130", align="right")]]
    assert ["a     7", "bb  130"] == list(layout(rows, 80))


def test_a_column_without_any_text_is_left_out() -> None:
    assert ["a  c"] == list(layout([cells("a", "", "c")], 80))


def test_a_lone_combining_mark_is_not_left_out() -> None:
    assert ["a  \u0301  c"] == [
        line.replace("\u0301 ", "\u0301") for line in layout([cells("a", "\u0301", "c")], 80)
    ]


def test_hostile_cells_cannot_leave_their_row() -> None:
    assert [r"a\x1b[2J b  c"] == list(layout([cells("a\x1b[2J\nb", "c")], 80))


def test_right_to_left_cells_are_isolated_only_in_a_terminal() -> None:
    row = [cells("שלום", "2026")]
    assert (["\u2068שלום\u2069  2026"], ["שלום\t2026"]) == (list(layout(row, 80)), list(layout(row, None)))


def test_text_beneath_its_row_is_isolated_and_painted() -> None:
    row = [Cell("4sn02q"), Cell("2026-11-20"), Cell("שלום", Paint(enabled=True).red, flex=True)]
    assert ["4sn02q  2026-11-20", "  \x1b[31m\u2068שלום\u2069\x1b[39m"] == list(layout([row], 20))


def test_without_a_terminal_nothing_is_shortened_and_fields_can_be_cut() -> None:
    row = cells("4sn02q", "", "tab\there, line\nbreak " + "x" * 300)
    (line,) = layout([row], None)
    assert ["4sn02q", "", "tab here, line break " + "x" * 300] == line.split("\t")


def test_without_a_terminal_rows_are_shown_as_they_come() -> None:
    def endless() -> Iterator[list[Cell]]:
        while True:
            yield cells("a", "b")

    assert "a\tb" == next(layout(endless(), None))


def test_an_ascii_terminal_gets_ascii_rows_that_still_fit() -> None:
    (line,) = layout([cells("4sn02q", "漢字" * 50)], 60, encoding="ascii")
    assert (True, 60) == (line.isascii(), len(line))
    assert line.endswith("...")


def test_an_encoding_of_hebrew_without_isolates_gets_rows_it_can_write() -> None:
    assert ["שלום  2026"] == list(layout([cells("שלום", "2026")], 80, encoding="iso8859-8"))


def test_colours_do_not_disturb_the_columns() -> None:
    paint = Paint(enabled=True)
    rows = [[Cell("a", paint.dim), Cell("b", paint.red)], [Cell("漢字", paint.dim), Cell("c")]]
    assert ["\x1b[2ma\x1b[22m     \x1b[31mb\x1b[39m", "\x1b[2m漢字\x1b[22m  c"] == list(layout(rows, 80))


def test_no_rows_have_no_lines() -> None:
    assert ([], [], []) == (list(layout([], 80)), list(layout([], None)), list(layout([[]], 80)))


any_cell = st.builds(
    Cell,
    st.one_of(tricky_texts, st.text("ab漢 ", max_size=200)),
    st.just(Paint(enabled=True).red),
    st.sampled_from(["left", "right", "center"]),
    st.booleans(),
)


@given(
    st.lists(st.lists(any_cell, max_size=6), max_size=4),
    st.integers(20, 120),
    st.sampled_from(["utf-8", "ascii"]),
)
def test_no_line_of_a_layout_is_wider_than_the_terminal(
    rows: list[list[Cell]], columns: int, encoding: str
) -> None:
    lines = [ansi_codes.sub("", line) for line in layout(rows, columns, encoding=encoding)]
    assert [] == [line for line in lines if width(line) > columns or line.endswith(" ")]
    assert all(is_harmless(character) or character in "\u2068\u2069" for line in lines for character in line)


@given(tricky_texts, st.integers(20, 50))
def test_a_narrow_terminal_shows_all_of_the_flexible_column(text: str, columns: int) -> None:
    lines = "".join(layout([cells("4sn02q", "2026-11-20", text)], columns))
    shown = re.sub("[ \u2068\u2069]", "", lines).removeprefix("4sn02q2026-11-20")
    assert term(text).replace(" ", "") == shown


def test_a_row_of_far_too_many_columns_still_fits() -> None:
    lines = list(layout([[Cell(f"field{number}") for number in range(39)] + [Cell("fieldשלום")]], 30))
    assert [] == [line for line in lines if width(line) > 30]
    assert 40 == "".join(lines).count("field")
    assert lines[-1].startswith("\u2068")


@given(st.floats(allow_infinity=False), st.floats(), st.integers(-1, 50), st.booleans())
def test_a_bar_fits_and_shows_something_for_anything(
    value: float, total: float, columns: int, ascii_only: bool
) -> None:
    drawn = bar(value, total, columns, ascii_only=ascii_only)
    assert width(drawn) <= max(columns, 0)
    assert (value > 0 and total > 0 and columns > 0 and value / total > 0) == bool(drawn)
    assert drawn.isascii() or not ascii_only


@pytest.mark.parametrize(
    ("value", "drawn", "in_ascii"),
    [
        (0, "", ""),
        (1, "▏", "#"),
        (50, "████", "####"),
        (57, "████▌", "#####"),
        (100, "█" * 8, "#" * 8),
        (300, "█" * 8, "#" * 8),
    ],
)
def test_a_bar_is_as_long_as_its_share(value: int, drawn: str, in_ascii: str) -> None:
    assert (drawn, in_ascii) == (bar(value, 100, 8), bar(value, 100, 8, ascii_only=True))
