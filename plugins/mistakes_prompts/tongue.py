"""The user's language, and the few words of our own that a conversation needs, in English and Chinese."""

from __future__ import annotations

import os
from collections.abc import Mapping

from mistakes.settings import Settings

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(settings: Settings, asked: str = "") -> str:
    """Return a language such as `en`, `zh` or `zh-TW`: the one asked for, the setting, the locale's."""
    locale = next((os.environ[name] for name in _LOCALE if os.environ.get(name)), "")
    code = (asked or settings.text("language") or locale).partition(".")[0].partition("@")[0]
    code = code.replace("_", "-")
    return "en" if code in ("", "C", "POSIX") else code


def words(language: str) -> Mapping[str, str]:
    """Return our own words in a language; Chinese for every Chinese, English for all others."""
    return _CHINESE if language.startswith("zh") else _ENGLISH


_ENGLISH = {
    "keys": "Enter twice ends an answer. Alone on the first line: Enter skips, b goes back, q stops, ? tells why.",
    "count": "{number} of {total}",
    "alone": "a question",
    "about_team": "Your answers go into this entry, where {journal} reads them.",
    "about_colleague": "A colleague wrote this; your answers stay private.",
    "gently": "These are gentle questions, as this one hurts. Take your time, or leave it for today.",
    "saved": "saved in {field}",
    "and_noted": "{said}; your words are kept as a private note",
    "about": "about: {title}",
    "today": "A question",
    "noted": "kept as a private note",
    "compared": "compared with {other}",
    "skipped": "skipped; b brings it back",
    "before": "What you wrote before:",
    "tips": "Others found this helpful:",
    "old": "Your answer was:",
    "old_keys": "Enter keeps it; or type it anew.",
    "note_keys": "Enter keeps your words as a private note; or type it anew.",
    "first": "This is the first question.",
    "similar": "If it is one of these, begin your answer with the id:",
    "why": "Why this question:",
    "passed_over": "skipped",
    "done_one": "1 answer saved privately{about}.",
    "done": "{count} answers saved privately{about}.",
    "done_team_one": "1 answer saved in {journal}{about}.",
    "done_team": "{count} answers saved in {journal}{about}.",
    "begins": "Your journal begins here: {root}",
    "now": "It is {status} now.",
    "none_entry": "There is nothing to ask about {handle} now: it tells what the packs would ask.",
    "none": "There is nothing to ask today.",
    "more": "More questions: mistakes reflect {handle}",
    "nothing_said": "Nothing was answered, and nothing was changed.",
    "kept_draft": "What you had typed is kept in {path}",
    "accepts": "({accepts}; one line)",
}
_CHINESE = {
    "keys": "连按两次回车结束回答。首行单独输入：回车跳过，b 返回，q 结束，? 说明缘由。",
    "count": "第 {number} 题，共 {total} 题",
    "alone": "一个问题",
    "about_team": "你的回答会写进这条记录，{journal} 的同伴都能读到。",
    "about_colleague": "这是同事写的；你的回答只有自己看得到。",
    "gently": "这件事让你不好受，所以只问温和的问题。慢慢来，今天不答也可以。",
    "saved": "已存入 {field}",
    "and_noted": "{said}；原话存为私人笔记",
    "about": "关于：{title}",
    "today": "今日一问",
    "noted": "已存为私人笔记",
    "compared": "已和 {other} 作了比较",
    "skipped": "已跳过；输入 b 可以返回",
    "before": "你以前写的是：",
    "tips": "别人觉得有用的做法：",
    "old": "你刚才的回答：",
    "old_keys": "回车保留；或者重新输入。",
    "note_keys": "回车把原话存为私人笔记；或者重新输入。",
    "first": "这已经是第一个问题。",
    "similar": "如果是下面其中一条，回答时请以编号开头：",
    "why": "为什么问这个：",
    "passed_over": "已跳过",
    "done_one": "1 个回答已私下保存{about}。",
    "done": "{count} 个回答已私下保存{about}。",
    "done_team_one": "1 个回答已保存在 {journal}{about}。",
    "done_team": "{count} 个回答已保存在 {journal}{about}。",
    "begins": "你的日志从这里开始：{root}",
    "now": "现在到了“{status}”。",
    "none_entry": "{handle} 暂时没有要问的：该说的它都说了。",
    "none": "今天没有要问的。",
    "more": "继续：mistakes reflect {handle}",
    "nothing_said": "没有作答，什么也没改动。",
    "kept_draft": "已输入的内容保存在 {path}",
    "accepts": "（{accepts}；只写一行）",
    "the next step": "下一步",
    "the Q trained least": "练得最少的一商",
    "it came again": "又发生过",
    "one of its tags": "标签相符",
    "the team's first step": "团队的第一步",
    "how useful it was": "以往有没有用",
    "never asked": "还没问过",
    "the same pack as last": "和上次同一题包",
    "skipped lately": "最近跳过",
    "longer than the time there is": "花的时间偏长",
    "chance": "当天的运气",
}
STATUSES_ZH = {
    "raw": "原始记录",
    "understood": "已理解",
    "planned": "有计划",
    "practised": "练过",
    "applied": "用上了",
    "built in": "已固化",
}
FIELDS_EN = {
    "conditions": "what contributed",
    "lessons.text": "the lesson",
    "lessons.when": "the plan (when)",
    "lessons.then": "the plan (then)",
}
FIELDS_ZH = {
    "story": "经过", "expected": "预期", "believed": "当时的想法", "went_well": "做得好的", "lucky": "运气",
    "overcame": "如何克服", "feeling": "感受", "goal": "目标", "stretch": "新尝试", "customer_effect": "对客户",
    "harm_to_others": "对他人", "price": "代价", "conditions": "成因", "lessons": "教训", "lessons.when": "计划（如果）", "lessons.then": "计划（就）", "q": "三商",
    "confidence": "把握", "process": "过程", "result": "结果", "right_thing": "该不该做", "done_right": "做得对不对",
    "heard_from": "还有谁看到", "lead": "方面", "actions": "行动", "decision": "决定", "tags": "标签", "links": "关联",
}  # fmt: skip
