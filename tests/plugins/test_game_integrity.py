"""Forged events earn nothing and are named (G14); one is asked to look again, and rings are shown to oneself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from game_logs import LESSONS, PERSONS, START, facts, made_id, noon

from mistakes import Journal, events
from mistakes.doctor import diagnose
from mistakes.identity import who_of
from mistakes.ids import new_id
from mistakes.layout import events_path
from mistakes.model import Decision, Lesson
from mistakes.testing import run
from mistakes_game.honesty.audit import PROMPT, answer, audit, chosen, mutual
from mistakes_game.points.deeds import deeds_of
from mistakes_game.reading.me import Me
from mistakes_game.reading.play import of

AT = datetime.now(UTC) - timedelta(days=5)


def line(journal: Journal, at: datetime = AT, **values: Any) -> dict[str, Any]:
    """Return the plain values of an event by the person at the keyboard."""
    about = {"id": new_id(at), "at": at.isoformat(), "day": at.date().isoformat(), "by": of([journal]).me.who}
    return about | {"do": "reviewed", "rules": 1} | values


def forge(journal: Journal, *lines: dict[str, Any] | str, who: str = "") -> Path:
    """Write lines into a person's log, as anybody can with an editor."""
    import json

    path = events_path(journal.root, new_id(AT), who or of([journal]).me.who)
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = (one if isinstance(one, str) else json.dumps(one) for one in lines)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{text}\n" for text in texts)
    return path


def told(journal: Journal) -> list[tuple[str, str]]:
    """Return what the doctor says, as kind and file with line and message."""
    found = diagnose(journal, now=datetime.now(UTC))
    return [
        (one.kind, f"{one.path} {one.where}: {one.message}") for one in found if one.severity == "problem"
    ]


def an_entry(journal: Journal, **changes: Any) -> tuple[str, str]:
    logged = datetime.now(UTC) - timedelta(days=40)
    lesson = Lesson("Read first", when="I type", then="I read", added=logged)
    entry = journal.add("Typed", logged=logged, happened=logged.date(), lessons=[lesson], **changes)
    return entry.id, entry.lessons[0].key or ""


def test_forged_events_earn_nothing_and_each_is_named_with_its_line(journal: Journal) -> None:
    entry, key = an_entry(journal)
    before = of([journal]).mine().points
    late = datetime.now(UTC) + timedelta(days=50)
    forged: list[tuple[dict[str, Any] | str, str]] = [
        (line(journal, entry=entry, lesson=key, by="ana-0123456789ab"), "wrong-person"),
        (line(journal, late, entry=entry, lesson=key), "future-event"),
        (line(journal, do="bribed", entry=entry), "plugin"),
        (line(journal, entry=entry, lesson=key, rules=-1), "bad-line"),
        (line(journal, entry=entry, lesson=key, rules=0), "plugin"),
        (line(journal, entry=entry, lesson=key, rules=10**6), "plugin"),
        (line(journal, entry=entry, lesson=key, rules=10**60), "bad-line"),
        (line(journal, entry=entry, lesson=key, grade="-5"), "plugin"),
        (line(journal, entry=entry, lesson="gone01"), "same"),
        (line(journal, entry=new_id(AT), lesson=key), "plugin"),
        (line(journal, do="scored", entry=entry, outcome=-5), "bad-line"),
        (line(journal, do="scored", entry=entry, outcome=1e308), "bad-line"),
        (line(journal, do="scored", entry=entry, outcome=1), "plugin"),
        (line(journal, entry=entry, lesson=key, day="2020-01-01"), "plugin"),
        (line(journal, do="checked", entry=entry, lesson="gone01", check="a test"), "plugin"),
        (line(journal, do="action-done", entry=entry, action="gone01", evidence="a commit"), "plugin"),
        (line(journal, do="planned", entry=new_id(AT)), "plugin"),
        (line(journal, do="applied", entry=new_id(AT), situation="It helped a lot"), "plugin"),
        (line(journal, do="repeated", entry=new_id(AT)), "plugin"),
        (line(journal, do="compared", entry=new_id(AT), other=entry, rule="look first"), "plugin"),
        (line(journal, do="rested", **{"from": "2026-01-01", "to": "9999-12-31"}), "plugin"),
        (line(journal, do="rested", **{"from": "2026-02-01", "to": "2026-01-01"}), "plugin"),
        (line(journal, do="rested", **{"from": "-1", "to": "2026-01-01"}), "bad-line"),
        (line(journal, do="rested"), "plugin"),
        ('{"id": "no id at all"}', "bad-line"),
        ("x" * 20_000, "bad-line"),
    ]
    path = forge(journal)
    first = len(path.read_bytes().splitlines()) + 1
    forge(journal, *(one for one, _ in forged))

    found = told(journal)
    places = {kind: {place for other, place in found if other == kind} for kind, _ in found}

    assert before == of([journal]).mine().points
    for number, (_, kind) in enumerate(forged, first):
        if kind not in ("same", "future-event"):
            here = [one for one in places[kind] if f"line {number}:" in one]
            assert 1 == len(here), (number, kind)
    assert path.name in " ".join(places["plugin"])
    later = {one.kind for one in diagnose(journal, now=datetime.now(UTC))}
    assert "future-event" in later


