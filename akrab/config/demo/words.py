"""What the people of the window company write: services with their prices, outcomes of calls, notes, tasks."""

import random
from collections.abc import Callable

Lines = list[tuple[str, int, int]]  # what, how many, price of one in pesos


def _windows(chance: random.Random) -> Lines:
    count = chance.randint(2, 9)
    return [
        ("Window, double glazed", count, chance.choice((8500, 9200, 10000, 11400))),
        ("Installation", 1, 2000 * count),
    ]


def _replacement(chance: random.Random) -> Lines:
    count = chance.randint(2, 7)
    return [
        ("Removal of old windows", count, 900),
        ("Window, double glazed", count, chance.choice((9200, 10000))),
        ("Installation", 1, 1800 * count),
    ]


def _doors(chance: random.Random) -> Lines:
    return [
        ("Sliding door, aluminium", chance.randint(1, 3), chance.choice((24500, 28900))),
        ("Installation", 1, 6500),
    ]


def _balcony(chance: random.Random) -> Lines:
    return [
        ("Balcony glazing, running metre", chance.randint(4, 11), 7800),
        ("Sill", chance.randint(1, 3), 1450),
        ("Installation", 1, 9000),
    ]


def _screens(chance: random.Random) -> Lines:
    return [("Insect screen", chance.randint(3, 12), 1350), ("Fitting", 1, 2400)]


def _office(chance: random.Random) -> Lines:
    count = chance.randint(10, 26)
    return [
        ("Office window, tempered", count, 12500),
        ("Scaffold", 1, 18000),
        ("Installation", 1, 2200 * count),
    ]


SERVICES: dict[str, Callable[[random.Random], Lines]] = {
    "Window installation": _windows,
    "Window replacement": _replacement,
    "Sliding doors": _doors,
    "Balcony glazing": _balcony,
    "Insect screens": _screens,
    "Office glazing": _office,
}
SERVICE_WEIGHTS = (30, 22, 12, 14, 9, 6)

CALLED = (
    "interested, visit agreed",
    "visit agreed, dog in the yard",
    "wants double glazing, visit agreed",
    "compares offers, agreed to measure",
    "visit agreed, call on arrival",
)
NO_ANSWER = ("no answer", "line busy, try later", "rang out, sent a message")
THOUGHTS = (
    "Prefers white frames; the street side is loud, so offer the thicker glass.",
    "Ask the guard at the gate for parking.",
    "Husband decides about the price, call after six.",
    "Wants handles that children can't open.",
    "Second floor, no lift: two people needed.",
    "Neighbour is interested too, leave a card.",
    "Old frames have termites, show photos before removal.",
    "Asked whether we also do the kitchen door.",
)
ERRANDS = (
    "Order handles for next week",
    "Ask the supplier about tinted glass",
    "Send photos of the finished balcony",
    "Check the tools of the second team",
    "Prepare the new price list",
    "Call back about the guarantee",
    "Plan the van for Saturday",
    "Collect the signed papers",
)
COMPETITORS = ("Clear View Glass", "Metro Windows", "")
JOBS = ("Purchasing", "Facility manager", "Owner", "Site engineer", "Architect")
