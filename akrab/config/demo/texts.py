"""What the window company writes: its details, its payment document and its form."""

from typing import Any

COMPANY: dict[str, Any] = {
    "name": "Windows Installation Co.",
    "address": {
        "line1": "118 Kamuning Road",
        "city": "Quezon City",
        "region": "Metro Manila",
        "postcode": "1103",
        "country": "PH",
    },
    "email": "office@windows.example",
    "phone": "+63 2 8555 0118",
    "tax_id": "TIN 009-118-330-000",
    "payment_details": "Bank of Luzon, account 0042-1180-77, Windows Installation Co. "
    "Reference: the document's number.",
}

PAYMENT_NUMBERS: dict[str, Any] = {"name": "Payment documents", "pattern": "PD-{number:4}"}

PAYMENT_DOCUMENT: dict[str, Any] = {"name": "Payment document", "object": "deal"}

PAYMENT_DESIGN: dict[str, Any] = {
    "variants": {
        "": {
            "title": "Payment document",
            "blocks": [
                {"id": "head", "kind": "letterhead"},
                {"id": "opening", "kind": "opening", "recipient": "{contact.name}\n{contact.address}"},
                {
                    "id": "greeting",
                    "kind": "text",
                    "text": "Dear {contact.name}, thank you for your order. Please pay the amount below.",
                },
                {
                    "id": "facts",
                    "kind": "facts",
                    "rows": [
                        {"label": "Client", "value": "{contact.name}"},
                        {"label": "Address", "value": "{contact.address}"},
                        {"label": "Service", "value": "{service}"},
                        {"label": "Amount", "value": "{amount}"},
                    ],
                },
                {"id": "lines", "kind": "table", "object": "line"},
                {
                    "id": "payment",
                    "kind": "facts",
                    "rows": [{"label": "Payment details", "value": "{company.payment_details}"}],
                },
                {
                    "id": "closing",
                    "kind": "text",
                    "text": "We install as soon as your payment has arrived.",
                },
            ],
        }
    }
}

MESSAGES: list[dict[str, Any]] = [
    {
        "name": "Thank you for your request",
        "object": "deal",
        "category": "First contact",
        "subject": "Your request: {service|your windows}",
        "body": "Dear {contact.name|customer},\n\nthank you for your request. We will call you to agree on a day for "
        "the measurements.\n\n{sender}\n{company.name}",
    },
    {
        "name": "Your measurement",
        "object": "deal",
        "category": "Measurements",
        "subject": "We come on {visit_at}",
        "body": "Dear {contact.name},\n\nour surveyor comes on {visit_at} to {contact.address}. If this does not "
        "suit you, just answer this mail.\n\n{sender}\n{company.name}",
    },
    {
        "name": "Payment document by mail",
        "object": "deal",
        "category": "Payment",
        "subject": "Your order: {service}",
        "body": "Dear {contact.name},\n\nthank you for your order. Please find the payment document attached: "
        "{amount} in all.\n\n{sender}\n{company.name}",
    },
]
WORDINGS: dict[str, dict[str, str]] = {
    "fil": {
        "subject": "Ang inyong kahilingan: {service|mga bintana}",
        "body": "Mahal naming {contact.name|customer},\n\nsalamat sa inyong kahilingan. Tatawagan namin kayo para "
        "itakda ang araw ng pagsusukat.\n\n{sender}\n{company.name}",
    },
}

FORM: dict[str, Any] = {
    "name": "Request a measurement",
    "intro": "Tell us where the windows are. We call you back within 15 minutes.",
    "object": "deal",
    "thanks": "Thank you. We call you back within 15 minutes.",
}

DEFINITION: dict[str, Any] = {
    "questions": [
        {"name": "name", "label": "Your name", "path": "contact.name", "required": True},
        {"name": "phone", "label": "Phone", "path": "contact.phones", "required": True},
        {"name": "email", "label": "E-mail", "path": "contact.emails"},
        {"name": "address", "label": "Address", "path": "contact.address"},
        {"name": "service", "label": "What do you need?", "path": "service", "required": True},
    ],
    "guard": {"origins": ["*"]},
}
