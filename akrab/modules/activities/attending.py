"""Who takes part in a meeting: inviting colleagues, and their yes or no."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.db.models import Q

from akrab.engine import access, write
from akrab.engine.actions import action, prepares
from akrab.engine.errors import Forbidden, Invalid, Refused
from akrab.engine.fields import LinkField, TextField, UserField
from akrab.features.wording.objects import gettext
from akrab.features.wording.objects import gettext_lazy as _
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Membership, Team
from akrab.lib import clock
from akrab.modules.activities.models import Attendance, Meeting


@prepares("create")
def prepare_attendance(attendance: Attendance, *, by: Actor) -> None:
    """A colleague is invited once, by who may change the meeting, and not by name if they lead it."""
    access.require(by, attendance.meeting, "change")
    if attendance.person_id == attendance.meeting.user_id:
        raise Invalid({"person": [gettext("They lead the [meeting] already.")]})
    here = Attendance.objects.filter(meeting=attendance.meeting_id, person=attendance.person_id)
    if here.filter(deleted_at__isnull=True).exists():
        raise Invalid({"person": [gettext("They are invited already.")]})
    attendance.name = str(attendance.person)[:200]


@prepares("update")
def keep_seat(attendance: Attendance, *, before: Mapping[str, Any], by: Actor) -> None:
    """An invitation is one person's to one meeting; whoever cannot come says so, and hands it to nobody."""
    now = {"person": str(attendance.person_id), "meeting": str(attendance.meeting_id)}
    if any(str(before[name]) != value for name, value in now.items()):
        raise Refused(
            gettext(
                "An invitation stays with its person and [meeting]. Invite somebody else, and take this one out."
            )
        )


@action(
    label=_("Invite"), past="invited", told=_("%(who)s invited people to the [meeting] %(what)s"), icon="user-plus",
    shown=lambda meeting: meeting.status == "planned",
)  # fmt: skip
def invite(
    meeting: Meeting, *, by: Actor,
    person: Annotated[Membership | None, UserField(_("a person"))] = None,
    team: Annotated[Team | None, LinkField(Team, _("or everybody of a team"))] = None,
) -> Meeting:  # fmt: skip
    """Ask colleagues to take part; each has it in their calendar at once, and says yes or no."""
    wanted = Q(pk=person.pk) if person else Q(pk__in=[])
    wanted |= Q(team=team) if team else Q(pk__in=[])
    there = Attendance.objects.filter(meeting=meeting, deleted_at__isnull=True).values_list(
        "person", flat=True
    )
    people = active_members().filter(wanted).exclude(pk__in=[*there, *filter(None, [meeting.user_id])])
    if not people:
        raise Invalid({"person": [gettext("Choose somebody who is not invited yet.")]})
    write.create_many(Attendance, [{"meeting": meeting, "person": one.pk} for one in people], by)
    return meeting


def _is_open(attendance: Attendance) -> bool:
    return bool(attendance.meeting.status == "planned")


@action(
    label=_("Accept"), past="accepted", told=_("%(who)s accepted the invitation to %(what)s"), icon="user-check",
    needs="view",
    shown=lambda attendance: attendance.answer != "accepted" and _is_open(attendance),
)  # fmt: skip
def accept_invitation(attendance: Attendance, *, by: Actor) -> Attendance:
    """You will be there."""
    return _answered(attendance, "accepted", "", by)


@action(
    label=_("Decline"), past="declined", told=_("%(who)s declined the invitation to %(what)s"), icon="x", needs="view",
    shown=lambda attendance: attendance.answer != "declined" and _is_open(attendance),
)  # fmt: skip
def decline_invitation(
    attendance: Attendance, *, by: Actor, reason: Annotated[str, TextField(_("reason"))] = ""
) -> Attendance:
    """You will not be there; the time is yours again."""
    return _answered(attendance, "declined", reason, by)


def _answered(attendance: Attendance, answer: str, reason: str, by: Actor) -> Attendance:
    if by.membership is not None and attendance.person_id != by.membership_id:
        raise Forbidden(gettext("Only who is invited can answer."))
    attendance.answer, attendance.reason, attendance.answered_at = answer, reason, clock.now()
    return attendance
