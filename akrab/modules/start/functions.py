"""What a company asks of a product like this, and what of it is there: the checklist for those who choose."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from akrab.features.wording.objects import gettext_lazy as _
from akrab.features.wording.objects import pgettext_lazy

Status = Literal["built", "partly", "missing"]
Words = str | Promise


@dataclass(frozen=True)
class Function:
    """One function; `tail` is its page inside a workspace, `lacks` what of it is not there."""

    text: Words
    tail: str = ""
    lacks: Words = ""

    @property
    def status(self) -> Status:
        if not self.tail:
            return "missing"
        return "partly" if self.lacks else "built"


@dataclass(frozen=True)
class Area:
    """Functions of one kind."""

    label: Words
    functions: tuple[Function, ...]


AREAS: tuple[Area, ...] = (
    Area(
        _("Customers"),
        (
            Function(_("[Contacts] and [companies] with every way to reach them"), "contacts/"),
            Function(
                _("[Companies] as customers, partners, suppliers and competitors at once"), "companies/"
            ),
            Function(_("One timeline of all that happened with a customer"), "contacts/"),
            Function(_("Dated [relations] between people and [companies]"), "settings/lists/relationkind"),
            Function(_("Fields of your own on every kind of record"), "settings/objects"),
            Function(_("Search that forgives slips, in any script"), "search"),
            Function(_("Undo of every change, with who and when"), "settings/history"),
            Function(
                _("Finding and merging of duplicates"),
                "contacts/",
                _("merging side by side; an answer to a form does find its [contact]"),
            ),
            Function(
                _("Segments that keep themselves up to date"),
                "contacts/",
                _("segments that drive mailings; saved views do keep lists up to date"),
            ),
        ),
    ),
    Area(
        _("Selling"),
        (
            Function(_("Several pipelines, each with its own stages and rules"), "settings/pipelines"),
            Function(_("A board on which cards are dragged from stage to stage"), "deals/?as=board"),
            Function(_("Calculation, [payments] and what is still open"), "deals/"),
            Function(_("[Calls], [visits], [meetings], [tasks] and [notes]"), "tasks/"),
            Function(_("A calendar of people, vehicles, rooms and crews"), "calendar/"),
            Function(_("My day: what is late first"), "."),
            Function(_("Handing over work, accepted or refused"), "handovers/"),
            Function(_("Goals for a person, a team or the company"), "reports/all"),
            Function(_("A forecast by month, against what came")),
            Function(_("A catalogue of products with price lists and discounts")),
            Function(_("Orders, deliveries and invoices")),
        ),
    ),
    Area(
        _("Documents and messages"),
        (
            Function(_("Offers and invoices from templates, as PDF and Word"), "settings/templates"),
            Function(_("Numbers of documents by your own pattern"), "settings/numbers"),
            Function(_("Files on every record"), "files/"),
            Function(_("Message templates in several languages"), "settings/messages"),
            Function(_("Mail sent once, with what became of it"), "settings/mail"),
            Function(_("Mail that comes in, on the timeline by itself")),
            Function(
                _("Chat, social media and telephone exchanges"),
                "calls/",
                _("what comes in by itself; numbers can be dialled and [calls] logged"),
            ),
        ),
    ),
    Area(
        _("Website"),
        (
            Function(_("Public forms, hosted, embedded or by a program"), "settings/forms"),
            Function(_("Consent kept with its words"), "settings/forms"),
            Function(_("Spam kept out without a picture puzzle"), "settings/forms"),
            Function(_("A portal in which customers sign in")),
            Function(_("A shop")),
        ),
    ),
    Area(
        _("Automation"),
        (
            Function(_("Rules with triggers, conditions and steps, without code"), "settings/rules"),
            Function(_("Rehearsal of a rule on what really happened"), "settings/rules"),
            Function(_("Approvals with a deputy and a deadline"), "approvals/"),
            Function(_("Work given out by turns, load or territory"), "settings/territories"),
            Function(_("Deadlines in working time, with holidays"), "settings/calendars"),
            Function(_("Checklists and playbooks where they are needed"), "settings/playbooks"),
            Function(_("Calls of other programs, signed"), "settings/endpoints"),
        ),
    ),
    Area(
        _("Marketing"),
        (
            Function(_("Messages to many people chosen in a list"), "contacts/"),
            Function(_("Where customers come from"), "settings/lists/source"),
            Function(_("Campaigns with budget, audience and results")),
            Function(
                _("Journeys of messages over weeks"),
                "settings/rules",
                _("a picture of the journey; rules can wait and write"),
            ),
            Function(_("Loyalty programmes")),
        ),
    ),
    Area(
        pgettext_lazy("after the sale", "Service"),
        (
            Function(_("[Visits] on the spot with address, time and outcome"), "visits/"),
            Function(_("Tickets with response times agreed with the customer")),
            Function(_("A knowledge base and surveys")),
            Function(_("Machines of customers, contracts and maintenance")),
        ),
    ),
    Area(
        _("Figures"),
        (
            Function(_("Reports and charts of your own, with the records behind each figure"), "reports/new"),
            Function(_("Dashboards, shared with rights held inside every figure"), "reports/"),
            Function(_("CSV, Excel, PDF and pictures of reports"), "reports/all"),
            Function(_("Reports by mail"), "reports/all"),
            Function(_("Workload, and handing it over"), "reports/workload"),
            Function(_("Who uses the product, and what nobody uses"), "reports/adoption"),
            Function(_("Predictions and scores")),
        ),
    ),
    Area(
        _("Running it"),
        (
            Function(_("Users, teams and roles, with rights by object and field"), "settings/roles"),
            Function(_("Sign-in with a second factor or a passkey"), "settings/me"),
            Function(_("Branches with people, papers and numbers of their own"), "settings/branches"),
            Function(_("A history of settings that can be taken back"), "settings/history"),
            Function(_("Six languages, chosen by each person"), "settings/me"),
            Function(_("A programming interface for everything"), "settings/tokens"),
            Function(_("Setting up in under ten minutes, from one of six trades"), "start/"),
            Function(_("Guided tours, help on every page and first tasks"), "settings/training"),
            Function(_("Announcements with receipts"), "announcements/"),
            Function(
                _("Rows from a spreadsheet"),
                "start/records",
                _("files with a mapping that is kept; rows can be pasted"),
            ),
            Function(_("One export of everything and its way back")),
            Function(_("Your own server, without any paid service"), "settings/company"),
        ),
    ),
)
