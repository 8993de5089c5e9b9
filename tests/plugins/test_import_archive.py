"""Archives: hostile ones are answered by name, in little memory and time, and nothing is ever unpacked."""

from __future__ import annotations

import io
import struct
import tarfile
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.errors import UnreadableFile
from mistakes_formats import archive
from mistakes_formats.archive import Member, tar_members, zip_members

DAMAGED = "is no zip archive, or a damaged one"


def zipped(
    path: Path, *members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> Path:
    with zipfile.ZipFile(path, "w", method) as file:
        for name, data in members:
            file.writestr(name, data, method)
    return path


def tarred(
    path: Path, *members: tuple[str, bytes | tarfile.TarInfo], form: int = tarfile.USTAR_FORMAT
) -> Path:
    with tarfile.open(path, "w", format=form) as file:
        for name, data in members:
            info = data if isinstance(data, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.name, info.size = name, 0 if isinstance(data, tarfile.TarInfo) else len(data)
            file.addfile(info, None if isinstance(data, tarfile.TarInfo) else io.BytesIO(data))
    return path


def read_zip(path: Path) -> list[tuple[str, bytes | str]]:
    return [
        (name, file.read(100_000) if file else fault) for name, file, fault in zip_members(path, _is_json)
    ]


def read_tar(path: Path, limit: int = 1000) -> list[tuple[str, bytes | str]]:
    return [
        (name, file.read(100_000) if file else fault)
        for name, file, fault in tar_members(path, _is_note, limit)
    ]


def _is_json(name: str) -> bool:
    return name.endswith(".json")


def _is_note(name: str) -> bool:
    return name.endswith(".md")


def test_only_the_members_that_are_wanted_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.json", b"1"), ("photos/x.jpeg", b"\xff"), ("b.json", b"2"))
    assert [("a.json", b"1"), ("b.json", b"2")] == read_zip(path)
    assert {"a.zip", "home"} == {found.name for found in tmp_path.iterdir()}


@pytest.mark.parametrize(
    "name", ["../a.json", "/a.json", "x/../../a.json", "..\\a.json", "C:\\a.json", "C:a.json"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "a.zip", (name, b"1"), ("b.json", b"2"))
    found = read_zip(path)
    assert "has a name that leads out of the archive" == found[0][1]
    assert ("b.json", b"2") == found[1]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_read_once(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.json", b"1"), ("a.json", b"2"))
    assert [("a.json", b"1"), ("a.json", "is there twice; the first one is read")] == read_zip(path)


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.json")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    assert [("a.json", "is a link, which is not followed")] == read_zip(
        zipped(tmp_path / "a.zip", (link, b"/etc/passwd"))
    )


def test_an_encrypted_member_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.json", b"secret"))
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    path.write_bytes(data)
    assert [("a.json", "is encrypted; export it again without a password")] == read_zip(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bounds_are_refused(tmp_path: Path, method: int) -> None:
    ((_, told),) = read_zip(zipped(tmp_path / "a.zip", ("a.json", b"0" * 100_000), method=method))
    assert "is packed in a way that is not read; pack it as an ordinary zip archive" == told


def test_a_bomb_is_refused_unread(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("bomb.json", b"0" * 200_000_000), ("b.json", b"2"))
    assert path.stat().st_size < 1_000_000
    tracemalloc.start()
    found = read_zip(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    told = "would unpack to more than 100 times its size, as no notes do"
    assert [("bomb.json", told), ("b.json", b"2")] == found
    assert peak < 20_000_000


def test_a_member_that_claims_to_be_smaller_than_it_is_gives_no_more(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.json", b"0" * 1_000_000))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<L", 10)
    path.write_bytes(data)
    (member,) = list_open(path)
    with pytest.raises(UnreadableFile) as error:
        member.read(100)
    assert "is damaged" == error.value.reason


def list_open(path: Path) -> list[Any]:
    return [member.file for member in zip_members(path, _is_json)]


def test_a_list_of_members_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.json", b"1"))
    data = bytearray(path.read_bytes())
    size = archive.LARGEST_READ + 1_000
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    made = bytes(data[:start]) + b"\0" * size + bytes(data[end:])
    at = start + size + 12
    path.write_bytes(made[:at] + struct.pack("<LL", size, start) + made[at + 8 :])
    with pytest.raises(UnreadableFile) as error:
        read_zip(path)
    assert "holds too many files; unpack it and import the folder" == error.value.reason


def test_a_quoted_overlap_of_members_gives_each_once_and_no_more(tmp_path: Path) -> None:
    """All entries of the list point to one member: what is read in all stays below the cap."""
    path = zipped(tmp_path / "a.zip", *((f"{n}.json", b"x" * 100_000) for n in range(20)))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 42 : at + 46] = struct.pack("<L", 0)
        at += 46
    path.write_bytes(data)
    found = read_zip(path)
    assert 20 == len(found)
    assert ["is damaged"] * 19 == [told for _, told in found[1:]]


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_zip_is_told_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, byte: int
) -> None:
    folder = tmp_path_factory.mktemp("zip")
    whole = zipped(folder / "a.zip", ("a.json", b'{"a": 1}' * 20), ("b.json", b"[]")).read_bytes()
    broken = bytearray(whole)
    broken[at % len(whole)] = byte
    for number, data in enumerate((junk, whole[: at % len(whole)], bytes(broken), whole + junk)):
        (path := folder / f"{number}.zip").write_bytes(data)
        try:
            for member in zip_members(path, _is_json):
                if member.file:
                    member.file.read(1_000_000)
        except UnreadableFile as error:
            assert error.reason in (
                DAMAGED,
                "is damaged",
                "is too large inside",
                "holds too many files; unpack it and import the folder",
            )


def test_a_tar_archive_is_read_member_by_member(tmp_path: Path) -> None:
    path = tarred(
        tmp_path / "a.tar",
        ("a.md", b"one"),
        ("resources/x.png", b"2" * 5000),
        ("b.md", b"x" * 513),
        ("c.md", b""),
    )
    assert [("a.md", b"one"), ("b.md", b"x" * 513), ("c.md", b"")] == read_tar(path)
    assert {"a.tar", "home"} == {found.name for found in tmp_path.iterdir()}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_form_of_tar_gives_the_same_members(tmp_path: Path, form: int) -> None:
    assert [("a.md", b"one")] == read_tar(
        tarred(tmp_path / "a.tar", ("a.md", b"one"), ("é" * 40, b"x"), form=form)
    )


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (tarfile.SYMTYPE, "is a link, which is not followed"),
        (tarfile.LNKTYPE, "is a link, which is not followed"),
        (tarfile.FIFOTYPE, "is not a regular file"),
        (tarfile.CHRTYPE, "is not a regular file"),
    ],
)
def test_what_is_no_file_in_a_tar_is_refused(tmp_path: Path, kind: bytes, told: str) -> None:
    info = tarfile.TarInfo()
    info.type, info.linkname = kind, "/etc/passwd"
    assert [("a.md", told), ("b.md", b"2")] == read_tar(
        tarred(tmp_path / "a.tar", ("a.md", info), ("b.md", b"2"))
    )


@pytest.mark.parametrize("name", ["../a.md", "/a.md", "a/../../b.md"])
def test_a_name_that_leads_out_of_a_tar_is_refused(tmp_path: Path, name: str) -> None:
    assert "leads out" in str(read_tar(tarred(tmp_path / "a.tar", (name, b"1")))[0][1])


def test_a_member_larger_than_a_note_may_be_is_refused_unread(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", ("a.md", b"x" * 1001), ("b.md", b"2"))
    assert [("a.md", "is larger than 0 KiB"), ("b.md", b"2")] == read_tar(path)


def test_headers_that_claim_gigabytes_are_no_matter(tmp_path: Path) -> None:
    """A header for the next member, as long as the disk: it is passed over, or the archive breaks off."""
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 8 * 1024**3 - 1
    path = tmp_path / "a.tar"
    path.write_bytes(info.tobuf(tarfile.USTAR_FORMAT) + b"9" * 10_000)
    tracemalloc.start()
    with pytest.raises(UnreadableFile) as error:
        read_tar(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "breaks off; what came before was read" == error.value.reason
    assert peak < 20_000_000


def test_endless_members_come_to_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 50)
    path = tarred(tmp_path / "a.tar", *((f"{n}.md", b"") for n in range(60)))
    with pytest.raises(UnreadableFile) as error:
        read_tar(path)
    assert "holds more than 50 files; export it in parts" == error.value.reason


@pytest.mark.parametrize("data", [b"", b"\0" * 1024, b"x" * 2000, b"\x1f\x8b\x08\x00" + b"0" * 600])
def test_what_is_no_tar_is_told(tmp_path: Path, data: bytes) -> None:
    (path := tmp_path / "a.tar").write_bytes(data)
    with pytest.raises(UnreadableFile) as error:
        read_tar(path)
    assert "is no tar archive, or one that is compressed or damaged" == error.value.reason


@given(st.binary(max_size=1200), st.integers(0, 5000), st.integers(0, 255))
def test_a_damaged_tar_is_told_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, byte: int
) -> None:
    folder = tmp_path_factory.mktemp("tar")
    whole = tarred(folder / "a.tar", ("a.md", b"one" * 300), ("b.md", b"two")).read_bytes()[:3072]
    broken = bytearray(whole)
    broken[at % len(whole)] = byte
    for number, data in enumerate((junk, whole[: at % len(whole)], bytes(broken), whole + junk)):
        (path := folder / f"{number}.tar").write_bytes(data)
        try:
            members: list[Member] = list(tar_members(path, _is_note, 1000))
        except UnreadableFile:
            members = []
        assert len(members) <= 6
