"""The command line run inside the test's own process, as fast as it gets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mistakes import testing
from mistakes.testing import Result

Cli = Callable[..., Result]


@pytest.fixture
def cli() -> Cli:
    """Return a function that runs one command line and returns its result."""
    return testing.run
