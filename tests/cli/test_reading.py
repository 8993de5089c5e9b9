"""Lists, pages and searches: what is found, how it looks in a pipe, what machines get."""

from __future__ import annotations

import pytest

from mistakes import Journal


@pytest.fixture
def three(cli) -> list[str]:  # type: ignore[no-untyped-def]
    """Three entries; their handles, oldest first."""
    return [
        cli("add", "Deployed on a Friday", "-t", "deploy", "--cost", "3h").handle,
        cli("add", "忘记了备份数据库", "-t", "备份").handle,
        cli("add", "Wrote a friday mail", "--story", "It was about the deployment.").handle,
    ]


def test_a_list_is_newest_first_with_tabs_in_a_pipe(cli, three: list[str]) -> None:  # type: ignore[no-untyped-def]
    rows = [line.split("\t") for line in cli("list").out.splitlines()]

    assert three[::-1] == [row[0] for row in rows]
    assert "#deploy" == rows[2][3]
    assert 2 == len(cli("list", "-n", "2").out.splitlines())


def test_a_query_chooses(cli, three: list[str]) -> None:  # type: ignore[no-untyped-def]
    def found(*query: str) -> set[str]:
        return {line.split("\t")[0] for line in cli("search", *query).out.splitlines()}

    assert {three[0], three[2]} == found("deploy")
    assert {three[0]} == found("deploy", "-mail")
    assert {three[2]} == found("-n", "10", "friday", "-tag:deploy")
    assert {three[1]} == found("备份")
    assert {three[0]} == found("cost>2h")
    assert set() == found("zanzibar")


