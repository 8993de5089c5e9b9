"""Real post-mortems, lessons and incidents: all understood or refused by name, and no word lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from mistakes import codec
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.ids import new_id
from mistakes.model import Mistake
from mistakes_formats import json_in, markdown_in

DATA = Path(__file__).parents[2].parent / "shared" / "data"
DFDS = DATA / "dfds-postmortems"
TOOLKIT = DATA / "autonomous-toolkit-lessons" / "lessons"
INCIDENTS = DATA / "agent-postmortems" / "incidents.json"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not beside this checkout")

# words of the form that a page is, not of what it says
_KEYS = "id title severity languages all category pattern regex description fix example lesson"


@pytest.fixture(scope="module")
def postmortems() -> list[Record]:
    return list(markdown_in.read(DFDS))


@pytest.fixture(scope="module")
def lessons() -> list[Record]:
    return list(markdown_in.read(TOOLKIT))


@pytest.fixture(scope="module")
def incidents() -> list[Record]:
    return list(json_in.read(INCIDENTS))


def candidates(records: list[Record]) -> list[Candidate]:
    return [record for record in records if isinstance(record, Candidate)]


def entry(candidate: Candidate) -> Mistake:
    fields = {"happened": NOW, "logged": NOW, **candidate.fields}
    return Mistake(id=new_id(fields["logged"]), author="Mei <mei@example.com>", rev=1, updated=NOW, **fields)


def items(records: list[Record], name: str) -> list[Any]:
    return [item for record in candidates(records) for item in record.fields.get(name, ())]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def texts(value: Any) -> Iterator[str]:
    """Yield everything that a table of any shape says."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)
    else:
        yield str(value).lower()


def kept(candidate: Candidate) -> set[str]:
    return words(" ".join(texts(codec.to_table(entry(candidate)))))


def body(page: str) -> Iterator[str]:
    """Yield the lines of a page without headings and without who attended."""
    attended = code = False
    for line in page.split("\n"):
        code ^= line.startswith("```")
        if line.startswith("#") and not code:
            attended = "tendees" in line
        elif not attended:
            yield line


def test_every_post_mortem_is_understood_but_the_template(postmortems: list[Record]) -> None:
    told = {record.where: record.reason for record in postmortems if isinstance(record, Refusal)}
    assert ["LICENSE", "PMyyyy-nnn - Postmortem template.md", "SOURCE.txt"] == sorted(told)
    assert "is a template that nobody has filled in" == told["PMyyyy-nnn - Postmortem template.md"]
    assert "has no heading that a post-mortem has" in told["LICENSE"]
    pages = sorted(path.name for path in DFDS.iterdir() if path.name not in told)
    assert pages == sorted(candidate.where for candidate in candidates(postmortems))
    assert len(pages) == 39  # 38 with the ending .md, one without


def test_lessons_and_actions_are_all_there(postmortems: list[Record]) -> None:
    prose = {"PM2019-009", "PM2019-010", "PM2019-011", "PM2020-001", "PM2020-002", "PM2020-007", "PM2021-001"}
    listed = [record for record in candidates(postmortems) if record.fields["source"].ref not in prose]
    told = [record for record in candidates(postmortems) if record.fields["source"].ref in prose]
    assert 84 == len(items(list(listed), "lessons"))  # bullets
    assert 12 == len(items(list(told), "lessons"))  # paragraphs, where there are no bullets
    # 154 in the reference also counts the 27 bullets of nine "# Stats" that follow the action items
    assert 127 == len(items(postmortems, "actions"))
    assert 131 == len(items(postmortems, "conditions"))
    assert [date(2023, 2, 14)] == [action.done for action in items(postmortems, "actions") if action.done]


def test_every_post_mortem_knows_when_it_happened(postmortems: list[Record]) -> None:
    happened = {record.fields["source"].ref: record.fields["happened"] for record in candidates(postmortems)}
    assert len(happened) == 39
    central = timezone(timedelta(hours=1))
    assert datetime(2021, 6, 30, 8, 32, tzinfo=UTC) == happened["PM2021-006"]
    assert datetime(2019, 12, 4, 0, 30, tzinfo=central) == happened["PM2019-010"]
    assert datetime(2020, 1, 16, 12, 0, tzinfo=central) == happened["PM2020-003"]  # written 20202-01-16
    assert datetime(2024, 3, 13, 10, 1, tzinfo=UTC) == happened["PM2024-001"]  # after the template's row
    assert date(2020, 12, 21) == happened["PM2022-006"]  # written 2020-12-21 HH:mm


