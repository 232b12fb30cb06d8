"""Files by the hash of their contents, and kinds of files that do not believe their name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from akrab.lib import files

HELLO = hashlib.sha256(b"hello").hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> files.Store:
    return files.Store(tmp_path / "files")


def test_what_was_put_is_opened_by_its_hash(store: files.Store) -> None:
    assert store.put([b"hel", b"lo"]) == files.Stored(hash=HELLO, size=5)
    with store.open(HELLO) as opened:
        assert opened.read() == b"hello"
    assert store.exists(HELLO)


def test_the_same_contents_lie_once_however_often_they_are_put(store: files.Store, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        stored = list(threads.map(lambda _: store.put([b"hello"]), range(40)))
    assert set(stored) == {files.Stored(HELLO, 5)}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [HELLO]


def test_an_empty_file_is_a_file(store: files.Store) -> None:
    stored = store.put([])
    assert stored.size == 0
    assert store.open(stored.hash).read() == b""


def test_too_many_bytes_are_refused_and_nothing_is_kept(store: files.Store, tmp_path: Path) -> None:
    assert store.put([b"hello"], limit=5).size == 5
    with pytest.raises(files.TooLarge):
        store.put(iter([b"hello", b"!"]), limit=5)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [HELLO]


def test_an_upload_that_breaks_off_leaves_nothing(store: files.Store, tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"hel"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(chunks())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 63, HELLO.upper(), HELLO + "\n", HELLO])
def test_what_is_not_kept_is_not_found(store: files.Store, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(name)


def test_a_deleted_file_is_gone_and_deleting_it_again_is_fine(store: files.Store) -> None:
    store.put([b"hello"])
    store.delete(HELLO)
    store.delete(HELLO)
    assert not store.exists(HELLO)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("name", "head", "mime"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a.exe", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.webp", b"RIFF1234WEBPVP8 ", "image/webp"),
        ("a.pdf", b"%PDF-1.7", "application/pdf"),
        ("a.docx", b"PK\x03\x04", DOCX),
        ("a.html", b"PK\x03\x04", "application/zip"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-excel"),
        ("a.txt", "Nguyễn".encode(), "text/plain"),
        ("notes", b"hello", "text/plain"),
        ("a.csv", b"a,b\n", "text/csv"),
        ("a.html", b"<script>", "text/html"),
        ("a.svg", b"<svg/>", "image/svg+xml"),
        ("a.png", b"<script>alert(1)</script>", "application/octet-stream"),
        ("a.txt", b"\x00\x01", "application/octet-stream"),
        ("a.txt", b"\xff\xfea", "application/octet-stream"),
        ("a.docx", b"hello", "application/octet-stream"),
        ("a.txt", ("a" + "ễ" * 200).encode()[:512], "text/plain"),
        ("a.txt", b"", "text/plain"),
    ],
)
def test_a_kind_is_told_by_the_bytes_before_the_name(name: str, head: bytes, mime: str) -> None:
    assert files.kind(name, head) == mime


def test_only_what_cannot_run_script_is_shown_in_the_browser() -> None:
    assert all(map(files.is_harmless, ["image/png", "application/pdf", "text/plain", "video/mp4"]))
    assert not any(map(files.is_harmless, ["text/html", "image/svg+xml", "text/csv", files.UNKNOWN, ""]))