def test_nothing_found_is_no_failure(cli, three: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert (0, "") == cli("search", "zanzibar")[:2]
    assert (0, []) == (cli("search", "zanzibar", "--json").status, cli("search", "zanzibar", "--json").json)


def test_json_is_an_array_of_entries_scored_where_it_is_a_search(cli, three: list[str]) -> None:  # type: ignore[no-untyped-def]
    listed, found = cli("list", "--json").json, cli("search", "deploy", "--json").json

    assert three[::-1] == [record["handle"] for record in listed]
    assert all("score" in record for record in found)
    assert all(
        {"id", "status", "journal", "path", "title", "logged"} <= record.keys() for record in listed + found
    )


def test_a_query_that_does_not_fit_its_field_is_wrong_usage(cli, three: list[str]) -> None:  # type: ignore[no-untyped-def]
    for query in ("cost>banana", "happened:nonsense", "/(/"):
        done = cli("search", query)
        assert 2 == done.status
        assert 1 == done.err.count("\n")


def test_show_without_an_id_is_the_newest(cli, three: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert "Wrote a friday mail" in cli("show").out
    assert "Deployed on a Friday" in cli("show", three[0]).out


def test_feeling_is_in_no_json_without_private(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x", "--set", "feeling=ashamed").handle

    assert "feeling" not in cli("show", handle, "--json").json
    assert "feeling" not in cli("list", "--json").json[0]
    assert "ashamed" == cli("show", handle, "--json", "--private").json["feeling"]
    assert "ashamed" in cli("show", handle).out


def test_an_id_that_fits_nothing_or_cannot_be_one(cli, three: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert 1 == cli("show", "zzzz").status
    for hostile in ("../../x", "a" * 500, "\u202e\u202e\u202e\u202e"):
        assert 2 == cli("show", hostile).status


def test_errors_are_json_where_json_was_asked_for(cli, three: list[str]) -> None:  # type: ignore[no-untyped-def]
    import json

    error = json.loads(cli("show", "zzzz", "--json").err)["error"]

    assert {"kind", "message", "hint"} == error.keys()
    assert "not-found" == error["kind"]


def test_files_that_cannot_be_read_are_counted_beside_the_list(cli, three: list[str]) -> None:  # type: ignore[no-untyped-def]
    from pathlib import Path

    Path(cli("show", "--json").json["path"]).write_text("title = ")
    done = cli("list")

    assert 2 == len(done.out.splitlines())
    assert "1 file could not be read; see: mistakes doctor" in done.err
    assert "1 file" in cli("search", "friday").err


def test_rows_name_their_journal_where_there_are_several(
    cli, three: list[str], team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(team.root)
    cli("add", "-T", "ours")

    rows = [line.split("\t") for line in cli("list").out.splitlines()]

    assert {"payments", "personal"} == {row[-1] for row in rows}
    assert 1 == len(cli("list", "-T").out.splitlines())


def test_alone_it_shows_the_newest_and_an_empty_journal_gets_three_lines(cli) -> None:  # type: ignore[no-untyped-def]
    assert 3 == len(cli().out.splitlines())
    cli("add", "x")
    assert "1 of 1,001 mistakes kept" in cli().out


def test_help_shows_the_daily_commands_first(cli) -> None:  # type: ignore[no-untyped-def]
    text = cli("--help").out

    assert text.index("Daily:") < text.index("Understand:") < text.index("Set up:")
    assert "demo" in text


def test_an_unknown_command_names_close_ones(cli) -> None:  # type: ignore[no-untyped-def]
    done = cli("serach", "x")

    assert 2 == done.status
    assert "search" in done.err


@pytest.mark.parametrize(
    "query", ["status:built in", "-status:built in", "happened:last month", "happened>3 days ago"]
)
def test_a_value_of_two_words_needs_no_quotes_of_its_own(cli, query: str) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Slow roll-back", "--happened", "2020-01-01")

    _, _, value = query.partition(":") if ":" in query else query.partition(">")
    quoted = query.replace(value, f'"{value}"')
    assert cli("list", "--json", quoted).json == cli("list", "--json", "--", query).json
    assert 0 == cli("list", "--", query).status


def test_two_terms_in_one_word_stay_two(cli) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Slow roll-back", "-t", "deploy")

    assert 1 == len(cli("list", "--json", "tag:deploy slow").json)
    assert 1 == len(cli("list", "--json", "kind:mistake slow").json)


@pytest.mark.parametrize("command", [(), ("add",), ("similar",), ("export",)])
def test_help_fits_a_narrow_terminal(cli, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    lines = cli(*command, "--help").out.splitlines()

    assert 40 >= max(len(line) for line in lines if not line.startswith("    mistakes"))
    assert not [line for line in lines if len(line.strip()) == 1 and line.strip().isalnum()]


@pytest.mark.parametrize("command", ["show", "similar", "delete", "edit"])
def test_an_empty_id_is_refused_not_taken_for_none(cli, three: list[str], command: str) -> None:
    done = cli(command, "")

    assert (2, "") == (done.status, done.out)
    assert "is not an id" in done.err
    assert 3 == len(cli("list").out.splitlines())


def test_an_entry_is_called_by_an_end_that_names_no_other(cli, three: list[str]) -> None:
    import attrs

    from mistakes.journals import personal
    from mistakes.settings import Settings

    journal = personal(Settings.load())
    assert journal is not None
    one = journal.get(journal.find(three[0]))
    journal.put(attrs.evolve(one, id=one.id[:19] + ("a" if one.id[19] != "a" else "b") + one.id[20:]))

    handle = cli("show", one.id, "--json").json["handle"]

    assert one.id[-7:] == handle
    assert handle in cli("show", one.id).out
    assert handle in {row["handle"] for row in cli("list", "--json").json}
    assert 0 == cli("show", handle).status
    assert 2 == cli("show", three[0]).status


def test_journals_counts_what_the_other_pages_count(cli, three: list[str]) -> None:
    cli("delete", three[0])

    counted = cli("journals", "--json").json["journals"][0]["entries"]

    assert (
        2
        == counted
        == cli("stats", "--json").json["all"]["entries"]
        == cli("--json").json["entries"]["personal"]
    )


def test_hours_are_written_in_one_style(cli) -> None:
    cli("add", "x", "-t", "a", "--cost", "250min")
    cli("add", "y", "-t", "b", "--cost", "10min")

    out = cli("stats").out

    assert "4 h 20 min" in out
    assert "\t4 h 10 min\t" in out
    assert "\t10 min\t" in out
