"""Everyday reading, as akrab_app behind the wall: it works, and never shows a stranger's row."""

from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Subquery, Sum, Window
from django.db.models.functions import RowNumber, TruncMonth

from akrab.tenancy.current import current_workspace
from akrab.tenancy.tests.conftest import Rows
from akrab.tenancy.tests.wall_cases.models import Activity, Company, Contact, Deal, Tag


def test_a_row_is_found_by_its_id(inside: Rows) -> None:
    assert Contact.objects.get(pk=inside.contact.pk) == inside.contact


def test_a_strangers_row_is_not_found_by_its_id(stranger: Rows, inside: Rows) -> None:
    assert not Contact.objects.filter(pk=stranger.contact.pk).exists()
    with pytest.raises(Contact.DoesNotExist):
        Contact.objects.get(pk=stranger.contact.pk)
    assert Contact.objects.in_bulk([stranger.contact.pk, inside.contact.pk]).keys() == {inside.contact.pk}


def test_a_list_is_filtered_ordered_and_cut(inside: Rows) -> None:
    assert list(Contact.objects.filter(name__icontains="n").order_by("-created")[:20]) == [inside.contact]


def test_counting_sees_one_workspace(inside: Rows) -> None:
    assert Contact.objects.count() == 1
    assert Contact.objects.exists()
    assert Contact.objects.contains(inside.contact)
    assert not Contact.objects.exclude(name="Ann").exists()


def test_the_base_manager_is_guarded_too(inside: Rows) -> None:
    assert Contact._base_manager.count() == 1


def test_a_link_is_followed_forward(inside: Rows) -> None:
    assert Contact.objects.get(pk=inside.contact.pk).company == inside.company


def test_a_link_to_a_strangers_row_leads_nowhere(stranger: Rows, inside: Rows) -> None:
    with pytest.raises(Company.DoesNotExist):
        Contact(company_id=stranger.company.pk).company  # noqa: B018


def test_a_link_is_followed_backward(inside: Rows) -> None:
    assert list(inside.company.contacts.all()) == [inside.contact]


def test_a_strangers_row_gives_no_rows_backward(stranger: Rows, inside: Rows) -> None:
    assert list(stranger.company.contacts.all()) == []


def test_linked_rows_come_in_the_same_statement(inside: Rows) -> None:
    contact = Contact.objects.select_related("company", "owner").get()
    assert contact.company is not None
    assert (contact.company.name, contact.owner) == ("Acme", inside.contact.owner)


def test_an_empty_link_keeps_its_row_in_a_join(inside: Rows) -> None:
    Contact.objects.create(name="Zoe", email="zoe@x.example")
    found = Contact.objects.select_related("company").order_by("name")
    assert [(contact.name, contact.company) for contact in found] == [("Ann", inside.company), ("Zoe", None)]


def test_a_join_over_four_tables(inside: Rows) -> None:
    activity = Activity.objects.select_related("contact__company", "deal__company").order_by("-at")[:10].get()
    assert activity.deal is not None
    assert activity.deal.company == inside.company


def test_a_filter_over_a_join(inside: Rows) -> None:
    assert Contact.objects.filter(company__name="Acme").get() == inside.contact
    assert Contact.objects.order_by("company__name").get() == inside.contact


def test_a_filter_by_a_strangers_link_finds_nothing(stranger: Rows, inside: Rows) -> None:
    assert not Contact.objects.filter(company=stranger.company).exists()
    assert not Contact.objects.filter(company__in=[stranger.company]).exists()


def test_prefetching_backward_and_forward(inside: Rows) -> None:
    company = Company.objects.prefetch_related("contacts", Prefetch("deals", Deal.objects.all())).get()
    assert (list(company.contacts.all()), list(company.deals.all())) == ([inside.contact], [inside.deal])
    assert [contact.company for contact in Contact.objects.prefetch_related("company")] == [inside.company]


def test_tags_are_read_and_prefetched(inside: Rows) -> None:
    assert list(inside.contact.tags.all()) == [inside.tag]
    assert [list(contact.tags.all()) for contact in Contact.objects.prefetch_related("tags")] == [
        [inside.tag]
    ]
    assert list(inside.tag.contacts.all()) == [inside.contact]


def test_a_filter_by_tag_and_its_opposite(inside: Rows) -> None:
    zoe = Contact.objects.create(name="Zoe", email="zoe@x.example")
    assert Contact.objects.filter(tags__name="vip").get() == inside.contact
    assert Contact.objects.exclude(tags__name="vip").get() == zoe


def test_sums_of_one_workspace(inside: Rows) -> None:
    assert Deal.objects.aggregate(sum=Sum("amount"), rows=Count("*")) == {"sum": 10, "rows": 1}
    assert Deal.objects.distinct().aggregate(rows=Count("*")) == {"rows": 1}
    assert Deal.objects.annotate(n=Count("activities")).aggregate(most=Sum("n")) == {"most": 1}


