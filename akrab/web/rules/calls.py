"""The address by which another program sets a rule off."""

from akrab.features.automation.calling import secret_of
from akrab.features.automation.models import Rule
from akrab.identity.actor import Actor
from akrab.web import addresses


def address_of(rule: Rule, by: Actor) -> str:
    """Where a program sends JSON to; the address itself is the key. Empty until the rule was saved as called."""
    secret = secret_of(rule)
    return addresses.public(f"/hooks/{by.workspace.slug}/{rule.pk}/{secret}") if secret else ""
