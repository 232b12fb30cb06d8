"""What a template mentions: all of it must exist when it is saved, and be filled when a document is made."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from akrab.engine.errors import Invalid, Missing
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec
from akrab.features.documents.models import Template
from akrab.features.documents.paths import Place, Reader, UnknownPath, facts, find_field, places
from akrab.features.documents.tables import table_of
from akrab.identity.actor import Actor

TEXTS = ("heading", "recipient", "body", "closing")


def check_template(template: Template, by: Actor) -> None:
    """Raise `Invalid`, with near matches, unless every field and object the template names exists."""
    spec = find_object(template.object)
    if spec is None:
        raise Invalid({"object": [_("There is no object “%(name)s”.") % {"name": template.object}]})
    errors = {name: list(_unknown(template, name, spec)) for name in (*TEXTS, "facts")}
    if template.shows_lines:
        try:
            table_of(template, by)
        except UnknownPath as error:
            errors["lines_object"] = [str(error)]
    errors = {name: texts for name, texts in errors.items() if texts}
    if errors:
        raise Invalid(errors)


def _unknown(template: Template, name: str, spec: Spec) -> Iterator[str]:
    """What is wrong with the fields that one text of the template names."""
    try:
        found = _places(template, name)
    except UnknownPath as error:
        yield str(error)
        return
    for place in found:
        try:
            find_field(place.path, spec)
        except UnknownPath as error:
            yield str(error)


def _places(template: Template, name: str) -> list[Place]:
    text = getattr(template, name)
    return [fact.place for fact in facts(text)] if name == "facts" else places(text)


def missing(template: Template, record: Record, by: Actor) -> list[Missing]:
    """What must be filled in before the document can be made, each once, in the order of the paper."""
    wanted = [place for name in (*TEXTS, "facts") for place in _places(template, name)]
    reader = Reader(record, by)
    found: dict[str, Missing] = {}
    for place in wanted:
        said = "" if place.is_optional else reader.say(place.path)
        if isinstance(said, Missing):
            found.setdefault(said.text, said)
    if template.shows_lines:
        table = table_of(template, by)
        if not table.rows(record, by):
            text = _("At least one of: %(lines)s") % {"lines": table.spec.label_plural}
            found[text] = Missing(text, table.spec.name)
    return list(found.values())
