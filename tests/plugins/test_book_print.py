"""The book to print needs nothing beside itself, runs nothing, and reads the same as HTML and as Markdown."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
import subprocess
import tracemalloc
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest
from book_journals import HOSTILE, READY, chinese_journal, hostile_journal, three_chapters
from book_texts import TEXTS
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Journal
from mistakes.errors import UsageError
from mistakes.exchange import Selection
from mistakes.model import Mistake
from mistakes_book import links, markup, printed
from mistakes_book.markdown_text import escaped, markdown, markdown_line

pytest.importorskip("jinja2", reason="the book's libraries are not installed: pip install '.[book]'")
MarkdownIt = pytest.importorskip("markdown_it", reason="the book's libraries are not installed").MarkdownIt
pytest.importorskip("nh3", reason="the book's libraries are not installed: pip install '.[book]'")

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sample-journal"
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def made(journal: Journal | Selection, **options: Any) -> str:
    """Return the book of a journal as text."""
    out = io.BytesIO()
    selection = journal if isinstance(journal, Selection) else journal.selection()
    printed.write(selection, out, **{"lang": "en"} | options)
    return out.getvalue().decode()


class Page(HTMLParser):
    """What a browser sees: elements with their attributes, and the words between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.style = ""
        self._words: list[str] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.style += data
        else:
            self._words.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())

    def all(self, name: str) -> list[str]:
        return [str(attributes[name]) for _, attributes in self.elements if name in attributes]


def parts_of(tokens: list[Any]) -> Iterator[Any]:
    """Yield the tokens of a Markdown text with those within them."""
    for token in tokens:
        yield token
        yield from parts_of(token.children or [])


@pytest.fixture
def filled(journal: Journal) -> Journal:
    """A journal with three chapters."""
    return three_chapters(journal)


def test_only_the_style_of_the_page_itself_may_be_used(filled: Journal) -> None:
    page = Page(made(filled))
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    policies = [
        one["content"] for _, one in page.elements if one.get("http-equiv") == "Content-Security-Policy"
    ]
    assert [
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ] == policies


def test_nothing_in_a_hostile_book_is_active_or_comes_from_elsewhere(journal: Journal) -> None:
    hostile_journal(journal)
    page = Page(made(journal, all=True, title=HOSTILE[1]))
    active = {"script", "img", "iframe", "object", "embed", "link", "base", "form", "input"}
    assert active.isdisjoint(tag for tag, _ in page.elements)
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src")]
        assert (
            tag != "a"
            or links.is_safe(attributes["href"] or "")
            or (attributes["href"] or "").startswith("#")
        )


def test_a_style_sheet_cannot_end_the_style(filled: Journal, tmp_path: Path) -> None:
    (tmp_path / "theme" / "print").mkdir(parents=True)
    sheet = b"p { color: red }\r\n</style><script>alert(1)</script>\x00\xff"
    (tmp_path / "theme" / "print" / "print.css").write_bytes(sheet)
    page = Page(made(filled, theme=str(tmp_path / "theme")))
    assert "script" not in {tag for tag, _ in page.elements}
    assert "p { color: red }" in page.style


def test_links_within_the_book_lead_somewhere_and_ids_are_unique(filled: Journal) -> None:
    page = Page(made(filled))
    anchors = page.all("id")
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in page.all("href") if link.startswith("#")} <= set(anchors)
    assert {"#c-1", "#c-2", "#c-3", "#part-1", "#part-2"} <= set(page.all("href"))


def test_headings_skip_no_level(filled: Journal) -> None:
    filled.add(
        title="With headings",
        **READY | {"story": "### Deep\n\nI read Sunday and packed on Sunday.\n\n# High\n"},
    )
    levels = [int(tag[1]) for tag, _ in Page(made(filled)).elements if re.fullmatch("h[1-6]", tag)]
    assert 1 == levels[0]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_book_goes_from_title_to_colophon(filled: Journal) -> None:
    words = Page(made(filled)).words
    order = ["3 Mistakes and how they were overcome", "Contents", "Preface", "In figures", "Part 1 travel"]
    order += ["No. 1", "No. 2", "Part 2 And the rest", "No. 3", "Index of lessons", "About this book"]
    places = [words.index(said, 200 if said == "Part 1 travel" else 0) for said in order]
    assert places == sorted(places)


