"""A language school or other courses: enquiry, trial lesson, enrolment, course, renewal."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.modules.start.trades.shape import (
    FIELD_WORK,
    LEAD,
    NO_DEALS,
    OWN,
    SATURDAY,
    SHOP,
    Enquiry,
    Follow,
    Paper,
    Position,
    Step,
    Trade,
)  # fmt: skip

SCHOOL = Trade(
    key="school",
    icon="school",
    name=_("Language school and courses"),
    about=_("You advise, give a trial lesson, enrol, teach and renew."),
    pipeline=pgettext_lazy("pipeline", "Enrolments"),
    positions=(
        Position("adviser", pgettext_lazy("role", "Course adviser"), {"*": OWN}),
        Position(
            "teacher",
            pgettext_lazy("role", "Teacher"),
            {"*": FIELD_WORK, "deal": NO_DEALS, "payment": {"view": "none"}},
        ),
        LEAD,
    ),
    seller="adviser",
    sources=(pgettext_lazy("source", "Former student"), pgettext_lazy("source", "School or university")),
    reasons=(_("Times did not suit"), _("Level did not suit")),
    files={"test": _("Placement test"), "contract": pgettext_lazy("document", "Contract")},
    services=(_("General course"), _("Business course"), _("Exam preparation")),
    week=((SHOP,) * 5 + (SATURDAY, ())),
    asks=(
        _("What is it to be used for, and by when?"),
        _("How much can they speak already, and where was it learnt?"),
        _("Which days and hours suit?"),
    ),
    steps=(
        Step("enquiry", pgettext_lazy("stage", "Enquiry"), 10, "adviser", ("service",), limit_minutes=60),
        Step("trial", pgettext_lazy("stage", "Trial lesson"), 40, "teacher", ("visit_at",)),
        Step(
            "enrol", pgettext_lazy("stage", "Enrolment"), 70, "adviser", ("amount", "delivery_on"),
            checks=(_("The level is agreed"), _("The rules of the course are explained")),
        ),
        Step("course", pgettext_lazy("stage", "On the course"), 90, "teacher"),
        Step("renewal", pgettext_lazy("stage", "Renewal"), 95, "adviser"),
    ),
    follows=(
        Follow("enquiry", _("Answer {contact.name} and offer a trial lesson"), due_minutes=60, done_by_call=True),
        Follow("trial", _("Trial lesson · {contact.name}"), "visit", "teacher", due_field="visit_at"),
        Follow("enrol", _("Send the course offer to {contact.name}"), due_minutes=24 * 60),
        Follow(
            "renewal", _("Ask {contact.name} how the course went and offer the next one"), due_minutes=2880,
            done_by_call=True,
        ),
    ),
    paper=Paper(
        _("Course offer"), "C-",
        _("Dear {contact.name}, thank you for the trial lesson. This is the course we recommend: {service}."),
        _("Your place is kept for seven days."),
    ),
    enquiry=Enquiry(
        "trial-lesson", _("Book a free trial lesson"), _("Tell us what you want to learn. We suggest a time."),
        _("Thank you. We write to you with a time for your trial lesson."), _("Which course?"),
    ),
)  # fmt: skip
