"""What entries say stands in a page as text: never active, always well-formed, never costly."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from book_texts import HOSTILE, TEXTS
from hypothesis import given
from hypothesis import strategies as st

from mistakes.errors import MissingPlugin
from mistakes_book import links, markup

pytest.importorskip("markdown_it", reason="the book's libraries are not installed: pip install '.[book]'")
pytest.importorskip("nh3", reason="the book's libraries are not installed: pip install '.[book]'")
pytest.importorskip("markupsafe", reason="the book's libraries are not installed: pip install '.[book]'")

ALLOWED = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "a", "ul", "ol", "li", "blockquote"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {"href", "rel", "start", "class"}


class Seen(HTMLParser):
    """What a browser would see in a fragment: its elements with their attributes."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def elements(fragment: str) -> list[tuple[str, dict[str, str | None]]]:
    return Seen(fragment).elements


def headings(fragment: str) -> list[int]:
    return [int(tag[1]) for tag, _ in elements(fragment) if re.fullmatch("h[1-6]", tag)]


def assert_harmless(fragment: str) -> None:
    for tag, attributes in elements(fragment):
        assert tag in ALLOWED
        assert attributes.keys() <= ALLOWED_ATTRIBUTES
        if tag == "a":
            assert links.is_safe(attributes["href"] or "")
            assert markup.RELATION == attributes["rel"]
        assert attributes.get("class", "right") in {"right", "center", "as-typed"}


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_active_comes_out_of_hostile_text(text: str) -> None:
    for fragment in (markup.html(text), markup.inline(text), markup.inline(text, links=True)):
        assert_harmless(fragment)
        ElementTree.fromstring(f"<div>{fragment}</div>")


@given(TEXTS)
def test_whatever_people_write_it_is_harmless_and_well_formed_xml(text: str) -> None:
    for fragment in (markup.html(text), markup.inline(text), markup.inline(text, links=True)):
        assert_harmless(fragment)
        ElementTree.fromstring(f"<div>{fragment}</div>")


@given(TEXTS)
def test_a_browser_reads_the_same_elements_as_an_xml_parser(text: str) -> None:
    fragment = markup.html(text)
    read_as_xml = [element.tag for element in ElementTree.fromstring(f"<div>{fragment}</div>").iter()]
    assert ["div", *(tag for tag, _ in elements(fragment))] == read_as_xml


@given(TEXTS)
def test_a_line_holds_no_block_and_a_title_no_link(text: str) -> None:
    assert {tag for tag, _ in elements(markup.inline(text))} <= {"em", "strong", "s", "code"}


@given(TEXTS)
def test_headings_stay_below_the_pages_own_and_skip_no_level(text: str) -> None:
    levels = headings(markup.html(text, heading=4))
    assert all(4 <= level <= 6 for level in levels)
    assert all(after - before <= 1 for before, after in zip([3, *levels], levels, strict=False))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_text_of_clean_characters_stays_as_it_is(text: str) -> None:
    text = text.replace("\ufffe", "").replace("\uffff", "")
    assert text == markup.clean(text)


@given(TEXTS)
def test_plain_words_stand_on_one_line_that_xml_can_hold(text: str) -> None:
    words = markup.plain(text)
    assert words == " ".join(words.split())
    assert words == markup.clean(words)


def test_markdown_is_read() -> None:
    assert "<p>a <em>b</em> <strong>c</strong> <code>d</code> <s>e</s></p>\n" == markup.html(
        "a *b* **c** `d` ~~e~~"
    )
    assert '<ol start="3">\n<li>x</li>\n</ol>\n' == markup.html("3. x")
    assert '<p><a href="https://a.example/b" rel="noopener noreferrer nofollow">x</a></p>\n' == markup.html(
        "[x](https://a.example/b)"
    )


PLAIN = st.text("ab12 ,.;:?()'\"/$€%-。，周五\n", max_size=40)


@given(PLAIN)
def test_plain_words_read_the_same_with_and_without_the_parser(text: str) -> None:
    # an entity keeps the parser in, and is a character like any other
    assert markup.html(f"{text}&#120;") == markup.html(f"{text}x")
    assert markup.inline(f"{text}&#120;") == markup.inline(f"{text}x")
    assert markup.plain(f"{text}&#120;") == markup.plain(f"{text}x")


def test_empty_elements_are_closed() -> None:
    assert "<p>a<br />\nb</p>\n<hr />\n" == markup.html("a\\\nb\n\n---")


def test_columns_keep_their_side() -> None:
    table = markup.html("|a|b|c|\n|--:|:-:|---|\n|1|2|3|")
    assert [{"class": "right"}, {"class": "center"}, {}] == [
        seen for tag, seen in elements(table) if tag == "td"
    ]


