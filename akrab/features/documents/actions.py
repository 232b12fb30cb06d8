"""What saving templates, company details and documents checks and does, and the verbs of a document."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from django.db.models import NOT_PROVIDED, Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine import access, write
from akrab.engine.actions import action, actions_of, prepares
from akrab.engine.errors import Invalid, NotFound, Refused
from akrab.engine.fields import TextField
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.documents import numbering
from akrab.features.documents.checking import faults
from akrab.features.documents.design import read_design
from akrab.features.documents.fields import DesignField
from akrab.features.documents.making import compose
from akrab.features.documents.models import CompanyDetails, Document, Edition, Series, Template
from akrab.features.documents.patterns import BadPattern
from akrab.features.documents.starting import starting_point
from akrab.identity.actor import Actor

MOST_FIRST = 999_999_999


@prepares("create")
def begin_template(template: Template, *, by: Actor) -> None:
    """A new template is for an object that exists, and begins with a page to work on."""
    _require_object(template)
    template.draft = template.draft or starting_point(template.name).plain()
    template.files = read_design(template.draft).files()


@prepares("update")
def keep_object(template: Template, *, before: Mapping[str, Any], by: Actor) -> None:
    """A template stays with its object once documents were made by it."""
    _require_object(template)
    if before["object"] != template.object and Document.objects.filter(template=template).exists():
        raise Invalid(
            {"object": [gettext("Documents were made by this template. Make another for these records.")]}
        )


def _require_object(template: Template) -> None:
    if find_object(template.object) is None:
        raise Invalid({"object": [gettext("There is no object “%(name)s”.") % {"name": template.object}]})


@action(
    label=_("Save the draft"),
    past="redrafted",
    told=_("%(who)s changed the draft of the template %(what)s"),
    icon="pencil",
)
def redraft(
    template: Template,
    *,
    by: Actor,
    draft: Annotated[dict[str, Any], DesignField(_("draft"), default=NOT_PROVIDED)],
) -> Template:
    """Put another design into the draft, which makes no documents before it is published."""
    template.draft = draft
    template.files = read_design(draft).files()
    template.save(update_fields=["files"])
    return template


@action(label=_("Publish"), past="published", told=_("%(who)s published the template %(what)s"), icon="check")
def publish(
    template: Template, *, by: Actor, note: Annotated[str, TextField(_("what is new"), blank=True)] = ""
) -> Template:
    """Make documents by the draft from now on; raises `Invalid`, naming what is wrong with it."""
    write.create(Edition, {"template": template, "note": note}, by)
    return template


@prepares("create")
def number_edition(edition: Edition, *, by: Actor) -> None:
    """A version is what its template's draft is at this moment, if documents can be made by it."""
    template = Template.objects.select_for_update(of=("self",)).get(pk=edition.template_id)
    design = read_design(edition.design or template.draft)
    wrong = faults(design, template.object, by)
    if wrong:
        raise Invalid({"template": list(dict.fromkeys(one.text for one in wrong))})
    last = Edition.objects.filter(template=template).aggregate(last=Max("number"))["last"] or 0
    edition.number, edition.design, edition.files = last + 1, design.plain(), design.files()
    edition.name = gettext("%(template)s, version %(number)s") % {
        "template": template.name, "number": edition.number,
    }  # fmt: skip


@prepares("update")
def keep_edition(edition: Edition, *, before: Mapping[str, Any], by: Actor) -> None:
    if before["template"] != str(edition.template_id):
        raise Refused(gettext("A version stays with its template."))


@action(
    label=_("Bring back"),
    past="recalled",
    told=_("%(who)s brought back the version %(what)s"),
    icon="arrow-back-up",
)
def recall(edition: Edition, *, by: Actor) -> Edition:
    """Put what this version says into the draft of its template."""
    write.perform(actions_of(Template)["redraft"], edition.template, {"draft": edition.design}, by)
    return edition


@prepares("create", "restore")
def check_new_series(series: Series, *, by: Actor) -> None:
    _check_series(series)


@prepares("update")
def check_changed_series(series: Series, *, before: Mapping[str, Any], by: Actor) -> None:
    _check_series(series)


def _check_series(series: Series) -> None:
    """Numbers by the pattern never repeat."""
    try:
        numbering.check(series.pattern, series.resets)
    except BadPattern as error:
        raise Invalid({"pattern": [str(error)]}) from error
    others = Series.objects.filter(pattern=series.pattern, deleted_at__isnull=True).exclude(pk=series.pk)
    if others.exists():
        raise Invalid({"pattern": [gettext("Another series has this pattern: its numbers would repeat.")]})
    if not 0 <= (series.first or 0) <= MOST_FIRST:
        raise Invalid({"first": [gettext("Write a number between 1 and %(most)s.") % {"most": MOST_FIRST}]})


@prepares("delete")
def keep_used_series(series: Series, *, by: Actor) -> None:
    used = Template.objects.filter(series=series, deleted_at__isnull=True).first()
    if used is not None:
        raise Refused(
            gettext("“%(template)s” is numbered by this. Choose another there first.") % {"template": used}
        )


@prepares("create")
def keep_one(details: CompanyDetails, *, by: Actor) -> None:
    if CompanyDetails.objects.exists():
        raise Invalid({"": [gettext("The company's details are there already. Change them instead.")]})


@prepares("delete")
def keep_details(details: CompanyDetails, *, by: Actor) -> None:
    raise Refused(
        gettext("The company's details are part of every document: change them, but don't delete them.")
    )


@prepares("create")
def make_file(document: Document, *, by: Actor) -> None:
    """Make the document from its template, or say what is missing for it."""
    compose(document, _record(document, by), by)


@prepares("update")
def keep_origin(document: Document, *, before: Mapping[str, Any], by: Actor) -> None:
    """A document belongs to the template and the record it was made from."""
    if before["about"] != document.about or before["template"] != str(document.template_id):
        raise Refused(
            gettext("A document can't be moved to another record or template. Make a new one there.")
        )


@action(
    label=_("Make again"),
    past="renewed",
    told=_("%(who)s made the document %(what)s again"),
    icon="refresh",
    shown=lambda document: document.state != "sent",
)
def renew(document: Document, *, by: Actor) -> Document:
    """Make the file anew from what the record says today, under the same number."""
    compose(document, _record(document, by), by)
    return document


def _record(document: Document, by: Actor) -> Record:
    """The record a document is made for, as this actor sees it; raises `Invalid` for another's template."""
    kind, _colon, tail = document.about.partition(":")
    spec = find_object(kind)
    if spec is None:
        raise NotFound(document.about)
    if document.template.object != kind:
        words = {"template": document.template.name, "object": document.template.object}
        raise Invalid({"template": [gettext("%(template)s is a template for %(object)s.") % words]})
    return access.get(cast("type[Record]", spec.model), tail, by)
