"""Which events a timeline shows: those of one kind of interaction, those of one origin, or all."""

from collections.abc import Mapping

from django.db.models import Q

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.record import ORIGINS
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.web import panels


def offered(spec: Spec, by: Actor) -> list[tuple[str, str]]:
    """The kinds to choose from: the objects that stand on this timeline, writings by their own kinds."""
    found = [(spec.name, spec.label)]
    for other in panels.told_of(spec):
        if other is spec or other.settings or access.reach(by, other, "view") == "none":
            continue
        field = kind_of(other)
        found.append((other.name, other.label_plural))
        for value, label in field.flatchoices if field else ():
            found.append((f"{other.name}:{value}", f"{other.label}: {label}"))
    return found


def origins() -> list[tuple[str, str]]:
    """Where what happened can have come from."""
    return [(value, str(label)) for value, label in ORIGINS]


def kind_of(spec: Spec) -> Field | None:
    """The choice that says which kind of writing it is; none for other objects."""
    return panels.kind_of(spec) if spec.fields[spec.title].type.name == "long_text" else None


def read(said: Mapping[str, str], spec: Spec) -> dict[str, str]:
    """What an address asks for, without what is unknown."""
    found = {}
    name, _colon, kind = said.get("only", "").partition(":")
    other = find_object(name)
    if other is not None and (not kind or kind_of(other) is not None):
        found["only"] = said["only"]
    if said.get("origin", "") in dict(ORIGINS):
        found["origin"] = said["origin"]
    return found


def condition(asked: Mapping[str, str]) -> Q | None:
    """The condition on events; none where all are meant."""
    if not asked:
        return None
    test = Q(origin=asked["origin"]) if "origin" in asked else Q()
    name, _colon, kind = asked.get("only", "").partition(":")
    other = find_object(name)
    if other is not None:
        test &= Q(object=name)
        field = kind_of(other) if kind else None
        if field is not None:
            test &= Q(**{f"changes__{field.name}__1": kind})
    return test
