"""What must hold for names, blaming words and platitudes: found with advice, in English and Chinese, never a block."""

from __future__ import annotations

import pytest
from conftest import DATA

from mistakes import Action, Journal, Lesson
from mistakes.header import header_text, read_header
from mistakes.layout import JOURNAL_FILE
from mistakes.scanning import Finding, Passage, ScanOccasion, passages, scan
from mistakes_guard import blame, names, platitudes
from mistakes_guard.blame import PHRASES


def with_guard(journal: Journal, **lists: object) -> Journal:
    """Write the team's lists into its `journal.toml` as a person would, and open it anew."""
    import attrs

    about = attrs.evolve(read_header(journal.root), extra={"guard": lists})
    (journal.root / JOURNAL_FILE).write_text(header_text(about), encoding="utf-8")
    return Journal.open(journal.root)


def named(
    journal: Journal, text: str, author: str = "Ana Ruiz <ana@corp.io>", where: str = "story"
) -> list[str]:
    occasion = ScanOccasion((journal,), author=author)
    return [one.shown for one in names.scan([Passage(where, text)], occasion)]


def blaming(text: str, language: str = "en") -> list[Finding]:
    return list(blame.scan([Passage("story", text)], ScanOccasion((), language=language)))


# Names


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bo Li pushed it", ["Bo Li"]),
        ("then BO LI or Boa Lind came", []),
        ("Mei forgot, Mei said", ["Mei"]),
        ("Meiosis and mei", []),
        ("王小明没看日志", ["王小明"]),
        ("张伟说没事", ["张伟"]),
        ("指张伟大的精神", []),
        ("write to mei.chen@corp.io or noreply@corp.io", ["mei.chen@corp.io"]),
        ("git@github.com:a/b.git and ann@example.com", []),
        ("@bo-li please look, @channel", ["@bo-li"]),
        ("npm i @types/node, `@foo`, a@b", []),
        ("@dataclass\nclass A", []),
        ("问了小王和李经理，张工说可以", ["小王", "李经理", "张工"]),
        ("小程序和小王子，周工作量，王总结，张工程", []),
    ],
)
def test_people_are_found_by_the_teams_list_by_address_and_by_how_they_are_called(
    text: str, shown: list[str], team: Journal
) -> None:
    journal = with_guard(team, names=["Bo Li", "Mei Chen <mei@corp.io>", "王小明", "张伟", 7, ""])

    assert shown == named(journal, text)


def test_the_authors_of_a_journal_are_known_and_the_writer_may_tell_of_himself(team: Journal) -> None:
    team.add("One", author="Yusuf Demir <yusuf@corp.io>")
    team.add("Two", author="Ana Ruiz <ana@corp.io>")
    team.index.refresh()

    text = "Yusuf Demir and Ana Ruiz, ana@corp.io, yusuf@corp.io, @ana"

    assert ["Yusuf Demir", "yusuf@corp.io"] == named(team, text)
    assert ["Ana Ruiz", "ana@corp.io", "@ana"] == named(team, text, "Yusuf Demir <yusuf@corp.io>")


def test_a_given_name_that_is_another_word_counts_only_in_the_whole_name(team: Journal) -> None:
    journal = with_guard(team, names=["Will Stone"])

    assert [] == named(journal, "Will it break? I left no stone unturned.")
    assert ["Will Stone"] == named(journal, "We asked Will Stone.")


def test_what_the_team_allows_is_no_finding(team: Journal) -> None:
    journal = with_guard(team, names=["Bo Li"], allow=["bo li", "@release", "press@corp.io"])

    assert [] == named(journal, "Bo Li, @release, press@corp.io")


@pytest.mark.parametrize("extra", [{"guard": 7}, {"guard": {"names": "Bo"}}, {"guard": {"names": [{}]}}, {}])
def test_lists_of_a_wrong_form_are_ignored(extra: dict[str, object], team: Journal) -> None:
    journal = with_guard(team)
    object.__setattr__(journal.header, "extra", extra)

    assert [] == named(journal, "Bo was here")


def test_a_field_for_a_name_is_looked_at_only_where_strangers_read(team: Journal) -> None:
    journal = with_guard(team, names=["Bo Li"])
    entry = journal.draft("Signed", heard_from=["Bo Li"], actions=[Action("call", owner="Bo Li", key="abc")])
    texts = list(passages(entry))

    assert [] == list(names.scan(texts, ScanOccasion((journal,))))
    public = names.scan(texts, ScanOccasion((journal,), public=True))
    assert ["heard_from[0]", "actions.abc.owner"] == [one.where for one in public]


# Blame


