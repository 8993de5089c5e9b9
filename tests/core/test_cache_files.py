"""Files of the cache: whole or not there, the user's alone, and nothing beside them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.cache_files import keep


@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3))
def test_the_last_text_is_there_and_nothing_else(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("cache") / "mistakes/page.json"
    for text in texts:
        keep(path, text)
    assert texts[-1].encode() == path.read_bytes()
    assert [path] == list(path.parent.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "mistakes/page.json"
    keep(path, "text")
    assert (0o600, 0o700) == tuple(stat.S_IMODE(os.stat(one).st_mode) for one in (path, path.parent))


def test_a_failure_leaves_the_old_text_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "cache/page.json"
    keep(path, "old")
    with pytest.raises(UnicodeEncodeError):
        keep(path, "\udcff")
    folder = path.with_name("folder.json")
    folder.mkdir()
    with pytest.raises((IsADirectoryError, PermissionError)):
        keep(folder, "text")
    assert ("old", {path, folder}) == (path.read_text(), set(path.parent.iterdir()))


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="the system cannot refuse links")
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    path, elsewhere = tmp_path / "page.json", tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    path.symlink_to(elsewhere)
    path.with_suffix(f".{os.getpid()}.tmp").symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic links"):
        keep(path, "text")
    path.with_suffix(f".{os.getpid()}.tmp").unlink(missing_ok=True)
    keep(path, "text")
    assert ("mine", "text", False) == (elsewhere.read_text(), path.read_text(), path.is_symlink())
