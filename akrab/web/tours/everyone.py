"""The tours of everybody who works here: the shell, and lists with their records."""

from akrab.features.wording.objects import gettext_lazy as _
from akrab.identity.actor import Actor
from akrab.web.tours.tour import Step, Tour


def everybody(by: Actor) -> bool:
    return by.is_person


BASICS = Tour(
    name="basics",
    icon="compass",
    title=_("Find your way"),
    text=_("The six things that are on every page."),
    fits=everybody,
    steps=(
        Step(
            "day",
            "places",
            _("Where everything is"),
            _(
                "These lead to your day, the calendar, reports and all records. On a telephone, “More” opens the rest."
            ),
        ),
        Step(
            "day",
            "day",
            _("Your day"),
            _("What waits for you stands here, late first. Press a circle to finish [a task]."),
        ),
        Step(
            "day",
            "search",
            _("Find anything, do anything"),
            _("Type part of a name, a number or a command. Ctrl and K opens it from every page."),
        ),
        Step("day", "create", _("Make something"), _("From every page; the key C opens this menu.")),
        Step(
            "day",
            "bell",
            _("What you are told"),
            _("Work given to you, deadlines that passed, and colleagues who call you come here, once each."),
        ),
        Step(
            "day",
            "me",
            _("Yourself"),
            _(
                "Your account, your language, light or dark, and signing out. Help stands under “?” on every page."
            ),
        ),
    ),
)

LISTS = Tour(
    name="lists",
    icon="list-search",
    title=_("Lists and records"),
    text=_("Find, narrow, change, and see what happened."),
    fits=everybody,
    steps=(
        Step(
            "people",
            "filter",
            _("Ask for what you want"),
            _("Filters ask about any field, also of what is linked. Several hold together."),
        ),
        Step(
            "people",
            "views",
            _("Keep it"),
            _("What you look at often becomes a tab: press the plus. It can be yours alone or everybody's."),
        ),
        Step(
            "people",
            "rows",
            _("Change it here"),
            _("Press a value to change it. Tick rows to change many at once; one “Undo” takes it back."),
        ),
        Step(
            "person",
            "fields",
            _("All that is known"),
            _("Press a value to change it; Enter keeps it, Escape puts it back."),
        ),
        Step(
            "person",
            "compose",
            _("Write it down"),
            _("[Notes], [calls], [tasks]: choose one and write. @ and a name calls a colleague."),
        ),
        Step(
            "person",
            "timeline",
            _("All that happened"),
            _("Who did what and when, newest first. The arrow beside an entry takes it back."),
        ),
        Step(
            "person",
            "related",
            _("What belongs to it"),
            _("Everything linked to this record, with a plus to add more."),
        ),
    ),
)
