"""Companies, contacts with tags, deals and activities, as plain as the everyday statements need them."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


class Tag(WorkspaceModel):
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="case_tag_unique")]


class Company(WorkspaceModel):
    name = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="case_companies", db_index=False
    )
    extra = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["workspace", "name"], name="case_company_name")]


class Contact(WorkspaceModel):
    name = models.CharField(max_length=100)
    email = models.CharField(max_length=200)
    search = models.TextField(blank=True)
    extra = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)
    company = WorkspaceForeignKey(Company, models.SET_NULL, null=True, related_name="contacts")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    tags = models.ManyToManyField(Tag, through="ContactTag", related_name="contacts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "email"], name="case_contact_unique")]
        indexes = [
            models.Index(fields=["workspace", "company"], name="case_contact_company"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="case_contact_search"),
        ]


class ContactTag(WorkspaceModel):
    contact = WorkspaceForeignKey(Contact, models.CASCADE, related_name="+")
    tag = WorkspaceForeignKey(Tag, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "contact", "tag"], name="case_contact_tag_unique")
        ]


class Deal(WorkspaceModel):
    name = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    stage = models.CharField(max_length=30, default="new")
    company = WorkspaceForeignKey(Company, models.CASCADE, null=True, related_name="deals")
    contact = WorkspaceForeignKey(Contact, models.SET_NULL, null=True, related_name="deals")

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "company"], name="case_deal_company"),
            models.Index(fields=["workspace", "contact"], name="case_deal_contact"),
        ]


class Activity(WorkspaceModel):
    kind = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)
    contact = WorkspaceForeignKey(Contact, models.CASCADE, null=True, related_name="activities")
    deal = WorkspaceForeignKey(Deal, models.PROTECT, null=True, related_name="activities")

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "contact", "-at"], name="case_activity_contact"),
            models.Index(fields=["workspace", "deal"], name="case_activity_deal"),
            models.Index(fields=["workspace", "due_at"], name="case_activity_due"),
        ]


class Colour(models.Model):
    """A global table, the same for all."""

    tenancy: ClassVar[str] = "global"

    name = models.CharField(max_length=20)
