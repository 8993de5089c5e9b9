"""The words of the page of one entry, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "happened": "happened {day} ({age})",
        "cost": "cost {cost}",
        "repeated": "repeated",
        "retired": "retired",
        "already": " ({steps} already)",
        "is deleted": "deleted",
        "deleted": "Deleted {age}{why}; bring it back: mistakes restore {id}",
        "expected": "Expected",
        "believed": "Believed",
        "went_well": "Went well",
        "lucky": "Lucky",
        "overcame": "How it was overcome",
        "feeling": "Feeling (private)",
        "goal": "Goal",
        "stretch": "Stretch",
        "customer_effect": "For customers",
        "harm_to_others": "Harm to others",
        "judged": "How it was judged",
        "process": "the way it was done {value} of 5",
        "result": "the result {value} of 5",
        "right_thing": "the right thing to do",
        "other_thing": "better not done",
        "done_right": "done right",
        "done_badly": "not done right",
        "conditions": "What contributed",
        "lessons": "Lessons",
        "held by": "held by {text}",
        "brought by": "brought to mind by {text}",
        "paths": "path {}",
        "commands": "command {}",
        "words": "word {}",
        "tags": "tag {}",
        "actions": "Actions",
        "price note": "What it cost",
        "done": "done {day}",
        "overdue": "overdue since {day}",
        "due": "due {day}",
        "helped": "with {name}",
        "decision": "Decision",
        "options": "Options: {}",
        "chosen": "Chosen: {}",
        "prediction": "Prediction: {}",
        "confidence": "Confidence: {} %",
        "review_on": "Review on: {}",
        "views": "Views: {}",
        "outcome": "Outcome: {}",
        "repeat_of": "The same again as: {}",
        "like": "Like: {}",
        "borrowed_from": "Borrowed from: {}",
        "evidence": "Evidence: {}",
        "heard_from": "Heard from: {}",
        "imported": "Imported from: {}",
        "conflict": "Two people changed this; the other value was",
        "said": "What was said",
        "thanks": " (thank you)",
        "came": "What came of it",
        "came again once": "It came again once.",
        "came again": "It came again {count} times.",
        "repeat": "came again on {day}: {id}  {title}",
        "applied once": "It helped once.",
        "applied": "It helped {count} times.",
        "in": "helped on {day}: {text}",
        "scored": "scored on {day}: {percent} as predicted",
        "compared": "compared with {id}: {rule}",
        "answers": "Your answers (private)",
    },
    "zh": {
        "happened": "发生于 {day}（{age}）",
        "cost": "代价 {cost}",
        "repeated": "又发生过",
        "retired": "不再问",
        "already": "（已有：{steps}）",
        "is deleted": "已删除",
        "deleted": "{age}删除{why}；恢复：mistakes restore {id}",
        "expected": "原本预期",
        "believed": "当时以为",
        "went_well": "做得好的",
        "lucky": "运气",
        "overcame": "如何克服",
        "feeling": "感受（私密）",
        "goal": "目标",
        "stretch": "新尝试",
        "customer_effect": "对客户",
        "harm_to_others": "对他人的伤害",
        "judged": "如何评价",
        "process": "过程 {value}／5",
        "result": "结果 {value}／5",
        "right_thing": "是该做的事",
        "other_thing": "本可不做的事",
        "done_right": "做法对",
        "done_badly": "做法不对",
        "conditions": "成因",
        "lessons": "教训",
        "held by": "由 {text} 守着",
        "brought by": "遇到这些会提醒：{text}",
        "paths": "路径 {}",
        "commands": "命令 {}",
        "words": "词 {}",
        "tags": "标签 {}",
        "actions": "行动",
        "price note": "代价",
        "done": "{day} 完成",
        "overdue": "已过期，原定 {day}",
        "due": "{day} 到期",
        "helped": "协助：{name}",
        "decision": "决定",
        "options": "选项：{}",
        "chosen": "选择：{}",
        "prediction": "预计：{}",
        "confidence": "把握：{} %",
        "review_on": "揭晓：{}",
        "views": "不同看法：{}",
        "outcome": "结果：{}",
        "repeat_of": "再次发生的是：{}",
        "like": "相似：{}",
        "borrowed_from": "借自：{}",
        "evidence": "凭据：{}",
        "heard_from": "听取了：{}",
        "imported": "导入自：{}",
        "conflict": "两人同时改过；另一个值是",
        "said": "大家说的",
        "thanks": "（致谢）",
        "came": "后来",
        "came again once": "又发生过 1 次。",
        "came again": "又发生过 {count} 次。",
        "repeat": "{day} 又发生：{id}  {title}",
        "applied once": "派上过 1 次用场。",
        "applied": "派上过 {count} 次用场。",
        "in": "{day} 派上用场：{text}",
        "scored": "{day} 评分：{percent} 如预计",
        "compared": "与 {id} 比较：{rule}",
        "answers": "你的回答（私密）",
    },
}
STATUSES_ZH = {
    "raw": "原始记录",
    "understood": "已理解",
    "planned": "有计划",
    "practised": "练过",
    "applied": "用上了",
    "built in": "已固化",
}
MARKS = {
    "en": {
        **{"mistake": "", "near-miss": "near miss", "success": "win", "decision": "decision"},
        **{"borrowed": "borrowed"},
    },
    "zh": {"mistake": "", "near-miss": "险些", "success": "成功", "decision": "决定", "borrowed": "借来的"},
}
TRUST: Mapping[str, Mapping[int, str]] = {
    "en": {1: "a little trust", 2: "much trust", 3: "all trust"},
    "zh": {1: "一点信任", 2: "很多信任", 3: "全部信任"},
}
CONDITIONS_ZH = {
    **{"person": "人", "task": "任务", "tool": "工具", "team": "团队", "environment": "环境"},
    **{"assumption": "假设"},
}

_UNITS_ZH = {"minute": "分钟", "hour": "小时", "day": "天", "week": "周", "month": "个月", "year": "年"}


def status_name(status: str, language: str) -> str:
    """Return a step of the ladder in a language."""
    return STATUSES_ZH.get(status, status) if language == "zh" else status


def age_in(age: str, language: str) -> str:
    """Return how long ago something was, as `mistakes.when.describe_age` says it, in a language."""
    if language != "zh":
        return age
    found = re.fullmatch(r"(in )?(\d+) (\w+?)s?( ago)?", age)
    if found:
        return f"{found[2]} {_UNITS_ZH[found[3]]}{'后' if found[1] else '前'}"
    return {"just now": "刚刚", "today": "今天", "yesterday": "昨天", "tomorrow": "明天"}.get(age, age)
