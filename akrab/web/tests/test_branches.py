"""Branches: nobody hears of them until there is one; then people, records, papers and rights know theirs."""

from typing import Any

import pytest

from akrab.engine import access, filters, write
from akrab.engine.models import Operation
from akrab.engine.spec import spec_of
from akrab.features.calendars import finding
from akrab.features.calendars.models import WorkingCalendar
from akrab.features.documents import numbering
from akrab.features.documents.models import BranchDetails, CompanyDetails, Series
from akrab.features.reports.compute import compute
from akrab.features.reports.models import Report
from akrab.features.wording.company import own_company
from akrab.features.wording.paths import Reader
from akrab.identity.models import Branch, Membership
from akrab.modules.contacts.models import Company, Contact
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/w/north/settings/branches"


def made(cast: Cast, name: str = "Bandung", code: str = "BDG", **more: Any) -> Branch:
    answer = cast.alice.browser.post(f"{PAGE}/new", {"branch.name": name, "branch.code": code} | more)
    assert answer.status_code == 303, answer.content
    with workspace(cast.north):
        return Branch.objects.get(name=name)


def test_without_a_branch_nothing_speaks_of_them(cast: Cast) -> None:
    with workspace(cast.north):
        assert "branch" not in spec_of(Contact).fields
    page = cast.alice.browser.get("/w/north/contacts/new").content.decode()
    assert 'name="branch"' not in page
    assert "settings/branches" not in cast.alice.browser.get("/w/north/settings/roles").content.decode()


def test_the_first_branch_wakes_the_field_and_closing_it_puts_it_to_sleep(cast: Cast) -> None:
    branch = made(cast)
    with workspace(cast.north):
        assert "branch" in spec_of(Contact).fields
    assert 'name="branch"' in cast.alice.browser.get("/w/north/contacts/new").content.decode()
    assert cast.alice.browser.post(f"{PAGE}/{branch.pk}/delete").status_code == 303
    with workspace(cast.north):
        assert "branch" not in spec_of(Contact).fields


def test_records_belong_to_the_branch_of_their_owner_unless_told(cast: Cast) -> None:
    bandung = made(cast, people=[cast.bob.id])
    jakarta = made(cast, "Jakarta", "JKT")
    with workspace(cast.north):
        by = cast.bob.actor()
        own = write.create(Contact, {"name": "Ann", "owner": cast.bob.id}, by)
        other = write.create(Contact, {"name": "Ben", "branch": jakarta.pk}, by)
        assert (own.branch_id, other.branch_id) == (bandung.pk, jakarta.pk)
        tree = {"field": "branch", "op": "is", "value": str(jakarta.pk)}
        rows = access.visible(Contact, by).filter(filters.compile(tree, spec_of(Contact), by))
        assert list(rows) == [other]
    page = cast.alice.browser.get(f"/w/north/contacts/{other.pk}").content.decode()
    assert "Jakarta" in page


def test_a_role_can_be_limited_to_its_branch(cast: Cast) -> None:
    made(cast, people=[cast.bob.id])
    jakarta = made(cast, "Jakarta", "JKT", people=[cast.carol.id])
    role = cast.roles["seller"]
    with workspace(cast.north):
        role.rights = {"*": {"view": "branch", "create": "all", "change": "branch", "delete": "none"}}
        role.save()
        alice = cast.alice.actor()
        near = write.create(Contact, {"name": "Near", "owner": cast.bob.id}, alice)
        far = write.create(Contact, {"name": "Far", "branch": jakarta.pk}, alice)
        assert list(access.visible(Contact, cast.bob.actor())) == [near]
        assert access.allows(cast.bob.actor(), near, "change")
    assert cast.bob.browser.get(f"/w/north/contacts/{far.pk}").status_code == 404
    page = cast.alice.browser.get(f"/w/north/settings/roles/{role.pk}").content.decode()
    assert '<option value="branch" selected>' in page


def test_papers_say_what_the_branch_says_and_else_what_the_company_says(cast: Cast) -> None:
    with workspace(cast.north):
        alice = cast.alice.actor()
        company = {"name": "North", "tax_id": "1", "bank": "BCA", "account_number": "11"}
        write.create(CompanyDetails, company, alice)
    fields = "name,bank,tax_id,account_number"
    branch = made(cast, _fields=fields, bank="Mandiri", people=[cast.bob.id])
    with workspace(cast.north):
        contact = write.create(Contact, {"name": "Ann", "branch": branch.pk}, alice)
        there, here = own_company(contact, alice), own_company(None, alice)
        assert there is not None
        assert here is not None
        assert Reader(contact, alice).text("company.bank") == "Mandiri"
        assert Reader(contact, alice).text("company.tax_id") == "1"
        # Never the company's account at that bank.
        assert Reader(contact, alice).text("company.account_number") == ""
        assert Reader(contact, alice).text("company.name") == "Bandung"
        assert str(here) == "North"
        assert BranchDetails.objects.get().tax_id == ""


def test_each_branch_counts_its_papers_for_itself(cast: Cast) -> None:
    bandung = made(cast)
    with workspace(cast.north):
        alice = cast.alice.actor()
        series = write.create(Series, {"name": "Quotes", "pattern": "Q-{branch}-{number:3}"}, alice)
        taken = [numbering.take(series, alice, one) for one in (bandung, bandung, None)]
        assert taken == ["Q-BDG-001", "Q-BDG-002", "Q-001"]


