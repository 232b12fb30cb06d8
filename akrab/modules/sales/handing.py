"""Who has a part in a deal, and handing a deal to somebody else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from akrab.engine.actions import prepares
from akrab.engine.errors import Invalid
from akrab.engine.fields import DateTimeField, LinkField, LongTextField, UserField
from akrab.features.wording.objects import gettext
from akrab.features.wording.objects import gettext_lazy as _
from akrab.identity.actor import Actor
from akrab.identity.models import Membership, Team
from akrab.modules.activities import handing
from akrab.modules.contacts.actions import find_somebody
from akrab.modules.sales.models import Deal, Party


@prepares("create")
def name_party(party: Party, *, by: Actor) -> None:
    """A party is a contact or a company, and called by what it is in the deal."""
    somebody = find_somebody(party.who)
    if somebody is None:
        raise Invalid({"who": [gettext("Choose [a contact] or [a company].")]})
    party.name = str(somebody)[:200]


@prepares("update")
def rename_party(party: Party, *, before: Mapping[str, Any], by: Actor) -> None:
    name_party(party, by=by)


def hand_over(
    deal: Deal,
    *,
    by: Actor,
    person: Annotated[Membership | None, UserField(_("to the person"))] = None,
    team: Annotated[Team | None, LinkField(Team, _("to the team"))] = None,
    note: Annotated[str, LongTextField(_("what they need to know"))] = "",
    answer_by: Annotated[datetime | None, DateTimeField(_("answer by"))] = None,
) -> Deal:
    """Ask another person or team to take the deal; it stays yours until they do."""
    handing.offer(deal, by, person, team, note, answer_by)
    return deal
