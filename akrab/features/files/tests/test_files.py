"""Files on records: kept whole or not at all, and seen by those who see the record."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from akrab.engine import access, contents, events, write
from akrab.engine.errors import Forbidden, Invalid, NotFound
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.files.attaching import attach, count_of, find_of_type, get_file, open_file
from akrab.features.files.jobs import sweep_contents
from akrab.features.files.models import File, FileType
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble

PDF = b"%PDF-1.7\nfour windows\n"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble()
    with inside(cast.north):
        yield cast


@pytest.fixture
def client(cast: Cast) -> Record:
    return _contact("Ana Reyes", cast.bob.actor())


def _contact(name: str, by: Actor) -> Record:
    model: Any = get_object("contact").model
    made: Record = write.create(model, {"name": name, "owner": by.membership_id}, by)
    return made


def test_a_file_is_on_its_record_with_its_author_and_opens_as_it_came(cast: Cast, client: Record) -> None:
    by = cast.bob.actor()
    kind = write.create(FileType, {"name": "Measurements"}, cast.alice.actor())
    file = attach(client, r"C:\photos\measurements.pdf", [PDF[:3], PDF[3:]], by, kind)
    assert (file.name, file.created_by_id, file.type_id) == ("measurements.pdf", cast.bob.member.pk, kind.pk)
    assert file.stored["type"] == "application/pdf"
    assert file.stored["size"] == len(PDF)
    with open_file(get_file(file.pk, by)) as opened:
        assert opened.read() == PDF
    told = events.timeline(client, by)[0]
    assert (told.kind, told.actor_name, told.new("stored")["name"]) == (
        "file.created",
        "Bob",
        "measurements.pdf",
    )


def test_files_are_counted_and_found_by_type(cast: Cast, client: Record) -> None:
    by = cast.bob.actor()
    kind = write.create(FileType, {"name": "Measurements"}, cast.alice.actor())
    assert find_of_type(client, kind.pk, by) is None
    attach(client, "a.txt", [b"a"], by)
    newest = attach(client, "b.pdf", [PDF], by, kind)
    assert count_of(client, by) == 2
    assert find_of_type(client, kind.pk, by) == newest


def _breaking() -> Iterator[bytes]:
    yield b"half"
    raise OSError("connection reset")


@pytest.mark.parametrize(
    ("chunks", "text"),
    [
        ([], "This file is empty. Choose another one."),
        ([b""], "This file is empty. Choose another one."),
        ([b"x" * 600_000, b"x" * 600_000], "This file is larger than 1 MB."),
        (_breaking(), "The upload broke off. Send the file again."),
    ],
)
def test_an_unusable_upload_is_refused_and_leaves_nothing(
    cast: Cast, client: Record, settings: Any, chunks: Any, text: str
) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    before = sorted(contents.folder().rglob("*"))
    with pytest.raises(Invalid) as refusal:
        attach(client, "a.bin", chunks, cast.bob.actor())
    assert refusal.value.errors == {"stored": [text]}
    assert not File.objects.exists()
    kept = [path for path in contents.folder().rglob("*") if path.is_file() and path not in before]
    assert kept == []


def test_a_reader_attaches_nothing(cast: Cast, client: Record) -> None:
    with pytest.raises(Forbidden):
        attach(client, "a.txt", [b"a"], cast.carol.actor())
    assert not File.objects.exists()


def test_a_hash_alone_makes_no_file(cast: Cast, client: Record) -> None:
    by = cast.bob.actor()
    stored = attach(client, "a.txt", [b"secret"], by).stored
    for raw in ({"about": client, "name": "mine"}, {"about": client, "name": "mine", "stored": stored}):
        with pytest.raises(Invalid) as refusal:
            write.create(File, raw, by)
        assert "stored" in refusal.value.errors
    assert File.objects.count() == 1


def test_a_file_is_hidden_with_its_record(cast: Cast) -> None:
    role = cast.roles["reader"]
    role.rights = {"*": role.rights["*"], "contact": {"view": "own"}}
    role.save(update_fields=["rights"])
    client = _contact("Hidden", cast.bob.actor())
    file = attach(client, "a.txt", [b"a"], cast.bob.actor())
    carol = cast.carol.actor()
    with pytest.raises(NotFound):
        access.get(File, file.pk, carol)
    with pytest.raises(NotFound):
        get_file(file.pk, carol)
    assert count_of(client, carol) == 0
    write.delete(client, cast.bob.actor())
    with pytest.raises(NotFound):
        get_file(file.pk, cast.bob.actor())


def test_no_hash_opens_the_contents_of_another_workspace(cast: Cast, client: Record) -> None:
    stored = attach(client, "a.txt", [b"north's"], cast.bob.actor()).stored
    with inside(cast.south), pytest.raises(NotFound):
        contents.open_contents(stored)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_removes_only_what_no_row_ever_named() -> None:
    cast = assemble()
    with transaction.atomic(), inside(cast.north):
        by = cast.bob.actor()
        client = _contact("Ana", by)
        kept = attach(client, "kept.txt", [b"kept"], by).stored
        binned = attach(client, "binned.txt", [b"binned"], by)
        write.delete(binned, by)
        orphan = contents.keep("orphan.txt", [b"orphan"])
    try:
        sweep_contents(0)
        with inside(cast.north):
            assert contents.store().exists(orphan["hash"])
        clock.advance(timedelta(days=2))
        sweep_contents(0)
    finally:
        clock.set(None)
    with inside(cast.north):
        assert not contents.store().exists(orphan["hash"])
        assert contents.store().exists(kept["hash"])
        assert contents.store().exists(binned.stored["hash"])


def test_contents_put_again_are_no_longer_old(cast: Cast) -> None:
    stored = contents.keep("a.txt", [b"again and again"])
    try:
        clock.advance(timedelta(days=2))
        contents.keep("b.txt", [b"again and again"])
        assert contents.sweep(clock.now() - timedelta(days=30), clock.now() - timedelta(days=1)) == 0
    finally:
        clock.set(None)
    assert contents.store().exists(stored["hash"])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("  .. ", "file"),
        ("x" * 300 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_names_of_files_are_plain(name: str, shown: str) -> None:
    assert contents.shown_name(name) == shown
