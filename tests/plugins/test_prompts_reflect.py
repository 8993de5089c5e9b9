"""What must hold for `mistakes reflect` and the library's questions, from end to end."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mistakes import Journal, Lesson
from mistakes.days import learning_day
from mistakes.ids import new_id
from mistakes.locales import language_tag
from mistakes.plugins import installed
from mistakes.practice import Occasion
from mistakes.settings import Settings
from mistakes.testing import run
from mistakes_prompts.asking import Wish, is_homework_day, question_of
from mistakes_prompts.pack import Prompt
from mistakes_prompts.shelf import shelf
from mistakes_prompts.today import of_today
from mistakes_prompts.tongue import words

STORY = "quick-aar.story-1"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the personal journal lie in a folder of the test."""
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "own"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    run("config", "set", "author", "Kim <kim@example.com>")
    return tmp_path / "own"


def add(*words_: str) -> str:
    return run("add", *words_).handle


def listed(*arguments: str) -> list[dict[str, Any]]:
    done = run("reflect", *arguments, "--json")
    assert 0 == done.status, done.err
    questions: list[dict[str, Any]] = done.json["questions"]
    return questions


def entry(place: Path, handle: str) -> Any:
    journal = Journal.open(place)
    return journal.get(journal.find(handle))


# Asking


def test_it_lists_at_most_three_questions_with_ids_texts_and_why() -> None:
    handle = add("Ran the migration against production")

    found = listed(handle)

    assert ["story", "conditions", "lessons.text"] == [one["fills"] for one in found]
    assert all(one["text"].endswith("?") and one["entry"].endswith(handle) for one in found)
    assert all({"term", "value"} == set(term) for one in found for term in one["why"])
    assert "tips" not in found[0]


def test_in_a_pipe_a_line_is_an_id_and_a_question() -> None:
    handle = add("x")

    lines = run("reflect", handle).out.splitlines()

    assert [one["id"] for one in listed(handle)] == [line.split("\t")[0] for line in lines]
    assert [2, 2, 2] == [len(line.split("\t")) for line in lines]
    assert "never asked +0.50" in run("reflect", handle, "--why").out


def test_the_same_day_brings_the_same_questions() -> None:
    handle = add("x")

    assert listed(handle) == listed(handle)


def test_without_an_id_the_dearest_of_the_recent_entries_is_asked_about() -> None:
    add("cheap", "--cost", "1h")
    dear = add("dear", "--cost", "2d")
    add("old", "--cost", "2d", "--happened", "2020-01-01")

    assert {dear} == {one["entry"][-6:] for one in listed()}


def test_an_entry_that_was_asked_about_today_comes_after_the_others() -> None:
    first, second = add("dear", "--cost", "2d"), add("cheap")
    run("reflect", first, "--answer", f"{STORY}=It broke.")

    assert {second} == {one["entry"][-6:] for one in listed()}


def test_an_empty_journal_gets_a_friendly_next_step() -> None:
    for arguments in ((), ("--why",)):
        done = run("reflect", *arguments)
        assert (0, "") == (done.status, done.out)
        assert 'mistakes add "what happened"' in done.err
    assert [] == listed()


def test_a_pack_can_be_asked_by_name() -> None:
    handle = add("x")

    assert {"if-then"} == {one["pack"] for one in listed(handle, "--pack", "if-then")}
    assert all(one["entry"] is None for one in listed("--pack", "trust"))
    assert 3 == len(listed("--pack", "trust"))
    assert 2 == run("reflect", "--pack", "nothing").status


def test_a_question_can_be_asked_by_its_id() -> None:
    handle = add("x")

    assert [STORY] == [one["id"] for one in listed(handle, "--question", STORY)]
    assert "homework.first-step" == listed("--question", "homework.first-step")[0]["id"]
    unknown = run("reflect", handle, "--question", "quick-aar.storey-1")
    assert (2, True) == (unknown.status, STORY in unknown.err)
    assert 2 == run("reflect", "--question", STORY).status


def test_the_language_is_the_option_the_setting_or_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    handle = add("x")
    english = listed(handle)[0]["text"]
    assert english.isascii()

    chinese = listed(handle, "--language", "zh")[0]["text"]
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert chinese == listed(handle)[0]["text"] != english
    assert english == listed(handle, "--language", "en")[0]["text"]
    run("config", "set", "language", "en")
    assert english == listed(handle)[0]["text"]