@pytest.mark.parametrize("markdown", [False, True])
def test_a_chapter_is_told_in_either_form(filled: Journal, markdown: bool) -> None:
    text = made(filled, markdown=True) if markdown else Page(made(filled)).words
    for said in (
        *(
            "Missed a",
            "flight",
            READY["story"],
            "The ticket prints 00:25 small.",
            "I say it aloud",
            "Still open",
        ),
        *("How it was overcome", "I now ask when it leaves.", "It came again", "Told by Mei Lin"),
    ):
        assert said in text


@pytest.mark.parametrize("markdown", [False, True])
def test_the_same_selection_gives_the_same_bytes(filled: Journal, markdown: bool) -> None:
    assert made(filled, markdown=markdown) == made(filled, markdown=markdown)


@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_journal_makes_a_book(journal: Journal, markdown: bool, language: str) -> None:
    said = {"en": "There is no chapter here yet.", "zh": "这里还没有成篇的内容。"}
    assert said[language] in made(journal, markdown=markdown, lang=language)


@pytest.mark.parametrize("markdown", [False, True])
def test_a_public_book_names_nobody(filled: Journal, markdown: bool) -> None:
    text = made(filled, markdown=markdown, public=True)
    assert [] == [name for name in ("Mei", "Ana", "example.com") if name in text]


@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize("options", [{"lang": "de"}, {"by": "weather"}])
def test_what_cannot_be_done_is_said(filled: Journal, markdown: bool, options: Any) -> None:
    with pytest.raises(UsageError):
        made(filled, markdown=markdown, **options)


def test_a_chinese_book_is_chinese_throughout(team: Journal) -> None:
    chinese_journal(team)
    page = Page(made(team, lang="zh"))
    assert ("html", {"lang": "zh-Hans"}) in page.elements
    assert {"CNY", "Mistakes", "payments"} == set(re.findall("[A-Za-z]{2,}", page.words))


def test_forty_long_stories_need_hardly_more_memory_than_five() -> None:
    entry = next(iter(Journal.open(SAMPLE).entries()))
    long = "One more sentence of a long story. " * 1500

    def entries(count: int) -> Iterator[Mistake]:
        for number in range(count):
            fields = READY | {"id": f"01k{number:023}", "title": str(number), "story": long + str(number)}
            yield attrs.evolve(entry, **fields)

    class Counted(io.RawIOBase):
        """A file that keeps nothing."""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return len(data)

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            printed.write(Selection(entries=lambda: entries(count), name="test"), Counted(), lang="en")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(40) - peak(5) < 35 * len(long) / 2


def read_as_markdown(text: str) -> list[Any]:
    """Return the tokens that a reader with raw HTML sees, after saying that nothing in them is active."""
    tokens = READER.parse(text)
    for token in parts_of(tokens):
        assert token.type not in ("html_block", "html_inline", "image"), token.content
        assert token.type != "link_open" or links.is_safe(token.attrs["href"])
    return list(tokens)


@given(TEXTS)
def test_markdown_is_harmless_to_a_reader_that_lets_html_through(text: str) -> None:
    read_as_markdown(markdown(text))
    read_as_markdown(f"- {markdown_line(text, links=True)}")
    read_as_markdown(f"- {escaped(text)}")


@given(TEXTS)
def test_markdown_says_the_same_words(text: str) -> None:
    assert markup.plain(text).replace(" ", "") == markup.plain(markdown(text)).replace(" ", "")


@given(TEXTS)
def test_a_text_reaches_into_nothing_around_it(text: str) -> None:
    tokens = READER.parse(f"before\n\n{markdown(text)}\n\nafter")
    assert ("before", "after", 1) == (tokens[1].content, tokens[-2].content, tokens[-2].level)


