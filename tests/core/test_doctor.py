"""The doctor finds every problem of the zoo, and mends only what nobody can lose anything by."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from core import zoo
from core.zoo import NOW, SPECIMENS, Specimen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mistakes import Journal, codec, places, tomltext
from mistakes.doctor import KINDS, Examined, Problem, diagnose, diagnose_user, mend, open_anyway
from mistakes.errors import Busy, MistakesError, NotSaved

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "reference" / "doctor.md"
HERE = tuple(one for one in SPECIMENS if os.name == "posix" or not one.posix)
USERS_KINDS = {
    "settings",
    "named-journal",
    "user-folder",
    "draft",
    "author",
    "plugin-broken",
    "plugin",
    "suggestion",
    "read-only",
}
each_specimen = pytest.mark.parametrize("specimen", HERE, ids=[one.name for one in HERE])


@pytest.fixture(autouse=True)
def no_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is installed on this machine out of what is found."""
    monkeypatch.setenv("MISTAKES_DISABLE_PLUGINS", "all")


def broken(root: Path, specimen: Specimen) -> Journal:
    zoo.healthy(root, "team" if specimen.team else "personal")
    specimen.break_it(root)
    return open_anyway(root)


def found(journal: Journal) -> list[Problem]:
    return list(diagnose(journal, now=NOW))


def mended(journal: Journal) -> list[str]:
    done = [mend(journal, problem, now=NOW) for problem in found(journal)]
    return [text for text in done if text]


def contents(root: Path) -> dict[str, object]:
    """Return all that a journal's folder holds, git's own files aside: mode or link, and bytes."""
    held: dict[str, object] = {"": oct(os.lstat(root).st_mode)}
    for folder, directories, names in os.walk(root):
        directories[:] = [name for name in directories if name != ".git" or "entries" in folder]
        for name in names + [name for name in directories if os.path.islink(os.path.join(folder, name))]:
            path = Path(folder, name)
            held[path.relative_to(root).as_posix()] = _content(path)
    return held


def _content(path: Path) -> object:
    if path.is_symlink():
        return os.readlink(path)
    if not path.is_file():
        return os.lstat(path).st_mode
    return path.read_bytes() if path.stat().st_size < 2**22 else path.stat().st_size


@pytest.mark.parametrize("kind", ["personal", "team"])
def test_a_healthy_journal_has_no_problem_and_everything_was_looked_at(tmp_path: Path, kind: str) -> None:
    examined = Examined()

    assert [] == list(diagnose(open_anyway(zoo.healthy(tmp_path / "zoo", kind)), now=NOW, examined=examined))
    assert Examined(entries=3, events=2) == examined


@each_specimen
def test_a_broken_thing_is_found_where_it_is_nothing_else_is_blamed_and_looking_changes_nothing(
    tmp_path: Path, specimen: Specimen
) -> None:
    root = tmp_path / "zoo"
    journal = broken(root, specimen)
    before = contents(root)

    problems = found(journal)

    assert before == contents(root)
    assert sorted(specimen.kinds) == sorted(problem.kind for problem in problems)
    first = next(problem for problem in problems if problem.kind == specimen.kinds[0])
    assert str(root / specimen.path) == first.path
    assert bool(specimen.touched) == any(problem.fixable for problem in problems)
    for problem in problems:
        assert problem.message
        assert problem.cure
        assert KINDS[problem.kind].severity == problem.severity


@each_specimen
def test_mending_mends_what_it_may_touches_nothing_else_and_is_done_at_once(
    tmp_path: Path, specimen: Specimen
) -> None:
    journal = broken(tmp_path / "zoo", specimen)
    before, data = contents(journal.root), _tables(journal.root)

    done = mended(journal)

    after = contents(journal.root)
    assert bool(specimen.touched) == bool(done)
    assert {path for path in before | after if before.get(path) != after.get(path)} <= set(specimen.touched)
    assert data.items() <= _tables(journal.root).items()
    assert [] == mended(journal)
    assert after == contents(journal.root)
    left = () if specimen.touched else specimen.kinds
    assert sorted(left) == sorted(problem.kind for problem in found(journal))


def _tables(root: Path) -> dict[str, str]:
    """Return the data of every entry that can be read, as canonical text by the name of its file."""
    tables = {}
    for path in (path for path in (root / "entries").rglob("*.toml") if path.is_file()):
        if path.stat().st_size > 2**22:
            continue
        with suppress(OSError, ValueError, MistakesError):
            tables[path.name] = codec.write_entry(codec.read_entry(path.read_bytes().decode(), path.name))
    return tables


