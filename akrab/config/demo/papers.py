"""The papers of the past: the surveyor's measurements and the documents that went to clients."""

from typing import Any

from django.db.models import F

from akrab.config.demo.road import Road
from akrab.engine import contents
from akrab.features.documents import paper
from akrab.features.documents.models import Counter, Document
from akrab.lib import clock, pdf

MEASUREMENTS = """
#set page(paper: "a5", margin: 16mm)
#set text(size: 10pt)
#text(size: 14pt, weight: "bold")[Measurements]
#parbreak()
#values.client
#linebreak()
#values.place
#v(4mm)
#table(
  columns: (1fr, auto, auto, 1.4fr), stroke: 0.5pt + rgb("#c8ced8"), inset: 6pt,
  [*Opening*], [*Width, mm*], [*Height, mm*], [*Remarks*],
  ..values.rows.flatten(),
)
"""
REMARKS = ("opens inwards", "fixed", "tilt and turn", "sliding, insect screen", "street side, thick glass")


def measurements(road: Road) -> dict[str, Any]:
    """A stored file with the openings of the client's house."""
    chance = road.chronicle.chance
    rows = [
        [
            f"{chr(65 + n)}",
            str(chance.randrange(600, 2100, 10)),
            str(chance.randrange(900, 2300, 10)),
            chance.choice(REMARKS),
        ]
        for n in range(chance.randint(2, 7))
    ]
    place = ", ".join(road.contact.address.get(part, "") for part in ("line1", "city"))
    clock.set(road.now)
    made = pdf.render(MEASUREMENTS, {"client": road.contact.name, "place": place, "rows": rows})
    return contents.keep("measurements.pdf", [made])


def number_documents(documents: list[Document]) -> None:
    """Give the documents their numbers and names in the order in which they were made."""
    for last, document in enumerate(sorted(documents, key=lambda one: one.created_at), start=1):
        template = document.template
        document.number = f"{template.number_prefix}{last:04d}"
        document.name = f"{template.heading} {document.number}"
    if documents:
        prefix = documents[0].template.number_prefix
        Counter.objects.get_or_create(prefix=prefix)
        Counter.objects.filter(prefix=prefix).update(last=F("last") + len(documents))


def set_documents(roads: list[Road]) -> None:
    """Make the files of the documents, from what is stored by now."""
    made_now: list[Document] = []
    for road in roads:
        for document in road.documents:
            clock.set(document.created_at)
            by = road.firm.by_rule()
            with paper.in_its_language(document.template, by):
                made = paper.render(document.template, road.deal, by, document.number)
            document.file = contents.keep(f"{document.name}.pdf", [made])
            made_now.append(document)
    Document.objects.bulk_update(made_now, ["file"], batch_size=500)
