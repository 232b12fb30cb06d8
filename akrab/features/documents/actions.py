"""What saving templates, company details and documents checks and does, and the verbs of a document."""

from collections.abc import Mapping
from typing import Any, cast

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine import access
from akrab.engine.actions import action, prepares
from akrab.engine.errors import Invalid, NotFound, Refused
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.documents.making import compose
from akrab.features.documents.mentions import check_template
from akrab.features.documents.models import CompanyDetails, Document, Template
from akrab.identity.actor import Actor


@prepares("create")
def check_new_template(template: Template, *, by: Actor) -> None:
    """A template that names an unknown field is not kept."""
    check_template(template, by)


@prepares("update")
def check_changed_template(template: Template, *, before: Mapping[str, Any], by: Actor) -> None:
    check_template(template, by)


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
    told=_("made anew the document"),
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
