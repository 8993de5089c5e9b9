"""What a page says is to be done: the bullets and the table of its action items."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from mistakes.model import Action
from mistakes_formats.markdown_blocks import NOTHING, items, table
from mistakes_formats.markdown_times import last_day

_DONE_MARK = re.compile(r"(?:[(\[](?:done|completed?|fixed|implemented)[)\]]|✅|✔️?)$", re.IGNORECASE)
_CHECKBOX = re.compile(r"\[(?P<mark>[ xX✓])\]\s+")
_DONE = ("done", "completed", "complete", "closed", "fixed", "implemented", "resolved", "merged", "✅", "x")
_STATUS = re.compile(r"(?:^|\s)\**(?P<status>DONE|TODO)\**$")
_COLUMNS = {
    "text": ("action", "action item", "action items", "item", "task", "what", "description"),
    "owner": ("owner", "who", "assignee", "responsible"),
    "status": ("status", "state", "done"),
    "due": ("due", "due date", "deadline", "by when"),
    "evidence": ("evidence", "bug", "issue", "ticket", "link", "tracking"),
    "number": ("#", "no", "no.", "nr", "id"),
}
_COLUMN_OF = {name: column for column, names in _COLUMNS.items() for name in names}


def actions(text: str, done_on: date | None) -> tuple[list[Action], str]:
    """Return the actions of a section and the text that is none of them.

    `done_on` is the day for actions that are marked as done, for pages do not tell it.
    """
    found = table(text, _COLUMNS["text"])
    columns = [_COLUMN_OF.get(name.casefold(), name) for name in found.header]
    rows = [dict(zip(columns, row, strict=True)) for row in found.rows if any(row)]
    listed, rest = items(found.rest)
    return [*(_tabled(row, done_on) for row in rows), *(_listed(text, done_on) for text in listed)], rest


def _listed(text: str, done_on: date | None) -> Action:
    box = _CHECKBOX.match(text)
    text = text[box.end() :] if box else text
    plain = _DONE_MARK.sub("", text.rstrip()).strip()
    done = plain != text.strip() or (box is not None and box["mark"] != " ")
    return Action(plain, done=done_on if done else None)


def _tabled(row: Mapping[str, str], done_on: date | None) -> Action:
    """Return a row as an action; what has no field of its own stands in brackets behind the text."""
    evidence, status = _with_status(row.get("evidence", ""), row.get("status", ""))
    done = status.strip(" .").casefold() in _DONE
    due = last_day([row.get("due", "")], "")
    more = {name: value for name, value in row.items() if name not in _COLUMNS}
    more |= {} if done else {"status": status}
    more |= {} if due else {"due": row.get("due", "")}
    notes = [f"({name}: {value})" for name, value in more.items() if value.casefold() not in NOTHING]
    return Action(
        " ".join([row.get("text", ""), *notes]).strip(),
        owner=_unless_nothing(row.get("owner", "")),
        due=due,
        done=done_on if done else None,
        evidence=_unless_nothing(evidence),
    )


def _with_status(evidence: str, status: str) -> tuple[str, str]:
    """Return evidence and status of a row; the template of the SRE book writes both into one cell."""
    found = None if status else _STATUS.search(evidence)
    return (evidence[: found.start()].strip(), found["status"]) if found else (evidence, status)


def _unless_nothing(text: str) -> str:
    return "" if text.casefold() in NOTHING else text
