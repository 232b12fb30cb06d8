"""What a ready trade consists of. All words are translated when it is applied, into the company's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.lib.working import Hours

Words = str | Promise
DAYTIME: Hours = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
OFFICE: Hours = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
SHOP: Hours = ((9 * 60, 20 * 60),)
SATURDAY: Hours = ((8 * 60, 12 * 60),)
WEEKDAYS_ONLY: tuple[Hours, ...] = (OFFICE,) * 5 + ((), ())
WITH_SATURDAY: tuple[Hours, ...] = (DAYTIME,) * 5 + (SATURDAY, ())
EVERY_DAY: tuple[Hours, ...] = (SHOP,) * 7

FULL = {"view": "all", "create": "all", "change": "all", "delete": "own"}
OWN = {"view": "all", "create": "all", "change": "own", "delete": "own"}
FIELD_WORK = {"view": "all", "create": "all", "change": "own", "delete": "none"}
NO_DEALS = {**FIELD_WORK, "create": "none"}


@dataclass(frozen=True)
class Position:
    """A role by its key, with what it may do."""

    key: str
    name: Words
    rights: Mapping[str, Mapping[str, str]]
    sees_reports: bool = False


@dataclass(frozen=True)
class Step:
    """A stage: who has it in hand, and what must be there before a deal goes on (`file` is a key of the trade)."""

    key: str
    name: Words
    probability: int
    role: str = ""
    required: tuple[str, ...] = ()
    file: str = ""
    limit_minutes: int | None = None
    checks: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Follow:
    """What happens on entering a stage, as `sales.following` has it; stage and role are keys of the trade."""

    stage: str
    text: Words
    kind: str = "task"
    role: str = ""
    due_minutes: int | None = None
    due_field: str = ""
    done_by_call: bool = False
    closes_deal: bool = False


@dataclass(frozen=True)
class Paper:
    """An example of a document made from a deal."""

    name: Words
    prefix: str
    body: Words
    closing: Words


@dataclass(frozen=True)
class Enquiry:
    """The first public form: its address ends in `key`."""

    key: str
    title: Words
    intro: Words
    thanks: Words
    subject: Words


@dataclass(frozen=True)
class Trade:
    """One line of business, ready to begin with; one that `installs` estimates first, and puts in what was paid for."""

    key: str
    icon: str
    name: Words
    about: Words
    pipeline: Words
    positions: tuple[Position, ...]
    steps: tuple[Step, ...]
    follows: tuple[Follow, ...]
    paper: Paper
    enquiry: Enquiry
    seller: str  # key of the role among whom new deals go round
    reasons: tuple[Words, ...] = ()
    sources: tuple[Words, ...] = ()
    files: Mapping[str, Words] = field(default_factory=dict)
    services: tuple[Words, ...] = ()
    installs: bool = False
    asks: tuple[Words, ...] = ()  # what the first call finds out
    week: tuple[Hours, ...] = WEEKDAYS_ONLY


SOURCES: tuple[Words, ...] = (
    _("Website search"),
    _("Recommendation"),
    _("Social media"),
    _("Advertisement"),
    _("Walk-in"),
)
CHANNELS: tuple[Words, ...] = (
    _("Website"), _("Telephone"), _("E-mail"), "WhatsApp", "Facebook Messenger", _("Personal meeting"),
)  # fmt: skip
COMPETITOR = _("Chose a competitor")
REASONS: tuple[Words, ...] = (
    _("Too expensive"),
    COMPETITOR,
    pgettext_lazy("reason", "Postponed"),
    _("Could not be reached"),
)

MANAGER = Position("manager", pgettext_lazy("role", "Sales manager"), {"*": FULL})
LEAD = Position("lead", pgettext_lazy("role", "Team lead"), {"*": FULL}, sees_reports=True)