def test_everything_broken_at_once_is_found_at_once_and_the_healthy_is_still_read(tmp_path: Path) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    alone = [
        one for one in HERE if not one.team and one.path.startswith(("entries/2024/11/", "events/2024/10"))
    ]
    for specimen in alone:
        specimen.break_it(root)

    problems = found(Journal.open(root))

    assert {(one.kinds[0], str(root / one.path)) for one in alone} <= {
        (one.kind, one.path) for one in problems
    }
    assert {zoo.OCTOBER, zoo.NOVEMBER} <= {entry.id for entry in Journal.open(root).entries()}


def test_every_fault_of_a_file_is_named_with_its_place_in_the_file(tmp_path: Path) -> None:
    specimen = zoo.specimen("four faults")

    problems = found(broken(tmp_path / "zoo", specimen))

    assert {"confidence", "rev", "tags", "title"} == {problem.where for problem in problems}


def test_a_line_of_a_log_is_named_by_its_number(tmp_path: Path) -> None:
    specimen = zoo.specimen("two bad lines")

    assert ["line 3", "line 4"] == [problem.where for problem in found(broken(tmp_path / "zoo", specimen))]


def test_the_data_of_a_restored_file_is_gits(tmp_path: Path) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    before = contents(root)
    zoo.commit(root)
    for path in (zoo.OCTOBERS, zoo.LOG, "journal.toml"):
        zoo.write(root, path, b"")

    while mended(open_anyway(root)):
        pass

    assert before == contents(root)


def test_a_file_that_is_not_empty_is_never_restored(tmp_path: Path) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    zoo.commit(root)
    zoo.write(root, zoo.OCTOBERS, b" ")
    problem = Problem("empty-file", str(root / zoo.OCTOBERS), "", "", fixable=True)

    assert "" == mend(Journal.open(root), problem, now=NOW)
    assert b" " == zoo.read(root, zoo.OCTOBERS)


@pytest.mark.parametrize("committed", [zoo.entry(zoo.NOVEMBER), "no TOML", ""])
def test_what_git_holds_is_brought_back_only_if_it_is_that_entry(tmp_path: Path, committed: str) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    zoo.write(root, zoo.OCTOBERS, committed)
    zoo.commit(root)
    zoo.write(root, zoo.OCTOBERS, b"")

    assert [("empty-file", False)] == [
        (problem.kind, problem.fixable) for problem in found(Journal.open(root))
    ]


