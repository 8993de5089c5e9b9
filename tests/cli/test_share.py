"""What must hold as people share, take back, thank and answer each other at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from at_a_terminal import Terminal

from mistakes.journal import Journal
from mistakes.journals import begin_personal
from mistakes.settings import Settings
from mistakes.testing import run

ANA, MEI = "Ana Ruiz <ana@example.com>", "Mei Lin <mei@example.com>"
SECRET = "AKIA" + "J7Q2XK4M" + "6TB3LW5P"


@pytest.fixture
def own(home: Path) -> Journal:
    settings = Settings.load()
    settings.set("author", MEI)
    return begin_personal(settings)


@pytest.fixture
def joined(own: Journal, team: Journal) -> Journal:
    assert run("config", "set", "journals.payments", str(team.root)).status == 0
    return team


def entry(own: Journal, title: str = "Deployed on a Friday", **more: object) -> str:
    return own.add(title, **more).id  # type: ignore[arg-type]


def test_without_a_team_the_next_step_is_said(own: Journal) -> None:
    done = run("share", entry(own))

    assert done.status == 1
    assert "mistakes init --team NAME" in done.err


def test_nothing_is_shared_that_nobody_looked_at(own: Journal, joined: Journal) -> None:
    done = run("share", entry(own))

    assert (2, []) == (done.status, list(joined.entries()))
    assert "--dry-run" in done.err
    assert "--yes" in done.err


def test_the_preview_shows_what_goes_out_and_what_stays_and_writes_nothing(
    own: Journal, joined: Journal
) -> None:
    entry_id = entry(own, story="Told.", feeling="ashamed", heard_from=["Bo"])

    shown = run("share", entry_id, "--dry-run")
    (offer,) = run("share", entry_id, "--dry-run", "--json").json["offers"]

    assert "Told." in shown.out
    assert "ashamed" not in shown.out
    assert "--with heard_from" in shown.out
    assert ("Told.", entry_id) == (offer["entry"]["story"], offer["original"])
    assert ["feeling", "heard_from"] == [part["name"] for part in offer["left_behind"]]
    assert [] == list(joined.entries())


def test_sharing_says_as_what_and_sharing_again_changes_nothing(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)

    first, second = run("share", entry_id, "--yes"), run("share", entry_id, "--yes")

    (copy,) = joined.entries()
    assert f"shared with payments as {copy.id[-6:]}" in first.out
    assert "as it is" in second.out
    assert (0, 0) == (first.status, second.status)
    assert 1 == copy.rev


def test_several_are_shared_at_once_and_told_to_machines(own: Journal, joined: Journal) -> None:
    ids = [entry(own, "One"), entry(own, "Two")]

    done = run("share", *ids, "--yes", "--json").json

    assert ["One", "Two"] == [one["title"] for one in done["shared"]]
    assert ids == [one["links"]["shared_from"] for one in done["shared"]]


def test_a_secret_stops_until_somebody_has_looked(own: Journal, joined: Journal) -> None:
    entry_id = entry(own, story=f"The key {SECRET} was in the log.")

    stopped = run("share", entry_id, "--yes")

    assert (1, []) == (stopped.status, list(joined.entries()))
    assert "story" in stopped.err
    assert SECRET not in stopped.err
    assert 0 == run("share", entry_id, "--scanned").status
    assert 1 == len(list(joined.entries()))


def test_original_and_copy_are_one_item_where_both_are_read(
    own: Journal, joined: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_id = entry(own, tags=["deploy"])
    entry(own, "Another", tags=["deploy"])
    run("share", entry_id, "--yes")
    monkeypatch.chdir(joined.root)

    for command in (["list"], ["search", "tag:deploy"], ["list", "tag:deploy"], ["list", "-n", "2"]):
        titles = [row["title"] for row in run(*command, "--json").json]
        assert ["Another", "Deployed on a Friday"] == sorted(titles), command
    assert [entry_id] == [row["id"] for row in run("list", "friday", "--json").json]
    assert 1 == len(run("list", "-T", "--json").json)
    own.delete(entry_id)
    assert "payments" in {row["journal"] for row in run("list", "--json").json}


def test_unsharing_marks_the_copy_and_says_who_may_have_it(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)
    run("share", entry_id, "--yes")

    done = run("unshare", entry_id)

    (copy,) = joined.entries(deleted=True)
    assert copy.deleted
    assert "Others may have read it" in done.out
    assert f"mistakes purge {copy.id[-6:]}" in done.out
    assert own.get(entry_id).deleted is None


def test_a_purge_asks_first_and_is_for_ever(own: Journal) -> None:
    entry_id = entry(own)

    assert 2 == run("purge", entry_id).status
    assert own.path(entry_id).exists()
    assert 0 == run("purge", entry_id, "--yes").status
    assert not own.path(entry_id).exists()
    assert 1 == run("show", entry_id).status


def test_an_entry_is_thanked_for_and_its_author_gets_it(own: Journal, joined: Journal) -> None:
    theirs = joined.add("Told by Ana", author=ANA)

    done = run("-j", "payments", "thank", theirs.id, "saved me a weekend", "--strength", "courage")
    event = run("-j", "payments", "thank", theirs.id, "saved me a weekend", "--json").json

    assert "thanked Ana Ruiz" in done.out
    assert ("thanked", theirs.id) == (event["do"], event["entry"])
    assert event["to"].startswith("ana-ruiz-")
    told = ["saved me a weekend #strength courage", "saved me a weekend"]
    assert told == [one.text for one in joined.events(theirs.id)]  # type: ignore[attr-defined]


def test_an_act_is_thanked_for_by_name(own: Journal, joined: Journal) -> None:
    joined.add("Told by Ana", author=ANA)

    assert "thanked Ana Ruiz" in run("thank", "ana", "for telling us early").out
    assert 1 == run("thank", "nobody", "for telling us early").status
    assert "thanked Bo" in run("thank", "Bo <bo@example.com>", "for telling us early").out


@pytest.mark.parametrize("words", [(), ("nice",), ("  ",)])
def test_thanks_without_an_act_are_refused_kindly(
    own: Journal, joined: Journal, words: tuple[str, ...]
) -> None:
    theirs = joined.add("Told by Ana", author=ANA)

    done = run("-j", "payments", "thank", theirs.id, *words)

    assert (2, []) == (done.status, joined.events())
    assert "name the act" in done.err


def test_nobody_thanks_themselves(own: Journal, joined: Journal) -> None:
    mine = joined.add("Told by me", author=MEI)

    assert 2 == run("-j", "payments", "thank", mine.id, "saved me a weekend").status
    assert [] == joined.events()


def test_a_comment_on_ones_own_lies_where_others_read_it(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()

    run("comment", entry_id, "It", "happened", "again")
    run("comment", copy.id, "--read", "-j", "payments")

    assert ["shared", "commented", "read"] == [event.do for event in joined.events(copy.id)]
    assert "It happened again" in run("-j", "payments", "show", copy.id).out
    assert 2 == run("comment", entry_id).status


def test_the_digest_is_of_the_team_alone_and_counts_nobody(own: Journal, joined: Journal) -> None:
    entry(own, "Private")
    theirs = joined.add("Told *by* Ana", author=ANA)
    run("-j", "payments", "thank", theirs.id, "saved me a weekend")

    digest = run("digest")

    assert "Private" not in digest.out
    assert r"Told \*by\* Ana" in digest.out
    assert "Ana Ruiz: saved me a weekend" in digest.out
    assert "Told *by* Ana" in run("digest", "--text").out


def test_the_digest_is_written_to_a_new_file_only(own: Journal, joined: Journal, tmp_path: Path) -> None:
    path = tmp_path / "week.md"

    assert 0 == run("digest", "-o", str(path)).status
    assert path.read_text(encoding="utf-8").startswith("# payments")
    assert 1 == run("digest", "-o", str(path)).status


def test_a_quiet_week_is_no_failure(own: Journal, joined: Journal) -> None:
    assert "quiet week" in run("digest").out


def test_two_values_are_decided_by_number(own: Journal) -> None:
    import attrs

    from mistakes import codec
    from mistakes.merge import merge_entries

    base = own.add("Told")
    sides = [codec.to_table(attrs.evolve(base, goal=goal, rev=2)) for goal in ("mine", "theirs")]
    torn = codec.structure(merge_entries(codec.to_table(base), *sides))
    own.edit(base.id, lambda _: torn)

    assert "goal" in run("resolve").out
    assert [base.id] == [row["id"] for row in run("resolve", "--json").json]
    assert torn.conflict[0].value in run("resolve", base.id).out
    assert 2 == run("resolve", base.id, "--take", "2").status
    assert torn.conflict[0].value == run("resolve", base.id, "--take", "1", "--json").json["goal"]
    assert "nothing waits" in run("resolve").out


def test_a_secret_is_asked_about_apart_from_the_rest(own: Journal, joined: Journal) -> None:
    from at_a_terminal import Terminal

    entry_id = entry(own, story=f"The key {SECRET} was in the log.")
    person = Terminal("share", entry_id)
    person.type("y\n", "[y/N] ")
    person.type("n\n", "[y/N] ")

    assert 0 == person.finish()
    assert "this looks like a secret" in person.text
    assert [] == list(joined.entries())


def test_what_the_team_joined_to_a_copy_outlives_every_later_share(own: Journal, joined: Journal) -> None:
    entry_id = entry(own, tags=["mine"])
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()
    joined.change(copy.id, tags=["mine", "theirs"], goal="theirs")

    for number in range(3):
        own.change(entry_id, story=f"Told {number}.")
        run("share", entry_id, "--yes")

    after = joined.get(copy.id)
    assert ("Told 2.", "theirs", {"mine", "theirs"}) == (after.story, after.goal, set(after.tags))


def test_purging_ones_own_names_the_copies_that_stay(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()

    assert f"purge {copy.id[-6:]}" in run("purge", entry_id, "--yes").out
    assert joined.path(copy.id).exists()


@pytest.mark.parametrize("line", ['{"id": 5, "at": [], "do": {}}', '{"id": "x", "do": ["applied"]}', "[]"])
def test_an_odd_line_in_a_log_stops_nobody(own: Journal, joined: Journal, line: str) -> None:
    theirs = joined.add("Told by Ana", author=ANA)
    run("-j", "payments", "comment", theirs.id, "the same here")
    (log,) = joined.root.glob("events/*/*/*.jsonl")
    log.write_text(log.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")

    for command in (
        ["show", theirs.id],
        ["digest"],
        ["thank", theirs.id, "saved me a weekend"],
        ["stats"],
        ["game"],
    ):
        done = run("-j", "payments", *command)
        assert (0, "unexpected") == (done.status, "unexpected" if "unexpected" not in done.err else ""), (
            command
        )
    assert 1 == run("-j", "payments", "doctor").status


# what was taken back, and what an entry's page says of it


def test_what_was_taken_back_is_offered_as_if_for_the_first_time(own: Journal, joined: Journal) -> None:
    entry_id = entry(own, story="Told.")
    run("share", entry_id, "--yes")
    run("unshare", entry_id)

    refused = run("share", entry_id)
    shown = run("share", entry_id, "--dry-run")
    (offer,) = run("share", entry_id, "--dry-run", "--json").json["offers"]

    assert 2 == refused.status
    assert "would be published" in shown.out
    assert "Mei Lin took it back on " in shown.out
    assert "Told." in shown.out
    assert ("unshared", MEI) == (offer["taken_back"]["why"], offer["taken_back"]["by"])
    assert (True, []) == (offer["is_new"], offer["changes"])
    assert next(joined.entries(deleted=True)).deleted


def test_sharing_again_what_was_taken_back_is_said(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)
    run("share", entry_id, "--yes")
    run("unshare", entry_id)

    done = run("share", entry_id, "--yes")

    assert "again" in done.out
    assert "taken back on " in done.out
    assert "again" not in run("share", entry_id, "--yes").out
    assert [None] == [one.deleted for one in joined.entries(deleted=True)]


def test_a_secret_that_was_looked_at_once_is_looked_at_again_after_it_was_taken_back(
    own: Journal, joined: Journal
) -> None:
    entry_id = entry(own, story=f"The key {SECRET} was in the log.")
    run("share", entry_id, "--scanned")
    run("unshare", entry_id)

    assert 1 == run("share", entry_id, "--yes").status
    assert next(joined.entries(deleted=True)).deleted


def test_on_a_terminal_it_is_asked_whether_to_share_again(own: Journal, joined: Journal) -> None:
    from at_a_terminal import Terminal

    entry_id = entry(own)
    run("share", entry_id, "--yes")
    run("unshare", entry_id)
    person = Terminal("share", entry_id)
    person.type("n\n", "again? [y/N] ")

    assert 0 == person.finish()
    assert next(joined.entries(deleted=True)).deleted


def test_the_page_of_an_entry_says_where_it_is_shared_and_as_what(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)
    assert "hared with" not in run("show", entry_id).out
    assert ([], None) == _whereabouts(run("show", entry_id, "--json").json)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()

    assert f"Shared with payments as {copy.id[-6:]}" in run("show", entry_id).out
    ((told,), _) = _whereabouts(run("show", entry_id, "--json").json)
    assert {"journal": "payments", "id": copy.id, "taken_back": ""} == told
    run("unshare", entry_id)
    assert f"Was shared with payments as {copy.id[-6:]}; taken back on " in run("show", entry_id).out


def _whereabouts(record: dict[str, object]) -> tuple[object, object]:
    return record["shared_with"], record["original"]


def test_the_page_of_a_copy_says_whose_it_is(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()

    told = run("-j", "payments", "show", copy.id)

    assert f"The shared copy of {entry_id[-6:]} (personal)" in told.out
    record = run("-j", "payments", "show", copy.id, "--json").json
    assert {"id": entry_id, "journal": "personal"} == record["original"]
    own.purge(entry_id)
    assert "Mei Lin keeps the original" in run("-j", "payments", "show", copy.id).out


def test_people_who_speak_chinese_are_told_in_chinese(own: Journal, joined: Journal) -> None:
    own.settings.set("language", "zh")
    entry_id = entry(own, "周五上线")
    theirs = joined.add("Ana 说的", author=ANA)

    assert "将以" in run("share", entry_id, "--dry-run").out
    assert "已分享给 payments" in run("share", entry_id, "--yes").out
    assert "已分享给 payments" in run("show", entry_id).out
    assert "已在 payments 为" in run("-j", "payments", "thank", theirs.id, "帮我省了一个周末").out
    assert "已留言" in run("-j", "payments", "comment", theirs.id, "我们也差点这样").out
    assert "已读" in run("-j", "payments", "comment", theirs.id, "--read").out
    assert "已撤回" in run("unshare", entry_id).out
    assert "已从 personal 清除" in run("purge", entry_id, "--yes").out


def test_both_languages_say_the_same_with_the_same_values() -> None:
    from string import Formatter

    from mistakes.cli import sharing_words

    english, chinese = sharing_words._WORDS["en"], sharing_words._WORDS["zh"]

    assert english.keys() == chinese.keys()
    for name, text in english.items():
        values = [{part[1] for part in Formatter().parse(one) if part[1]} for one in (text, chinese[name])]
        assert values[0] == values[1], name


# what a hostile or hasty colleague might do


def test_the_preview_of_an_update_shows_unknown_keys_word_for_word(own: Journal, joined: Journal) -> None:
    entry_id = entry(own, extra={"x": {"tool": {"token": "abc"}}, "diary": "told nobody"})
    run("share", entry_id, "--yes")

    shown = run("share", entry_id, "--with", "diary", "--with", "x.tool", "--dry-run").out

    assert "told nobody" in shown
    assert "abc" in shown


def test_what_was_written_for_the_team_cannot_be_unshared(own: Journal, joined: Journal) -> None:
    theirs = joined.add("Told by Ana", author=ANA)

    done = run("-j", "payments", "unshare", theirs.id)

    assert 2 == done.status
    assert f"mistakes delete {theirs.id[-6:]}" in done.err
    assert joined.get(theirs.id).deleted is None


def test_unsharing_twice_changes_nothing_more(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)
    run("share", entry_id, "--yes")
    run("unshare", entry_id)
    (before,) = joined.entries(deleted=True)

    assert 0 == run("unshare", entry_id).status
    assert [before] == list(joined.entries(deleted=True))


def test_an_entry_that_only_says_it_is_a_copy_takes_no_ones_place(own: Journal, joined: Journal) -> None:
    """A colleague reads the original's id in the copy, and may write whatever file he likes."""
    import attrs

    from mistakes.ids import new_id

    entry_id = entry(own)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()
    old = attrs.evolve(copy, id=new_id(copy.logged.replace(year=2001)), author=ANA, title="Not mine")
    joined.put(old)

    run("share", entry(own, "Another"), "--yes")
    own.change(entry_id, story="Told.")
    run("share", entry_id, "--yes")
    run("unshare", entry_id)

    assert ("", "Not mine", None) == (
        joined.get(old.id).story,
        joined.get(old.id).title,
        joined.get(old.id).deleted,
    )
    assert "Told." == joined.get(copy.id).story
    assert joined.get(copy.id).deleted


