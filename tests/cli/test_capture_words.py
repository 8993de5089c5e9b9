"""What must hold for what a person is told: in both languages, with the same values in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from mistakes.cli.capture_words import WORDS as CAPTURE
from mistakes.cli.deciding_words import WORDS as DECIDING
from mistakes.cli.show_words import WORDS as SHOWN
from mistakes.cli.stats_words import WORDS as STATS
from mistakes.testing import Result
from mistakes_review.words import WORDS as REVIEW

Cli = Callable[..., Result]
BOOKS = {"capture": CAPTURE, "decide": DECIDING, "show": SHOWN, "stats": STATS, "review": REVIEW}
HAN = re.compile("[\u3400-\u9fff]")


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w*)", text))


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_both_languages_say_the_same_with_the_same_values(book: Mapping[str, Mapping[str, str]]) -> None:
    english, chinese = book["en"], book["zh"]

    assert english.keys() == chinese.keys()
    assert {name: placeholders(text) for name, text in english.items()} == {
        name: placeholders(text) for name, text in chinese.items()
    }


def test_whoever_reads_chinese_is_told_in_chinese_what_was_done(cli: Cli) -> None:
    cli("config", "set", "language", "zh")
    begun = cli("add", "周五晚上发布", "--if", "要发布", "--then", "看值班表", "--action", "写值班表")
    handle = begun.out.split("编号 ")[1][:6]
    done = [
        begun,
        cli("edit", handle, "-t", "deploy"),
        cli("again", handle),
        cli("applied", handle, "看了值班表"),
        cli("done", handle),
        cli("retire", handle),
        cli("retire", handle, "--undo"),
        cli("review", handle, "--grade", "had"),
        cli("delete", handle),
        cli("restore", handle),
        cli("brief", "--hush", handle),
        cli("premortem", "周末搬机房", "--reason", "没有备份"),
        cli("search", "deploy"),
        cli("stats"),
    ]

    assert [0] * len(done) == [one.status for one in done]
    for one in done:
        said = [line for line in one.out.splitlines() if re.search(r"[A-Za-z]{3}", line)]
        assert [] == [
            line for line in said if not HAN.search(line) and "mistakes " not in line and "\t" not in line
        ]
