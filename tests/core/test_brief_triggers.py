"""What a lesson applies to: which needs set its triggers off, and that an index finds them by their heads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import several, texts

from mistakes.recall import Need
from mistakes.recall.triggers import KINDS, Trigger, asked_by, cues_of, fires, simple_commands, triggers

needs = st.builds(Need, words=texts, paths=several, commands=several, tags=several, diff=texts)


def fired(need: Need, **applies: list[str]) -> list[str]:
    """Return the patterns that a need sets off."""
    given = [applies.get(name, []) for name in ("paths", "commands", "words", "tags")]
    return [trigger.pattern for trigger in triggers(*given) if fires(trigger, cues_of(need))]


def test_paths_fire_by_the_files_that_are_touched() -> None:
    need = Need(paths=("services/pay/migrations/7.sql",))
    patterns = ["migrations/**", "*.sql", "**/pay/**", "*.py", "/migrations/**", "", "/"]

    assert ["migrations/**", "*.sql", "**/pay/**"] == fired(need, paths=patterns)


@pytest.mark.parametrize(
    "line",
    [
        "psql -h db-1",
        "sudo psql -h db-1",
        "PGPASSWORD=x /usr/bin/psql -h db-1",
        "cd /srv && psql -h db-1",
        "make; env time psql -h db-1",
        "cat dump | psql -h db-1",
    ],
)
def test_commands_fire_wherever_they_stand_in_a_line(line: str) -> None:
    assert ["psql *"] == fired(Need(commands=(line,)), commands=["psql *", "mysql *"])


def test_what_is_quoted_is_no_command() -> None:
    assert [] == fired(Need(commands=("echo 'a; psql x'",)), commands=["psql *"])
    assert ["echo 'a; psql x'"] == simple_commands(["echo 'a; psql x'"])


def test_words_fire_in_every_form_if_all_of_them_stand_in_one_line() -> None:
    words = ["migration", "feature flag", "数据库"]

    assert ["migration"] == fired(Need("run the migrations"), words=words)
    assert ["feature flag"] == fired(Need(diff="x = 1\nflags = old_features\n"), words=words)
    assert [] == fired(Need(diff="a feature\nwith a flag"), words=words)
    assert ["数据库"] == fired(Need("迁移数据库之前"), words=words)
    assert ["migration"] == fired(Need(commands=("rails db:migration",)), words=words)


def test_a_word_with_signs_or_single_letters_fires_as_it_is_written() -> None:
    words = ["set -e", "bash -c", "--arg", "2>/dev/null", "plan B", "C++"]

    assert [] == fired(Need("set up a bash plan with arguments"), words=words)
    assert ["set -e"] == fired(Need(diff="set  -euo pipefail"), words=words)
    assert ["--arg", "2>/dev/null"] == fired(Need(commands=("jq --arg a b 2>/dev/null",)), words=words)
    assert ["bash -c", "plan B", "C++"] == fired(Need("is Bash -c our plan b for C++?"), words=words)


def test_punctuation_in_a_trigger_asks_for_nothing() -> None:
    words = ["deploy!", "CI/CD", "“release”", "the (nightly) run", "上线！"]

    assert words == fired(Need("the CD run of the nightly release, with CI: deploys, 上线"), words=words)


def test_tags_fire_by_name_alone() -> None:
    assert ["Database"] == fired(Need(tags=("#database",)), tags=["Database", "ops"])
    assert [] == fired(Need("database"), tags=["database"])


@given(needs, several, several, several, several)
def test_whatever_fires_is_found_by_its_head(
    need: Need, paths: list[str], commands: list[str], words: list[str], tags: list[str]
) -> None:
    cues = cues_of(need)
    for trigger in triggers(paths, commands, words, tags):
        if fires(trigger, cues):
            assert trigger.head in {"", *cues.heads[trigger.kind]}
        elif trigger.head:
            # and the head leaves nothing out: without one it does not fire either
            assert trigger.kind in ("word", "tag") or not fires(trigger._replace(head=""), cues)


@pytest.mark.parametrize(
    ("kind", "pattern", "head"),
    [
        ("path", "migrations/**/*.sql", "migrations"),
        ("path", "*.sql", ".sql"),
        ("path", "**", ""),
        ("path", "a*/[bc]/**", ""),
        ("command", "git push *", "git"),
        ("command", "* --force", ""),
        ("command", "PGPASSWORD=* psql", ""),
    ],
)
def test_a_head_is_something_that_a_need_must_have(kind: str, pattern: str, head: str) -> None:
    (trigger,) = triggers([pattern], [], [], []) if kind == "path" else triggers([], [pattern], [], [])

    assert Trigger(kind, pattern, head) == trigger


@pytest.mark.parametrize(
    ("kind", "pattern", "asked"),
    [
        ("word", "move the databases", ["move", "databas"]),
        ("word", "set -e", ["set", "set -e"]),
        ("path", "src/*/migrations/**", ["src", "migrations"]),
        ("path", "**/*.sql", []),
        ("command", "git push --force *", ["git", "push", "--force"]),
        ("command", "*", []),
        ("tag", "#Database", ["database"]),
    ],
)
def test_what_a_trigger_asks_for_is_what_is_not_wild(kind: str, pattern: str, asked: list[str]) -> None:
    assert asked == asked_by(kind, pattern)


@given(st.sampled_from(KINDS), texts)
def test_whatever_a_trigger_is_it_asks_for_each_thing_once(kind: str, pattern: str) -> None:
    asked = asked_by(kind, pattern)

    assert len(asked) == len(set(asked))
