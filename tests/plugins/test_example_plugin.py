"""The example plugin's own tests hold, run as its author would run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from plugin_site import EXAMPLE, Site


def test_the_tests_of_the_example_hold(site: Site, tmp_path: Path) -> None:
    site.install_example()
    path = os.pathsep.join([str(site.folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(EXAMPLE),
        # a folder of its own, as pytest would first clear away those that earlier runs have left
        "--basetemp",
        str(tmp_path / "inner"),
        str(EXAMPLE / "tests"),
    ]

    done = subprocess.run(
        command,
        env=os.environ | {"PYTHONPATH": path},
        cwd=site.folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stdout
    assert "5 passed" in done.stdout