@pytest.mark.parametrize(
    ("locale", "wanted"),
    [("zh_TW.UTF-8", "zh-TW"), ("C", "en"), ("POSIX", "en"), ("de_DE@euro", "de-DE"), ("", "en")],
)
def test_a_locale_names_a_language(locale: str, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", locale)

    assert wanted == language_tag(Settings.load())


def test_our_own_words_are_the_same_in_both_languages() -> None:
    english, chinese = words("en"), words("zh-TW")

    assert [] == [name for name in english if name not in chinese]
    for name, text in english.items():
        assert text.count("{") == chinese[name].count("{"), name


def test_the_distanced_voice_rewrites_at_least_three_questions() -> None:
    handle = add("x")
    ids = ["calm-water.story-1", "calm-water.hands-1", "trust.listen-1", "calm-water.when-1"]
    options = [option for name in ids for option in ("--question", name)]

    plain, distanced = listed(handle, *options), listed(handle, *options, "--voice", "distanced")
    run("config", "set", "voice", "distanced")

    assert 3 <= sum(one["text"] != other["text"] for one, other in zip(plain, distanced, strict=True))
    assert distanced == listed(handle, *options)
    assert plain == listed(handle, *options, "--voice", "plain")


def test_a_role_brings_its_own_questions() -> None:
    handle = add(
        "x", "-t", "zoo", "--story", "s", "--condition", "c", "--lesson", "l", "--if", "w", "--then", "t"
    )
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "mistakes" / "packs"
    folder.mkdir(parents=True)
    head = '[pack]\nid = "only"\nversion = "1"\nschema = 1\nfor = ["senior"]\ntitle = { en = "Only" }\n'
    # so many, and all for the entry's tag, that chance hardly finds another one
    prompts = "".join(
        f'[[prompt]]\nid = "only.{number}"\nwhen = ["reflect"]\nq = "{("iq", "eq", "lq")[number % 3]}"\n'
        'needs = { tags = ["zoo"] }\ntext = { en = "What?" }\n'
        for number in range(200)
    )
    (folder / "only.toml").write_text(head + prompts, encoding="utf-8")

    assert "only" not in {one["pack"] for one in listed(handle)}
    for_role = [one for one in listed(handle, "--role", "senior") if one["pack"] == "only"]
    assert for_role
    assert all("for your role" in [term["term"] for term in one["why"]] for one in for_role)
    run("config", "set", "role", "senior")
    assert "only" in {one["pack"] for one in listed(handle)}


def test_whoever_is_hurt_is_asked_gently() -> None:
    handle = add("x", "--set", "feeling=I feel terrible and ashamed")
    prompts = {prompt.id: prompt for prompt in shelf(installed()).prompts}

    found = [(prompts[one["id"]], one["text"]) for one in listed(handle)]

    assert 3 == len(found)
    assert all(prompt.is_gentle for prompt, _ in found)
    assert all(text == prompt.distanced["en"] for prompt, text in found if prompt.distanced)


# Answering


def test_answers_go_into_their_fields_and_say_where(place: Path) -> None:
    handle = add("x")

    done = run(
        "reflect",
        handle,
        *("--answer", f"{STORY}=It dropped a table."),
        *("--answer", "price-paid.trust-1=2"),
        *("--answer", "two-alike.elsewhere-1=Pilots = checklists"),
        *("--skip", "trust.listen-2"),
    )

    assert 0 == done.status, done.err
    assert [
        f"{STORY}: saved as the story",
        "price-paid.trust-1: saved as the cost in trust",
        "two-alike.elsewhere-1: kept as a private note",
        "trust.listen-2: skipped",
        f"3 answers saved privately ({handle}).",
    ] == done.out.splitlines()
    saved = entry(place, handle)
    assert ("It dropped a table.", 2) == (saved.story, saved.price.trust)
    events = Journal.open(place).events(saved.id)
    assert ["answered", "answered", "answered", "skipped"] == [event.do for event in events]
    assert ["", "", "Pilots = checklists", ""] == [event.text for event in events]  # type: ignore[attr-defined]


def test_what_machines_get_of_an_answer_has_the_tips(place: Path) -> None:
    done = run("reflect", "--answer", "trust.scenario-1=I would listen first.", "--json")

    (answer,) = done.json["answers"]
    assert ("trust.scenario-1", None, None, True) == (
        answer["question"],
        answer["entry"],
        answer["field"],
        answer["noted"],
    )
    assert 2 <= len(answer["tips"])
    assert answer["event"] == Journal.open(place).events()[-1].id


def test_tips_are_shown_after_an_answer_and_never_before() -> None:
    asked = run("reflect", "--question", "trust.scenario-1").out
    answered = run("reflect", "--answer", "trust.scenario-1=I would listen first.").out

    assert "•" not in asked
    assert 2 <= answered.count("•")


def test_homework_shows_the_old_answer_after_the_new_one() -> None:
    first = run("reflect", "--answer", "homework.first-step=Trust, I think.")
    again = run("reflect", "--answer", "homework.first-step=A common goal.")
    shown = run("reflect", "--question", "homework.first-step", "--json").out

    assert "Trust, I think." not in first.out
    assert "Trust, I think." in again.out
    assert "A common goal." not in shown


def test_nothing_is_saved_if_one_answer_does_not_fit(place: Path) -> None:
    handle = add("x")

    done = run("reflect", handle, "--answer", f"{STORY}=It broke.", "--answer", "price-paid.trust-1=lots")

    assert 2 == done.status
    assert "price-paid.trust-1" in done.err
    assert "nothing was saved" in done.err
    assert "" == entry(place, handle).story
    assert [] == Journal.open(place).events()


@pytest.mark.parametrize(
    "answer", ["quick-aar.story-1", "=text", "nothing.a=text", f"{STORY}=", f"{STORY}= "]
)
def test_an_answer_that_cannot_be_placed_is_refused(answer: str) -> None:
    assert 2 == run("reflect", add("x"), "--answer", answer).status


def test_an_answer_about_an_entry_needs_its_id() -> None:
    add("x")

    done = run("reflect", "--answer", f"{STORY}=text")

    assert 2 == done.status
    assert "mistakes reflect ID" in done.err


def test_one_climbs_the_ladder_by_answering(place: Path) -> None:
    handle = add("x")
    for _ in range(4):
        for one in listed(handle):
            if one["fills"] in ("story", "conditions", "lessons.text", "lessons.when", "lessons.then"):
                run("reflect", handle, "--answer", f"{one['id']}=the shell looked like staging")

    assert "planned" == Journal.open(place).standing(entry(place, handle)).status


def test_a_colleagues_entry_is_answered_privately(team: Journal, place: Path) -> None:
    made = team.add("x", author="Ana <ana@example.com>")

    done = run("-j", str(team.root), "reflect", made.id[-6:], "--answer", f"{STORY}=I saw it too.")

    assert f"{STORY}: kept as a private note\n1 answer saved privately ({made.id[-6:]}).\n" == done.out
    assert f"Your journal begins here: {place}" in done.err
    assert (made, []) == (team.get(made.id), team.events())
    assert ["I saw it too."] == [event.text for event in Journal.open(place).events()]  # type: ignore[attr-defined]


def test_without_an_id_nobody_is_asked_about_a_colleagues_entry(team: Journal) -> None:
    theirs = team.add("theirs", author="Ana <ana@example.com>")
    arguments = ("-j", str(team.root))

    assert all(one["entry"] != theirs.id for one in listed(*arguments))
    mine = team.add("mine", author="Kim <kim@example.com>")
    assert {mine.id} == {one["entry"] for one in listed(*arguments)}


def test_a_mixed_answer_says_what_went_where(team: Journal) -> None:
    mine = team.add("mine", author="Kim <kim@example.com>")
    answers = ("--answer", f"{STORY}=It broke.", "--answer", "three-qs.feeling-1=uneasy")

    done = run("-j", str(team.root), "reflect", mine.id[-6:], *answers)

    assert (
        f"1 answer saved in payments ({mine.id[-6:]}).\n1 answer saved privately ({mine.id[-6:]}).\n"
        in done.out
    )
    assert "" == team.get(mine.id).feeling


def test_a_team_journal_weighs_its_first_step(team: Journal) -> None:
    text = (team.root / "journal.toml").read_text(encoding="utf-8")
    (team.root / "journal.toml").write_text(text + 'first_step = "trust"\n', encoding="utf-8")
    mine = team.add("mine", author="Kim <kim@example.com>")

    why = listed("-j", str(team.root), mine.id[-6:], "--pack", "trust")[0]["why"]

    assert {"term": "the team's first step", "value": 1.0} in why


@pytest.mark.parametrize("name", ["reflect", "packs"])
def test_the_commands_have_help(name: str) -> None:
    assert 0 == run(name, "-h").status


# The library


def test_a_journal_chooses_answers_and_skips_without_a_terminal(journal: Journal) -> None:
    made = journal.add("Ran the migration against production")

    first, second, third = journal.questions(made.id, language="en")
    journal.answer(first, "It dropped a table.")
    journal.skip(second)

    assert ("story", "conditions", "lessons.text") == (first.fills, second.fills, third.fills)
    assert "It dropped a table." == journal.get(made.id).story
    assert first.id not in [one.id for one in journal.questions(made.id)]
    assert 1 == len(journal.questions(made.id, when="capture", limit=9))
    assert [] == journal.questions(made.id, limit=0)


def test_a_journal_finds_the_entry_that_needs_a_question(journal: Journal) -> None:
    assert [] == journal.questions()
    made = journal.add("x")

    assert {made.id} == {one.entry for one in journal.questions()}


def test_how_it_was_overcome_is_asked_when_a_lesson_was_applied(journal: Journal) -> None:
    from mistakes import Applied, Condition

    made = journal.add(
        "x",
        story="s",
        conditions=[Condition("c")],
        lessons=[Lesson("l", "w", "t")],
        author="Kim <kim@example.com>",
    )
    assert "overcame" not in [one.fills for one in journal.questions(made.id)]

    journal.record(Applied(made.id, situation="the shell showed its host"))

    assert "overcame" == journal.questions(made.id)[0].fills


def test_a_question_in_words_of_the_entry_is_data_and_no_template(journal: Journal) -> None:
    lesson = Lesson("Look {title}")
    made = journal.add("{days} {lesson} " + "long " * 30, lessons=[lesson], happened=learning_day())
    prompt = Prompt("a.b", "a", {"en": "Of {title}, {days} days on: does {lesson} hold?"})
    wish = Wish("reflect", learning_day() + timedelta(2), language="en")

    text = question_of(prompt, made, wish).text

    assert text.startswith("Of {days} {lesson} long")
    assert text.endswith("…, 2 days on: does Look {title} hold?")
    assert 200 > len(text)


# Today


def occasion(*journals: Journal, day: date | None = None, language: str = "en") -> Occasion:
    return Occasion(journals, day or learning_day(), language=language)


def ordinary_day(journal: Journal) -> date:
    days = (learning_day() + timedelta(days) for days in range(2))
    return next(day for day in days if not is_homework_day(journal, day))


def test_today_has_one_question_and_the_command_that_asks_it(journal: Journal) -> None:
    made = journal.add("Ran the migration")
    day = ordinary_day(journal)

    shown = of_today(occasion(journal, day=day))

    assert shown is not None
    question, about, command = shown.lines
    assert (f"mistakes reflect {made.id[-6:]}", "about: Ran the migration") == (command, about)
    assert question == journal.questions(made.id, day=day)[0].text == shown.data["text"]
    assert shown == of_today(occasion(journal, day=day))


def test_an_entry_that_a_clock_set_wrong_has_dated_ahead_is_not_the_newest(journal: Journal) -> None:
    made = journal.add("Ran the migration")
    day = ordinary_day(journal)
    path = journal.path(made.id)
    ahead = new_id(datetime(2091, 1, 1, tzinfo=UTC))
    journal.path(ahead).parent.mkdir(parents=True)
    journal.path(ahead).write_text(
        path.read_text("utf-8").replace(made.id, ahead).replace("Ran the migration", "From afar"), "utf-8"
    )

    assert ahead in [entry.id for entry in journal.entries()]
    assert made.id == of_today(occasion(journal, day=day)).data["entry"]
    assert {made.id} == {one.entry for one in journal.questions(day=day)}


def test_one_day_a_week_the_question_is_about_oneself(journal: Journal) -> None:
    journal.add("x")
    week = [learning_day() + timedelta(days) for days in range(7)]
    (day,) = [day for day in week if is_homework_day(journal, day)]

    shown = of_today(occasion(journal, day=day, language="zh"))

    assert shown is not None
    assert None is shown.data["entry"]
    assert shown.lines[-1] == f"mistakes reflect --question {shown.data['question']}"
    assert "今日一问" == shown.heading


def test_today_asks_nothing_where_there_is_no_entry_of_ones_own(journal: Journal, team: Journal) -> None:
    team.add("x", author="Ana <ana@elsewhere.example>")

    for journals in ([journal], [team], []):
        assert () == of_today(occasion(*journals)).lines


def test_on_a_teams_page_the_question_is_about_an_entry_that_one_wrote_there(team: Journal) -> None:
    team.add("theirs", author="Ana <ana@elsewhere.example>")
    mine = team.add("Ran the migration")
    week = [learning_day() + timedelta(days) for days in range(7)]

    assert {mine.id} == {of_today(occasion(team, day=day)).data["entry"] for day in week}


def test_today_asks_the_same_as_reflect_would() -> None:
    handle = add("x")
    done = run("today", "--json")
    command = str(done.out)

    assert f"mistakes reflect {handle}" in command or "mistakes reflect --question" in command


def test_a_large_journal_is_not_read_whole_for_one_question(journal: Journal, monkeypatch: Any) -> None:
    for number in range(60):
        journal.add(f"x {number}", author="Kim <kim@example.com>")
    read: list[str] = []
    get = Journal.get

    def counted(self: Journal, entry_id: str) -> Any:
        read.append(entry_id)
        return get(self, entry_id)

    journal.refreshed()
    monkeypatch.setattr(Journal, "get", counted)

    assert of_today(occasion(journal)).lines
    assert len(read) <= 55
