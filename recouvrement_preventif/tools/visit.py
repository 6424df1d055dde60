"""Who looks at a customer's page, and at which case: plain values, made anew for each request."""

from datetime import date
from typing import NamedTuple


class Visit(NamedTuple):
    """One visitor of the page of one case.

    ``case`` is a `recouvrement.case` with all rights, in its company and in the visitor's language: read what the page
    shows from it, and nothing else. ``contact`` (`res.partner`) is who the visitor is taken for, it may be empty.
    ``access`` is the `recouvrement.access` that let him in, else ``user`` is the `res.users` who logged in.
    Somebody of the company who looks at what the customer sees has ``is_preview``: he can send nothing."""

    case: object
    contact: object
    access: object
    user: object
    today: date
    ip_address: str = ""
    is_preview: bool = False

    @property
    def company(self):
        return self.case.company_id

    @property
    def env(self):
        return self.case.env

    @property
    def lang(self):
        """The language of the page, as a code."""
        return self.case.env.lang

    @property
    def url(self):
        """The address of the page, without what follows for each of its forms."""
        return f"/recouvrement/{self.case.id}"
