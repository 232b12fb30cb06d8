"""In which language somebody is written to: their own where it is known."""

from typing import cast

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor

LANGUAGE = "language"


def language_of(record: Record, by: Actor) -> str:
    """The language of a record's customer: its own field, else that of the first record it links to; or nothing."""
    own = _said(record, by)
    if own:
        return own
    spec = spec_of(type(record))
    for link in spec.links():
        id = getattr(record, link.attname)
        if id and _speaks(link) and link.name in access.readable(by, spec):
            linked = access.visible(cast(type[Record], target_of(link)), by).filter(pk=id).first()
            if linked is not None and (said := _said(linked, by)):
                return said
    return ""


def choose(languages: set[str], wanted: str) -> str:
    """Which of the languages is used for somebody who speaks `wanted`: theirs, a relative of it, or the first's."""
    if wanted in languages:
        return wanted
    base = wanted.partition("-")[0]
    return next((one for one in sorted(languages) if one and one.partition("-")[0] == base), "")


def _said(record: Record, by: Actor) -> str:
    described = _field(spec_of(type(record)), by)
    return str(getattr(record, described.attname) or "") if described else ""


def _field(spec: Spec, by: Actor) -> Field | None:
    described = access.readable(by, spec).get(LANGUAGE)
    return described if described is not None and described.type.name == "choice" else None


def _speaks(link: Field) -> bool:
    target = target_of(link)
    return issubclass(target, Record) and not spec_of(target).settings and LANGUAGE in spec_of(target).fields
