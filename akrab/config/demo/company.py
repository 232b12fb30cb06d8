"""The window company as it was set up: people, roles, pipeline, rules, document and form. All of it is data."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from akrab.config.demo import texts
from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.features.documents.models import CompanyDetails, Series, Template
from akrab.features.files.models import FileType
from akrab.features.forms.models import Form
from akrab.features.letters.models import MessageTemplate, MessageWording
from akrab.identity.actor import Actor, person, system
from akrab.identity.members import add_member
from akrab.identity.models import Membership, Role, Team, User, Workspace
from akrab.modules.activities.models import Resource
from akrab.modules.contacts.models import Channel, RelationKind, Source
from akrab.modules.sales import following
from akrab.modules.sales.dashboard import install_dashboard, install_personal_reports
from akrab.modules.sales.delivered import install_delivered
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import LostReason, Pipeline, Stage
from akrab.tenancy.current import workspace as inside

SLUG = "windows"
PASSWORD = settings.DEMO_PASSWORD

FULL = {"view": "all", "create": "all", "change": "all", "delete": "own"}
FIELD_WORK = {"view": "all", "create": "all", "change": "own", "delete": "none"}

ROLES: dict[str, dict[str, Any]] = {
    "Head": {"is_administrator": True, "sees_reports": True},
    "Manager": {"rights": {"*": FULL}},
    "Surveyor": {
        "rights": {"*": FIELD_WORK, "deal": {**FIELD_WORK, "create": "none"}, "payment": {"view": "none"}}
    },
    "Installer": {
        "rights": {"*": FIELD_WORK, "deal": {**FIELD_WORK, "create": "none"}, "payment": {"view": "none"}}
    },
}

PEOPLE = (
    ("k", "Kirill Volkov", "Head"),
    ("m1", "Maya Santos", "Manager"),
    ("m2", "Minh Lê", "Manager"),
    ("s1", "Sofian Rahman", "Surveyor"),
    ("i1", "Ilham Pratama", "Installer"),
)

SOURCES = ("Website search", "Referral", "Advertisement", "Social media")
RESOURCES = (
    ("Van 1", "vehicle"),
    ("Van 2", "vehicle"),
    ("Meeting room", "room"),
    ("Installation crew", "crew"),
)
RELATIONS = (
    ("supplier of", "supplied by"),
    ("partner of", "partner of"),
    ("parent of", "part of"),
    ("employed by", "employer of"),
    ("competes with", "competes with"),
    ("relative of", "relative of"),
)
CHANNELS = ("Website", "Telephone", "E-mail", "Walk-in")
LOST_REASONS = ("Price", "Chose a competitor", "Postponed", "No answer")

STAGES: tuple[dict[str, Any], ...] = (
    {
        "name": "First call",
        "probability": 10,
        "role": "Manager",
        "required_fields": ["visit_at"],
        "limit_minutes": 15,
    },
    {"name": "Measurements", "probability": 30, "role": "Surveyor", "file": "Measurements"},
    {
        "name": "Approval",
        "probability": 50,
        "role": "Manager",
        "required_fields": ["amount"],
        "limit_minutes": 120,
    },
    {"name": "Payment", "probability": 80, "role": "Manager", "required_fields": ["delivery_on"]},
    {"name": "Installation", "probability": 95, "role": "Installer"},
)

RULES: tuple[dict[str, Any], ...] = (
    {"stage": "First call", "kind": "task", "text": "Call the client back within 15 minutes", "due_minutes": 15,
     "done_by_call": True, "priority": "high"},
    {"stage": "Measurements", "kind": "task", "text": "Go out to take measurements for the deal {visit_at}",
     "role": "Surveyor", "due_field": "visit_at"},
    {"stage": "Measurements", "kind": "visit", "text": "Take measurements · {contact.name}", "role": "Surveyor",
     "due_field": "visit_at"},
    {"stage": "Approval", "kind": "task", "text": "Calculate the cost and call the client within 2 hours",
     "due_minutes": 120, "done_by_call": True, "priority": "high"},
    {"stage": "Payment", "kind": "document", "text": "Make the payment document", "template": "Payment document"},
    {"stage": "Installation", "kind": "notice", "role": "Installer",
     "text": "Install: {name}, {contact.address}, on {delivery_on}"},
    {"stage": "Installation", "kind": "visit", "text": "Install · {contact.name}", "role": "Installer",
     "due_field": "delivery_on", "closes_deal": True},
    {"stage": "Installation", "kind": "task", "text": "Install for {contact.name} on {delivery_on}",
     "role": "Installer", "due_field": "delivery_on", "closes_deal": True},
)  # fmt: skip


@dataclass(frozen=True)
class Installed:
    """What the rest of the demo, and the scenario's tests, need to hold."""

    workspace: Workspace
    people: dict[str, Membership]
    by: Actor


