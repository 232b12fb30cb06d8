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
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOST_OF_ONE = 300  # sendings of one address to one form a minute
MOST_OF_FORM = 1500  # without proof of work
MOST_WAITING = 5000
WORK_BITS, WORK_LASTS = 15, timedelta(hours=12)
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
    """How often within this minute: by one address, and to the form by everybody."""

    one: int = 0
    form: int = 0

    @property
    def is_too_much(self) -> bool:
        return self.one > MOST_OF_ONE


def feel(key: str, sender: str) -> Pressure:
    """Count this sending. Call it before the transaction that takes it: the counter's row is everybody's."""
    of_form = f"form:{key}"
    if not sender:
        return Pressure(0, *attempts.count([of_form], MINUTE))
    return Pressure(*attempts.count([f"{of_form}:{secrets.digest(sender)[:32]}", of_form], MINUTE))


def tell_of_flood(form: Form, pressure: Pressure) -> None:
    """Once an hour, write down that the form is sent more than it takes; runs inside its workspace."""
    is_first = pressure.form == form.shape.guard.most_a_minute + 1 or pressure.form == MOST_OF_FORM + 1
    if not (is_first or pressure.one == MOST_OF_ONE + 1):
        return
    if attempts.count([f"form:{form.key}:flood"], HOUR) == [1]:
        write.happen(form, "flooded", system(form.workspace, "form"), number=str(pressure.form))


def new_challenge(form: Form) -> str:
    """What a visitor's browser works on while they type."""
    return proof.challenge(settings.SECRET_KEY, f"form:{form.key}", WORK_BITS, clock.now())


def known_proof(form: Form, said: str) -> str:
    """The digest of a good proof that was not used yet, or nothing."""
    if not said:
        return ""
    try:
        digest = proof.verify(settings.SECRET_KEY, f"form:{form.key}", said, clock.now(), WORK_LASTS)
    except proof.Unproven:
        return ""
    return "" if Submission.objects.filter(form=form, proof=digest).exists() else digest


def doubt(form: Form, answers: Mapping[str, Any], proved: bool, pressure: Pressure) -> str:
    """Why a person should look at this sending first; nothing where it can be taken."""
    guard = form.shape.guard
    if answers.get(HONEYPOT):
        return "trap"
    if guard.proof == "always" and not proved:
        return "unproven"
    if guard.proof == "busy" and not proved and pressure.form > guard.most_a_minute:
        return "busy"
    if any(len(LINK.findall(str(answer))) > MOST_LINKS for answer in answers.values()):
        return "links"
    return ""
