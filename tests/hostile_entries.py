"""Entries that try to leave the place an export gives them, and what their exports are read with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import mistakes_formats
from mistakes.exchange import Selection
from mistakes.hooks import Exporter
from mistakes.ids import new_id
from mistakes.model import Action, Condition, Decision, Lesson, Links, Mistake, Price
from mistakes.output_folder import OutputFolder

AT = datetime(2026, 11, 20, 14, 5, tzinfo=timezone(timedelta(hours=1)))
SECRET = "nobody else may read this"

TEXTS = (
    "<script>alert(1)</script>",
    "</script><script src=//evil.example>",
    "<svg onload=alert(1)><img src=x onerror=alert(1)>",
    "[here](javascript:alert(1)) [there](jAvAsCrIpT&#58;alert(1)) ![](http://evil.example/track.png)",
    "[ref]: javascript:alert(1)\n[ref]",
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
    "'=1+1",
    'a";=1+1;"b',
    "bell \x07 escape \x1b]0;owned\x07\x1b[31m delete \x7f csi \x9b31m",
    "NUL \x00 and \x01\x02",
    "bidi \u202egnp.exe\u202c \u2066isolated\u2069",
    "lines \x0b \x0c \x85 \u2028 \u2029 ends\r\nand\rmore",
    "lone \ud800 half \udfff",
    "no character \ufffe \uffff",
    "]]> <![CDATA[ x ]]> &amp; &lt; &#0;",
    '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/passwd">]>&b;&d;',
    "../../../etc/passwd",
    "..\\..\\windows\\system32",
    "CON",
    "nul.txt:stream",
    "---\ntitle: another\n---\n# another",
    "# Heading\n\n## Lessons learned\n\n- planted\n\nplanted\n===\n\n## Action items",
    "```\nno end\n# of code",
    "~~~ no end\n<!-- no end\n<textarea>",
    "- item\n  ```\n  code\n```\n# out",
    "| a | ` |\n|---|---|\n| <b> ` | x |",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:evil@example.com",
    "semi;colon,comma\\backslash\\nnewline\nnewline",
    "[[../../secret]] ![[embedded]] %% hidden %% $$ math #tag ^block",
    "<%* tp.user.run() %>\n```dataviewjs\nrun()\n```",
    "{{Front}} {{c1::cloze}} [sound:x.mp3] [latex]\\input{/etc/passwd}[/latex] [$]x[/$]",
    "错误 العربية 🤦\u200d♀️ e\u0301 \u00ad\u200b\ufeff",
    "é" * 3000,
    "x" * 5_000,
)


def entry(text: str, number: int = 0) -> Mistake:
    """Return an entry with the text in every place that takes one."""
    at = AT + timedelta(minutes=number)
    return Mistake(
        id=new_id(at),
        title=text.strip()[:200] or "blank",
        happened=AT,
        logged=at,
        author=f"{text[:300]} <{text[:30]}@example.com>",
        rev=2,
        updated=at,
        kind="decision",
        tags=(text, "plain"),
        story=text,
        expected=text,
        believed=text,
        went_well=text,
        lucky=text,
        overcame=text,
        feeling=SECRET,
        heard_from=(text,),
        goal=text,
        stretch=text,
        customer_effect=text,
        harm_to_others=text,
        price=Price(hours=1.5, money=Decimal("12.50"), currency="EUR", note=text),
        conditions=(Condition(text, "tool", key="aaaaaa"), Condition(text, key="bbbbbb")),
        lessons=(Lesson(text, when=text, then=text, check=text, key="cccccc"), Lesson(text, key="cccccc")),
        actions=(Action(text, owner=text, due=date.max, evidence=text, key="dddddd"),),
        decision=Decision((text,), text, text, 70, date(2027, 2, 1), (text,)),
        links=Links(like=(new_id(AT),), borrowed_from=text, evidence=(text,)),
        extra={"x": {"plain": text}},
    )


ENTRIES = tuple(entry(text, number) for number, text in enumerate(TEXTS))


def selection(entries: Iterable[Mistake], **more: Any) -> Selection:
    """Return a selection of entries in memory."""
    held = list(entries)
    return Selection(entries=lambda: iter(held), **{"name": "Bench", **more})


def loaded(target: str) -> Any:
    """Return the function that a descriptor names."""
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)


def exporter(name: str) -> Exporter:
    """Return the descriptor of an export format."""
    return next(form for form in mistakes_formats.exporters() if form.name == name)


def exported(name: str, chosen: Selection, **options: Any) -> bytes:
    """Return what a format writes into one file."""
    out = BytesIO()
    loaded(exporter(name).target)(chosen, out, **options)
    return out.getvalue()


def exported_folder(name: str, chosen: Selection, path: Path) -> dict[str, bytes]:
    """Return the files that a format writes into the folder, by their names in it."""
    with OutputFolder(path, name) as folder:
        loaded(exporter(name).folder)(chosen, folder)
    return files_in(path)


def files_in(path: Path) -> dict[str, bytes]:
    """Return the files below a folder, by their names in it, without those that are hidden."""
    found = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in found}
