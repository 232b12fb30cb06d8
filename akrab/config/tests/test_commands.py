"""The operators' commands: what programs read is on standard output, what people read on standard error."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from akrab.config import doctor, people, place, serve
from akrab.engine.models import Event
from akrab.identity import tokens
from akrab.identity.models import Membership, User, Workspace
from akrab.tenancy import roles
from akrab.tenancy.current import workspace as inside
from tests.cast import assemble

GOOD = "a good long password"


def test_help_comes_quickly_because_it_imports_no_django() -> None:
    program = (
        "import sys; from akrab.config.cli import commands as c; print('django' in sys.modules, *c.commands)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("False")
    for name in ("serve", "demo", "user", "token", "doctor", "bench"):
        assert name in done.stdout


def test_the_roles_have_the_same_names_where_django_is_not_there_yet() -> None:
    assert (place.OWNER, place.APP) == (roles.OWNER, roles.APP)


def test_on_a_server_of_one_s_own_only_migrations_log_in_as_the_owner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = place.Place(Path("unused"), None, "key")
    monkeypatch.setenv("DATABASE_URL", "host=db user=app")
    assert held.database_url(place.OWNER) == held.admin_url == held.database_url() == "host=db user=app"
    monkeypatch.setenv("AKRAB_OWNER_URL", "host=db user=owner")
    assert held.database_url(place.OWNER) == held.admin_url == "host=db user=owner"
    assert held.database_url() == "host=db user=app"
    told = serve._environment(held, "http://127.0.0.1:8000", demo=False)
    assert (told["DATABASE_URL"], "AKRAB_OWNER_URL" in told) == ("host=db user=app", False)


@pytest.mark.django_db
def test_a_first_user_gets_a_workspace_of_their_own_and_all_rights(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert people.add_user("Ana@Example.com", GOOD, "acme", name="Ana") == 0
    assert capsys.readouterr().out == ""
    company = Workspace.objects.get(slug="acme")
    with inside(company):
        member = Membership.objects.select_related("user", "role").get()
        assert (member.user.email, member.role.is_administrator) == ("ana@example.com", True)
    assert member.user.check_password(GOOD)


@pytest.mark.django_db
def test_the_history_of_the_company_names_the_operator() -> None:
    people.add_user("ana@example.com", GOOD, "acme", name="Ana")
    people.create_token("ana@example.com", "acme", name="backup")
    with inside(Workspace.objects.get(slug="acme")):
        told = list(Event.objects.order_by("id").values_list("actor_name", "kind", "title"))
    who = "The operator of the server"
    assert told == [
        (who, "membership.created", "Ana"), (who, "role.created", "Administrator"), (who, "token.created", "backup"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_adding_somebody_twice_changes_nothing() -> None:
    people.add_user("ana@example.com", GOOD, "acme")
    assert people.add_user("ana@example.com", "another long password", "acme") == 0
    assert User.objects.get(email="ana@example.com").check_password(GOOD)
    with inside(Workspace.objects.get(slug="acme")):
        assert Membership.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "password", "slug", "role"),
    [("nonsense", GOOD, "acme", ""), ("a@example.com", "123", "acme", ""), ("a@example.com", GOOD, "a b!", ""),
     ("a@example.com", GOOD, "acme", "Nobody")],
)  # fmt: skip
def test_a_user_who_cannot_be_added_leaves_nothing(
    email: str, password: str, slug: str, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert people.add_user(email, password, slug, role=role) == 1
    assert capsys.readouterr().err
    assert not Workspace.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_token_is_printed_alone_and_works(capsys: pytest.CaptureFixture[str]) -> None:
    assemble()
    assert people.create_token("alice@example.com", "north", name="test") == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    actor = tokens.find_actor(printed.out.strip())
    assert actor is not None
    assert printed.out.count("\n") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "slug"),
    [("none@example.com", "north"), ("alice@example.com", "none"), ("mallory@example.com", "north")],
)
def test_no_token_for_who_is_not_there(email: str, slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    assemble()
    assert people.create_token(email, slug, name="test") == 1
    printed = capsys.readouterr()
    assert (printed.out, bool(printed.err)) == ("", True)


@pytest.mark.django_db
def test_the_doctor_names_what_is_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    doctor.doctor(as_json=True)
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert findings["row-level security"]["state"] == "ok"
    assert findings["database role"]["value"].startswith(roles.APP)
    assert findings["database login"]["state"] == "note"  # the suite logs in as who may make databases
    assert "AKRAB_OWNER_URL" in findings["database login"]["advice"]
    assert findings["trigrams for Chinese"]["value"] == "yes"
    assert findings["migrations"]["value"] == "all run"
    assert "PostgreSQL" in findings["database version"]["value"]
    assert {"jobs", "disk", "settings", "mail", "address", "web", "set by the environment"} <= findings.keys()


@pytest.mark.django_db
@override_settings(SMTP_URL="smtp://127.0.0.1:1")
def test_the_doctor_says_when_mail_cannot_leave(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.doctor(as_json=False) == 1
    printed = capsys.readouterr()
    assert " BAD  mail: 127.0.0.1 does not answer" in printed.err
    assert printed.out == ""
