"""The help of the generic pages: the list, board, calendar, form and page of any object."""

from akrab.engine.spec import Spec
from akrab.features.wording.objects import gettext as _
from akrab.web.help.topic import Topic


def of_list(spec: Spec, about: str) -> Topic:
    return Topic(
        ("list",),
        spec.label_plural,
        about,
        (
            (
                _("Find some of them"),
                _("“Add filter” asks about any field; type in “Find in this list” for a word."),
            ),
            (
                _("Keep what you look at often"),
                _("Press the plus beside the tabs: it becomes a tab, for you or for all."),
            ),
            (_("Change a value"), _("Press it in the row.")),
            (
                _("Change many at once"),
                _("Tick rows and choose what to do. One “Undo” takes all of it back."),
            ),
        ),
    )


def of_board(spec: Spec, about: str) -> Topic:
    return Topic(
        ("board",),
        spec.label_plural,
        about,
        (
            (_("Move a card"), _("Drag it; by keys, Space lifts it, the arrows move it, Space drops it.")),
            (
                _("See why it came back"),
                _("What the step asks for is named, with a button that supplies it."),
            ),
            (_("Add one in a column"), _("Press the plus at its head.")),
            (_("Show fewer"), _("“Add filter” works here as in the list.")),
        ),
    )


def of_calendar(spec: Spec, about: str) -> Topic:
    return Topic(
        ("dates",),
        spec.label_plural,
        about,
        (
            (_("Move to another day"), _("Drag the entry.")),
            (_("See a month, a week or a list"), _("Choose it at the top of the calendar.")),
        ),
    )


def of_record(spec: Spec, about: str) -> Topic:
    return Topic(
        ("record",),
        spec.label,
        about,
        (
            (_("Change a value"), _("Press it; Enter keeps it, Escape puts it back.")),
            (
                _("Write down what happened"),
                _("In the middle: [notes], [calls], [tasks] and more stand on the timeline."),
            ),
            (_("See what belongs to it"), _("On the right, or under “Related” on a telephone.")),
            (_("Take something back"), _("Press the arrow beside it on the timeline.")),
        ),
    )


def of_form(spec: Spec, about: str) -> Topic:
    return Topic(
        ("new",),
        _("New %(object)s") % {"object": spec.label.lower()},
        about,
        (
            (
                _("Fill in what you know"),
                _("Only what is marked as needed must be there; the rest can follow."),
            ),
            (_("Come back later"), _("What you typed stays in this tab until it is saved.")),
        ),
    )
