"""What must hold of a team's week in words: it shows what people wrote as they wrote it, and nothing gone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mistakes import Action, Applied, Journal, Lesson, Repeated, Thanked
from mistakes.digest import Digest, Item, as_markdown, as_text, digest

TODAY = date.today()
LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text(
    "#*_[]<>`~|!&;1.)-+=\\ ax", max_size=20
)


def week(journal: Journal, **more: object) -> Digest:
    return digest(journal, TODAY, **more)  # type: ignore[arg-type]


def test_a_strength_is_said_in_words_and_not_as_a_mark(team: Journal) -> None:
    team.record(Thanked(to="ana-1a2b3c4d5e6f", text="for telling us early #strength courage"))
    team.record(Thanked(to="bo-1a2b3c4d5e6f", text="#优点：耐心 一直陪着我"))

    for write in (as_markdown, as_text):
        told = write(week(team))
        assert "for telling us early (strength: courage)" in told
        assert "(strength: 耐心 一直陪着我)" in told
        assert "#strength" not in told.replace("\\", "")
    assert "for telling us early（优点：courage）" in as_text(week(team, language="zh"))


def test_a_week_in_which_nothing_happened_is_quiet_though_something_is_to_be_done(team: Journal) -> None:
    due = TODAY - timedelta(days=30)
    entry = team.add("Deployed", actions=[Action("Write the check", owner="Ana", due=due)])
    later = digest(team, TODAY + timedelta(days=60))

    text = as_markdown(later)

    assert text.index("A quiet week") < text.index("## To be done") < text.index("Write the check")
    assert "A quiet week" not in as_markdown(week(team))
    assert "Quiet days" in as_markdown(digest(team, TODAY + timedelta(days=60), days=14))
    assert entry.title in as_markdown(week(team))


def test_what_helped_is_named_once_with_what_was_said_of_it_if_anything_was(team: Journal) -> None:
    entry = team.add("Deployed")
    for situation in ("", "", "before the release"):
        team.record(Applied(entry.id, situation=situation))

    text = as_text(week(team))

    assert 1 == len(re.findall(r"(?m)^- Deployed$", text.partition("What helped")[2]))
    assert "- Deployed: before the release\n" in text


def test_an_empty_journal_has_a_whole_digest_in_both_languages(team: Journal) -> None:
    assert as_text(week(team)).endswith("A quiet week: nothing new was told.\n\n0 of 1001 mistakes told\n")
    assert as_text(week(team, language="zh")).endswith(
        "这一周很平静，没有新记录。\n\n已讲出 0 个错误，目标 1001 个\n"
    )


def test_a_plan_reads_as_a_sentence_however_it_was_typed(team: Journal) -> None:
    team.add("A", lessons=[Lesson("", when="when a migration is due", then="then dump first.")])
    team.add("B", lessons=[Lesson("", when="如果要上线", then="就先备份")])

    assert "When a migration is due, then dump first.\n" in as_text(week(team))
    assert "如果要上线，就：先备份。\n" in as_text(week(team, language="zh"))


def test_what_was_taken_back_or_purged_is_named_nowhere(team: Journal) -> None:
    gone, purged = team.add("Taken back"), team.add("Purged")
    for entry in (gone, purged):
        team.record(Applied(entry.id, situation="on Friday"))
        team.record(Repeated(entry.id))
    team.delete(gone.id)
    team.purge(purged.id)

    told = as_text(week(team))

    assert not re.search(
        f"Taken|Purged|{gone.id[-6:]}|{purged.id[-6:]}|Friday|came again", told, re.IGNORECASE
    )


def test_what_came_again_often_is_named_once(team: Journal) -> None:
    entry = team.add("Deployed")
    for _ in range(3):
        team.record(Repeated(entry.id))

    assert "- Deployed ×3\n" in as_text(week(team))


def test_nothing_that_acts_on_a_terminal_is_in_it(team: Journal) -> None:
    team.add("Deployed\x1b]0;owned\x07 \u202eon Friday")

    assert not re.search("[\x1b\x07\u202e]", as_markdown(week(team)) + as_text(week(team)))


@given(st.lists(st.tuples(LINES, LINES), min_size=1, max_size=3), LINES)
def test_markdown_shows_what_was_written_as_it_was_written(rows: list[tuple[str, str]], charter: str) -> None:
    items = tuple(Item(f"{text} (4sn02q)", (below + "x",)) for text, below in rows)
    page = Digest("payments", (f"{charter}.",), (("New", items),), "1 of 1001", "")

    html = MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(as_markdown(page))

    assert set(re.findall(r"</?([a-z0-9]+)", html)) <= {"h1", "h2", "blockquote", "p", "ul", "li"}
    plain = [unescape(line) for line in re.sub(r"<[^>]+>", "\n", html).split("\n") if line.strip()]
    told = [f"{charter}.", *(text for item in items for text in (item.text, *item.below))]
    assert [_shown(text) for text in told] == [
        line for line in plain if line not in ("payments", "New", "1 of 1001")
    ]


def _shown(text: str) -> str:
    from mistakes.digest import _flat

    return _flat(text)
