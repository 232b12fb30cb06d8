"""Being called by another program: the secret in a rule's address, and the event that a call becomes."""

import json
from typing import Any

from django.utils.translation import gettext as _

from akrab.engine import write
from akrab.engine.errors import NotFound, Refused
from akrab.engine.models import Event
from akrab.features.automation.models import Rule
from akrab.features.automation.sealing import box
from akrab.identity.actor import Actor
from akrab.lib import secrets

LONGEST = 64 * 1024


def new_secret() -> str:
    """A fresh secret, encrypted as it is kept."""
    return box("call").encrypt(secrets.new_secret())


def secret_of(rule: Rule) -> str:
    """The secret in the rule's address; empty where it has none."""
    return box("call").decrypt(rule.secret) if rule.secret else ""


def called(rule: Rule | None, secret: str, sent: Any, key: str, by: Actor) -> bool:
    """Write down that a program called, once for each key; the rule's runs follow. Whether this call was a new one.

    Raises `NotFound` for a wrong address and `Refused` while the rule is off or what was sent is too large.
    """
    if rule is None or not rule.secret or not secrets.is_same(secret_of(rule), secret):
        raise NotFound(_("There is no rule at this address."))
    if not rule.is_on:
        raise Refused(_("The rule is off."))
    written = json.dumps(sent, ensure_ascii=False)
    if len(written) > LONGEST:
        raise Refused(_("This is too large: at most 64 kB."))
    if key and Event.objects.filter(record=rule.pk, kind="rule.called", changes__key=[None, key]).exists():
        return False
    write.happen(rule, "called", by, payload=written, key=key)
    return True