def test_copies_that_two_machines_made_at_once_are_all_taken_back(own: Journal, joined: Journal) -> None:
    import attrs

    from mistakes.ids import new_id

    entry_id = entry(own)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()
    joined.put(attrs.evolve(copy, id=new_id(copy.logged)))

    assert 0 == run("unshare", entry_id).status
    assert [] == list(joined.entries())


def test_nobody_goes_on_talking_of_what_was_taken_back(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()
    run("unshare", entry_id)

    own_comment = run("comment", entry_id, "It happened again")
    theirs = run("-j", "payments", "comment", copy.id, "It happened again")

    assert (0, 2) == (own_comment.status, theirs.status)
    assert "mistakes restore" in theirs.err
    assert ["commented"] == [event.do for event in own.events(entry_id)]
    assert ["shared"] == [event.do for event in joined.events()]


@pytest.mark.parametrize("words", ["\u200b\u200b", "\u2063" * 20, " \t "])
def test_words_that_nobody_can_see_are_none(own: Journal, joined: Journal, words: str) -> None:
    theirs = joined.add("Told by Ana", author=ANA)

    assert 2 == run("-j", "payments", "comment", theirs.id, words).status
    assert 2 == run("-j", "payments", "thank", theirs.id, words).status
    assert [] == joined.events()


def test_nothing_that_a_colleague_calls_himself_or_the_team_acts_on_a_terminal(
    own: Journal, joined: Journal
) -> None:
    from at_a_terminal import Terminal

    about = joined.root / "journal.toml"
    text = about.read_text(encoding="utf-8").replace('"payments"', r'"pay\u001b]0;owned\u0007"')
    about.write_text(text, encoding="utf-8")
    theirs = joined.add("Told\x1b[2J", author="Evil\x1b]0;x\x07 <e@x.io>")
    entry_id = entry(own)
    person = Terminal("share", entry_id, "--to", str(joined.root))
    person.type("y\n", "[y/N] ")
    person.finish()
    place = ("-j", str(joined.root))

    outs = [
        run(*place, *words)
        for words in (
            ("show", theirs.id),
            ("thank", theirs.id, "for telling us early"),
            ("comment", theirs.id, "well"),
            ("digest",),
            ("digest", "--text"),
            ("doctor",),
            ("purge", theirs.id, "--yes"),
        )
    ]

    assert "\x1b]0;" not in person.text
    assert "\x1b" not in "".join(done.out + done.err for done in outs)
    assert "unshared" in run("unshare", entry_id, "--from", str(joined.root)).out


def test_sharing_while_another_process_purges_ends_in_one_state_or_the_other(
    own: Journal, joined: Journal
) -> None:
    import subprocess
    import sys

    entry_id = entry(own)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()
    own.change(entry_id, story="Told.")
    program = [sys.executable, "-P", "-m", "mistakes"]
    both = [
        subprocess.Popen([*program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for words in (("share", entry_id, "--yes"), ("-j", "payments", "purge", copy.id, "--yes"))
    ]
    told = [one.communicate(timeout=120)[1].decode() for one in both]

    assert not joined.path(copy.id).exists()
    assert both[1].returncode == 0
    assert both[0].returncode == 0 or "purged" in told[0] or "no entry" in told[0]
    assert {"", "Told."} >= {one.story for one in joined.entries()}
    assert 0 == run("-j", "payments", "doctor").status


def test_of_several_teams_the_named_one_loses_the_copy(own: Journal, joined: Journal, tmp_path: Path) -> None:
    other = Journal.create(tmp_path / "other", name="other", kind="team")
    run("config", "set", "journals.other", str(other.root))
    entry_id = entry(own)
    for name in ("payments", "other"):
        assert 0 == run("share", entry_id, "--yes", "--to", name).status

    several = run("unshare", entry_id)
    done = run("unshare", entry_id, "--from", "other")

    assert 2 == several.status
    assert "payments" in several.err
    assert 0 == done.status
    assert (1, 0) == (len(list(joined.entries())), len(list(other.entries())))


def test_the_only_team_that_has_a_copy_need_not_be_named(
    own: Journal, joined: Journal, tmp_path: Path
) -> None:
    other = Journal.create(tmp_path / "other", name="other", kind="team")
    run("config", "set", "journals.other", str(other.root))
    entry_id = entry(own)
    run("share", entry_id, "--yes", "--to", "other")

    assert 0 == run("unshare", entry_id).status
    assert [] == list(other.entries())


def test_sharing_again_what_the_team_has_purged_needs_a_word(own: Journal, joined: Journal) -> None:
    entry_id = entry(own)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()
    joined.purge(copy.id)

    refused = run("share", entry_id, "--yes")
    shown = run("share", entry_id, "--dry-run").out

    assert 1 == refused.status
    assert f"had it as {copy.id[-6:]}, and it was purged on" in refused.err
    assert "--again" in refused.err
    assert "purged it on" in shown
    assert copy.id == run("share", entry_id, "--dry-run", "--json").json["offers"][0]["purged"]["id"]
    assert 0 == run("share", entry_id, "--yes", "--again").status
    assert 0 == run("share", entry_id, "--yes").status


@pytest.mark.parametrize("answer", ["y", "n"])
def test_at_a_terminal_what_the_team_has_purged_is_told_and_asked(
    own: Journal, joined: Journal, answer: str
) -> None:
    entry_id = entry(own)
    run("share", entry_id, "--yes")
    (copy,) = joined.entries()
    joined.purge(copy.id)

    person = Terminal("share", entry_id)
    shown = person.type(f"{answer}\n", "] ")
    person.finish()

    assert "purged it on" in shown
    assert "again?" in shown
    assert (answer == "y") == bool(list(joined.entries()))
