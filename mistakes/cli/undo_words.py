"""The words of taking back, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mistakes.locales import language

if TYPE_CHECKING:
    from mistakes.settings import Settings

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "undone": "taken back in {journal}: {what}",
        "redone": "done again in {journal}: {what}",
        "nothing undone": "nothing was taken back in {journal}: {what}",
        "nothing redone": "nothing was done again in {journal}: {what}",
        "so already": "it was so already in {journal}: {what}",
        "one imported": "the import of 1 entry",
        "imported": "the import of {count:,} entries",
        "added": "the new entry {id}",
        "changed": "the change of {id}",
        "deleted": "the deletion of {id}",
        "restored": "the restoring of {id}",
        "several deleted": "the deletion of {count:,} entries",
        "several restored": "the restoring of {count:,} entries",
        "event": "the note “{event}” about {id}",
        "lone event": "the note “{event}”",
        "with": " with the new entry {id}",
        "so before": "{count:,} of them were so already.",
        "left gone": "{count:,} could not be found: {ids}",
        "left unreadable": "{count:,} could not be read, and are as they were: {ids}; see: mistakes doctor",
        "left changed since": "What was changed once more since stays as it is: {fields}",
        "one before": "That change is forgotten now; `mistakes undo` takes back the one before.",
        "one back": "Nothing is lost; bring it back: mistakes restore {id}",
        "some back": "Nothing is lost; bring them back: mistakes restore {id}",
        "all back": "Nothing is lost: they are in `mistakes list is:deleted`; all back: mistakes undo --redo",
        "redo": "To do it again: mistakes undo --redo",
        "one import stopped": "stopped; 1 entry was added before and is saved",
        "import stopped": "stopped; {count:,} entries were added before and are saved",
        "import goes on": "Import again to go on: what is there is not added twice.",
        "undo stopped": "stopped; {done:,} of {count:,} entries are done",
        "undo goes on": "Run it again to go on.",
        "deleted here": "1 is deleted here: mistakes list is:deleted",
        "are deleted here": "{count:,} are deleted here: mistakes list is:deleted",
        "back by redo": "Bring them back: mistakes undo --redo",
        "back by id": "Bring it back: mistakes restore {ids}",
        "back by ids": "Bring them back: mistakes restore {ids}",
    },
    "zh": {
        "undone": "已在 {journal} 撤销：{what}",
        "redone": "已在 {journal} 重做：{what}",
        "nothing undone": "在 {journal} 什么也没有撤销：{what}",
        "nothing redone": "在 {journal} 什么也没有重做：{what}",
        "so already": "在 {journal} 早已如此：{what}",
        "one imported": "导入的 1 条记录",
        "imported": "导入的 {count:,} 条记录",
        "added": "新记录 {id}",
        "changed": "对 {id} 的修改",
        "deleted": "对 {id} 的删除",
        "restored": "对 {id} 的恢复",
        "several deleted": "对 {count:,} 条记录的删除",
        "several restored": "对 {count:,} 条记录的恢复",
        "event": "{id} 的标记“{event}”",
        "lone event": "标记“{event}”",
        "with": "，连同新记录 {id}",
        "so before": "其中 {count:,} 条早已如此。",
        "left gone": "有 {count:,} 条找不到：{ids}",
        "left unreadable": "有 {count:,} 条读不了，保持原样：{ids}；请看：mistakes doctor",
        "left changed since": "之后又改过的保持原样：{fields}",
        "one before": "这次改动不再记着；mistakes undo 会撤销再前一次。",
        "one back": "什么都没丢；要恢复：mistakes restore {id}",
        "some back": "什么都没丢；要恢复：mistakes restore {id}",
        "all back": "什么都没丢：都在 mistakes list is:deleted 里；全部恢复：mistakes undo --redo",
        "redo": "要重做：mistakes undo --redo",
        "one import stopped": "已停下；之前加入的 1 条已保存",
        "import stopped": "已停下；之前加入的 {count:,} 条已保存",
        "import goes on": "再导入一次就会接着做：已有的不会重复加入。",
        "undo stopped": "已停下；{count:,} 条中已完成 {done:,} 条",
        "undo goes on": "再运行一次就会接着做。",
        "deleted here": "有 1 条在这里已删除：mistakes list is:deleted",
        "are deleted here": "有 {count:,} 条在这里已删除：mistakes list is:deleted",
        "back by redo": "要恢复：mistakes undo --redo",
        "back by id": "要恢复：mistakes restore {ids}",
        "back by ids": "要恢复：mistakes restore {ids}",
    },
}
_EVENTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "applied": "it helped",
        "repeated": "it came again",
        "thanked": "thanks",
        "commented": "a comment",
        "read": "it was read",
        "action-done": "an action is done",
        "checked": "a check holds it",
        "shared": "it was shared",
        "reviewed": "a review",
        "compared": "a comparison",
        "answered": "an answer",
        "skipped": "a question was skipped",
        "retired": "it is asked no more",
        "rested": "a rest",
        "borrowed": "it was borrowed",
        "decided": "a decision was sealed",
        "scored": "a decision was scored",
        "retracted": "a note was taken back",
        "": "an event",
    },
    "zh": {
        "applied": "有用",
        "repeated": "又发生了",
        "thanked": "感谢",
        "commented": "评论",
        "read": "已读",
        "action-done": "行动已完成",
        "checked": "有检查守着",
        "shared": "已分享",
        "reviewed": "复习",
        "compared": "比较",
        "answered": "回答",
        "skipped": "跳过的问题",
        "retired": "不再问",
        "rested": "休息",
        "borrowed": "已借用",
        "decided": "已封存的决定",
        "scored": "已评分的决定",
        "retracted": "撤回",
        "": "事件",
    },
}


def words(settings: Settings) -> Mapping[str, str]:
    """Return our words for a reader."""
    return _WORDS[language(settings)]


def event_word(settings: Settings, do: str) -> str:
    """Return what an event is called; its own name where there is no word for it."""
    return _EVENTS[language(settings)].get(do, do)
