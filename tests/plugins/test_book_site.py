"""What must hold for the site: safe whatever entries say, whole by itself, and made again only where it changed."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plugin_site import Run
from strategies import mistakes as entries

from mistakes import Journal
from mistakes.errors import MissingPlugin, UnreadableFile, UsageError
from mistakes.events import Applied
from mistakes.exchange import Selection
from mistakes.header import new_header
from mistakes.ids import new_id
from mistakes.model import Action, Condition, Lesson, Links, Mistake, Price, Source
from mistakes.output_folder import OutputFolder

pytest.importorskip("jinja2", reason="the book's libraries are not installed: pip install '.[book]'")
pytest.importorskip("nh3", reason="the book's libraries are not installed: pip install '.[book]'")

from mistakes_book import dots, markup, search_index, site
from mistakes_book.theme import BadTheme

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><math><mtext><style><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) [y](JaVaScRiPt&#58;alert(1)) [z](data:text/html,hi)",
    "![pixel](https://example.com/track.png)",
    '"><base href=//evil><meta http-equiv=refresh content=0>',
    "'; --><!-- <!--",
    "{{ 7 * 191 }} {% raw %}",
    "\x00\x1b]0;x\x07\x85\ud800\ufffe",
    "\u202edesrever \u2066isolated",
    "Z" + "\u0301" * 500,
    "x" * 3_000,
    "مرحبا بالعالم",
    "__proto__ constructor",
    "[" * 500 + "*" * 500,
    "\u2028\u2029",
]
TAGS = [
    "../../etc/passwd",
    "con",
    "a/b",
    "..",
    "<b>",
    "数据库",
    "ops",
    "Ops",
    "-",
    "_rest",
    "x" * 300,
    "a\x00b",
    " ",
]


def entry(place: int = 0, **fields: Any) -> Mistake:
    """Return an entry that is ready to be a chapter; a later `place` is a later id."""
    at = FIRST + timedelta(hours=place)
    ready: dict[str, Any] = {
        "id": f"{new_id(at)[:10]}{place:016}",
        "title": f"Mistake {place}",
        "happened": at.date(),
        "logged": at,
        "author": "Mei Lin <mei@example.com>",
        "rev": 1,
        "updated": at,
        "tags": ("ops",) if place % 2 else ("mail",),
        "story": "I ran the migration in the wrong terminal window.",
        "conditions": (Condition("The prompt did not show the host.", "environment", "cccccc"),),
        "lessons": (Lesson("Make the target visible.", "I open a shell", "I read the host", key="aaaaaa"),),
    }
    return Mistake(**ready | fields)


def evil(text: str, place: int = 0) -> Mistake:
    """Return an entry that says the same in every field that holds text."""
    return entry(
        place,
        title=text[:200],
        story=text,
        overcame=text,
        believed=text,
        tags=(text, "ops"),
        author=f"{text} <x@example.com>",
        heard_from=(text,),
        price=Price(hours=1, note=text, currency=text, money=None),
        conditions=(Condition(text, "tool"),),
        lessons=(Lesson(text, text, text, text),),
        actions=(Action(text, text, evidence=text),),
        links=Links(borrowed_from=text, evidence=(text, f"https://{text}")),
        source=Source(text, text),
    )


def chosen(found: Iterable[Mistake], events: Iterable[Any] = (), name: str = "payments") -> Selection:
    kept = sorted(found, key=lambda one: one.id)
    return Selection(lambda: iter(kept), lambda: iter(list(events)), name=name)


def export(folder: Path, found: Iterable[Mistake], events: Iterable[Any] = (), **options: Any) -> int:
    """Write the site of some entries, and return how many files were written."""
    with OutputFolder(folder, "site") as out:
        site.write(chosen(found, events), out, **{"all": True, "lang": "en"} | options)
    return out.written


def pages(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.html"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def every(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def assert_quiet(page: Page) -> None:
    """Nothing in the page runs, loads from elsewhere, or leads to what is no address of the web."""
    [policy] = [meta["content"] for meta in page.every("meta") if meta.get("http-equiv")]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert {"base", "iframe", "object", "embed", "style", "math", "img", "video"}.isdisjoint(
        tag for tag, _ in page.elements
    )
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        for name in {"href", "src", "action", "xlink:href"} & attributes.keys():
            scheme = urlsplit(attributes[name]).scheme
            assert scheme in ("", "http", "https", "mailto") if tag == "a" else scheme == "", attributes
    for script in page.every("script"):
        assert re.fullmatch(r"(\.\./)?static/(site|search)\.js|search/\d+\.js", script["src"])


def assert_whole(folder: Path) -> None:
    """Every link within the site leads to a file of it, and to a place in it."""
    for path in pages(folder):
        for tag, attributes in Page(path).elements:
            for name in {"href", "src", "action"} & attributes.keys():
                target = urlsplit(attributes[name])
                if not target.scheme:
                    there = path.parent / unquote(target.path) if target.path else path
                    assert there.resolve().is_relative_to(folder.resolve())
                    assert there.is_file(), f"{path.name}: {tag} {attributes[name]}"
                    assert not target.fragment or target.fragment in Page(there).ids()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.mark.parametrize("options", [{}, {"public": True, "by": "time"}, {"lang": "zh", "title": EVIL[1]}])
def test_nothing_that_entries_say_is_active_in_any_page(folder: Path, options: dict[str, Any]) -> None:
    export(folder, [evil(text, place) for place, text in enumerate(EVIL)], **options)

    for path in pages(folder):
        assert_quiet(Page(path))
    assert_whole(folder)
    assert b"1337" not in b"".join(contents(folder).values())


@settings(max_examples=25)
@given(
    st.lists(entries, min_size=1, max_size=3, unique_by=lambda found: found.id), st.sampled_from(["en", "zh"])
)
def test_any_entries_make_a_site_that_is_whole_and_quiet(
    tmp_path_factory: pytest.TempPathFactory, found: list[Mistake], lang: str
) -> None:
    folder = tmp_path_factory.mktemp("any") / "out"
    export(folder, found, lang=lang)

    for path in pages(folder):
        assert_quiet(Page(path))
    assert_whole(folder)


def test_tags_never_become_parts_of_paths(folder: Path) -> None:
    export(
        folder, [entry(2 * place + half, tags=(tag,)) for place, tag in enumerate(TAGS) for half in (0, 1)]
    )

    names = [path.name for path in (folder / "part").iterdir()]
    assert all(re.fullmatch(r"[a-z0-9-]+\.html|_[0-9a-z]+\.html", name) for name in names)
    assert len(TAGS) <= len({name.casefold() for name in names})
    assert "con.html" not in names
    assert "ops.html" in names
    assert_whole(folder)


def test_no_character_that_a_page_cannot_hold_is_in_any_file(folder: Path) -> None:
    export(folder, [evil(EVIL[9])])

    for name, data in contents(folder).items():
        text = data.decode("utf-8")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x84\ud800-\udfff\ufffe]", text), name


def test_an_empty_journal_makes_a_site_that_says_so(folder: Path) -> None:
    export(folder, [])

    assert "There is no chapter here yet." in Page(folder / "index.html").text
    assert_whole(folder)


def test_every_chapter_has_a_page_at_its_id_and_stands_in_its_part_and_in_the_contents(folder: Path) -> None:
    found = [entry(place) for place in range(6)]
    export(folder, found)

    for one in found:
        page = Page(folder / "m" / f"{one.id}.html")
        assert one.title in page.text
        assert "Make the target visible." in page.text
    assert all(one.title in Page(folder / "index.html").text for one in found)
    assert "Mistake 1" in Page(folder / "part" / "ops.html").text
    assert "Mistake 2" not in Page(folder / "part" / "ops.html").text


def test_a_chapter_tells_of_its_repeats_its_likes_and_where_it_helped(folder: Path) -> None:
    first = entry(0)
    again = entry(1, links=Links(repeat_of=first.id))
    like = entry(2, links=Links(like=(first.id,)))
    export(folder, [first, again, like], [Applied(first.id, day=date(2026, 4, 1), situation="Hot pot.")])

    told = Page(folder / "m" / f"{first.id}.html").text
    for words in ("It came again", "Mistake 1", "Like this one", "Mistake 2", "It helped once", "Hot pot."):
        assert words in told
    assert "It had happened before" in Page(folder / "m" / f"{again.id}.html").text


def test_a_journal_without_chapters_says_what_its_entries_need(folder: Path) -> None:
    export(folder, [entry(0, lessons=()), entry(1, lessons=())], all=False)

    told = Page(folder / "index.html").text
    assert "2 more entries wait to be told" in told
    assert "still need a lesson" in told


def test_what_was_left_out_is_told_with_the_commonest_reason(folder: Path) -> None:
    export(folder, [entry(0), entry(1, lessons=()), entry(2, story="")], all=False)

    told = Page(folder / "about.html").text
    assert "2 more entries wait to be told" in told
    assert "1 Mistake" in Page(folder / "index.html").text


def test_the_charter_of_a_team_is_in_the_book(folder: Path) -> None:
    charter = {"mission": "Bake *well*.", "vision": "<b>Bread</b>", "values": ["Warm"]}
    header = attrs.evolve(new_header("payments", "team"), charter=charter)
    with OutputFolder(folder, "site") as out:
        site.write(attrs.evolve(chosen([entry()]), header=header), out, lang="en")

    told = Page(folder / "about.html")
    assert "What we stand for" in told.text
    assert "Bake well." in told.text
    assert "<b>Bread</b>" in told.text
    assert_quiet(told)


def test_a_public_site_names_nobody(folder: Path) -> None:
    secret = "Zebedee"
    named = attrs.evolve(
        entry(0),
        author=f"{secret} <z@example.com>",
        heard_from=(secret,),
        feeling=secret,
        source=Source("markdown", secret),
        actions=(Action("Colour the prompt", secret, secret, evidence=secret),),
        links=Links(borrowed_from=secret, evidence=(secret,)),
    )
    export(folder, [named], public=True)
    assert not [name for name, data in contents(folder).items() if secret.encode() in data]

    export(folder, [named])
    told = [name for name, data in contents(folder).items() if secret.encode() in data]
    assert {"about.html", f"m/{named.id}.html"} == set(told)


def test_pages_are_in_the_language_of_the_book(folder: Path) -> None:
    export(folder, [entry(also={"zh": {"title": "星期五上线"}})], lang="zh-CN")

    page = Page(folder / "index.html")
    assert "zh-Hans" == page.every("html")[0]["lang"]
    assert "1 个错误" in page.text
    assert "星期五上线" in page.text


@pytest.mark.parametrize("options", [{"by": "colour"}, {"lang": "tlh"}, {"theme": "nowhere"}])
def test_an_option_that_cannot_be_meant_is_refused_and_writes_nothing(
    folder: Path, options: dict[str, str]
) -> None:
    with pytest.raises(UsageError) as caught:
        export(folder, [entry()], **options)

    assert caught.value.hint
    assert not folder.exists()


def rows(folder: Path) -> list[list[Any]]:
    """Return what can be searched, read as data."""
    found: list[list[Any]] = []
    for path in sorted((folder / "search").iterdir(), key=lambda path: int(path.stem)):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("chapters([")
        found += json.loads(text.removeprefix("chapters(").removesuffix(");\n"))
    return found


def test_what_can_be_searched_is_data_that_no_text_can_leave(folder: Path) -> None:
    export(folder, [evil(text, place) for place, text in enumerate(EVIL)])

    for path in (folder / "search").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "<" not in text
        assert not re.search("[\u2028\u2029\x00]", text)
    assert len(EVIL) == len(rows(folder))
    assert EVIL[0] == rows(folder)[0][2]


def test_a_row_holds_what_one_searches_and_filters_by(folder: Path) -> None:
    found = entry(0, kind="near-miss", price=Price(hours=1.5), tags=("ops", "mail"), overcame="A card.")
    export(folder, [found])

    [row] = rows(folder)
    assert [found.id, 1, "Mistake 0", "1 March 2026", 2026, "near-miss", "planned", 0] == row[:8]
    assert [1.5, "1.5 hours", ["ops", "mail"]] == row[8:11]
    assert "Make the target visible. I open a shell I read the host" == row[11]
    assert "wrong terminal window. The prompt did not show the host. A card." in row[12]


def test_searched_texts_are_cut_as_the_book_grows() -> None:
    sizes = [0, 1, 1_001, 10_000, 1_000_000]
    limits = [search_index.limit(size) for size in sizes]

    assert sorted(limits, reverse=True) == limits
    assert all(
        limit * size <= 2 * search_index.ALL_TEXT for limit, size in zip(limits[:4], sizes, strict=False)
    )
    assert search_index.limit(1_001) == search_index.limit(1_100)


@pytest.mark.parametrize("text", ["](" * 20_000, "#" * 60_000, "[" * 60_000, "*`" * 30_000, " - " * 20_000])
def test_searched_texts_are_made_in_a_moment_whatever_they_hold(text: str) -> None:
    assert len(search_index.words(text)) <= 2 * search_index.LONGEST


def test_the_same_again_writes_nothing(folder: Path) -> None:
    found = [entry(place) for place in range(8)]
    export(folder, found)
    before = contents(folder)

    assert 0 == export(folder, found)
    assert before == contents(folder)


def test_a_changed_entry_is_made_again_with_the_pages_that_show_it_and_no_other_chapter(folder: Path) -> None:
    found = [entry(place) for place in range(8)]
    export(folder, found)
    before = contents(folder)
    found[3] = attrs.evolve(found[3], story=found[3].story + " At night.")

    export(folder, found)

    after = contents(folder)
    assert {f"m/{found[3].id}.html", "search/1.js"} == {name for name in after if before[name] != after[name]}


changes = st.lists(
    st.tuples(st.sampled_from(["add", "drop", "change", "swap"]), st.integers(0, 5), entries),
    min_size=1,
    max_size=3,
)


@settings(max_examples=20)
@given(st.lists(entries, max_size=4, unique_by=lambda found: found.id), changes)
def test_whatever_changes_the_old_site_becomes_the_one_that_is_made_afresh(
    tmp_path_factory: pytest.TempPathFactory, found: list[Mistake], steps: list[tuple[str, int, Mistake]]
) -> None:
    base = tmp_path_factory.mktemp("again")
    kept = {one.id: one for one in found}
    export(base / "old", kept.values())
    for number, (do, place, other) in enumerate(steps):
        one = sorted(kept)[place % len(kept)] if kept else other.id
        if do == "add":
            kept[other.id] = other
        elif do == "drop":
            kept.pop(one, None)
        elif do == "change" and one in kept:
            kept[one] = attrs.evolve(kept[one], title=other.title, tags=other.tags, overcame=other.overcame)
        elif kept:
            kept[one] = attrs.evolve(kept[one], links=Links(repeat_of=min(kept), like=tuple(kept)))
        export(base / "old", kept.values())
        export(base / str(number), kept.values())
        assert contents(base / str(number)) == contents(base / "old")


def test_an_entry_that_is_gone_takes_its_page_with_it(folder: Path) -> None:
    found = [entry(place) for place in range(3)]
    export(folder, found)

    export(folder, found[1:])

    assert not (folder / "m" / f"{found[0].id}.html").exists()
    assert_whole(folder)


def test_a_new_entry_leaves_all_but_the_last_piece_of_the_search_alone(folder: Path) -> None:
    found = [entry(place, title="T", tags=()) for place in range(2 * search_index.CHUNK + 1)]
    export(folder, found[:-1])
    before = contents(folder)

    export(folder, found)

    after = contents(folder)
    assert before["search/1.js"] == after["search/1.js"]
    assert before["search/2.js"] == after["search/2.js"]
    assert "search/3.js" in after


def test_the_first_page_of_a_thousand_and_one_is_small(folder: Path) -> None:
    tags = ["ops", "mail", "people", "database", "money", "数据库"]
    found = [
        entry(place, title="A title of usual length, word after word", tags=(tags[place % 6],))
        for place in range(1_001)
    ]
    export(folder, found)

    page = Page(folder / "index.html")
    linked = [link["href"] for link in page.every("link") if link["rel"] == "stylesheet"]
    loaded = ["index.html", *linked, *(script["src"] for script in page.every("script"))]
    assert 100_000 >= sum((folder / name).stat().st_size for name in loaded)
    assert "1,001 Mistakes" in page.text


def test_the_feed_is_atom_with_the_newest_chapters_under_their_own_ids(folder: Path) -> None:
    export(folder, [evil(text, place) for place, text in enumerate(EVIL * 2)])

    root = ElementTree.parse(folder / "feed.xml").getroot()
    found = root.findall(f"{ATOM}entry")
    assert f"{ATOM}feed" == root.tag
    assert 30 == len(found)
    ids = [one.findtext(f"{ATOM}id") or "" for one in found]
    assert 30 == len(set(ids))
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in ids)
    links = [link.attrib["href"] for one in found for link in one.findall(f"{ATOM}link")]
    assert all((folder / link).is_file() for link in links)
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.findtext(f"{ATOM}updated") or "")
        for one in found
    )


@given(st.integers(1, dots.MOST_DOTS), st.floats(0.5, 8))
def test_a_field_of_dots_has_a_place_for_each_and_never_a_row_too_many(count: int, ratio: float) -> None:
    across = dots.columns(count, ratio)

    assert 1 <= across
    assert count <= across * -(-count // across)
    assert 77 == dots.columns(1_001, 6)


def test_the_field_of_dots_shows_each_chapter_and_what_is_to_come() -> None:
    wide, narrow = dots.fields([True, False, True], 11, "The road", "3 of 11")

    for drawn in (wide, narrow):
        paths = {
            path.attrib["class"]: path.attrib["d"].count("h0")
            for path in ElementTree.fromstring(drawn).iter()
            if "d" in path.attrib
        }
        assert {"open": 2, "overcome": 1, "coming": 8, "hollow": 2} == paths
    assert () == dots.fields([], 10**9, "", "")
    assert 2 == len(dots.fields([False] * 20, 11, "", ""))


@pytest.fixture
def theme(tmp_path: Path) -> Callable[..., str]:
    """Return a function that makes a theme of files and returns its folder."""

    def make(**files: str | bytes) -> str:
        place = tmp_path / "theme"
        place.mkdir(exist_ok=True)
        for name, data in files.items():
            path = place / name.replace("__", ".")
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(place)

    return make


def test_a_theme_replaces_templates_and_the_style_sheet_by_name_and_adds_pictures(
    folder: Path, theme: Any
) -> None:
    place = theme(
        about__html='{% extends "default/about.html" %}{% block foot %}<p>House of <b>{{ name }}</b></p>{% endblock %}',
        site__css="body { color: teal }",
        logo__png=b"\x89PNG",
    )
    export(folder, [entry()], theme=place)

    assert "House of payments" in Page(folder / "about.html").text
    assert "About this book" in Page(folder / "about.html").text
    assert "House of" not in Page(folder / "index.html").text
    assert b"body { color: teal }" == (folder / "static" / "site.css").read_bytes()
    assert b"\x89PNG" == (folder / "static" / "logo.png").read_bytes()


def test_a_changed_theme_makes_every_page_again(folder: Path, theme: Any) -> None:
    export(folder, [entry()], theme=theme(base__html="<p>{{ name }} {% block main %}{% endblock %}"))
    export(folder, [entry()], theme=theme(base__html="<p>new {{ name }} {% block main %}{% endblock %}"))

    assert all(path.read_text(encoding="utf-8").startswith("<p>new payments") for path in pages(folder))


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{% if %}", "line 1"),
        ("{{ nowhere }}", "'nowhere' is undefined"),
        ("{{ t('no.words') }}", "no"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ t.__globals__ }}", "unsafe"),
        ('{% include "../../etc/passwd" %}', "passwd"),
        ("{{ 1 + name }}", "str"),
    ],
)
def test_a_template_that_cannot_be_used_is_named_and_nothing_is_written(
    folder: Path, theme: Any, template: str, reason: str
) -> None:
    with pytest.raises(BadTheme, match=r"about\.html") as caught:
        export(folder, [entry()], theme=theme(about__html=template))

    assert reason in str(caught.value)
    assert caught.value.hint
    assert not folder.exists()


def test_text_in_a_theme_is_escaped_as_everywhere(folder: Path, theme: Any) -> None:
    export(folder, [evil(EVIL[0])], theme=theme(chapter__html="{{ plain }}{{ chapter.title }}"))

    [told] = (folder / "m").iterdir()
    assert "<script>" not in told.read_text(encoding="utf-8")


def test_a_theme_holds_regular_files_of_known_kinds_only(folder: Path, theme: Any, tmp_path: Path) -> None:
    for name, data in {"site__js": "alert(1)", "notes__txt": "x", "Makefile": "all:"}.items():
        place = Path(theme(**{name: data}))
        with pytest.raises(UsageError, match=re.escape(name.replace("__", "."))):
            export(folder, [entry()], theme=str(place))
        next(place.iterdir()).unlink()
    (tmp_path / "secret.css").write_text("secret")
    os.symlink(tmp_path / "secret.css", tmp_path / "theme" / "site.css")
    with pytest.raises(UnreadableFile, match=r"site\.css"):
        export(folder, [entry()], theme=str(tmp_path / "theme"))
    assert not folder.exists()


def test_a_template_that_is_not_utf8_or_too_large_is_named(folder: Path, theme: Any) -> None:
    for data in (b"\xff\xfe", b"x" * 300_000):
        with pytest.raises(UnreadableFile, match=r"about\.html"):
            export(folder, [entry()], theme=theme(about__html=data))


@pytest.mark.parametrize("library", ["jinja2", "markdown_it", "nh3"])
def test_a_library_that_is_not_installed_is_named_with_the_cure(
    folder: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    markup._parser.cache_clear()
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(MissingPlugin, match=library) as caught:
        export(folder, [entry(story="So *what*?")])

    assert "mistakes-journal[book]" in caught.value.hint
    assert not folder.exists()


def test_the_program_writes_a_site_and_keeps_off_what_is_not_its_own(mistakes: Run, tmp_path: Path) -> None:
    assert 0 == mistakes("add", "Signed unread", "--story", "It was late.").status
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "notes.txt").write_text("mine")

    refused = mistakes("export", "site", "--all", "-o", f"{foreign}/")
    written = mistakes("export", "site", "--all", "-o", f"{tmp_path}/out/")
    again = mistakes("export", "site", "--all", "-o", f"{tmp_path}/out/")

    assert (1, ["notes.txt"]) == (refused.status, os.listdir(foreign))
    assert "notes.txt" in refused.err
    assert (0, 0) == (written.status, again.status), written.err + again.err
    assert "nothing in it changed" in again.out
    assert "Signed unread" in Page(tmp_path / "out" / "index.html").text


def test_a_site_of_real_post_mortems_is_whole_and_quiet(mistakes: Run, dfds: Path, tmp_path: Path) -> None:
    assert mistakes("import", "markdown", str(dfds)).status in (0, 1)
    assert 0 == mistakes("export", "site", "--all", "-o", f"{tmp_path}/out/").status

    assert 30 <= len(list((tmp_path / "out" / "m").iterdir()))
    for path in pages(tmp_path / "out"):
        assert_quiet(Page(path))
    assert_whole(tmp_path / "out")


def test_a_book_of_a_real_journal_tells_its_standing(journal: Journal, folder: Path) -> None:
    planned = journal.add("Deployed on a Friday", lessons=[Lesson("Wait.", "it is Friday", "I wait")])
    with OutputFolder(folder, "site") as out:
        site.write(journal.selection(), out, all=True, lang="en")

    assert "Written down" in Page(folder / "m" / f"{planned.id}.html").text
