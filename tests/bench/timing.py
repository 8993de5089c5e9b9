"""Whole-process timings in pairs: A B A B …, so that a ratio holds on a machine whose speed drifts."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple


class Command(NamedTuple):
    """A command to time: its arguments, its environment, where it runs."""

    arguments: Sequence[str]
    environment: Mapping[str, str] | None = None
    folder: str | None = None


class Timing(NamedTuple):
    """The medians of several runs: wall and CPU seconds, and the largest peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


class Ratio(NamedTuple):
    """Two commands in turn: both timings, and the median of the pairs' CPU and wall ratios A/B."""

    ours: Timing
    peer: Timing
    cpu: float
    wall: float


def run(command: Command) -> Timing:
    """Run a command once, its output read and thrown away; raises if it fails."""
    environment = os.environ | dict(command.environment or {})
    begin = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        env=environment,
        cwd=command.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command.arguments} ended with {process.returncode}")
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Timing(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


def several(command: Command, runs: int) -> Timing:
    """Time a command after one run that does not count."""
    run(command)
    return _median([run(command) for _ in range(runs)])


def pair(ours: Command, peer: Command, runs: int) -> Ratio:
    """Time two commands in turn after one run of each that does not count."""
    run(ours)
    run(peer)
    pairs = [(run(ours), run(peer)) for _ in range(runs)]
    return Ratio(
        _median([one for one, _ in pairs]),
        _median([other for _, other in pairs]),
        median(one.cpu / max(other.cpu, 1e-4) for one, other in pairs),
        median(one.wall / other.wall for one, other in pairs),
    )


def peak_of_children() -> float:
    """Return the largest memory of any process that ended so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _median(timings: Sequence[Timing]) -> Timing:
    walls, cpus, peaks = zip(*timings, strict=True)
    return Timing(median(walls), median(cpus), max(peaks))
