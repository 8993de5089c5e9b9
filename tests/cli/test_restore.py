"""Several entries are deleted or brought back at once, all that were named or none."""

from __future__ import annotations


def test_several_are_deleted_and_restored_at_once(cli) -> None:  # type: ignore[no-untyped-def]
    one, two = cli("add", "one").handle, cli("add", "two").handle

    deleted = cli("delete", one, two, "--why", "a drill")
    assert f"mistakes restore {one} {two}" in deleted.out
    assert "" == cli("list").out
    assert ["one", "two"] == [entry["title"] for entry in cli("restore", one, two, "--json").json]
    assert 2 == len(cli("list", "--json").json)


def test_one_undo_takes_several_back(cli) -> None:  # type: ignore[no-untyped-def]
    one, two = cli("add", "one").handle, cli("add", "two").handle
    cli("delete", one, two)

    assert "the deletion of 2 entries" in cli("undo").out
    assert 2 == len(cli("list", "--json").json)


def test_nothing_is_done_if_one_is_not_there(cli) -> None:  # type: ignore[no-untyped-def]
    one = cli("add", "one").handle

    assert 1 == cli("delete", one, "zzzzzz").status
    assert 1 == len(cli("list", "--json").json)


def test_an_id_alone_gives_one_object(cli) -> None:  # type: ignore[no-untyped-def]
    one = cli("add", "one").handle

    assert "one" == cli("delete", one, "--json").json["title"]
    assert "one" == cli("restore", one, one, "--json").json["title"]


def test_what_was_so_already_is_not_called_changed(cli) -> None:  # type: ignore[no-untyped-def]
    one = cli("add", "one").handle

    assert "not changed" in cli("restore", one).out
    cli("delete", one)
    assert "not changed" in cli("delete", one).out
    assert "the deletion of" in cli("undo").out


def test_the_way_back_names_the_journal_that_was_named(cli, team) -> None:  # type: ignore[no-untyped-def]
    entry = team.add("ours")
    place = ("-j", str(team.root))

    hint = cli("delete", entry.id, *place).out.split("mistakes ")[1].split()

    assert 0 == cli(*hint).status
    hint = cli("undo", *place, "--json").json
    assert "restored" == hint["what"]


def test_without_an_id_it_says_what_is_missing(cli) -> None:  # type: ignore[no-untyped-def]
    for command in ("delete", "restore"):
        done = cli(command)
        assert (2, 1) == (done.status, done.err.count("\n"))
