"""An entry finds the earlier ones it repeats: by mechanism rather than by name, precise rather than eager."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from string import ascii_lowercase

import attrs
import pytest
from conftest import DATA
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import mistakes as any_mistake

from mistakes import Journal
from mistakes.ids import new_id
from mistakes.model import Condition, Lesson, Links, Mistake
from mistakes.recall import (
    LEAST_SCORE,
    SAME_STORY,
    STANDS_OUT,
    Match,
    Statistics,
    corpus_statistics,
    looks_like,
    relevant,
    repeat_pairs,
    similar,
    telling_words,
    words_alike,
    words_of,
)
from mistakes.testing import run

NOW = datetime(2026, 11, 21, tzinfo=UTC)
Finder = Callable[[Sequence[str], int], Sequence[Mistake]]

JOURNAL = {
    "friday": (
        "Deployed on a Friday",
        "The release went out at five. The checkout broke, nobody was left to roll back.",
    ),
    "certificate": (
        "Forgot to renew the TLS certificate",
        "It expired at night and browsers refused the shop.",
    ),
    "invoice": ("Sent the invoice to the wrong customer", "Two customers have almost the same name."),
    "newsletter": ("Newsletter went to the wrong list", "I chose all subscribers instead of the test list."),
    "table": ("Dropped the production table instead of staging", "Both terminals looked the same."),
    "train": ("Missed the train to Berlin", "I left the house ten minutes late and the tram was full."),
    "keys": ("Locked myself out of the flat", "The keys were on the kitchen table when the door fell shut."),
    "backup": (
        "Backup was never tested",
        "When the disk died, the nightly dump had been empty for three months.",
    ),
    "disk": ("Log files filled the disk", "Debug logging was left on and the server had no space left."),
    "zone": (
        "Meeting invitation in the wrong time zone",
        "I typed 15:00 London time, the others were in Warsaw.",
    ),
    "secret": ("Committed an API key to the public repository", "It was used by strangers within an hour."),
    "paging": ("Off-by-one in the pagination", "The last item of each page was shown twice."),
    "salt": ("Put salt into the cake instead of sugar", "Both jars look alike."),
    "review": ("Merged without review because it was urgent", "The change removed the rate limiter."),
    "angry": ("Answered an angry e-mail at once", "I wrote what I thought and the customer left."),
    "tax": ("Paid the tax return too late", "The letter lay under a pile; the fine was 120 euros."),
    "promise": ("Promised a date before asking the team", "Sales wanted one; I said the end of the month."),
    "null": ("Did not handle an empty response", "The service returned null and the import crashed."),
    "migration": ("Ran the migration without a lock timeout", "ALTER TABLE waited and blocked all writes."),
    "passport": ("Passport had expired before the trip", "I noticed at the airport."),
    "cron": (
        "Cron job ran twice at the same time",
        "The second run started early; customers were billed twice.",
    ),
    "hire": ("Hired after the first interview only", "I liked him in five minutes and asked nobody else."),
    "cache": ("Cache was not cleared after the release", "Users saw the old prices for a day."),
    "续费": ("忘记给服务器续费", "服务器到期以后被停机，网站两个小时打不开。"),
    "误删": ("误删了生产数据库的表", "以为连的是测试环境，结果把订单表删掉了。"),
    "大群": ("把工资表发到了公司大群", "本来要发给财务，选错了群。"),
    "周五": ("周五晚上上线新版本", "上线后支付接口报错，没有人值班。"),
    "交付": ("没问团队就答应了客户的交付日期", "客户催得紧，我先答应了月底交付。"),
    "备份": ("备份从来没有恢复测试过", "硬盘坏了才发现备份文件是空的。"),
    "迟到": ("开会迟到十分钟", "路上堵车，没有提前出门。"),
    "面试": ("面试时第一印象就决定录用", "没有征求其他面试官的意见。"),
}
REPEATS = {
    "Deployed on a Friday again": "friday",
    "Friday deployment broke the checkout": "friday",
    "TLS certificate not renewed in time": "certificate",
    "Forgot renewing the certificate of the mail server": "certificate",
    "Invoice sent to a wrong customer again": "invoice",
    "Sent newsletter to the wrong list": "newsletter",
    "Dropped a table in production, thought it was staging": "table",
    "Missed my train again": "train",
    "Locked out of my flat again": "keys",
    "Backups had never been tested": "backup",
    "Disk full because of log files": "disk",
    "Wrong time zone in a meeting invite": "zone",
    "API key committed to a public repo": "secret",
    "Off by one error in pagination": "paging",
    "Sugar and salt mixed up in the cake": "salt",
    "Merged an urgent change without a review": "review",
    "Replied to an angry email immediately": "angry",
    "Paid my taxes too late": "tax",
    "Promised the customer a date without asking the team": "promise",
    "Empty response not handled": "null",
    "Migration without lock timeout blocked writes": "migration",
    "Expired passport at the airport": "passport",
    "Same cron job running twice": "cron",
    "Forgot to clear the cache after a release": "cache",
    "服务器又忘了续费": "续费",
    "误删生产库的订单表": "误删",
    "工资表错发到公司大群": "大群",
    "周五晚上又上线了": "周五",
    "又没问团队就答应交付日期": "交付",
    "备份没有测试过恢复": "备份",
    "开会又迟到了": "迟到",
    "凭第一印象就录用了人": "面试",
}
OTHERS = [
    *("Forgot to renew the library card", "Sent the parcel to the wrong address", "Forgot the milk"),
    *("Missed the deadline of the grant", "Ran the tests against an old version", "Forgot my umbrella"),
    *("Meeting without an agenda took two hours", "Customer list exported without a filter"),
    *("Broke the build with a missing import", "Production server restarted during the day"),
    *("Database connection pool too small", "Key of the song too high for the choir", "Burnt the pizza"),
    *("The customer asked for another invoice format", "Train of thought lost in the talk"),
    *("Review took three weeks", "First interview was cancelled", "Typo in the configuration of the proxy"),
    *("忘记带雨伞", "会议没有议程", "给客户报错了价格", "测试环境的密码写在代码里", "没有给新同事做介绍"),
    *("服务器内存不足", "把会议时间写错了", "数据库连接数太少", "周末没有休息"),
]

# A new entry, one with the same mechanism elsewhere, one with the same names and another mechanism.
TRIPLETS = [
    (
        (
            "Acme shop down for an hour",
            "On 3 May 2026 the certificate of the Acme shop expired and nobody renewed it.",
        ),
        (
            "Mail rejected",
            "The certificate of the relay had expired; the reminder to renew went to an old address.",
        ),
        ("Acme shop slow for an hour", "On 9 May 2026 the Acme shop was slow because Varnish was restarted."),
    ),
    (
        (
            "Globex orders lost",
            "Globex retried without backoff, the queue overflowed and orders were dropped.",
        ),
        ("Sensors went silent", "Clients retried at once without any backoff until the queue overflowed."),
        ("Globex orders delayed", "Globex changed its carrier in June and parcels waited at the border."),
    ),
    (
        (
            "Kafka consumers stuck",
            "A schema change in Kafka dropped a column that the old version still read.",
        ),
        (
            "Report empty after the release",
            "A schema change dropped a column while the old version still read it.",
        ),
        ("Kafka consumers late", "Kafka brokers ran out of disk because retention was never set."),
    ),
    (
        ("Hamburg depot closed", "In Hamburg the only key was with Mr Brandt, who was on holiday."),
        ("Archive could not be opened", "The only key was with a colleague who was on holiday."),
        (
            "Hamburg depot flooded",
            "In Hamburg the pump under the depot failed during the storm, said Mr Brandt.",
        ),
    ),
    (
        (
            "Terraform run removed the gateway",
            "The plan was applied without reading it; a rename meant destroy and create.",
        ),
        (
            "Lost a database instance",
            "We applied the plan without reading it, and a rename destroyed the instance.",
        ),
        ("Terraform run took two hours", "Terraform state was locked by a colleague's laptop in Porto."),
    ),
    (
        ("支付宝回调失败", "证书过期没有人续，回调全部被拒绝。"),
        ("邮件网关停了一天", "证书过期以后没有人续，邮件全部被拒绝。"),
        ("支付宝回调重复", "支付宝重试时没有做幂等，用户被扣了两次款。"),
    ),
]
REPEAT_PAIRS = {
    *(("PM2021-005", "PM2021-006"), ("PM2021-005", "PM2021-007"), ("PM2021-006", "PM2021-007")),
    *(("PM2021-001", "PM2022-002"), ("PM2021-001", "PM2023-002"), ("PM2022-002", "PM2023-002")),
    *(("PM2021-002", "PM2021-003"), ("PM2022-004", "PM2022-007"), ("PM2020-002", "PM2020-009")),
}
# The same lesson written down twice, by number or end of the file's name.
TOOLKIT_PAIRS = {
    *(("0010", "0066"), ("0048", "0079"), ("0067", "stdin-hang"), ("0004", "0043"), ("0056", "0065")),
    *(("0013", "0019"), ("0032", "0038"), ("0017", "0024"), ("0052", "0057"), ("0056", "grep-exit")),
}


def _mistake(title: str, story: str = "", *reasons: str, entry_id: str = "") -> Mistake:
    return Mistake(
        id=entry_id or new_id(NOW),
        title=title,
        happened=date(2026, 11, 20),
        logged=NOW,
        author="Mei Lin <mei@example.com>",
        rev=1,
        updated=NOW,
        story=story,
        conditions=tuple(Condition(text) for text in reasons[:1]),
        lessons=tuple(Lesson(text) for text in reasons[1:]),
    )


def _finder(entries: Sequence[Mistake]) -> Finder:
    """Return what an index offers: the entries that have most of the words."""
    filed = [(words_of(entry), entry) for entry in entries]

    def candidates(words: Sequence[str], limit: int) -> Sequence[Mistake]:
        shared = [(sum(word in known for word in words), entry) for known, entry in filed]
        best = sorted(shared, key=lambda pair: -pair[0])[:limit]
        return [entry for number, entry in best if number]

    return candidates


def _told(title: str, entries: Sequence[Mistake], statistics: Statistics, story: str = "") -> Match | None:
    return looks_like(title, story, statistics, _finder(entries))


@pytest.fixture(scope="module")
def journal() -> list[Mistake]:
    return [_mistake(title, story, entry_id=key) for key, (title, story) in JOURNAL.items()]


@pytest.fixture(scope="module")
def statistics(journal: list[Mistake]) -> Statistics:
    return corpus_statistics(journal)


@settings(max_examples=40)
@given(st.lists(any_mistake, min_size=1, max_size=5))
def test_scores_lie_between_0_and_1_best_first_and_say_why(entries: list[Mistake]) -> None:
    matches = similar(entries[0], entries, corpus_statistics(entries), limit=3)
    scores = [match.score for match in matches]

    assert sorted(scores, reverse=True) == scores
    assert len(matches) <= 3
    assert all(LEAST_SCORE <= match.score <= 1 and match.why for match in matches)
    assert entries[0].id not in {match.entry.id for match in matches}


class _Claimed:
    """Statistics that claim the same of every word, however impossible."""

    def __init__(self, documents: int, frequency: int) -> None:
        self.documents = documents
        self._frequency = frequency

    def frequency(self, word: str, /) -> int:
        return self._frequency


@settings(max_examples=60)
@given(any_mistake, st.integers(0, 10**6), st.integers(0, 10**6))
def test_an_entry_with_the_same_words_scores_1_whatever_the_statistics_claim(
    entry: Mistake, documents: int, frequency: int
) -> None:
    entry = attrs.evolve(entry, title=f"{entry.title[:150]} renewed", links=Links())
    twin = attrs.evolve(entry, id=new_id())
    (match,) = similar(entry, [twin], _Claimed(documents, frequency))

    assert match.score == pytest.approx(1, abs=1e-6)


@settings(max_examples=40)
@given(st.lists(any_mistake, max_size=5), st.text(max_size=80), st.text(max_size=80))
def test_any_text_may_be_asked_about(entries: list[Mistake], title: str, story: str) -> None:
    statistics = corpus_statistics(entries)
    match = _told(title, entries, statistics, story)

    assert match is None or STANDS_OUT <= match.score <= 1
    assert all(0 < found.score <= 1 for found in relevant(title, entries, statistics))
    assert all(pair.score <= 1 and pair.first.id <= pair.second.id for pair in repeat_pairs(entries))


def test_the_order_of_the_others_does_not_matter(journal: list[Mistake], statistics: Statistics) -> None:
    target = _mistake("Migration blocked writes", "There was no lock timeout.")

    assert similar(target, journal, statistics) == similar(target, journal[::-1], statistics)


def test_words_are_found_in_every_form_and_told_as_they_are_written(
    journal: list[Mistake], statistics: Statistics
) -> None:
    match = _told("TLS certificates not renewed in time", journal, statistics)

    assert match is not None
    assert "certificate" == match.entry.id
    assert {"tls", "certificates", "renewed"} == set(match.why)


def test_neighbouring_chinese_characters_are_told_as_one_word(
    journal: list[Mistake], statistics: Statistics
) -> None:
    match = _told("服务器又忘了续费", journal, statistics)

    assert match is not None
    assert {"服务器", "续费"} == set(match.why)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("舅舅借走一笔钱，到现在都没还", "借钱"),
        ("炒菜时锅里着了火，我端水去浇", "油锅"),
        ("账算错了，小数点后面有差额", "对账"),
        ("Nobody had ever tried to load one of the nightly dumps", "backup"),
        ("The people in Warsaw came too late, as I had typed 15:00 for London", "zone"),
    ],
)
def test_one_mistake_in_other_words_is_first_though_its_title_shares_none(
    journal: list[Mistake], title: str, expected: str
) -> None:
    more = [
        _mistake("借钱给亲戚没写借条", "三年了还没有还。", entry_id="借钱"),
        _mistake("油锅着火泼了水", "火苗蹿到天花板。", entry_id="油锅"),
        _mistake("用浮点数算金额，对账差了几分", entry_id="对账"),
        _mistake("买房没有查抵押", "过户卡了半年。", entry_id="买房"),
    ]
    entries = [*journal, *more]

    assert expected == similar(_mistake(title), entries, corpus_statistics(entries))[0].entry.id


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Photos of the celebration erased", "wedding"),
        ("删除了婚礼的照片", "wedding"),
        ("Cold spell ruined the seedlings", "frost"),
        ("Scammer got a wire transfer from our bookkeeping", "fraud"),
        ("Nobody rehearsed how to recover a dump", "backup"),
    ],
)
def test_one_mistake_told_without_a_word_in_common_is_first_by_what_its_words_mean(
    journal: list[Mistake], title: str, expected: str
) -> None:
    more = [
        _mistake("Wiped the card with the wedding pictures", entry_id="wedding"),
        _mistake("Tomato plants killed by frost in one night", entry_id="frost"),
        _mistake(
            "Paid an invoice of fraudsters",
            "The new bank account was not that of the supplier.",
            entry_id="fraud",
        ),
    ]
    entries = [*journal, *more]
    best, *_ = similar(_mistake(title), entries, corpus_statistics(entries))

    assert expected == best.entry.id


def test_what_only_means_the_same_is_told_in_the_words_of_both(journal: list[Mistake]) -> None:
    entries = [*journal, _mistake("Wiped the card with the wedding pictures", entry_id="wedding")]
    best, *_ = similar(_mistake("Photos of the celebration erased"), entries, corpus_statistics(entries))

    assert {"photos ≈ pictures", "erased ≈ wiped"} == {*best.why}


def test_a_word_in_common_counts_more_than_one_that_means_the_same(journal: list[Mistake]) -> None:
    same, meant = _mistake("Pictures lost", entry_id="same"), _mistake("Photos lost", entry_id="meant")
    entries = [*journal, same, meant]
    found = similar(_mistake("Pictures of the team"), entries, corpus_statistics(entries))

    assert ["same", "meant"] == [match.entry.id for match in found[:2]]


def test_what_the_journal_says_all_the_time_means_little(journal: list[Mistake]) -> None:
    """Else two entries on clusters would be alike in a journal on clusters."""
    usual = [_mistake(f"Node {name} of the cluster", entry_id=f"n{name}") for name in REPEATS]
    entries = [*journal, *usual, _mistake("Host sold", entry_id="host")]
    seldom = [*journal, _mistake("Node of the cluster", entry_id="n"), _mistake("Host sold", entry_id="host")]
    target = _mistake("Node moved")
    scores = [
        {
            match.entry.id: match.score
            for match in similar(target, several, corpus_statistics(several), limit=99)
        }
        for several in (entries, seldom)
    ]

    assert scores[0].get("host", 0.0) < scores[1]["host"]


def test_other_words_lead_an_index_to_the_likely_ones_too() -> None:
    known = corpus_statistics([_mistake("Backup of the photos"), _mistake("Snapshot")])
    asked = _mistake("Dumps of pictures zyzzyva")

    assert {"backup", "photo", "snapshot"} == {*words_alike(asked, known)}
    assert 1 == len(words_alike(asked, known, limit=1))
    assert [] == words_alike(_mistake("Backup, dump"), corpus_statistics([_mistake("Backup")]))


def test_other_words_that_stand_everywhere_are_not_looked_for() -> None:
    assert ["photo"] == words_alike(_mistake("Dumps of pictures"), _Large(backup=90_000, photo=40))


def test_what_is_far_less_alike_than_the_best_is_left_out(
    journal: list[Mistake], statistics: Statistics
) -> None:
    found = similar(_mistake("Deployed on a Friday", JOURNAL["friday"][1]), journal, statistics, limit=50)

    assert "friday" == found[0].entry.id
    assert all(match.score >= 0.15 * found[0].score for match in found)


def test_entries_linked_already_can_be_left_out(journal: list[Mistake], statistics: Statistics) -> None:
    target = attrs.evolve(_mistake("Deployed on a Friday again"), links=Links(repeat_of="friday"))

    assert "friday" == similar(target, journal, statistics)[0].entry.id
    assert "friday" not in {match.entry.id for match in similar(target, journal, statistics, unlinked=True)}


def test_a_shared_copy_is_not_like_its_original(journal: list[Mistake], statistics: Statistics) -> None:
    original = journal[0]
    copy = attrs.evolve(original, id=new_id(), links=Links(shared_from=original.id))

    assert original.id not in {match.entry.id for match in similar(copy, journal, statistics)}
    assert [] == [pair for pair in repeat_pairs([original, copy]) if pair.first != pair.second]


def test_a_journal_of_one_entry_already_tells(statistics: Statistics) -> None:
    only = [_mistake("Deployed on a Friday", entry_id="friday")]

    assert _told("Deployed on a Friday again", only, corpus_statistics(only)) is not None
    assert _told("Deployed without telling support", only, corpus_statistics(only)) is None
    assert _told("Forgot it again", only, corpus_statistics(only)) is None


def test_an_empty_journal_tells_nothing() -> None:
    assert _told("Deployed on a Friday", [], corpus_statistics([])) is None


@pytest.mark.parametrize("with_stories", [True, False])
def test_short_titles_find_what_they_repeat(journal: list[Mistake], with_stories: bool) -> None:
    entries = journal if with_stories else [attrs.evolve(entry, story="") for entry in journal]
    told = {title: _told(title, entries, corpus_statistics(entries)) for title in REPEATS}
    found = [title for title, match in told.items() if match and match.entry.id == REPEATS[title]]

    assert [] == [title for title, match in told.items() if match and match.entry.id != REPEATS[title]]
    assert len(found) >= 0.9 * len(REPEATS)


@pytest.mark.parametrize("title", OTHERS)
def test_a_mistake_of_another_kind_is_not_told_to_be_a_repeat(
    journal: list[Mistake], statistics: Statistics, title: str
) -> None:
    assert _told(title, journal, statistics) is None


def test_the_same_mechanism_counts_more_than_the_same_names(journal: list[Mistake]) -> None:
    right = []
    for new, repeat, look_alike in TRIPLETS:
        others = [*journal, _mistake(*look_alike), _mistake(*repeat)]
        best = similar(_mistake(*new), others, corpus_statistics(others))[0]
        right.append(best.entry.title == repeat[0])

    assert sum(right) >= 5


BURNT = ("Burnt the dinner for my parents", "The phone rang, I talked for an hour and the oven went on.")


BURNT_AGAIN = (
    "Coal instead of a meal",
    "My sister told me of her new job on the phone while the oven did its work; dinner came from the pizzeria "
    "round the corner, at ten, and the guests were polite about it.",
)


def test_a_repeat_in_other_words_is_told_if_it_stands_out(journal: list[Mistake]) -> None:
    entries = [*journal, _mistake(*BURNT, entry_id="burnt")]
    match = _told(BURNT_AGAIN[0], entries, corpus_statistics(entries), BURNT_AGAIN[1])

    assert match is not None
    assert "burnt" == match.entry.id
    assert STANDS_OUT <= match.score < SAME_STORY


def test_of_two_that_are_about_as_like_none_is_told(journal: list[Mistake]) -> None:
    other = (
        "Cold dinner for the parents of a friend",
        "The oven was off, as I had talked on the phone all day.",
    )
    entries = [*journal, _mistake(*BURNT, entry_id="burnt"), _mistake(*other, entry_id="cold")]

    assert _told(BURNT_AGAIN[0], entries, corpus_statistics(entries), BURNT_AGAIN[1]) is None


def test_two_things_in_common_do_not_stand_out(journal: list[Mistake]) -> None:
    entries = [*journal, _mistake(*BURNT, entry_id="burnt")]
    story = BURNT_AGAIN[1].replace("the oven did its work", "I was out")

    assert _told(BURNT_AGAIN[0], entries, corpus_statistics(entries), story) is None


class _Large:
    """A journal of a million entries, in which a word is as common as it is told."""

    documents = 1_000_000

    def __init__(self, **frequencies: int) -> None:
        self._frequencies = frequencies

    def frequency(self, word: str, /) -> int:
        return self._frequencies.get(word, 0)


def test_however_large_the_journal_only_few_occurrences_and_entries_are_gone_through() -> None:
    asked: list[tuple[Sequence[str], int]] = []

    def nothing(words: Sequence[str], limit: int) -> Sequence[Mistake]:
        asked.append((words, limit))
        return []

    looks_like("Renewed a certificate too late", "", _Large(renew=2_000, certific=2_900), nothing)
    looks_like("Renewed a certificate too late", "", _Large(renew=200_000, certific=200_000), nothing)

    ((words, limit),) = asked
    assert ["renew"] == list(words)
    assert limit <= 10


def test_a_busy_machine_finds_what_an_idle_one_finds(
    journal: list[Mistake], statistics: Statistics, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = next(iter(REPEATS))
    expected = _told(title, journal, statistics)
    ages = count(0, 60)
    monkeypatch.setattr("time.monotonic", lambda: next(ages))
    monkeypatch.setattr("time.process_time", lambda: next(ages))

    assert expected == _told(title, journal, statistics) is not None


def test_candidates_are_asked_for_by_few_words_that_some_entry_has(
    journal: list[Mistake], statistics: Statistics
) -> None:
    asked: list[tuple[Sequence[str], int]] = []

    def nothing(words: Sequence[str], limit: int) -> Sequence[Mistake]:
        asked.append((words, limit))
        return []

    looks_like("Forgot to renew the certificate of the zyzzyva", "", statistics, nothing)
    looks_like("Zyzzyva", "", statistics, nothing)

    ((words, limit),) = asked
    assert ["renew", "certific"] == sorted(words, reverse=True)
    assert limit <= 50


def test_telling_words_lead_an_index_to_the_likely_ones(
    journal: list[Mistake], statistics: Statistics
) -> None:
    target = _mistake("Friday deploy", "The checkout broke and nobody could roll back.")
    words = telling_words(target, statistics, limit=6)

    assert len(words) <= 6
    assert "friday" in {entry.id for entry in _finder(journal)(words, 5)}


def test_pairs_are_found_among_many_without_comparing_all(journal: list[Mistake]) -> None:
    again = [_mistake(title, entry_id=f"{REPEATS[title]}~") for title in list(REPEATS)[::3]]
    pairs = repeat_pairs([*journal, *again], limit=len(again))
    right = [pair for pair in pairs if pair.first.id + "~" == pair.second.id]

    assert len(again) == len(pairs)
    assert len(right) >= len(again) - 1


def test_a_pair_is_found_by_its_titles_if_the_stories_are_long_and_share_nothing() -> None:
    """All words of either story are told by somebody else too, so that each could be one to look for."""
    first, second = (" ".join(f"{name}{letter}x" for letter in ascii_lowercase) for name in ("abc", "def"))
    entries = [
        _mistake("Gateway refuses the visitors", first, entry_id="one"),
        _mistake("Gateway refuses the visitors", second, entry_id="other"),
        *(_mistake("Elsewhere", story) for story in (first, second)),
    ]
    found = {(pair.first.id, pair.second.id) for pair in repeat_pairs(entries)}

    assert ("one", "other") in found


@pytest.fixture(scope="module")
def post_mortems(tmp_path_factory: pytest.TempPathFactory) -> Journal:
    """The post-mortems of a real team, imported as anybody would."""
    return _imported("dfds-postmortems", tmp_path_factory.mktemp("dfds"))


def _imported(folder: str, base: Path) -> Journal:
    if not (DATA / folder).is_dir():
        pytest.skip(f"the data is not at hand (../shared/data/{folder})")
    Journal.create(base / "journal", name="imported")
    # pages that are no post-mortem lie among them and are named, which is status 1
    assert run("import", "markdown", str(DATA / folder), "-j", str(base / "journal")).status in {0, 1}
    return Journal.open(base / "journal")


def _ref(entry: Mistake) -> str:
    assert entry.source
    return entry.source.ref.removeprefix("2026-02-28-")


def _key(one: Mistake, other: Mistake) -> tuple[str, str]:
    first, second = sorted((_ref(one), _ref(other)))
    return first, second


def _best_pairs(finds: Mapping[str, Sequence[Match]], entries: Iterable[Mistake]) -> list[tuple[str, str]]:
    """Return the pairs that are most alike by what each entry finds, both directions taken together."""
    scores: defaultdict[tuple[str, str], float] = defaultdict(float)
    for entry in entries:
        for match in finds[entry.id]:
            scores[_key(entry, match.entry)] += match.score
    return sorted(scores, key=scores.__getitem__, reverse=True)[:9]


@pytest.mark.parametrize("order", [1, -1])
def test_eight_of_nine_repeats_of_a_real_team_are_its_nine_best_pairs(
    post_mortems: Journal, order: int
) -> None:
    entries = [*post_mortems.entries()][::order]
    pairs = repeat_pairs(entries, limit=9)

    assert 39 == len(entries)
    assert len(REPEAT_PAIRS & {_key(pair.first, pair.second) for pair in pairs}) >= 8


def test_so_they_are_if_every_entry_is_asked_what_it_is_like(post_mortems: Journal) -> None:
    entries = [*post_mortems.entries()]
    statistics = corpus_statistics(entries)
    exact = {entry.id: similar(entry, entries, statistics, limit=39) for entry in entries}
    indexed = {entry.id: post_mortems.similar(entry.id, limit=39) for entry in entries}
    pairs = {_key(pair.first, pair.second) for pair in repeat_pairs(entries, limit=9)}

    assert {*_best_pairs(exact, entries)} == pairs
    assert len(REPEAT_PAIRS & {*_best_pairs(indexed, entries)}) >= 8


def test_each_repeated_post_mortem_finds_one_it_repeats_first(post_mortems: Journal) -> None:
    repeated = {key for pair in REPEAT_PAIRS for key in pair}
    entries = [entry for entry in post_mortems.entries() if _ref(entry) in repeated]
    best = {_ref(entry): _key(entry, post_mortems.similar(entry.id)[0].entry) for entry in entries}

    assert repeated == best.keys()
    assert sum(pair in REPEAT_PAIRS for pair in best.values()) >= len(repeated) - 1


@pytest.mark.parametrize(
    "need",
    [
        "Kubernetes upgrade, EKS add-ons, ALB",
        "upgrading the Kubernetes cluster and its EKS add-ons behind the ALB",
        "EKS upgrade: node roll-over, target groups, de-registration delay",
    ],
)
def test_before_the_upgrade_the_lesson_that_prevents_the_outage_comes_first(
    post_mortems: Journal, need: str
) -> None:
    known = [entry for entry in post_mortems.entries() if _ref(entry) <= "PM2021-005"]
    found = relevant(need, known, corpus_statistics(known))

    assert 17 == len(known)
    assert "PM2021-005" == _ref(found[0].entry)
    assert found[0].score > found[1].score


def test_what_has_none_of_the_words_is_not_relevant(journal: list[Mistake], statistics: Statistics) -> None:
    assert [] == relevant("zyzzyva", journal, statistics)
    assert [] == relevant("", journal, statistics)
    assert ["friday"] == [
        match.entry.id for match in relevant("deploy on Friday", journal, statistics, limit=1)
    ]


def test_lessons_written_down_twice_find_each_other(tmp_path: Path) -> None:
    lessons = _imported("autonomous-toolkit-lessons/lessons", tmp_path)
    entries = {_ref(entry): entry for entry in lessons.entries()}
    found = 0
    for one, other in TOOLKIT_PAIRS:
        (target,) = (entry for ref, entry in entries.items() if ref.startswith(one))
        found += any(_ref(match.entry).startswith(other) for match in lessons.similar(target.id, limit=3))

    assert 96 == len(entries)
    assert found >= 0.9 * len(TOOLKIT_PAIRS)
