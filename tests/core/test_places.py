"""What must hold of the user's own folders: where other programs put theirs, and never somewhere by chance."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from mistakes import places
from mistakes.errors import MistakesError

FOLDERS = {
    "XDG_DATA_HOME": (places.data_folder, platformdirs.user_data_path),
    "XDG_CONFIG_HOME": (places.config_folder, platformdirs.user_config_path),
    "XDG_CACHE_HOME": (places.cache_folder, platformdirs.user_cache_path),
    "XDG_STATE_HOME": (places.state_folder, platformdirs.user_state_path),
}


@pytest.mark.parametrize("variable", FOLDERS)
@pytest.mark.parametrize("value", [None, "", " ", "/srv/kim", "/srv/kim/", "/srv/k im/数据", "/srv/~"])
@pytest.mark.parametrize("home", ["/home/kim", "/home/kim/"])
def test_the_folders_are_those_that_platformdirs_names(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str | None, home: str
) -> None:
    ours, theirs = FOLDERS[variable]
    monkeypatch.setenv("HOME", home)
    monkeypatch.delenv(variable, raising=False)
    if value is not None:
        monkeypatch.setenv(variable, value)

    assert theirs("mistakes", appauthor=False) == ours()


@pytest.mark.skipif(sys.platform != "linux", reason="only there the folders follow these variables alone")
def test_a_folder_relative_to_the_current_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", "state")

    with pytest.raises(MistakesError, match="no home directory"):
        places.state_folder()


@pytest.mark.skipif(sys.platform != "linux", reason="only there the folders follow these variables alone")
@pytest.mark.parametrize("variable", FOLDERS)
def test_an_empty_home_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    ours, _ = FOLDERS[variable]
    monkeypatch.delenv(variable, raising=False)
    monkeypatch.delenv("HOME")
    without = ours()

    monkeypatch.setenv("HOME", "")

    assert without == ours()