def test_a_file_that_breaks_the_reader_itself_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    zoo.specimen("a conflict waits").break_it(root)
    zoo.write(root, zoo.NOVEMBERS, "# unheard of\n")
    parse = tomltext.parse
    monkeypatch.setattr(tomltext, "parse", lambda text: 1 // ("unheard of" not in text) and parse(text))

    problems = found(Journal.open(root))

    assert ["conflict-waiting", "unreadable"] == sorted(problem.kind for problem in problems)


def test_comments_stay_when_keys_are_stored_and_the_keys_are_those_that_were_derived(tmp_path: Path) -> None:
    journal = broken(tmp_path / "zoo", zoo.specimen("no keys"))
    derived = journal.get(zoo.OCTOBER).lessons[0].key

    mended(journal)

    text = zoo.read(journal.root, zoo.OCTOBERS).decode()
    assert "# kept" in text
    assert f'key = "{derived}"' in text


@pytest.mark.parametrize(
    ("name", "kept"), [("a torn line", zoo.event(3)[:40]), ("an unsaved entry", zoo.entry(zoo.NEW))]
)
def test_text_that_is_taken_out_of_a_journal_is_kept_as_a_draft(tmp_path: Path, name: str, kept: str) -> None:
    mended(broken(tmp_path / "zoo", zoo.specimen(name)))

    drafts = [Path(problem.path) for problem in diagnose_user() if problem.kind == "draft"]

    assert [kept] == [path.read_text(encoding="utf-8") for path in drafts]


def test_a_temporary_file_of_an_entry_that_is_safe_leaves_no_draft(tmp_path: Path) -> None:
    specimen = zoo.Specimen("", (), "", zoo.old(zoo.TEMPORARY, zoo.entry(zoo.OCTOBER)))

    assert ["removed"] == mended(broken(tmp_path / "zoo", specimen))


def test_a_temporary_file_of_this_hour_belongs_to_a_writer_at_work(tmp_path: Path) -> None:
    journal = broken(tmp_path / "zoo", zoo.specimen("a temporary file"))

    assert [] == list(diagnose(journal, now=NOW - timedelta(minutes=10)))


def test_a_misplaced_entry_never_replaces_another(tmp_path: Path) -> None:
    journal = broken(tmp_path / "zoo", zoo.specimen("wrong month"))
    (problem,) = found(journal)
    zoo.write(journal.root, zoo.place(zoo.NEW), zoo.entry(zoo.NEW, title='"Another"'))
    before = contents(journal.root)

    assert "" == mend(journal, problem, now=NOW)
    assert before == contents(journal.root)


def test_of_two_misplaced_copies_one_is_moved_and_the_other_stays(tmp_path: Path) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    for month in ("2024/09", "2024/10"):
        zoo.write(root, zoo.place(zoo.NEW, month), zoo.entry(zoo.NEW, title=f'"{month}"'))
    journal = Journal.open(root)

    mended(journal)

    assert "2024/09" == journal.get(zoo.NEW).title
    assert ["duplicate"] == [problem.kind for problem in found(journal)]


def test_a_problem_that_is_gone_is_not_mended(tmp_path: Path) -> None:
    journal = broken(tmp_path / "zoo", zoo.specimen("Windows line ends"))
    (problem,) = found(journal)
    zoo.write(journal.root, zoo.OCTOBERS, zoo.entry(zoo.OCTOBER))

    assert "" == mend(journal, problem, now=NOW)


@pytest.mark.parametrize(
    "path", ["../outside.toml", "entries/2024/11/../../../../outside.toml", "linked/x.toml"]
)
def test_nothing_outside_the_journal_is_ever_mended(tmp_path: Path, path: str) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    for outside in ("outside.toml", f"{zoo.NEW}.toml"):
        zoo.write(tmp_path, outside, zoo.entry(zoo.NEW).replace("\n", "\r\n"))
    if os.name == "posix":
        os.symlink(tmp_path, root / "entries" / "2025")
    before = contents(tmp_path)

    done = mend(Journal.open(root), Problem("crlf", f"{root}/{path}", "", "", fixable=True), now=NOW)

    assert "" == done
    assert before == contents(tmp_path)


@pytest.mark.parametrize("path", ["journal.toml", zoo.OCTOBERS])
def test_what_a_newer_version_wrote_is_never_written(tmp_path: Path, path: str) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    for name in {path, zoo.OCTOBERS}:
        zoo.write(root, name, zoo.read(root, name).replace(b"\n", b"\r\n"))
    zoo.write(root, path, zoo.read(root, path).replace(b"format = 1", b"format = 2"))
    before = contents(root)
    insisted = Problem("crlf", str(root / zoo.OCTOBERS), "", "", fixable=True)

    assert {"crlf", "newer-format"} == {problem.kind for problem in found(Journal.open(root))}
    assert [] == mended(Journal.open(root))
    assert "" == mend(Journal.open(root), insisted, now=NOW)
    assert before == contents(root)


def test_mending_waits_for_the_lock_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = broken(tmp_path / "zoo", zoo.specimen("Windows line ends"))
    (problem,) = found(journal)
    monkeypatch.setattr("mistakes.files.locked.__wrapped__.__defaults__", (0.0,))

    with Journal.open(journal.root).lock(), pytest.raises(Busy):
        mend(journal, problem, now=NOW)


def test_a_torn_line_stays_where_it_is_if_no_draft_can_be_kept(tmp_path: Path) -> None:
    journal = broken(tmp_path / "zoo", zoo.specimen("a torn line"))
    places.state_folder().parent.mkdir(parents=True, exist_ok=True)
    places.state_folder().write_text("a file where the folder should be")
    before = contents(journal.root)

    with pytest.raises(NotSaved):
        mended(journal)

    assert before == contents(journal.root)


def test_the_same_event_in_two_logs_is_no_problem(tmp_path: Path) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    zoo.write(
        root, zoo.LOG, (zoo.event(1) + zoo.event(1)).encode() + zoo.event(1).rstrip().encode() + b"\r\n"
    )

    assert ["crlf"] == [problem.kind for problem in found(Journal.open(root))]


def test_a_log_that_is_not_text_throughout_is_not_called_fixable(tmp_path: Path) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    zoo.write(root, zoo.LOG, b"\xef\xbb\xbf\xff\r\n" + zoo.event(1).encode() + b'{"torn')

    problems = found(Journal.open(root))

    assert ["bad-line", "bom", "crlf", "torn-line"] == sorted(problem.kind for problem in problems)
    assert not any(problem.fixable for problem in problems)


def test_a_whole_last_line_without_its_end_is_no_problem(tmp_path: Path) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    zoo.write(root, zoo.LOG, zoo.event(1) + "\n" + zoo.event(2).rstrip())

    assert [] == found(Journal.open(root))


def test_private_things_may_lie_in_a_personal_journal(tmp_path: Path) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    for specimen in (one for one in SPECIMENS if one.team):
        specimen.break_it(root)

    assert [] == found(Journal.open(root))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read and write everything")
def test_what_may_not_be_read_or_written_is_told(tmp_path: Path) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    os.chmod(root / zoo.OCTOBERS, 0)
    os.chmod(root / zoo.LOG, 0)
    os.chmod(root / "purged" / "2024", 0)
    os.chmod(root, 0o500)

    kinds = sorted(problem.kind for problem in found(Journal.open(root)))

    os.chmod(root, 0o700)
    os.chmod(root / "purged" / "2024", 0o700)
    assert ["read-only", "unreadable", "unreadable", "unreadable"] == kinds


FILES = (
    "journal.toml",
    zoo.OCTOBERS,
    zoo.NOVEMBERS,
    zoo.LOG,
    zoo.place(zoo.GONE, tree="purged"),
    ".gitignore",
)


@given(st.sampled_from(FILES), st.binary(max_size=400), st.integers(0, 300), st.integers(0, 300))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_bytes_a_file_holds_the_doctor_finishes_and_mending_converges(
    tmp_path: Path, path: str, rubbish: bytes, start: int, length: int
) -> None:
    root = zoo.healthy(tmp_path / "zoo")
    old = zoo.read(root, path)
    zoo.write(root, path, old[:start] + rubbish + old[start + length :])
    journal = open_anyway(root)

    for _ in range(3):
        mended(journal)
    settled = contents(root)

    assert [] == mended(journal)
    assert settled == contents(root)
    assert {problem.kind for problem in found(journal)} <= KINDS.keys()


def test_the_doctor_agrees_with_the_reader_on_which_lines_are_bad(tmp_path: Path) -> None:
    from mistakes.events import BadLine, read_all

    for number, specimen in enumerate(one for one in HERE if one.path == zoo.LOG):
        journal = broken(tmp_path / str(number), specimen)
        bad: list[BadLine] = []
        list(read_all(journal.root, bad))
        told = {problem.where for problem in found(journal) if problem.kind == "bad-line"}
        assert {line.fault.path for line in bad} <= told, specimen.name


def test_a_broken_settings_file_is_told(home: Path) -> None:
    path = _configured("author = ")

    assert [("settings", str(path))] == [
        (one.kind, one.path) for one in diagnose_user() if one.severity == "problem"
    ]


def test_every_setting_of_the_wrong_kind_is_told() -> None:
    _configured('author = 3\npersonal = ["x"]\naliases = "x"\njournals = 4\nplugins = { disable = 1 }\n')

    told = {problem.where for problem in diagnose_user() if problem.kind == "settings"}

    assert {"author", "personal", "aliases", "journals", "plugins.disable"} == told


def test_a_name_that_cannot_name_a_file_is_told() -> None:
    _configured('author = "Mei <mei@example.com>"\nwho = "../../x"\n')

    assert ["who"] == [problem.where for problem in diagnose_user() if problem.kind == "settings"]


def test_a_team_journal_in_the_place_of_the_personal_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = zoo.healthy(tmp_path / "team", "team")
    monkeypatch.setenv("MISTAKES_JOURNAL", str(root))

    assert [str(root)] == [problem.path for problem in diagnose_user() if problem.kind == "settings"]


def test_a_named_journal_that_is_not_there_is_a_note(tmp_path: Path) -> None:
    _configured(f"[journals]\ngone = '{tmp_path / 'gone'}'\nzoo = '{zoo.healthy(tmp_path / 'zoo')}'\n")

    assert ["journals.gone"] == [
        problem.where for problem in diagnose_user() if problem.kind == "named-journal"
    ]


def test_an_author_who_is_only_a_login_is_a_note_and_one_who_is_set_is_none() -> None:
    assert "author" in {problem.kind for problem in diagnose_user()}

    _configured('author = "Mei Lin <mei@example.com>"\n')

    assert [] == list(diagnose_user())


def test_folders_that_cannot_be_written_are_notes() -> None:
    for folder in (places.cache_folder(), places.state_folder()):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.write_text("a file where the folder should be")

    told = {problem.path for problem in diagnose_user() if problem.kind == "user-folder"}

    assert {str(places.cache_folder()), str(places.state_folder())} == told


def test_a_plugin_that_cannot_be_loaded_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(tmp_path, monkeypatch, "import a_module_that_nobody_has\n")

    (problem,) = (problem for problem in diagnose_user() if problem.kind == "plugin-broken")

    assert "broken (mistakes-broken 1.0)" in problem.message
    assert "a_module_that_nobody_has" in problem.message


_FINDS = """
from mistakes.errors import Fault
from mistakes.hooks import hookimpl
@hookimpl
def problems(journal):
    {body}
"""


def test_what_a_plugin_finds_is_told_as_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(
        tmp_path, monkeypatch, _FINDS.format(body='return [Fault("remote", "is not there"), "and so on"]')
    )
    root = zoo.healthy(tmp_path / "zoo")

    problems = found(Journal.open(root))

    assert [("plugin", "remote", "is not there"), ("plugin", "", "and so on")] == [
        (problem.kind, problem.where, problem.message) for problem in problems
    ]


def test_what_a_plugin_finds_in_a_file_is_told_with_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ["journal.toml line 3", "journal.toml", "journal.toml: goal", "../outside line 1", "gone line 2"]
    body = f"return [Fault(place, 'is odd') for place in {places!r}]"
    _install(tmp_path, monkeypatch, _FINDS.format(body=body))
    root = zoo.healthy(tmp_path / "zoo")
    (root.parent / "outside").write_text("x")

    file, folder = str(root / "journal.toml"), str(root)

    assert [
        (file, "line 3"),
        (file, ""),
        (folder, "journal.toml: goal"),
        (folder, "../outside line 1"),
        (folder, "gone line 2"),
    ] == [(problem.path, problem.where) for problem in found(Journal.open(root))]


def test_what_a_plugin_suggests_is_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = 'return [Fault("title", "somebody is named", "Say the role", suggestion=True)]'
    _install(tmp_path, monkeypatch, _FINDS.format(body=body))

    (one,) = found(Journal.open(zoo.healthy(tmp_path / "zoo")))

    assert ("suggestion", "suggestion", "title", "Say the role") == (
        one.kind,
        one.severity,
        one.where,
        one.cure,
    )


@pytest.mark.parametrize(
    "body", ["raise RuntimeError('no')", "yield Fault('a', 'b'); raise RuntimeError('no')", "return 3"]
)
def test_a_plugin_that_fails_is_a_problem_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    _install(tmp_path, monkeypatch, _FINDS.format(body=body))

    kinds = [problem.kind for problem in found(Journal.open(zoo.healthy(tmp_path / "zoo")))]

    assert "plugin-broken" == kinds[-1]
    assert {"plugin", "plugin-broken"} >= set(kinds)


def test_every_kind_has_a_specimen_and_stands_in_the_documentation_with_its_severity() -> None:
    shown = {kind for specimen in SPECIMENS for kind in specimen.kinds} | USERS_KINDS
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (problem|note|suggestion) \|",
        DOCUMENTATION.read_text(encoding="utf-8"),
        re.MULTILINE,
    )

    assert KINDS.keys() == shown
    assert {kind: about.severity for kind, about in KINDS.items()} == dict(rows)


def _configured(text: str) -> Path:
    path = places.config_folder() / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a plugin where Python finds it, as a package manager would."""
    site = tmp_path / "site"
    about = site / "mistakes_broken-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: mistakes-broken\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        f"[mistakes]\nbroken = {site.parent.name}_plugin\n".replace("-", "_")
    )
    (site / f"{site.parent.name}_plugin.py".replace("-", "_")).write_text(code)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delenv("MISTAKES_DISABLE_PLUGINS")