def test_the_price_and_the_tag_of_a_post_mortem(postmortems: list[Record]) -> None:
    found = {record.fields["source"].ref: record.fields for record in candidates(postmortems)}
    assert (("kubernetes",), 0.08) == (found["PM2021-006"]["tags"], found["PM2021-006"]["price"].hours)
    assert 54.17 == found["PM2022-009"]["price"].hours
    assert found["PM2022-005"]["price"].hours is None
    assert "Time to detection: 11 Days; Time to recovery: N/A" == found["PM2022-005"]["price"].note


def test_every_lesson_is_understood(lessons: list[Record]) -> None:
    assert [] == [record for record in lessons if isinstance(record, Refusal)]
    assert 96 == len(candidates(lessons))
    assert 96 == len(items(lessons, "lessons"))
    assert 51 == len(items(lessons, "actions"))
    # 80 front matters are sound YAML, 2 are broken, 14 lessons have fields at the top instead
    broken = [
        record for record in candidates(lessons) if "Front matter, as written" in record.fields["story"]
    ]
    assert ["0022-jsx-factory-shadowing.md", "0038-subscribe-no-stored-ref.md"] == [
        record.where for record in broken
    ]
    assert 14 == len([record for record in candidates(lessons) if "happened" in record.fields])


def test_a_lesson_with_broken_yaml_has_all_its_parts(lessons: list[Record]) -> None:
    (fields,) = [record.fields for record in candidates(lessons) if record.where.startswith("0022")]
    (lesson,) = fields["lessons"]
    assert "Build tool JSX factory shadowed by arrow params" == fields["title"]
    assert ("silent-failures", "blocker", "javascript", "typescript") == fields["tags"]
    assert "Arrow function parameter shadows build tool JSX factory injection" == lesson.when
    assert lesson.then.startswith("Never use single-letter variable names")
    assert lesson.check.startswith("regex: \\.map")


def test_a_regex_that_holds_a_lesson_is_its_check(lessons: list[Record]) -> None:
    # the reference counts 17 in sound YAML; the two broken ones have one each
    assert 19 == len([lesson for lesson in items(lessons, "lessons") if lesson.check])
    assert 82 == len([lesson for lesson in items(lessons, "lessons") if lesson.is_plan])


def test_every_incident_is_understood(incidents: list[Record]) -> None:
    assert 18 == len(incidents) == len(candidates(incidents))
    assert [f"incidents[{n}]" for n in range(18)] == [record.where for record in incidents]
    assert 18 == len(items(incidents, "lessons"))
    assert 37 == sum(len(record.fields["links"].evidence) for record in candidates(incidents))
    assert 69 == len(items(incidents, "conditions"))  # 18 root causes and 51 factors
    assert all(record.fields["price"].note.startswith("Severity: ") for record in candidates(incidents))


@pytest.mark.parametrize("name", ["postmortems", "lessons", "incidents"])
def test_every_candidate_is_a_valid_entry(name: str, request: pytest.FixtureRequest) -> None:
    for candidate in candidates(request.getfixturevalue(name)):
        mistake = entry(candidate)
        text = codec.write_entry(mistake)
        assert codec.structure(codec.valid_table(mistake)) == codec.read_entry(text, candidate.where)
        assert len(text.encode()) < 64 * 1024
        assert 0 < len(mistake.title) <= 200


@pytest.mark.parametrize(("name", "folder"), [("postmortems", DFDS), ("lessons", TOOLKIT)])
def test_no_word_of_a_page_is_lost(name: str, folder: Path, request: pytest.FixtureRequest) -> None:
    for candidate in candidates(request.getfixturevalue(name)):
        page = (folder / candidate.where).read_text("utf-8")
        lost = words(" ".join(body(page))) - kept(candidate) - words(_KEYS)
        assert not {word for word in lost if not _is_form(word)}, candidate.where


def _is_form(word: str) -> bool:
    """Tell whether a word only names the columns or fields of a page, or numbers a row."""
    forms = "action status owner evidence date system tier category keywords files time event n a"
    return word.isdigit() or word in forms.split()


def test_no_text_of_an_incident_is_lost(incidents: list[Record]) -> None:
    import json

    for record, candidate in zip(
        json.loads(INCIDENTS.read_text("utf-8"))["incidents"], candidates(incidents), strict=True
    ):
        assert not words(" ".join(texts(record))) - kept(candidate) - {"incident", "hazard"}


def test_reading_twice_gives_the_same_sources_and_no_two_alike(
    postmortems: list[Record], lessons: list[Record], incidents: list[Record]
) -> None:
    again = [*markdown_in.read(DFDS), *markdown_in.read(TOOLKIT), *json_in.read(INCIDENTS)]
    sources = [record.fields["source"] for record in candidates([*postmortems, *lessons, *incidents])]
    assert sources == [record.fields["source"] for record in candidates(again)]
    assert len(sources) == len({(source.format, source.ref) for source in sources}) == 39 + 96 + 18
