"""Globs mean what people expect of paths and commands, and no pattern takes long."""

from __future__ import annotations

import time
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.recall.globs import command_fits, fits, path_fits, path_parts

small = st.text("ab*?[]!-", max_size=8)


def parts(path: str) -> tuple[str, ...]:
    return path_parts(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("migrations/**", "migrations/7.sql"),
        ("migrations/**", "services/pay/migrations/old/7.sql"),
        ("migrations/", "migrations/7.sql"),
        ("migrations", "db/migrations/7.sql"),
        ("*.sql", "a/b/7.sql"),
        ("src/*.py", "x/src/a.py"),
        ("/src/*.py", "src/a.py"),
        ("a/**/z", "a/z"),
        ("a/**/z", "a/b/c/z"),
        ("**", "anything"),
        ("Dockerfile", "svc/Dockerfile"),
        ("src\\*.py", "src/a.py"),
        ("src/*.py", "src\\a.py"),
        ("./src/a.py", "src/a.py"),
        ("配置/*.yaml", "app/配置/生产.yaml"),
        ("caf\u00e9.txt", "cafe\u0301.txt"),
        ("[ab]?.txt", "bx.txt"),
    ],
)
def test_a_pattern_fits_the_path_or_a_folder_above_it(pattern: str, path: str) -> None:
    assert path_fits(pattern, parts(path))


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("migrations/**", "migrations.md"),
        ("*.sql", "7.sql.bak"),
        ("/src/*.py", "x/src/a.py"),
        ("src/*.py", "src/b/a.py/x"[:9]),
        ("docs", "docs.md"),
        ("Dockerfile", "dockerfile"),
        ("", "a"),
        ("/", "a"),
        ("a/b", "a"),
        ("a" * 501, "a" * 501),
    ],
)
def test_a_pattern_does_not_fit_what_is_elsewhere(pattern: str, path: str) -> None:
    assert not path_fits(pattern, parts(path))


@pytest.mark.parametrize(
    ("pattern", "command"),
    [
        ("psql", "psql"),
        ("psql", "psql -h db-1"),
        ("psql *", "psql"),
        ("psql *", "psql -h db-1"),
        ("git push", "git push --force"),
        ("git push --force*", "git push --force-with-lease origin"),
        ("*prod*", "ssh web-prod-1"),
        ("  kubectl   delete * ", "kubectl delete ns payments"),
        ("curl * | sh", "curl https://example.com/x | sh"),
    ],
)
def test_a_pattern_fits_a_command(pattern: str, command: str) -> None:
    assert command_fits(pattern, command)


@pytest.mark.parametrize(
    ("pattern", "command"),
    [
        ("psql", "psqlx"),
        ("git push", "git pushed"),
        ("psql *", "psqlx -h"),
        ("kubectl delete *", "kubectl get ns"),
        ("", "ls"),
        ("*" * 600, "ls"),
    ],
)
def test_a_pattern_does_not_fit_another_command(pattern: str, command: str) -> None:
    assert not command_fits(pattern, command)


@given(small, st.text("ab*[]-!", max_size=8))
def test_a_glob_of_one_piece_means_what_the_standard_library_says(pattern: str, text: str) -> None:
    assert fnmatchcase(text, pattern) == fits(pattern, text)


@given(st.lists(st.sampled_from(["a", "b", "*", "**"]), min_size=1, max_size=5), st.text("ab/", max_size=9))
def test_stars_over_folders_mean_any_number_of_them(pieces: list[str], path: str) -> None:
    def plainly(wanted: list[str], found: list[str]) -> bool:
        if not wanted:
            return True  # a folder that fits stands for all that is in it
        if wanted[0] == "**":
            return plainly(wanted[1:], found) or (bool(found) and plainly(wanted, found[1:]))
        return bool(found) and wanted[0] in ("*", found[0]) and plainly(wanted[1:], found[1:])

    found = list(parts(path))
    anywhere = any(plainly(pieces, found[start:]) for start in range(len(found) + 1))

    assert anywhere == path_fits("/".join(pieces), found)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*a" * 240 + "b", "a" * 4000),
        ("*" * 499 + "b", "a" * 4000),
        ("*?a?b" * 90, "ab" * 2000),
        ("[!b]*" * 90 + "b", "a" * 4000),
    ],
)
def test_no_pattern_explodes(pattern: str, text: str) -> None:
    begin = time.process_time()
    command_fits(pattern, text)
    path_fits(f"{pattern}/**/{pattern}"[:500], parts("/".join([text[:200]] * 60)))

    assert time.process_time() - begin < 5, "a naive matcher would need ages"
