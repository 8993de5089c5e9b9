"""Asking another program: a text goes in, an answer comes out, within a time and of a size that are bounded.

What it starts itself ends with it, so that nothing goes on behind one's back.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Thread, Timer

LARGEST = 16 * 1024 * 1024
_CHUNK = 65536


class NotDone(Exception):
    """Why a program gave no answer that can be used, in a few words."""


def answer(
    command: Sequence[str], text: bytes, folder: str, environment: Mapping[str, str], seconds: float
) -> tuple[int, bytes]:
    """Run a program in a folder with a text as its standard input; return its exit status and its output.

    What it writes to standard error is dropped. Raises `NotDone` if it cannot be started, takes longer than
    so many seconds, or writes more than 16 MiB; then it was ended, with all that it had started.
    """
    program = _started(command, folder, environment)
    late: list[bool] = []

    def give_up() -> None:
        late.append(True)
        _end(program)

    timer = Timer(seconds, give_up)
    writer = Thread(target=_write, args=(program, text), daemon=True)
    timer.start()
    writer.start()
    try:
        output = _read(program)
        status = program.wait()
    finally:
        timer.cancel()
        _end(program)
        writer.join()
        _close(program)
    if late:
        raise NotDone(f"it took longer than {seconds:g} seconds")
    if len(output) > LARGEST:
        raise NotDone("it wrote too much")
    return status, output


def _started(command: Sequence[str], folder: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    try:
        return subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=nothing,
            cwd=folder,
            env=environment,
            start_new_session=True,  # nothing to Windows
        )
    except (OSError, ValueError) as error:
        raise NotDone(type(error).__name__) from None


def _write(program: subprocess.Popen[bytes], text: bytes) -> None:
    if program.stdin:
        with suppress(OSError, ValueError):
            program.stdin.write(text)
        with suppress(OSError, ValueError):
            program.stdin.close()


def _read(program: subprocess.Popen[bytes]) -> bytes:
    """Return what a program writes, up to a little more than the largest answer; then it is ended."""
    parts: list[bytes] = []
    size = 0
    while program.stdout and size <= LARGEST and (part := os.read(program.stdout.fileno(), _CHUNK)):
        parts.append(part)
        size += len(part)
    if size > LARGEST:
        _end(program)
    return b"".join(parts)


def _end(program: subprocess.Popen[bytes]) -> None:
    """End a program that has not been waited for and, where the system can, all that it has started."""
    if program.returncode is not None:
        return
    with suppress(OSError):
        if sys.platform != "win32":
            os.killpg(program.pid, signal.SIGKILL)
    with suppress(OSError):
        program.kill()


def _close(program: subprocess.Popen[bytes]) -> None:
    program.wait()
    for stream in (program.stdin, program.stdout):
        if stream:
            with suppress(OSError, ValueError):
                stream.close()