def test_what_the_rules_do_not_pay_stands_under_the_file_it_is_in(own: Journal) -> None:
    path = forge(own, line(own, do="bribed"))

    shown = run("doctor").out.splitlines()

    heading = shown.index(f"  {path.relative_to(own.root).as_posix()}")
    assert shown[heading + 1].startswith("  problem  line 1: event ")
    assert "the folder itself" not in "\n".join(shown)


def test_an_event_of_the_future_is_not_said_to_count(own: Journal) -> None:
    late = datetime.now(UTC) + timedelta(days=50)
    forge(own, line(own, late, do="applied", situation="It helped a lot"))

    said = run("doctor").out

    assert "It is kept, and some counts take it in only when its day has come" in " ".join(said.split())
    assert "counts all the same" not in said


def test_points_that_an_event_claims_for_itself_are_not_looked_at(journal: Journal) -> None:
    entry, key = an_entry(journal)
    before = of([journal]).mine().points
    forge(journal, line(journal, entry=entry, lesson=key, xp=10**9, points=10**9, level=99, count=-5))

    assert before + 3 == of([journal]).mine().points


def test_what_is_named_comes_with_what_to_do_and_honest_rests_are_not_named(journal: Journal) -> None:
    from mistakes_game.honesty.integrity import problems

    forge(journal, line(journal, do="rested", **{"from": "2026-01-01", "to": "2026-01-01"}))
    forge(journal, line(journal, do="rested", **{"from": "2026-01-01", "to": "2026-02-20"}))
    assert [] == list(problems(journal))

    forge(journal, line(journal, do="bribed"))
    (told,) = problems(journal)
    assert "Correct the line" in told.cure


def test_what_the_program_says_itself_is_not_said_twice(journal: Journal) -> None:
    from mistakes_game.honesty.integrity import problems

    entry, key = an_entry(journal)
    late = datetime.now(UTC) + timedelta(days=50)
    forge(
        journal,
        line(journal, entry=entry, lesson=key, by="ana-0123456789ab"),
        line(journal, late, entry=entry, lesson=key),
        "no json",
        line(journal, do="scored", entry=entry, outcome=7),
    )

    assert [] == list(problems(journal))


def test_a_right_log_has_nothing_to_name(journal: Journal) -> None:
    from mistakes_game.honesty.integrity import problems

    entry, key = an_entry(journal)
    forge(
        journal, line(journal, entry=entry, lesson=key), line(journal, do="applied", entry=entry, lesson=key)
    )

    assert [] == list(problems(journal))


def test_a_decision_that_is_scored_before_its_day_or_unsealed_is_no_problem(journal: Journal) -> None:
    from mistakes_game.honesty.integrity import problems

    day = date.today() + timedelta(days=20)
    entry, _ = an_entry(journal, kind="decision", decision=Decision(chosen="wait", review_on=day))
    sealed = AT - timedelta(days=2)
    forge(
        journal,
        line(journal, sealed, do="decided", entry=entry),
        line(journal, do="scored", entry=entry, outcome=1),
        line(journal, do="scored", entry=an_entry(journal, kind="decision")[0], outcome=1),
    )

    assert [] == list(problems(journal))


