"""Verbs: typed functions whose signature is the button's form, the API endpoint, the bulk action and the rule's step.

A function marked `@prepares("create")` (or update, delete, restore) is not a new verb: it is what its module does
more on the generic one, run after the new values are in place and before anything is saved.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from django.db import models
from django.utils.functional import Promise

from akrab.engine.fields import (
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    DurationField,
    Field,
    IntegerField,
    LinkField,
    TextField,
    UserField,
)  # fmt: skip
from akrab.identity.actor import Verb
from akrab.identity.models import Membership

F = TypeVar("F", bound=Callable[..., Any])
Generic = Literal["create", "update", "delete", "restore", "undo"]

BY_TYPE: dict[type, type[Field]] = {
    str: TextField, int: IntegerField, Decimal: DecimalField, bool: BooleanField, date: DateField,
    datetime: DateTimeField, timedelta: DurationField,
}  # fmt: skip


@dataclass(frozen=True)
class Action:
    """One verb of one object. `needs` is the right it takes; `past` completes the event's name.

    `told` is what a timeline says, such as "%(who)s completed the task %(what)s"; `what` is empty on its own page. What
    `leads` stands before the object's other verbs, whichever module brings it.
    """

    name: str
    label: str | Promise
    needs: Verb
    past: str
    model: type[models.Model]
    params: dict[str, Field]
    run: Callable[..., Any]
    icon: str = ""
    shown: Callable[[Any], bool] = lambda record: True
    told: str | Promise = ""
    leads: bool = False


_actions: dict[type[models.Model], dict[str, Action]] = {}
_preparations: dict[tuple[type[models.Model], str], Callable[..., None]] = {}


def action(
    *, label: str | Promise, needs: Verb = "change", past: str = "", icon: str = "",
    shown: Callable[[Any], bool] = lambda record: True, told: str | Promise = "", leads: bool = False,
) -> Callable[[F], F]:  # fmt: skip
    """Make a typed function a verb of the object its first parameter is annotated with.

    The function changes the record it is given and returns it; the engine checks the right, parses the input by the
    signature, opens the transaction, saves what changed and writes the event. Raises `TypeError` on a signature it
    can't read.
    """

    def register(function: F) -> F:
        hints = get_type_hints(function, include_extras=True)
        names = list(inspect.signature(function).parameters)
        model = hints[names[0]]
        params = {
            name: _param(name, hints[name], inspect.signature(function).parameters[name].default)
            for name in names[1:]
            if name != "by"
        }
        made = Action(
            function.__name__,
            label,
            needs,
            past or function.__name__,
            model,
            params,
            function,
            icon,
            shown,
            told,
            leads,
        )
        _actions.setdefault(model, {})[made.name] = made
        return function

    return register


def prepares(*verbs: Generic) -> Callable[[F], F]:
    """Run the function before the generic verb saves a record of the object its first parameter is annotated with.

    It takes the record and `by`, on `update` also `before`, the plain values of before; it may change the record, or
    raise `Invalid` or `Refused`. On `undo`, where earlier values are back in place, it only brings up to date what is
    computed from them. One function an object and verb: a second one raises `TypeError`.
    """

    def register(function: F) -> F:
        hints = get_type_hints(function)
        model = hints[next(iter(inspect.signature(function).parameters))]
        for verb in verbs:
            if (model, verb) in _preparations:
                raise TypeError(f"{verb} of {model.__name__} is prepared twice")
            _preparations[model, verb] = function
        return function

    return register


def actions_of(model: type[models.Model]) -> dict[str, Action]:
    """The verbs of an object besides the generic ones, in the order they were declared."""
    return _actions.get(model, {})


def prepare(record: models.Model, verb: str, **context: Any) -> None:
    """Run what the record's module does more on a generic verb; it may change the record or raise `Refused`."""
    function = _preparations.get((type(record), verb))
    if function is not None:
        function(record, **context)


def _param(name: str, hint: Any, default: Any) -> Field:
    """The field that stands for one parameter, named and labelled."""
    optional = default is not inspect.Parameter.empty
    notes: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        notes = tuple(rest)
    if get_origin(hint) in (Union, UnionType):
        optional = True
        hint = next(part for part in get_args(hint) if part is not NoneType)
    field = next((note for note in notes if isinstance(note, Field)), None) or _field_for(hint)
    field.blank = optional
    field.null = optional and field.type.name not in ("text", "long_text")
    field.set_attributes_from_name(name)
    return field


def _field_for(hint: Any) -> Field:
    if isinstance(hint, type) and issubclass(hint, Membership):
        return UserField()
    if isinstance(hint, type) and issubclass(hint, models.Model):
        return LinkField(hint)
    if hint in BY_TYPE:
        return BY_TYPE[hint]()
    raise TypeError(
        f"an action can't take {hint!r}: use {', '.join(kind.__name__ for kind in BY_TYPE)} or a record"
    )
