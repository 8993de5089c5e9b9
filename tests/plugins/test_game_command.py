"""What must hold for `mistakes game`, its parts, and the badge: kind words, one JSON value, nobody else's numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Answered, Applied, Condition, Journal, Lesson, Mistake, Price, Qs, Reviewed, Thanked
from mistakes.days import learning_day
from mistakes.discovery import state
from mistakes.errors import UsageError
from mistakes.events import Event, stamp, write_line
from mistakes.identity import who_of
from mistakes.ids import new_id
from mistakes.model import Source
from mistakes.practice import Occasion
from mistakes.testing import Result, run
from mistakes_game.chapters.goal import why_not
from mistakes_game.counts import gladness
from mistakes_game.points.state import Streak
from mistakes_game.views import pages, rest_view
from mistakes_game.views.rest_view import Rest
from mistakes_game.views.viewing import streak_line
from mistakes_game.words.rule_words import NOTES, RULES
from mistakes_game.words.view_words import WORDS

VIEWS = (
    *((), ("streak",), ("badges",), ("badges", "--all"), ("quest",), ("why",), ("audit",)),
    ("rest", "--list"),
)
OTHERS = ("Ana Bell <ana@example.com>", "Bo Chu <bo@example.com>", "Cy Dorn <cy@example.com>")
HARSH = re.compile(r"(?i)\b(lost|lose|failed|failure|broken|missed|bad|punish|0 weeks|0 in a row)\b")


pytestmark = pytest.mark.usefixtures("own")


def add(journal: Journal, title: str = "Signed unread", days: int = 20, **fields: Any) -> Mistake:
    """Add an entry with all that a chapter needs, written down some days ago."""
    at = journal.draft("x", author="Kim <kim@example.com>").logged - timedelta(days=days)
    whole: dict[str, Any] = {
        "story": f"{title}: the contract had a clause about notice that nobody in the room had read to its end.",
        "conditions": [Condition("the reader cuts long pages", kind="tool")],
        "lessons": [
            Lesson("Read the last page aloud", when="I sign", then="I read the last page aloud", added=at)
        ],
    }
    return journal.add(title, **{"logged": at, "author": "Kim <kim@example.com>", **whole, **fields})


def note(journal: Journal, event: Event, who: str, days: int = 0) -> None:
    """Put an event into the log of a person, as it was noted some days ago."""
    at = datetime.now().astimezone() - timedelta(days=days)
    line = write_line(stamp(event, id=new_id(at), at=at, zone="UTC", day=learning_day(at), by=who))
    folder = journal.root / "events" / f"{at:%Y}" / f"{at:%m}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{who}.jsonl").open("a", encoding="utf-8") as log:
        log.write(line + "\n")


def fine(*arguments: str) -> Result:
    done = run(*arguments)
    assert (0, "") == (done.status, done.err), done
    return done


def refused(*arguments: str) -> str:
    """Run what must be refused in one line, and return the line."""
    done = run(*arguments)
    assert (2, "") == (done.status, done.out)
    assert 1 == len(done.err.splitlines())
    return done.err


# all views


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_before_anything_was_written_every_view_has_a_kind_word(view: tuple[str, ...], language: str) -> None:
    fine("config", "set", "language", language)
    said = fine("game", *view).out
    assert said.strip()
    assert not HARSH.search(said)
    assert isinstance(fine("game", *view, "--json").json, dict)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_view_shows_what_was_done_and_is_one_json_value(
    own: Journal, view: tuple[str, ...], language: str
) -> None:
    fine("config", "set", "language", language)
    entry = add(own)
    own.record(Reviewed(entry.id, lesson=entry.lessons[0].key or ""))
    own.record(Applied(entry.id, lesson=entry.lessons[0].key, situation="the new lease, page nine"))
    said = fine("game", *view).out
    assert said.strip()
    assert not HARSH.search(said)
    assert isinstance(fine("game", *view, "--json").json, dict)


def test_the_same_words_are_there_in_both_languages() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
    for texts in (RULES, NOTES):
        assert texts["en"].keys() == texts["zh"].keys()
    for name, text in WORDS["en"].items():
        assert set(re.findall(r"\{(\w*)", text)) == set(re.findall(r"\{(\w*)", WORDS["zh"][name])), name


def test_every_rule_and_every_reason_has_words() -> None:
    from mistakes_game.points import acts, explain, limits, rules

    paid = {rule for version in rules.RULES.values() for rule in version.pays}
    assert paid <= RULES["en"].keys()
    notes = {
        limit.note
        for one in rules.RULES.values()
        for parts in one.pays.values()
        for p in parts
        for limit in p.limits
    }
    sources = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in (acts, explain, limits)]
    notes |= {note for text in sources for note in re.findall(r'Refused\("[^"]*", "([^"]+)"', text)}
    assert notes <= NOTES["en"].keys()


@pytest.mark.parametrize(
    "words",
    [
        ("--all",),
        ("streak", "--refuse"),
        ("quest", "--list"),
        ("badges", "-n", "3"),
        ("why", "4sn02q", "7hx2aa"),
        ("nothing",),
        ("why", "-n", "0"),
        ("rest", "--list", "tomorrow", "friday"),
    ],
)
def test_what_belongs_elsewhere_is_refused_in_one_line(words: tuple[str, ...]) -> None:
    refused("game", *words)


# streak


@given(
    current=st.integers(0, 60), more=st.integers(0, 60), rest=st.integers(0, 60), reserves=st.integers(0, 3)
)
def test_a_streak_is_told_without_a_zero(current: int, more: int, rest: int, reserves: int) -> None:
    best = current + more
    streak = Streak(current, best, best + rest if best else 0, reserves)
    for words in WORDS.values():
        line = streak_line(streak, words)
        assert not re.search(r"(?<!\d)0(?!\d)", line)
        assert not HARSH.search(line)


def test_the_streak_shows_a_year_of_what_was_recalled_and_applied(own: Journal) -> None:
    entry = add(own)
    own.record(Reviewed(entry.id, lesson=entry.lessons[0].key or ""))
    own.record(Applied(entry.id, lesson=entry.lessons[0].key, situation="the new lease"))
    year = fine("game", "streak", "--json").json["year"]
    assert (1, 1, 1) == (year["reviews"], year["applied"], year["days"])
    assert {learning_day().isoformat(): [1, 1]} == year["by_day"]
    shown = fine("game", "streak").out
    assert "1 recall and 1 application, on 1 day" in shown
    assert "\x1b" not in shown


def test_the_year_is_of_learning_and_never_of_mistakes(own: Journal) -> None:
    before = fine("game", "streak", "--json").json["year"]
    for number in range(5):
        add(own, f"Mistake {number}", days=number)
    assert before == fine("game", "streak", "--json").json["year"]


# badges, quest, why


def test_badges_are_shown_with_their_day_the_next_ones_with_how_far_they_are(own: Journal) -> None:
    add(own, price=Price(hours=2.0))
    found = fine("game", "badges", "--json").json
    assert "first-page" in [badge["id"] for badge in found["earned"]]
    assert all(date.fromisoformat(badge["day"]) <= learning_day() for badge in found["earned"])
    assert all(0 < badge["have"] < badge["least"] for badge in found["next"])
    assert len(found["next"]) <= 3
    assert "others" not in found


def test_all_badges_are_each_there_once() -> None:
    found = fine("game", "badges", "--all", "--json").json
    ids = [badge["id"] for part in ("earned", "next", "others") for badge in found[part]]
    assert found["all"] == len(ids) == len(set(ids))


def test_a_quest_can_be_refused_and_nothing_is_asked_again_that_week(own: Journal) -> None:
    for number in range(4):
        add(own, f"Mistake {number}", days=30 + number)
    quest = fine("game", "quest", "--json").json["quest"]
    assert "offered" == quest["how"]
    assert "refused" == fine("game", "quest", "--refuse", "--json").json["quest"]["how"]
    assert WORDS["en"]["quest off"] in fine("game", "quest").out
    events = len(own.events())
    fine("game", "quest", "--refuse")
    assert events == len(own.events())
    assert quest["name"] not in fine("game").out + fine("today").out


def test_why_tells_every_point_newest_first(own: Journal) -> None:
    for number in range(6):
        add(own, f"Mistake number {number} of its own", days=40 - number)
    found = fine("game", "why", "--json").json
    assert found["points"] == sum(act["points"] for act in found["acts"])
    days = [act["day"] for act in found["acts"]]
    assert sorted(days, reverse=True) == days
    assert 2 == len(fine("game", "why", "-n", "2", "--json").json["acts"])
    assert "Mistake number 5 of its own" in fine("game", "why").out.splitlines()[0]


def test_why_of_one_entry_tells_what_came_of_it_and_what_it_still_wants_to_be_a_chapter(own: Journal) -> None:
    entry, other = add(own, "Wrong host", days=3), add(own, "Left the tap open", days=3)
    handle = own.handle(entry.id)

    found = fine("game", "why", handle, "--json").json
    assert (own.name, entry.id) == (found["journal"], found["entry"])
    assert {entry.id} == {act["entry"] for act in found["acts"]}
    assert found["points"] == sum(act["points"] for act in found["acts"])
    assert [lack._asdict() for lack in why_not(own, own.get(entry.id))] == found["lacks"]
    assert "reread" in {lack["name"] for lack in found["lacks"]}
    said = fine("game", "why", handle).out
    assert "Wrong host" in said
    assert own.get(other.id).title not in said
    assert all(lack["text"] in said for lack in found["lacks"])
    refused("game", "why", handle, own.handle(other.id))
    assert 1 == run("game", "why", "zzzzzz").status


@pytest.mark.parametrize(("language", "said"), [("en", "this week: █"), ("zh", "本周：█")])
def test_a_first_week_is_no_several_weeks(own: Journal, language: str, said: str) -> None:
    fine("config", "set", "language", language)
    add(own, days=0)

    assert said in fine("game", "streak").out


def test_a_hostile_title_reaches_no_terminal(own: Journal) -> None:
    add(own, "\x1b]0;owned\x07 title", tags={"x"})
    for view in VIEWS:
        said = fine("game", *view).out
        assert "\x1b" not in said
        assert "\x07" not in said


# audit


def test_a_claim_is_looked_back_at_until_it_is_answered_for_oneself_alone(own: Journal) -> None:
    assert fine("game", "audit", "--json").json["audit"] is None
    refused("game", "audit", "nothing", "to", "say")
    entry = add(own, days=60)
    claim = Applied(entry.id, lesson=entry.lessons[0].key, situation="the new lease, page nine")
    note(own, claim, who_of("Kim <kim@example.com>"), days=20)
    asked = fine("game", "audit", "--json").json["audit"]
    assert (entry.id, "the new lease, page nine") == (asked["entry"], asked["situation"])
    assert "the new lease, page nine" in fine("game", "audit").out
    points = fine("game", "--json").json["level"]["points"]
    fine("game", "audit", "it", "did", "help")
    assert ["it did help"] == [event.text for event in own.events() if isinstance(event, Answered)]
    assert fine("game", "audit", "--json").json["audit"] is None
    assert points == fine("game", "--json").json["level"]["points"]


# rest


def test_a_rest_is_noted_in_the_personal_journal_wherever_one_stands(own: Journal, here: Journal) -> None:
    tomorrow = learning_day() + timedelta(days=1)
    last = tomorrow + timedelta(days=9)
    noted = fine("game", "rest", tomorrow.isoformat(), last.isoformat(), "--json").json
    assert (tomorrow.isoformat(), last.isoformat(), 10) == (noted["from"], noted["to"], noted["days"])
    assert ["rested"] == [event.do for event in own.events()]
    assert not here.events()
    listed = fine("game", "rest", "--list", "--json").json["rests"]
    assert [noted["event"]] == [rest["event"] for rest in listed]


@pytest.mark.parametrize(
    "words",
    [
        ("tomorrow",),
        ("friday", "nonsense"),
        ("2030-01-10", "2030-01-01"),
        ("2020-01-01", "2020-01-05"),
        ("to",),
    ],
)
def test_what_is_no_rest_is_refused(own: Journal, words: tuple[str, ...]) -> None:
    refused("game", "rest", *words)
    assert not own.events()


def test_days_are_read_as_people_type_them() -> None:
    now = datetime(2026, 11, 22, 12).astimezone()
    assert (date(2026, 11, 23), date(2026, 12, 6)) == rest_view.days_of(
        ["monday", "to", "in", "2", "weeks"], now
    )
    assert (date(2026, 11, 23), date(2026, 11, 27)) == rest_view.days_of(["tomorrow", "friday"], now)


@given(spans=st.lists(st.tuples(st.integers(0, 700), st.integers(0, 80)), max_size=12))
def test_planned_rests_are_never_more_than_eight_weeks_of_a_year(spans: list[tuple[int, int]]) -> None:
    today, rests = date(2026, 3, 1), list[Rest]()
    for ahead, length in spans:
        first = today + timedelta(days=ahead)
        last = first + timedelta(days=length)
        try:
            rest_view.refuse(first, last, rests, today)
        except UsageError:
            continue
        rests.append(Rest("", first, last))
    assert all(rest_view.taken(rests, year) <= rest_view.MOST for year in range(2026, 2030))


@given(spans=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 80)), max_size=8))
def test_a_day_in_two_rests_counts_once(spans: list[tuple[int, int]]) -> None:
    rests = [
        Rest("", date(2026, 1, 1) + timedelta(days=n), date(2026, 1, 1) + timedelta(days=n + size))
        for n, size in spans
    ]
    days = {one.first + timedelta(days=n) for one in rests for n in range(one.days)}
    assert sum(day.year == 2026 for day in days) == rest_view.taken(rests, 2026)


# calm


@pytest.mark.parametrize("view", [*VIEWS[:-1], ("quest", "--refuse")])
def test_where_it_is_calm_every_view_is_two_numbers(own: Journal, view: tuple[str, ...]) -> None:
    add(own)
    fine("config", "set", "game", "calm")
    assert {"mode", "weeks", "proven"} == fine("game", *view, "--json").json.keys()
    said = fine("game", *view).out
    assert 1 == len(said.splitlines())
    assert not re.search(r"(?i)level|points|badge|quest", said)


def test_where_it_is_calm_pages_tell_the_two_numbers_and_nothing_else(own: Journal) -> None:
    entry = add(own)
    own.record(Reviewed(entry.id, lesson=entry.lessons[0].key or ""))
    fine("config", "set", "game", "calm")
    today = fine("today", "--json").json["sections"]
    assert {"mode", "weeks", "proven"} == today["road"].keys()
    assert not {"news"} & today.keys()
    assert not {"learning", "course", "qs", "gladness"} & fine("stats", "--json").json["sections"].keys()


# pages


def test_today_tells_the_road_in_three_numbers_and_the_quest(own: Journal) -> None:
    for number in range(4):
        add(own, f"Mistake {number}", days=30 + number)
    road = fine("today", "--json").json["sections"]["road"]
    assert ("personal", 4) == (road["road"][0]["journal"], road["road"][0]["collected"])
    assert {"collected", "ready", "proven"} <= road["road"][0].keys()
    assert road["quest"]["name"] in fine("today").out
    assert "4 collected" in fine("today").out


def test_stats_tell_the_year_the_course_and_the_qs_as_numbers_too(own: Journal) -> None:
    entry = add(own, q=Qs(iq=2, lq=1))
    own.record(Reviewed(entry.id, lesson=entry.lessons[0].key or ""))
    fine("again", entry.id[-6:])
    found = fine("stats", "--json").json["sections"]
    assert 1 == found["learning"]["reviews"]
    assert (1, 1) == (sum(found["course"]["lessons"]), sum(found["course"]["repeats"]))
    assert 12 == len(found["course"]["months"]) == len(set(found["course"]["months"]))
    assert "eq" == found["qs"]["lowest"]
    elsewhere = fine("stats", "--json", "signed", "-unread").json["sections"]
    assert not {"learning", "course"} & elsewhere.keys()


# nobody else's numbers


def others(journal: Journal, shares: Sequence[int]) -> None:
    """Let others write so many entries each."""
    authors = [name for name, count in zip(OTHERS, shares, strict=True) for _ in range(count)]
    for number, author in enumerate(authors):
        add(journal, f"What happened {number}", days=60 - number, author=author, tags={"deploy"})


def all_said(journal: Journal) -> str:
    """Return what every command that shows the game says about a journal, as text and JSON, without ids."""
    commands = [("game", *view) for view in VIEWS] + [("today",), ("stats",), ("export", "badge", "-o", "-")]
    said = [
        run(*command, *more, *where).out
        for command in commands
        for more in ((), ("--json",))
        for where in ((), ("-j", str(journal.root)))
    ]
    return re.sub(r"\b[0-9a-z]{6}\b|\b[0-9a-z]{26}\b", "ID", "\n".join(said))


def test_no_view_tells_how_much_which_other_person_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for name, shares in (("one", (7, 5, 3)), ("two", (1, 1, 13))):
        folder = tmp_path / name / "team"
        journal = Journal.create(folder, name="payments", kind="team")
        others(journal, shares)
        monkeypatch.chdir(folder)
        told.append(all_said(journal))
    assert told[0] == told[1]


def test_no_view_names_another_person_or_what_they_did(own: Journal, here: Journal) -> None:
    others(here, (4, 3, 2))
    mine = add(here, "A mistake of mine")
    for author in OTHERS[:2]:
        thanks = Thanked(mine.id, text="it saved me an afternoon", lesson=mine.lessons[0].key)
        note(here, thanks, who_of(author))
    said = all_said(here).casefold()
    for author in OTHERS:
        for part in (*re.split(r"[ <>]+", author.casefold()), who_of(author)):
            assert not part or not re.search(rf"\b{re.escape(part)}\b", said), part


# badge


@pytest.mark.parametrize("which", ["road", "level", "streak", "balance", "year"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_badge_is_an_svg_that_says_in_words_what_it_shows(
    own: Journal, tmp_path: Path, which: str, language: str
) -> None:
    add(own, q=Qs(iq=2, lq=1))
    target = tmp_path / "badge.svg"
    done = fine("export", "badge", "--which", which, "--lang", language, "-o", str(target))
    assert "written to" in done.out
    root = ElementTree.parse(target).getroot()
    assert root.findtext("{http://www.w3.org/2000/svg}desc")
    assert str(root.findtext("{http://www.w3.org/2000/svg}title")) in root.attrib["aria-label"]


@pytest.mark.parametrize("which", ["level", "streak", "balance", "year"])
def test_of_a_team_there_is_the_road_only(here: Journal, which: str) -> None:
    others(here, (3, 2, 1))
    assert "<svg" in fine("export", "badge", "-T").out
    refused("export", "badge", "-T", "--which", which)


def test_where_it_is_calm_a_badge_shows_no_level(own: Journal) -> None:
    add(own)
    fine("config", "set", "game", "calm")
    assert "<svg" in fine("export", "badge", "--which", "streak").out
    for which in ("level", "balance", "year"):
        refused("export", "badge", "--which", which)


def test_a_badge_that_does_not_exist_is_refused() -> None:
    refused("export", "badge", "--which", "rank")


def test_json_of_every_view_has_the_same_keys_in_both_languages(own: Journal) -> None:
    add(own)
    for view in VIEWS:
        keys = []
        for language in ("en", "zh"):
            fine("config", "set", "language", language)
            keys.append(json.dumps(_keys(fine("game", *view, "--json").json)))
        assert keys[0] == keys[1]


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _keys(inner) for name, inner in value.items()}
    return [_keys(inner) for inner in value] if isinstance(value, list) else None


# what is not counted


def test_entries_that_were_imported_are_told_in_one_line(own: Journal) -> None:
    for number in range(3):
        add(own, f"From elsewhere {number}", source=Source("csv", f"line {number}"))
    assert "3 imported at once (what is imported is kept and not counted)" in fine("game", "why").out
    (told,) = fine("game", "why", "--json").json["acts"]
    assert (None, None, 0, "imported", 3) == tuple(
        told[name] for name in ("event", "entry", "points", "reason", "count")
    )


@given(people=st.integers(1, 9), language=st.sampled_from(["en", "zh"]))
def test_fewer_than_three_people_are_not_counted_apart(people: int, language: str) -> None:
    glad = gladness.of_plain(
        {**gladness.NOTHING, "helped": 77, "entries": 55, "people": [str(n) for n in range(people)]}
    )
    (line,) = gladness.lines(glad, language)
    assert (people >= 3) == (str(people) in re.sub("77|55", "", line))


def test_where_much_is_unknown_today_counts_nothing_until_the_game_has(own: Journal) -> None:
    who = who_of("Kim <kim@example.com>")
    for number in range(13):
        entry = add(own, f"{'abcdefghijklm'[number] * 5} {number}", days=30)
        note(own, Reviewed(entry.id, lesson=entry.lessons[0].key or ""), who, days=5)
    for _ in range(3):
        assert 13 == fine("today", "--json").json["sections"]["road"]["road"][0]["unseen"]
        assert "13 collected (mistakes game counts the chapters)" in fine("today").out
    fine("game")
    (road,) = fine("today", "--json").json["sections"]["road"]["road"]
    assert 0 == road["unseen"] < road["ready"]
    assert f"{road['ready']} ready for the book" in fine("today").out


def test_a_page_that_counts_nothing_may_be_shown_again_until_somebody_counts(own: Journal) -> None:
    for number in range(250):
        own.add(f"Mistake {number}")
    occasion = Occasion([Journal.open(own.root)], learning_day())

    def shown() -> tuple[list[str], list[tuple[str, int, int]]]:
        found = pages.road(occasion)
        assert found.made_of is not None
        return [*found.lines], [state(path) for path in found.made_of]

    shown()
    lines, states = shown()
    assert ["250 collected · 0 ready for the book · 0 proven"] == lines
    assert (lines, states) == shown()
    fine("game")
    assert states != shown()[1]
    assert any("Quest" in line for line in shown()[0])


def test_a_page_without_any_journal_has_no_road_and_no_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "none"))
    done = run("today")

    assert (0, "") == (done.status, done.err)
    assert "road" not in done.out
