"""Everyday writing, as akrab_app behind the wall: it works, and never touches a stranger's row."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import F, ProtectedError, Value
from django.db.models.functions import Concat

from akrab.tenancy.current import NoWorkspace, workspace
from akrab.tenancy.tests.conftest import Rows
from akrab.tenancy.tests.wall_cases.models import Activity, Company, Contact, Deal, Tag


def test_a_new_row_belongs_to_the_current_workspace(inside: Rows, here: Any) -> None:
    assert Company.objects.create(name="New").workspace_id == here.pk


def test_many_rows_are_made_at_once(inside: Rows) -> None:
    Contact.objects.bulk_create(Contact(name="f", email=f"{number}@x") for number in range(500))
    assert Contact.objects.filter(name="f").count() == 500


def test_an_import_changes_the_rows_it_finds(inside: Rows) -> None:
    rows = [Contact(name="Anna", email="ann@acme.example"), Contact(name="Zoe", email="zoe@x")]
    Contact.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["name"], unique_fields=["workspace", "email"]
    )
    assert set(Contact.objects.values_list("name", flat=True)) == {"Anna", "Zoe"}


def test_an_import_skips_the_rows_it_finds(inside: Rows) -> None:
    Contact.objects.bulk_create([Contact(name="Anna", email="ann@acme.example")], ignore_conflicts=True)
    assert Contact.objects.get().name == "Ann"


def test_a_row_is_saved_and_read_again(inside: Rows) -> None:
    inside.contact.name = "Anna"
    inside.contact.save()
    inside.contact.email = "anna@x"
    inside.contact.save(update_fields=["email"])
    inside.contact.refresh_from_db()
    assert (inside.contact.name, inside.contact.email) == ("Anna", "anna@x")


def test_rows_are_updated(inside: Rows) -> None:
    assert Contact.objects.filter(email__startswith="ann").update(name=Concat(F("name"), Value("!"))) == 1
    assert Contact.objects.filter(company__name="Acme").update(search="found over a join") == 1
    contact = Contact.objects.get()
    assert (contact.name, contact.search) == ("Ann!", "found over a join")


def test_many_rows_are_updated_at_once(inside: Rows) -> None:
    contacts = list(Contact.objects.all())
    for contact in contacts:
        contact.name = "Changed"
    assert Contact.objects.bulk_update(contacts, ["name"]) == 1
    assert Contact.objects.get().name == "Changed"


def test_tags_are_added_set_removed_and_cleared(inside: Rows) -> None:
    other = Tag.objects.create(name="other")
    tags = inside.contact.tags
    tags.add(other)
    assert tags.count() == 2
    tags.set([other])
    assert list(tags.all()) == [other]
    tags.remove(other)
    assert not tags.exists()
    tags.add(other)
    tags.clear()
    assert not tags.exists()


def test_a_row_is_got_or_made(inside: Rows) -> None:
    assert Tag.objects.get_or_create(name="vip") == (inside.tag, False)
    assert Tag.objects.get_or_create(name="new")[1]
    assert Tag.objects.update_or_create(name="new", defaults={"name": "newer"})[0].name == "newer"


def test_rows_are_locked(inside: Rows) -> None:
    assert Contact.objects.select_for_update().get() == inside.contact
    assert list(Deal.objects.select_for_update(skip_locked=True)[:5]) == [inside.deal]
    assert list(Deal.objects.select_related("company").select_for_update(of=("self",))) == [inside.deal]


def test_rows_are_moved_in_a_merge(inside: Rows) -> None:
    zoe = Contact.objects.create(name="Zoe", email="zoe@x")
    assert Deal.objects.filter(contact=inside.contact).update(contact=zoe) == 1
    assert list(zoe.deals.all()) == [inside.deal]


def test_a_protected_row_stays(inside: Rows) -> None:
    with pytest.raises(ProtectedError):
        inside.deal.delete()
    assert Deal.objects.count() == 1


def test_a_row_is_deleted_and_what_hangs_on_it(inside: Rows) -> None:
    inside.activity.delete()
    assert inside.company.delete()[1] == {"wall_cases.Deal": 1, "wall_cases.Company": 1}
    inside.contact.refresh_from_db()
    assert inside.contact.company_id is None


def test_rows_are_deleted_by_a_filter(inside: Rows) -> None:
    Activity.objects.filter(deal__company__name="Acme").delete()
    assert Contact.objects.filter(email__startswith="ann", company__name="Acme").delete()[0] == 2
    assert not Contact.objects.exists()


def test_a_raw_delete_stays_in_its_workspace(inside: Rows) -> None:
    assert Activity.objects.all()._raw_delete("default") == 1


def test_a_whole_workspace_is_deleted_in_its_scope(inside: Rows, here: Any) -> None:
    Activity.objects.all().delete()
    here.delete()
    assert not Contact.objects.exists()


def test_a_strangers_row_is_not_updated_or_deleted(stranger: Rows, inside: Rows) -> None:
    assert Contact.objects.filter(pk=stranger.contact.pk).update(name="stolen") == 0
    assert Contact.objects.filter(pk=stranger.contact.pk).delete() == (0, {})
    assert stranger.activity.delete()[0] == 0
    assert Deal.objects.bulk_update([stranger.deal], ["name"]) == 0


def test_a_strangers_row_is_not_saved(stranger: Rows, inside: Rows) -> None:
    with pytest.raises(Contact.DoesNotExist):
        stranger.contact.refresh_from_db()
    with pytest.raises(NoWorkspace, match="never changes"):
        stranger.contact.save()


def test_a_row_is_not_made_in_another_workspace(inside: Rows, there: Any) -> None:
    with pytest.raises(NoWorkspace, match="another workspace"):
        Company.objects.create(name="New", workspace=there)
    with pytest.raises(NoWorkspace, match="another workspace"):
        Company.objects.bulk_create([Company(name="New", workspace=there)])


def test_a_row_does_not_change_its_workspace(inside: Rows, there: Any) -> None:
    with pytest.raises(NoWorkspace, match="never changes"):
        Company.objects.update(workspace=there)
    inside.company.workspace = there
    with pytest.raises(NoWorkspace):
        inside.company.save()


def test_the_database_refuses_a_link_into_another_workspace(stranger: Rows, inside: Rows) -> None:
    _assert_refused(lambda: Deal.objects.create(name="steal", company=stranger.company))
    _assert_refused(lambda: Deal.objects.update(company=stranger.company))
    assert Deal.objects.get().company == inside.company


def test_the_database_refuses_a_link_to_nothing(inside: Rows) -> None:
    _assert_refused(lambda: Deal.objects.create(name="dangling", company_id=uuid.uuid4()))


def test_row_level_security_refuses_raw_writes_elsewhere(inside: Rows, there: Any) -> None:
    statement = "INSERT INTO wall_cases_tag (workspace_id, id, name) VALUES (%s, %s, 'x')"
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        connection.cursor().execute(statement, [there.pk, uuid.uuid4()])
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        connection.cursor().execute(
            "UPDATE wall_cases_tag SET workspace_id = %s WHERE workspace_id = workspace_id", [there.pk]
        )
    assert Tag.objects.count() == 1


def test_the_same_name_is_free_in_each_workspace(inside: Rows, there: Any) -> None:
    with pytest.raises(IntegrityError, match="case_tag_unique"), transaction.atomic():
        Tag.objects.create(name="vip")
    with workspace(there):
        assert Tag.objects.get().name == "vip"


def _assert_refused(write: Callable[[], object]) -> None:
    @transaction.atomic
    def write_and_check() -> None:
        write()
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="violates foreign key"):
        write_and_check()
