"""The scanner for lessons that hold nothing anybody could do, such as "be more careful"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from mistakes.readiness import is_platitude
from mistakes.scanning import Finding, Passage, ScanOccasion

_ADVICE = (
    "Say when it matters and what you will do then: “When …, then I …”; or name a check that holds it.",
    "写明在什么情况下、具体做什么：“如果……，就……”；或者写一项能守住它的检查。",
)


def scan(passages: Sequence[Passage], occasion: ScanOccasion) -> Iterator[Finding]:
    """Yield the platitudes among lessons of which no other part says more, as suggestions."""
    lessons: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        where, _, part = passage.where.rpartition(".")
        if where.rpartition(": ")[2].startswith("lessons") and part in ("text", "then", "check"):
            lessons[where].append(passage)
    advice = _ADVICE[occasion.language.startswith("zh")]
    for said in lessons.values():
        if all(is_platitude(text) and not where.endswith(".check") for where, text in said):
            for where, text in said:
                yield Finding("platitude", where, 0, len(text), _short(text), advice)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
