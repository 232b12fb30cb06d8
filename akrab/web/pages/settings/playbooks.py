"""Playbooks: what is written of how things are done here, and where each is shown."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.events import gesture
from akrab.engine.fields.links import target_of
from akrab.engine.lists import ListEntry
from akrab.engine.record import Record
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import named, spec_of
from akrab.features.announcements import posting
from akrab.features.playbooks import guidance
from akrab.features.playbooks.models import KINDS, Playbook
from akrab.features.wording.objects import gettext as _
from akrab.features.wording.objects import pgettext
from akrab.identity.actor import Actor
from akrab.web import addresses, show
from akrab.web.chrome import in_order, is_ability, is_place
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import address, administrators, choice, draw, text

Errors = Mapping[str, Sequence[str]]
CHECKS = ("required", "optional")
MOST, MOST_LETTERS = 200, 200


@administrators
def playbooks(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every playbook, with where it is shown."""
    places = dict(_places(by))
    verbs = dict(_verbs())
    rows = [
        (
            one,
            [
                said
                for said in (_object(one.object), places.get(one.place), verbs.get(f"{one.object}:{one.action}"))
                if said
            ],
        )
        for one in access.visible(Playbook, by).order_by("object", "position", "id")
    ]  # fmt: skip
    kept = [
        (value, label, sum(map(len, guidance.items_of(place))))
        for value, label in places.items()
        if (place := _channel(value, by)) is not None
    ]
    context = {"playbooks": rows, "checks": kept, "here": address(by, "playbooks")}
    return draw(request, by, "settings/playbooks.html", context)


def _channel(value: str, by: Actor) -> Record | None:
    """The entry of an open list, such as a channel, that what moves through stages is given; stages have their page."""
    name, _colon, id = value.partition(":")
    spec = find_object(name)
    if spec is None or not issubclass(spec.model, ListEntry) or spec.model not in _given():
        return None
    return access.get(spec.model, id, by)


def _given() -> set[Any]:
    """The objects that a record which moves on a board can be linked to by hand."""
    moving = [spec for spec in objects().values() if spec.board and not spec.settings]
    return {target_of(field) for spec in moving for field in spec.links() if not field.read_only}


@administrators
def checks(request: HttpRequest, by: Actor, place: str) -> HttpResponse:
    """The checklist of what records pass besides stages, such as a channel."""
    held = _channel(place, by) if place in dict(_places(by)) else None
    if held is None:
        raise NotFound(place)
    lists = {name: _lines(request.POST.get(name, "")) for name in CHECKS}
    if request.method == "POST":
        long = [line for lines in lists.values() for line in lines if len(line) > MOST_LETTERS]
        if not long:
            with gesture(by, _("Checklist of “%(name)s”") % {"name": held}) as within:
                guidance.set_items(held, lists["required"], lists["optional"], within)
            return show.go(
                request, address(by, "playbooks"), within, _("“%(name)s” was saved.") % {"name": held}
            )
    else:
        long = []
        lists = dict(zip(CHECKS, guidance.items_of(held), strict=True))
    wrong = [_("Use at most %(count)d characters.") % {"count": MOST_LETTERS}] if long else []
    asked = [
        Input("required", "long_text", _("Required to go on, one a line"), "\n".join(lists["required"]), prefix="s",
              errors=wrong, hint=_("[A deal] does not go to the next stage before each of these is ticked.")),
        Input("optional", "long_text", _("If needed, one a line"), "\n".join(lists["optional"]), prefix="s"),
    ]  # fmt: skip
    context = {"place": held, "inputs": asked, "here": address(by, f"playbooks/checks/{place}")}
    return draw(request, by, "settings/checks.html", context, 422 if wrong else 200)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@administrators
def playbook(request: HttpRequest, by: Actor, id: UUID | None = None) -> HttpResponse:
    """One playbook, or a new one."""
    held = access.get(Playbook, id, by) if id else None
    if request.method != "POST":
        return _draw(request, by, held, {}, {})
    said = {name: request.POST.get(name, "").strip() for name in ("name", "kind", "text", "where")}
    object, _dot, rest = said["where"].partition("|")
    place, action = (rest, "") if ":" in rest else ("", rest)
    raw = {name: said[name] for name in ("name", "kind", "text")}
    raw |= {"object": object, "place": place, "action": action}
    try:
        with gesture(by, _("Playbook “%(name)s”") % {"name": said["name"]}) as within:
            saved = write.update(held, raw, within) if held else write.create(Playbook, raw, within)
    except Invalid as invalid:
        wrong = dict(invalid.errors)
        wrong["where"] = [text for name in ("object", "place", "action") for text in wrong.pop(name, [])]
        return _draw(request, by, held, said, wrong)
    return show.go(request, address(by, "playbooks"), within, _("“%(name)s” was saved.") % {"name": saved})


