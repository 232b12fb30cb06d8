"""What a paper says of one's own company: the branch it is for, and the company where the branch says nothing."""

from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet

from akrab.engine import access
from akrab.engine.fields import is_absent
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import spec_of
from akrab.identity.actor import Actor

OWN_COMPANY = "companydetails"  # the object with one row: what the workspace says of itself
OWN_BRANCH = "branchdetails"
# Of one account, never mixed.
BANK = ("payment_details", "bank", "account_name", "account_number", "bank_code")


def own_company(record: Record | None, by: Actor) -> Record | None:
    """The details that papers for a record carry; None where the company has said nothing of itself yet."""
    company = _rows(OWN_COMPANY, by).first()
    id = branch_of(record) if record is not None else None
    branch: Record | None = cast(Any, _rows(OWN_BRANCH, by)).filter(branch=id).first() if id else None
    if branch is None or company is None:
        return branch or company
    has_account = any(not is_absent(getattr(branch, name)) for name in BANK)
    for name in spec_of(type(branch)).fields:
        if is_absent(getattr(branch, name)) and not (has_account and name in BANK):
            setattr(branch, name, getattr(company, name))
    return branch


def branch_of(record: Record) -> UUID | None:
    """The branch a record belongs to, itself or through what it links to."""
    own = _said(record)
    if own is not None:
        return own
    for field in spec_of(type(record)).links():
        near = getattr(record, field.name) if getattr(record, field.attname) else None
        if isinstance(near, Record) and (found := _said(near)):
            return found
    return None


def _said(record: Record) -> UUID | None:
    awake = next((one for one in spec_of(type(record)).fields.values() if one.is_dormant), None)
    return getattr(record, awake.attname) if awake is not None else None


def _rows(name: str, by: Actor) -> QuerySet[Record]:
    return access.visible(cast("type[Record]", get_object(name).model), by)
