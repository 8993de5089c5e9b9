"""What must hold for the site in a real browser, opened from a disk: search, keys, colours, phones, paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mistakes.events import Applied, Repeated
from mistakes.exchange import Selection
from mistakes.ids import new_id
from mistakes.model import Action, Condition, Lesson, Links, Mistake, Price
from mistakes.output_folder import OutputFolder

INSTALL = "pip install '.[book,browser]'"
pytest.importorskip("jinja2", reason=f"the book's libraries are not installed: {INSTALL}")
pytest.importorskip("nh3", reason=f"the book's libraries are not installed: {INSTALL}")
pytest.importorskip("playwright", reason=f"playwright is not installed: {INSTALL}")
pytest.importorskip("axe_playwright_python", reason=f"axe is not installed: {INSTALL}")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from mistakes_book import site  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = ("index.html", "all.html", "lessons.html", "figures.html", "about.html")
FIRST = datetime(2025, 3, 1, 12, tzinfo=UTC)
STORY = (
    "I ran the migration in the **wrong** terminal window.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
)
EVIL = [
    "<script>document.title = 'gone'</script>",
    "</script><script>document.title = 'gone'</script>",
    "<img src=x onerror=\"document.title = 'gone'\">",
    "<svg onload=\"document.title = 'gone'\"><a href=javascript:alert(1)>x</a>",
    "[x](javascript:document.title='gone') ![y](https://example.com/track.png)",
    "'\"><style>*{display:none}</style><base href=//evil>",
    "../../etc/passwd",
    "Z" + "\u0301" * 500,
    "\u202edesrever",
    "مرحبا بالعالم، هذا خطأ",
    "Donaudampfschifffahrtsgesellschaftskapitän" * 30,
    "constructor __proto__ toString",
    "\u2028 ]]> &amp; \x00 \ud800",
]


def entry(place: int, **fields: Any) -> Mistake:
    """Return an entry that is ready to be a chapter, with something in most sections."""
    at = FIRST + timedelta(days=40 * place)
    ready: dict[str, Any] = {
        "id": f"{new_id(at)[:10]}{place:016}",
        "title": f"Mistake number {place}",
        "happened": at.date(),
        "logged": at,
        "author": "Mei Lin <mei@example.com>",
        "rev": 1,
        "updated": at,
        "tags": ("ops", "night") if place % 2 else ("mail",),
        "story": STORY,
        "believed": "It was staging.",
        "confidence": 90,
        "price": Price(hours=1.5 * place, money=Decimal(10 * place), currency="EUR", trust=1),
        "conditions": (Condition("The prompt did not show the host.", "environment"),),
        "lessons": (Lesson("Make the target visible.", "I open a shell", "I read the host", "test_host.py"),),
        "actions": (Action("Colour the prompt", "Ana", due=date(2026, 12, 1)),),
        "overcame": "We named the host in the prompt." if place % 3 == 0 else "",
    }
    return Mistake(**ready | fields)


def journal() -> list[Mistake]:
    found = [entry(place) for place in range(8)]
    found[2] = entry(2, title="Deployed on a Friday", kind="near-miss", links=Links(repeat_of=found[1].id))
    found[4] = entry(4, title="Ein Café für Müller", kind="success")
    found[5] = entry(5, title="周五晚上部署到生产环境", story="没有检查环境变量，系统停机两小时。" * 4)
    return found


def export(folder: Path, found: list[Mistake], events: list[Any] | None = None, **options: Any) -> Path:
    with OutputFolder(folder, "site") as out:
        selection = Selection(lambda: iter(found), lambda: iter(events or []), name="payments")
        site.write(selection, out, **{"all": True, "lang": "en"} | options)
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book in which everything is used."""
    found = journal()
    events = [
        Applied(found[1].id, day=date(2026, 1, 2), situation="At the fair."),
        Repeated(found[1].id, day=date(2026, 1, 3)),
    ]
    return export(tmp_path_factory.mktemp("book") / "out", found, events)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose every text is hostile."""
    found = [
        entry(
            place,
            title=text[:200],
            story=text,
            tags=(text, "ops"),
            overcame=text,
            lessons=(Lesson(text, text, text, text),),
            conditions=(Condition(text, "tool"),),
        )
        for place, text in enumerate(EVIL)
    ]
    return export(tmp_path_factory.mktemp("hostile") / "out", found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    if not CHROMIUM:
        pytest.skip("no Chromium is installed (Debian: apt install chromium)")
    with sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Reader:
    """A tab of the browser, and what went wrong in it: messages, errors, requests to elsewhere."""

    def __init__(self, browser: Any, folder: Path, **context: Any) -> None:
        self.folder = folder
        self.wrong: list[str] = []
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._look)

    def _look(self, request: Any) -> None:
        if not request.url.startswith(self.folder.as_uri()):
            self.wrong.append(request.url)

    def open(self, name: str) -> Any:
        self.page.goto(f"{self.folder.as_uri()}/{name}")
        return self.page

    def titles(self) -> list[str]:
        """Return the titles of the results that are shown."""
        return [text.strip() for text in self.page.locator("#results .name").all_inner_texts()]


@pytest.fixture
def reader(browser: Any, book: Path) -> Iterator[Any]:
    """Return a function that opens a tab; nothing may have gone wrong in it at the end."""
    opened: list[Reader] = []

    def make(folder: Path = book, **context: Any) -> Reader:
        opened.append(Reader(browser, folder, **context))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()
    assert [] == [wrong for one in opened for wrong in one.wrong]


def violations(page: Any) -> str:
    """Return what axe has against a page, "" for nothing."""
    # to load style sheets again, which the page's policy forbids, is no part of the rules
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
    return str(found.generate_report()) if found.violations_count else ""


def chapter_pages(folder: Path) -> list[str]:
    return [f"m/{path.name}" for path in sorted((folder / "m").iterdir())]


def other_pages(folder: Path) -> list[str]:
    return [*PAGES, *(f"part/{path.name}" for path in sorted((folder / "part").iterdir())[:3])]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("folder", ["book", "hostile"])
def test_no_page_breaks_a_rule_of_accessibility(
    reader: Any, folder: str, scheme: str, request: pytest.FixtureRequest
) -> None:
    place = request.getfixturevalue(folder)
    tab = reader(place, color_scheme=scheme)

    for name in other_pages(place) + chapter_pages(place)[:3]:
        page = tab.open(name)
        assert "" == violations(page), name


def test_nothing_hostile_does_anything_on_any_page(reader: Any, hostile: Path) -> None:
    tab = reader(hostile, viewport={"width": 390, "height": 800})

    for name in other_pages(hostile) + chapter_pages(hostile):
        page = tab.open(name)
        assert page.title() not in ("gone", "")
        assert page.locator("h1").is_visible()
        assert page.locator(".running").is_visible()


@pytest.mark.parametrize("query", ["", "script", "constructor", "Z", "مرحبا", "passwd", "[x](", "\\"])
def test_the_search_shows_hostile_texts_as_text(reader: Any, hostile: Path, query: str) -> None:
    tab = reader(hostile)
    page = tab.open("all.html")

    page.fill("#q", query)

    assert "gone" != page.title()
    assert 0 == page.locator("#results :is(script, img, svg, style)").count()


def test_the_search_finds_words_anywhere_and_tells_how_many(reader: Any) -> None:
    tab = reader()
    page = tab.open("all.html")
    assert 8 == len(tab.titles())

    page.fill("#q", "friday deploy")

    assert ["Deployed on a Friday"] == tab.titles()
    assert "1 chapter" == page.inner_text("#found")
    assert ["Deploy", "Friday"] == page.locator("#results .name mark").all_inner_texts()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("环境变量", ["周五晚上部署到生产环境"]),
        ("部署 系统停机", ["周五晚上部署到生产环境"]),
        ("cafe muller", ["Ein Café für Müller"]),
        ("ＣＡＦＥ", ["Ein Café für Müller"]),
        ('"on a friday"', ["Deployed on a Friday"]),
        ('"friday on"', []),
        ("mistake -number", []),
        ("number −night -3", ["Mistake number 0", "Mistake number 6"]),
        ("no such word", []),
    ],
)
def test_the_search_knows_chinese_accents_phrases_and_what_is_not_wanted(
    reader: Any, query: str, titles: list[str]
) -> None:
    tab = reader()
    tab.open("all.html").fill("#q", query)

    assert titles == [title for title in tab.titles() if "Mistake" in title or len(titles) < 2]


def test_filters_narrow_together_and_are_kept_in_the_address(reader: Any) -> None:
    tab = reader()
    page = tab.open("all.html")
    page.select_option("#tag", "night")
    page.select_option("#year", "2025")
    assert [
        "Mistake number 1",
        "Mistake number 3",
        "周五晚上部署到生产环境",
        "Mistake number 7",
    ] == tab.titles()
    page.select_option("#open", "0")
    assert ["Mistake number 3"] == tab.titles()
    page.wait_for_url("**tag=night**")

    page.reload()

    assert ["Mistake number 3"] == tab.titles()
    page.click("button[type=reset]")
    page.locator("#results > li").nth(7).wait_for()
    assert "q" == page.evaluate("document.activeElement.id")


def test_kinds_steps_and_orders_can_be_chosen(reader: Any) -> None:
    tab = reader()
    page = tab.open("all.html")

    page.select_option("#sort", "new")
    assert "Mistake number 7" == tab.titles()[0]
    page.select_option("#sort", "old")
    assert "Mistake number 0" == tab.titles()[0]
    page.select_option("#kind", "near-miss")
    assert ["Deployed on a Friday"] == tab.titles()
    assert "Near miss" in page.inner_text("#results .facts")
    page.select_option("#status", index=1)
    assert 1 >= len(tab.titles())


def test_many_results_come_a_page_at_a_time(reader: Any, tmp_path: Path) -> None:
    many = [entry(place, happened=date(2026, 1, 1)) for place in range(130)]
    tab = reader(export(tmp_path / "many", many))
    page = tab.open("all.html")
    first = len(tab.titles())

    page.click("#more")

    assert first < len(tab.titles()) < 130
    assert "130 chapters" == page.inner_text("#found")
    assert tab.titles()[first].endswith(
        page.evaluate("document.activeElement.querySelector('.name').innerText")
    )


def test_the_form_on_the_first_page_leads_to_the_results(reader: Any) -> None:
    tab = reader()
    page = tab.open("index.html")

    page.fill("#q", "friday")
    page.press("#q", "Enter")

    page.wait_for_url("**/all.html?q=friday")
    assert ["Deployed on a Friday"] == tab.titles()


def follow(page: Any, link: str) -> None:
    """Click a link, and wait until the page it leads to is there."""
    with page.expect_navigation():
        page.click(link)


def test_one_can_walk_through_the_book(reader: Any) -> None:
    tab = reader()
    page = tab.open("index.html")
    follow(page, "text=Deployed on a Friday")
    assert "Deployed on a Friday" == page.inner_text("h1")
    assert "It had happened before" in page.inner_text("main")

    follow(page, "[rel=next]")
    assert "Mistake number 3" == page.inner_text("h1")
    follow(page, "[rel=prev]")
    assert "Deployed on a Friday" == page.inner_text("h1")
    follow(page, "nav >> text=Lessons")
    follow(page, ".index a >> nth=0")
    follow(page, ".tags a >> nth=0")
    assert tab.titles()


def test_the_keyboard_is_enough(reader: Any) -> None:
    tab = reader()
    page = tab.open("m/" + sorted(path.name for path in (tab.folder / "m").iterdir())[1])

    page.keyboard.press("Tab")
    assert "Skip to the text" == page.evaluate("document.activeElement.innerText")
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert "text" == page.evaluate("document.activeElement.id")
    page.keyboard.press("/")
    page.wait_for_url("**/all.html#q")
    assert "q" == page.evaluate("document.activeElement.id")
    page.keyboard.type("fri/day")
    assert "fri/day" == page.input_value("#q")


def test_whatever_has_the_focus_can_be_seen(reader: Any) -> None:
    page = reader().open("index.html")
    for _ in range(12):
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        assert "none" != page.evaluate(f"{style}.outlineStyle")
        assert "0px" != page.evaluate(f"{style}.outlineWidth")


def brightness(page: Any) -> int:
    """Return the sum of red, green and blue of the paper."""
    return int(
        page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((a, b) => a + b)"
        )
    )


def test_light_and_dark_follow_the_system_until_one_chooses(reader: Any) -> None:
    assert brightness(reader(color_scheme="light").open("index.html")) > 600
    tab = reader(color_scheme="dark")
    page = tab.open("index.html")
    assert brightness(page) < 150
    assert "true" == page.get_attribute(".lamp", "aria-pressed")

    page.click(".lamp")

    assert brightness(page) > 600
    assert "false" == page.get_attribute(".lamp", "aria-pressed")
    assert brightness(tab.open("about.html")) > 600


@pytest.mark.parametrize("folder", ["book", "hostile"])
def test_no_page_is_wider_than_its_window(reader: Any, folder: str, request: pytest.FixtureRequest) -> None:
    place = request.getfixturevalue(folder)
    tab = reader(place)

    for name in other_pages(place) + chapter_pages(place):
        page = tab.open(name)
        for width in (320, 390, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"


def test_on_paper_there_is_the_text_and_no_screen_furniture(reader: Any) -> None:
    tab = reader(color_scheme="dark")
    page = tab.open(chapter_pages(tab.folder)[1])
    page.emulate_media(media="print", color_scheme="dark")

    assert 765 == brightness(page)
    assert page.locator("h1").is_visible()
    for furniture in (".running", ".foot", ".skip", ".beside", ".place"):
        assert not page.locator(furniture).is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_without_scripts_the_book_can_be_read_and_says_what_needs_one(reader: Any) -> None:
    tab = reader(java_script_enabled=False)
    page = tab.open("all.html")

    assert page.locator(".notice").is_visible()
    follow(page, ".notice a")
    assert page.locator("text=Deployed on a Friday").first.is_visible()
    assert not page.locator(".lamp").is_visible()


def test_a_chinese_book_searches_and_reads_as_well(reader: Any, tmp_path: Path) -> None:
    tab = reader(export(tmp_path / "zh", journal(), lang="zh"))
    page = tab.open("all.html")
    page.fill("#q", "停机")

    assert ["周五晚上部署到生产环境"] == tab.titles()
    assert "1 篇" == page.inner_text("#found")
    assert "" == violations(page)


def test_charts_tell_their_values_to_those_who_cannot_see_them(reader: Any) -> None:
    page = reader().open("figures.html")

    assert 1 <= page.locator("figure.chart").count()
    for svg in page.locator("svg[role=img]").all():
        assert svg.locator("title").first.text_content()
        assert svg.locator("desc").first.text_content()
