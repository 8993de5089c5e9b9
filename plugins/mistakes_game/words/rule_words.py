"""What a point was for, and why something was not counted, in kind words: English and Chinese."""

from __future__ import annotations

RULES = {
    "en": {
        "capture": "written down",
        "reflected": "thought through",
        "reviewed": "recalled",
        "compared": "compared with another",
        "applied": "it helped",
        "action-done": "an action done",
        "checked": "a check holds it",
        "repeated": "told that it came again",
        "decided": "decided before the outcome",
        "scored": "looked back at the outcome",
        "borrowed": "borrowed into your plan",
        "thanked": "thanked for a lesson",
        "helped": "your lesson helped somebody",
        "kudos": "thanked somebody",
        "homework": "homework answered",
    },
    "zh": {
        "capture": "写下",
        "reflected": "想通",
        "reviewed": "回想",
        "compared": "作了比较",
        "applied": "用上了",
        "action-done": "做完一项改进",
        "checked": "已有检查把关",
        "repeated": "如实记下重犯",
        "decided": "结果出来前作了决定",
        "scored": "回看了结果",
        "borrowed": "借来放进自己的计划",
        "thanked": "为一条教训道谢",
        "helped": "你的教训帮到了人",
        "kudos": "感谢了别人",
        "homework": "答了作业",
    },
}
NOTES = {
    "en": {
        "day-full": "enough counted that day",
        "week-full": "enough counted that week",
        "too-soon": "too soon after the plan, or after the last time",
        "same-text": "told before in the same words",
        "not-due": "not due yet",
        "no-evidence": "a word of evidence makes it count",
        "ahead": "dated ahead; counts when the day has come",
        "once": "counted before",
        "no-entry": "what it is about is not here",
        "not-sealed": "not sealed before the outcome",
        "short": "a sentence more makes it count",
        "own": "one's own",
        "no-plan": "a plan makes it count",
        "other-rules": "of rules that are not known here",
        "unvouched": "brought by somebody else than its writer",
        "imported": "what is imported is kept and not counted",
    },
    "zh": {
        "day-full": "当天已计满",
        "week-full": "当周已计满",
        "too-soon": "离计划或上一次太近",
        "same-text": "同样的话已讲过",
        "not-due": "还没到复习的时候",
        "no-evidence": "补一句依据就能计分",
        "ahead": "日期在将来，到时再计",
        "once": "已计过一次",
        "no-entry": "这里没有它所说的记录或条目",
        "not-sealed": "没有在结果之前封存",
        "short": "多写一句就能计分",
        "own": "是自己的",
        "no-plan": "配上计划就能计分",
        "other-rules": "这里还不认识它的规则",
        "unvouched": "由他人代为带入，不计分",
        "imported": "导入的记录会保留，不计分",
    },
}


def rule_said(rule: str, language: str) -> str:
    """Return what a rule pays for; a rule that has no words yet is said by its name."""
    return RULES[language].get(rule, rule)


def note_said(note: str, language: str) -> str:
    """Return why something was not counted, "" if it was."""
    return NOTES[language].get(note, note)
