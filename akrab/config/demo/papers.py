"""The papers of the past: the surveyor's measurements and the documents that went to clients."""

import random
from typing import Any
from uuid import UUID

from akrab.config.demo import texts
from akrab.config.demo.chronicle import Chronicle
from akrab.config.demo.road import Road
from akrab.engine import contents
from akrab.features.documents import paper, patterns
from akrab.features.documents.making import compose_from
from akrab.features.documents.models import Counter, Document
from akrab.features.mail.models import Mail
from akrab.lib import clock, pdf

MEASUREMENTS = """
#set page(paper: "a5", margin: 16mm)
#set text(size: 10pt)
#text(size: 14pt, weight: "bold")[Measurements]
#parbreak()
#values.sheet
#v(4mm)
#table(
  columns: (1fr, auto, auto, 1.4fr), stroke: 0.5pt + rgb("#c8ced8"), inset: 6pt,
  [*Opening*], [*Width, mm*], [*Height, mm*], [*Remarks*],
  ..values.rows.flatten(),
)
"""
REMARKS = ("opens inwards", "fixed", "tilt and turn", "sliding, insect screen", "street side, thick glass")


def measurements(chance: random.Random, number: int) -> dict[str, Any]:
    """A stored file with the openings of a house."""
    rows = [_opening(chance, f"{chr(65 + place)}") for place in range(chance.randint(2, 7))]
    made = pdf.render(MEASUREMENTS, {"sheet": f"Sheet {number}", "rows": rows})
    return contents.keep("measurements.pdf", [made])


def _opening(chance: random.Random, letter: str) -> list[str]:
    width, height = chance.randrange(600, 2100, 10), chance.randrange(900, 2300, 10)
    return [letter, str(width), str(height), chance.choice(REMARKS)]


def number_documents(chronicle: Chronicle, roads: list[Road]) -> None:
    """Give the documents their numbers in the order in which they were made, and their names to all that say them."""
    documents = [(document, road) for road in roads for document in road.documents]
    titles: dict[UUID, str] = {}
    for last, (document, road) in enumerate(sorted(documents, key=lambda one: one[0].created_at), start=1):
        document.number = patterns.written(texts.PAYMENT_NUMBERS["pattern"], last, document.created_at.date())
        document.name = titles[document.pk] = f"{document.template.name} {document.number}"
        for mail in road.mails:
            mail.subject = titles[mail.pk] = f"{document.name} · {road.firm.workspace.name}"
    for event in chronicle.events:
        event.title = titles.get(event.record, event.title)
        if event.kind == "mail.created":
            event.changes["subject"] = [None, event.title]
    if documents:
        Counter.objects.create(series=documents[0][0].template.series_id, last=len(documents))


def set_documents(roads: list[Road]) -> None:
    """Make the files of the documents, from what is stored by now."""
    made_now: list[Document] = []
    for road in roads:
        for document in road.documents:
            clock.set(document.created_at)
            template, by = document.template, road.firm.by_rule()
            document.edition = road.firm.edition
            made = compose_from(template, road.firm.design, road.deal, by, document.number)
            document.file = contents.keep(f"{document.name}.pdf", [paper.as_pdf(made.contents, made.images)])
            made_now.append(document)
        for mail in road.mails:
            mail.attachments = [document.file for document in road.documents]
    Document.objects.bulk_update(made_now, ["file", "edition"], batch_size=500)
    Mail.objects.bulk_update([mail for road in roads for mail in road.mails], ["attachments"], batch_size=500)
