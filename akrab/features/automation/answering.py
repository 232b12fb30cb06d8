"""Answering an approval from a mail: the ticket in the mailed address, and the answer given by it.

The address is for one question and one person; it stands in their mail alone, never in the ledger of mails. A ticket
opens its question for as long as it waits for an answer of that person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone, translation

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.features.automation.models import Approval
from akrab.identity.actor import Actor, person
from akrab.identity.members import active_members
from akrab.identity.models import Workspace
from akrab.tenancy.current import workspace as inside

SALT = "akrab answer to an approval"
ANSWERS = ("approve", "refuse")


@dataclass(frozen=True)
class Question:
    """What a ticket opens: the approval as it is now, and who may answer by it."""

    approval: Approval
    by: Actor

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer of this person."""
        return self.approval.state == "waiting" and self.approval.asked_id == self.by.membership_id


def address_of(approval: Approval) -> str:
    """The whole address at which the person who is asked now can answer."""
    ticket = signing.dumps([approval.pk.hex, approval.asked_id.hex], salt=SALT)
    return f"{settings.PUBLIC_URL}/answer/{approval.workspace.slug}/{ticket}"


@contextmanager
def opened(slug: str, ticket: str) -> Iterator[Question | None]:
    """The question of a ticket, in its workspace and its reader's language; None for a false ticket.

    None too where the question or the person is there no more.
    """
    company = Workspace.objects.filter(slug=slug).first()
    try:
        approval_id, member_id = (UUID(hex=part) for part in signing.loads(ticket, salt=SALT))
    except (signing.BadSignature, ValueError):
        company = None
    if company is None:
        yield None
        return
    with transaction.atomic(), inside(company):
        rows = Approval.objects.select_related("answered_by__user", "asked__user").filter(
            deleted_at__isnull=True
        )
        approval = rows.filter(pk=approval_id).first()
        member = active_members().select_related("user", "role", "workspace").filter(pk=member_id).first()
        if approval is None or member is None:
            yield None
            return
        by = person(member, "mail")
        with translation.override(by.language or company.language), timezone.override(by.time_zone):
            yield Question(approval, by)


def answer(question: Question, said: str, comment: str) -> Approval:
    """Say yes or no; raises `Forbidden` where somebody was faster, `Invalid` for a comment that is too long."""
    return write.perform(actions_of(Approval)[said], question.approval, {"comment": comment}, question.by)
