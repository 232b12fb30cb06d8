"""Setting a ready trade up: roles, lists, pipeline, what follows on its stages, a paper and a form, in one gesture."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.journal import telling
from akrab.engine.record import Record
from akrab.features.beginning import progress
from akrab.features.calendars.hours import write_week
from akrab.features.calendars.models import WorkingCalendar
from akrab.features.documents.design import (
    Design,
    Fact,
    Facts,
    Letterhead,
    Opening,
    Table,
    Text,
    Variant,
)
from akrab.features.documents.models import CompanyDetails, Series, Template
from akrab.features.files.models import FileType
from akrab.features.forms.models import Form, PublicAddress
from akrab.features.playbooks import guidance
from akrab.features.reports.models import Dashboard
from akrab.identity.actor import Actor
from akrab.identity.models import Role
from akrab.identity.roles import Wanted, save_role
from akrab.lib import working
from akrab.modules.contacts.models import Channel, Source
from akrab.modules.sales import following
from akrab.modules.sales.dashboard import install_dashboard, install_personal_reports
from akrab.modules.sales.delivered import install_delivered
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import LostReason, Pipeline, Stage
from akrab.modules.start.trades.shape import CHANNELS, COMPETITOR, REASONS, SOURCES, Trade, Words
from akrab.modules.start.wordings import install_messages, install_scripts

R = TypeVar("R", bound=Record)


def apply(trade: Trade, by: Actor) -> Pipeline:
    """Set the trade up beside what is there already, in the company's language; undo takes all of it away again.

    What has a name that is taken (a role, a source, a reason) stays as it is and is used.
    """
    if not CompanyDetails.objects.exists():  # every paper names the company: nothing takes that back
        write.create(CompanyDetails, {"name": by.workspace.name}, by)
    with translation.override(by.workspace.language):
        with telling(by, _("Set up: %(trade)s") % {"trade": trade.name}) as by:
            roles = {one.key: _role(str(one.name), one, by) for one in trade.positions}
            _fill_lists(trade, by)
            files = {key: _named(FileType, name, by) for key, name in trade.files.items()}
            pipeline = _pipeline(trade, roles[trade.seller], by)
            stages = _stages(trade, pipeline, roles, files, by)
            _rules(trade, stages, roles, by)
            for step in trade.steps:
                guidance.set_items(stages[step.key], [str(one) for one in step.checks], [], by)
            install_messages(_paper(trade, by), by)
            install_scripts(trade, stages, by)
            _form(trade, pipeline, by)
            _calendar(trade, by)
        give_reports(by, trade.installs)
    progress.choose_trade(trade.key)
    return pipeline


def give_reports(by: Actor, installs: bool = True) -> None:
    """The delivered reports and dashboards, which suit any trade and none, where there are no others yet."""
    if not Dashboard.objects.filter(deleted_at__isnull=True).exists():
        install_dashboard(by)
        install_delivered(by, installs)
        install_personal_reports(by)


def _role(name: str, wanted: Any, by: Actor) -> Role:
    found = Role.objects.filter(name=name).first()
    asked = Wanted(name, sees_reports=wanted.sees_reports, rights=wanted.rights)
    return found or save_role(None, asked, by)


def _fill_lists(trade: Trade, by: Actor) -> None:
    for name in (*SOURCES, *trade.sources):
        _named(Source, name, by)
    for name in CHANNELS:
        _named(Channel, name, by)
    for name in (*REASONS, *trade.reasons):
        _named(LostReason, name, by, asks_competitor=name is COMPETITOR)


def _named(model: type[R], name: Words, by: Actor, **more: Any) -> R:
    """The entry of an open list called so, taken out of the bin or made where it is not there."""
    rows = model._default_manager.all()
    found: R | None = rows.filter(name=str(name)).first()
    if found is None:
        return write.create(model, {"name": str(name), "position": rows.count(), **more}, by)
    return write.restore(found, by) if found.deleted_at else found


def _free(model: type[Record], field: str, wanted: str, form: str) -> str:
    """A name nobody has yet: the wanted one, or with a number."""
    taken = set(
        model._default_manager.filter(**{f"{field}__startswith": wanted}).values_list(field, flat=True)
    )
    numbered = (form.format(wanted, number) for number in range(2, 1000))
    return next(name for name in (wanted, *numbered) if name not in taken)


def _pipeline(trade: Trade, seller: Role, by: Actor) -> Pipeline:
    name = _free(Pipeline, "name", str(trade.pipeline), "{} {}")
    raw = {"name": name, "assign_role": seller, "position": Pipeline.objects.count()}
    return write.create(Pipeline, raw, by)


def _stages(
    trade: Trade, pipeline: Pipeline, roles: Mapping[str, Role], files: Mapping[str, FileType], by: Actor
) -> dict[str, Stage]:
    rows = [
        {
            "name": str(step.name), "pipeline": pipeline, "position": place, "probability": step.probability,
            "responsible_role": roles.get(step.role), "required_fields": list(step.required),
            "required_file": files.get(step.file), "limit_minutes": step.limit_minutes,
        }
        for place, step in enumerate(trade.steps)
    ]  # fmt: skip
    made = write.create_many(Stage, rows, by)
    return {step.key: stage for step, stage in zip(trade.steps, made, strict=True)}


def _rules(trade: Trade, stages: Mapping[str, Stage], roles: Mapping[str, Role], by: Actor) -> None:
    for one in trade.follows:
        said = Following(
            kind=one.kind, text=str(one.text), role=str(roles[one.role].pk) if one.role in roles else "",
            due_minutes=one.due_minutes, due_field=one.due_field, done_by_call=one.done_by_call,
            closes_deal=one.closes_deal,
        )  # fmt: skip
        following.add(stages[one.stage], said, by)


def _paper(trade: Trade, by: Actor) -> Template:
    """The example of a document, published, with numbers of its own."""
    paper, unnamed = trade.paper, pgettext("in place of the product's name", "the following")
    facts = (
        (_("Client"), "{contact.name}"),
        (_("Product or service"), "{service?}"),
        (_("Payment details"), "{company.payment_details?}"),
    )
    blocks = (
        Letterhead(),
        Opening(recipient="{contact.name}\n{contact.address?}"),
        Text(text=str(paper.body).replace("{service}", f"{{service|{unnamed}}}")),
        Table(object="line"),
        Facts(rows=tuple(Fact(label=label, value=value) for label, value in facts)),
        Text(text=str(paper.closing)),
    )
    name = _free(Template, "name", str(paper.name), "{} {}")
    pattern = f"{paper.prefix}{{number:4}}"
    numbers = Series.objects.filter(pattern=pattern, deleted_at__isnull=True).first()
    if numbers is None:
        free = _free(Series, "name", str(paper.name), "{} {}")
        numbers = write.create(Series, {"name": free, "pattern": pattern}, by)
    raw = {"name": name, "object": "deal", "language": by.workspace.language, "series": numbers}
    template = write.create(Template, raw, by)
    design = Design(variants={"": Variant(title=str(paper.name), blocks=blocks)})
    verbs = actions_of(Template)
    template = write.perform(verbs["redraft"], template, {"draft": design.plain()}, by)
    return write.perform(verbs["publish"], template, {}, by)


def _form(trade: Trade, pipeline: Pipeline, by: Actor) -> Form:
    """The first public form, whose answers become deals of the pipeline that was just made."""
    asked = trade.enquiry
    questions = [
        {"name": "name", "label": _("Your name"), "path": "contact.name", "required": True},
        {"name": "phone", "label": _("Phone"), "path": "contact.phones", "required": True},
        {"name": "email", "label": _("E-mail"), "path": "contact.emails"},
        {"name": "service", "label": str(asked.subject), "path": "service", "required": True},
    ]
    website = Channel.objects.filter(name=str(CHANNELS[0]), deleted_at__isnull=True).first()
    presets = {"name": "{name} · {service}", "pipeline": str(pipeline.pk)}
    presets |= {"channel": str(website.pk)} if website else {}
    raw = {
        "name": str(asked.title), "key": _key(f"{by.workspace.slug}-{asked.key}"[:70]), "object": "deal",
        "intro": str(asked.intro), "thanks": str(asked.thanks),
    }  # fmt: skip
    definition = {"language": by.workspace.language, "questions": questions, "presets": presets}
    return write.create(Form, raw | {"definition": definition}, by)


def _calendar(trade: Trade, by: Actor) -> None:
    """The trade's working hours with the country's holidays, where nobody has set any yet."""
    if WorkingCalendar.objects.filter(deleted_at__isnull=True).exists():
        return
    country = by.workspace.country if by.workspace.country in working.places() else ""
    raw = {
        "name": _free(WorkingCalendar, "name", _("Working hours"), "{} {}"), "standard": True, "country": country,
        "week": write_week(trade.week),
    }  # fmt: skip
    write.create(WorkingCalendar, raw, by)


def _key(wanted: str) -> str:
    # Of all companies: an address is known to the whole world.
    taken = set(PublicAddress.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, 1000))
    return next(key for key in (wanted, *numbered) if key not in taken)
