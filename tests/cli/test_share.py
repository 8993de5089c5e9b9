"""What must hold as people share, take back, thank and answer each other at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

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
