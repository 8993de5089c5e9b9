"""Before somebody starts they get the lessons that matter: few, in the right order, and often none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import pytest
from conftest import DATA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import several, texts

from mistakes import Action, Applies, Condition, Journal, Lesson, Links
from mistakes.briefing.reminders import Reminder, brief
from mistakes.events import ActionDone, Retired
from mistakes.recall import Need
from mistakes.recall.need import wanted_by
from mistakes.recall.relevance import relevant
from mistakes.recall.statistics import CorpusStatistics
from mistakes.testing import run

needs = st.builds(Need, words=texts, paths=several, commands=several, tags=several, diff=texts)
PLAN = Lesson(
    "Make the target visible.",
    when="I open a psql shell",
    then="I read the host name aloud",
    applies=Applies(paths=("migrations/**",), commands=("psql *",), words=("feature flag",), tags=("db",)),
)
KAZOO = Applies(words=("kazoo",))
ENTRIES = {
    "Ran the migration against production": "Two shells were open, one on staging and one on production.",
    "Certificate of the mail server expired": "Nobody renewed the certificate in time.",
    "Newsletter went to the wrong list": "All subscribers were chosen instead of the test list.",
    "Missed the train to Berlin": "The tram was full and I left ten minutes late.",
    "服务器忘了续费": "服务器到期以后被停机，网站两个小时打不开。",
}


@pytest.fixture
def kept(journal: Journal) -> Journal:
    """A journal of a few entries, each with a lesson; only the first has triggers."""
    for number, (title, story) in enumerate(ENTRIES.items()):
        journal.add(title, story=story, lessons=[PLAN if number == 0 else Lesson("Next time look twice.")])
    return journal


def titles(found: list[Reminder]) -> list[str]:
    return [reminder.entry.title for reminder in found]


@pytest.mark.parametrize(
    ("need", "why"),
    [
        (Need(paths=("db/migrations/7.sql",)), "path migrations/**"),
        (Need(commands=("sudo psql -h db-1",)), "command psql *"),
        (Need("turn the feature flags on"), "word feature flag"),
        (Need(tags=("DB",)), "tag db"),
    ],
)
def test_a_trigger_brings_its_lesson_first_and_says_so(kept: Journal, need: Need, why: str) -> None:
    (best, *_) = kept.brief(need)

    assert ("Ran the migration against production", why) == (best.entry.title, best.why[0])
    assert "When I open a psql shell, then I read the host name aloud" == best.advice
    assert best.is_triggered
    assert 0.8 <= best.score <= 1


def test_a_word_that_a_trigger_names_is_not_told_twice(kept: Journal) -> None:
    (reminder,) = kept.brief(Need("run the migration behind feature flags", tags=("db",)))

    assert ("tag db", "word feature flag", "migration", "run") == reminder.why


def test_without_triggers_likeness_brings_the_entry_and_tells_the_words(kept: Journal) -> None:
    (best,) = kept.brief("renewing certificates of the mail server")

    assert "Certificate of the mail server expired" == best.entry.title
    assert {"renewing", "certificates", "mail"} <= set(best.why)
    assert not best.is_triggered


def test_a_chinese_need_finds_a_chinese_entry(kept: Journal) -> None:
    (best,) = kept.brief("给服务器续费")

    assert "服务器忘了续费" == best.entry.title
    assert {"服务器", "续费"} == set(best.why)


def test_triggers_come_before_likeness(kept: Journal) -> None:
    like = kept.add("Feature flags were never removed", story="Old flags piled up.", lessons=[Lesson("l")])
    found = kept.brief("remove the old feature flags that piled up")

    assert ["Ran the migration against production", like.title] == titles(found)


def kept_by(journal: Journal, triggers: dict[str, Applies]) -> None:
    """Keep an entry for each title, which says nothing else, with these triggers."""
    for title, applies in triggers.items():
        journal.add(title, lessons=[Lesson("l", applies=applies)])
    for number in range(30):
        journal.add(f"Entry {number}", story="The database was slow in the release.")


def test_of_words_that_fire_the_one_that_asks_for_more_and_for_rarer_things_comes_first(
    journal: Journal,
) -> None:
    kept_by(journal, {"One": Applies(words=("database",)), "Two": KAZOO})
    for title, word in {"Three": "move the database", "Four": "move the database by kazoo"}.items():
        story = " ".join(f"story{number}" for number in range(500))
        journal.add(title, story=story, lessons=[Lesson("l", applies=Applies(words=(word,)))])

    found = journal.brief("move the database by kazoo", limit=9)

    assert ["Four", "Three", "Two", "One"] == [one.entry.title for one in found if one.is_triggered]


def test_of_triggers_as_particular_the_one_whose_entry_shares_more_comes_first(journal: Journal) -> None:
    kept_by(journal, dict.fromkeys(("Kazoo and other flutes", "Kazoo", "Kazoo and a tuba"), KAZOO))

    assert "Kazoo and a tuba" == journal.brief("a tuba and a kazoo")[0].entry.title


@pytest.mark.parametrize(
    ("need", "order"),
    [
        (Need(paths=("src/pay/migrations/7.sql",)), ["Dogwood", "Cedar", "Birch", "Alder"]),
        (Need(commands=("git push --force origin",)), ["Hazel", "Gum", "Fir", "Elm"]),
        (
            Need(paths=("src/pay/migrations/7.sql",), diff="a kazoo"),
            ["Dogwood", "Cedar"],
        ),
        (
            Need("play the kazoo", commands=("git push --force origin",)),
            ["Hazel"],
        ),
    ],
)
def test_a_path_or_command_that_names_more_comes_first(
    journal: Journal, need: Need, order: list[str]
) -> None:
    triggers = {
        "Alder": Applies(paths=("**",)),
        "Birch": Applies(paths=("*.sql",)),
        "Cedar": Applies(paths=("migrations/**",)),
        "Dogwood": Applies(paths=("src/pay/migrations/*",)),
        "Elm": Applies(commands=("*",)),
        "Fir": Applies(commands=("git *",)),
        "Gum": Applies(commands=("git push",)),
        "Hazel": Applies(commands=("git push --force *",)),
        "Ivy": KAZOO,
    }
    kept_by(journal, triggers)

    found = [one for one in journal.brief(need, limit=9) if one.is_triggered]

    assert order == titles(found)[: len(order)]
    assert all(0.8 < one.score <= 1 for one in found)


@pytest.mark.parametrize("need", ["bake a cake", "zyzzyva", "the and of", "", "   ", "写一封信"])
def test_nothing_relevant_brings_nothing(kept: Journal, need: str) -> None:
    assert [] == kept.brief(need)


def test_one_word_brings_an_entry_if_it_was_said_and_not_if_it_only_stands_in_a_command(
    kept: Journal,
) -> None:
    newsletter = "Newsletter went to the wrong list"

    assert [newsletter] == titles(kept.brief("write the newsletter"))
    assert [] == kept.brief(Need(commands=("vim newsletter.txt",)))
    assert [] == kept.brief(Need(paths=("docs/newsletter.md",), diff="newsletter = 3"))
    assert [newsletter] == titles(kept.brief(Need(commands=("send-newsletter --subscribers all",))))


def test_a_word_sets_off_its_own_forms_and_no_word_that_begins_alike(kept: Journal) -> None:
    kept.add("Cited a paper unread", lessons=[Lesson("l", applies=Applies(words=("cite",)))])

    assert ["Cited a paper unread"] == titles(kept.brief(Need(diff="as was cited above")))
    assert [] == kept.brief(Need(diff="the names of each city"))


@pytest.mark.parametrize(
    ("need", "title"),
    [
        ("choose a name for the cat", "Did not choose between UTC and local time"),
        ("write a poem", "Wrote the minutes too late"),
        ("学习做饭", "学习新办法"),
    ],
)
def test_what_one_does_with_anything_brings_nothing_alone(journal: Journal, need: str, title: str) -> None:
    journal.add(title, lessons=[Lesson("l")])

    assert [] == brief([journal], need)
    assert [title] == titles(brief([journal], title))


@pytest.mark.parametrize(
    "need", ["do it now, please", "is it ok?", "1, 2, 3", "12", "这是什么", "的了是在和", "！？"]
)
def test_what_only_fills_a_sentence_brings_nothing(journal: Journal, need: str) -> None:
    stories = ("It is ok now, please do it, well", "1, 2, 3 and 12 and 503", "这是什么，是在做什么")
    for story in stories:
        journal.add("Entry", story=story, lessons=[Lesson("l")])

    assert [] == journal.brief(need)
    assert [stories[1]] == [one.entry.story for one in journal.brief("a 503")]


def test_a_name_with_capitals_inside_is_one_word_and_no_other(journal: Journal) -> None:
    journal.add("Hub of the wheel was loose", lessons=[Lesson("l")])
    journal.add("Lost a commit", lessons=[Lesson("l", applies=Applies(words=("git",)))])
    journal.add("Token was public", lessons=[Lesson("l", applies=Applies(words=("GitHub",)))])

    assert ["Token was public"] == titles(brief([journal], "the pages of GitHub"))
    assert ["Lost a commit"] == titles(brief([journal], "git pages"))
    assert ["Token was public"] == titles(brief([journal], "github"))


def test_the_ending_of_a_files_name_is_no_word(journal: Journal) -> None:
    journal.add("The docs had no readme.md", lessons=[Lesson("l")])

    assert [] == brief([journal], Need(commands=("vim docs/plan.md",), paths=("docs/plan.md",)))
    assert [] != brief([journal], Need(commands=("vim docs/readme.md",)))


def test_pairs_across_two_chinese_words_make_a_need_no_stranger() -> None:
    statistics = CorpusStatistics(100, {"页面": 2, "缓存": 2})
    needs = ("页面 缓存", "缓存页面", "缓存商铺页面")
    plain, joined, strange = (wanted_by(Need(need), statistics, lambda *_: ()).total for need in needs)

    assert plain == joined < strange


def test_an_empty_journal_has_nothing_to_say(journal: Journal) -> None:
    assert [] == journal.brief(Need("anything", ("a",), ("b",), ("c",), "d"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(need=needs)
def test_any_need_gets_few_reminders_in_order_each_with_a_reason(kept: Journal, need: Need) -> None:
    found = kept.brief(need)
    scores = [reminder.score for reminder in found]

    assert len(found) <= 3
    assert sorted(scores, reverse=True) == scores
    assert all(0 < reminder.score <= 1 and reminder.why for reminder in found)
    assert len(found) == len({reminder.entry.id for reminder in found})


def test_an_entry_saved_a_moment_ago_by_any_editor_counts(kept: Journal) -> None:
    assert [] == kept.brief("sharpen the kitchen knives")
    other = Journal.open(kept.root)
    path = kept.path(other.add("Cut myself").id)
    path.write_text(path.read_text().replace("Cut myself", "Kitchen knives were not sharpened"))

    assert ["Kitchen knives were not sharpened"] == titles(kept.brief("sharpen the kitchen knives"))


def test_retired_lessons_and_entries_and_deleted_ones_are_left_out(kept: Journal) -> None:
    need = Need(commands=("psql",))
    (first,) = kept.brief(need)
    kept.record(Retired(first.entry.id, lesson=first.lesson.key if first.lesson else None))
    assert [] == kept.brief(need)

    second = kept.add("psql again", lessons=[PLAN])
    assert [second.title] == titles(kept.brief(need))
    kept.record(Retired(second.id))
    assert [] == kept.brief(need)

    third = kept.add("psql once more", lessons=[PLAN])
    kept.delete(third.id)
    assert [] == kept.brief(need)


def test_if_one_of_two_lessons_is_retired_the_other_one_speaks(journal: Journal) -> None:
    entry = journal.add("Psql in production", lessons=[PLAN, Lesson("Use a read-only role.")])
    journal.record(Retired(entry.id, lesson=entry.lessons[0].key))
    found = journal.brief(Need("psql production", commands=("psql",)))

    assert ["Use a read-only role."] == [reminder.advice for reminder in found]
    assert not found[0].is_triggered


def test_the_lesson_of_the_entry_that_fits_best_is_chosen(journal: Journal) -> None:
    lessons = [Lesson("Label the jars."), Lesson("Keep the oven closed."), Lesson("Weigh the sugar.")]
    journal.add("Cake failed", story="Salt instead of sugar; the oven was opened.", lessons=lessons)

    assert ["Keep the oven closed."] == [one.advice for one in journal.brief("open the oven for the cake")]
    assert ["Weigh the sugar."] == [one.advice for one in journal.brief("sugar for the cake")]


def test_an_open_action_is_named_if_it_fits_or_if_there_is_no_lesson(journal: Journal) -> None:
    actions = [
        Action("Write to the supplier"),
        Action("Raise the timeout of the gateway"),
        Action("Lower the timeout of the gateway", done=date(2026, 1, 1)),
    ]
    entry = journal.add("Gateway timeout", lessons=[Lesson("l")], actions=actions)

    (found,) = journal.brief("change the timeout of the gateway")
    assert found.action is not None
    assert "Raise the timeout of the gateway" == found.action.text
    journal.record(ActionDone(entry.id, action=entry.actions[1].key))
    assert [None] == [one.action for one in journal.brief("change the timeout of the gateway")]
    journal.change(entry.id, lessons=())
    assert ["Write to the supplier"] == [one.advice for one in journal.brief("timeout of the gateway")]


@pytest.mark.parametrize(
    ("need", "why"),
    [
        ("a photographer for the marriage", {"photographer ≈ pictures", "marriage ≈ wedding"}),
        ("婚礼那天拍的照片", {"婚礼 ≈ wedding", "照片 ≈ pictures"}),
        ("wipe the pictures off the card", {"wipe", "pictures", "card"}),
    ],
)
def test_a_need_in_other_words_finds_what_means_the_same(journal: Journal, need: str, why: set[str]) -> None:
    journal.add(
        "Wiped the card with the wedding pictures", lessons=[Lesson("Full cards go into the red box.")]
    )
    (reminder,) = brief([journal], need)

    assert why == {*reminder.why}


def test_of_a_long_name_only_the_part_that_means_the_same_is_told(journal: Journal) -> None:
    journal.add("Lost wedding.old_pictures of the museum", lessons=[Lesson("l")])
    (reminder,) = brief([journal], "photos of the marriage and of the museum")

    assert {"photos ≈ pictures", "marriage ≈ wedding", "museum"} == {*reminder.why}


def test_one_word_that_only_means_the_same_brings_nothing(journal: Journal) -> None:
    journal.add(
        "Wiped the card with the wedding pictures", lessons=[Lesson("Full cards go into the red box.")]
    )

    assert [] == brief([journal], "photos")
    assert [] != brief([journal], "pictures")


def test_short_forms_and_long_ones_find_each_other(journal: Journal) -> None:
    journal.add("Kubernetes upgrade failed", lessons=[Lesson("l")])
    journal.add("i18n of the forms was forgotten", lessons=[Lesson("l")])

    assert ["Kubernetes upgrade failed"] == titles(journal.brief("k8s upgrade"))
    assert ["i18n of the forms was forgotten"] == titles(journal.brief("internationalization of forms"))


def test_the_beginning_of_a_word_finds_the_longer_one(journal: Journal) -> None:
    journal.add("Configuration of the proxy was wrong", lessons=[Lesson("l")])

    assert ["Configuration of the proxy was wrong"] == titles(journal.brief("proxy config"))


def test_a_word_that_brings_many_lessons_to_mind_brings_none(journal: Journal) -> None:
    for number in range(6):
        journal.add(f"Entry {number}", lessons=[Lesson("l", applies=Applies(words=("bash",)))])

    assert [] == [reminder for reminder in journal.brief("write it in bash") if reminder.is_triggered]


def test_an_original_is_shown_in_the_place_of_its_copy(journal: Journal, team: Journal) -> None:
    original = journal.add("Psql in production", lessons=[PLAN])
    copy = team.put(attrs.evolve(team.draft("Psql in production"), lessons=(PLAN,), links=_from(original.id)))
    need = Need(commands=("psql",))

    assert [original.id] == [one.entry.id for one in brief([team, journal], need)]
    assert [copy.id] == [one.entry.id for one in brief([team], need)]
    journal.record(Retired(original.id))
    assert [] == brief([team], need, mine=journal)


def _from(original: str) -> Links:
    return Links(shared_from=original)


def test_what_one_retired_privately_is_left_out_of_a_teams_journal(journal: Journal, team: Journal) -> None:
    entry = team.add("Psql in production", lessons=[PLAN])
    journal.record(Retired(entry.id))

    assert [] == brief([team], Need(commands=("psql",)), mine=journal)
    assert [entry.id] == [one.entry.id for one in brief([team], Need(commands=("psql",)))]


def test_a_hostile_journal_takes_no_longer(journal: Journal) -> None:
    stars = tuple("*a" * count + "b" for count in range(1, 200))
    slow = Lesson(
        "l", applies=Applies(paths=(*stars, "**/" * 60 + "x"), commands=stars, words=("a " * 5000,))
    )
    journal.add("hostile", lessons=[slow])
    need = Need("a" * 70_000, ("a" * 4096 + "/a" * 2000,), ("a " * 40_000,), ("a",), "a\n" * 200_000)

    assert [] == [one for one in journal.brief(need) if one.is_triggered]


def test_half_a_character_in_a_need_is_a_question_mark_and_no_trouble(kept: Journal) -> None:
    half = "\ud800"
    need = Need(half, (f"{half}/migrations/7.sql",), (f"psql {half}",), (half,), f"x = {half}")

    assert {"path migrations/**", "command psql *"} <= set(kept.brief(need)[0].why)
    assert (
        need.readable
        == need.readable.readable
        == Need("?", ("?/migrations/7.sql",), ("psql ?",), ("?",), "x = ?")
    )


def test_relevance_in_memory_counts_all_of_an_entry(journal: Journal) -> None:
    """Also what an index keeps: the demonstration below goes through one, this does not."""
    entries = [
        journal.draft("One", story="apples"),
        journal.draft("Two", also={"zh": {"title": "苹果"}}),
        journal.draft("Three", actions=[Action("peel the apples")]),
        journal.draft("Four", feeling="apples"),
    ]
    statistics = CorpusStatistics(4, {"apple": 2})

    assert ["One", "Three"] == [match.entry.title for match in relevant("apples", entries, statistics)]
    assert ["Two"] == [match.entry.title for match in relevant("苹果", entries, statistics)]


# The demonstration: a team whose journal knew what would happen eight days later


@pytest.fixture(scope="module")
def before_the_upgrade(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Reminder]]:
    """The post-mortems of a real team up to 22 June 2021, imported as anybody would, ready to be asked."""
    folder = DATA / "dfds-postmortems"
    if not folder.is_dir():
        pytest.skip("the post-mortems are not at hand (../shared/data/dfds-postmortems)")
    base = tmp_path_factory.mktemp("dfds")
    root, files = base / "journal", base / "files"
    files.mkdir()
    for path in sorted(folder.glob("PM2*")):
        if path.name[:10] <= "PM2021-005":
            (files / path.name).write_bytes(path.read_bytes())
    Journal.create(root, name="dfds", kind="team")
    assert 0 == run("import", "markdown", str(files), "-j", str(root)).status
    return lambda need: Journal.open(root).brief(need)


WORDINGS = [
    "Kubernetes upgrade, EKS add-ons, ALB",
    "upgrading the Kubernetes cluster and its EKS add-ons behind the ALB",
    "EKS upgrade: node roll-over, target groups, de-registration delay",
    "Upgrade Kubernetes from 1.19 to 1.20 and let EKS manage the add-ons",
    "upgrade EKS to 1.20 with managed add-ons; traffic comes in through the ALB",
    "change how EKS add-ons are deployed from manual to managed during the cluster upgrade",
    "scheduled Kubernetes upgrade to v1.20, switching EKS add-ons from manual to managed",
    "we upgrade the EKS cluster tomorrow and let Terraform manage the add-ons",
    "EKS cluster upgrade with native Terraform add-ons",
    "about to run the pipeline that upgrades Kubernetes and the EKS add-ons (VPC CNI)",
    "Terraform takes over the EKS addons, cluster upgrade to 1.20 on Wednesday",
    "before the Kubernetes upgrade: what about EKS add-ons and the load balancers?",
]


@pytest.mark.parametrize("wording", WORDINGS)
def test_before_the_upgrade_the_open_action_that_prevents_the_outage_comes_first(
    before_the_upgrade: Callable[[str], list[Reminder]], wording: str
) -> None:
    first = before_the_upgrade(wording)[0]

    assert first.entry.source is not None
    assert "PM2021-005" in first.entry.source.ref
    assert first.advice


def test_the_open_action_of_the_demonstration_is_the_first_one_named(
    before_the_upgrade: Callable[[str], list[Reminder]],
) -> None:
    first = before_the_upgrade(WORDINGS[0])[0]

    assert first.action is not None
    assert "Revert to default of 300 seconds for de-registration delay on the ALBs." == first.action.text


def test_off_the_subject_the_same_journal_keeps_silent(
    before_the_upgrade: Callable[[str], list[Reminder]],
) -> None:
    needs = ["plan the wedding dinner", "sell the old car", "给奶奶写一封信", "learn the guitar chords"]

    assert [[]] * len(needs) == [before_the_upgrade(need) for need in needs]


def test_of_bad_code_in_a_diff_the_right_lesson_is_found_nearly_always(tmp_path: Path) -> None:
    folder = DATA / "autonomous-toolkit-lessons" / "lessons"
    if not folder.is_dir():
        pytest.skip("the lessons are not at hand (../shared/data/autonomous-toolkit-lessons)")
    journal = Journal.create(tmp_path / "toolkit", name="toolkit")
    bad: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        head, body = re.split(r"(?m)^---$", path.read_text(encoding="utf-8"), maxsplit=2)[-2:]
        title = re.search(r'(?m)^title: "?(.*?)"?$', head)
        entry = journal.add(title[1] if title else path.stem, story=body, lessons=[Lesson("see the story")])
        if example := re.search(r"(?ms)^example:\n  bad: \|\n(.*?)(?=^  good:|^\S|\Z)", head):
            bad[entry.id] = example[1]
    found = {entry_id: journal.brief(Need(diff=code), limit=1) for entry_id, code in bad.items()}
    right = [entry_id for entry_id, first in found.items() if first and first[0].entry.id == entry_id]

    assert len(bad) > 70
    assert len(right) >= 0.75 * len(bad)


@pytest.mark.parametrize(
    ("need", "wrong"),
    [
        ("mock a function in a unit test", "cd Without Restore"),
        ("delete the cache of the browser", "2>/dev/null"),
        ("remove a git worktree", "2>/dev/null"),
        ("add a security review", "eval on User-Controlled"),
    ],
)
def test_a_common_keyword_of_an_import_is_no_trigger(
    imported_lessons: Journal, need: str, wrong: str
) -> None:
    found = imported_lessons.brief(need)

    assert not [one.why for one in found if one.is_triggered]
    assert not found or wrong not in found[0].entry.title


def test_a_particular_keyword_of_an_import_is_one(imported_lessons: Journal) -> None:
    for need in ("write a script with set -e", "the working directory of the build", "jq with --argjson"):
        assert imported_lessons.brief(need)[0].is_triggered


@pytest.fixture(scope="module")
def imported_lessons(tmp_path_factory: pytest.TempPathFactory) -> Journal:
    """The lessons of a real project, imported as anybody would."""
    folder = DATA / "autonomous-toolkit-lessons" / "lessons"
    if not folder.is_dir():
        pytest.skip("the lessons are not at hand (../shared/data/autonomous-toolkit-lessons)")
    root = tmp_path_factory.mktemp("toolkit") / "journal"
    Journal.create(root, name="toolkit")
    assert 0 == run("import", "markdown", str(folder), "-j", str(root)).status
    return Journal.open(root)


def test_a_plan_that_has_taught_nothing_yet_takes_no_lessons_place(journal: Journal) -> None:
    told = journal.add(
        "Kafka lost messages",
        story="In the upgrade.",
        lessons=[Lesson("Look at the replicas", when="w", then="t")],
    )
    journal.add("Kafka upgrade this weekend", kind="decision", conditions=[Condition("Nobody is awake")])

    assert [told.id] == [reminder.entry.id for reminder in journal.brief("kafka upgrade this weekend")]


def test_a_plan_in_many_words_finds_what_one_in_few_words_finds(journal: Journal) -> None:
    told = journal.add(
        "Kafka lost messages in the upgrade",
        story="We upgraded the brokers one by one, and a topic lost its replicas.",
        lessons=[Lesson("Look at the replicas before the next broker", when="w", then="t")],
    )
    for number in range(6):
        journal.add(f"Something else {number}", story="Of another kind.")

    for need in (
        "Upgrade the Kafka cluster",
        "kafka upgrade next weekend with Tom and Jerry from the other office",
    ):
        assert [told.id] == [reminder.entry.id for reminder in journal.brief(need)], need
    assert [] == journal.brief("book a hotel in Lisbon for the conference in May")
