"""Generate a realistic journal of any size: `python tests/bench/generate.py N PATH [--seed SEED]`.

The same N and seed give the same bytes, so that measurements can be repeated.
Entries lie evenly over the 120 months up to November 2026, most with tags, a price, conditions and lessons,
some with actions and links; words follow Zipf's law, one entry in twenty is Chinese, and "zanzibar" stands
in one of two hundred.
One person has recorded about three events for every two entries.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
MONTHS = 120
LAST_MONTH = (2026, 11)
VOCABULARY = 20_000
EVENTS_PER_ENTRY = 1.5
REACH = 2_000
MAIL = "mei@example.com"
AUTHOR = f"Mei Lin <{MAIL}>"
WHO = "mei-lin-" + hashlib.sha256(MAIL.encode()).hexdigest()[:12]

COMMON = """
the a to and of in was that it for on with not we had before after from at by when because this is as but
were deploy deployed deployment database migration backup restore server host production staging test
tests branch merge commit release version config setting password token certificate expired network
timeout retry queue cache index query table column schema disk full memory leak restart service client
customer invoice payment refund contract meeting email reply forgot assumed checked missed wrong wrote
read asked told waited rushed friday monday morning night weekend deadline estimate plan review pair
alone tired hungry calm hurry noise alert alarm monitor dashboard log trace graph metric threshold silent
loud flaky broken fixed rolled back forward manual script cron job worker thread lock race condition
deadlock duplicate missing empty null zero negative rounding currency timezone daylight offset date month
year leap unicode encoding accent name address phone key field form button screen window page link
redirect header cookie session login logout user admin role permission access denied granted secret
leaked rotated document page wiki note ticket issue bug report triage priority severity incident
postmortem lesson habit checklist template default fallback feature flag toggle rollout canary region
zone cluster node container image registry pipeline build artifact dependency upgrade downgrade patch
library license vendor supplier order shipment warehouse stock price budget cost hours money trust
apology thanks team lead manager colleague friend family child doctor train bicycle kitchen oven salt
bread garden ladder window paint brush wood measure twice cut once read aloud slowly write down count
again ask first sleep over it stop think breathe look
""".split()
CHINESE = """
数据 库 服务 器 部署 之前 没有 检查 环境 变量 备份 恢复 失败 因为 太 着急 周五 晚上 上线 发现 测试 没有 覆盖 客户
投诉 我们 忘记 更新 文档 配置 错误 导致 系统 停机 两 小时 以后 先 确认 主机 名称 再 执行 命令 与 同事 沟通 不 清楚
假设 对方 已经 知道 密码 过期 提醒 网络 延迟 重试 队列 满 了 内存 泄漏 需要 监控 报警 应该 写 清单 慢 一点 多 问
一句 会议 记录 合同 金额 算 错
""".split()
TAGS = """
ops database people writing money planning deploy testing security family health communication estimation
hiring design review backup network cooking travel learning focus sleep customer vendor legal meeting
tools habit migration
""".split()
CONDITIONS = ("person", "task", "tool", "team", "environment", "assumption")
KINDS = ("mistake", "mistake", "mistake", "mistake", "near-miss", "success", "borrowed")
OWNERS = ("Ana", "Mei", "Jonas", "Priya", "Tom", "李雷")
EVENTS = (
    *("reviewed", "reviewed", "reviewed", "reviewed", "applied", "applied", "repeated", "understood"),
    *("planned", "answered", "skipped", "retired", "action-done", "compared", "commented"),
)


class Entry(NamedTuple):
    """What later entries and events need to know of an entry."""

    id: str
    logged: datetime
    lesson: str
    action: str


class Vocabulary:
    """Words drawn by Zipf's law: the n-th most common one about 1/n as often as the first."""

    def __init__(self, chance: random.Random, common: list[str], size: int) -> None:
        self._chance = chance
        self._words = [*dict.fromkeys(common)]
        self._words += _invented(chance, size - len(self._words))
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def text(self, shortest: int, longest: int, joint: str = " ") -> str:
        """Return between `shortest` and `longest` words."""
        count = self._chance.randint(shortest, longest)
        return joint.join(self._chance.choices(self._words, cum_weights=self._weights, k=count))