def test_groups_of_one_workspace(inside: Rows) -> None:
    groups = Deal.objects.values("stage").annotate(rows=Count("id"), sum=Sum("amount"))
    assert list(groups) == [{"stage": "new", "rows": 1, "sum": 10}]


def test_a_count_of_linked_rows_on_whole_rows(inside: Rows) -> None:
    company = Company.objects.annotate(
        people=Count("contacts", distinct=True), sales=Count("deals", distinct=True)
    ).order_by("-people")
    assert [(each.name, each.people, each.sales) for each in company] == [("Acme", 1, 1)]


def test_a_count_of_linked_rows_groups_by_the_key_alone(inside: Rows) -> None:
    sql = str(Company.objects.annotate(people=Count("contacts")).query)
    assert 'GROUP BY "wall_cases_company"."workspace_id", "wall_cases_company"."id"' in sql


def test_a_count_beside_a_joined_row(inside: Rows) -> None:
    found = (
        Contact.objects.select_related("company")
        .annotate(deals_=Count("deals"))
        .only("name", "company__name")
    )
    assert [(each.name, each.company, each.deals_) for each in found] == [("Ann", inside.company, 1)]


def test_a_condition_on_a_count(inside: Rows) -> None:
    busy = Company.objects.annotate(people=Count("contacts")).filter(people__gt=0, name="Acme")
    assert busy.get() == inside.company
    assert not busy.filter(people__gt=1).exists()
    assert busy.count() == 1


def test_a_sub_query_for_the_latest(inside: Rows) -> None:
    latest = Activity.objects.filter(contact=OuterRef("pk")).order_by("-at").values("at")[:1]
    assert [each.latest for each in Contact.objects.annotate(latest=Subquery(latest))] == [inside.activity.at]


def test_existence_of_linked_rows(inside: Rows) -> None:
    assert Contact.objects.filter(Exists(Deal.objects.filter(contact=OuterRef("pk")))).get() == inside.contact
    assert not Contact.objects.filter(~Exists(Deal.objects.filter(contact=OuterRef("pk")))).exists()


def test_ids_of_a_sub_query(inside: Rows) -> None:
    assert Contact.objects.filter(pk__in=Deal.objects.values("contact_id")).get() == inside.contact


def test_a_window(inside: Rows) -> None:
    row = Window(RowNumber(), partition_by="stage", order_by="-amount")
    assert [deal.row for deal in Deal.objects.annotate(row=row)] == [1]


def test_the_first_of_each(inside: Rows) -> None:
    assert list(Contact.objects.order_by("name").distinct("name")) == [inside.contact]


def test_a_union(inside: Rows) -> None:
    found = Contact.objects.values_list("id").union(Company.objects.values_list("id"))
    assert set(found) == {(inside.contact.pk,), (inside.company.pk,)}
    assert found.count() == 2


def test_a_path_inside_json(inside: Rows) -> None:
    assert Contact.objects.filter(extra__city="Riga").get() == inside.contact


def test_rows_come_in_chunks(inside: Rows) -> None:
    assert list(Contact.objects.iterator(chunk_size=100)) == [inside.contact]


def test_a_statement_is_explained(inside: Rows) -> None:
    assert "wall_cases_contact" in Contact.objects.filter(email="x").explain()


def test_months(inside: Rows) -> None:
    months = Contact.objects.annotate(month=TruncMonth("created")).values("month").annotate(rows=Count("id"))
    assert [month["rows"] for month in months] == [1]


def test_two_columns_are_compared(inside: Rows) -> None:
    assert not Deal.objects.filter(name=F("stage")).exists()


def test_the_workspace_itself_can_be_joined(inside: Rows) -> None:
    assert Contact.objects.filter(workspace__slug="here").get() == inside.contact
    assert not Contact.objects.filter(workspace__slug="there").exists()


def test_raw_rows_of_one_workspace(inside: Rows) -> None:
    found = Contact.objects.raw(
        "SELECT * FROM wall_cases_contact WHERE workspace_id = %s", [current_workspace()]
    )
    assert list(found) == [inside.contact]


def test_row_level_security_bounds_a_cursor_that_forgot(inside: Rows, careless: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT workspace_id FROM wall_cases_contact")
        assert cursor.fetchall() == [(current_workspace(),)]


def test_uniqueness_is_validated_inside_the_workspace(inside: Rows) -> None:
    Tag(name="new").full_clean()
    with pytest.raises(Exception, match="already exists"):
        Tag(name="vip").full_clean()


def test_ids_are_known_before_insert_and_rise() -> None:
    ids = [Contact().id for _ in range(100)]
    assert ids == sorted(ids)
    assert all(isinstance(each, UUID) and each.version == 7 for each in ids)
