"""What must hold of decisions: what is a title and what an id, what is sealed, how it turned out, what undo takes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from mistakes import Decision, Journal, decisions

CHOICE = ("--option", "wait", "--choose", "wait", "--predict", "Nothing breaks", "--confidence", "70")


def titles(cli) -> list[str]:  # type: ignore[no-untyped-def]
    return [entry["title"] for entry in cli("list", "--json").json]


def decision(cli, handle: str):  # type: ignore[no-untyped-def]
    return cli("show", handle, "--json").json["decision"]


@pytest.mark.parametrize("title", ["Move billing on Friday", "把账单迁到周五", "Quit", "wait", "Hiring?"])
def test_a_text_that_is_no_id_is_the_title_of_a_new_decision(cli, title: str) -> None:  # type: ignore[no-untyped-def]
    done = cli("decide", title)

    assert 0 == done.status, done.err
    assert [title] == titles(cli)


@pytest.mark.parametrize("typed", ["zzz999", "2026", "n0pe"])
def test_a_mistyped_id_is_an_error_and_seals_nothing(cli, typed: str) -> None:  # type: ignore[no-untyped-def]
    done = cli("decide", typed)

    assert 2 == done.status or done.status == 1
    assert typed in done.err
    assert {"open": []} == cli("decide", "--json").json


def test_a_view_is_added_to_the_decision_that_is_there_and_its_seal_holds(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE, "--view", "Ana: too early").handle

    done = cli("decide", handle, "--view", "Bo: too late")

    assert "what was sealed stays" in done.out
    assert ["Move billing"] == titles(cli)
    assert ["Ana: too early", "Bo: too late"] == decision(cli, handle)["views"]
    assert True is cli("decide", handle, "--view", "Cem: fine", "--json").json["sealed"]


def test_a_view_that_was_part_of_the_seal_cannot_be_taken_out_unseen(journal: Journal) -> None:
    entry = journal.draft("Move billing", kind="decision", decision=Decision(views=("Ana: too early",)))
    saved = decisions.decide(journal, journal, entry)
    journal.change(saved.id, decision=Decision())

    heard = decisions.hear(journal, saved.id, ["Bo: too late"])

    assert decisions.is_sealed(saved, journal)
    assert False is decisions.is_sealed(heard, journal)


def test_a_view_after_the_outcome_is_kindly_refused(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE).handle
    cli("decide", handle, "--outcome", "It broke", "--score", "no")

    done = cli("decide", handle, "--view", "Bo: I knew")

    assert (2, True) == (done.status, "mistakes comment" in done.err)


def test_what_was_sealed_is_not_decided_again(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE).handle

    assert 2 == cli("decide", handle, "--confidence", "99").status
    assert 70 == decision(cli, handle)["confidence"]


def test_a_plan_of_a_premortem_can_be_sealed_later(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("premortem", "Move billing", "--reason", "No rollback").handle

    done = cli("decide", handle, *CHOICE)

    assert "sealed" in done.out
    assert ["wait", "do nothing"] == decision(cli, handle)["options"]
    assert 2 == cli("decide", handle, "--confidence", "10").status


@pytest.mark.parametrize(
    ("typed", "percent"), [("70", 70), ("about 70%", 70), ("七成五", 75), ("百分之九十", 90)]
)
def test_a_confidence_may_be_said_in_words(cli, typed: str, percent: int) -> None:  # type: ignore[no-untyped-def]
    assert percent == decision(cli, cli("decide", "Move billing", "--confidence", typed).handle)["confidence"]


@pytest.mark.parametrize("typed", ["very", "1e9", "7e1", "0x10", "about 1e1", "7/10", "1,000", "60-70"])
def test_a_confidence_that_is_none_is_refused(cli, typed: str) -> None:  # type: ignore[no-untyped-def]
    assert 2 == cli("decide", "Move billing", "--confidence", typed).status
    assert [] == titles(cli)


@pytest.mark.parametrize(("typed", "chosen"), [("2", "go"), ("GO", "go"), ("Do nothing", "do nothing")])
def test_an_option_is_chosen_by_its_number_or_in_any_capitals(cli, typed: str, chosen: str) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", "--option", "wait", "--option", "go", "--choose", typed).handle

    assert chosen == decision(cli, handle)["chosen"]


@pytest.mark.parametrize("score", ["yes", "partly", "0.7", "70%", "七成", "是", "部分", "否"])
def test_a_score_may_be_said_in_words(cli, score: str) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE).handle

    assert 0 == cli("decide", handle, "--outcome", "so", "--score", score).status


def test_a_disaster_that_was_foreseen_turned_out_badly_all_the_same(cli) -> None:  # type: ignore[no-untyped-def]
    foreseen = cli("decide", "Move on Friday", *CHOICE).handle
    cli("decide", foreseen, "--outcome", "It broke, as feared", "--score", "yes", "--result", "1")
    left = cli("decide", "Leave it", "--option", "go", "--choose", "do nothing", "--confidence", "80").handle
    cli("decide", left, "--outcome", "All fine, against all odds", "--score", "no", "--result", "5")

    judged = cli("stats", "--json").json["sections"]["decisions"]

    assert {"done": 1, "done_badly": 1, "left": 1, "left_badly": 0}.items() <= judged.items()


def test_what_nobody_judged_is_neither_good_nor_bad(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move on Friday", *CHOICE).handle
    cli("decide", handle, "--outcome", "so", "--score", "no")

    judged = cli("stats", "--json").json["sections"]["decisions"]

    assert (0, 1) == (judged["done_badly"], judged["without_result"])
    assert "nobody said how good" in cli("stats").out


@pytest.mark.parametrize(
    ("field", "badly"),
    [("result=2", True), ("result=3", False), ("right_thing=false", True), ("price.trust=2", True)],
)
def test_a_result_is_known_from_what_the_entry_says(cli, field: str, badly: bool) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move on Friday", *CHOICE).handle
    cli("edit", handle, "--set", field)
    cli("decide", handle, "--outcome", "so", "--score", "yes")

    judged = cli("stats", "--json").json["sections"]["decisions"]

    assert (int(badly), 0) == (judged["done_badly"], judged["without_result"])


def test_a_changed_seal_is_told_before_it_is_scored_with_a_command_that_exists(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE).handle
    cli("edit", handle, "--set", "decision.confidence=99")

    done = cli("decide", handle, "--outcome", "Fine", "--score", "yes")

    assert "changed after it was sealed" in done.err
    assert "git log" in done.err


def test_one_undo_takes_back_a_decision_with_its_seal(cli) -> None:  # type: ignore[no-untyped-def]
    cli("decide", "Move billing", *CHOICE)

    assert 0 == cli("undo").status
    assert [] == titles(cli)


def test_one_undo_takes_back_a_score_with_its_outcome(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE).handle
    cli("decide", handle, "--outcome", "so", "--score", "no", "--result", "1")

    assert 0 == cli("undo").status
    assert "" == decision(cli, handle).get("outcome", "")
    assert "decisions" not in cli("stats", "--json").json["sections"]
    assert ["Move billing"] == titles(cli)


def test_one_undo_takes_back_a_teams_decision_with_the_seal_in_ones_own_journal(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Begin")
    handle = cli("decide", "Move billing", *CHOICE, "-j", str(team.root)).handle
    cli("decide", handle, "--outcome", "so", "--score", "no", "-j", str(team.root))

    cli("undo", "-j", str(team.root))
    own = Journal.open(Path(cli("show", "--json").json["path"]).parents[3])

    assert "" == team.get(team.find(handle)).decision.outcome
    assert ["decided"] == [event.do for event in own.events() if event.do != "retracted"]
    cli("undo", "-j", str(team.root))
    assert [] == [event.do for event in own.events() if event.do != "retracted"]


def test_a_template_to_part_warns_without_earlier_talks_and_few_views(cli) -> None:  # type: ignore[no-untyped-def]
    done = cli("decide", "Part with K.", "--template", "fire")

    assert 0 == done.status
    assert "No surprise" in done.out
    assert "would they be surprised" in done.out
    assert "--view" in done.out
    assert ["parting"] == cli("show", done.handle, "--json").json["tags"]


def test_a_template_to_part_lists_the_days_of_earlier_talks(cli) -> None:  # type: ignore[no-untyped-def]
    days = ("--feedback", "2026-03-02", "--feedback", "2026-01-05")
    done = cli("decide", "Part with K.", "--template", "fire", *days)

    assert "2026-01-05, 2026-03-02" in done.out
    assert "surprised" not in done.out
    assert "2026-01-05" in cli("show", done.handle, "--json").json["story"]


def test_a_template_to_hire_names_three_principles_and_asks_for_other_views(cli) -> None:  # type: ignore[no-untyped-def]
    done = cli("decide", "Take on K.", "--template", "hire", "--view", "Ana: yes")

    assert 3 == done.out.count("•")
    assert "One other was heard" in done.out
    heard = cli(
        "decide", "Take on L.", "--template", "hire", "--view", "Ana: yes", "--view", "Bo: no", "--json"
    )
    assert [] == heard.json["warnings"]


SECRET = "the key is AKIAIOSFODNN7EXAMPLQ"


@pytest.mark.parametrize(
    "options",
    [("--view", SECRET), ("--confidence", "9", "--predict", SECRET), ("--outcome", SECRET, "--score", "no")],
)
def test_no_secret_comes_into_a_teams_decision_unseen(cli, team: Journal, options: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Begin")
    entry = team.add("Move billing", kind="decision")

    refused = cli("decide", entry.id[-6:], *options, "-j", str(team.root))
    seen = cli("decide", entry.id[-6:], *options, "-j", str(team.root), "--scanned")

    assert (True, 0) == (refused.status != 0, seen.status)
    assert 0 != cli("decide", f"Move billing, {SECRET}", "-j", str(team.root)).status


def test_a_change_of_what_was_sealed_is_told_at_once_and_how_to_take_it_back(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE).handle

    changed = cli("edit", handle, "--set", "decision.prediction=It broke, as I always said")
    cli("undo")
    beside = cli("edit", handle, "--tag", "billing")

    assert "mistakes undo" in changed.err
    assert "" == beside.err


def test_a_decision_that_was_changed_after_it_was_sealed_does_not_count_in_the_score(cli) -> None:  # type: ignore[no-untyped-def]
    handles = [cli("decide", f"Plan number {number}", *CHOICE).handle for number in range(11)]
    for handle in handles:
        cli("decide", handle, "--outcome", "so", "--score", "yes")
    honest = cli("stats", "--json").json["sections"]["decisions"]
    cli("edit", handles[0], "--set", "decision.confidence=100")

    judged = cli("stats", "--json").json["sections"]["decisions"]

    assert (0.09, 0) == (honest["brier"], honest["changed"])
    assert (0.09, 1) == (judged["brier"], judged["changed"])
    assert "1 was changed after it was sealed" in cli("stats").out


def test_a_file_that_was_changed_by_hand_or_by_others_breaks_the_seal(journal: Journal) -> None:
    choice = Decision(options=("wait", "do nothing"), chosen="wait", prediction="Fine", confidence=70)
    draft = journal.draft("Move billing", kind="decision", decision=choice)
    entry = decisions.decide(journal, journal, draft)
    path = journal.path(entry.id)
    path.write_text(path.read_text("utf-8").replace("confidence = 70", "confidence = 95"), encoding="utf-8")

    assert decisions.is_sealed(entry, journal)
    assert decisions.is_sealed(journal.get(entry.id), journal) is False


# what an honest person types, and what must not slip past


@pytest.mark.parametrize("typed", ["do nothing", "什么都不做", "2"])
@pytest.mark.parametrize("option", ["Café Müller", "搬家", "wait"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_doing_nothing_may_be_chosen_in_either_language(cli, option: str, typed: str, language: str) -> None:  # type: ignore[no-untyped-def]
    cli("config", "set", "language", language)

    said = cli("decide", "Go out", "--option", option, "--choose", typed, "--json").json["decision"]

    assert [option, said["chosen"]] == said["options"]
    assert said["chosen"] in decisions.DO_NOTHING


def test_a_decision_tells_whether_it_still_says_what_was_sealed(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE).handle
    plain = cli("add", "Bought a car", "--kind", "decision").handle
    as_sealed = cli("decide", handle)
    cli("edit", handle, "--set", "decision.confidence=99")

    assert "still says what was sealed" in as_sealed.out
    assert "changed after it was sealed" in cli("decide", handle).out
    assert "You have not sealed it" in cli("decide", plain).out
    assert [False, None] == [cli("decide", one, "--json").json["sealed"] for one in (handle, plain)]


@pytest.mark.parametrize("also", [("--view", "Bo: no"), ("--confidence", "90"), ("--tag", "billing")])
def test_what_was_expected_is_not_told_together_with_the_outcome(cli, also: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    handle = cli("premortem", "Move billing", "--reason", "No rollback").handle

    done = cli("decide", handle, *also, "--outcome", "It broke", "--score", "no")

    assert (2, True) == (done.status, "on its own" in done.err)
    assert "decision" not in cli("show", handle, "--json").json


def test_nothing_is_sealed_once_its_outcome_is_known(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Bought a car", "--kind", "decision", "--set", "decision.outcome=It broke").handle

    done = cli("decide", handle, *CHOICE)

    assert (2, True) == (done.status, "has its outcome already" in done.err)
    assert "confidence" not in decision(cli, handle)


def test_what_was_never_sealed_does_not_count_in_the_score(cli) -> None:  # type: ignore[no-untyped-def]
    for number in range(10):
        cli("decide", cli("decide", f"Plan number {number}", *CHOICE).handle, "--score", "yes")
    sure = cli("add", "Bought", "--kind", "decision", "--set", "decision.confidence=100").handle
    cli("decide", sure, "--score", "yes")
    cli("decide", cli("decide", "Wait a while", "--predict", "rain").handle, "--score", "yes")

    judged = cli("stats", "--json").json["sections"]["decisions"]

    assert (12, 0.09) == (judged["scored"], judged["brier"])
    assert (1, 1) == (judged["unsealed"], judged["unsure"])
    assert "1 was never sealed" in cli("stats").out
    assert "1 names no confidence" in cli("stats").out


def test_a_colleagues_decision_is_not_decided_again(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Begin")
    choice = Decision(options=("wait",), chosen="wait", prediction="Fine", confidence=70)
    other = team.add(
        "Move billing", kind="decision", decision=choice, author="Somebody Else <else@example.com>"
    )
    plan = team.add("Move the office", kind="decision", author="Somebody Else <else@example.com>")
    place = ("-j", str(team.root))

    refused = cli("decide", other.id[-6:], "--confidence", "99", *place)
    allowed = cli("decide", plan.id[-6:], *CHOICE, *place)

    assert (2, True) == (refused.status, "was decided by Somebody Else" in refused.err)
    assert (70, 0) == (team.get(other.id).decision.confidence, allowed.status)


def test_a_plan_that_is_sealed_later_gets_the_tag_and_the_days_of_its_template(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("premortem", "Part with K.", "--reason", "Too late").handle

    done = cli("decide", handle, *CHOICE, "--template", "fire", "--feedback", "2026-03-02", "-t", "people")

    entry = cli("show", handle, "--json").json
    assert "No surprise" in done.out
    assert (["people", "parting"], True) == (entry["tags"], "2026-03-02" in entry["story"])


def test_who_scores_again_is_told_what_was_said_before(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE).handle
    first = cli("decide", handle, "--score", "no")
    again = cli("decide", handle, "--score", "yes")
    cli("delete", handle)

    assert "" == first.err
    assert "0% as predicted" in again.err
    assert "is deleted" in cli("decide", handle, "--score", "yes").err


def test_a_decision_without_a_day_says_that_nobody_will_ask(cli) -> None:  # type: ignore[no-untyped-def]
    assert "No day was named" in cli("decide", "Move billing", *CHOICE).out
    assert "No day was named" not in cli("decide", "Move on", *CHOICE, "--review-on", "tomorrow").out


def test_decisions_for_a_team_count_in_ones_own_score(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Begin")
    cli("config", "set", "journals.team", str(team.root))
    for number in range(10):
        place = ("-j", str(team.root)) if number % 2 else ()
        handle = cli("decide", f"Plan number {number}", *CHOICE, *place).handle
        cli("decide", handle, "--score", "yes", *place)

    judged = cli("stats", "--json").json["sections"]["decisions"]

    assert (10, 0.09) == (judged["scored"], judged["brier"])
    assert "decisions" not in cli("stats", "--json", "-j", str(team.root)).json["sections"]


def test_a_query_chooses_among_the_scored_decisions_too(cli) -> None:  # type: ignore[no-untyped-def]
    for tag in ("hiring", "billing"):
        handle = cli("decide", f"About {tag}", *CHOICE, "-t", tag).handle
        cli("decide", handle, "--score", "yes")

    assert 1 == cli("stats", "tag:hiring", "--json").json["sections"]["decisions"]["scored"]
    assert 2 == cli("stats", "--json").json["sections"]["decisions"]["scored"]


def test_a_sealed_decision_can_wait_longer_and_its_seal_holds(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", *CHOICE, "--review-on", "in 2 weeks").handle

    sooner = cli("decide", handle, "--review-on", "tomorrow")
    more = cli("decide", handle, "--review-on", "in 3 months", "--confidence", "99")
    later = cli("decide", handle, "--review-on", "in 3 months")

    assert (2, 2, 0) == (sooner.status, more.status, later.status)
    assert "what was sealed stays" in later.out
    assert True is cli("decide", handle, "--json").json["sealed"]
    assert 70 == decision(cli, handle)["confidence"]
    cli("undo")
    assert True is cli("decide", handle, "--json").json["sealed"]


def test_what_was_changed_or_is_over_does_not_wait_longer(cli) -> None:  # type: ignore[no-untyped-def]
    changed = cli("decide", "Move billing", *CHOICE).handle
    cli("edit", changed, "--set", "decision.confidence=99")
    over = cli("decide", "Move the office", *CHOICE).handle
    cli("decide", over, "--score", "yes")

    refused = [cli("decide", handle, "--review-on", "in 3 months") for handle in (changed, over)]

    assert [2, 2] == [done.status for done in refused]
    assert False is cli("decide", changed, "--json").json["sealed"]
