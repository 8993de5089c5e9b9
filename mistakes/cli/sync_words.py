"""The words of syncing, and of deciding where two people changed one thing, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mistakes.locales import language

if TYPE_CHECKING:
    from mistakes.settings import Settings

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "in step": "in step",
        "nothing": "nothing to send or fetch",
        "sent": "{what} sent",
        "would send": "{what} would be sent",
        "received": "{what} received",
        "would receive": "{what} would be received",
        "removal": "the removal of {what}",
        "joined": "; {count:,} joined with your changes",
        "and": " and ",
        "comma": ", ",
        "semicolon": "; ",
        "one entry": "1 entry",
        "entries": "{count:,} entries",
        "one other": "1 other file",
        "others": "{count:,} other files",
        "lost": "{id} was changed on both sides; one value lost and is kept beside it",
        "two": "{id} was the id of two entries; one of them is now {new}",
        "brought": "{path} {reason}",
        "brought by": "{path} {reason} (commit {commit} by {author})",
        "not sent": "not sent: {path}: {reason}",
        "stayed": "{what} that the other side had no more stayed:",
        "would stay": "{what} that the other side had no more would stay:",
        "went": "{what} that the other side had no more went:",
        "would go": "{what} that the other side had no more would go:",
        "and more": "  and {count:,} more; --json has them all",
        "in history": "git's history here still has them; how to get them back: "
        "Recover a shared journal, in the docs",
        "needs you": "needs you first: {trouble}",
        "one to commit": "1 file to commit",
        "to commit": "{count:,} files to commit",
        "one to send": "1 commit to send",
        "to send": "{count:,} commits to send",
        "one to fetch": "1 commit to fetch",
        "to fetch": "{count:,} commits to fetch",
        "as far": "in step, as far as is known here",
        "last": "; last synced {day}",
        "through": "; {backend} {remote}",
        "no remote": "without a remote",
        "not shared": "No journal here is shared yet. To begin: mistakes init --help",
        "left out": "left out: {why}",
        "saved": "saved, not shared yet: {why}",
        "folder alone": "{journal} is shared through its folder alone; nothing was sent",
        "lacks": "These entries were shared before, and the rewritten history lacks them:",
        "keep them?": "Keep them, for everybody? Somebody may have cut them out for a reason. [y/N] ",
        "were removed": "{removed:,} of {known:,} entries were removed at the other side:",
        "are gone": "These would go here too:",
        "bring back?": "Bring them back, for everybody? [y]es, [n]o: let them go, "
        "Enter decides later and changes nothing: ",
        "programs": "The repository of {place} names programs that git would run:",
        "trust?": "Do you know them, and trust this journal? [y/N] ",
        "undecided": "{id}  {title} ({journal}): {fields}",
        "decide with": "Decide with: mistakes resolve ID",
        "nothing waits": "nothing waits for a decision",
        "stands": "  stands:  ",
        "other": "  other:   ",
        "by": " ({author})",
        "no value": "nothing",
        "which?": "  [k]eep what stands, [t]ake the other, Enter decides later: ",
        "taken": "  taken; {count:,} left",
        "decide": "Decide: mistakes resolve {id} --keep, or --take N",
        "is decided": "{id}, {title}: decided",
        "is open": "{id}, {title}: nothing decided",
        "none to decide": "{id}, {title}: has nothing to decide",
        "one waits": "; 1 waits",
        "wait": "; {count:,} wait",
    },
    "zh": {
        "in step": "已同步",
        "nothing": "没有要发送或获取的",
        "sent": "已发送 {what}",
        "would send": "将发送 {what}",
        "received": "已收到 {what}",
        "would receive": "将收到 {what}",
        "removal": "对 {what}的移除",
        "joined": "；其中 {count:,} 条与你的改动合在了一起",
        "and": "和 ",
        "comma": "，",
        "semicolon": "；",
        "one entry": "1 条记录",
        "entries": "{count:,} 条记录",
        "one other": "1 个其他文件",
        "others": "{count:,} 个其他文件",
        "lost": "{id} 两边都改过；没用上的那个值留在旁边",
        "two": "{id} 是两条记录共用的编号；其中一条现在是 {new}",
        "brought": "{path} {reason}",
        "brought by": "{path} {reason}（{author} 的提交 {commit}）",
        "not sent": "未发送：{path}：{reason}",
        "stayed": "对方已没有的 {what}留下了：",
        "would stay": "对方已没有的 {what}将会留下：",
        "went": "对方已没有的 {what}随之移除了：",
        "would go": "对方已没有的 {what}将随之移除：",
        "and more": "  还有 {count:,} 条；--json 列出全部",
        "in history": "这里的 git 历史里还有它们；怎样取回，见文档：Recover a shared journal",
        "needs you": "需要你先处理：{trouble}",
        "one to commit": "待提交 1 个文件",
        "to commit": "待提交 {count:,} 个文件",
        "one to send": "待发送 1 个提交",
        "to send": "待发送 {count:,} 个提交",
        "one to fetch": "待获取 1 个提交",
        "to fetch": "待获取 {count:,} 个提交",
        "as far": "就这里所知已同步",
        "last": "；上次同步 {day}",
        "through": "；{backend} {remote}",
        "no remote": "没有远端",
        "not shared": "这里还没有共享的日志。要开始：mistakes init --help",
        "left out": "略过：{why}",
        "saved": "已保存，尚未分享：{why}",
        "folder alone": "{journal} 只通过它的文件夹共享；什么也没有发送",
        "lacks": "这些记录以前分享过，改写后的历史里没有了：",
        "keep them?": "为大家留着它们？别人去掉它们也许有缘故。[y/N] ",
        "were removed": "{known:,} 条记录里，对方移除了 {removed:,} 条：",
        "are gone": "这里也会移除这些：",
        "bring back?": "为大家找回它们？[y] 找回，[n] 让它们去，回车以后再定（什么也不改）：",
        "programs": "{place} 的仓库指定了 git 会运行的程序：",
        "trust?": "你认得它们，也信任这个日志吗？[y/N] ",
        "undecided": "{id}  {title}（{journal}）：{fields}",
        "decide with": "来定：mistakes resolve 编号",
        "nothing waits": "没有等你决定的",
        "stands": "  现有：",
        "other": "  另一个：",
        "by": "（{author}）",
        "no value": "没有",
        "which?": "  [k] 保留现有的，[t] 用另一个，回车以后再定：",
        "taken": "  已换上；还剩 {count:,} 个",
        "decide": "来定：mistakes resolve {id} --keep，或 --take N",
        "is decided": "{id}（{title}）：已定",
        "is open": "{id}（{title}）：没有定下什么",
        "none to decide": "{id}（{title}）：没有要决定的",
        "one waits": "；还有 1 个待定",
        "wait": "；还有 {count:,} 个待定",
    },
}
# what a backend says of a file or of the repository, by the English that it says
_SAID_ZH = (
    (r"(\d+) by (.+) \(commit (\S+)\)", r"\2 移除 \1 条（提交 \3）"),
    (r"is a link", "是链接"),
    (r"is another repository", "是另一个仓库"),
    (r"is a program", "是程序"),
    (r"is larger than (\d+) KiB", r"大于 \1 KiB"),
    (r"is not UTF-8", "不是 UTF-8"),
    (r"has the id (\S+) inside", r"里面的编号是 \1"),
    (r"is empty", "是空的"),
    (r"is gone", "不在了"),
    (r"is too large to be joined", "太大，合不了"),
    (r"one side cannot be read, so the other was kept", "有一边读不了，留下了另一边"),
    (r"cannot be read on either side, so it was not joined", "两边都读不了，没有合并"),
    (r"would be larger than 256 KiB if it were joined", "合并后会大于 256 KiB"),
    (r"got a line in the name of (.+) that somebody else committed", r"里有一行署名 \1，提交它的却是别人"),
    (
        r"got (\S+) lines in the name of (.+) that somebody else committed",
        r"里有 \1 行署名 \2，提交它们的却是别人",
    ),
    (r"got another author, (.+); it was (.+)", r"换了作者：现在是 \1，原来是 \2"),
    (
        r"had another id, which was not taken over: a journal's id never changes",
        "换了编号，没有采用：日志的编号从不改变",
    ),
    (
        r"looks like a secret \((.+)\)\. Take it out, or if it is no secret: (.+)",
        r"像是秘密（\1）。请删去；如果不是秘密：\2",
    ),
    (r"says that it is another kind of journal", "说自己是另一种日志"),
    (r"line (\d+) is private", r"第 \1 行是私密的"),
    (r"(.+) is private", r"\1 是私密的"),
    (
        r"what you do is committed as (\S+), and (\S+) is known by (.+): it does not count for others until the file "
        r"(\S+) has the line (.+), committed from the old address",
        r"你做的事以 \1 提交，而 \2 用的是 \3：在文件 \4 里写上这一行 \5，并从旧地址提交之前，对别人不算数",
    ),
    (r"committed here; the journal has no remote yet", "已在这里提交；这个日志还没有远端"),
    (
        r"hooks of this repository did not run; to let them: (.+)",
        r"这个仓库的钩子没有运行；要让它们运行：\1",
    ),
    (r"the history as it was here is kept under the tag (.+)", r"这里原来的历史保存在标签 \1 下"),
    (
        r"the journal is called (.+) now, and was called (.+) \(commit (\S+) by (.+)\)",
        r"日志改名为 \1，原名 \2（\4 的提交 \3）",
    ),
    (r"committed 1 file; push it with the code", "已随代码提交 1 个文件；请推送"),
    (r"committed (\S+) files; push them with the code", r"已随代码提交 \1 个文件；请推送"),
    (
        r"the journal lies in a code repository, and all of it is committed; git pull and push as for the code",
        "日志在代码仓库里，已全部提交；和代码一样 git pull、git push",
    ),
    (
        r"(\S+) files? waits? to be committed with the code: (.+) \(or let sync do it: (.+)\)",
        r"有 \1 个文件待随代码提交：\2（或让 sync 来做：\3）",
    ),
)


class Words:
    """Our words for one reader: `words("sent", what=…)`."""

    def __init__(self, settings: Settings) -> None:
        self.language = language(settings)

    def __call__(self, name: str, /, **values: object) -> str:
        """Return words of ours with values in them."""
        return _WORDS[self.language][name].format(**values)

    def counted(self, count: int, one: str, many: str) -> str:
        """Return the words for one, or for many with their number; "" for none."""
        return self(one if count == 1 else many, count=count) if count else ""

    def said(self, text: str) -> str:
        """Return what a backend said, in the reader's language where we know the sentence."""
        if self.language != "zh":
            return text
        for pattern, words in _SAID_ZH:
            if found := re.fullmatch(pattern, text, re.DOTALL):
                return found.expand(words)
        return text
