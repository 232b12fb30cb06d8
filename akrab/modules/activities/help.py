"""What the objects of activities are for, in a sentence each."""

from akrab.features.wording.objects import gettext_lazy as _

OBJECTS = {
    "task": _("What one person has to do by a moment. What is late stands first in their day."),
    "call": _("Telephone [calls] and what came of them."),
    "visit": _("Journeys to a customer's place, or of a customer to yours: planned, done or missed."),
    "meeting": _("When people sit together, here or by video."),
    "attendance": _("Who takes part in [a meeting], and what they answered."),
    "note": _("What is worth remembering, in writing."),
    "comment": _("What colleagues say to each other about a record; @ and a name calls somebody."),
    "handover": _("Work that is to go to another person or team; it goes when somebody takes it."),
    "resource": _("Vehicles, rooms and crews, which can be at one place only."),
}
