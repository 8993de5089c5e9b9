"""A Markdown page taken apart: its title, the fields at its top, and its sections with what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistakes.records import NamedTuple

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FIELD = re.compile(r"(?:[-*] )?\*\*(?P<name>[^*:]{1,40})(?::\*\*|\*\* ?:)\s*(?P<text>.*)")
_PLAIN_FIELD = re.compile(
    r"(?P<name>Date|Authors?|Owner|Status|Severity|Category|Tags|Keywords|Duration|System)\s*:\s*(?P<text>.+)"
)
_PLAIN_LABEL = re.compile(
    r"(?P<name>Summary|Impact|Root Causes?|Trigger|Resolution|Detection|Lessons Learned|Action Items|Timeline)"
    r"\s*:(?P<text>.*)"
)
_REFERENCE = re.compile(r"\[[^\]]{1,100}\]:\s+\S")
_TITLE_LABEL = re.compile(r"(?:lesson|post-?mortem|incident report)\s*[:：]\s*(?=\S)", re.IGNORECASE)
_SECTION_LEVEL = 2
_LONGEST_NAME = 40
_LONG_ENOUGH_TO_MISSPELL = 8
_ALMOST = 0.88

_NAMES = {
    "summary": "summary|executive summary|observation|observations|what happened|description|overview",
    "timeline": "timeline|time line|chronology|incident timeline",
    "conditions": "contributing factors|contributing factor|contributing conditions|factors|causes"
    "|root causes|analysis",
    "condition": "insight|root cause|cause|trigger",
    "lessons": "lessons learned|lessons learnt|lessons|learnings|key takeaways|takeaways|what we learned",
    "lesson": "lesson|key takeaway|takeaway",
    "actions": "action items|actions|corrective actions|corrective action|action points|follow-ups"
    "|follow-up actions|remediation|next steps|preventive actions|preventative actions",
    "attendees": "attendees|participants|attendance",
    "stats": "stats|statistics",
    "went_well": "what went well|went well|things that went well",
    "lucky": "where we got lucky|got lucky|where we were lucky",
    "customer_effect": "impact|customer impact|user impact|business impact",
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split("|")}
POST_MORTEM_ROLES = frozenset(_NAMES) - {"stats", "customer_effect", "attendees"}


class Section(NamedTuple):
    """A part of a page: its heading, its text, and what it is for ("" if that is not known)."""

    heading: str
    text: str
    role: str = ""


class Page(NamedTuple):
    """A page: `fields` stand at its top, `references` are its link targets and footnotes.

    The first section has no heading and holds what stands before all others.
    """

    title: str
    fields: dict[str, str]
    sections: tuple[Section, ...]
    references: str


def parse(text: str) -> Page:
    """Return the page that the text is; every line of it is in one of its parts.

    Deeper headings divide a page only if they are known, and then their neighbours do too. So does a
    label before the first heading (`**Impact:** none`), and from the first of these on all labels.
    """
    title = ""
    parts: list[tuple[str, list[str]]] = [("", [])]
    references: list[str] = []
    splits_at = _SECTION_LEVEL
    is_headed = is_labelled = False
    for line, code in lines(text):
        level, heading = (0, "") if code else _heading(line)
        label, inline = ("", "") if code or is_headed else _label(line)
        if label and (is_labelled or label.casefold() in _ROLES):
            parts.append((label, [inline]))
            is_labelled = True
        elif level == 1 and not title and not role_of(heading):
            title = _TITLE_LABEL.sub("", heading)
        elif level and (level <= splits_at or role_of(heading)):
            parts.append((heading, []))
            splits_at = max(level, _SECTION_LEVEL)
            is_headed = True
        elif not code and _REFERENCE.match(line):
            references.append(line)
        else:
            parts[-1][1].append(line)
    fields, start = _fields(parts[0][1])
    sections = [Section("", start), *(_section(heading, body) for heading, body in parts[1:])]
    return Page(title, fields, tuple(sections), "\n".join(references))


def role_of(heading: str) -> str:
    """Return what a section with this heading is for, misspelt or not; "" if that is not known."""
    name = re.sub(r"\([^()]*\)|[*_`]", "", heading[: _LONGEST_NAME * 2].casefold())
    name = re.sub(r"^[\W\d]+|\W+$", "", " ".join(name.split()))
    if name in _ROLES or not _LONG_ENOUGH_TO_MISSPELL <= len(name) <= _LONGEST_NAME:
        return _ROLES.get(name, "")
    from difflib import get_close_matches

    known = [right for right in _ROLES if len(right) >= _LONG_ENOUGH_TO_MISSPELL]
    return _ROLES.get("".join(get_close_matches(name, known, n=1, cutoff=_ALMOST)), "")


def lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a text, each with whether it belongs to a block of code."""
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if not found:
            yield line, bool(fence)
        elif not fence:
            fence = found[1]
            yield line, True
        else:
            closes = found[1].startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if closes else fence
            yield line, True


def tidy(text: str) -> str:
    """Return the text without padding in tables, spaces at line ends and runs of blank lines."""
    result: list[str] = []
    for line, code in lines(text):
        plain = line if code or not line.lstrip().startswith("|") else _squeezed(line)
        if plain.strip() or code or (result and result[-1]):
            result.append(plain.rstrip())
    return "\n".join(result).strip("\n")


def is_rule(line: str) -> bool:
    """Tell whether the line is a horizontal rule."""
    marks = line.replace(" ", "")
    return len(marks) >= 3 and marks[0] in "-*_" and not marks.strip(marks[0])


def _heading(line: str) -> tuple[int, str]:
    found = _HEADING.match(line)
    return (len(found[1]), (found[2] or "").strip().rstrip("#").strip()) if found else (0, "")


def _label(line: str) -> tuple[str, str]:
    """Return the label a line begins with and the text behind it."""
    found = _FIELD.match(line) or _PLAIN_LABEL.match(line)
    return (found["name"].strip(), found["text"].strip()) if found else ("", "")


def _section(heading: str, body: list[str]) -> Section:
    return Section(heading, "\n".join(body).strip("\n"), role_of(heading))


def _fields(body: list[str]) -> tuple[dict[str, str], str]:
    """Return the fields at the top of a page, by lower-case name, and the text that is none of them."""
    fields: dict[str, str] = {}
    rest: list[str] = []
    for line, code in lines("\n".join(body)):
        found = None if code else _FIELD.match(line) or _PLAIN_FIELD.match(line)
        name = found["name"].strip().casefold() if found else ""
        if found and name and name not in fields:
            fields[name] = found["text"].strip()
        elif code or not is_rule(line):
            rest.append(line)
    return fields, "\n".join(rest).strip("\n")


def _squeezed(row: str) -> str:
    return re.sub(r" {2,}", " ", re.sub(r"-{4,}", "---", row.strip()))
