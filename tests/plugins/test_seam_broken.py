"""What must hold when a plugin cannot be used: one line tells of it, everything else works."""

from __future__ import annotations

import pytest
from plugin_site import Run, Site, offers, titles, warnings


def returns(hook: str, value: str) -> str:
    return f"@hookimpl\ndef {hook}():\n    return {value}"


BROKEN = {
    "raises as it is imported": "raise ValueError('no')",
    "ends the program as it is imported": "import sys\nsys.exit(9)",
    "is not Python": "def (",
    "lacks a library": "import a_library_that_nobody_has",
    "implements a hook that does not exist": "@hookimpl\ndef entry_savd(after):\n    pass",
    "takes an argument that does not exist": "@hookimpl\ndef entry_saved(entree):\n    pass",
    "raises when asked what it offers": "@hookimpl\ndef commands():\n    raise OSError('no')",
    "offers a text": returns("commands", "'wave'"),
    "offers a number": returns("commands", "3"),
    "offers a tuple": returns("commands", "[('wave', 'Wave.', 'plug_bad:command')]"),
    "offers the wrong kind": returns("exporters", "[Importer('a', 'b', 'plug_bad:c')]"),
    "offers half a record": returns("commands", "[Command(None, None, None)]"),
    "has a summary of bytes": returns("commands", "[Command('a', b'b', 'plug_bad:c')]"),
    "has a target without attribute": returns("exporters", "[Exporter('a', 'b', 'plug_bad')]"),
    "has a target of rubbish": returns("importers", "[Importer('a', 'b', 'x y:../z')]"),
    "has a name like an option": returns("commands", "[Command('--a', 'b', 'plug_bad:c')]"),
    "has a name of two words": returns("exporters", "[Exporter('a b', 'b', 'plug_bad:c')]"),
}


@pytest.mark.parametrize("code", BROKEN.values(), ids=BROKEN.keys())
def test_a_plugin_that_cannot_be_used_is_one_warning_and_all_else_works(
    code: str, site: Site, mistakes: Run
) -> None:
    site.install("bad", code, version="2.7")
    site.install("good", offers("good"))

    for arguments in (("add", "Signed unread"), ("wave",)):
        done = mistakes(*arguments)
        (warning,) = warnings(done.err)
        assert 0 == done.status
        assert "bad (mistakes-bad 2.7) cannot be used" in warning
        assert "pip install --upgrade mistakes-bad" in warning
        assert "Traceback" not in done.err
    assert ["Signed unread"] == titles(mistakes)


def test_a_plugin_whose_module_is_gone_is_one_warning_and_all_else_works(site: Site, mistakes: Run) -> None:
    site.register("gone", "plug_gone", "2.7")

    done = mistakes("add", "Signed unread")

    assert (0, 1) == (done.status, len(warnings(done.err)))
    assert "gone (mistakes-gone 2.7)" in done.err


def test_a_half_installed_package_is_one_warning_and_a_damaged_one_none(site: Site, mistakes: Run) -> None:
    (site.register("half", "plug_half") / "METADATA").unlink()
    (site.register("torn", "plug_torn") / "entry_points.txt").write_bytes(b"[console_scripts]\nno sign\n\xff")

    done = mistakes("add", "Signed unread")

    (warning,) = warnings(done.err)
    assert 0 == done.status
    assert "half" in warning


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("plug_bad:nothing", "nothing"),
        ("plug_bad_module_that_is_not_there:write", "plug_bad_module_that_is_not_there"),
        ("plug_bad:number", "function"),
    ],
)
def test_a_format_whose_code_is_not_there_is_a_clear_error_when_it_is_used(
    target: str, reason: str, site: Site, mistakes: Run
) -> None:
    site.install(
        "bad", f"number = 3\n@hookimpl\ndef exporters():\n    return [Exporter('shout', 'b', '{target}')]"
    )
    mistakes("add", "Signed unread")

    done = mistakes("export", "shout")

    assert (1, "") == (done.status, done.out)
    assert "plugin bad (mistakes-bad 1.0) cannot be" in done.err
    assert reason in done.err
    assert 1 == len(done.err.splitlines())
    assert 0 == mistakes("export", "json").status


def test_a_command_that_is_no_command_is_a_clear_error_when_it_is_used(site: Site, mistakes: Run) -> None:
    code = returns("commands", "[Command('wave', 'Wave.', 'plug_bad:wave')]")
    site.install("bad", f"def wave():\n    pass\n{code}")

    done = mistakes("wave")

    assert 1 == done.status
    assert "plugin bad (mistakes-bad 1.0) cannot be used: plug_bad:wave is no Click command" in done.err
    assert "wave" in mistakes("--help").out


def test_a_broken_plugins_command_is_unknown_and_the_warning_tells_why(site: Site, mistakes: Run) -> None:
    site.install("bad", offers("bad") + "\n    raise ValueError('no')")

    done = mistakes("wave")

    assert 2 == done.status
    assert "there is no command 'wave'" in done.err
    assert "bad (mistakes-bad 1.0) cannot be used: ValueError: no" in done.err
