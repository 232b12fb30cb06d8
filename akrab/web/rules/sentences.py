"""Triggers and steps in words, as lists, editors and ledgers say them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from babel.dates import get_day_names
from django.utils.translation import get_language, gettext_lazy, ngettext, to_locale
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.actions import actions_of
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import Spec
from akrab.features.automation.models import Endpoint, Rule
from akrab.features.automation.scope import BRACES
from akrab.features.automation.triggers import BECAME
from akrab.identity.actor import Actor
from akrab.identity.models import Role, Team
from akrab.web import conditions
from akrab.web.rules import names
from akrab.web.rules.names import Root

ICONS = {
    "create": "plus", "change": "pencil", "act": "bolt", "assign": "user-check", "ask": "thumb-up", "call": "webhook",
    "wait": "clock", "branch": "arrows-split-2", "each": "repeat", "stop": "player-stop",
}  # fmt: skip
KINDS = {
    "create": gettext_lazy("Make a record"),
    "change": gettext_lazy("Change fields"),
    "act": gettext_lazy("Do something with a record"),
    "assign": gettext_lazy("Give to somebody"),
    "ask": gettext_lazy("Ask for approval"),
    "call": gettext_lazy("Call another program"),
    "wait": gettext_lazy("Wait"),
    "branch": gettext_lazy("Decide"),
    "each": gettext_lazy("For each linked record"),
    "stop": gettext_lazy("End here"),
}
GENERIC = {
    "created": gettext_lazy("is created"),
    "updated": gettext_lazy("is changed"),
    "deleted": gettext_lazy("goes into the bin"),
    "restored": gettext_lazy("comes back from the bin"),
    "settled": gettext_lazy("is recalculated"),
}
BECAME_WORDS = gettext_lazy("gets a value in one field, made with it or changed to it")
LONGEST = 120
HOUR, DAY = 60, 24 * 60


def events_of(spec: Spec) -> list[tuple[str, str]]:
    """All that can happen to an object's records, with its words."""
    done = [
        (one.past, _("after “%(action)s”") % {"action": one.label}) for one in actions_of(spec.model).values()
    ]
    due = [(one.name, str(one.label)) for one in spec.deadlines]
    return [*((verb, str(words)) for verb, words in GENERIC.items()), *dict([*done, *due]).items()]


