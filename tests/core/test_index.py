"""The index answers as the files do, whatever happened to files, cache or other processes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant
from index_files import (
    BEGIN,
    NOW,
    PEOPLE,
    FilesMachine,
    Journal,
    known_entries,
    query,
    simple,
    tick,
)
from queryreference import HOSTILE, Known, matches
from strategies import mistakes as any_mistakes

from mistakes import codec, events, layout, model
from mistakes.errors import QueryError
from mistakes.ids import new_id
from mistakes.index import fork, log, walk
from mistakes.index.index import Index, warm
from mistakes.index.plans import Deed, Plan
from mistakes.query import parse

ROOT = Path(__file__).resolve().parent.parent.parent
QUERIES = (
    *(
        "deploy",
        "friday deploy",
        "-deploy",
        "deploy OR friday",
        '"deploy friday"',
        "C++",
        "can't",
        "a-b",
        "CAFE",
        "b",
    ),
    *(
        "数据",
        "库",
        "数",
        "据库",
        "集群",
        "K8s集群",
        '"数据库 数据"',
        '"k8s 集群"',
        "host_name",
        '"x"',
        '""',
        "/dep.*day/",
    ),
    *("tag:deploy", "-tag:deploy", "kind:success", "status:raw", "status:planned", "status:practised"),
    *(
        "status:applied",
        "status:built-in",
        "is:repeated",
        "is:retired",
        "is:deleted",
        "is:overdue",
        "is:lucky",
    ),
    *(
        "has:plan",
        "has:lesson",
        "has:story",
        "has:due",
        "has:cost",
        "has:owner",
        "cost>2h",
        "cost>=200EUR",
        "-cost>2h",
    ),
    *(
        "happened:2026-10",
        "happened<2026-10",
        "by:mei",
        "by:ana",
        "lesson:deploy",
        "when:friday",
        "owner:ana",
        "title:b",
    ),
    *(
        "process<3",
        "confidence>50",
        "conditions.kind:tool",
        "-has:due",
        "(deploy OR 数据) -friday",
        "source:markdown",
    ),
    *(
        "x.jira:deploy",
        "due<2026-11",
        "logged:2026-10",
        "iq:2",
        "has:iq",
        "right_thing:yes",
        "",
        'lesson:"deploy friday"',
    ),
    *(
        "currency:eur",
        "id:0000",
        "story:/^dep/",
        "lessons.applies.words:deploy",
        "applies:deploy",
        "path:a-b",
    ),
)


def found(index: Index, text: str, **options: object) -> list[str]:
    return [hit.id for hit in index.search(query(text), order="time", **options)]  # type: ignore[arg-type]


def agree(index: Index, root: Path, queries: tuple[str, ...] = QUERIES) -> None:
    """Compare every answer of a refreshed index with the files."""
    known, broken = known_entries(root)
    for text in queries:
        asked = query(text)
        expected = sorted(
            (i for i, one in known.items() if matches(asked.root, one, asked.today)), reverse=True
        )
        assert expected == found(index, text), text
        assert len(expected) == index.count(asked), text
        assert set(expected) == {hit.id for hit in index.search(asked)}, text
    assert {entry_id: one.standing for entry_id, one in known.items()} == index.standings(known)
    assert broken == {problem.path for problem in index.problems() if not problem.line}
    sources = {(e.source.format, e.source.ref) for e, _, _ in known.values() if e.source}
    assert sources == set(index.sources())
    assert sorted(map(repr, plans_of(known))) == sorted(map(repr, index.plans()))
    assert sorted(map(repr, deeds_of(root))) == sorted(map(repr, index.deeds()))


def plans_of(known: dict[str, Known]) -> Iterator[Plan]:
    """Yield the plans of entries that are not deleted, as the index should have them."""
    for entry, _, _ in known.values():
        money = float(entry.price.money) if entry.price.money is not None else None
        price = (entry.price.hours, money, entry.price.currency, entry.price.trust)
        for lesson in entry.lessons if not entry.deleted else ():
            at = (lesson.added or entry.logged).replace(tzinfo=None) - timedelta(hours=4)
            if lesson.is_plan:
                held = int(bool(lesson.check))
                yield Plan(entry.id, lesson.key or "", at.toordinal(), held, *price)  # type: ignore[arg-type]


def deeds_of(root: Path) -> Iterator[Deed]:
    """Yield what was done about lessons, as the index should have it."""
    for event in events.effective(events.read_all(root)):
        if event.do in ("reviewed", "applied", "repeated", "retired", "checked") and event.entry:
            other = getattr(event, "grade", None) or getattr(event, "repeat", None)
            assert event.day
            key = getattr(event, "lesson", None) or None
            yield Deed(event.id, event.do, event.entry, key, other, event.day.toordinal())


@pytest.fixture
def files(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "files")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "index.sqlite"


@pytest.fixture
def index(files: Journal, cache: Path) -> Iterator[Index]:
    files.root.mkdir()
    with Index.open(files.root, cache) as opened:
        yield opened


class IndexMachine(FilesMachine):
    """Looks at the index after each step."""

    @invariant()
    def answers_as_the_files_do(self) -> None:
        self.refresh()
        agree(self.index, self.journal.root)


IndexMachine.TestCase.settings = settings(
    max_examples=int(os.environ.get("MISTAKES_EXAMPLES", "25")), stateful_step_count=12, deadline=None
)
TestFilesInAnyState = IndexMachine.TestCase


class TestEveryEntry:
    """Whatever an entry holds, it is indexed as the library reads it."""

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(entry=any_mistakes)
    def test_an_entry_is_found_by_what_the_reference_finds_it(
        self, entry: model.Mistake, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        root = tmp_path_factory.mktemp("any")
        path = layout.entry_path(root, entry.id)
        path.parent.mkdir(parents=True)
        path.write_bytes(codec.write_entry(entry).encode())
        words = [word for word in entry.story.split()[:3] if len(word) < 20]
        with Index.open(root, None) as index:
            index.refresh()
            agree(index, root, (*QUERIES[:20], *(f'"{word}"' for word in words if '"' not in word)))
            for word in words:
                with suppress(QueryError):
                    assert len(found(index, f"is:deleted {word}")) <= 1


class TestEvents:
    """Which events count, seen in where an entry stands."""

    def test_one_that_its_author_took_back_does_not_count(self, index: Index, files: Journal) -> None:
        entry = files.write(simple()).stem
        mei, ana = PEOPLE
        event = files.line(events.Repeated(), entry, mei)
        index.refresh()
        assert [entry] == found(index, "is:repeated")
        files.line(events.Retracted(event=event.id), entry, ana)
        index.refresh()
        assert [entry] == found(index, "is:repeated")
        taken_back = files.line(events.Retracted(event=event.id), entry, mei)
        index.refresh()
        assert [] == found(index, "is:repeated")
        files.line(events.Retracted(event=taken_back.id), entry, mei)
        index.refresh()
        agree(index, files.root)
        layout.events_path(files.root, event.id, mei).write_text(events.write_line(event) + "\n")
        index.refresh()
        assert [entry] == found(index, "is:repeated")

    @pytest.mark.parametrize(
        "other", [events.Applied(), events.Commented(text="x"), events.Retracted(event="x")]
    )
    def test_of_two_with_one_id_the_smaller_line_counts(
        self, index: Index, files: Journal, other: events.Event
    ) -> None:
        entry = files.write(simple()).stem
        event = files.line(events.Repeated(), entry, PEOPLE[0])
        index.refresh()
        files.line(other, entry, PEOPLE[1], event.id)
        index.refresh()
        agree(index, files.root)
        for who in PEOPLE:
            layout.events_path(files.root, event.id, who).unlink()
            index.refresh()
            agree(index, files.root)

    def test_a_review_counts_only_a_week_after_its_lesson(self, index: Index, files: Journal) -> None:
        plan = model.Lesson("a", when="b", then="c", key="aaaaaa", added=datetime(2026, 10, 1, tzinfo=UTC))
        condition = model.Condition("host", kind="tool")
        entry = files.write(simple(story="x", lessons=(plan,), conditions=(condition,))).stem
        review = events.Reviewed(lesson="aaaaaa", entry=entry, by=PEOPLE[0])
        for day, expected in ((7, "planned"), (8, "practised")):
            at = datetime(2026, 10, day, tzinfo=UTC)
            event = attrs.evolve(review, id=new_id(at), at=at, day=at.date())
            path = layout.events_path(files.root, event.id, PEOPLE[0])
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a") as file:
                file.write(events.write_line(event) + "\n")
            index.refresh()
            assert expected == index.standings([entry])[entry].status

    def test_only_what_was_added_to_a_log_is_read(
        self, index: Index, files: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entry = files.write(simple()).stem
        for _ in range(20):
            files.line(events.Commented(text="x"), entry)
        index.refresh()
        rows: list[int] = []
        row_of = log.row_of
        monkeypatch.setattr(
            log, "row_of", lambda line, start, size: rows.append(start) or row_of(line, start, size)
        )
        files.line(events.Repeated(), entry)
        index.refresh()
        assert 1 == len(rows)
        assert [entry] == found(index, "is:repeated")

    def test_a_log_of_any_size_is_read_bit_by_bit(
        self, index: Index, files: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mistakes.index.events.LARGE_LOG", 100)
        monkeypatch.setattr("mistakes.index.events._BATCH", 3)
        entry = files.write(simple()).stem
        for _ in range(20):
            files.line(events.Commented(text="x"), entry)
        files.line(events.Repeated(), entry)
        index.refresh()
        agree(index, files.root)
        files.line(events.Applied(), entry)
        index.refresh()
        agree(index, files.root)


class TestCoarseClocks:
    """Where the file system's clock goes by seconds, times of change say little."""

    def test_a_change_in_the_same_second_and_size_is_seen(
        self, index: Index, files: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        signature = walk.signature

        def by_seconds(state: os.stat_result) -> bytes:
            size, modified, changed, inode = walk._SIGNATURE.unpack(signature(state))
            second = 1_000_000_000
            return walk._SIGNATURE.pack(size, modified // second * second, changed // second * second, inode)

        def listing(root: str, folder: str) -> list[tuple[str, bytes]]:
            return [(path.name, by_seconds(path.lstat())) for path in (Path(root) / folder).iterdir()]

        monkeypatch.setattr(walk, "signature", by_seconds)
        monkeypatch.setattr(walk, "listing", listing)
        path = files.write(simple("deploy"))
        event = files.line(events.Applied(), path.stem)
        log = layout.events_path(files.root, event.id, PEOPLE[0])
        index.refresh()
        for _ in range(3):
            for old, new in (("deploy", "friday"), ("friday", "deploy")):
                path.write_text(path.read_text().replace(old, new))
                index.refresh()
                assert [path.stem] == found(index, new)
            log.write_bytes(log.read_bytes().replace(b"applied", b"retired"))
            index.refresh()
            assert [path.stem] == found(index, "is:retired")
            log.write_bytes(log.read_bytes().replace(b"retired", b"applied"))


class TestManyFiles:
    @pytest.mark.skipif(not fork.may_fork(), reason="needs fork and two processors")
    def test_a_helper_reads_what_one_process_reads(
        self, files: Journal, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(walk, "MANY", 5)
        monkeypatch.setattr("mistakes.index.updating.PARALLEL_FROM", 5)
        monkeypatch.setattr("mistakes.index.events.PARALLEL_BYTES", 5)
        monkeypatch.setattr("mistakes.index.reading.FILES_A_JOB", 7)
        paths = [files.write(simple(f"deploy {n}"), 9 + n % 3) for n in range(100)]
        for path in paths[::2]:
            files.line(events.Applied(), path.stem)
        paths[3].write_text("rubbish")
        with Index.open(files.root, cache) as index:
            read: list[int] = []
            index.refresh(read.append)
            assert 100 == read[-1]
            agree(index, files.root, ("deploy", "-deploy", "is:repeated"))
            paths[5].write_text(paths[5].read_text().replace("deploy", "friday"))
            paths[7].unlink()
            index.refresh()
            agree(index, files.root, ("deploy", "friday"))


class TestHostileQueries:
    """No query ever reaches SQLite as syntax."""

    @pytest.mark.parametrize("text", HOSTILE)
    def test_words_that_are_syntax_elsewhere_find_nothing_or_themselves(
        self, index: Index, files: Journal, text: str
    ) -> None:
        files.write(simple("plain", story="nothing of the kind"))
        index.refresh()
        for order in ("time", "relevance"):
            assert len(list(index.search(query(text), order=order))) <= 1

    @settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(text=st.text(max_size=40))
    def test_any_text_gives_an_answer_or_a_query_error(self, index: Index, text: str) -> None:
        index.refresh()
        with suppress(QueryError):
            assert [] == found(index, f"{text} zzz")

    def test_a_hundred_terms_are_no_trouble(self, index: Index, files: Journal) -> None:
        files.write(simple(" ".join(f"w{n}" for n in range(40))))
        index.refresh()
        assert 1 == len(found(index, " ".join(f"w{n}" for n in range(40)) + " C++ OR w1" + " w2" * 50))
        assert 1 == len(found(index, " OR ".join(f"tag:t{n}" for n in range(90)) + " OR w3"))


class TestOrder:
    def test_by_time_the_newest_id_comes_first(self, index: Index, files: Journal) -> None:
        ids = [files.write(simple()).stem for _ in range(5)]
        index.refresh()
        assert ids[::-1] == found(index, "deploy")
        assert ids[:2:-1] == found(index, "deploy", limit=2)

    def test_by_relevance_a_title_outweighs_lessons_conditions_and_story(
        self, index: Index, files: Journal
    ) -> None:
        places = (
            simple("none", story="deploy and more words"),
            simple("none", conditions=(model.Condition("deploy and more words"),)),
            simple("none", lessons=(model.Lesson("deploy and more words"),)),
            simple("deploy and more words"),
        )
        ids = [files.write(entry).stem for entry in places]
        index.refresh()
        hits = list(index.search(query("deploy")))
        assert ids[::-1] == [hit.id for hit in hits]
        assert sorted((hit.score for hit in hits), reverse=True) == [hit.score for hit in hits]

    def test_what_ranks_alike_comes_newest_first(self, index: Index, files: Journal) -> None:
        ids = [files.write(simple()).stem for _ in range(4)]
        index.refresh()
        assert ids[::-1] == [hit.id for hit in index.search(query("deploy"))]
        assert ids[::-1] == [hit.id for hit in index.search(query("kind:mistake"))]


class TestTheCache:
    def test_it_is_private_and_lies_where_it_was_asked_to(
        self, index: Index, files: Journal, cache: Path
    ) -> None:
        files.write(simple())
        index.refresh()
        if sys.platform != "win32":
            assert 0o600 == cache.stat().st_mode & 0o777
            assert 0o700 == cache.parent.stat().st_mode & 0o777
        assert [] == [path for path in files.root.rglob("*") if path.is_file() and path.suffix != ".toml"]

    def test_nothing_is_read_again_that_did_not_change(
        self, files: Journal, index: Index, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        paths = [files.write(simple(), month) for month in (9, 10, 11) for _ in range(3)]
        files.line(events.Applied(), paths[0].stem)
        monkeypatch.setattr(walk, "RACY", 0)
        tick(files.root.parent)
        index.refresh()
        read: list[int] = []
        index.refresh(read.append)
        assert [] == read
        tick(files.root.parent)
        paths[4].write_text(paths[4].read_text().replace("deploy", "friday"))
        tick(files.root.parent)
        index.refresh(read.append)
        assert [1] == read
        assert [paths[4].stem] == found(index, "friday")

    def test_another_index_of_the_same_cache_starts_warm(
        self, files: Journal, index: Index, cache: Path
    ) -> None:
        assert warm(files.root, cache) is None
        files.write(simple())
        index.refresh()
        with Index.open(files.root, cache) as other:
            assert other.is_warm()
            assert 1 == len(found(other, "deploy"))
        again = warm(files.root, cache)
        assert again is not None
        again.close()

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda path: path.write_bytes(b"rubbish" * 1000),
            lambda path: path.write_bytes(path.read_bytes()[:5000]),
            lambda path: path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 60_000),
            lambda path: path.write_bytes(b""),
            lambda path: run_sql(path, "DROP TABLE tags"),
            lambda path: run_sql(path, "DELETE FROM meta"),
            lambda path: run_sql(path, "UPDATE meta SET value = '/elsewhere' WHERE name = 'root'"),
            lambda path: run_sql(path, "PRAGMA user_version = 999"),
            lambda path: run_sql(
                path, "CREATE TRIGGER evil AFTER DELETE ON memos BEGIN DELETE FROM entries; END"
            ),
            lambda path: run_sql(path, "DELETE FROM words_data"),
            lambda path: path.chmod(0o644),
        ],
    )
    def test_a_spoilt_cache_is_made_anew(
        self, files: Journal, cache: Path, spoil: Callable[[Path], object]
    ) -> None:
        entry_id = files.write(simple()).stem
        with Index.open(files.root, cache) as index:
            index.refresh()
        spoil(cache)
        with Index.open(files.root, cache) as index:
            index.refresh()
            assert [entry_id] == found(index, "deploy")
            assert 1 == index.totals(query("")).all.entries
        with Index.open(files.root, cache) as index:
            assert index.is_warm()

    def test_a_cache_spoilt_between_two_questions_is_made_anew(self, files: Journal, cache: Path) -> None:
        ids = {files.write(simple(f"deploy {n}")).stem for n in range(1200)}
        with Index.open(files.root, cache) as index:
            index.refresh()
            hits = index.search(query("deploy"), order="time")
            first = [next(hits).id]
            run_sql(cache, "PRAGMA wal_checkpoint(TRUNCATE)")
            with cache.open("r+b") as file:
                file.seek(4096)
                file.write(b"\xff" * (cache.stat().st_size - 4096))
            assert ids == {*first, *(hit.id for hit in hits)}

    def test_a_link_in_the_place_of_the_cache_is_not_followed(
        self, files: Journal, cache: Path, tmp_path: Path
    ) -> None:
        target = tmp_path / "precious"
        target.write_text("precious")
        cache.parent.mkdir()
        try:
            cache.symlink_to(target)
        except OSError:
            pytest.skip("no links here")
        files.write(simple())
        with Index.open(files.root, cache) as index:
            index.refresh()
            assert 1 == len(found(index, "deploy"))
        assert "precious" == target.read_text()

    @pytest.mark.parametrize("name", ["file/index.sqlite", "nowhere"])
    def test_without_a_place_for_it_the_answers_are_the_same(
        self, files: Journal, tmp_path: Path, name: str
    ) -> None:
        (tmp_path / "file").write_text("no folder")
        entry_id = files.write(simple()).stem
        with Index.open(files.root, None if name == "nowhere" else tmp_path / name) as index:
            index.refresh()
            assert [entry_id] == found(index, "deploy")

    def test_a_locked_cache_is_left_alone_and_gone_around(
        self, files: Journal, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("index.index", "index.cache"):
            monkeypatch.setattr(f"mistakes.{module}.WAIT", 0.01)
        files.write(simple())
        with Index.open(files.root, cache) as index:
            index.refresh()
        new = files.write(simple("friday")).stem
        holder = sqlite3.connect(cache, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with Index.open(files.root, cache) as index:
            index.refresh()
            assert [new] == found(index, "friday")
        holder.close()
        with Index.open(files.root, cache) as index:
            assert index.is_warm()
            assert [] == found(index, "friday")

    def test_a_read_only_journal_is_indexed_and_left_as_it_is(self, files: Journal, cache: Path) -> None:
        path = files.write(simple())
        before = {each: each.stat().st_mtime_ns for each in files.root.rglob("*")}
        for folder in (path.parent, *path.parents[1:4]):
            folder.chmod(0o500)
        try:
            with Index.open(files.root, cache) as index:
                index.refresh()
                assert 1 == len(found(index, "deploy"))
            assert before == {each: each.stat().st_mtime_ns for each in files.root.rglob("*")}
        finally:
            for folder in (path.parent, *path.parents[1:4]):
                folder.chmod(0o700)

    def test_without_full_text_search_the_answers_are_the_same(
        self, files: Journal, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("index.schema", "index.store", "index.sql"):
            monkeypatch.setattr(f"mistakes.{module}.has_words", lambda _: False)
        for title in ("deploy friday", "C++ can't", "数据库 K8s集群", "café “x”"):
            files.write(simple(title, story="Deployed a-b", lessons=(model.Lesson("deploy", when="friday"),)))
        with Index.open(files.root, cache) as index:
            index.refresh()
            agree(index, files.root)


class TestOthersAtWork:
    def test_processes_that_build_and_refresh_at_once_all_end_right(
        self, files: Journal, cache: Path
    ) -> None:
        ids = {files.write(simple(f"deploy {n}")).stem for n in range(300)}
        script = (
            "import sys; from datetime import datetime; from mistakes.index.index import Index; from mistakes.query import parse\n"
            "with Index.open(sys.argv[1], sys.argv[2]) as index:\n"
            "    for _ in range(5):\n"
            "        index.refresh()\n"
            "        print(index.count(parse('deploy', now=datetime.now().astimezone())))\n"
        )
        command = [sys.executable, "-c", script, str(files.root), str(cache)]
        several = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(4)]
        more = {files.write(simple(f"deploy {n}")).stem for n in range(50)}
        counts = [int(line) for process in several for line in process.communicate()[0].split()]
        assert [0] * 4 == [process.returncode for process in several]
        assert 20 == len(counts)
        assert all(300 <= count <= 350 for count in counts)
        with Index.open(files.root, cache) as index:
            index.refresh()
            assert ids | more == set(found(index, "deploy"))
            agree(index, files.root, ("deploy", ""))

    def test_a_copy_in_a_wrong_month_takes_nothing_away(self, index: Index, files: Journal) -> None:
        path = files.write(simple("deploy"))
        index.refresh()
        copy = files.root / "entries" / "2026" / "09" / path.name
        copy.parent.mkdir(parents=True)
        shutil.copyfile(path, copy)
        index.refresh()
        assert [path.stem] == found(index, "deploy")
        copy.unlink()
        index.refresh()
        assert [path.stem] == found(index, "deploy")

    def test_a_git_checkout_is_seen_at_once(self, files: Journal, cache: Path) -> None:
        def git(*arguments: str) -> None:
            identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false")
            subprocess.run(["git", *identity, *arguments], cwd=files.root, check=True, capture_output=True)

        if shutil.which("git") is None:
            pytest.skip("needs git")
        path = files.write(simple("deploy"))
        with Index.open(files.root, cache) as index:
            for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "a"]):
                git(*arguments)
            index.refresh()
            git("checkout", "-q", "-b", "other")
            path.write_text(path.read_text().replace("deploy", "friday"))
            added = files.write(simple("friday"))
            git("add", "-A")
            git("commit", "-qm", "b")
            index.refresh()
            assert [added.stem, path.stem] == found(index, "friday")
            git("checkout", "-q", "main")
            index.refresh()
            assert ([path.stem], []) == (found(index, "deploy"), found(index, "friday"))
            git("checkout", "-q", "other")
            index.refresh()
            assert [added.stem, path.stem] == found(index, "friday")


class TestSums:
    def test_repeats_and_their_price_come_from_entries_that_tell_of_one(
        self, index: Index, files: Journal
    ) -> None:
        first = files.write(simple(price=model.Price(hours=1))).stem
        price = model.Price(hours=2.5, money=Decimal("0.10"), currency="EUR", trust=2)
        for _ in range(3):
            files.write(simple(price=price, links=model.Links(repeat_of=first)))
        files.line(events.Repeated(), first)
        index.refresh()
        totals = index.totals(query(""))
        assert (3, 7.5, {"EUR": Decimal("0.30")}, 6) == totals.repeats
        assert (4, 8.5, {"EUR": Decimal("0.30")}, 6) == totals.all
        assert 1 == totals.came_again

    def test_sums_follow_every_change_and_the_day(self, index: Index, files: Journal) -> None:
        late = model.Action("do it", owner="Ana", due=date(2026, 11, 20), key="aaaaaa")
        entry = files.write(simple(actions=(late,))).stem
        index.refresh()
        assert (entry, "aaaaaa", "Ana", date(2026, 11, 20)) == index.totals(query("")).overdue[0]
        assert () == index.totals(parse("", now=NOW - timedelta(days=1))).overdue
        files.line(events.ActionDone(action="aaaaaa"), entry)
        index.refresh()
        assert 0 == index.totals(query("")).overdue_count

    def test_sums_count_what_the_query_chooses(self, index: Index, files: Journal) -> None:
        for month, tag in ((9, "a"), (10, "a"), (10, "b")):
            hours = model.Price(hours=month)
            files.write(simple(tags=(tag,), price=hours, happened=date(2026, month, 3)), month)
        files.write(simple(deleted=model.Deleted(at=BEGIN)))
        index.refresh()
        everything, chosen = index.totals(query("")), index.totals(query("tag:a"))
        assert {"2026-09": 9.0, "2026-10": 20.0} == {
            month: cost.hours for month, cost in everything.by_month.items()
        }
        assert {"a": 19.0, "b": 10.0} == {tag: cost.hours for tag, cost in everything.by_tag.items()}
        assert (2, {"mistake": 2}, 2) == (chosen.all.entries, chosen.kinds, chosen.ladder["raw"])

    def test_remembered_sums_are_the_same(self, index: Index, files: Journal) -> None:
        files.write(simple(tags=("a",), price=model.Price(money=Decimal("1.005"), currency="EUR")))
        index.refresh()
        assert index.totals(query("deploy")) == index.totals(query("deploy"))


class TestLookUps:
    def test_sources_keys_and_links_lead_to_their_entries(self, index: Index, files: Journal) -> None:
        source = model.Source("markdown", "PM-1")
        lesson, action = model.Lesson("a", key="abcdef"), model.Action("b", key="uvwxyz")
        one = files.write(simple(source=source, lessons=(lesson,), actions=(action,))).stem
        two = files.write(simple(links=model.Links(repeat_of=one, like=(one,)))).stem
        index.refresh()
        assert one == index.lookup("markdown", "PM-1")
        assert index.lookup("jrnl", "PM-1") is None
        assert {("markdown", "PM-1"): one} == index.sources()
        assert [one] == index.ids_with_key("abcdef") == index.ids_with_key("wxyz")
        assert [] == index.ids_with_key("%") == index.ids_with_key("_bcdef")
        assert [(one, "lesson", "abcdef")] == index.items("cdef")
        assert [(one, "action", "uvwxyz")] == index.items("uvwxyz")
        assert [] == index.items("%") == index.items("_bcdef") == index.items("abcd")
        assert {("repeat_of", two), ("like", two)} == set(index.links_to(one))

    def test_work_is_done_again_only_after_something_has_changed(self, index: Index, files: Journal) -> None:
        done: list[int] = []

        def work() -> list[int]:
            done.append(len(done))
            return [len(done)]

        path = files.write(simple())
        index.refresh()
        assert [1] == index.remembered("count 1", work) == index.remembered("count 1", work)
        assert [2] == index.remembered("count 2", work)
        files.line(events.Applied(), path.stem)
        index.refresh()
        assert [3] == index.remembered("count 1", work)

    def test_a_second_look_that_finds_nothing_new_leaves_what_is_remembered(
        self, index: Index, files: Journal
    ) -> None:
        path = files.write(simple())
        files.line(events.Applied(), path.stem)
        index.refresh()
        assert [1] == index.remembered("count", lambda: [1])
        index.refresh()  # reads both files again, for they were written a moment ago
        assert [1] == index.remembered("count", lambda: [2])

    def test_what_was_noted_is_nothing_new_when_its_file_is_found(self, index: Index, files: Journal) -> None:
        files.write(simple())
        index.refresh()
        for month in (10, 11):
            path = files.write(simple("friday"), month)
            index.note(path.stem, path.read_text())
        assert [1] == index.remembered("count", lambda: [1])
        index.refresh()
        assert [1] == index.remembered("count", lambda: [2])
        agree(index, files.root)

    def test_what_was_noted_and_changed_since_is_new(self, index: Index, files: Journal) -> None:
        index.refresh()
        path = files.write(simple("friday"))
        index.note(path.stem, path.read_text())
        path.write_text(path.read_text().replace("friday", "monday"))
        assert [1] == index.remembered("count", lambda: [1])
        index.refresh()
        assert [2] == index.remembered("count", lambda: [2])
        agree(index, files.root)

    @pytest.mark.parametrize("kind", ["entry", "log", "bad entry", "bad log"])
    def test_what_is_gone_is_a_change(self, index: Index, files: Journal, kind: str) -> None:
        path = files.write(simple())
        log = layout.events_path(files.root, files.line(events.Applied(), path.stem).id, PEOPLE[0])
        if kind.startswith("bad"):
            path.write_text("bad")
            log.write_text("bad\n")
        index.refresh()
        assert [1] == index.remembered("count", lambda: [1])
        (path if kind.endswith("entry") else log).unlink()
        index.refresh()
        assert [2] == index.remembered("count", lambda: [2])
        agree(index, files.root)

    def test_words_are_counted_by_how_they_begin(self, index: Index, files: Journal) -> None:
        for title in ("deployed friday", "deployment", "数据库", "unrelated"):
            files.write(simple(title))
        index.refresh()
        assert (4, 2, 1, 0) == (
            index.documents,
            index.frequency("deploy"),
            index.frequency("数据"),
            index.frequency("x"),
        )
        hits = index.candidates(["deploy", "friday", "nothing"], 5)
        assert 2 == len(hits)
        assert hits[0] == found(index, "friday")[0]
        assert [] == index.candidates(['"', "*", ""], 5)

    def test_an_entry_that_was_noted_is_known_without_a_look_at_the_files(
        self, index: Index, files: Journal
    ) -> None:
        index.refresh()
        path = files.write(simple("friday"))
        index.note(path.stem, path.read_text())
        assert [path.stem] == found(index, "friday")
        index.note(path.stem, "rubbish")
        index.refresh()
        agree(index, files.root)

    def test_what_cannot_be_read_is_told_with_path_and_reason(self, index: Index, files: Journal) -> None:
        path = files.write(simple())
        good = files.line(events.Applied(), path.stem)
        log = layout.events_path(files.root, good.id, PEOPLE[0])
        log.write_bytes(log.read_bytes() + b"rubbish\n" + b"x" * 20_000 + b"\n")
        path.write_bytes(b"\xff")
        stray = path.parent.parent / "09" / path.name
        stray.parent.mkdir()
        stray.write_text(
            codec.write_entry(
                simple().__class__(**{**attrs.asdict(simple(), recurse=False), "id": path.stem})
            )
        )
        index.refresh()
        problems = {(problem.path, problem.line): problem.reason for problem in index.problems()}
        here = log.relative_to(files.root).as_posix()
        assert "line 1 is not UTF-8 text" == problems.pop((path.relative_to(files.root).as_posix(), 0))
        assert "belongs into entries/2026/10" in problems.pop((stray.relative_to(files.root).as_posix(), 0))
        assert {(here, 2): "is not JSON", (here, 3): "is longer than 16 KiB"} == problems


def run_sql(path: Path, sql: str) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute(sql).fetchall()
    finally:
        db.close()


@pytest.mark.parametrize("query", ["car", "title:car", "car lost OR crash", "CAR"])
def test_a_whole_word_counts_more_than_one_that_only_begins_so(journal: Journal, query: str) -> None:
    whole = journal.add("car crash")
    journal.add("carrot soup that was not eaten, of a carrot")
    journal.add("cart lost cart")

    assert whole.title == next(journal.search(query)).title
