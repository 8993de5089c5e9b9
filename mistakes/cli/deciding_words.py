"""The words of `mistakes decide`, in English and Chinese: its questions, its answers, and what its templates say."""

from __future__ import annotations

from collections.abc import Mapping

from mistakes.records import NamedTuple

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "options": "Which options are there? (one a line, an empty line ends; doing nothing is always one)",
        "chosen": "Which one do you take? (its number or its words) ",
        "prediction": "What do you expect to happen? ",
        "confidence": "How sure are you, in percent? ",
        "review_on": "When will you know? (such as: in 3 months) ",
        "views": "Who sees it differently, and how? (one a line, an empty line ends)",
        "feedback": "On which days did this person hear of it from you? (one a line, an empty line ends)",
        "outcome": "How did it turn out? ",
        "score": "Was it as you predicted? (yes, partly, no) ",
        "result": "And how good was that, from 1 (poor) to 5 (good)? (Enter skips) ",
        "begun": "You began this before; Enter takes what you typed then.",
        "before": "typed before: {answer}",
        "kept": "What you typed is kept, and comes back when you begin the same again.",
        "asks": "mistakes today asks how it turned out from {day} on",
        "no day": "No day was named to look at it again: it waits in mistakes decide, and today does not ask.",
        "few none": 'Nobody else was heard yet; a view that differs is worth asking for: mistakes decide {id} --view "NAME: TEXT"',
        "few one": 'One other was heard; a second view is worth asking for: mistakes decide {id} --view "NAME: TEXT"',
        "noted": "noted: {id}, {title}",
        "heard": "noted: {id}, {title}; what was sealed stays as it was",
        "told before": "They heard of it from you on {days}.",
        "never told": "No earlier talk about it is noted: would they be surprised? (--feedback DATE)",
        "feedback line": "Told before on: {days}",
        "changed": "What it says was changed after it was sealed. If the journal is in git, `git log -p` on its "
        "file shows what it said: {path}",
        "seal broken": "What was sealed was changed; how well your confidence held will not count it. "
        "To take that back: mistakes undo",
        "not yet": "Not known yet? A later day: mistakes decide {id} --review-on DATE",
        "seal holds": "It still says what was sealed.",
        "no seal": "You have not sealed it.",
        "scored before": "It was scored before: {share} as predicted. The last score counts.",
        "score it": "Score it all the same? [y/N] ",
        "not scored": "Nothing was noted.",
        "none open": 'No decision is open. Seal one: mistakes decide "what you decide"',
        "unfinished": 'begun, not sealed: mistakes decide "{title}"',
    },
    "zh": {
        "options": "有哪些选项？（一行一个，空行结束；“什么都不做”总是其中之一）",
        "chosen": "你选哪一个？（编号或原话）",
        "prediction": "你预计会发生什么？",
        "confidence": "你有几成把握？（如 七成、70）",
        "review_on": "什么时候能见分晓？（如 三个月后）",
        "views": "谁有不同看法，怎么说的？（一行一个，空行结束）",
        "feedback": "你在哪些日子跟他谈过这个问题？（一行一个，空行结束）",
        "outcome": "后来怎么样了？",
        "score": "和你预计的一样吗？（是、部分、否）",
        "result": "结果本身有多好，从 1（差）到 5（好）？（回车跳过）",
        "begun": "这个决定你上次写到一半；回车沿用当时写的。",
        "before": "上次写的：{answer}",
        "kept": "已输入的都留着，下次写同一个决定时会再给你看。",
        "asks": "从 {day} 起，mistakes today 会问你结果如何",
        "no day": "没有写哪天再看：today 不会问你，用 mistakes decide 可以找到它。",
        "few none": '还没听过别人的看法；不同的看法值得一问：mistakes decide {id} --view "姓名：看法"',
        "few one": '听过一个人的看法；再问一个：mistakes decide {id} --view "姓名：看法"',
        "noted": "已记下：{id} {title}",
        "heard": "已记下：{id} {title}；封存的内容没有变",
        "told before": "你在这些日子跟他谈过：{days}",
        "never told": "没有记下此前谈过的日子：他会不会感到意外？（--feedback 日期）",
        "feedback line": "此前谈过：{days}",
        "changed": "封存之后内容被改过。日志若在 git 里，可用 git log -p 查看这个文件原来的内容：{path}",
        "seal broken": "封存的内容被改了；把握准不准就不算它了。要撤回：mistakes undo",
        "not yet": "还不知道？换个晚些的日子：mistakes decide {id} --review-on 日期",
        "seal holds": "内容与封存时一样。",
        "no seal": "你没有封存过它。",
        "scored before": "以前评过分：{share} 与预计相符。以最后一次为准。",
        "score it": "仍然评分吗？[y/N] ",
        "not scored": "什么也没记。",
        "none open": '没有待揭晓的决定。封存一个：mistakes decide "你的决定"',
        "unfinished": '写到一半，尚未封存：mistakes decide "{title}"',
    },
}


class Template(NamedTuple):
    """A kind of decision with its own tag and three things to remember, by language."""

    tag: str
    principles: Mapping[str, tuple[str, str, str]]


TEMPLATES = {
    "hire": Template(
        "hiring",
        {
            "en": (
                "Choosing people is your own duty: meet them yourself, and do not hand it over.",
                "Keep an even heart: neither the gap to fill nor a fine name should hurry you.",
                "A first impression is only that: ask the others who met them what they saw.",
            ),
            "zh": (
                "选人是带头人自己的责任：亲自见，不要交给别人。",
                "保持平常心：不因缺人着急，也不因名头心动。",
                "第一印象只是印象：问问其他见过他的人看到了什么。",
            ),
        },
    ),
    "fire": Template(
        "parting",
        {
            "en": (
                "No surprise: they have heard of it from you before, and had time and help to change it.",
                "A reason, compassion and a rule: one that holds for everybody, told without blame.",
                "Decide clearly, with a kind heart: no waiting, and care for what comes next for them.",
            ),
            "zh": (
                "不要突然：他早就从你这里听说过，也有过时间和帮助去改。",
                "讲理、有情、守规矩：规矩对谁都一样，话里不带责备。",
                "决断要快，心要善：不拖延，也关心他接下来怎么办。",
            ),
        },
    ),
}