def duration(minutes: int, working: bool = False) -> str:
    """Minutes as people say them: 15 minutes, 2 hours, 3 days; 2 working hours."""
    if working:
        return _working(minutes)
    if minutes and minutes % DAY == 0:
        return ngettext("%(count)d day", "%(count)d days", minutes // DAY) % {"count": minutes // DAY}
    if minutes and minutes % HOUR == 0:
        return ngettext("%(count)d hour", "%(count)d hours", minutes // HOUR) % {"count": minutes // HOUR}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _working(minutes: int) -> str:
    if minutes % HOUR == 0:
        said = ngettext("%(count)d working hour", "%(count)d working hours", minutes // HOUR)
        return said % {"count": minutes // HOUR}
    return ngettext("%(count)d working minute", "%(count)d working minutes", minutes) % {"count": minutes}


def occasions_of(spec: Spec) -> list[tuple[str, str]]:
    """All that can set a rule of an object off, with its words."""
    created, updated, *others = events_of(spec)
    return [created, updated, (BECAME, str(BECAME_WORDS)), *others]


def titles_of(rules: Iterable[Rule], by: Actor) -> dict[UUID, str]:
    """What the records are called whose coming into a field sets these rules off."""
    wanted: dict[str, set[UUID]] = {}
    for rule in rules:
        spec = find_object(rule.object)
        field = spec.fields.get(str(rule.trigger.get("field", ""))) if spec else None
        if field is not None and field.type.name in ("link", "user") and rule.trigger.get("now"):
            with suppress(ValueError):  # what is no id has no name either
                id = UUID(str(rule.trigger["now"]))
                wanted.setdefault(str(target_of(field)._meta.model_name), set()).add(id)
    return access.titles(wanted, by, objects())


def of_trigger(
    trigger: Mapping[str, Any], spec: Spec | None, by: Actor, titles: Mapping[UUID, str] | None = None
) -> str:
    """What sets a rule off, in one sentence; `titles` are those of the records it names, where they are known."""
    kind = trigger.get("on", "event")
    if spec is None or kind == "call":
        return _("Another program calls the address of this rule")
    if kind == "schedule":
        return _of_schedule(trigger, spec)
    if kind == "moment":
        return _of_moment(trigger, spec)
    words = dict(occasions_of(spec)).get(str(trigger.get("verb", "")), "?")
    field = spec.fields.get(str(trigger.get("field", "")))
    if field is not None and trigger.get("now") is not None:
        known = {str(id): title for id, title in (titles or {}).items()}
        value = known.get(str(trigger["now"])) or _fixed(trigger["now"], field, by)
        said = {"object": spec.label, "field": field.label, "value": value}
        return _("%(object)s: “%(field)s” becomes “%(value)s”") % said
    if field is None:
        return _("%(object)s %(happens)s") % {"object": spec.label, "happens": words}
    return _("%(object)s: “%(field)s” changes") % {"object": spec.label, "field": field.label}


def _of_moment(trigger: Mapping[str, Any], spec: Spec) -> str:
    field = spec.fields.get(str(trigger.get("field", "")))
    minutes = int(trigger.get("minutes", 0))
    said = {"object": spec.label, "field": field.label if field else "?", "time": duration(abs(minutes))}
    if minutes < 0:
        return _("%(object)s: %(time)s before “%(field)s”") % said
    if minutes:
        return _("%(object)s: %(time)s after “%(field)s”") % said
    return _("%(object)s: at “%(field)s”") % said


def _of_schedule(trigger: Mapping[str, Any], spec: Spec) -> str:
    said: dict[str, Any] = {"at": trigger.get("at", "09:00"), "day": trigger.get("day", 1)}
    called = get_day_names(locale=to_locale(get_language() or "en"))
    said["days"] = ", ".join(called[int(day) - 1] for day in trigger.get("days", [1]))
    often = {
        "hour": _("Every hour at minute %(minute)s") % {"minute": str(said["at"])[3:]},
        "day": _("Every day at %(at)s") % said,
        "week": _("Every %(days)s at %(at)s") % said,
        "month": _("Every month on day %(day)s at %(at)s") % said,
    }[str(trigger.get("every", "day"))]
    if not trigger.get("each", True):
        return often
    return _("%(often)s, for each of the %(objects)s") % {
        "often": often,
        "objects": spec.label_plural.lower(),
    }


def of_condition(tree: Mapping[str, Any], spec: Spec | None, by: Actor) -> list[str]:
    """The conditions of a filter, each in words."""
    if spec is None or not tree:
        return []
    titles = conditions.titles(tree, spec, by)
    return [conditions.in_words(part, spec, by, titles) for part in conditions.flat(tree)[1]]


def title_of(step: Mapping[str, Any], known: Sequence[Root]) -> str:
    """What a step does, in a few words."""
    kind = str(step["do"])
    if kind == "create" and (made := find_object(str(step["object"]))):
        return _("Make: %(object)s") % {"object": made.label.lower()}
    if kind == "act" and (root := _root(step, known)) and root.spec:
        action = actions_of(root.spec.model).get(str(step["action"]))
        return f"{root.label}: {action.label if action else step['action']}"
    if kind in ("change", "assign") and (root := _root(step, known)):
        return f"{KINDS[kind]}: {root.label.lower()}"
    if kind == "wait":
        return _of_wait(step, known)
    if kind == "each" and (target := find_object(str(step["object"]))):
        return _("For each of the %(objects)s") % {"objects": target.label_plural.lower()}
    return str(KINDS[kind])


def _root(step: Mapping[str, Any], known: Sequence[Root]) -> Root | None:
    return next((one for one in known if one.name == step.get("of", "record")), None)


def _of_wait(step: Mapping[str, Any], known: Sequence[Root]) -> str:
    minutes, working = int(step.get("minutes", 0)), bool(step.get("working"))
    if event := str(step.get("event", "")):
        spec = find_object(event.partition(".")[0])
        words = dict(events_of(spec)).get(event.partition(".")[2], event) if spec else event
        said = {"object": spec.label if spec else "", "happens": words, "time": duration(minutes, working)}
        if minutes:
            return _("Wait until: %(object)s %(happens)s, at most %(time)s") % said
        return _("Wait until: %(object)s %(happens)s") % said
    if until := str(step.get("until", "")).strip("{}"):
        said = {"field": names.path_in_words(until, known), "time": duration(abs(minutes), working)}
        if minutes < 0:
            return _("Wait until %(time)s before “%(field)s”") % said
        return (_("Wait until %(time)s after “%(field)s”") if minutes else _("Wait until “%(field)s”")) % said
    return _("Wait %(time)s") % {"time": duration(minutes, working)}


def details_of(step: Mapping[str, Any], known: Sequence[Root], by: Actor) -> list[str]:
    """What a step does exactly, a part each."""
    kind = str(step["do"])
    spec = find_object(str(step.get("object", ""))) if kind in ("create", "each") else None
    root = _root(step, known)
    if kind == "assign":
        return [_of_assign(step, root)]
    if kind == "ask":
        within = duration(int(step.get("minutes", 1440)), bool(step.get("working")))
        return [
            names.in_words(str(step.get("text", "")), known),
            _("asked: %(who)s") % {"who": _value(step.get("to"), None, known, by)},
            _("to be answered within %(time)s") % {"time": within},
            *_spared(step.get("alone"), root, by),
        ]
    if kind == "call":
        found = Endpoint.objects.filter(pk=step["endpoint"]).first()
        return [found.name if found else "?"]
    if kind == "branch":
        if step.get("came"):
            return [_("what was waited for came in time")]
        return of_condition(step.get("if", {}), root.spec if root else None, by)
    if kind == "each":
        return of_condition(step.get("if", {}), spec, by)
    fields = _fields_of(step, spec, root)
    return [
        f"{fields[name].label}: {_value(value, fields[name], known, by)}"
        for name, value in step.get("values", {}).items()
        if name in fields
    ]


def _spared(condition: Any, root: Root | None, by: Actor) -> list[str]:
    """Where nobody needs to be asked, if anywhere."""
    if not condition or root is None:
        return []
    return [f"{_('No approval is needed where')}: {'; '.join(of_condition(condition, root.spec, by))}"]


def _fields_of(step: Mapping[str, Any], made: Spec | None, root: Root | None) -> Mapping[str, Field]:
    spec = made or (root.spec if root else None)
    if spec is None:
        return {}
    if step["do"] == "act":
        action = actions_of(spec.model).get(str(step["action"]))
        return action.params if action else {}
    return spec.fields


def _of_assign(step: Mapping[str, Any], root: Root | None) -> str:
    how = {
        "turn": _("in turn"),
        "least": _("whoever has the least"),
        "leader": _("the leader of the team"),
    }[str(step.get("how", "turn"))]
    roles = Role.objects.filter(pk=step["role"]) if step.get("role") else []
    teams = Team.objects.filter(pk=step["team"]) if step.get("team") else []
    of = [*[role.name for role in roles], *[team.name for team in teams]]
    field = root.spec.fields.get(str(step.get("field", "owner"))) if root and root.spec else None
    wishes = [
        *([_("of its territory")] if step.get("territory") else []),
        *([_("during working time")] if step.get("present") else []),
    ]
    return f"{field.label if field else '?'}: {' · '.join([how, *([', '.join(of)] if of else []), *wishes])}"


def _value(value: Any, field: Field | None, known: Sequence[Root], by: Actor) -> str:
    """A value of a step in words."""
    if isinstance(value, dict) and "after" in value:
        return _shifted(value, known)
    if isinstance(value, dict):
        return _group(value, known)
    if value is None:
        return _("nothing")
    if isinstance(value, str) and BRACES.search(value):
        said = names.in_words(value, known)
        return said[:LONGEST]
    return _fixed(value, field, by)[:LONGEST]


def _shifted(value: Mapping[str, Any], known: Sequence[Root]) -> str:
    minutes, working = int(value.get("minutes", 0)), bool(value.get("working"))
    path = str(value["after"]).strip("{}")
    if path == "now":
        return _("%(time)s later") % {"time": duration(minutes, working)} if minutes else _("at once")
    said = {"field": names.path_in_words(path, known), "time": duration(abs(minutes), working)}
    if not minutes:
        return str(said["field"])
    return (_("%(time)s before “%(field)s”") if minutes < 0 else _("%(time)s after “%(field)s”")) % said


def _group(value: Mapping[str, Any], known: Sequence[Root]) -> str:
    kind, said = next(((name, one) for name, one in value.items() if name != "one"), ("", ""))
    if kind == "leader_of":
        return _("who leads: %(who)s") % {"who": names.path_in_words(str(said).strip("{}"), known)}
    rows: Any = Role.objects if kind == "role" else Team.objects
    found = rows.filter(pk=said).first() if kind in ("role", "team") else None
    words = {"group": found.name if found else "?"}
    return (_("one of: %(group)s") if value.get("one") else _("everybody: %(group)s")) % words


def _fixed(value: Any, field: Field | None, by: Actor) -> str:
    """A value that is written down, as people read it."""
    if field is None or field.type.name in ("link", "user"):
        try:
            id = UUID(str(value))
        except ValueError:
            return str(value)
        model = target_of(field)._meta.model_name if field else "membership"
        return access.titles({str(model): {id}}, by, objects()).get(id, "?")
    return field.type.written(field, field.type.from_plain(field, value, by), by.workspace.currency)
