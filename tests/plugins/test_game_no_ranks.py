"""No view puts persons in an order, or tells a number of one of them: looked for in what every command says (G13)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from whole_program import PERSONS, World, author_of, lines, views, world

from mistakes.cli import program
from mistakes.identity import who_of
from mistakes.testing import Result, run

ME = "Mei Lin"
_NAMES = {
    name: re.compile(
        "|".join([rf"\b{name.split()[0]}\b", who_of(author_of(name)), author_of(name).split("<")[1][:-1]])
    )
    for name in PERSONS
}
_NUMBER = re.compile(r"(?<![\w-])\d+(?![\w-])")


def named(value: Any) -> set[str]:
    """Return the persons that a value of JSON names."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return {name for name, pattern in _NAMES.items() if pattern.search(text)}


def numbers(value: Any) -> list[float]:
    """Return all numbers in a value of JSON."""
    if isinstance(value, dict):
        return [number for one in value.values() for number in numbers(one)]
    if isinstance(value, list):
        return [number for one in value for number in numbers(one)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def ranked(value: Any, place: str = "") -> Iterator[str]:
    """Yield the places in a value of JSON where persons are counted, or stand in an order of what they did."""
    if isinstance(value, dict):
        for key, one in value.items():
            others = named(key) - {ME}
            if others and numbers(one):
                yield f"{place}.{key} tells a number of {others}"
            yield from ranked(one, f"{place}.{key}")
    elif isinstance(value, list):
        if is_a_table(value) or is_in_order([named(one) for one in value]):
            yield f"{place} is a table of persons"
        for number, one in enumerate(value):
            yield from ranked(one, f"{place}[{number}]")


def is_a_table(rows: Sequence[Any]) -> bool:
    """Tell whether each row is of one person, each of another one, with numbers."""
    each = [named(row) for row in rows]
    is_of_one = len(rows) > 1 and all(len(one) == 1 for one in each)
    return is_of_one and len(set.union(*each)) == len(rows) and all(map(numbers, rows))


def is_in_order(each: Sequence[set[str]]) -> bool:
    """Tell whether three persons or more stand in the order of how much they did."""
    counts = [PERSONS[name] for one in each if len(one) == 1 for name in one]
    is_of_each = len(counts) == len(each) > 2 and len({*counts}) == len(counts)
    return is_of_each and counts in (sorted(counts), sorted(counts, reverse=True))


def ranked_lines(text: str) -> Iterator[str]:
    """Yield the lines of a page that stand in a table of persons."""
    rows = [(named(line), bool(_NUMBER.search(line)), line) for line in text.splitlines()]
    for first, second in pairwise(rows):
        is_of_others = len(first[0]) == len(second[0]) == 1 and first[0] != second[0]
        if is_of_others and first[1] and second[1]:
            yield second[2]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], tuple[Result, Result]]:
    """What every command says for machines and for people, in a team of four of whom each did more than the next."""
    from mistakes.testing import own_home

    folder = tmp_path_factory.mktemp("ranks")
    with own_home(folder / "home"):
        made = world(folder / "world")
        found = {line: (asked(line), run(*line)) for line in views(made)}
        return found | {line: (asked(line), run(*line)) for line in lines(made, folder / "world")}


def asked(line: tuple[str, ...]) -> Result:
    """Return what a command says for machines, if it can."""
    return run(*line) if line[0] == "demo" else run(*line, "--json")


def test_every_command_was_looked_at(said: dict[tuple[str, ...], tuple[Result, Result]]) -> None:
    done = {line[0] for line, (one, _) in said.items() if one.status == 0}

    assert {*program.list_commands(click.Context(program))} - {"join"} == done


def test_no_command_ranks_persons_or_counts_another_one(
    said: dict[tuple[str, ...], tuple[Result, Result]],
) -> None:
    found = {}
    for line, (machine, human) in said.items():
        places = [*ranked(plain(machine.out)), *ranked_lines(human.out)]
        if places:
            found[" ".join(line)] = places

    assert {} == found


def plain(text: str) -> Any:
    """Return what was said for machines; what is not JSON, as an export, is looked at by others."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def test_no_file_that_is_written_counts_a_person(home: Path, tmp_path: Path) -> None:
    made: World = world(tmp_path / "world")
    out = tmp_path / "exported.json"
    for place in ("team", "personal"):
        for form in ("json", "jsonl", "badge"):
            out.unlink(missing_ok=True)
            which = ("--which", "road") if form == "badge" else ()
            assert (
                0
                == run(
                    "export",
                    form,
                    *which,
                    "-j",
                    place,
                    "--backup" if form == "json" else "--private",
                    "-o",
                    str(out),
                ).status
            )
            text = out.read_text(encoding="utf-8")
            values = [plain(row) for row in text.splitlines()] if form == "jsonl" else [plain(text)]
            assert [] == [found for value in values for found in ranked(value)], (place, form)
            assert not {"points", "level"} & {*re.findall(r"\w+", text)}
    assert made.team.root.is_dir()


BOARDS = (
    {"board": [{"who": "ana@example.com", "xp": 7}, {"who": "cy@example.com", "xp": 5}]},
    {"authors": {"Ana Bell": 7}},
    {"people": {"Cy Young": {"lessons": [1, 2]}}},
    {"best": ["Ana Bell", "Cy Young", "Mei Lin", "Bo Chen"]},
    {"least": ["Bo", "Mei", "Cy"]},
    [["Bo", 1], ["Mei", 1], ["Ana", 1]],
)
FAIR = (
    {
        "entries": [
            {"author": "Ana Bell", "rev": 1},
            {"author": "Ana Bell", "rev": 1},
            {"author": "Cy Young", "rev": 2},
        ]
    },
    {"authors": ["Ana Bell", "Bo Chen", "Cy Young", "Mei Lin"]},
    {"Mei Lin": 3, "people": 4},
    {
        "thanks": [
            {"by": "Ana", "to": "Bo", "text": "for 2 things"},
            {"by": "Bo", "to": "Cy", "text": "for 3"},
        ]
    },
)


@pytest.mark.parametrize("board", BOARDS, ids=str)
def test_a_board_of_persons_would_be_found(board: Any) -> None:
    assert list(ranked(board))


@pytest.mark.parametrize("page", FAIR, ids=str)
def test_what_names_persons_without_counting_them_is_none(page: Any) -> None:
    assert [] == list(ranked(page))


def test_a_page_with_a_table_of_persons_would_be_found() -> None:
    assert list(ranked_lines("Ana Bell   7 lessons\nCy Young   5 lessons"))
    assert not list(ranked_lines("Ana Bell, of 3 journals\n  and this\nCy Young   5"))