def test_a_teams_entry_is_known_to_the_personal_log_beside_it(journal: Journal, team: Journal) -> None:
    from mistakes.settings import Settings
    from mistakes_game.honesty.integrity import problems

    entry, _ = an_entry(team)
    forge(journal, line(journal, do="planned", entry=entry))
    assert 1 == len(list(problems(journal)))

    settings = Settings.load()
    settings.set("journals.payments", str(team.root))
    again = Journal.open(journal.root, settings)

    assert [] == list(problems(again))


def claims(*days: int) -> list[events.Event]:
    found: list[events.Event] = []
    for number, day in enumerate(days):
        on = START + timedelta(days=day)
        stamp = {"id": made_id(noon(on), number), "at": noon(on), "day": on, "by": PERSONS[0]}
        found.append(events.Applied(facts(0).id, LESSONS[0], f"It helped {number}", **stamp))
    return found


def test_one_claim_a_month_is_asked_about_and_the_same_one_all_month() -> None:
    me, log = Me(PERSONS[0]), list(deeds_of(claims(*range(3, 20))))
    month = [date(2026, 2, 1) + timedelta(days=day) for day in range(27)]

    asked = {chosen(log, me, day) for day in month}

    assert 1 == len(asked)
    assert None not in asked


def test_a_claim_of_the_last_days_or_of_long_ago_or_of_others_is_not_asked_about() -> None:
    log = list(deeds_of(claims(3)))
    me = Me(PERSONS[0])

    assert None is chosen(log, me, START + timedelta(days=9))
    assert None is chosen(log, me, START + timedelta(days=70))
    assert None is chosen(log, Me(PERSONS[1]), START + timedelta(days=20))


def test_the_answer_is_kept_unscored_and_nothing_more_is_asked_that_month(journal: Journal) -> None:
    entry, key = an_entry(journal)
    at = datetime.now(UTC) - timedelta(days=9)
    forge(journal, line(journal, at, do="applied", entry=entry, lesson=key, situation="It helped a lot"))
    play = of([journal])
    asked = audit(play)
    assert asked is not None
    assert ("It helped a lot", entry, key) == (asked.situation, asked.entry, asked.lesson)
    points = play.mine().points

    kept = answer(journal, asked, "Yes, and it would have gone wrong without it, I am quite sure")

    assert (PROMPT, points) == (kept.prompt, of([journal]).mine().points)  # type: ignore[attr-defined]
    assert None is audit(of([journal]))


@pytest.mark.parametrize(("count", "rings"), [(2, 0), (3, 1)])
def test_thanks_that_go_to_and_fro_are_shown_to_oneself(
    journal: Journal, team: Journal, count: int, rings: int
) -> None:
    mine = an_entry(team)[0]
    theirs = an_entry(team, author="Ana <ana@example.com>")[0]
    ana = "ana-0123456789ab"
    for _ in range(count):
        forge(team, line(journal, do="thanked", entry=theirs, to=ana, text="It saved us a lot"))
        got = line(journal, do="thanked", entry=mine, text="It saved us a lot", by=ana)
        forge(team, got, who=ana)

    found = mutual(of([journal, team]))

    assert rings == len(found)
    assert all((one.who, one.given, one.got) == (ana, count, count) for one in found)


def test_thanks_to_and_fro_are_pointed_out_to_oneself_without_a_number(own: Journal, team: Journal) -> None:
    run("config", "set", "journals.crew", str(team.root))
    me = of([own, team]).me
    ana = who_of("Ana Bell <ana@example.com>")
    for number in range(3):
        hers = team.add(f"Ana's {number}", author="Ana Bell <ana@example.com>").id
        mine = team.add(f"Kim's {number}", author="Kim <kim@example.com>").id
        forge(team, line(team, do="thanked", entry=hers, text="It saved me a lot", by=me.who), who=me.who)
        assert run("game", "why", "--json").json["to_and_fro"] == []
        forge(team, line(team, do="thanked", entry=mine, text="It saved us a lot", by=ana), who=ana)

    assert run("game", "why", "--json").json["to_and_fro"] == ["Ana Bell"]
    assert "to and fro with Ana Bell" in run("game", "why").out
    assert "to and fro" not in "".join(run("game", *view).out for view in ((), ("streak",), ("badges",)))
