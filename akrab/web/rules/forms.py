"""The form of each kind of step: what it asks, filled with what the step says, and the step that a sent form means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.actions import actions_of
from akrab.engine.fields import BadValue, Field
from akrab.engine.registry import find_object, panels_of
from akrab.engine.spec import Spec, spec_of
from akrab.features.automation.models import Approval, Endpoint
from akrab.identity.models import Role, Team
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import choice, rows_of, tick
from akrab.web.rules import names, sentences, values
from akrab.web.rules.bench import Asked, Bench, Errors, Step
from akrab.web.rules.builder import builder, read_builder
from akrab.web.rules.values import Ground, Row

PAIRS = 8
CAME = "came:"
RELOADING = frozenset({"s-of", "s-what", "s-for"})


def ask(kind: str, step: Step, bench: Bench, errors: Errors) -> Asked:
    """The form of a step that says this, or a part of it yet."""
    asked = ASK[kind](step, bench, errors)
    asked.inputs = [
        replace(one, reload=bench.reload) if one.name in RELOADING else one for one in asked.inputs
    ]
    texts = [row for row in (*asked.rows, *asked.more) if row.input.kind in values.TEXTS]
    if texts or asked.pairs:
        asked.paths = [
            *([("payload.", _("What the program sent · name"))] if bench.has("payload") else []),
            *([("who", _("Who did it"))] if bench.has("who") else []),
            *names.paths(bench.known, names.everything, bench.by),
        ]
    shown = {row.input.name for row in (*asked.rows, *asked.more)} | {one.name for one in asked.inputs}
    asked.wrong = [said for name, said_all in errors.items() if name not in shown for said in said_all]
    return asked


def read(kind: str, data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    """The step that a form means, and what is wrong with it by field."""
    step, wrong = READ[kind](data, bench)
    return {"do": kind, **step}, wrong


def _rows(
    fields: Mapping[str, Field], step: Step, ground: Ground, errors: Errors, first: Sequence[str]
) -> tuple[list[Row], list[Row]]:
    """A row for each field: those asked first or already said, and the others."""
    said = step.get("values", {})
    made = {
        name: values.row(one, said.get(name, ""), ground, errors.get(name, ()))
        for name, one in values.fields_of(fields).items()
    }
    ahead = [name for name in made if name in first or name in said or name in errors]
    return [made[name] for name in ahead], [row for name, row in made.items() if name not in ahead]


def _create(step: Step, bench: Bench, errors: Errors) -> Asked:
    spec = find_object(str(step.get("object", "")))
    if spec is None:
        return Asked()
    fields = {one.name: one for one in spec.editable()}
    needed = [name for name, one in fields.items() if one.is_required]
    ground = Ground(bench.known, spec.name, bench.by)
    rows, more = _rows(fields, step, ground, errors, [*spec.quick, *needed])
    return Asked(rows=rows, more=more, ticks=_how_made(spec, step, bench))


def _how_made(spec: Spec, step: Step, bench: Bench) -> list[Input]:
    """Whether it is made again, and what becomes of it when the record changes; where the object can tell."""
    offered = [("once", _("Not while one that this rule made for the same record is open"))]
    if spec.made_by and bench.has("record"):
        offered.append(("keep", _("Change it with the record, as long as it is open")))
        offered.append(
            ("passing", _("It is over when the record goes on from the stage that set the rule off"))
        )
    return [tick(f"s-{name}", label, bool(step.get(name))) for name, label in offered]


def _read_create(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    spec = find_object(data.get("s-object", ""))
    if spec is None:
        return {}, {"": [_("Choose what to make.")]}
    said, wrong = values.read(values.fields_of({one.name: one for one in spec.editable()}), data, bench.by)
    ticked = {name: True for name in ("once", "keep", "passing") if data.get(f"s-{name}") == "1"}
    return {"object": spec.name, "values": said, **ticked}, wrong


def _change(step: Step, bench: Bench, errors: Errors) -> Asked:
    of = bench.of(step)
    spec = bench.spec(of)
    if spec is None:
        return Asked(wrong=[_("There is no record here to change.")])
    ground = Ground(bench.known, spec.name, bench.by, optional=True)
    fields = {one.name: one for one in spec.editable()}
    rows, more = _rows(fields, step, ground, errors, spec.quick)
    return Asked([choice("s-of", _("Record"), of, bench.records, hint="")], rows, more)


def _read_change(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    of = bench.of({"of": data.get("s-of", "")})
    spec = bench.spec(of)
    if spec is None:
        return {}, {"": [_("There is no record here to change.")]}
    said, wrong = values.read(values.fields_of({one.name: one for one in spec.editable()}), data, bench.by)
    if not said and not wrong:
        wrong = {"": [_("Say at least one field.")]}
    return {"of": of, "values": said}, wrong


def _verbs(bench: Bench) -> list[tuple[str, str]]:
    return [
        (f"{root.name}.{action.name}", f"{root.label} · {action.label}")
        for root in names.records(bench.known)
        if root.spec
        for action in actions_of(root.spec.model).values()
    ]


def _act(step: Step, bench: Bench, errors: Errors) -> Asked:
    offered = _verbs(bench)
    what = f"{step.get('of', 'record')}.{step.get('action', '')}"
    chosen = next(
        (value for value, _label in offered if value == what), next((one[0] for one in offered), "")
    )
    if not chosen:
        return Asked(wrong=[_("Nothing can be done with the records here.")])
    of, _dot, name = chosen.rpartition(".")
    spec = bench.spec(of)
    assert spec is not None
    ground = Ground(bench.known, spec.name, bench.by, action=name)
    rows, _more = _rows(
        actions_of(spec.model)[name].params, step, ground, errors, list(actions_of(spec.model)[name].params)
    )
    return Asked([choice("s-what", _("Action"), chosen, offered)], rows)


def _read_act(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    what = data.get("s-what", "")
    if what not in [value for value, _label in _verbs(bench)]:
        return {}, {"": [_("Choose from the list.")]}
    of, _dot, name = what.rpartition(".")
    spec = bench.spec(of)
    assert spec is not None
    said, wrong = values.read(values.fields_of(actions_of(spec.model)[name].params), data, bench.by)
    return {"of": of, "action": name, "values": said}, wrong


def _assign(step: Step, bench: Bench, errors: Errors) -> Asked:
    of = bench.of(step)
    spec = bench.spec(of)
    people = [(one.name, one.label) for one in spec.of_type("user") if not one.read_only] if spec else []
    hows = [
        ("turn", _("in turn")),
        ("least", _("to whoever has the least of them")),
        ("leader", _("to the leader of the team")),
    ]
    places = [
        ("", _("wherever the record comes from")),
        ("1", _("those who look after its territory, if anybody does")),
    ]
    presents = [
        ("", _("whether they are at work or not")),
        ("1", _("those whose working time it is, as long as it is anybody's")),
    ]
    roles, teams = (
        rows_of(Role.objects.order_by("name"), _("any role")),
        rows_of(Team.objects.order_by("name"), _("any team")),
    )
    return Asked([
        choice("s-of", _("Record"), of, bench.records),
        choice("s-field", _("Field"), str(step.get("field", "owner")), people),
        choice("s-how", _("Chosen"), str(step.get("how", "turn")), hows),
        choice("s-role", _("Of the role"), str(step.get("role", "")), roles),
        choice("s-team", _("Of the team"), str(step.get("team", "")), teams, errors=errors.get("s-team", ())),
        choice("s-territory", _("Territory"), "1" if step.get("territory") else "", places),
        choice("s-present", _("Working time"), "1" if step.get("present") else "", presents),
    ])  # fmt: skip


def _read_assign(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    said = {name: data.get(f"s-{name}", "") for name in ("field", "how", "role", "team")}
    wrong = {}
    if said["how"] == "leader" and not said["team"]:
        wrong["s-team"] = [_("Choose the team whose leader gets it.")]
    wishes = {name: True for name in ("territory", "present") if data.get(f"s-{name}") == "1"}
    return {"of": bench.of({"of": data.get("s-of", "")}), **said, **wishes}, wrong


def _ask(step: Step, bench: Bench, errors: Errors) -> Asked:
    fields = spec_of(Approval).fields
    ground = Ground(bench.known, "approval", bench.by)
    said = {
        "asked": step.get("to", ""),
        "deputy": step.get("deputy") or "",
        "text": step.get("text", ""),
    }
    rows = [
        values.row(fields[name], said[name], ground, errors.get(name, ()))
        for name in ("text", "asked", "deputy")
    ]
    of = bench.of(step)
    spec = bench.spec(of)
    inputs = [choice("s-of", _("About"), of, bench.records)] if bench.records else []
    offered = (
        builder(spec, step.get("alone", {}), bench.by, _("No approval is needed where")) if spec else None
    )
    return Asked(inputs, rows, time=_time(step, 1440), builder=offered)


def _read_ask(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    fields = spec_of(Approval).fields
    said, wrong = values.read({name: fields[name] for name in ("text", "asked", "deputy")}, data, bench.by)
    step: Step = {
        "of": bench.of({"of": data.get("s-of", "")}),
        "to": said.get("asked"),
        "text": said.get("text", ""),
    }
    if said.get("deputy"):
        step["deputy"] = said["deputy"]
    if not step["to"] and "asked" not in wrong:
        wrong["asked"] = [_("Say who is asked.")]
    step |= {"minutes": _minutes(data, wrong) or 1440, **_working(data)}
    spec = bench.spec(step["of"])
    step["alone"] = read_builder(data, spec, bench.by) if spec else {}
    return step, wrong


def _call(step: Step, bench: Bench, errors: Errors) -> Asked:
    offered = rows_of(access.visible(Endpoint, bench.by).order_by("name"))
    if not offered:
        return Asked(wrong=[_("There is no endpoint yet. Add one under Endpoints first.")])
    said = [(name, str(value)) for name, value in step.get("values", {}).items()]
    pairs = [*said, *[("", "")] * max(1, PAIRS - len(said))]
    return Asked([choice("s-endpoint", _("Endpoint"), str(step.get("endpoint", "")), offered)], pairs=pairs)


def _read_call(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    pairs = zip(data.getlist("s-name"), data.getlist("s-value"), strict=False)
    said = {name.strip(): value.strip() for name, value in pairs if name.strip()}
    return {"endpoint": data.get("s-endpoint", ""), "values": said}, {}


def _wait(step: Step, bench: Bench, errors: Errors) -> Asked:
    kind = "event" if step.get("event") else "moment" if step.get("until") else "time"
    kinds = [("time", _("so long")), ("moment", _("until a moment")), ("event", _("until something happens"))]
    moments = names.paths(bench.known, lambda one: one.type.name in names.MOMENTS, bench.by)
    return Asked(
        [
            choice("s-for", _("Wait"), kind, kinds),
            choice("s-until", _("The moment"), str(step.get("until", "")).strip("{}"), moments),
            choice(
                "s-event",
                _("What happens"),
                _awaited(str(step.get("of", "record")), str(step.get("event", ""))),
                _happenings(bench),
            ),
        ],
        time=_time(step, 0),
    )


def _happenings(bench: Bench) -> list[tuple[str, str]]:
    """What can be waited for: of the record, and of what earlier steps made."""
    return [
        (
            _awaited(root.name, f"{root.spec.name}.{verb}"),
            _("%(object)s %(happens)s") % {"object": root.label, "happens": words},
        )
        for root in names.records(bench.known)
        if root.spec is not None
        for verb, words in sentences.events_of(root.spec)
    ]


def _awaited(of: str, event: str) -> str:
    """A happening as one choice: whose, and which."""
    return f"{of}:{event}" if event else ""


def _read_wait(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    wrong: dict[str, list[str]] = {}
    step: Step = {"minutes": _minutes(data, wrong), **_working(data)}
    kind = data.get("s-for", "time")
    if kind == "moment":
        step["until"] = f"{{{data.get('s-until', '')}}}"
    elif kind == "event":
        of, _colon, step["event"] = data.get("s-event", "").partition(":")
        step |= {"of": of} if of != "record" else {}
    elif step["minutes"] <= 0 and not wrong:
        wrong["s-time"] = [_("Say how long to wait.")]
    return step, wrong


def _time(step: Step, usual: int) -> tuple[str, str]:
    """How long a step says, as a number and a unit."""
    return values.in_units(int(step.get("minutes", usual)), bool(step.get("working")))


def _working(data: QueryDict) -> Step:
    return {"working": True} if data.get("s-unit", "").startswith(values.WORKING) else {}


def _minutes(data: QueryDict, wrong: dict[str, list[str]]) -> int:
    try:
        return values.in_minutes(data.get("s-shift", ""), data.get("s-unit", ""))
    except BadValue as error:
        wrong["s-time"] = [str(error)]
        return 0


def _branch(step: Step, bench: Bench, errors: Errors) -> Asked:
    came = str(step.get("came", ""))
    waited = [(f"{CAME}{id}", label) for id, label in bench.waits]
    of = f"{CAME}{came}" if came else bench.of(step)
    asked = Asked([choice("s-of", _("Depending on"), of, [*bench.records, *waited])])
    spec = bench.spec(of)
    if spec is not None:
        asked.builder = builder(spec, step.get("if", {}), bench.by, _("Take the “Yes” path where"))
    return asked


def _read_branch(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    of = data.get("s-of", "")
    if of.startswith(CAME):
        return {"came": of.removeprefix(CAME)}, {}
    spec = bench.spec(bench.of({"of": of}))
    tree = read_builder(data, spec, bench.by) if spec else {}
    wrong = {} if tree else {"": [_("Say at least one condition, with its value.")]}
    return {"of": bench.of({"of": of}), "if": tree}, wrong


def _linked(bench: Bench) -> list[tuple[str, str]]:
    spec = bench.spec("record")
    return [
        (f"{other.name}.{link.name}", f"{other.label_plural} · {link.label}")
        for other, link in (panels_of(spec) if spec else [])
        if not other.settings and not other.private
    ]


def _each(step: Step, bench: Bench, errors: Errors) -> Asked:
    offered = _linked(bench)
    what = f"{step.get('object', '')}.{step.get('link', '')}"
    chosen = what if what in [value for value, _label in offered] else next((one[0] for one in offered), "")
    spec = find_object(chosen.partition(".")[0])
    if spec is None:
        return Asked(wrong=[_("Nothing is linked to the records that set this rule off.")])
    where = builder(spec, step.get("if", {}), bench.by, _("Only those where"))
    return Asked([choice("s-what", _("Linked records"), chosen, offered)], builder=where)


def _read_each(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    what = data.get("s-what", "")
    if what not in [value for value, _label in _linked(bench)]:
        return {}, {"": [_("Choose from the list.")]}
    object, _dot, link = what.partition(".")
    spec = find_object(object)
    assert spec is not None
    return {"object": object, "link": link, "if": read_builder(data, spec, bench.by)}, {}


def _stop(step: Step, bench: Bench, errors: Errors) -> Asked:
    return Asked()


def _read_stop(data: QueryDict, bench: Bench) -> tuple[Step, dict[str, list[str]]]:
    return {}, {}


ASK: Mapping[str, Callable[[Step, Bench, Errors], Asked]] = {
    "create": _create, "change": _change, "act": _act, "assign": _assign, "ask": _ask, "call": _call, "wait": _wait,
    "branch": _branch, "each": _each, "stop": _stop,
}  # fmt: skip
READ: Mapping[str, Callable[[QueryDict, Bench], tuple[Step, dict[str, list[str]]]]] = {
    "create": _read_create, "change": _read_change, "act": _read_act, "assign": _read_assign, "ask": _read_ask,
    "call": _read_call, "wait": _read_wait, "branch": _read_branch, "each": _read_each, "stop": _read_stop,
}  # fmt: skip
