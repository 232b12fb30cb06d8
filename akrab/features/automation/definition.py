"""What a rule says: what sets it off, and the steps it then takes, as JSON that is read into these parts.

A text in a step may name values in braces: `{record.name}`, `{record.contact.phones}`, `{task1.due_at}`. The roots
are `record` (what set the rule off), `item` (inside `each`), `who` (the person behind the event), `payload` (what a
calling program sent) and the id of any earlier step that made or found a record. A text that is one brace alone
stands for the value itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

MOST_STEPS, MOST_MINUTES = 200, 366 * 24 * 60
NAME = r"^[a-z][a-z0-9_]{0,39}$"
Name = Annotated[str, Field(pattern=NAME)]
Values = Annotated[dict[Name, Any], Field(max_length=60)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class OnEvent(Part):
    """Something happened to a record: `created`, `updated`, an action's or a deadline's word.

    With `field`, only when that field changed; `was` and `now` narrow it to one old or new plain value. Of the verb
    `became` is whatever gave `field` its value: the making of the record, a change, an action.
    """

    on: Literal["event"] = "event"
    verb: Name
    field: str = Field("", max_length=60)
    was: Any = None
    now: Any = None


class OnMoment(Part):
    """The moment in a date field of a record, or so many minutes after it (before it, when negative)."""

    on: Literal["moment"]
    field: Name
    minutes: int = Field(0, ge=-MOST_MINUTES, le=MOST_MINUTES)


class OnSchedule(Part):
    """A time that comes again: every hour, day, week (on `days`, 1 is Monday) or month (on `day`), at `at`.

    With `each`, a run for every record that meets the condition then; else one run without a record.
    A month that has no such day takes its last one. Times are of the company's time zone.
    """

    on: Literal["schedule"]
    every: Literal["hour", "day", "week", "month"] = "day"
    at: str = Field("09:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = (1,)
    day: int = Field(1, ge=1, le=31)
    each: bool = True


class OnCall(Part):
    """Another program called the rule's own address; what it sent is `{payload.…}`, and there is no record."""

    on: Literal["call"]


AnyTrigger = OnEvent | OnMoment | OnSchedule | OnCall
Trigger = Annotated[AnyTrigger, Field(discriminator="on")]


class Step(Part):
    """One step; its `id` is how later steps and the ledger call it."""

    id: Name


class Create(Step):
    """Make a record: a task, a notice, a mail, a document …; one for each person where a person field names a group.

    A group is `{"role": id}` or `{"team": id}`; with `"one": true` it is whoever of them has to do with the record
    already, else who has the least to do. What is made `once` is not made while one that the rule made before is
    open; what is to `keep` in step changes with the fields of the record it was made from, as long as it is open.
    What is `passing` is over when the record leaves the value that set the rule off; how, the record's module says.
    """

    do: Literal["create"]
    object: Name
    values: Values
    once: bool = False
    keep: bool = False
    passing: bool = False


class Change(Step):
    """Change fields of a record."""

    do: Literal["change"]
    of: str = "record"
    values: Values


class Act(Step):
    """Run a verb of a record, such as `win`."""

    do: Literal["act"]
    of: str = "record"
    action: Name
    values: Values = {}


class Assign(Step):
    """Give a record to somebody of a role or team: in turn, to whoever has the least, or as the team's leader.

    With `territory`, of those who look after the place the record comes from; with `present`, of those whose working
    time it is; each as long as there is anybody.
    """

    do: Literal["assign"]
    of: str = "record"
    field: Name = "owner"
    how: Literal["turn", "least", "leader"] = "turn"
    role: str = ""
    team: str = ""
    territory: bool = False
    present: bool = False


class Ask(Step):
    """Ask `to` for approval, and go on with `then` or, when it is refused or nobody answers, with `otherwise`.

    `to` is a person, or `{"leader_of": person}`. Who has not answered after `minutes` is followed by `deputy`, who
    has as long again. Where the record meets `condition` (`alone`), nobody needs to be asked. The first deadline
    counts working time alone where the minutes are `working`.
    """

    do: Literal["ask"]
    of: str = "record"
    to: Any
    text: str = Field("", max_length=500)
    deputy: Any = None
    minutes: int = Field(24 * 60, ge=1, le=MOST_MINUTES)
    working: bool = False
    alone: dict[str, Any] = {}
    then: list["AnyStep"] = []
    otherwise: list["AnyStep"] = Field(default_factory=list, alias="else")


class Call(Step):
    """Send the values to an endpoint of another program, at most once; what became of it stands in the ledger."""

    do: Literal["call"]
    endpoint: str
    values: Values = {}


class Wait(Step):
    """Go on later: after `minutes`, so long after (or before) the moment `until` names, or when `event` happens.

    The event is one of the record, or `of` what an earlier step made. With it, `minutes` is how long to wait for it;
    whether it came is asked of by a branch with `came`. Minutes that are `working` pass in working time alone.
    """

    do: Literal["wait"]
    of: str = "record"
    minutes: int = Field(0, ge=-MOST_MINUTES, le=MOST_MINUTES)
    working: bool = False
    until: str = ""
    event: str = Field("", max_length=80)


class Branch(Step):
    """Take `then` where the record meets the condition, else `otherwise`."""

    do: Literal["branch"]
    of: str = "record"
    condition: dict[str, Any] = Field(default_factory=dict, alias="if")
    came: str = ""
    then: list["AnyStep"] = []
    otherwise: list["AnyStep"] = Field(default_factory=list, alias="else")


class Each(Step):
    """Take the steps for each record that points here by a link and meets the condition."""

    do: Literal["each"]
    object: Name
    link: Name
    condition: dict[str, Any] = Field(default_factory=dict, alias="if")
    steps: list["AnyStep"] = []


class Stop(Step):
    """End here."""

    do: Literal["stop"]


AnyStep = Annotated[
    Create | Change | Act | Assign | Ask | Call | Wait | Branch | Each | Stop, Field(discriminator="do")
]
_steps = TypeAdapter(Annotated[list[AnyStep], Field(max_length=MOST_STEPS)])
_trigger: TypeAdapter[AnyTrigger] = TypeAdapter(Trigger)


class Unreadable(ValueError):
    """The JSON is no trigger or no list of steps; the text says where and what."""


def read_trigger(raw: Any) -> AnyTrigger:
    """The trigger that this JSON is; raises `Unreadable`."""
    try:
        return _trigger.validate_python(raw)
    except ValidationError as error:
        raise Unreadable(_told(error)) from error


def read_steps(raw: Any) -> list[Any]:
    """The steps that this JSON is, each id once; raises `Unreadable`."""
    try:
        steps = _steps.validate_python(raw)
    except ValidationError as error:
        raise Unreadable(_told(error)) from error
    ids = [step.id for step in walk(steps)]
    twice = {id for id in ids if ids.count(id) > 1}
    if twice or len(ids) > MOST_STEPS:
        raise Unreadable(
            f"{', '.join(sorted(twice))}: more than once" if twice else f"more than {MOST_STEPS}"
        )
    return steps


def walk(steps: Iterable[Any]) -> Iterator[Any]:
    """Every step, those inside branches and loops too, in the order they are written."""
    for step in steps:
        yield step
        for inner in inner_steps(step):
            yield from walk(inner)


def inner_steps(step: Any) -> Sequence[Sequence[Any]]:
    if isinstance(step, Branch | Ask):
        return (step.then, step.otherwise)
    return (step.steps,) if isinstance(step, Each) else ()


def _told(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}"
