"""What the customers of the demonstration say, and what is agreed with them: plain values, no record.

Days are counted from the day of the demonstration; invoices are the debts that the customer's story names, from 0."""

from typing import NamedTuple


class Promised(NamedTuple):
    """Promises the whole of an invoice, on the telephone."""

    kind = "promise"

    day: int
    date: int
    invoice: int = 0

    def get_sequel(self):
        """What happens later: [(day, what, detail)]"""
        return []


class Planned(NamedTuple):
    """Agrees to pay an invoice month by month; what came in, on which days."""

    kind = "plan"

    day: int
    first_date: int
    number: int
    paid_on: tuple[int, ...] = ()
    invoice: int = 0

    def get_sequel(self):
        return [(day, "payment", 1 / self.number) for day in self.paid_on]


class Offered(NamedTuple):
    """Is offered, by letter, a discount on an invoice."""

    kind = "settlement"

    day: int
    date: int
    percent: float
    invoice: int = 0

    def get_sequel(self):
        return []


class Contested(NamedTuple):
    """Contests a part of an invoice."""

    kind = "dispute"

    day: int
    reason: str
    amount: float
    words: str
    means: str = "call"
    # Since when it is examined, and when it was accepted; None: not yet.
    examined_on: int | None = None
    accepted_on: int | None = None
    invoice: int = 0

    def get_sequel(self):
        days = {False: self.examined_on, True: self.accepted_on}
        return [(day, "examine", is_accepted) for is_accepted, day in days.items() if day is not None]


DIALOGUES = {
    "Restaurant La Tonnelle": (Promised(-34, -24), Promised(-5, 6, invoice=1)),
    "Plomberie Dumas": (Promised(-19, -10),),
    "Coiffure Élégance": (Promised(-22, -12),),
    "Charpentes du Jura": (Planned(-47, -40, 5, paid_on=(-41, -12)),),
    "Camping des Pins": (Planned(-80, -72, 4, paid_on=(-73, -44)),),
    "Carrelages Fontaine": (Offered(-6, 12, 10),),
    "Fromagerie Bonnet": (Offered(-16, -2, 10),),
    "Pépinières Garnier": (
        Contested(-6, "quality", 340, "Trois jardinières sont arrivées voilées, photos à l'appui."),
    ),
    "Hôtel Bellevue": (
        Contested(
            -24,
            "quantity",
            2160,
            "Douze mètres de garde-corps facturés n'ont pas été livrés : le bon de livraison signé le montre.",
            means="email",
            examined_on=-21,
        ),
    ),
    "Studio Lumen": (
        Contested(
            -44,
            "price",
            240,
            "La remise convenue au devis n'a pas été appliquée.",
            means="email",
            examined_on=-41,
            accepted_on=-34,
        ),
    ),
}
