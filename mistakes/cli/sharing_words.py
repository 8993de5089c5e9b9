"""The words of what people do with each other, from sharing to joining, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mistakes.locales import language

if TYPE_CHECKING:
    from mistakes.settings import Settings

YES = ("y", "yes", "是", "好")
NO = ("n", "no", "否", "不")
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "would publish": "This would be published in {team}, as {author}:",
        "would change": "This would change in {team}, as {author}:",
        "taken back": "The team had it, as {id}; {who} took it back on {day}.",
        "was purged": "The team had it, as {id}; {who} purged it on {day}. There may have been a reason: ask first.",
        "somebody": "somebody",
        "stays": "stays private: {name}, {why}",
        "tick": " (add it: --with {name})",
        "not looked": "Not looked through by {names}: look yourself.",
        "share?": "Share this with {team}? [y/N] ",
        "share again?": "Share this with {team} again? [y/N] ",
        "a secret": "this looks like a secret",
        "secrets": "{count} places look like secrets",
        "nobody looked": "nobody has looked for secrets",
        "all the same?": "{what}: publish it all the same? [y/N] ",
        "shared": "shared with {team} as {id}  {title}",
        "shared again": "shared with {team} again as {id}  {title}; it had been taken back on {day}",
        "as it is": "{id}, {title}, is shared with {team} as it is",
        "not shared": "nothing was shared",
        "unshared": "unshared {id} ({team})  {title}",
        "may have read": "Others may have read it, and their clones keep it in their history.",
        "if secret": "If it holds a secret, change that secret, then: mistakes purge {id}",
        "purge?": "Purge it for ever? [y/N] ",
        "for ever": "{id}, {title}, in {journal}: it cannot be brought back.",
        "unreadable": "a file that cannot be read",
        "not purged": "nothing was purged",
        "purged": "purged {id} from {journal}",
        "copy stays": "A copy is shared with {team}: mistakes -j {place} purge {id}",
        "out": "Others may have read it. A secret is not secret any more: change it where it is used.",
        "in git": "The history of git still holds it. To take it out there, agree with the team, then:",
        "anew": "and everybody clones anew: docs/how-to/leave-and-forget.md tells how.",
        "thanked": "thanked {name} in {team}",
        "thanked for": "thanked {name} for {id} in {team}",
        "said": "said: {id}  {title} ({team})",
        "read": "read: {id}  {title} ({team})",
        "written": "written: {path}",
        "begun": "begun: {path}",
        "begun shared": "begun: {path}, shared through {remote}",
        "begun only": "begun, not shared yet: {why}",
        "from anywhere": "From anywhere: {command}",
        "to share": "To share it: git remote add origin URL in it, then mistakes sync",
        "first entry": "First entry: {command}",
        "what happened": "what happened",
        "make it yours": "To make it yours everywhere: {command}",
        "joined": "joined {name}: {count} in {path}",
        "one entry": "1 entry",
        "entries": "{count} entries",
        "lessons": "Lessons to begin with:",
        "borrow": "Take one into your own reviews: {command}",
        "look around": "Look around: mistakes -j {name} list · stay in step: mistakes sync",
        "may speak": "{path} may speak unasked",
        "may not speak": "{path} may not speak unasked",
        "as before": ", as before",
        "named": "Your settings name it; take it out there: {command}",
        "trusted": "trusted",
        "personal": "personal",
        "team": "team",
        "not begun": "not begun yet",
        "is shared": "Shared with {journal} as {id}",
        "was shared": "Was shared with {journal} as {id}; taken back on {day}",
        "is copy": "The shared copy of {id} ({journal})",
        "is others": "A shared copy; {author} keeps the original",
    },
    "zh": {
        "would publish": "以下内容将以 {author} 的名义发布到 {team}：",
        "would change": "{team} 里将有这些变化（署名 {author}）：",
        "taken back": "团队曾有过它（{id}），{day} 由{who}撤回。",
        "was purged": "团队曾有过它（{id}），{day} 由{who}永久清除。那也许有缘故：先问一问。",
        "somebody": "某人",
        "stays": "不公开：{name}，{why}",
        "tick": "（要加上：--with {name}）",
        "not looked": "{names} 没有检查成：请自己看一遍。",
        "share?": "分享给 {team}？[y/N] ",
        "share again?": "再次分享给 {team}？[y/N] ",
        "a secret": "这像是秘密",
        "secrets": "有 {count} 处像是秘密",
        "nobody looked": "还没有人检查过有没有秘密",
        "all the same?": "{what}：仍然发布？[y/N] ",
        "shared": "已分享给 {team}，编号 {id}  {title}",
        "shared again": "已再次分享给 {team}，编号 {id}  {title}；此前在 {day} 撤回过",
        "as it is": "{id}（{title}）已经原样分享在 {team}",
        "not shared": "什么也没有分享",
        "unshared": "已撤回 {id}（{team}）  {title}",
        "may have read": "别人可能已经读过，他们的副本也在历史里留着它。",
        "if secret": "如果里面有秘密，先换掉那个秘密，再运行：mistakes purge {id}",
        "purge?": "永久清除？[y/N] ",
        "for ever": "{id}（{title}），在 {journal}：清除后无法恢复。",
        "unreadable": "读不了的文件",
        "not purged": "什么也没有清除",
        "purged": "已从 {journal} 清除 {id}",
        "copy stays": "{team} 里还有一份分享的副本：mistakes -j {place} purge {id}",
        "out": "别人可能已经读过。秘密已不再是秘密：请在使用它的地方换掉。",
        "in git": "git 的历史里还有它。要从那里去掉，先与团队商定，再运行：",
        "anew": "然后大家重新克隆：做法见 docs/how-to/leave-and-forget.md。",
        "thanked": "已在 {team} 感谢 {name}",
        "thanked for": "已在 {team} 为 {id} 感谢 {name}",
        "said": "已留言：{id}  {title}（{team}）",
        "read": "已读：{id}  {title}（{team}）",
        "written": "已写入：{path}",
        "begun": "已开始：{path}",
        "begun shared": "已开始：{path}，通过 {remote} 共享",
        "begun only": "已开始，尚未分享：{why}",
        "from anywhere": "在任何地方：{command}",
        "to share": "要共享它：在里面运行 git remote add origin URL，然后 mistakes sync",
        "first entry": "第一条记录：{command}",
        "what happened": "发生了什么",
        "make it yours": "要让它处处成为你自己的：{command}",
        "joined": "已加入 {name}：{path}，{count}",
        "one entry": "1 条记录",
        "entries": "{count} 条记录",
        "lessons": "可以从这些教训开始：",
        "borrow": "借一条放进自己的复习：{command}",
        "look around": "看看有什么：mistakes -j {name} list · 保持同步：mistakes sync",
        "may speak": "{path} 可以主动提醒",
        "may not speak": "{path} 不可以主动提醒",
        "as before": "，和原来一样",
        "named": "你的设置里写着它；从那里去掉：{command}",
        "trusted": "可信",
        "personal": "个人",
        "team": "团队",
        "not begun": "尚未开始",
        "is shared": "已分享给 {journal}，编号 {id}",
        "was shared": "曾分享给 {journal}，编号 {id}；{day} 撤回",
        "is copy": "{id}（{journal}）的分享副本",
        "is others": "分享的副本；原件在 {author} 那里",
    },
}
# why a part stays behind, by the English that `mistakes.sharing.allowed` gives
_WHY_ZH = {
    "it is for you alone": "只属于你自己",
    "it may name others": "可能提到别人",
    "not known here": "这个版本不认识它",
    "values that wait for your decision: mistakes resolve": "有待你决定的值：mistakes resolve",
}


def is_visible(character: str) -> bool:
    """Tell whether a character says something to whoever reads it."""
    return character.isprintable() and not character.isspace()


class Words:
    """Our words for one reader: `words("shared", team=…)`."""

    def __init__(self, settings: Settings) -> None:
        self.language = language(settings)

    def __call__(self, name: str, /, **values: object) -> str:
        """Return words of ours with values in them."""
        return _WORDS[self.language][name].format(**values)

    def why(self, reason: str) -> str:
        """Return why a part of an entry stays behind."""
        if self.language == "zh" and reason.endswith("to entries that this team does not have"):
            return "指向这个团队没有的记录"
        return _WHY_ZH.get(reason, reason) if self.language == "zh" else reason