def test_an_image_becomes_a_link_with_its_words() -> None:
    link = '<a href="http://a.example/b.png" rel="noopener noreferrer nofollow">'
    assert f"<p>{link}pic</a></p>\n" == markup.html("![pic](http://a.example/b.png)")
    assert f"<p>{link}http://a.example/b.png</a></p>\n" == markup.html("![](http://a.example/b.png)")


def test_an_image_within_a_link_becomes_its_words() -> None:
    link = '<a href="http://c.example" rel="noopener noreferrer nofollow">'
    assert f"<p>{link}pic</a></p>\n" == markup.html("[![pic](http://a.example/b.png)](http://c.example)")


@pytest.mark.parametrize("target", ["x.png", "../x", "#top", "//a.example", "ftp://a.example", "mailto:x"])
def test_what_leads_elsewhere_becomes_its_words(target: str) -> None:
    assert "<p>word</p>\n" == markup.html(f"[word]({target})")
    assert "<p>word</p>\n" == markup.html(f"![word]({target})")


@pytest.mark.parametrize(
    "target",
    [
        "http://a.example",
        "https://a.example:8443/b/c?d=e&f=(g)#h",
        "HTTPS://a.example/%E4%BD%A0",
        "http://127.0.0.1:8000/",
        "http://localhost/x",
        "http://xn--fsq.example/",
        "mailto:mei@example.com",
        "mailto:mei.lin+x@mail.example.com?subject=Thanks%20you",
    ],
)
def test_plain_addresses_may_be_linked(target: str) -> None:
    assert links.is_safe(target)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "http://",
        "http://user:word@a.example/",
        "http://a..example/",
        "http://999.1.1.1/",
        "http://0x7f.1/",
        "http://xn--a-\xe4.example/",
        "http://xn--999999b.example/",
        "http://a.example:99999/",
        "http://a.example/a b",
        "http://a.example/%zz",
        "http://a.example/\u202e",
        "https:a.example",
        "mailto:mei",
        "mailto:<a@b.example>",
        "http://a.example/" + "x" * links.LONGEST,
    ],
)
def test_odd_addresses_may_not_be_linked(target: str) -> None:
    assert not links.is_safe(target)


def test_a_heading_in_a_story_comes_below_the_pages_own() -> None:
    assert [3, 4, 3, 4, 4] == headings(markup.html("## A\n\n#### B\n\n# C\n\n###### D\n\n## E\n"))


def test_lines_of_chinese_are_joined_without_a_space() -> None:
    assert "<p>今天出错了。明天再试。\nThen Friday.</p>\n" == markup.html(
        "今天出错了。\n明天再试。\nThen Friday."
    )
    assert "今天出错了。明天再试。 Then Friday." == markup.plain("今天出错了。\n明天再试。\nThen Friday.")


def test_underscores_of_a_title_stay() -> None:
    assert "Forgot __init__ and _x_ in <code>a_b_c</code>" == markup.inline(
        "Forgot __init__ and _x_ in `a_b_c`"
    )


def test_plain_words_have_no_markup() -> None:
    text = "# A *b*\n\n- x\n- `y`\n\n    code\n\n[t](http://b.example) ![p](http://c.example) <b>"
    assert "A b x y code t p <b>" == markup.plain(text)


@pytest.mark.parametrize("text", ["a" * 65_537, "*a* " * 16_385, "你" * 21_846])
def test_a_text_over_64_kib_is_shown_as_it_was_typed(text: str) -> None:
    assert f'<p class="as-typed">{text}</p>' == markup.html(text)
    assert text == markup.inline(text)
    assert text.strip() == markup.plain(text)


def test_a_text_over_64_kib_is_escaped_too() -> None:
    assert "<script" not in markup.html("<script>" * 10_000)
    assert "<script" not in markup.inline("<script>" * 10_000)


@pytest.mark.parametrize(
    "text",
    [
        "[a]: <http://a.example/" + "x" * 1_900 + ">\n\n" + "[a] " * 15_000,
        "[a]: <http://a.example/> '" + "x" * 30_000 + "'\n\n" + "[a] " * 8_000,
        "|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n" + "|\n" * 20_000,
        "[" * 65_536,
        "![" * 4_000 + "a" + "](http://a.example)" * 2_000,
        ("> " * 40 + "a\n") * 700,
    ],
    ids=["addresses", "link titles", "cells", "brackets", "images in images", "quotations"],
)
def test_a_small_text_never_becomes_a_huge_page(text: str) -> None:
    assert len(markup.html(text[:65_536])) < 16 * 65_536


@pytest.mark.parametrize("library", ["markdown_it", "nh3"])
def test_a_missing_library_is_named_with_its_cure(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    markup._parser.cache_clear()
    with pytest.raises(MissingPlugin, match=library) as raised:
        markup.html("*x*")
    assert "pip install 'mistakes-journal[book]'" in raised.value.hint
