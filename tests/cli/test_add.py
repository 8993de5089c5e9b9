"""Capture takes one line, says where it went, and refuses what would be lost or misread."""

from __future__ import annotations

from pathlib import Path

import pytest

from mistakes import Journal
from mistakes.journals import personal_root
from mistakes.settings import Settings


def entry(handle: str) -> object:
    journal = Journal.open(personal_root(Settings.load()))
    return journal.get(journal.find(handle))


def test_words_are_the_title_and_the_place_is_named(cli) -> None:  # type: ignore[no-untyped-def]
    done = cli("add", "Deployed", "on", "a", "Friday")

    assert 0 == done.status
    assert done.out.startswith("saved privately as ")
    assert "Your journal begins here: " in done.err
    assert "Deployed on a Friday" == entry(done.handle).title


def test_every_option_reaches_its_field(cli) -> None:  # type: ignore[no-untyped-def]
    done = cli(
        *(
            "add",
            "x",
            "--story",
            "s",
            "--happened",
            "2026-11-20",
            "--kind",
            "near-miss",
            "-t",
            "a",
            "-t",
            "b,c",
        ),
        *("--condition", "tool: no host in the prompt", "--condition", "hurry: everywhere"),
        *(
            "--lesson",
            "l",
            "--if",
            "w",
            "--then",
            "t",
            "--action",
            "do it",
            "--owner",
            "Ana",
            "--due",
            "2026-12-01",
        ),
        *(
            "--cost",
            "3h",
            "--cost",
            "30m and 200EUR",
            "--set",
            "process=2",
            "--set",
            "price.trust=1",
        ),
        *("--set", "right_thing=yes", "--set", "heard_from=Ana, Bo", "--set", "x.me.mood=ok"),
    )
    made = entry(done.handle)

    assert 0 == done.status
    assert ("s", "2026-11-20", "near-miss") == (made.story, str(made.happened), made.kind)
    assert ("a", "b", "c") == made.tags
    assert [("tool", "no host in the prompt"), (None, "hurry: everywhere")] == [
        (c.kind, c.text) for c in made.conditions
    ]
    assert ("l", "w", "t") == (made.lessons[0].text, made.lessons[0].when, made.lessons[0].then)
    assert ("do it", "Ana", "2026-12-01") == (
        made.actions[0].text,
        made.actions[0].owner,
        str(made.actions[0].due),
    )
    assert (3.5, "200", "EUR", 1) == (
        made.price.hours,
        str(made.price.money),
        made.price.currency,
        made.price.trust,
    )
    assert (2, True, ("Ana", "Bo")) == (made.process, made.right_thing, made.heard_from)
    assert {"x": {"me": {"mood": "ok"}}} == made.extra


def test_a_win_is_a_success(cli) -> None:  # type: ignore[no-untyped-def]
    assert "success" == entry(cli("add", "it worked", "--win").handle).kind


def test_a_long_title_is_shortened_and_kept_whole_in_the_story(cli) -> None:  # type: ignore[no-untyped-def]
    long = "word " * 100
    made = entry(cli("add", long).handle)

    assert len(made.title) <= 200
    assert made.title.endswith("…")
    assert long.strip() in made.story


def test_stdin_gives_title_and_story(cli) -> None:  # type: ignore[no-untyped-def]
    made = entry(cli("add", "-", stdin="第二次忘记了备份\n我以为有备份。\n").handle)

    assert ("第二次忘记了备份", "我以为有备份。") == (made.title, made.story)


def test_nothing_to_say_without_a_terminal_is_wrong_usage(cli) -> None:  # type: ignore[no-untyped-def]
    done = cli("add")

    assert 2 == done.status
    assert "say what happened" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--happened", "gestern"],
        ["--happened", "03.04.2026"],
        ["--cost", "12"],
        ["--cost", "nan EUR"],
        ["--kind", "blunder"],
        ["--set", "severity=3"],
        ["--set", "process=9"],
        ["--set", "process=two"],
        ["--set", "id=x"],
        ["--set", "nothing"],
        ["--owner", "Ana"],
        ["--due", "31.02.2026", "--action", "a"],
        ["--nosuch", "x"],
    ],
)
def test_a_value_that_does_not_fit_is_one_line_and_nothing_is_saved(cli, arguments: list[str]) -> None:  # type: ignore[no-untyped-def]
    cli("add", "first")
    done = cli("add", "second", *arguments)

    assert done.status in (1, 2)
    assert 1 == done.err.count("\n")
    assert "Traceback" not in done.err
    assert 1 == len(cli("list").out.splitlines())


def test_json_prints_the_entry_and_what_is_derived(cli) -> None:  # type: ignore[no-untyped-def]
    record = cli("add", "x", "--lesson", "l", "--json").json

    assert record["id"].endswith(record["handle"])
    assert ("raw", "personal", "x") == (record["status"], record["journal"], record["title"])
    assert Path(record["path"]).exists()


def test_oops_refuses_a_lone_command_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mistakes.cli import oops

    monkeypatch.setattr("sys.argv", ["oops", "undo"])
    with pytest.raises(SystemExit) as stopped:
        oops()

    assert 2 == stopped.value.code
    assert "mistakes undo" in capsys.readouterr().err


def test_oops_records_what_is_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mistakes.cli import oops

    monkeypatch.setattr("sys.argv", ["oops", "list", "of", "keys", "was", "empty"])
    with pytest.raises(SystemExit) as stopped:
        oops()

    assert 0 == stopped.value.code
    assert "list of keys was empty" in capsys.readouterr().out


def test_a_title_with_escapes_is_stored_exactly_and_shown_safely(cli) -> None:  # type: ignore[no-untyped-def]
    evil = "x\x1b]52;c;aGk=\x07\u202ey"
    done = cli("add", evil)

    assert "\x1b" not in done.out + done.err
    assert evil == entry(done.handle).title
    assert "\x1b" not in cli("list").out + cli("show", done.handle).out


def test_a_team_journal_takes_an_entry_only_when_it_is_named(
    cli, team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(team.root)

    assert "privately" in cli("add", "mine").out
    assert "in payments" in cli("add", "-T", "ours").out
    assert "in payments" in cli("-j", str(team.root), "add", "ours too").out
    assert {"ours", "ours too"} == {made.title for made in team.entries()}
    assert 2 == cli("add", "-T", "x", "--set", "feeling=bad").status
