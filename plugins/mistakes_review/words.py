"""What a session says, in English and Chinese.

Had it and did not are praised alike: looking is what counts.
"""

from __future__ import annotations

from datetime import date

from mistakes_review.outlook import Upcoming

WORDS = {
    "en": {
        "place": "{number} of {total}",
        "when": "When {text}",
        "then": "then {text}",
        "think": "What do you do? Think or type; Enter shows it, q stops.",
        "and now": "What do you do?",
        "grade": "Had it?  y had it · n did not · q stop",
        "grade again": "Had it?  y · n · q",
        "had": "Had it",
        "missed": "Did not, and looked",
        "changed": "{id} was changed meanwhile and is left out.",
        "practised": "Practised. It comes back {when}.",
        "retired": "Practised. It helped twice and rests long by now, so it is asked no more.",
        "held": "Practised. A check holds it, so it is asked no more.",
        "alike": "Which older mistake is it most like?  1 · 2 · Enter skips",
        "rule": "What is the same beneath? One line; Enter skips.",
        "compared": "Noted: two cases, one rule.",
        "one more": "One question more; Enter skips it, q stops.",
        "about": "about {id}, {title}",
        "kept": "Kept.",
        "situation": "Where did it help? One line; Enter skips.",
        "today": "{count} still there today, whenever you like: mistakes review",
        "next": "Next: {count} {when}.",
        "none left": "Nothing else is planned.",
        "nothing due": "Nothing is due today.",
        "enough": "That is enough for today.",
        "off": "No lessons are asked, as review.cap is 0: mistakes config set review.cap 5",
        "no plans": "No lesson has a plan yet, so there is nothing to recall.",
        "make one": "Make one: mistakes edit ID --if SITUATION --then DEED",
        "tomorrow": "tomorrow",
        "in days": "in {days} days",
        "one": "1 lesson to recall: mistakes review",
        "many": "{count} lessons to recall: mistakes review",
        "heading": "To recall",
    },
    "zh": {
        "place": "第 {number} 条，共 {total} 条",
        "when": "如果：{text}",
        "then": "就：{text}",
        "think": "你会怎么做？想一想或写下来；回车看答案，q 停止。",
        "and now": "你会怎么做？",
        "grade": "想起来了吗？y 想起来了 · n 没有 · q 停止",
        "grade again": "想起来了吗？y · n · q",
        "had": "想起来了",
        "missed": "没有",
        "changed": "{id} 刚才被修改过，这次跳过。",
        "practised": "练过了。{when}再来。",
        "retired": "练过了。它已两次派上用场，间隔也够长，以后不再问。",
        "held": "练过了。已有检查守着它，以后不再问。",
        "alike": "它和以前哪个错误最像？1 · 2 · 回车跳过",
        "rule": "表面不同，相同的是什么？写一行；回车跳过。",
        "compared": "记下了：两件事，一个道理。",
        "one more": "再问一个问题；回车跳过，q 停止。",
        "about": "关于 {id} {title}",
        "kept": "已保存。",
        "situation": "在哪里派上了用场？写一行；回车跳过。",
        "today": "今天还有 {count} 条，随时可以：mistakes review",
        "next": "下一次：{when} {count} 条。",
        "none left": "之后暂时没有安排。",
        "nothing due": "今天没有要回想的。",
        "enough": "今天够了。",
        "off": "review.cap 是 0，所以不提问：mistakes config set review.cap 5",
        "no plans": "还没有一条教训写成“如果……就……”，所以没有可回想的。",
        "make one": "写一条：mistakes edit ID --if 情形 --then 做法",
        "tomorrow": "明天",
        "in days": "{days} 天后",
        "one": "有 1 条要回想：mistakes review",
        "many": "有 {count} 条要回想：mistakes review",
        "heading": "要回想的",
    },
}

_OPENINGS = {"en": ("when ", "if ", "before ", "after ", "as soon as "), "zh": ("如果", "当", "每当", "一旦")}


def situation(when: str, language: str) -> str:
    """Return the situation of a plan, beginning as a condition does, whatever word it was typed with."""
    opened = when.strip().casefold().startswith(_OPENINGS["en"] + _OPENINGS["zh"])
    return when[:1].upper() + when[1:] if opened else WORDS[language]["when"].format(text=when)


def ahead(words: dict[str, str], day: date, today: date) -> str:
    """Return how far ahead a day is."""
    days = (day - today).days
    return words["tomorrow"] if days <= 1 else words["in days"].format(days=days)


def next_line(words: dict[str, str], coming: Upcoming | None, today: date) -> str:
    """Return the one line on what comes next."""
    if coming is None:
        return words["none left"]
    return words["next"].format(count=coming.lessons, when=ahead(words, coming.day, today))


def count_line(words: dict[str, str], count: int) -> str:
    """Return how many lessons are to be recalled, and by which command."""
    return words["one"] if count == 1 else words["many"].format(count=count)
