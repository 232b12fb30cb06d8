"""What keeps a form usable when it is sent without end: limits all processes share, and why a sending waits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine import write
from akrab.engine.errors import Refused
from akrab.features.forms.models import Form, Submission
from akrab.identity import attempts
from akrab.identity.actor import system
from akrab.lib import clock, proof, secrets

HONEYPOT = "fax"
MINUTE, LATELY, HOUR = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)
MOST_OF_ONE = 300  # sendings of one address to one form a minute
MOST_OF_FORM = 1500  # without proof of work
MOST_WAITING = 5000
LASTING = 4  # times as much as in a minute, within ten, makes a flood that does not end with the minute
WORK_BITS, WORK_LASTS = 15, timedelta(hours=12)
HARDER = (0, 2, 4)  # bits more by how much is sent; each doubles the work
MOST_LINKS = 4
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)

REASONS = {
    "trap": _("It filled in the field that people don't see."),
    "unproven": _("Its browser did no proof of work, which is typical of machines that send in bulk."),
    "busy": _("It came without proof of work while more were sent than the form takes in a minute."),
    "links": pgettext_lazy("submission", "It holds many web addresses."),
    "broken": _("The form could not make a record of it."),
}


class TooMuch(Refused):
    """More comes than is taken; it may be sent again after a minute."""


@dataclass(frozen=True)
class Pressure:
    """How often within this minute: by one address, and to the form by everybody; `lately` within ten minutes."""

    one: int = 0
    form: int = 0
    lately: int = 0

    @property
    def is_too_much(self) -> bool:
        return self.one > MOST_OF_ONE


def feel(key: str, sender: str) -> Pressure:
    """Count this sending. Call it before the transaction that takes it: the counter's row is everybody's."""
    of_form, lately = f"form:{key}", f"form:{key}:lately"
    of_one = f"{of_form}:{secrets.digest(sender)[:32]}" if sender else ""
    windows = {of_form: MINUTE, lately: LATELY} | ({of_one: MINUTE} if of_one else {})
    found = attempts.count_each(windows)
    return Pressure(found.get(of_one, 0), found[of_form], found[lately])


def crowding(form: Form, pressure: Pressure) -> int:
    """How crowded a form is: 0 as usual, 1 more than it takes without proof of work, 2 more than it keeps at all."""

    def is_more_than(most: int) -> bool:
        return pressure.form > most or pressure.lately > LASTING * most

    return 2 if is_more_than(MOST_OF_FORM) else 1 if is_more_than(form.shape.guard.most_a_minute) else 0


def tell_of_flood(form: Form, pressure: Pressure) -> None:
    """Once an hour, write down that the form is sent more than it takes; runs inside its workspace."""
    is_first = pressure.form == form.shape.guard.most_a_minute + 1 or pressure.form == MOST_OF_FORM + 1
    if not (is_first or pressure.one == MOST_OF_ONE + 1):
        return
    if attempts.count([f"form:{form.key}:flood"], HOUR) == [1]:
        write.happen(form, "flooded", system(form.workspace, "form"), number=str(pressure.form))


def new_challenge(key: str, crowded: int = 0) -> str:
    """What a visitor's browser works on while they type: the harder, the more is sent."""
    bits = WORK_BITS + HARDER[crowded]
    return proof.challenge(settings.SECRET_KEY, f"form:{key}", bits, clock.now())


def worked(key: str, said: str, crowded: int = 0) -> str:
    """The digest of a good proof, or nothing; asks nobody.

    What was given out at one step less still counts, for those who were writing when the crowd came.
    """
    least = WORK_BITS + HARDER[max(0, crowded - 1)]
    try:
        return proof.verify(settings.SECRET_KEY, f"form:{key}", said, clock.now(), WORK_LASTS, least)
    except proof.Unproven:
        return ""


def known_proof(form: Form, said: str, crowded: int = 0) -> str:
    """The digest of a good proof that was not used yet, or nothing."""
    digest = worked(form.key, said, crowded) if said else ""
    return "" if digest and Submission.objects.filter(form=form, proof=digest).exists() else digest


def doubt(form: Form, answers: Mapping[str, Any], proved: bool, crowded: int) -> str:
    """Why a person should look at this sending first; nothing where it can be taken."""
    guard = form.shape.guard
    if answers.get(HONEYPOT):
        return "trap"
    if guard.proof == "always" and not proved:
        return "unproven"
    if guard.proof == "busy" and not proved and crowded:
        return "busy"
    if any(len(LINK.findall(str(answer))) > MOST_LINKS for answer in answers.values()):
        return "links"
    return ""
