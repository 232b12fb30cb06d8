"""Companies in several roles at once, relations between any two, and what a timeline shows of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from akrab.engine import write
from akrab.modules.contacts.models import Company, Contact, Relation, RelationKind
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player, assemble

PART = {"HX-Request": "true"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble()
    with inside(cast.north):
        yield cast


@pytest.fixture
def supplies(cast: Cast) -> RelationKind:
    return write.create(RelationKind, {"name": "supplier of", "inverse": "supplied by"}, cast.alice.actor())


def company(cast: Cast, name: str, **more: Any) -> Company:
    return write.create(Company, {"name": name, **more}, cast.bob.actor())


def names(player: Player, **asked: str) -> list[str]:
    return [one["name"] for one in player.api.get("/api/v1/companies", asked).json()["items"]]


def page(player: Player, path: str) -> str:
    return player.browser.get(f"/w/north/{path}", headers=PART).content.decode()


def test_a_company_is_listed_under_each_of_its_roles(cast: Cast) -> None:
    company(cast, "Acme", roles=["supplier", "customer"])
    company(cast, "Beta", roles=["competitor"])
    for role, found in (
        ("customer", ["Acme"]),
        ("supplier", ["Acme"]),
        ("competitor", ["Beta"]),
        ("partner", []),
    ):
        asked = f'{{"field":"roles","op":"has","value":"{role}"}}'
        assert names(cast.bob, filter=asked) == found
    html = page(cast.bob, "companies/")
    assert all(f">{label}</a>" in html for label in ("Customer", "Partner", "Supplier", "Competitor"))


@pytest.mark.parametrize("roles", [["friend"], "customer, friend", [5]])
def test_a_role_that_is_not_on_the_list_is_refused(cast: Cast, roles: Any) -> None:
    said = {"name": "Acme", "roles": roles}
    answer = cast.bob.api.post("/api/v1/companies", said, content_type="application/json")
    assert answer.status_code == 422
    assert not Company.objects.exists()


def test_a_relation_stands_on_both_pages_in_the_words_of_each(cast: Cast, supplies: RelationKind) -> None:
    acme, ana = company(cast, "Acme"), write.create(Contact, {"name": "Ana"}, cast.bob.actor())
    raw = {"one": acme, "kind": supplies.pk, "other": ana, "valid_from": "2026-01-05"}
    write.create(Relation, raw, cast.bob.actor())
    assert "supplied by since" in page(cast.bob, f"companies/{acme.pk}/panels")
    assert "supplier of since" in page(cast.bob, f"contacts/{ana.pk}/panels")
    for path in (f"companies/{acme.pk}", f"contacts/{ana.pk}"):
        assert "added the relation" in page(cast.bob, path)
    counted = '{"count":"relation","link":"one","op":"gte","value":1}'
    assert names(cast.bob, filter=counted) == ["Acme"]


def test_a_relation_that_can_not_be_is_refused(cast: Cast, supplies: RelationKind) -> None:
    acme, beta = company(cast, "Acme"), company(cast, "Beta")
    one, other = f"company:{acme.pk}", f"company:{beta.pk}"
    for said, wrong in (
        ({"other": one}, "other"),
        ({"other": f"relationkind:{supplies.pk}"}, "other"),
        ({"other": other, "valid_from": "2026-02-01", "valid_until": "2026-01-01"}, "valid_until"),
    ):
        body = {"one": one, "kind": str(supplies.pk), **said}
        answer = cast.bob.api.post("/api/v1/relations", body, content_type="application/json")
        assert answer.status_code == 422
        assert wrong in answer.json()["errors"]
    assert not Relation.objects.exists()


def test_a_timeline_shows_one_kind_or_origin_alone(cast: Cast) -> None:
    ana = write.create(Contact, {"name": "Ana"}, cast.bob.actor("web"))
    about = f"contact:{ana.pk}"
    for kind, text in (("note", "A thought"), ("questionnaire", "Ten answers")):
        said = {"text": text, "about": about, "kind": kind}
        cast.bob.api.post("/api/v1/notes", said, content_type="application/json")

    def shown(asked: str) -> tuple[bool, bool, bool]:
        html = page(cast.bob, f"contacts/{ana.pk}?before=&{asked}")
        return "A thought" in html, "Ten answers" in html, "made this contact" in html

    assert shown("only=note") == (True, True, False)
    assert shown("only=note:questionnaire") == (False, True, False)
    assert shown("origin=web") == (False, False, True)
    assert shown("origin=api") == (True, True, False)
    assert shown("only=nothing&origin=nowhere") == (True, True, True)
