"""The command line run inside the test's own process, as fast as it gets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from mistakes.cli import run


class Result(NamedTuple):
    """Exit status, what was written to stdout, and to stderr."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was written, read as JSON."""
        return json.loads(self.out)

    @property
    def handle(self) -> str:
        """The handle that an acknowledgement names."""
        return self.out.split(" as ", 1)[1].split()[0]


Cli = Callable[..., Result]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Return a function that runs one command line and returns its result."""
    monkeypatch.setattr("sys.stdin", None)

    def call(*arguments: str) -> Result:
        capsys.readouterr()
        status = run(list(arguments))
        written = capsys.readouterr()
        return Result(status, written.out, written.err)

    return call
