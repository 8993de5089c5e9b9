"""Several clones at once, killed at random instants; small here, large by hand: tests/bench/sync_stress.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parents[1] / "bench" / "sync_stress.py"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs to see which processes are whose")
def test_clones_that_are_killed_at_random_instants_lose_nothing_and_end_alike() -> None:
    options = ["--clones", "3", "--operations", "15", "--seeds", "1", "--patience", "3"]
    done = subprocess.run(
        [sys.executable, str(PROGRAM), *options], capture_output=True, text=True, check=False, timeout=300
    )

    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert "45 acknowledged" in done.stdout
    assert "wrong: 0" in done.stdout
