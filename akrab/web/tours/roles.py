"""The tours by what somebody's role lets them do: sell, work outside, lead, administer."""

from akrab.engine import access
from akrab.features.wording.objects import gettext_lazy as _
from akrab.identity.actor import Actor
from akrab.web.day import has_team
from akrab.web.tours import places
from akrab.web.tours.tour import Step, Tour


def sells(by: Actor) -> bool:
    spec = places.pursued(by)
    return spec is not None and access.reach(by, spec, "create") != "none"


def works_outside(by: Actor) -> bool:
    """Whoever goes to customers without selling to them."""
    spec = places.attended(by)
    return spec is not None and access.reach(by, spec, "change") != "none" and not sells(by)


def leads(by: Actor) -> bool:
    return has_team(by)


def administers(by: Actor) -> bool:
    return by.is_person and by.rights.everything


SELLING = Tour(
    name="selling",
    icon="layout-kanban",
    title=_("Selling"),
    text=_("From the first question to the [payment]."),
    fits=sells,
    steps=(
        Step(
            "board",
            "board",
            _("Where everything stands"),
            _(
                "Each column is a stage. Drag a card on when its stage is done; by keys, Space lifts and drops it."
            ),
        ),
        Step(
            "board",
            "shapes",
            _("The same as a list"),
            _("Board, list and calendar show the same %(objects)s with the same filters."),
        ),
        Step(
            "pursued",
            "path",
            _("Its way"),
            _("The stages of this %(object)s. Press one to go there; what is still missing is named."),
        ),
        Step(
            "pursued",
            "acts",
            _("What to do next"),
            _("Call, win, lose, hand over: what can be done now stands here, the rest under the dots."),
        ),
        Step(
            "pursued",
            "guidance",
            _("How it is done here"),
            _("Checklists and playbooks of this stage, as your company wrote them."),
        ),
        Step(
            "pursued",
            "compose",
            _("After each conversation"),
            _("Log the [call] with its result: the [task] that waited for it is finished by itself."),
        ),
        Step(
            "pursued",
            "related",
            _("Price, [payments], papers"),
            _("[Lines] make the amount; documents are made from templates; [payments] lower what is open."),
        ),
    ),
)

OUTSIDE = Tour(
    name="outside",
    icon="map-pin",
    title=_("Working outside"),
    text=_("Your appointments, from the way there to what you found."),
    fits=works_outside,
    steps=(
        Step(
            "day",
            "day",
            _("Today's appointments"),
            _("In the order of the day. The receiver calls the customer."),
        ),
        Step(
            "calendar",
            "calendar",
            _("Your week"),
            _("Your time, and that of vehicles and crews. Drag an entry to move it; whoever has it is told."),
        ),
        Step(
            "appointment",
            "facts",
            _("Where and when"),
            _("Time, place and customer stand at the top."),
        ),
        Step(
            "appointment",
            "acts",
            _("When you are done"),
            _("Mark it as done and say what came of it. What follows is set off by itself."),
        ),
        Step(
            "appointment",
            "compose",
            _("[Notes] and photographs"),
            _("Write what you found, and add pictures straight from your telephone."),
        ),
    ),
)

LEADING = Tour(
    name="leading",
    icon="chart-bar",
    title=_("Leading"),
    text=_("What your people have in hand, and how it goes."),
    fits=leads,
    steps=(
        Step(
            "day", "whose", _("The day of your team"), _("Switch to “Team” to see what waits for everybody.")
        ),
        Step(
            "day",
            "watched",
            _("Nobody forgotten"),
            _("Lists that should be empty. A number here wants somebody's attention."),
        ),
        Step("reports", "boards", _("The figures"), _("Press any number to see the very records it counts.")),
        Step(
            "reports",
            "period",
            _("Other dates"),
            _("Choose the period; compare it with the one before under the dots."),
        ),
        Step(
            "workload",
            "workload",
            _("Who has how much"),
            _("Press a figure to hand work to somebody else."),
        ),
        Step(
            "adoption",
            "adoption",
            _("Who uses it"),
            _("Sign-ins and work week by week, and how far everybody is with learning."),
        ),
        Step(
            "announcements",
            "announcing",
            _("Tell your people"),
            _("To all, to a team or to one; you see who has read it."),
        ),
    ),
)

ADMINISTERING = Tour(
    name="administering",
    icon="settings",
    title=_("Setting up"),
    text=_("Fit everything to your company, without a programmer."),
    fits=administers,
    steps=(
        Step("company", "subjects", _("All settings"), _("Everything your company can decide for itself.")),
        Step(
            "users",
            "subject",
            _("Your people"),
            _("Invite them with role and team. Who leaves hands over their work."),
        ),
        Step(
            "roles",
            "subject",
            _("What they may do"),
            _("For each object: see, make, change, delete; for each field: hidden or read-only."),
        ),
        Step(
            "objects",
            "subject",
            _("Your own words and fields"),
            _("Add fields, call things what you call them, switch off what you do without."),
        ),
        Step(
            "rules",
            "subject",
            _("What happens by itself"),
            _("Begin with a ready rule and rehearse it on what really happened before you switch it on."),
        ),
        Step(
            "forms",
            "subject",
            _("Questions from your website"),
            _("Each answer becomes a record, with an owner by turns."),
        ),
        Step(
            "history",
            "subject",
            _("Nothing is lost"),
            _("Who changed which setting and when, with the way back."),
        ),
    ),
)
