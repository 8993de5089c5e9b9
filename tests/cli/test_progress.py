"""What must hold for the progress line: late, seldom, short, and gone in the end."""

from __future__ import annotations

import io
import os
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.cli.columns import width
from mistakes.cli.progress import progress


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Screen(io.TextIOWrapper):
    """A stream that says it is a terminal, and knows what one would show of it."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, newline="")

    def isatty(self) -> bool:
        return True

    @property
    def written(self) -> str:
        return self.bytes.getvalue().decode(self.encoding)

    @property
    def drawn(self) -> list[str]:
        """The line after each drawing of it."""
        return self.written.split("\r")[1:]

    @property
    def shown(self) -> str:
        """What the line shows now: each carriage return goes back, what follows overwrites."""
        line = ""
        for part in self.written.split("\r"):
            line = part + line[len(part) :]
        return line.rstrip(" ")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")


def test_work_of_up_to_a_second_shows_nothing() -> None:
    clock, screen = Clock(), Screen()
    with progress(100, "Reading", stream=screen, clock=clock) as advance:
        advance(1)
        clock.now += 1.0
        advance(99)
    assert "" == screen.written


def test_longer_work_shows_label_bar_and_count() -> None:
    clock, screen = Clock(), Screen()
    with progress(10_000, "Reading", stream=screen, clock=clock) as advance:
        clock.now += 1.01
        advance(2500)
        assert "Reading  [███████▌                      ]  2,500 of 10,000" == screen.shown


def test_unknown_total_shows_a_turning_spinner_and_the_count() -> None:
    clock, screen = Clock(), Screen()
    with progress(None, "Reading", stream=screen, clock=clock) as advance:
        for done in (1000, 2000, 3000):
            clock.now += 2
            advance(done)
    assert ["| Reading 1,000", "/ Reading 2,000", "- Reading 3,000"] == screen.drawn[:3]


@given(st.lists(st.floats(0, 0.3), max_size=60))
def test_the_line_is_drawn_at_most_ten_times_a_second(steps: list[float]) -> None:
    clock, screen = Clock(), Screen()
    times = []
    with progress(60, "Reading", stream=screen, clock=clock) as advance:
        for done, step in enumerate(steps):
            clock.now += step
            before = len(screen.drawn)
            advance(done)
            times += [clock.now] * (len(screen.drawn) - before)
    assert [] == [time for time in times if time <= 101.0]
    assert [] == [time for time, later in pairwise(times) if later - time < 0.0999]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_the_line_is_gone_however_the_work_ends(failure: type[BaseException]) -> None:
    clock, screen = Clock(), Screen()

    def work() -> None:
        with progress(10, "Reading", stream=screen, clock=clock) as advance:
            clock.now += 2
            advance(5)
            assert "5 of 10" in screen.shown
            raise failure

    with pytest.raises(failure):
        work()
    assert "" == screen.shown
    assert screen.written.endswith("\r")


def test_the_line_is_gone_after_good_work() -> None:
    clock, screen = Clock(), Screen()
    with progress(10, "Reading", stream=screen, clock=clock) as advance:
        clock.now += 2
        advance(10)
    assert "" == screen.shown


def test_ctrl_c_while_drawing_leaves_nothing_behind() -> None:
    class Interrupted(Screen):
        def flush(self) -> None:
            super().flush()
            if "5 of 10" in self.shown:
                raise KeyboardInterrupt

    clock, screen = Clock(), Interrupted()

    def work() -> None:
        with progress(10, "Reading", stream=screen, clock=clock) as advance:
            clock.now += 2
            advance(5)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert "" == screen.shown


def test_a_shorter_line_leaves_nothing_of_the_longer_one() -> None:
    clock, screen = Clock(), Screen()
    with progress(None, "Reading", stream=screen, clock=clock) as advance:
        for done in (1_000_000, 5):
            clock.now += 2
            advance(done)
        assert "/ Reading 5" == screen.shown


def test_a_terminal_made_narrower_is_not_overflowed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, screen = Clock(), Screen()
    with progress(10, "Reading", stream=screen, clock=clock) as advance:
        clock.now += 2
        advance(5)
        monkeypatch.setenv("COLUMNS", "30")
    assert [" " * 29, ""] == screen.drawn[-2:]


def test_a_narrow_terminal_gets_the_count_without_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    clock, screen = Clock(), Screen()
    with progress(10, "Reading", stream=screen, clock=clock) as advance:
        clock.now += 2
        advance(5)
        assert "5 of 10 Reading" == screen.shown


def test_a_pipe_gets_nothing() -> None:
    clock, pipe = Clock(), io.StringIO()
    with progress(10, "Reading", stream=pipe, clock=clock) as advance:
        clock.now += 5
        advance(5)
    assert "" == pipe.getvalue()


def test_a_dumb_terminal_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    clock, screen = Clock(), Screen()
    with progress(10, "Reading", stream=screen, clock=clock) as advance:
        clock.now += 5
        advance(5)
    assert "" == screen.written


@pytest.mark.parametrize("columns", [20, 30, 80, 200])
@pytest.mark.parametrize("label", ["Reading", "正在读取条目正在读取条目", "x" * 300, "\x1b]0;owned\x07"])
@pytest.mark.parametrize("total", [None, 0, 10, 10**12])
def test_the_line_fits_the_terminal_and_is_safe(
    total: int | None, label: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    clock, screen = Clock(), Screen()
    with progress(total, label, stream=screen, clock=clock) as advance:
        clock.now += 2
        advance(12)
        assert 0 < width(screen.shown) < columns
        assert screen.shown.isprintable()
    assert "" == screen.shown


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_block_characters_gets_ascii(encoding: str) -> None:
    clock, screen = Clock(), Screen(encoding)
    with progress(10, "Lendo…", stream=screen, clock=clock) as advance:
        clock.now += 2
        advance(5)
        assert "Lendo...  [" + "#" * 15 + " " * 15 + "]  5 of 10" == screen.shown


def test_trouble_with_the_stream_does_not_disturb_the_work() -> None:
    class Broken(Screen):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    clock, screen, done = Clock(), Broken(), []
    with progress(10, "Reading", stream=screen, clock=clock) as advance:
        clock.now += 2
        advance(5)
        done.append(5)
    assert [5] == done


def test_a_stream_closed_meanwhile_does_not_disturb_the_work() -> None:
    clock, screen, done = Clock(), Screen(), []
    with progress(10, "Reading", stream=screen, clock=clock) as advance:
        clock.now += 2
        screen.close()
        advance(5)
        done.append(5)
    assert [5] == done


def test_a_real_terminal_is_left_clean() -> None:
    pty = pytest.importorskip("pty", reason="a real terminal can only be opened on POSIX")
    control, terminal = pty.openpty()
    clock, written = Clock(), b""
    try:
        with open(terminal, "w", encoding="utf-8", closefd=False) as stream:
            with progress(10, "Reading", stream=stream, clock=clock) as advance:
                clock.now += 2
                advance(5)
            stream.write("END")
        while not written.endswith(b"END"):
            written += os.read(control, 1000)
    finally:
        os.close(control)
        os.close(terminal)
    _, line, blanks, end = written.decode().split("\r")
    assert "5 of 10" in line
    assert (" " * width(line), "END") == (blanks, end)