def test_people_of_a_branch_keep_to_its_calendar_and_clock(cast: Cast) -> None:
    further: dict[str, Any] = {"branch.time_zone": "Asia/Jakarta", "people": [cast.carol.id]}
    branch = made(cast, **further)
    with workspace(cast.north):
        assert cast.carol.actor().time_zone == "Asia/Jakarta"
        said = {"name": "Bandung", "branches": [str(branch.pk)], "week": "mon 07:00-15:00"}
        write.create(WorkingCalendar, said, cast.alice.actor())
        assert finding.for_member(cast.carol.member.pk, cast.north).week[0] == ((420, 900),)
        assert finding.for_member(cast.bob.member.pk, cast.north).week[0] == ((0, 1440),)


def test_a_branch_closes_once_another_takes_over(cast: Cast) -> None:
    bandung, jakarta = made(cast), made(cast, "Jakarta", "JKT")
    with workspace(cast.north):
        company = write.create(Company, {"name": "Ltd", "branch": bandung.pk}, cast.alice.actor())
    refused = cast.alice.browser.post(f"{PAGE}/{bandung.pk}/delete")
    assert refused.status_code == 422
    assert "Choose which branch takes over" in refused.content.decode()
    with workspace(cast.north):
        assert Branch.objects.count() == 2
    assert cast.alice.browser.post(f"{PAGE}/{bandung.pk}/delete", {"to": str(jakarta.pk)}).status_code == 303
    with workspace(cast.north):
        company.refresh_from_db()
        assert company.branch_id == jakarta.pk


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("branch.name", ""),
        ("branch.code", "a b"),
        ("branch.code", ""),
        ("branch.time_zone", "Mars"),
        ("email", "x"),
    ],
)
def test_what_can_t_be_is_refused_and_nothing_is_kept(cast: Cast, name: str, value: str) -> None:
    said = {"branch.name": "Bandung", "branch.code": "BDG", "_fields": "email", "email": "", name: value}
    answer = cast.alice.browser.post(f"{PAGE}/new", said)
    assert answer.status_code == 422
    assert "is-late" in answer.content.decode() or "invalid" in answer.content.decode()
    with workspace(cast.north):
        assert not Branch.objects.exists()


def test_only_administrators_open_branches_and_strangers_find_none(cast: Cast) -> None:
    branch = made(cast)
    assert cast.bob.browser.post(f"{PAGE}/new", {"branch.name": "X", "branch.code": "X"}).status_code == 403
    assert cast.mallory.browser.get(f"/w/south/settings/branches/{branch.pk}").status_code == 404
    with workspace(cast.north):
        assert Branch.objects.count() == 1


def test_opening_a_branch_and_who_belongs_to_it_is_told(cast: Cast) -> None:
    branch = made(cast)
    assert "opened the branch <b>Bandung</b>" in cast.alice.browser.get(PAGE).content.decode()
    user = f"/w/north/settings/users/{cast.bob.id}"
    said = {"role": str(cast.bob.member.role_id), "branch": str(branch.pk)}
    assert cast.alice.browser.post(user, said).status_code == 303
    assert "put <b>Bob</b> into the branch <b>Bandung</b>" in cast.alice.browser.get(user).content.decode()
    with workspace(cast.north):
        assert Membership.objects.get(pk=cast.bob.member.pk).branch == branch


def test_reports_group_by_branch(cast: Cast) -> None:
    bandung = made(cast)
    with workspace(cast.north):
        alice = cast.alice.actor()
        for name in ("Ann", "Ben"):
            write.create(Contact, {"name": name, "branch": bandung.pk}, alice)
        write.create(Contact, {"name": "Cy"}, alice)
        asked = {"object": "contact", "kind": "table", "group_by": "branch"}
        found = compute(Report(name="By branch", measures=[{"key": "n", "kind": "count"}], **asked), alice)
        assert {row.label: int(found.value("n", row).number or 0) for row in found.rows} == {
            "Bandung": 2,
            "(none)": 1,
        }


def test_undoing_the_closing_of_a_branch_brings_back_what_its_papers_say(cast: Cast) -> None:
    branch = made(cast, _fields="name,bank,tax_id", bank="Mandiri", tax_id="12.345", people=[cast.bob.id])
    assert cast.alice.browser.post(f"{PAGE}/{branch.pk}/delete").status_code == 303
    with workspace(cast.north):
        assert not Branch.objects.exists()
        operation = Operation.objects.latest("pk")
    assert cast.alice.browser.post(f"/w/north/settings/history/{operation.pk}/undo").status_code in (200, 303)
    with workspace(cast.north):
        details = BranchDetails.objects.get(branch=branch.pk)
        assert (details.bank, details.tax_id, details.deleted_at) == ("Mandiri", "12.345", None)
        assert Membership.objects.get(pk=cast.bob.member.pk).branch_id == branch.pk
    page = cast.alice.browser.get(f"{PAGE}/{branch.pk}").content.decode()
    assert "Mandiri" in page
    assert "12.345" in page
