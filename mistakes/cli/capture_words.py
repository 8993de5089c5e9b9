"""The words of writing down, looking up and being reminded, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mistakes.locales import language

if TYPE_CHECKING:
    from mistakes.settings import Settings

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "saved": "saved {place} as {id}  {title}",
        "sealed": "sealed {place} as {id}  {title}",
        "changed": "changed {id} ({whose})  {title}",
        "not changed:": "not changed: {id} ({whose})  {title}",
        "borrowed already:": "borrowed already: {id} ({whose})  {title}",
        "linked": "linked {id} ({whose})  {title}",
        "deleted": "deleted {id} ({whose})  {title}",
        "restored": "restored {id} ({whose})  {title}",
        "privately": "privately",
        "in": "in {journal}",
        "private": "private",
        "journal begins": "Your journal begins here: {path}",
        "writes as": "You write as {who}; to change it: mistakes config set author {example}",
        "looks like": "looks like {old}, {title} ({age}); the same again? mistakes link {new} --again {old}",
        "ahead": "{id} is dated {day}, which is still to come; if that is a slip: "
        "mistakes edit {id} --happened WHEN",
        "both kept": "somebody else changed {id} too; both values are kept: mistakes resolve {id}",
        "is deleted": "{id} is deleted; to bring it back: mistakes restore {id}",
        "again once": "noted: {id}, {title}, has come again once",
        "again": "noted: {id}, {title}, has come again {count} times",
        "plan again": "A plan holds better than a resolution; a new one may hold better still: {plan}",
        "not lost": "Nothing is lost; bring it back: mistakes restore {id}",
        "hook there already": "there already: {path}",
        "hook changed": "changed: {path}",
        "hook installed": "installed: {path}",
        "hook removed": "removed: {path}",
        "hook back": "removed: {path} (the one before it is back)",
        "hook before": "The hook that was there before runs first, and still decides.",
        "hook shared": "That folder is part of the repository: others get the hook with your next commit of it.",
        "hook left": "Hooks are left to pre-commit here. Add this to {file}, beneath `repos:`",
        "nobody speaks": "No journal may speak unasked yet. A team's: mistakes journals trust PATH. "
        "Your own: mistakes config set brief.private true",
        "hushed": "hushed: {id}, {title}, comes no more unasked",
        "hushed lesson": "hushed: this lesson of {id}, {title}, comes no more unasked",
        "is hushed": "What is hushed stands in: mistakes config get brief.hushed",
        "left out": "Your personal journal is left out; -j personal or the setting brief.private lets it in.",
        "unlike": "Nothing in your journals resembles this plan.",
        "reasons?": 'Tell what could make it fail: mistakes premortem "…" --reason "…"',
        "plan one": "A plan for one of them: mistakes edit {id} --lesson … --if … --then …",
        "think": "Worth a thought before it turns out: {question} ({command})",
        "nothing alike": "Nothing in this journal looks like it.",
        "answers": "Your answers (private)",
        "nothing found": "Nothing found. Fewer words find more; a word also finds what begins with it.",
        "nothing yet": 'No entries yet. Begin with: mistakes add "what happened"',
        "first": "The first {limit}; more with -n 100, all with -n 0.",
        "by writing": "In the order they were written down; the day is when it happened.",
        "one unread": "1 file could not be read; see: mistakes doctor",
        "unread": "{count} files could not be read; see: mistakes doctor",
        "commands": "mistakes add · search WORDS · show ID · --help",
    },
    "zh": {
        "saved": "已{place}保存，编号 {id}  {title}",
        "sealed": "已{place}封存，编号 {id}  {title}",
        "changed": "已修改 {id}（{whose}）  {title}",
        "not changed:": "没有改动：{id}（{whose}）  {title}",
        "borrowed already:": "早已借过：{id}（{whose}）  {title}",
        "linked": "已关联 {id}（{whose}）  {title}",
        "deleted": "已删除 {id}（{whose}）  {title}",
        "restored": "已恢复 {id}（{whose}）  {title}",
        "privately": "私密",
        "in": "在 {journal} ",
        "private": "私密",
        "journal begins": "你的日志从这里开始：{path}",
        "writes as": "你的署名是 {who}；要改：mistakes config set author {example}",
        "looks like": "很像 {old}（{title}，{age}）；又是同一个？mistakes link {new} --again {old}",
        "ahead": "{id} 的日期是 {day}，还没有到；如果写错了：mistakes edit {id} --happened 日期",
        "both kept": "别人也改了 {id}；两个值都留着：mistakes resolve {id}",
        "is deleted": "{id} 是已删除的；要恢复：mistakes restore {id}",
        "again once": "已记下：{id}（{title}）又发生了 1 次",
        "again": "已记下：{id}（{title}）又发生过 {count} 次",
        "plan again": "计划比决心牢靠；换一个计划也许更牢靠：{plan}",
        "not lost": "什么也没丢；要恢复：mistakes restore {id}",
        "hook there already": "早已装好：{path}",
        "hook changed": "已更新：{path}",
        "hook installed": "已装好：{path}",
        "hook removed": "已移除：{path}",
        "hook back": "已移除：{path}（原来的那个又回来了）",
        "hook before": "原来的钩子先运行，仍由它决定。",
        "hook shared": "那个文件夹属于仓库：下次提交它之后，别人也会有这个钩子。",
        "hook left": "这里的钩子归 pre-commit 管。请把这些加到 {file} 的 `repos:` 下面",
        "nobody speaks": "还没有哪个日志可以主动提醒。团队的：mistakes journals trust PATH。"
        "自己的：mistakes config set brief.private true",
        "hushed": "不再提醒：{id}（{title}）",
        "hushed lesson": "不再提醒：{id}（{title}）的这条教训",
        "is hushed": "不再提醒的都在这里：mistakes config get brief.hushed",
        "left out": "没有看你的个人日志；-j personal 或设置 brief.private 可以让它参加。",
        "unlike": "你的日志里没有和这个计划相像的。",
        "reasons?": '写下它可能因为什么失败：mistakes premortem "…" --reason "…"',
        "plan one": "给其中一个原因定个计划：mistakes edit {id} --lesson … --if … --then …",
        "think": "揭晓之前想一想：{question}（{command}）",
        "nothing alike": "这个日志里没有和它相像的。",
        "answers": "你的回答（私密）",
        "nothing found": "什么也没找到。词少一些，找到的就多一些；一个词也能找到以它开头的词。",
        "nothing yet": '还没有记录。从这里开始：mistakes add "发生了什么"',
        "first": "这是前 {limit} 条；-n 100 看更多，-n 0 看全部。",
        "by writing": "按记下的先后排列；日期是事情发生的那天。",
        "one unread": "有 1 个文件读不了，请看：mistakes doctor",
        "unread": "有 {count} 个文件读不了，请看：mistakes doctor",
        "commands": "mistakes add · search 词语 · show 编号 · --help",
    },
}


def words(settings: Settings) -> Mapping[str, str]:
    """Return our words for a reader."""
    return WORDS[language(settings)]