@require_POST
@administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    held = access.get(Playbook, id, by)
    with gesture(by, _("Delete “%(name)s”") % {"name": held}) as within:
        write.delete(held, within)
    return show.go(request, address(by, "playbooks"), within, _("“%(name)s” was deleted.") % {"name": held})


def _draw(
    request: HttpRequest, by: Actor, held: Playbook | None, said: Mapping[str, str], wrong: Errors
) -> HttpResponse:
    where = f"{held.object}|{held.place or held.action}" if held else ""
    value = (
        {"name": held.name, "kind": held.kind, "text": held.text, "where": where}
        if held
        else {"kind": "guide"}
    )
    value = {**value, **said}
    kinds = [(key, str(name)) for key, name in KINDS]
    asked = [
        text("name", _("Title"), value.get("name", ""), errors=wrong.get("name", ()), required=True, most=120),
        choice("kind", _("Kind"), value["kind"], kinds, errors=wrong.get("kind", ())),
        choice("where", _("Shown"), value.get("where", ""), [("", _("Nowhere: given to people to learn"))],
               groups=_wheres(by, value.get("where", "")), errors=wrong.get("where", ())),
        Input(
            "text", "long_text", _("Text"), value.get("text", ""), required=True, errors=wrong.get("text", ()),
            prefix="s", hint=_("Blank lines make paragraphs, lines that begin with - a list."),
        ),
    ]  # fmt: skip
    context = {
        "playbook": held,
        "inputs": asked,
        "here": address(by, f"playbooks/{held.pk}" if held else "playbooks/new"),
        "whole_errors": list(wrong.get("", ())),
        **_learnt(held, by),
    }
    return draw(request, by, "settings/playbook.html", context, 422 if wrong else 200)


def _learnt(held: Record | None, by: Actor) -> dict[str, Any]:
    """Who was given it to learn, and the way to give it to more."""
    if held is None:
        return {}
    what = guidance.about(held)
    announcing = f"{addresses.home(by.workspace)}announcements/"
    return {
        "assigned": posting.assigned(what, by),
        "assign": f"{announcing}new?what={what}",
        "announcing": announcing,
    }


def _wheres(by: Actor, chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everywhere a playbook can be shown, by object: on each, at one of its stages, channels …, or in a dialog.

    Parts of abilities, such as the tiles of a dashboard, are left out unless one is chosen already.
    """
    places, verbs = _places(by), _verbs()
    found = []
    for spec in in_order(objects().values()):
        is_part = is_ability(spec) and not is_place(spec)
        if spec.settings or spec.private or (is_part and not chosen.startswith(f"{spec.name}|")):
            continue
        here = [(f"{spec.name}|", _("On each: %(object)s") % {"object": spec.label})]
        linked = {target_of(field)._meta.model_name for field in spec.links()}
        for value, label in places:
            if value.partition(":")[0] in linked:
                words = {"object": spec.label, "place": label}
                here.append((f"{spec.name}|{value}", _("%(object)s at %(place)s") % words))
        for value, label in verbs:
            if value.startswith(f"{spec.name}:"):
                words = {"object": spec.label, "action": label}
                said = _("%(object)s, dialog: %(action)s") % words
                here.append((f"{spec.name}|{value.partition(':')[2]}", said))
        found.append((spec.label_plural, here))
    return found


def _object(name: str) -> str:
    spec = find_object(name)
    return spec.label if spec else name


def _places(by: Actor) -> list[tuple[str, str]]:
    """The records of the settings that other records link to, such as stages and channels."""
    targets = {target_of(field) for spec in objects().values() for field in spec.links() if not spec.settings}
    found = []
    for model in targets:
        if not issubclass(model, Record) or not spec_of(model).settings:
            continue
        spec = spec_of(model)
        for row in access.visible(model, by).order_by("pk")[:MOST]:
            found.append((named(row), f"{spec.label} “{row}”"))
    return sorted(found, key=lambda one: one[1])


def _verbs() -> list[tuple[str, str]]:
    """Making a record, and every verb of an object, by `object:verb`."""
    found = []
    for spec in objects().values():
        if not (spec.settings or spec.private):
            found.append((f"{spec.name}:create", pgettext("dialog", "New")))
            verbs = actions_of(spec.model).values()
            found += [(f"{spec.name}:{one.name}", str(one.label)) for one in verbs if one.label]
    return found
