"""Journals to make a book of: a small one, one with hostile text in every field, a Chinese one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from mistakes import Journal
from mistakes.model import (
    Action,
    Condition,
    Decision,
    Lesson,
    Links,
    Mistake,
    Price,
    Source,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "</script></style></title></textarea></svg><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)><style>*{display:none}</style>",
    "[x](javascript:alert(1)) ![x](http://evil.example/pixel.gif) <http://a.example/x>",
    "]]> <![CDATA[x]]> <!-- -- --> <?xml?> <!DOCTYPE x [<!ENTITY a 'b'>]> &a; &amp; &nbsp;",
    "nul\x00 esc\x1b]52;c;eA==\x07 c1\x9b31m nel\x85 \ufffe\uffff del\x7f",
    "\u202etxet \u2066isolated \U000e0041\u200b\u0301" + "\u0301" * 50,
    "{{ 7 * 7 }} {% raw %} {count} %s ${x} `rm -rf` \\",
    '" onmouseover="alert(1)" style="x" id="location" \' autofocus',
    "| a | b |\n|--:|:-:|\n| <b> | `</td>` |\n\n# H\n\n### H3\n\n```\n<script>\n```\n\n1. x\n\n> q",
    "周五晚上上线之前没有检查环境变量" * 8,
    "../../etc/passwd",
    "=1+1",
]


READY: dict[str, Any] = {
    "story": "I read 'Sunday', packed on Sunday and stood at the desk on Sunday evening.",
    "conditions": (Condition("The ticket prints 00:25 small.", "tool"),),
    "lessons": (
        Lesson(text="A night flight belongs to the evening before.", when="I book", then="I say it aloud"),
    ),
}


def three_chapters(journal: Journal) -> Journal:
    """Fill a journal with three chapters: one repeats the first and tells how it was overcome."""
    first = journal.add(
        title="Missed a flight", tags=("travel",), author="Mei Lin <mei@example.com>", **READY
    )
    journal.add(title="Missed a train", tags=("travel",), author="Ana Sol <ana@example.com>", **READY)
    again = Links(repeat_of=first.id)
    journal.add(title="Missed a boat", overcame="I now ask when it leaves.", links=again, **READY)
    return journal


def hostile(text: str, **fields: Any) -> dict[str, Any]:
    """Return the keywords of `Journal.add` with a text in every field that takes one."""
    line = " ".join(text.split())[:180] or "x"
    values: dict[str, Any] = {
        "title": line,
        "author": f"{line.replace('<', '(')} <mei@example.com>",
        "happened": datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
        "tags": (line[:60], "ops"),
        "confidence": 90,
        "process": 1,
        "result": 5,
        "heard_from": (text,),
        "price": Price(
            hours=1.5, money=Decimal("12.50"), currency=line[:10], trust=2, reversible=False, note=text
        ),
        "conditions": (Condition(text, "tool"), Condition(text)),
        "lessons": (Lesson(text=text, when=text, then=text, check=text),),
        "actions": (Action(text, owner=text, helper=text, due=date(2026, 12, 1), evidence=text),),
        "decision": Decision(options=(text,), chosen=text, prediction=text, views=(text,), outcome=text),
        "links": Links(borrowed_from=text, evidence=(text, f"http://a.example/{text}")),
        "source": Source(format="markdown", ref=line),
    }
    names = ("story", "expected", "believed", "went_well", "lucky", "overcame", "goal", "stretch")
    values |= dict.fromkeys((*names, "customer_effect", "harm_to_others"), text)
    return values | fields


def hostile_journal(journal: Journal) -> list[Mistake]:
    """Fill a journal with hostile entries, one for each text."""
    return [journal.add(**hostile(text)) for text in HOSTILE]


def chinese_journal(journal: Journal) -> list[Mistake]:
    """Fill a journal with three Chinese entries; the last one tells how it was overcome."""
    told: dict[str, Any] = {
        "author": "林梅 <mei@example.com>",
        "story": "周五晚上上线之前没有检查环境变量。\n新版本连到了测试数据库。\n客户两个小时看不到订单。",
        "believed": "脚本会替我检查。",
        "tags": ("上线", "数据库"),
        "price": Price(hours=6.5, money=Decimal(1200), currency="CNY", trust=1),
        "conditions": (Condition("提示符里看不到主机名。", "environment"),),
        "lessons": (Lesson(text="先看主机名，再敲命令。", when="我打开数据库", then="我先把主机名念出来"),),
    }
    entries = [journal.add(title=f"第{number}次没看主机名", **told) for number in "一二"]
    return [*entries, journal.add(title="忘了备份", overcame="现在每晚自动备份，每月恢复一次。", **told)]