class Writer:
    """Makes the text of entries and lines of events, one after the other in time."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._english = Vocabulary(self._chance, COMMON, VOCABULARY)
        self._chinese = Vocabulary(self._chance, CHINESE, len(set(CHINESE)))
        self._recent: deque[Entry] = deque(maxlen=REACH)

    def entry(self, at: datetime) -> tuple[str, str]:
        """Return the id and the text of a new entry that was logged at this time."""
        chance = self._chance
        entry = Entry(self.new_id(at), at, self._key(), self._key() if chance.random() < 0.2 else "")
        lines = self._head(entry) + self._price() + self._conditions() + self._lessons(entry)
        lines += self._actions(entry) + self._links()
        self._recent.append(entry)
        return entry.id, "\n".join(lines) + "\n"

    def event(self, at: datetime) -> str:
        """Return the line of an event at this time about one of the latest entries."""
        entry = self._earlier()
        do = self._chance.choice(EVENTS)
        return (
            f'{{"id": "{self.new_id(at)}", "at": "{at:%Y-%m-%dT%H:%M:%S}.000Z", "zone": "Europe/Berlin", '
            f'"day": "{at - timedelta(hours=4):%Y-%m-%d}", "by": "{WHO}", "do": "{do}", '
            f'"entry": "{entry.id}", "rules": 1{self._payload(do, entry)}}}\n'
        )

    def _payload(self, do: str, entry: Entry) -> str:
        if do == "reviewed":
            return f', "lesson": "{entry.lesson}", "grade": "{self._chance.choice(("had", "had", "missed"))}"'
        if do == "applied":
            return f', "lesson": "{entry.lesson}", "situation": "{self._text(4, 12)}"'
        if do in ("answered", "commented"):
            return f', "text": "{self._text(4, 12)}"'
        if do == "action-done":
            return f', "action": "{entry.action}"'
        return f', "other": "{self._earlier().id}"' if do == "compared" else ""

    def _head(self, entry: Entry) -> list[str]:
        chance = self._chance
        logged = entry.logged + timedelta(hours=1)
        happened = logged - timedelta(minutes=chance.randint(5, 4000))
        shown = f"{happened:%Y-%m-%d}" if chance.random() < 0.3 else f"{happened:%Y-%m-%dT%H:%M:%S}+01:00"
        lines = ["format = 1", f'id = "{entry.id}"', f'title = "{self._title()}"', f'kind = "{self._kind()}"']
        lines += [f"happened = {shown}", f"logged = {logged:%Y-%m-%dT%H:%M:%S}+01:00"]
        lines += [f'author = "{AUTHOR}"', "rev = 1", f"updated = {entry.logged:%Y-%m-%dT%H:%M:%S}Z"]
        lines += self._tags()
        lines += [f'story = """\n{self._story()}"""'] if chance.random() < 0.8 else []
        lines += _optional("believed", self._text(5, 9) if chance.random() < 0.3 else "")
        lines += _optional("feeling", self._text(3, 6) if chance.random() < 0.1 else "")
        if chance.random() < 0.25:
            lines += [f"process = {chance.randint(1, 5)}", f"result = {chance.randint(1, 5)}"]
        return lines

    def _tags(self) -> list[str]:
        chosen = sorted(
            {
                TAGS[int(len(TAGS) * self._chance.random() ** 2)]
                for _ in range(self._chance.choice((0, 1, 2, 3)))
            }
        )
        return ["tags = [", *(f'    "{tag}",' for tag in chosen), "]"] if chosen else []

    def _price(self) -> list[str]:
        chance = self._chance
        if chance.random() > 0.4:
            return []
        lines = ["", "[price]", f"hours = {chance.choice((0.5, 1.0, 1.5, 2.0, 3.0, 6.5, 16.0))}"]
        if chance.random() < 0.3:
            lines += [
                f'money = "{chance.randint(1, 200) * 10}.00"',
                f'currency = "{chance.choice(("EUR", "EUR", "CNY"))}"',
            ]
        return lines

    def _conditions(self) -> list[str]:
        lines: list[str] = []
        for _ in range(self._chance.choice((0, 1, 1, 2))):
            lines += ["", "[[conditions]]", f'key = "{self._key()}"']
            lines += [f'kind = "{self._chance.choice(CONDITIONS)}"', f'text = "{self._text(4, 9)}"']
        return lines

    def _lessons(self, entry: Entry) -> list[str]:
        if self._chance.random() < 0.2:
            return []
        lines = ["", "[[lessons]]", f'key = "{entry.lesson}"', f'text = "{self._text(5, 10)}"']
        if self._chance.random() < 0.6:
            lines += [f'when = "{self._text(3, 6)}"', f'then = "{self._text(3, 7)}"']
        return lines + (['check = "tests/test_it.py"'] if self._chance.random() < 0.08 else [])

    def _actions(self, entry: Entry) -> list[str]:
        if not entry.action:
            return []
        due = (entry.logged + timedelta(days=self._chance.randint(3, 60))).date()
        lines = ["", "[[actions]]", f'key = "{entry.action}"', f'text = "{self._text(3, 7)}"']
        lines += [f'owner = "{self._chance.choice(OWNERS)}"', f"due = {due}"]
        return lines + ([f"done = {due - timedelta(days=1)}"] if self._chance.random() < 0.8 else [])

    def _links(self) -> list[str]:
        if not self._recent or self._chance.random() > 0.08:
            return []
        return ["", "[links]", f'repeat_of = "{self._earlier().id}"']

    def _earlier(self) -> Entry:
        """Return one of the entries before, most likely a late one."""
        return self._recent[-1 - int(len(self._recent) * self._chance.random() ** 2)]

    def _title(self) -> str:
        return self._text(3, 8).capitalize()

    def _story(self) -> str:
        zanzibar = " zanzibar" if self._chance.random() < 0.005 / 0.8 else ""
        return f"{self._text(10, 25)}{zanzibar}\n{self._text(10, 20)}"

    def _text(self, shortest: int, longest: int) -> str:
        if self._chance.random() < 0.05:
            return self._chinese.text(shortest, longest, "") + "。"
        return self._english.text(shortest, longest)

    def _kind(self) -> str:
        return self._chance.choice(KINDS)

    def new_id(self, at: datetime) -> str:
        """Return a random id of this time."""
        bits = (int(at.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62)
        return _base32(bits | self._chance.getrandbits(12) << 64 | self._chance.getrandbits(62), 26)

    def _key(self) -> str:
        return _base32(self._chance.getrandbits(30), 6)


def generate(root: str, count: int, seed: int = 1) -> None:
    """Write a personal journal of `count` entries into the folder `root`, which must not exist yet."""
    os.makedirs(root)
    writer = Writer(seed)
    _write(os.path.join(root, "journal.toml"), _journal(writer))
    done = 0
    for number, first in enumerate(_months()):
        entries = (number + 1) * count // MONTHS - done
        events = int((done + entries) * EVENTS_PER_ENTRY) - int(done * EVENTS_PER_ENTRY)
        _write_month(root, writer, first, entries, events)
        done += entries


def _write_month(root: str, writer: Writer, first: date, entries: int, events: int) -> None:
    entry_folder = _month_folder(root, "entries", first)
    event_folder = _month_folder(root, "events", first)
    times = [(at, True) for at in _times(first, entries)] + [(at, False) for at in _times(first, events)]
    lines = []
    for at, is_entry in sorted(times, key=itemgetter(0)):
        if is_entry:
            entry_id, text = writer.entry(at)
            _write(os.path.join(entry_folder, f"{entry_id}.toml"), text)
        else:
            lines.append(writer.event(at))
    _write(os.path.join(event_folder, f"{WHO}.jsonl"), "".join(lines))


def _month_folder(root: str, kind: str, first: date) -> str:
    folder = os.path.join(root, kind, f"{first:%Y}", f"{first:%m}")
    os.makedirs(folder)
    return folder


def _journal(writer: Writer) -> str:
    return f'format = 1\nid = "{writer.new_id(datetime(2016, 11, 30, tzinfo=UTC))}"\nname = "Bench"\nkind = "personal"\ngoal = 1001\n'


def _months() -> Iterator[date]:
    last = LAST_MONTH[0] * 12 + LAST_MONTH[1] - 1
    for month in range(last - MONTHS + 1, last + 1):
        yield date(month // 12, month % 12 + 1, 1)


def _times(first: date, count: int) -> Iterator[datetime]:
    """Yield `count` moments, evenly over the first twenty days of a month."""
    start = datetime(first.year, first.month, first.day, 6, tzinfo=UTC)
    for number in range(count):
        yield start + timedelta(seconds=number * 20 * 86_400 // count)


def _optional(name: str, text: str) -> list[str]:
    return [f'{name} = "{text}"'] if text else []


def _invented(chance: random.Random, count: int) -> list[str]:
    syllables = [
        a + b for a in "bcdfghjklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er", "is", "ol")
    ]
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 4))))] = None
    return list(words)


def _base32(number: int, length: int) -> str:
    return "".join([ALPHABET[(number >> shift) & 31] for shift in range(5 * (length - 1), -1, -5)])


def _write(path: str, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def main() -> None:
    """Read the arguments, generate, say how long it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("path", metavar="PATH")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = time.monotonic()
    generate(asked.path, asked.count, asked.seed)
    print(f"{asked.count:,} entries in {asked.path}: {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