@pytest.mark.parametrize(
    "text",
    [
        "Bob should have asked",
        "Bo should have checked the list",
        "Ana shouldn't have told them",
        "小王本该先测试",
        "he should've known better",
        "the on-call engineer should have checked",
        "They should not have deployed",
        "it was careless",
        "a stupid mistake",
        "Human error.",
        "it is his own fault",
        "the team is to blame",
        "she didn't follow the runbook",
        "he messed up",
        "it's common sense",
        "他太粗心了",
        "都怪测试没跑",
        "这都是运维的错",
        "他早该想到",
        "属于人为失误",
        "低级错误",
        "她不负责任",
        "连常识都没有",
        "责怪新人",
        "他做事马虎",
    ],
)
def test_blaming_words_are_found_with_a_better_phrasing_and_stop_nothing(text: str) -> None:
    for language in ("en", "zh"):
        results = blaming(text, language)

        assert results
        assert {("blame", False)} == {(one.kind, one.stops) for one in results}
        assert all(one.advice and one.shown in " ".join(text.split()) for one in results)
        assert ("zh" == language) == any("\u4e00" <= character <= "\u9fff" for character in results[0].advice)


@pytest.mark.parametrize(
    "text",
    [
        "Tests should have caught it. Monitoring should have noticed, the list should have been checked.",
        "The alert should have fired and the value should have been 5.",
        "We should have a talk about fault tolerance after the segmentation fault.",
        "git blame shows it; the default is his, the fault injection ours",
        "TERM=dumb, a dumb terminal, lazy loading, functions are lazy",
        "It was no error of the user interface",
        "奇怪的现象，怪异的日志，难怪没人发现，不怪异",
        "大意是：先回滚。文章大意如下。",
        "这是一个错误的配置，责任人是值班同事",
        "无能为力；轻笨",
        "笨重的流程被拆开了",
    ],
)
def test_other_words_are_no_blame(text: str) -> None:
    assert [] == blaming(text)


def test_a_phrase_is_told_once_a_passage_and_never_more_than_twenty() -> None:
    assert 1 == len(blaming("careless, Careless, CARELESS"))
    many = " ".join(f"x{number} should have asked." for number in range(50)).replace("x", "bo")
    assert 20 >= len(blaming(many + " ".join(f"{chr(97 + n)}z's fault" for n in range(26))))


def test_every_phrase_has_advice_in_both_languages_and_can_be_met() -> None:
    for phrase in PHRASES:
        english, chinese = phrase.advice
        assert english.isascii() or "“" in english or "’" in english or "…" in english
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
        assert all(word == word.lower() for word in phrase.keywords)


def test_few_words_of_real_post_mortems_are_called_blame() -> None:
    if not DATA.is_dir():
        pytest.skip("the data sets are not at hand (../shared/data)")
    files = [path for path in sorted(DATA.rglob("*")) if path.suffix in (".md", ".json")]

    found = [one.shown.lower() for path in files for one in blaming(path.read_text(encoding="utf-8"))]

    assert {"human error", "user error"} <= set(found)
    assert 5 >= len(found)


# Platitudes


def test_a_lesson_that_nobody_could_act_on_gets_a_suggestion_and_any_plan_silences_it(team: Journal) -> None:
    lessons = [
        Lesson("Be more careful", key="aaa"),
        Lesson("加强沟通", key="bbb"),
        Lesson("Be more careful", when="I open psql", then="I read the host name aloud", key="ccc"),
        Lesson("注意细节", check="make lint", key="ddd"),
        Lesson("Read the contract before you sign", key="eee"),
    ]

    found = list(platitudes.scan(list(passages(team.draft("x", lessons=lessons))), ScanOccasion((team,))))

    assert ["lessons.aaa.text", "lessons.bbb.text"] == [one.where for one in found]
    assert not any(one.stops for one in found)


def test_the_installed_scanners_look_through_an_entry_together(team: Journal) -> None:
    entry = team.draft("Bob should have asked", lessons=[Lesson("Be more careful")], story="ask @bob")

    found = scan(team, entry)

    assert {"blame", "platitude", "name"} == {one.kind for one in found.findings}
    assert {"secrets", "tools", "names", "blame", "platitudes"} <= set(found.scanners)
    assert ((), ()) == (found.unscanned, found.stopping)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("都怪運維沒有提前通知我們。", "都怪"),
        ("開發人員責任心不強，導致了這次故障。", "責任心不強"),
        ("他太馬虎，漏了一個條件。", "馬虎"),
        ("這是人為疏失。", "人為疏失"),
        ("他不按流程走，才會這樣。", "他不按流程"),
    ],
)
def test_blame_is_seen_in_traditional_characters_and_shown_as_it_was_written(text: str, shown: str) -> None:
    found = list(blame.scan([Passage("story", text)], ScanOccasion((), language="zh")))

    assert [shown] == [one.shown for one in found]
    assert [shown] == [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    "text", ["怪異的是監控沒有資料。", "單點登入的憑證過期了。", "大意是說，先停寫，再切換。"]
)
def test_what_tells_in_traditional_characters_blames_nobody(text: str) -> None:
    assert [] == list(blame.scan([Passage("story", text)], ScanOccasion((), language="zh")))
