"""Import of GitHub issues: what `gh issue list --json …` prints, in any selection, or the REST interface gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from mistakes.errors import UnreadableFile
from mistakes.exchange import Record, Refusal
from mistakes_formats import json_entry, record
from mistakes_formats.json_records import records
from mistakes_formats.json_scan import Piece
from mistakes_formats.reading import opened

_LISTS = ("items",)
_PLACED = {
    *("title", "body", "labels", "createdAt", "created_at", "comments", "url", "html_url", "number"),
    *("author", "user"),
}
# addresses of the interface and numbers inside it; they say nothing about the issue
_NOISE = ("_url", "node_id", "performed_via_github_app", "reactionGroups", "reactions", "repository_url")
_PULLS = ("pull_request", "headRefName", "mergeCommit")


def read(path: Path, *, tagged: str = "") -> Iterator[Record]:
    """Yield the issues of a file; raises `NotFound`.

    With `tagged` only issues that have that label come. Places are `[3]`, `items[3]` or `line 4`.
    """
    yield from record.tagged(_all(path), tagged)


def _all(path: Path) -> Iterator[Record]:
    try:
        with opened(path) as file:
            yield from map(_record, records(file, path.name, _LISTS))
    except UnreadableFile as error:
        yield Refusal(path.name, error.reason)


def _record(piece: Piece) -> Record:
    if piece.fault:
        return Refusal(piece.place, piece.fault)
    issue = piece.value
    if not isinstance(issue, dict) or not isinstance(issue.get("title"), str) or not issue["title"].strip():
        return Refusal(piece.place, "is no issue (expected an object with a title)")
    if any(issue.get(name) for name in _PULLS):
        return Refusal(piece.place, f"is a pull request, no issue: {issue['title'][:60]}")
    try:
        return _entry(issue, piece.place)
    except ValueError as error:
        return Refusal(piece.place, str(error))
    except RecursionError:
        return Refusal(piece.place, "is nested too deeply")


def _entry(issue: Mapping[str, Any], where: str) -> Record:
    address = _address(issue)
    rest = {name: value for name, value in issue.items() if name not in _PLACED and not _is_noise(name)}
    about = {"number": issue.get("number"), "author": _person(issue) or None, **rest}
    fields = {
        "title": issue["title"].strip(),
        **_happened(issue),
        "story": record.told([("", _text(issue.get("body"))), ("Comments", "\n\n".join(_comments(issue)))]),
        "tags": list(record.tags(_labels(issue))),
        "links": {"evidence": [address]} if address else {},
        "source": _source(issue, address),
        "x": {"github": json_entry.without_nulls(about)},
    }
    return json_entry.loose(fields, where)


def _happened(issue: Mapping[str, Any]) -> dict[str, str]:
    """Return when the issue was opened; raises `ValueError` if it says so and one cannot read it."""
    said = issue.get("createdAt") or issue.get("created_at")
    if said is None:
        return {}
    try:
        return {"happened": datetime.fromisoformat(said).isoformat()}
    except (ValueError, TypeError):
        raise ValueError(
            f"createdAt: expected a time such as 2026-11-20T14:05:00Z, got {str(said)[:40]!r}"
        ) from None


def _address(issue: Mapping[str, Any]) -> str:
    """Return the page of an issue; `url` is one of the REST interface if there is an `html_url`."""
    return _text(issue.get("html_url")) or _text(issue.get("url"))


def _source(issue: Mapping[str, Any], address: str) -> dict[str, str]:
    """Return what the issue is known by: its page, else number and title, else all that it says."""
    said = record.digest(json.dumps(issue, sort_keys=True))
    number = issue.get("number")
    named = f"#{number} {issue['title'].strip()}"[:200] if isinstance(number, int) else said[:39]
    return {"format": "github", "ref": address[:500] or named, "digest": said}


def _labels(issue: Mapping[str, Any]) -> Iterator[str]:
    labels = issue.get("labels")
    for label in labels if isinstance(labels, list) else []:
        yield _text(label.get("name")) if isinstance(label, dict) else _text(label)


def _comments(issue: Mapping[str, Any]) -> Iterator[str]:
    """Yield the comments, each under who wrote it and when; the REST interface only counts them."""
    comments = issue.get("comments")
    for comment in comments if isinstance(comments, list) else []:
        if isinstance(comment, dict) and _text(comment.get("body")):
            said = _text(comment.get("createdAt")) or _text(comment.get("created_at"))
            who = ", ".join(filter(None, [_person(comment), said[:10]]))
            yield f"**{who or 'somebody'}:**\n\n{_text(comment.get('body'))}"


def _person(item: Mapping[str, Any]) -> str:
    person = item.get("author") or item.get("user")
    return _text(person.get("login")) if isinstance(person, dict) else _text(person)


def _is_noise(name: str) -> bool:
    return name == "id" or name.endswith(_NOISE)


def _text(value: Any) -> str:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""
