"""Drawings as SVG: well formed whatever they say, told in words, nothing that runs or is fetched."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes_game.drawings.heatmap import heat
from mistakes_game.drawings.svg import NAMESPACE, drawing, label, text_width
from mistakes_game.drawings.svg_badge import Bar, badge_svg, bars_svg
from mistakes_game.drawings.svg_year import year_svg
from mistakes_game.words.view_words import WORDS

SVG = f"{{{NAMESPACE}}}"
HOSTILE = st.text(max_size=40) | st.sampled_from(
    ["</svg><script>alert(1)</script>", '" onload="x', "]]>", "&amp;", "\x00\x1b[31m", "\ud800", "\u202eabc"]
)
LAST = date(2026, 11, 22)


def read(svg: str) -> ElementTree.Element:
    """Return the root of an SVG, as a browser's XML parser would see it."""
    return ElementTree.fromstring(svg.encode("utf-8"))


@given(title=HOSTILE, told=HOSTILE, text=HOSTILE)
def test_whatever_a_drawing_says_it_is_well_formed_and_nothing_else(title: str, told: str, text: str) -> None:
    root = read(drawing((10, 10), title, told, label(text, 0, 0, 11)))
    assert [f"{SVG}title", f"{SVG}desc", f"{SVG}text"] == [element.tag for element in root]
    assert all(element.attrib.keys().isdisjoint({"onload", "href", "style"}) for element in root.iter())


@given(left=HOSTILE, right=HOSTILE, told=HOSTILE, share=st.none() | st.floats(-5, 5))
def test_a_badge_has_room_for_its_words_and_says_them_in_a_description(
    left: str, right: str, told: str, share: float | None
) -> None:
    root = read(badge_svg(left, right, told, share))
    across = float(root.attrib["width"])
    for text in root.iter(f"{SVG}text"):
        assert float(text.attrib["x"]) + float(text.attrib["textLength"]) <= across
    for rect in root.iter(f"{SVG}rect"):
        assert 0 <= float(rect.attrib["width"]) <= across
    assert root.find(f"{SVG}desc") is not None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_year_has_a_square_for_each_day_and_five_for_the_legend(language: str) -> None:
    days = [LAST - timedelta(days=n) for n in range(0, 300, 7)]
    root = read(year_svg(heat(days, days[:3], LAST), WORDS[language], "told"))
    squares = [element.attrib["class"] for element in root.iter(f"{SVG}rect")]
    assert 371 + 5 == len(squares)
    assert len(days) - 3 == squares.count("w1") - 1
    assert 3 == squares.count("w2") - 1
    assert "told" == root.findtext(f"{SVG}desc")


def test_drawings_run_nothing_fetch_nothing_and_know_light_and_dark() -> None:
    drawings = [
        year_svg(heat([], [], LAST), WORDS["en"], "x"),
        badge_svg("a", "b", "c", 0.5),
        bars_svg("a", "b", [Bar("IQ", 1, "3"), Bar("EQ", 0, "0")]),
    ]
    for svg in drawings:
        assert not re.search(r"(?i)script|javascript|onload|@import|https?:(?!//www\.w3\.org/2000/svg)", svg)
        assert set(re.findall(r"url\(([^)]*)\)", svg)) <= {"#round"}
        assert "@media (prefers-color-scheme: dark)" in svg
        assert 'role="img"' in svg


def test_for_a_page_with_a_style_of_its_own_there_is_none_inside() -> None:
    plain = year_svg(heat([LAST], [], LAST), WORDS["en"], "x", styled=False)
    assert "<style" not in plain
    assert "currentColor" in plain
    assert "<style" not in bars_svg("a", "b", [], styled=False)


@given(text=st.text(max_size=30))
def test_wider_letters_take_more_room(text: str) -> None:
    assert 0 <= text_width(text, 11) <= text_width(text + "字", 11)


def test_a_browser_draws_a_badge_as_an_image(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium is installed, so no drawing can be looked at")
    (tmp_path / "badge.svg").write_text(badge_svg("1,001 Mistakes", "level 6", "x", 0.5), encoding="utf-8")
    page = (
        '<img src="badge.svg" onload="document.title=`${this.naturalWidth}x${this.naturalHeight}`"'
        ' onerror="document.title=`broken`">'
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'p'}"]
    done = subprocess.run(
        [*command, "--dump-dom", (tmp_path / "page.html").as_uri()],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert re.search(r"<title>\d+x20</title>", done.stdout.decode())
