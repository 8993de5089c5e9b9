"""Issues of GitHub, as the command line tool prints them and as the REST interface gives them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from importers import candidates, only, refused, write

from mistakes.errors import NotFound
from mistakes.exchange import Record
from mistakes.model import Links
from mistakes_formats import github_in

ISSUE = {
    "author": {"id": "MDQ", "is_bot": False, "login": "mei", "name": "Mei Lin"},
    "body": "It broke.\r\n\r\nBadly.",
    "closed": True,
    "closedAt": "2026-01-03T10:00:00Z",
    "comments": [
        {"author": {"login": "ana"}, "body": "Me too", "createdAt": "2026-01-02T10:00:00Z", "url": "u"},
        {"author": {"login": "bot"}, "body": ""},
    ],
    "createdAt": "2026-01-01T10:00:00Z",
    "id": "I_kw",
    "labels": [{"id": "L", "name": "Post Mortem", "description": "", "color": "red"}],
    "number": 12,
    "state": "CLOSED",
    "milestone": None,
    "title": "Deploy broke production",
    "url": "https://github.com/a/b/issues/12",
}
REST = {
    "id": 1,
    "node_id": "MDU6",
    "url": "https://api.github.com/repos/a/b/issues/12",
    "html_url": "https://github.com/a/b/issues/12",
    "events_url": "https://api.github.com/x",
    "number": 12,
    "state": "closed",
    "title": "Deploy broke production",
    "body": "It broke.\r\n\r\nBadly.",
    "user": {"login": "mei", "id": 3},
    "labels": [{"name": "Post Mortem"}],
    "comments": 2,
    "created_at": "2026-01-01T10:00:00Z",
    "closed_at": "2026-01-03T10:00:00Z",
}


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(content: Any, name: str = "issues.json", **options: Any) -> list[Record]:
        content = content if isinstance(content, str | bytes) else json.dumps(content)
        return list(github_in.read(write(tmp_path / name, content), **options))

    return read


def test_an_issue_is_an_entry(read: Any) -> None:
    fields = only(read([ISSUE]))
    source = fields.pop("source")
    assert ("github", ISSUE["url"]) == (source.format, source.ref)
    assert {
        "title": "Deploy broke production",
        "happened": datetime(2026, 1, 1, 10, tzinfo=UTC),
        "logged": datetime(2026, 1, 1, 10, tzinfo=UTC),
        "story": "It broke.\n\nBadly.\n\n## Comments\n\n**ana, 2026-01-02:**\n\nMe too",
        "tags": ("post-mortem",),
        "links": Links(evidence=("https://github.com/a/b/issues/12",)),
        "extra": {
            "x": {
                "github": {
                    "number": 12,
                    "author": "mei",
                    "closed": True,
                    "closedAt": "2026-01-03T10:00:00Z",
                    "state": "CLOSED",
                }
            }
        },
    } == fields


def test_the_rest_interface_gives_the_same_entry(read: Any) -> None:
    one, two = only(read([ISSUE])), only(read([REST]))
    for name in ("title", "happened", "tags", "links"):
        assert one[name] == two[name]
    assert one["source"].ref == two["source"].ref
    assert {"number": 12, "author": "mei", "state": "closed", "closed_at": "2026-01-03T10:00:00Z"} == two[
        "extra"
    ]["x"]["github"]


@pytest.mark.parametrize("left_out", sorted(ISSUE.keys() - {"title"}))
def test_any_selection_of_fields_will_do(read: Any, left_out: str) -> None:
    issue = {name: value for name, value in ISSUE.items() if name != left_out}
    assert "Deploy broke production" == only(read([issue]))["title"]
    assert "a" == only(read([{"title": "a"}]))["title"]


def test_without_an_address_number_and_title_name_the_source(read: Any) -> None:
    assert "#12 a" == only(read([{"number": 12, "title": "a"}]))["source"].ref
    assert only(read([{"title": "a"}]))["source"].ref.startswith("sha256:")


@pytest.mark.parametrize(
    ("content", "places"),
    [
        ([ISSUE, ISSUE], ["[0]", "[1]"]),
        ({"total_count": 1, "items": [REST]}, ["items[0]"]),
        (ISSUE, ["issues.json"]),
        (json.dumps([ISSUE]) + json.dumps([REST]), ["[0]", "[1]"]),
        (f"{json.dumps(ISSUE)}\n{json.dumps(REST)}\n", ["line 1", "line 2"]),
        (json.dumps([ISSUE]).encode("utf-16"), ["[0]"]),
    ],
    ids=["list", "search", "one", "pages", "lines", "PowerShell"],
)
def test_every_way_to_save_them_is_read(read: Any, content: Any, places: list[str]) -> None:
    records = read(content)
    assert places == [record.where for record in records]
    assert len(places) == len(candidates(records))


@pytest.mark.parametrize(
    ("issue", "reason"),
    [
        (3, "is no issue (expected an object with a title)"),
        ({"number": 1}, "is no issue (expected an object with a title)"),
        ({"title": " "}, "is no issue (expected an object with a title)"),
        ({"title": 3}, "is no issue (expected an object with a title)"),
        ({**REST, "pull_request": {"url": "u"}}, "is a pull request, no issue: Deploy broke production"),
        (
            {**ISSUE, "createdAt": "soon"},
            "createdAt: expected a time such as 2026-11-20T14:05:00Z, got 'soon'",
        ),
        ({**ISSUE, "createdAt": 3}, "createdAt: expected a time"),
        ({**ISSUE, "body": "x" * 300_000}, "is longer than an entry may be (256 KiB)"),
        ({**ISSUE, "milestone": {"a": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}}, "nested deeper"),
    ],
)
def test_what_is_no_issue_is_named_and_hides_no_other(read: Any, issue: Any, reason: str) -> None:
    records = read([{"title": "one"}, issue, {"title": "three"}])
    ((where, told),) = refused(records)
    assert "[1]" == where
    assert reason in told
    assert 2 == len(candidates(records))


def test_odd_shapes_inside_an_issue_do_no_harm(read: Any) -> None:
    odd = {
        "title": "a",
        "labels": ["plain", {"name": 3}, 5, None],
        "comments": [3, {"body": "x"}, {"body": None}],
        "author": "mei",
        "body": ["no text"],
        "url": 7,
        "number": "12",
    }
    fields = only(read([odd]))
    assert (("plain",), "## Comments\n\n**somebody:**\n\nx") == (fields["tags"], fields["story"])
    assert "mei" == fields["extra"]["x"]["github"]["author"]


def test_only_issues_with_a_label_come_if_one_is_named(read: Any) -> None:
    assert 1 == len(read([ISSUE, {"title": "a"}], tagged="Post Mortem"))


def test_a_missing_file_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(github_in.read(tmp_path / "none.json"))
