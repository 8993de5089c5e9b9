"""Atom (RFC 4287): well-formed whatever entries say, with stable ids, and nothing to load from elsewhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from uuid import UUID
from xml.etree import ElementTree

import attrs
import pytest
from hostile_entries import AT, ENTRIES, entry, exported, selection
from hypothesis import given
from hypothesis import strategies as st
from plugin_site import Run

from mistakes.errors import UsageError
from mistakes.header import new_header
from mistakes.ids import new_id, time_of
from mistakes_formats.atom_out import uuid_of
from mistakes_formats.xml_text import attribute, element

ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = {
    "feed",
    "entry",
    "id",
    "title",
    "updated",
    "published",
    "author",
    "name",
    "category",
    "content",
    "generator",
}
MARKUP = {"p", "em", "h3", "ul", "li", "br", "table", "tr", "th", "td"}

anything = st.text(st.characters(), max_size=30)


def parsed(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)


def texts(feed: ElementTree.Element, path: str) -> list[str]:
    return [found.text or "" for found in feed.iterfind(path.replace("/", f"/{ATOM}").replace("@", ATOM))]


class Tags(HTMLParser):
    """Collects the elements of a piece of HTML, and fails at an attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert [] == attrs
        self.seen.add(tag)


@given(anything, anything)
def test_any_text_is_the_text_and_the_attribute_of_one_element(content: str, value: str) -> None:
    found = parsed(element("a", content, b=value).encode())
    assert ("a", {"b"}, []) == (found.tag, set(found.attrib), list(found))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), max_size=30))
def test_text_that_xml_can_hold_comes_back_as_it_was(text: str) -> None:
    kept = "".join(mark for mark in text if mark not in "\u202a\u202b\u202c\u202d\u202e")
    assert kept == (parsed(element("a", kept).encode()).text or "")
    assert kept == parsed(f"<a b={attribute(kept)}/>".encode()).attrib["b"]


def test_hostile_entries_make_a_feed_of_atom_elements_only() -> None:
    feed = parsed(exported("atom", selection(ENTRIES)))
    assert {f"{ATOM}{name}" for name in NAMES} == {found.tag for found in feed.iter()}
    assert len(ENTRIES) == len(feed.findall(f"{ATOM}entry"))


def test_hostile_content_is_text_between_plain_elements() -> None:
    for content in texts(parsed(exported("atom", selection(ENTRIES))), "@entry/content"):
        assert MARKUP >= Tags(content).seen


def test_there_is_nothing_to_load_and_no_document_type() -> None:
    data = exported("atom", selection(ENTRIES)).decode()
    assert not re.search(r"<(?:link|logo|icon|!DOCTYPE|!ENTITY)", data)


def test_an_entry_has_all_that_the_standard_asks_for() -> None:
    feed = parsed(exported("atom", selection([entry("plain")])))
    for path in (
        "@id",
        "@title",
        "@updated",
        "@author/name",
        "@entry/id",
        "@entry/title",
        "@entry/updated",
        "@entry/content",
    ):
        assert all(texts(feed, path)), path
        assert texts(feed, path), path


def test_ids_are_the_uuids_that_the_ids_of_entries_are() -> None:
    feed = parsed(exported("atom", selection(ENTRIES)))
    ids = texts(feed, "@entry/id")
    assert len(ENTRIES) == len(set(ids))
    for one, found in zip(ENTRIES, ids, strict=True):
        identity = UUID(found.removeprefix("urn:uuid:"))
        assert 7 == identity.version
        assert time_of(one.id).timestamp() == pytest.approx((identity.int >> 80) / 1000)
        assert uuid_of(one.id) == identity


def test_the_feed_is_known_by_the_journal_or_else_by_its_name() -> None:
    header = new_header("payments", "team")
    of_journal = exported("atom", selection([], header=header))
    assert f"urn:uuid:{uuid_of(header.id)}" == texts(parsed(of_journal), "@id")[0]
    one, other = (
        texts(parsed(exported("atom", selection([], name=name))), "@id") for name in ("a + b", "c + d")
    )
    assert one != other


def test_authors_have_names_and_no_addresses() -> None:
    data = exported("atom", selection([attrs.evolve(entry("plain"), author="Mei Lin <mei@example.com>")]))
    assert "Mei Lin" in texts(parsed(data), "@entry/author/name")
    assert b"@example.com" not in data
    only_address = attrs.evolve(entry("plain"), author="mei@example.com")
    assert [] == texts(parsed(exported("atom", selection([only_address]))), "@entry/author/name")


def test_the_feed_changed_when_its_latest_entry_did() -> None:
    one, two = entry("one", 1), entry("two", 2)
    later = attrs.evolve(one, updated=AT + timedelta(days=9))
    (updated,) = texts(parsed(exported("atom", selection([later, two]))), "@updated")
    assert later.updated == datetime.fromisoformat(updated)


def test_only_the_newest_can_be_asked_for() -> None:
    feed = parsed(exported("atom", selection(ENTRIES), newest="2"))
    assert [f"urn:uuid:{uuid_of(one.id)}" for one in ENTRIES[-2:]] == texts(feed, "@entry/id")


@pytest.mark.parametrize("newest", ["-1", "few", "1.5", "²", "9" * 30])
def test_a_number_of_entries_that_is_none_is_refused(newest: str) -> None:
    with pytest.raises(UsageError, match="not a number"):
        exported("atom", selection([]), newest=newest)


def test_paragraphs_and_lines_stay_apart() -> None:
    one = attrs.evolve(entry("plain"), story="one\ntwo\n\nthree & <four>")
    (content,) = texts(parsed(exported("atom", selection([one]))), "@entry/content")
    assert "<p>one<br>two</p><p>three &amp; &lt;four&gt;</p>" in content


def test_the_first_and_the_last_time_there_are_can_be_told() -> None:
    ends = [
        attrs.evolve(entry("x"), id=new_id(AT), updated=at.replace(tzinfo=AT.tzinfo))
        for at in (datetime.min, datetime.max)
    ]
    assert 2 == len(texts(parsed(exported("atom", selection(ends))), "@entry/updated"))


def test_the_program_writes_a_feed(mistakes: Run) -> None:
    mistakes("add", "Signed <unread>")
    done = mistakes("export", "atom", "--newest", "5")
    assert (0, "") == (done.status, done.err)
    assert ["Signed <unread>"] == texts(parsed(done.out.encode()), "@entry/title")
