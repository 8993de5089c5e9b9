"""The year of learning in the book of one's own journal, and what the book takes of a drawing from a plugin."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Applied, Condition, Journal, Lesson, Reviewed
from mistakes.testing import run

pytest.importorskip("jinja2", reason="the book's libraries are not installed: pip install '.[book]'")
pytest.importorskip("nh3", reason="the book's libraries are not installed: pip install '.[book]'")

from mistakes_book import drawings
from mistakes_game.exports.book_figure import year

SVG = "{http://www.w3.org/2000/svg}"
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
STORY = "The contract had a clause about notice that nobody in the room had read to its end."


@pytest.fixture
def learned(own: Journal) -> Journal:
    """A personal journal with a chapter whose lesson was recalled and helped."""
    at = datetime.now(UTC) - timedelta(days=9)
    lesson = Lesson("Read the last page aloud", when="I sign", then="I read the last page aloud", added=at)
    cut = Condition("the reader cuts long pages", kind="tool")
    entry = own.add("Signed unread", logged=at, story=STORY, conditions=[cut], lessons=[lesson])
    own.record(Reviewed(entry.id, lesson=entry.lessons[0].key or ""))
    own.record(Applied(entry.id, lesson=entry.lessons[0].key, situation="the new lease, page nine"))
    return own


def exported(path: Path, kind: str, *more: str) -> Path:
    more = more or ("--private",)
    done = run("export", kind, "--lang", "en", "-o", str(path), *more)
    assert 0 == done.status, done.err
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def drawn(text: str) -> bool:
    return "A year of learning" in text


def test_the_book_of_ones_own_journal_shows_the_year_in_every_output(
    learned: Journal, tmp_path: Path
) -> None:
    page = (exported(tmp_path / "site", "site") / "figures.html").read_text(encoding="utf-8")
    assert drawn(page)
    assert "1 recall and 1 application, on 1 day" in page
    with zipfile.ZipFile(exported(tmp_path / "b.epub", "epub")) as book:
        name = next(name for name in book.namelist() if name.endswith("figures.xhtml"))
        root = ElementTree.fromstring(book.read(name))
    assert 53 * 6 < len(root.findall(f".//{SVG}svg[@class='drawing']/{SVG}rect"))
    assert drawn(exported(tmp_path / "b.html", "book").read_text(encoding="utf-8"))
    assert "1 recall" in exported(tmp_path / "b.md", "book", "--markdown", "--private").read_text(
        encoding="utf-8"
    )


def test_the_same_journal_makes_the_same_bytes_whatever_day_it_is(learned: Journal) -> None:
    day = datetime.now(UTC).date()
    assert (
        year([learned], day - timedelta(days=3), "en") == year([learned], day - timedelta(days=5), "en") != ""
    )


def test_a_book_without_what_is_private_and_that_of_a_team_and_a_calm_one_show_none(
    learned: Journal, tmp_path: Path
) -> None:
    public = exported(tmp_path / "site", "site", "--public")
    assert not drawn((public / "figures.html").read_text(encoding="utf-8"))
    assert not [name for name, data in files(public).items() if b"Kim" in data]
    assert [name for name, data in files(exported(tmp_path / "mine", "site")).items() if b"Kim" in data]
    plain = exported(tmp_path / "plain", "site", "--lang", "en")
    assert not drawn((plain / "figures.html").read_text(encoding="utf-8"))
    day = datetime.now(UTC).date()
    assert "" == year([Journal.create(tmp_path / "team", name="team", kind="team")], day, "en")
    run("config", "set", "game", "calm")
    assert not drawn((exported(tmp_path / "calm", "site") / "figures.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", ["site", "epub", "book"])
def test_with_the_game_off_the_book_is_one_without_the_plugin(
    learned: Journal, tmp_path: Path, kind: str
) -> None:
    run("config", "set", "game", "off")
    off = exported(tmp_path / "off", kind)
    run("config", "set", "game", "full")
    run("config", "set", "plugins.disable", "game")
    without = exported(tmp_path / "without", kind)

    one, other = (files(path) if path.is_dir() else path.read_bytes() for path in (off, without))
    assert one == other


HOSTILE = (
    "<script>alert(1)</script>",
    '<rect onload="alert(1)" width="1" />',
    '<image href="https://example.com/track.png" />',
    '<rect fill="url(https://example.com/x)" />',
    '<rect style="background: url(https://example.com/x)" />',
    '<a href="javascript:alert(1)"><text>x</text></a>',
    '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml" onclick="x()">x</p></foreignObject>',
    '<use href="#x" /><style>*{display:none}</style>',
    "<text>&lt;script&gt;alert(1)&lt;/script&gt;</text>",
    '<g id="x" class="y" xml:base="https://example.com/"><rect width="2" /></g>',
    "<g>" * 60 + "</g>" * 60,
)


@pytest.mark.parametrize("inside", HOSTILE)
def test_of_a_hostile_drawing_only_shapes_and_words_are_left(inside: str) -> None:
    found = drawings.safe(f"{OPEN}<title>x</title>{inside}</svg>")
    assert found is not None
    root = ElementTree.fromstring(found.svg)
    allowed = {f"{SVG}{name}" for name in ("svg", "title", "desc", "g", "rect", "text")}
    assert {element.tag for element in root.iter()} <= allowed
    names = {name for element in root.iter() for name in element.attrib}
    assert names <= {"class", "viewBox", "width", "role", "fill"}
    assert "https:" not in found.svg


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no drawing",
        "<svg/>",
        f"{OPEN}<g>",
        f'<!DOCTYPE x [<!ENTITY a "aaaa">]>{OPEN}&a;</svg>',
        f"<?xml-stylesheet href='x'?>{OPEN}</svg>",
        OPEN.replace("0 0 10 10", "url(x)") + "</svg>",
        f"{OPEN}<text>{'x' * drawings.LONGEST}</text></svg>",
        f"{OPEN}<text>\ud800</text></svg>",
    ],
)
def test_what_is_no_drawing_is_left_out(text: str) -> None:
    assert drawings.safe(text) is None


@given(st.text(max_size=60))
def test_words_of_a_drawing_stay_words(text: str) -> None:
    from mistakes_game.drawings.svg import drawing, label

    found = drawings.safe(drawing((10, 10), text, text, label(text, 0, 0, 9)))
    assert found is not None
    root = ElementTree.fromstring(found.svg)
    assert 4 == len(list(root.iter()))


def test_a_browser_draws_it_as_wide_as_the_page(learned: Journal, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium is installed, so no drawing can be looked at")
    page = exported(tmp_path / "site", "site") / "figures.html"
    measured = page.with_name("measured.html")
    text = page.read_text(encoding="utf-8").replace(
        '<meta http-equiv="Content-Security-Policy"', "<meta name=x"
    )
    script = (
        "<script>const a=document.querySelector('svg.drawing').getBoundingClientRect(),"
        "b=document.querySelector('svg.drawing').parentElement.getBoundingClientRect();"
        "document.title=`${Math.round(a.width/b.width*100)} ${Math.round(a.width/a.height*10)}`</script>"
    )
    measured.write_text(text.replace("</body>", f"{script}</body>"), encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'p'}"]
    done = subprocess.run(
        [*command, "--window-size=390,800", "--dump-dom", measured.as_uri()],
        capture_output=True,
        timeout=60,
        check=False,
    )
    width, ratio = done.stdout.decode().partition("<title>")[2].partition("</title>")[0].split()
    assert (90 <= int(width) <= 100, 47 <= int(ratio) <= 50) == (True, True)


def test_an_epub_with_the_year_is_valid(learned: Journal, tmp_path: Path) -> None:
    check = shutil.which("epubcheck")
    if check is None:
        pytest.skip("epubcheck is not installed, so no EPUB can be checked")
    path = Path(check).resolve()
    is_jar = path.read_bytes()[:2] == b"PK"
    if is_jar and not shutil.which("java"):
        pytest.skip("epubcheck needs Java, which is not installed")
    command = ["java", "-jar", str(path)] if is_jar else [check]
    book = exported(tmp_path / "b.epub", "epub")
    done = subprocess.run([*command, str(book)], capture_output=True, timeout=120, check=False)
    assert 0 == done.returncode, done.stdout.decode() + done.stderr.decode()
