"""Sharing independent jobs out between this process and a forked helper, where that is safe.

Both take the next job from one pipe, so neither waits for the other; whatever the helper did not hand
over, because it failed or was killed, is done here.
"""

from __future__ import annotations

import os
import select
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

from mistakes.records import NamedTuple

MOST_JOBS = 30_000  # what a pipe holds without blocking its writer
_FRAME = struct.Struct("<HI")
_PIPE_SIZE = 1 << 20
_BYTES: Any = bytes
T = TypeVar("T")


class Helper(NamedTuple):
    """A forked process at work: its id, the pipe of jobs to take, the pipe of its results."""

    pid: int
    jobs: int
    results: int

    def dismiss(self) -> None:
        """Take no more from it, and wait until it has ended, which it does when it sees that."""
        os.close(self.jobs)
        os.close(self.results)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def may_fork() -> bool:
    """Tell whether a fork is safe and worth it: a single thread, at least two processors, not macOS."""
    if not hasattr(os, "fork") or sys.platform == "darwin" or _processors() < 2:
        return False
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return True


def results(
    jobs: int,
    work: Callable[[int], T],
    *,
    parallel: bool,
    pack: Callable[[T], bytes] = _BYTES,
    unpack: Callable[[bytes], T] = _BYTES,
    helper: Helper | None = None,
) -> Iterator[tuple[int, T]]:
    """Yield each job's number and what `work` returns for it, in any order.

    `work` runs in either process, so it must not change anything that others see. What the helper hands
    over goes through `pack` and `unpack`, unless it is bytes. A `helper` is one that `begin` has started.
    """
    if helper is None and parallel:
        helper = begin(jobs, lambda job: pack(work(job)))
    missing = set(range(jobs))
    for job, result in _in_two(helper, work, unpack) if helper else ():
        missing.discard(job)
        yield job, result
    yield from ((job, work(job)) for job in sorted(missing))


def begin(jobs: int, work: Callable[[int], bytes]) -> Helper | None:
    """Let a helper begin with the jobs, for a later call of `results`; None where it is not safe or worth it."""
    return _start(jobs, work) if 2 <= jobs <= MOST_JOBS and may_fork() else None


def _in_two(
    helper: Helper, work: Callable[[int], T], unpack: Callable[[bytes], T]
) -> Iterator[tuple[int, T]]:
    """Yield what both come to, until nothing is left to take; ends early if the helper was killed."""
    try:
        while (job := _take(helper.jobs)) is not None:
            yield job, work(job)
            while select.select([helper.results], [], [], 0)[0] and (frame := _receive(helper.results)):
                yield frame[0], unpack(frame[1])
        while frame := _receive(helper.results):
            yield frame[0], unpack(frame[1])
    finally:
        helper.dismiss()


def _start(jobs: int, work: Callable[[int], bytes]) -> Helper | None:
    """Fork the helper; None if the system has no room for another process."""
    to_do, feed = os.pipe()
    os.write(feed, b"".join(job.to_bytes(2, "little") for job in range(jobs)))
    os.close(feed)
    receive, send = os.pipe()
    _enlarge(send)
    try:
        pid = os.fork()
    except OSError:
        for handle in (to_do, receive, send):
            os.close(handle)
        return None
    if pid == 0:
        _help(work, to_do, receive, send)
    os.close(send)
    return Helper(pid, to_do, receive)


def _help(work: Callable[[int], bytes], to_do: int, receive: int, send: int) -> NoReturn:
    """Do jobs until there are none, and end without touching anything that the parent shares."""
    try:
        os.close(receive)
        while (job := _take(to_do)) is not None:
            _send(send, job, work(job))
    finally:
        os._exit(0)


def _take(jobs: int) -> int | None:
    token = os.read(jobs, 2)
    return int.from_bytes(token, "little") if len(token) == 2 else None


def _send(pipe: int, job: int, result: bytes) -> None:
    view = memoryview(_FRAME.pack(job, len(result)) + result)
    while view:
        view = view[os.write(pipe, view) :]


def _receive(pipe: int) -> tuple[int, bytes] | None:
    """Return the next result, None at the end or if the helper ended in the middle of one."""
    head = _read(pipe, _FRAME.size)
    if head is None:
        return None
    job, length = _FRAME.unpack(head)
    result = _read(pipe, length)
    return None if result is None else (job, result)


def _read(pipe: int, length: int) -> bytes | None:
    parts: list[bytes] = []
    while length:
        part = os.read(pipe, length)
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _enlarge(pipe: int) -> None:
    """Let the helper run ahead; a pipe of the usual 64 KiB would make it wait."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