@given(TEXTS, st.booleans())
def test_a_line_stays_one_line(text: str, links_too: bool) -> None:
    for line in (markdown_line(text, links=links_too), escaped(text)):
        assert "\n" not in line
        assert [token.type for token in READER.parse(line)] in (
            [],
            ["paragraph_open", "inline", "paragraph_close"],
        )


@given(TEXTS)
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    assert " ".join(markup.clean(text).split()) == markup.plain(escaped(text))


@given(TEXTS)
def test_headings_of_a_text_come_below_those_of_the_book(text: str) -> None:
    levels = [int(token.tag[1]) for token in READER.parse(markdown(text, 5)) if token.type == "heading_open"]
    assert all(5 <= level <= 6 for level in levels)


def test_markdown_stays_markdown() -> None:
    text = "# A *b*\n\nsee [x](http://a.example) and ![p](http://a.example/p.png) <b>\n\n- a\n- b\n\n```\n<c>\n```"
    link = "[x](<http://a.example>) and [p](<http://a.example/p.png>)"
    assert f"### A *b*\n\nsee {link} \\<b>\n\n- a\n- b\n\n```\n<c>\n```" == markdown(text)


def test_tables_quotations_and_numbers_stay_what_they_are() -> None:
    assert "| a | b |\n| ---: | --- |\n| 1\\|2 | `x` |" == markdown("|a|b|\n|--:|---|\n|1\\|2|`x`|")
    assert "> q\n>\n> - r" == markdown("> q\n> - r")
    assert "3. x\n4. y\n   - z" == markdown("3. x\n4. y\n   - z")


def test_a_hostile_journal_makes_a_harmless_markdown_book(journal: Journal) -> None:
    hostile_journal(journal)
    text = made(journal, all=True, markdown=True, title=HOSTILE[1])
    anchors = re.findall('^<a id="([a-z0-9-]+)"></a>$', text, re.MULTILINE)
    for token in parts_of(READER.parse(text)):
        assert token.type not in ("html_block", "image")
        if token.type == "html_inline":
            assert re.fullmatch('<a id="[a-z0-9-]+">|</a>', token.content)
        if token.type == "link_open":
            target = str(token.attrs["href"])
            assert links.is_safe(target) or target.removeprefix("#") in anchors


def test_links_within_the_markdown_book_lead_somewhere(filled: Journal) -> None:
    text = made(filled, markdown=True)
    anchors = set(re.findall('^<a id="([a-z0-9-]+)"></a>$', text, re.MULTILINE))
    assert {"c-1", "c-2", "c-3", "part-1", "part-2"} == anchors
    assert anchors == set(re.findall(r"\(#([a-z0-9-]+)\)", text))


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    return found or pytest.skip("no Chromium is installed to print with")


def test_a_browser_prints_it_with_each_chapter_on_a_new_page(filled: Journal, tmp_path: Path) -> None:
    browser = chromium()
    (tmp_path / "book.html").write_text(made(filled), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    pdf = tmp_path / "book.pdf"
    command = [browser, *options, f"--print-to-pdf={pdf}", (tmp_path / "book.html").as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    counts = [int(found) for found in re.findall(rb"/Count (\d+)", pdf.read_bytes())]
    # title, contents, preface, figures, two parts, three chapters, lessons, colophon
    assert max(counts) >= 11


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_it_without_a_complaint_at_any_width(
    filled: Journal, tmp_path: Path, scheme: str
) -> None:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install '.[browser]'"
    )
    browser = chromium()
    hostile_journal(filled)
    (tmp_path / "book.html").write_text(made(filled, all=True), encoding="utf-8")
    with playwright.sync_playwright() as running:
        shown = running.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = shown.new_page(viewport={"width": 360, "height": 640}, color_scheme=scheme)
        complaints: list[str] = []
        requests: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((tmp_path / "book.html").as_uri())
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        shown.close()
    assert ([], 1, False) == (complaints, len(requests), too_wide)
    assert {"light": "rgb(251, 250, 246)", "dark": "rgb(22, 24, 26)"}[scheme] == colour