def install(slug: str = SLUG, password: str = PASSWORD) -> Installed:
    """Set up the company in a workspace of its own; a second call on the same workspace is an error."""
    with transaction.atomic():
        workspace = Workspace.objects.create(
            slug=slug, name="Windows", time_zone="Asia/Manila", currency="PHP", country="PH", language="en"
        )
        with inside(workspace):
            roles = {name: Role.objects.create(name=name, **said) for name, said in ROLES.items()}
            people = _hire(slug, roles, password)
            by = system(workspace, "system", agent="Set-up")
            _set_up_sales(by, roles)
            _set_up_papers(by, slug)
            install_dashboard(by)
            install_delivered(by)
            install_personal_reports(person(people["k"]))
    return Installed(workspace, people, by)


def _hire(slug: str, roles: dict[str, Role], password: str) -> dict[str, Membership]:
    people: dict[str, Membership] = {}
    team = Team.objects.create(name="Windows")
    hashed = make_password(password)  # once: it takes long on purpose
    for short, name, role in PEOPLE:
        user = User.objects.create(email=f"{short}@{slug}.example", password=hashed, name=name)
        people[short] = add_member(user, roles[role], team)
    team.leader = people["k"]
    team.save(update_fields=["leader"])
    return people


def _set_up_sales(by: Actor, roles: dict[str, Role]) -> None:
    for model, names in ((Source, SOURCES), (Channel, CHANNELS), (LostReason, LOST_REASONS)):
        write.create_many(model, [{"name": name, "position": place} for place, name in enumerate(names)], by)
    write.create_many(
        Resource,
        [{"name": name, "kind": kind, "position": at} for at, (name, kind) in enumerate(RESOURCES)],
        by,
    )
    write.create_many(
        RelationKind,
        [{"name": one, "inverse": other, "position": at} for at, (one, other) in enumerate(RELATIONS)],
        by,
    )
    write.create(FileType, {"name": "Measurements"}, by)
    details = write.create(CompanyDetails, texts.COMPANY, by)
    assert details.pk
    template = _set_up_template(by)
    _set_up_messages(by, template)
    pipeline = write.create(Pipeline, {"name": "Windows", "assign_role": roles["Manager"]}, by)
    files = {one.name: one for one in FileType.objects.all()}
    raw = [
        {
            "name": said["name"], "pipeline": pipeline, "position": place, "probability": said["probability"],
            "responsible_role": roles[said["role"]], "required_fields": said.get("required_fields", []),
            "required_file": files.get(said.get("file", "")), "limit_minutes": said.get("limit_minutes"),
        }
        for place, said in enumerate(STAGES)
    ]  # fmt: skip
    stages = {stage.name: stage for stage in write.create_many(Stage, raw, by)}
    for said in RULES:
        named = {"role": str(roles[said["role"]].pk)} if "role" in said else {}
        named |= {"template": str(template.pk)} if "template" in said else {}
        following.add(stages[said["stage"]], Following(**{**_without_stage(said), **named}), by)


def _without_stage(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "stage"}


def _set_up_template(by: Actor) -> Template:
    """The payment document, published, with numbers of its own."""
    numbers = write.create(Series, texts.PAYMENT_NUMBERS, by)
    template = write.create(Template, {**texts.PAYMENT_DOCUMENT, "series": numbers}, by)
    verbs = actions_of(Template)
    template = write.perform(verbs["redraft"], template, {"draft": texts.PAYMENT_DESIGN}, by)
    return write.perform(verbs["publish"], template, {}, by)


def _set_up_messages(by: Actor, document: Template) -> None:
    """What is written to clients again and again; the last with the payment document."""
    attached = [[f"document:{document.pk}"] if place == 2 else [] for place in range(len(texts.MESSAGES))]
    raw = [{**said, "attachments": one} for said, one in zip(texts.MESSAGES, attached, strict=True)]
    messages = write.create_many(MessageTemplate, raw, by)
    wordings = [
        {"template": messages[0], "language": language, **words} for language, words in texts.WORDINGS.items()
    ]
    write.create_many(MessageWording, wordings, by)


def _set_up_papers(by: Actor, slug: str) -> None:
    """The public form, which any website may show and send to."""
    website = Channel.objects.get(name="Website")
    presets = {"channel": str(website.pk), "name": "{name} · {service}"}
    definition = {**texts.DEFINITION, "presets": presets}
    write.create(Form, {**texts.FORM, "key": f"{slug}-measurement", "definition": definition}, by)
