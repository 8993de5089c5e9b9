"""What a session says, in English and Chinese.

Had it and did not are praised alike: looking is what counts.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes_review.outlook import Upcoming

WORDS = {
    "en": {
        "place": "{number} of {total}",
        "think": "What do you do? Think or type; Enter shows it, q stops.",
        "and now": "What do you do?",
        "grade": "Had it?  y had it · n did not · q stop",
        "grade again": "Had it?  y · n · q",
        "had": "Had it",
        "missed": "Did not, and looked",
        "changed": "{id} was changed meanwhile and is left out.",
        "elsewhere": "{id} was recalled elsewhere meanwhile and is left out.",
        "comes back": "It comes back {when}.",
        "retired": "It helped twice and rests long by now, so it is asked no more.",
        "held": "A check holds it, so it is asked no more.",
        "alike": "Which older mistake is it most like?  1 · 2 · Enter skips",
        "rule": "What is the same beneath? One line; Enter skips.",
        "compared": "Noted: two cases, one rule.",
        "one more": "One question more; Enter skips it, q stops.",
        "about": "about {id}, {title}",
        "kept": "Kept.",
        "as a note": "Enter keeps your words as a private note; or type it anew.",
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
        "practice": "Practice",
        "plans": "lessons with a plan {plans}, of these applied {applied}",
        "first day": "from plan to first application: 1 day (median)",
        "first days": "from plan to first application: {days} days (median)",
        "recalled once": "recalled once, {count} of the lessons by heart at least once",
        "recalled": "recalled {times} times, {count} of the lessons by heart at least once",
        "count retired": "retired {count}",
        "nothing yet": 'There is nothing to recall yet. Begin with: mistakes add "what happened"',
        "helped once": "noted: {id}, {title}, has helped once",
        "helped twice": "noted: {id}, {title}, has helped twice",
        "helped": "noted: {id}, {title}, has helped {count} times",
        "habit": "It has become a habit and is asked no more.",
        "overcome": "How was it overcome? mistakes reflect {id}",
        "asked": "It is asked from tomorrow on: mistakes review",
        "planless": "It has no plan yet; with one it is asked: {plan}",
        "is retired": "retired: {id}, {title}, is asked no more",
        "is retired lesson": "retired: one lesson of {id}, {title}, is asked no more",
        "still found": "It is still found. Ask it again: mistakes retire {id} --undo",
        "open again": "open again: {id}, {title}",
        "done": "done: {text} ({id}, {place})",
        "private": "private",
        "one open": "1 action is still open.",
        "open": "{count} actions are still open.",
        "new": "new, written down {ago}",
        "rested": "{ago}, due after {interval}",
        "just today": "today",
        "yesterday": "yesterday",
        "days ago": "{days} days ago",
        "one day": "1 day",
        "days": "{days} days",
    },
    "zh": {
        "place": "第 {number} 条，共 {total} 条",
        "think": "你会怎么做？想一想或写下来；回车看答案，q 停止。",
        "and now": "你会怎么做？",
        "grade": "想起来了吗？y 想起来了 · n 没有 · q 停止",
        "grade again": "想起来了吗？y · n · q",
        "had": "想起来了",
        "missed": "没想起来，看过了",
        "changed": "{id} 刚才被修改过，这次跳过。",
        "elsewhere": "{id} 已在别处回想过，这次跳过。",
        "comes back": "{when}再来。",
        "retired": "它已两次派上用场，间隔也够长，以后不再问。",
        "held": "已有检查守着它，以后不再问。",
        "alike": "它和以前哪个错误最像？1 · 2 · 回车跳过",
        "rule": "表面不同，相同的是什么？写一行；回车跳过。",
        "compared": "记下了：两件事，一个道理。",
        "one more": "再问一个问题；回车跳过，q 停止。",
        "about": "关于 {id} {title}",
        "kept": "已保存。",
        "as a note": "回车把原话存为私人笔记；或者重新输入。",
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
        "practice": "练习",
        "plans": "有计划的教训 {plans} 条，其中用上了 {applied} 条",
        "first day": "从计划到第一次用上：1 天（中位数）",
        "first days": "从计划到第一次用上：{days} 天（中位数）",
        "recalled once": "回想过 1 次，至少想起来过一次的有 {count} 条",
        "recalled": "回想过 {times} 次，至少想起来过一次的有 {count} 条",
        "count retired": "不再问的 {count} 条",
        "nothing yet": '还没有可回想的。从这里开始：mistakes add "发生了什么"',
        "helped once": "已记下：{id}（{title}）帮上了 1 次忙",
        "helped twice": "已记下：{id}（{title}）帮上了 2 次忙",
        "helped": "已记下：{id}（{title}）帮上了 {count} 次忙",
        "habit": "它已成了习惯，以后不再问。",
        "overcome": "是怎么克服的？mistakes reflect {id}",
        "asked": "明天起会问你：mistakes review",
        "planless": "它还没有计划；有了计划才会问你：{plan}",
        "is retired": "不再问：{id}（{title}）",
        "is retired lesson": "不再问：{id}（{title}）的一条教训",
        "still found": "仍然找得到。要再问：mistakes retire {id} --undo",
        "open again": "重新开始问：{id}（{title}）",
        "done": "已完成：{text}（{id}，{place}）",
        "private": "私密",
        "one open": "还有 1 项行动没有完成。",
        "open": "还有 {count} 项行动没有完成。",
        "new": "新的，{ago}写下",
        "rested": "{ago}，间隔 {interval}",
        "just today": "今天",
        "yesterday": "昨天",
        "days ago": "{days} 天前",
        "one day": "1 天",
        "days": "{days} 天",
    },
}


def ahead(words: dict[str, str], day: date, today: date) -> str:
    """Return how far ahead a day is."""
    days = (day - today).days
    return words["tomorrow"] if days <= 1 else words["in days"].format(days=days)


def why_due(words: dict[str, str], last: int, interval: int, today: int, *, is_new: bool) -> str:
    """Return why a lesson is due: since when it rests, or that it is new; days are ordinals."""
    days = today - last
    ago = words["yesterday" if days == 1 else "just today" if days < 1 else "days ago"].format(days=days)
    if is_new:
        return words["new"].format(ago=ago)
    rest = words["one day" if interval == 1 else "days"].format(days=interval)
    return words["rested"].format(ago=ago, interval=rest)


def next_line(words: dict[str, str], coming: Upcoming | None, today: date) -> str:
    """Return the one line on what comes next."""
    if coming is None:
        return words["none left"]
    return words["next"].format(count=coming.lessons, when=ahead(words, coming.day, today))


def count_line(words: dict[str, str], count: int) -> str:
    """Return how many lessons are to be recalled, and by which command."""
    return words["one"] if count == 1 else words["many"].format(count=count)
