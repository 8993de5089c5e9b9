"""The EPUB is one that every reading system takes: valid, the same each time, without anything active."""

from __future__ import annotations

import inspect
import io
import re
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

import attrs
import pytest
from book_journals import HOSTILE, READY, chinese_journal, hostile, hostile_journal, three_chapters
from hypothesis import given
from hypothesis import strategies as st

import mistakes_book
from mistakes import Journal
from mistakes.errors import MistakesError, UsageError
from mistakes.exchange import Selection
from mistakes.model import Mistake
from mistakes_book import cover, epub
from mistakes_book.language import Language
from mistakes_book.outline import Options

pytest.importorskip("jinja2", reason="the book's libraries are not installed: pip install '.[book]'")
pytest.importorskip("markdown_it", reason="the book's libraries are not installed: pip install '.[book]'")
pytest.importorskip("nh3", reason="the book's libraries are not installed: pip install '.[book]'")

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "sample-journal"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"


def made(journal: Journal | Selection, **options: Any) -> bytes:
    """Return the EPUB of a journal."""
    out = io.BytesIO()
    epub.write(
        journal if isinstance(journal, Selection) else journal.selection(), out, **{"lang": "en"} | options
    )
    return out.getvalue()


def files(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as container:
        return {name: container.read(name) for name in container.namelist()}


def pages(book: bytes) -> dict[str, ElementTree.Element]:
    """Return the pages of a book as XML trees, by their names."""
    return {
        name: ElementTree.fromstring(data) for name, data in files(book).items() if name.endswith(".xhtml")
    }


def words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def all_words(book: bytes) -> str:
    return " ".join(words(page) for page in pages(book).values())


def package(book: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(files(book)["EPUB/package.opf"])


def manifest(book: bytes) -> dict[str, ElementTree.Element]:
    return {item.attrib["id"]: item for item in package(book).iter(f"{OPF}item")}


def spine(book: bytes) -> list[str]:
    """Return the names of the pages in the order of reading."""
    items = manifest(book)
    return [items[one.attrib["idref"]].attrib["href"] for one in package(book).iter(f"{OPF}itemref")]


@pytest.fixture
def filled(journal: Journal) -> Journal:
    """A journal with three chapters."""
    return three_chapters(journal)


@pytest.fixture
def epubcheck(tmp_path: Path) -> Callable[[bytes], None]:
    """Return a function that runs epubcheck on a book, and fails with what it finds."""
    command = shutil.which("epubcheck")
    if not command:
        pytest.skip("epubcheck is not installed: https://www.w3.org/publishing/epubcheck/")
    path = Path(command).resolve()
    is_jar = path.read_bytes()[:2] == b"PK"
    if is_jar and not shutil.which("java"):
        pytest.skip("epubcheck needs Java, which is not installed")
    run = ["java", "-jar", str(path)] if is_jar else [command]

    def check(book: bytes) -> None:
        file = tmp_path / "book.epub"
        file.write_bytes(book)
        done = subprocess.run([*run, str(file)], capture_output=True, text=True, check=False)
        assert (0, "") == (done.returncode, done.stderr), done.stdout + done.stderr
        assert "0 fatals / 0 errors / 0 warnings" in done.stdout

    return check


@pytest.mark.parametrize(
    "options", [{}, {"lang": "zh", "by": "time", "public": True, "title": "错误集 & <b>"}]
)
def test_the_sample_journal_makes_a_valid_book(epubcheck: Callable[[bytes], None], options: Any) -> None:
    epubcheck(made(Journal.open(SAMPLE), **options))


def test_hostile_entries_make_a_valid_book(journal: Journal, epubcheck: Callable[[bytes], None]) -> None:
    hostile_journal(journal)
    epubcheck(made(journal, all=True, title=HOSTILE[1]))


def test_a_chinese_journal_makes_a_valid_book(team: Journal, epubcheck: Callable[[bytes], None]) -> None:
    chinese_journal(team)
    epubcheck(made(team, lang="zh"))


def test_an_empty_journal_makes_a_valid_book(journal: Journal, epubcheck: Callable[[bytes], None]) -> None:
    epubcheck(made(journal))


def test_a_journal_of_1001_entries_makes_a_valid_book(
    tmp_path: Path, epubcheck: Callable[[bytes], None]
) -> None:
    generate = [sys.executable, str(ROOT / "tests" / "bench" / "generate.py"), "1001", str(tmp_path / "j")]
    subprocess.run(generate, check=True, capture_output=True)
    book = made(Journal.open(tmp_path / "j"), all=True)
    assert 1001 == len([name for name in spine(book) if name.startswith("c-")])
    epubcheck(book)


def test_the_mimetype_comes_first_and_is_stored() -> None:
    book = made(Journal.open(SAMPLE))
    assert b"PK\x03\x04" == book[:4]
    assert b"mimetypeapplication/epub+zip" == book[30:58]
    with zipfile.ZipFile(io.BytesIO(book)) as container:
        first = container.infolist()[0]
    assert ("mimetype", zipfile.ZIP_STORED, b"") == (first.filename, first.compress_type, first.extra)


def test_the_same_selection_gives_the_same_bytes(filled: Journal) -> None:
    assert made(filled) == made(filled)


def test_a_pipe_gets_the_same_bytes_as_a_file(filled: Journal) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation("seek")

        tell = seek

    pipe = Pipe()
    epub.write(filled.selection(), pipe, lang="en")
    assert made(filled) == pipe.getvalue()


def test_every_file_has_the_date_of_the_newest_entry() -> None:
    book = made(Journal.open(SAMPLE))
    with zipfile.ZipFile(io.BytesIO(book)) as container:
        dates = {info.date_time for info in container.infolist()}
    assert 1 == len(dates)
    modified = [
        one.text for one in package(book).iter(f"{OPF}meta") if one.get("property") == "dcterms:modified"
    ]
    assert [datetime(*dates.pop()).strftime("%Y-%m-%dT%H:%M:%SZ")] == modified


def test_the_manifest_names_every_file_and_the_spine_every_page_once(filled: Journal) -> None:
    book = made(filled)
    listed = [item.attrib["href"] for item in manifest(book).values()]
    there = {name.removeprefix("EPUB/") for name in files(book)} - {
        "mimetype",
        "META-INF/container.xml",
        "package.opf",
    }
    assert sorted(there) == sorted(listed)
    assert sorted(name for name in there if name.endswith(".xhtml")) == sorted(spine(book))


def test_names_of_files_never_come_from_what_people_typed(journal: Journal) -> None:
    hostile_journal(journal)
    for name in files(made(journal, all=True)):
        assert re.fullmatch(r"[A-Za-z0-9/._-]+", name)
        assert ".." not in PurePosixPath(name).parts


def test_nothing_in_a_hostile_book_is_active_or_comes_from_elsewhere(journal: Journal) -> None:
    hostile_journal(journal)
    for page in pages(made(journal, all=True)).values():
        for element in page.iter():
            assert element.tag.rpartition("}")[2] not in (
                "script",
                "iframe",
                "object",
                "embed",
                "form",
                "style",
                "base",
            )
            assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
            assert element.get("src", "cover.svg") == "cover.svg"
            if element.tag == f"{XHTML}link":
                assert "static/epub.css" == element.get("href")


def test_every_link_within_the_book_leads_somewhere(filled: Journal) -> None:
    book = pages(made(filled))
    for page in book.values():
        for link in page.iter(f"{XHTML}a"):
            file, _, anchor = link.attrib["href"].partition("#")
            target = book[f"EPUB/{file}"] if file else page
            assert not anchor or anchor in {element.get("id") for element in target.iter()}


def test_the_book_is_read_part_by_part_between_preface_and_colophon(filled: Journal) -> None:
    names = spine(made(filled))
    kinds = [re.sub(r"(?<=^c-).*|[0-9]+", "", name.removesuffix(".xhtml")) for name in names]
    expected = [
        "cover",
        "title",
        "nav",
        "preface",
        "figures",
        "part-",
        "c-",
        "c-",
        "part-",
        "c-",
        "lessons-",
        "lessons-",
    ]
    assert [*expected, "colophon"] == kinds


def chapter(book: bytes, number: int) -> ElementTree.Element:
    return next(page for page in pages(book).values() if page.find(f".//*[@id='c-{number}']") is not None)


def test_a_chapter_tells_its_mistake_from_story_to_plan(filled: Journal) -> None:
    told = words(chapter(made(filled), 1))
    for said in (
        "No. 1",
        "Missed a flight",
        "Told by Mei Lin",
        READY["story"],
        "The ticket prints 00:25 small.",
    ):
        assert said in told
    for heading in (
        "What happened",
        "What contributed",
        "The lesson",
        "If",
        "then",
        "Still open",
        "It came again",
    ):
        assert heading in told


def test_a_chapter_that_was_overcome_says_so_and_is_not_open(filled: Journal) -> None:
    told = words(chapter(made(filled), 3))
    assert "How it was overcome I now ask when it leaves." in told
    assert "Still open" not in told.replace("Missed a flight Still open", "")


def test_headings_skip_no_level(filled: Journal) -> None:
    filled.add(
        title="With headings",
        **READY | {"story": "### Deep\n\nI read Sunday and packed on Sunday.\n\n# High\n"},
    )
    for page in pages(made(filled)).values():
        levels = [int(one.tag[-1]) for one in page.iter() if re.fullmatch(r".*\}h[1-6]", str(one.tag))]
        assert levels[:1] in ([1], [])
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_navigation_has_contents_and_landmarks(filled: Journal) -> None:
    navs = pages(made(filled))["EPUB/nav.xhtml"].findall(f".//{XHTML}nav")
    kinds = [nav.get("{http://www.idpf.org/2007/ops}type") for nav in navs]
    assert ["toc", "landmarks"] == kinds
    assert "travel 1 Missed a flight 2 Missed a train And the rest 3 Missed a boat" in words(navs[0])


def test_the_language_is_told_in_the_package_and_on_every_page(filled: Journal) -> None:
    book = made(filled, lang="zh")
    assert ["zh-Hans"] == [one.text for one in package(book).iter(f"{DC}language")]
    assert {("zh-Hans", "zh-Hans")} == {
        (page.get("lang"), page.get("{http://www.w3.org/XML/1998/namespace}lang"))
        for page in pages(book).values()
    }


def test_a_chapter_in_another_language_is_marked_as_such(team: Journal) -> None:
    chinese_journal(team)
    section = chapter(made(team), 1).find(".//*[@id='c-1']")
    assert section is not None
    assert "zh-Hans" == section.get("lang")


def test_authors_are_named_but_never_their_addresses(filled: Journal) -> None:
    book = made(filled)
    named = [one.text for one in package(book).iter(f"{DC}creator")]
    assert {"Ana Sol", "Mei Lin"} <= set(named)
    assert "example.com" not in all_words(book)
    assert "example.com" not in str(named)


def test_a_public_book_names_nobody(filled: Journal) -> None:
    book = made(filled, public=True)
    assert [] == list(package(book).iter(f"{DC}creator"))
    for name in ("Mei", "Ana", "example.com"):
        assert name not in all_words(book)
        assert name.encode() not in files(book)["EPUB/package.opf"] + files(book)["EPUB/cover.svg"]


def identifier(book: bytes) -> str | None:
    return package(book).findtext(f".//{DC}identifier")


def test_a_journal_keeps_its_identifier_and_each_edition_has_its_own(filled: Journal) -> None:
    before = identifier(made(filled))
    filled.add(title="One more", **READY)
    editions = [{}, {"lang": "zh"}, {"public": True}]
    found = [identifier(made(filled, **options)) for options in editions]
    assert before == found[0]
    assert 3 == len(set(found))
    assert all(str(one).startswith("urn:uuid:") for one in found)


def test_only_chapters_are_told_unless_all_are_wished_for(filled: Journal) -> None:
    filled.add(title="Just a title")
    assert "Just a title" not in all_words(made(filled))
    assert "Just a title" in all_words(made(filled, all=True))


def test_an_entry_that_goes_away_meanwhile_is_left_out(filled: Journal) -> None:
    entries = list(filled.selection().entries())
    rounds = iter([entries, entries[1:]])
    book = made(Selection(entries=lambda: iter(next(rounds)), name="test"))
    assert f"c-{entries[0].id}.xhtml" not in spine(book)
    assert 2 == len([name for name in spine(book) if name.startswith("c-")])


def test_sixty_long_stories_need_hardly_more_memory_than_five() -> None:
    entry = next(iter(Journal.open(SAMPLE).entries()))
    long = "One more sentence of a long story. " * 1500

    def entries(count: int) -> Iterator[Mistake]:
        for number in range(count):
            fields = READY | {"id": f"01k{number:023}", "title": str(number), "story": long + str(number)}
            yield attrs.evolve(entry, **fields)

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            book = made(Selection(entries=lambda: entries(count), name="test"))
            assert count == book.count(b"c-01k") / 2
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(60) - peak(5) < 55 * len(long) / 2


@pytest.mark.parametrize("options", [{"lang": "de"}, {"by": "weather"}, {"theme": "/nowhere/at/all"}])
def test_what_cannot_be_done_is_said_before_anything_is_written(filled: Journal, options: Any) -> None:
    out = io.BytesIO()
    with pytest.raises(UsageError):
        epub.write(filled.selection(), out, **options)
    assert b"" == out.getvalue()


def test_a_theme_brings_its_own_style_pictures_and_templates(filled: Journal, tmp_path: Path) -> None:
    theme = tmp_path / "theme" / "epub"
    theme.mkdir(parents=True)
    (theme / "epub.css").write_text("p { color: red }", encoding="utf-8")
    (theme / "my font.otf").write_bytes(b"font")
    (theme / "part.html").write_text("<section><h1>{{ name }}!</h1></section>", encoding="utf-8")
    (theme.parent / "site.css").write_text("p { color: blue }", encoding="utf-8")
    book = made(filled, theme=str(theme.parent))
    assert b"p { color: red }" == files(book)["EPUB/static/epub.css"]
    assert "EPUB/static/site.css" not in files(book)
    fonts = [item.attrib for item in manifest(book).values() if item.attrib["media-type"] == "font/otf"]
    assert ["static/my%20font.otf"] == [font["href"] for font in fonts]
    assert "travel!" in words(pages(book)["EPUB/part-1.xhtml"])


@pytest.mark.parametrize(
    "template", ["{{ nothing }}", "{% if %}", "{{ name.__class__.__mro__ }}", "{{ t('no.key') }}"]
)
def test_a_template_that_fails_is_named(filled: Journal, tmp_path: Path, template: str) -> None:
    (tmp_path / "theme" / "epub").mkdir(parents=True)
    (tmp_path / "theme" / "epub" / "part.html").write_text(template, encoding="utf-8")
    with pytest.raises(MistakesError, match=r"part\.html"):
        made(filled, theme=str(tmp_path / "theme"))


def test_the_outputs_are_offered_with_options_that_their_functions_take() -> None:
    offered = {one.name: one for one in mistakes_book.exporters()}
    for name in ("epub", "book"):
        module, _, attribute = offered[name].target.partition(":")
        function = getattr(__import__(module, fromlist=[attribute]), attribute)
        shared = set(Options.__annotations__)  # every output of the book takes these
        parameters = inspect.signature(function).parameters.values()
        taken = shared | {one.name for one in parameters if one.kind is one.KEYWORD_ONLY}
        assert {option.name for option in offered[name].options} == taken


def test_the_cover_is_well_formed_whatever_the_title(journal: Journal) -> None:
    journal.add(**hostile(HOSTILE[0]))
    for text in HOSTILE:
        picture = files(made(journal, title=text))["EPUB/cover.svg"]
        tags = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(picture).iter()}
        assert tags <= {"svg", "title", "rect", "text", "path"}


def test_the_cover_shows_the_number_of_mistakes_alone(filled: Journal) -> None:
    picture = ElementTree.fromstring(files(made(filled))["EPUB/cover.svg"])
    texts = [one.text for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert ["3", "Mistakes", "and how they were overcome", "From the journal “test”"] == texts[:4]


@given(st.text(st.sampled_from("ab 周五上线，。\n") | st.characters(), max_size=80), st.floats(1, 30))
def test_a_title_is_broken_into_lines_that_fit_and_lose_nothing(text: str, widest: float) -> None:
    lines = cover.wrapped(text, widest)
    assert "".join(text.split()) == "".join("".join(lines).split())
    for line in lines:
        assert cover.width(line) <= widest or " " not in line


@pytest.mark.parametrize("name", ["en", "zh"])
def test_the_longest_title_still_fits_on_the_cover(journal: Journal, name: str) -> None:
    journal.add(title="x", **READY)
    title = "周五晚上上线之前没有检查环境变量" * 12 if name == "zh" else "A deployment on a Friday " * 8
    picture = ElementTree.fromstring(files(made(journal, title=title, lang=name))["EPUB/cover.svg"])
    for one in picture.iter("{http://www.w3.org/2000/svg}text"):
        assert (
            cover.width(one.text or "") * float(one.attrib["font-size"]) <= cover.WIDTH - 2 * cover.MARGIN + 1
        )
        assert float(one.attrib["y"]) < cover.HEIGHT
    assert Language.of(name).text("book.subtitle") in words(picture)


@pytest.mark.parametrize("goal", [-5, 0, 1, 11, 1001, 10_000, 10**12])
def test_any_goal_makes_a_cover(filled: Journal, goal: int) -> None:
    selection = filled.selection()
    assert selection.header is not None
    book = made(attrs.evolve(selection, header=attrs.evolve(selection.header, goal=goal)))
    ElementTree.fromstring(files(book)["EPUB/cover.svg"])


def test_a_day_that_no_zip_file_knows_is_the_nearest_one_it_does(journal: Journal) -> None:
    entry = journal.add(title="x", **READY)
    for year in (1902, 2900):
        changed = attrs.evolve(entry, updated=entry.updated.replace(year=year))
        book = made(Selection(entries=lambda found=changed: iter([found])))
        with zipfile.ZipFile(io.BytesIO(book)) as container:
            assert {min(max(year, 1980), 2107)} == {info.date_time[0] for info in container.infolist()}
