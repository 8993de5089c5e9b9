"""What a look at the files sees, alone or with a helper."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.ids import new_id
from mistakes.index import walk
from mistakes.index.fork import may_fork, results

SECOND = 1_000_000_000
can_fork = pytest.mark.skipif(not may_fork(), reason="needs fork and two processors")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for month in ("2026/09", "2026/10"):
        for kind, name in (("entries", f"{new_id()}.toml"), ("events", "mei.jsonl")):
            path = tmp_path / kind / month / name
            path.parent.mkdir(parents=True)
            path.write_text("text")
    return tmp_path


def known(root: Path) -> dict[str, bytes]:
    return {folder: walk.digest(walk.listing(str(root), folder)) for folder in walk.folders(str(root))}


def differing(root: Path, before: dict[str, bytes], *, parallel: bool = False) -> list[str]:
    return walk.differing(str(root), before, parallel=parallel)


def entry(root: Path) -> Path:
    return next((root / "entries/2026/09").iterdir())


class TestFolders:
    @pytest.mark.parametrize("parallel", [False, True])
    def test_nothing_differs_where_nothing_was_done(self, root: Path, parallel: bool) -> None:
        assert [] == differing(root, known(root), parallel=parallel)

    @pytest.mark.parametrize("parallel", [False, True])
    def test_any_change_shows_in_its_folder_alone(self, root: Path, parallel: bool) -> None:
        before = known(root)
        path = entry(root)
        changes = (
            lambda: path.write_text("longer text"),
            lambda: os.utime(path, ns=(0, 0)),
            lambda: path.rename(path.with_name(f"{new_id()}.toml")),
            lambda: entry(root).unlink(),
        )
        for change in changes:
            change()
            assert ["entries/2026/09"] == differing(root, before, parallel=parallel)
            before = known(root)

    def test_a_look_that_a_helper_began_sees_what_any_other_does(self, root: Path) -> None:
        before = known(root)
        entry(root).write_text("longer text")
        walk.look_ahead(str(root))
        assert ["entries/2026/09"] == differing(root, before)
        assert ["entries/2026/09"] == differing(root, before)

    def test_a_look_ahead_serves_the_next_look_alone(self, root: Path) -> None:
        walk.look_ahead(str(root))
        before = known(root)
        differing(root, before)
        entry(root).write_text("longer text")
        assert ["entries/2026/09"] == differing(root, before)

    def test_a_look_ahead_that_is_not_wanted_any_more_is_not_used_later(self, root: Path) -> None:
        before = known(root)
        walk.look_ahead(str(root))
        walk.forget_ahead(str(root))
        entry(root).write_text("longer text")
        assert ["entries/2026/09"] == differing(root, before)

    @can_fork
    def test_a_helper_that_was_killed_hides_no_folder(self, root: Path) -> None:
        before = known(root)
        entry(root).write_text("longer text")
        walk.look_ahead(str(root))
        _, helper = walk._AHEAD[str(root)]
        os.kill(helper.pid, signal.SIGKILL)
        assert ["entries/2026/09"] == differing(root, before)
        assert {} == walk._AHEAD

    def test_folders_that_come_and_go_differ(self, root: Path) -> None:
        before = known(root)
        (root / "entries/2026/09").rename(root / "entries/2026/11")
        assert ["entries/2026/09", "entries/2026/11"] == differing(root, before)

    def test_names_that_are_not_ours_are_not_looked_at(self, root: Path) -> None:
        before = known(root)
        for name in (".mistakes-0011.tmp", "notes.txt", "short.toml", ".DS_Store"):
            (root / "entries/2026/09" / name).write_text("x")
        assert [] == differing(root, before)

    @pytest.mark.skipif(sys.platform == "win32", reason="needs links")
    def test_links_in_the_place_of_folders_are_not_followed(self, root: Path, tmp_path: Path) -> None:
        away = root / "away"
        (root / "entries/2026/09").rename(away)
        (root / "entries/2026/09").symlink_to(away)
        assert "entries/2026/09" not in walk.folders(str(root))
        assert [] == walk.listing(str(root), "entries/2026/09")

    def test_a_listing_without_relative_look_ups_is_the_same(self, root: Path) -> None:
        for folder in walk.folders(str(root)):
            assert walk._absolute(str(root), folder) == walk._relative(str(root), folder)

    def test_only_names_that_files_of_ours_may_have_are_listed(self, root: Path) -> None:
        path, log = entry(root), root / "events/2026/09/mei.jsonl"
        for name in ("x.toml", f"{new_id()}x.toml", f"{new_id()}.tom", "mei.jsonl"):
            path.with_name(name).write_text("text")
        for name in (".jsonl", "mei.json", path.name):
            log.with_name(name).write_text("text")
        assert [path.name] == walk.names(str(root), "entries/2026/09")
        assert [log.name] == walk.names(str(root), "events/2026/09")

    @pytest.mark.skipif(sys.platform == "win32", reason="needs folders that can be opened")
    def test_files_that_go_during_the_look_are_left_out(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stays, goes = entry(root), f"{new_id()}.toml"
        monkeypatch.setattr(os, "listdir", lambda _: [goes, stays.name, goes])
        assert [(stays.name, walk.signature(stays.stat()))] == walk.listing(str(root), "entries/2026/09")

    def test_a_signature_is_that_of_the_listing(self, root: Path) -> None:
        path = entry(root)
        assert [(path.name, walk.signature(path.stat()))] == walk.listing(str(root), "entries/2026/09")
        assert 4 == walk.size(walk.signature(path.stat()))


class TestTrust:
    @given(st.integers(-5, 5), st.integers(-5, 5))
    def test_what_may_change_within_a_tick_unseen_is_not_trusted(self, modified: int, changed: int) -> None:
        looked = 10**18
        sign = walk._SIGNATURE.pack(1, looked + modified * SECOND, looked + changed * SECOND, 7)
        assert (changed > -2 or abs(modified) < 2) == walk.is_racy(sign, looked)

    def test_a_signature_of_no_file_is_never_trusted(self) -> None:
        assert walk.is_racy(walk.NEVER, 10**18)


class TestHelper:
    @pytest.mark.parametrize("parallel", [False, True])
    @pytest.mark.parametrize("jobs", [0, 1, 2, 300])
    def test_every_job_is_done_once(self, jobs: int, parallel: bool) -> None:
        done = sorted(results(jobs, lambda job: bytes([job % 251]) * job, parallel=parallel))
        assert [(job, bytes([job % 251]) * job) for job in range(jobs)] == done

    @can_fork
    def test_results_larger_than_a_pipe_come_through(self) -> None:
        done = dict(results(20, lambda job: bytes([job]) * 3_000_000, parallel=True))
        assert {job: bytes([job]) * 3_000_000 for job in range(20)} == done

    @can_fork
    @pytest.mark.parametrize("die", [lambda: os._exit(1), lambda: os.kill(os.getpid(), 9), lambda: 1 / 0])
    def test_what_a_dying_helper_leaves_is_done_here(self, die: object) -> None:
        here = os.getpid()

        def work(job: int) -> bytes:
            if os.getpid() != here and job > 3:
                die()  # type: ignore[operator]
            return bytes([job])

        assert [(job, bytes([job])) for job in range(50)] == sorted(results(50, work, parallel=True))

    @can_fork
    def test_a_fault_in_a_job_comes_out_here_and_leaves_no_process(self) -> None:
        def work(job: int) -> bytes:
            if job == 7:
                raise ValueError(job)
            return b""

        with pytest.raises(ValueError, match="7"):
            list(results(50, work, parallel=True))
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)

    @can_fork
    def test_an_answer_that_is_not_waited_for_leaves_no_process(self) -> None:
        some = results(50, lambda job: b"x" * 100_000, parallel=True)
        next(some)
        some.close()  # type: ignore[attr-defined]
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)

    def test_a_process_of_several_threads_does_not_fork(self) -> None:
        stop = threading.Event()
        thread = threading.Thread(target=stop.wait)
        thread.start()
        try:
            assert not may_fork()
            assert [(0, b"a"), (1, b"a")] == list(results(2, lambda job: b"a", parallel=True))
        finally:
            stop.set()
            thread.join()
