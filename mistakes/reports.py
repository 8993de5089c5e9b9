"""Sections of `stats` about how mistakes came about, and how well decisions were judged.

Numbers are of a journal, never of a person, and nothing is called bad.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mistakes.hooks import Section
from mistakes.practice import Occasion, Shown

if TYPE_CHECKING:
    from mistakes.decisions import Calibration, Judged
    from mistakes.index.balance import Balance
    from mistakes.journal import Journal
    from mistakes.model import Mistake

SECTIONS = (
    Section("balance", "How it came about", "mistakes.reports:balance", "stats", "30"),
    Section("owners", "Open actions", "mistakes.reports:open_actions", "stats", "35"),
    Section("decisions", "Decisions", "mistakes.reports:decisions", "stats", "36"),
)
_SHOWN = 3
_WORDS = {
    "en": {
        "balance": "How it came about",
        "owners": "Open actions",
        "decisions": "Decisions",
        "right": "the right thing to do: done right {}, not done right {}",
        "other": "better not done at all: done right {}, not done right {}",
        "leads": "leading {}",
        "conditions": "what contributed: {}",
        "stretched": "somebody tried something new in {}",
        "its cost": "; it cost {}",
        "lucky": "lucky wins {}: well in spite of the process; the next one may not be",
        "one person": "{} of {} open actions rest on one person; who could grow by taking one?",
        "regrets": "to do something: {}, turned out badly {} · to do nothing: {}, turned out badly {}",
        "unknown": "of {} nobody said how good it was: mistakes decide ID --result 1…5",
        "few": "{} scored; from {} on you see how well your confidence holds",
        "changed one": "1 was changed after it was sealed, and is left out of the score",
        "changed": "{} were changed after they were sealed, and are left out of the score",
        "unsealed one": "1 was never sealed, and is left out of the score",
        "unsealed": "{} were never sealed, and are left out of the score",
        "unsure one": "1 names no confidence, and is left out of the score",
        "unsure": "{} name no confidence, and are left out of the score",
        "brier": "Brier score {:.2f} over {} (0 is perfect, 0.25 is a coin's)",
        "bin": "{}–{} % sure: expected {:.0%}, happened {:.0%} ({})",
    },
    "zh": {
        "balance": "怎么来的",
        "owners": "未完成的行动",
        "decisions": "决定",
        "right": "该做的事：做法对 {}，做法不对 {}",
        "other": "本可不做的事：做法对 {}，做法不对 {}",
        "leads": "方面：{}",
        "conditions": "成因：{}",
        "stretched": "有 {} 条是在尝试新事物",
        "its cost": "；代价 {}",
        "lucky": "侥幸 {} 次：过程不好而结果好；下一次未必",
        "one person": "{} 项（共 {} 项）未完成的行动压在一个人身上；谁可以接一项来成长？",
        "regrets": "决定去做：{}，结果不好 {} · 决定不做：{}，结果不好 {}",
        "unknown": "有 {} 个没有写结果好坏：mistakes decide ID --result 1…5",
        "few": "已评分 {} 个；满 {} 个之后可以看到你的把握准不准",
        "changed one": "有 1 个封存之后改过，不计入分数",
        "changed": "有 {} 个封存之后改过，不计入分数",
        "unsealed one": "有 1 个没有封存过，不计入分数",
        "unsealed": "有 {} 个没有封存过，不计入分数",
        "unsure one": "有 1 个没有写把握，不计入分数",
        "unsure": "有 {} 个没有写把握，不计入分数",
        "brier": "布里尔分数 {:.2f}，共 {} 个（0 最准，0.25 等于抛硬币）",
        "bin": "把握 {}–{} %：预期 {:.0%}，实际 {:.0%}（{}）",
    },
}
_KINDS_ZH = {
    **{"person": "人", "task": "任务", "tool": "工具", "team": "团队", "environment": "环境"},
    **{"assumption": "假设", "self": "自己", "people": "带人", "business": "业务"},
}
_ONE_OWNER, _OWNERS = 0.8, 3
_RIGHT = {True: "right", False: "other"}
_DONE = {True: "well", False: "badly"}


def balance(occasion: Occasion) -> Shown | None:
    """Return what contributed, what was right, what was luck, whom it was about, who tried something new."""
    journal = _journal(occasion)
    found = journal.index.balance(journal.parsed(occasion.query))
    words = _WORDS[occasion.language]
    counted = (*_right(found, words), *_named(found.leads, "leads", occasion.language))
    counted += (*_conditions(found, occasion.language), *_growth(found, words))
    lines = (*counted, *_lucky(journal, found, words))
    if not lines:
        return None
    right = {f"{_RIGHT[right]}-{_DONE[done]}": count for (right, done), count in found.right.items()}
    stretched = {"entries": found.stretched, "hours": found.stretched_hours}
    data = {"right_things": right, "leads": dict(found.leads), "conditions": dict(found.conditions)}
    lucky = {"lucky": list(found.lucky), "lucky_count": found.lucky_count}
    return Shown(lines, data | {"stretched": stretched} | lucky, words["balance"])


def _right(found: Balance, words: Mapping[str, str]) -> Iterator[str]:
    cells = found.right
    if any(cells.values()):
        yield words["right"].format(cells[True, True], cells[True, False])
        yield words["other"].format(cells[False, True], cells[False, False])


def _named(counts: Mapping[str, int], name: str, language: str) -> Iterator[str]:
    if any(counts.values()):
        names = _KINDS_ZH if language == "zh" else {}
        told = " · ".join(f"{names.get(kind, kind)} {count:,}" for kind, count in counts.items())
        yield _WORDS[language][name].format(told)


def _conditions(found: Balance, language: str) -> Iterator[str]:
    kinds = sorted(((count, kind) for kind, count in found.conditions.items() if count), reverse=True)
    yield from _named({kind: count for count, kind in kinds}, "conditions", language)


def _growth(found: Balance, words: Mapping[str, str]) -> Iterator[str]:
    from mistakes.amounts import format_whole_minutes

    if found.stretched:
        hours = found.stretched_hours
        cost = words["its cost"].format(format_whole_minutes(hours)) if hours else ""
        yield words["stretched"].format(f"{found.stretched:,}") + cost


def _lucky(journal: Journal, found: Balance, words: Mapping[str, str]) -> Iterator[str]:
    """Yield the entries whose result was good although the process was poor."""
    if found.lucky:
        yield words["lucky"].format(f"{found.lucky_count:,}")
    short = journal.handles(found.lucky[:_SHOWN], walk=False)
    for entry_id in found.lucky[:_SHOWN]:
        if entry := journal.readable(entry_id):
            yield f"  {short[entry_id]}  {entry.title}"


def open_actions(occasion: Occasion) -> Shown | None:
    """Return a hint if nearly all open actions rest on one of several persons; names nobody."""
    owners = _journal(occasion).index.owners()
    total = sum(owners)
    if len(owners) < _OWNERS or max(owners) < _ONE_OWNER * total:
        return None
    words = _WORDS[occasion.language]
    line = words["one person"].format(f"{max(owners):,}", f"{total:,}")
    data = {"open": total, "most": max(owners), "persons": len(owners)}
    return Shown((line,), data, words["owners"])


def decisions(occasion: Occasion) -> Shown | None:
    """Return how well confidence held, and what was regretted: doing, or not doing."""
    own = _journal(occasion)
    found = _scored(own, occasion.query) if own.private else []
    if not found:
        return None
    from mistakes import decisions as decided

    judged, left_out = _judged(own, found)
    calibration, regrets = decided.calibration(judged), decided.regrets(found)
    words = _WORDS[occasion.language]
    data: dict[str, object] = {"scored": len(found), "done": regrets.done, "done_badly": regrets.done_badly}
    data |= {"left": regrets.left, "left_badly": regrets.left_badly, "without_result": regrets.unknown}
    data |= {**left_out, "brier": None, "bins": []}
    lines = [words["regrets"].format(regrets.done, regrets.done_badly, regrets.left, regrets.left_badly)]
    if regrets.unknown:
        lines.append(words["unknown"].format(regrets.unknown))
    if calibration is None:
        lines.append(words["few"].format(len(judged), decided.ENOUGH))
    else:
        lines += _calibrated(calibration, words)
        bins = [[one.low, one.high, one.count, one.expected, one.happened] for one in calibration.bins]
        data |= {"brier": calibration.brier, "bins": bins}
    lines += [words[f"{name} one" if n == 1 else name].format(n) for name, n in left_out.items() if n]
    return Shown(tuple(lines), data, words["decisions"])


def _scored(own: Journal, query: str) -> list[tuple[Mistake, float]]:
    """Return the decisions that match and that one has scored; teams are looked into only if some lie there."""
    from mistakes import decisions as decided
    from mistakes.journals import teams

    about = {event.entry for event in own.index.told("scored")}
    journals = [own]
    found = decided.scored(own, journals) if about else []
    if len(found) < len(about):
        journals += teams(own.settings)
        found = decided.scored(own, journals)
    if not (found and query.strip()):
        return found
    chosen = {
        hit.id for journal in journals for hit in journal.index.search(journal.parsed(query), order="time")
    }
    return [(entry, share) for entry, share in found if entry.id in chosen]


def _judged(own: Journal, found: Sequence[tuple[Mistake, float]]) -> tuple[list[Judged], dict[str, int]]:
    """Return what tells how well confidence held, and how many decisions do not, by the reason.

    Whoever says or changes afterwards how sure they were knows nothing of how well it held.
    """
    from mistakes import decisions as decided

    seals = decided.seals(own)
    held = [decided.holds(entry, seals.get(entry.id, ())) for entry, _ in found]
    kept = [
        (entry.decision.confidence, share) for (entry, share), holds in zip(found, held, strict=True) if holds
    ]
    judged = [decided.Judged(confidence, share) for confidence, share in kept if confidence is not None]
    left_out = {"changed": held.count(False), "unsealed": held.count(None), "unsure": len(kept) - len(judged)}
    return judged, left_out


def _calibrated(calibration: Calibration, words: Mapping[str, str]) -> Iterator[str]:
    yield words["brier"].format(calibration.brier, calibration.count)
    for one in calibration.bins:
        yield words["bin"].format(one.low, one.high, one.expected, one.happened, one.count)


def _journal(occasion: Occasion) -> Journal:
    return occasion.journals[0]
