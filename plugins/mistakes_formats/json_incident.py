"""Incidents of the Agent Post-Mortem Standard (agent-postmortems), version 1, as entries.

Every field goes somewhere: those without a place of their own stand under "Details" in the story.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from mistakes.exchange import Record, Refusal
from mistakes.model import Applies, Condition, Lesson, Links, Price, Source
from mistakes_formats.record import cut_title, dated, details, digest, handed_over, keywords, tags, told

_NEAR_MISS = "hazard"
_MOST_DIGITS = 15
_REVERSIBLE = {"reversible": True, "irreversible": False}
_PLACED = {
    *("incident_id", "title", "summary", "date", "incident_type", "detection", "recovery", "trigger"),
    *("root_cause", "contributing_factors", "prevention", "severity", "severity_rationale", "sources"),
    *("primary_failure_class", "failure_classes", "blast_radius", "system", "tags"),
}


def candidate(record: Mapping[str, Any], where: str) -> Record:
    """Return one incident as fields of an entry, or why it cannot be one."""
    title, name = record.get("title"), record["incident_id"]
    if not isinstance(title, str) or not title.strip() or not isinstance(name, str) or not name:
        return Refusal(where, "is an incident without a title or id")
    try:
        happened = date.fromisoformat(record["date"]) if "date" in record else None
    except (ValueError, TypeError):
        return Refusal(where, f"date: expected a date such as 2026-11-20, got {str(record['date'])[:40]!r}")
    short, whole = cut_title(title)
    fields = {
        "title": short,
        "kind": "near-miss" if record.get("incident_type") == _NEAR_MISS else "",
        "story": _story(record, whole),
        "tags": tags([*_classes(record), *_texts(record.get("tags"))]),
        "conditions": tuple(map(Condition, _causes(record))),
        "lessons": _lessons(record),
        "harm_to_others": _harm(record),
        "price": _price(record),
        "links": Links(evidence=tuple(_texts([source.get("url") for source in _sources(record)]))),
        "source": Source("json", name, digest(json.dumps(record, sort_keys=True))),
    }
    return handed_over(where, fields | dated(happened))


def _story(record: Mapping[str, Any], whole_title: str) -> str:
    radius = dict(_table(record.get("blast_radius")))
    radius.pop("user_harm", None)
    rest = {name: value for name, value in record.items() if name not in _PLACED}
    return told(
        [
            ("", whole_title),
            ("", _text(record.get("summary"))),
            ("Trigger", "" if _lessons(record) else _text(record.get("trigger"))),
            ("Detection", _text(record.get("detection"))),
            ("Recovery", _text(record.get("recovery"))),
            ("Blast radius", "\n".join(details(radius))),
            ("System", "\n".join(details(record.get("system")))),
            ("Sources", "\n".join(map(_cited, _sources(record)))),
            ("Details", "\n".join(details(rest))),
        ]
    )


def _classes(record: Mapping[str, Any]) -> list[str]:
    """Return the classes of failure, the first cause first, then their subclasses."""
    chain = _tables(record.get("failure_classes"))
    names = [record.get("primary_failure_class"), *(item.get("class") for item in chain)]
    return _texts([*names, *(item.get("subclass") for item in chain)])


def _causes(record: Mapping[str, Any]) -> list[str]:
    return _texts([record.get("root_cause"), *_texts(record.get("contributing_factors"))])


def _lessons(record: Mapping[str, Any]) -> tuple[Lesson, ...]:
    text = _text(record.get("prevention"))
    phrases, common = keywords(_texts(_table(record.get("system")).get("tools")))
    applies = Applies(words=phrases, tags=tags([*_classes(record), *common]))
    return (Lesson(text, when=_text(record.get("trigger")), applies=applies),) if text else ()


def _harm(record: Mapping[str, Any]) -> str:
    harm = dict(_table(_table(record.get("blast_radius")).get("user_harm")))
    return "\n".join(filter(None, [_text(harm.pop("description", "")), *details(harm)]))


def _price(record: Mapping[str, Any]) -> Price | None:
    radius = _table(record.get("blast_radius"))
    severity = [_text(record.get("severity")), _text(record.get("severity_rationale"))]
    note = ". ".join(filter(None, severity))
    money = _amount(_table(radius.get("cost")).get("amount_usd"))
    price = Price(
        money=money,
        currency="USD" if money is not None else None,
        reversible=_REVERSIBLE.get(_text(radius.get("reversibility"))),
        note=f"Severity: {note}" if note else "",
    )
    return price if price != Price() else None


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    amount = Decimal(str(value))
    return amount if amount.is_finite() and abs(amount.adjusted()) < _MOST_DIGITS else None


def _sources(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _tables(record.get("sources"))


def _cited(source: Mapping[str, Any]) -> str:
    named = [_text(source.get(key)) for key in ("title", "publisher", "type", "date_accessed", "archive_url")]
    return f"- {', '.join(filter(None, named))}: {_text(source.get('url'))}"


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else "\n".join(details(value))


def _texts(values: Any) -> list[str]:
    found = values if isinstance(values, list) else [] if values is None else [values]
    return list(filter(None, map(_text, found)))


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(values: Any) -> list[Mapping[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
