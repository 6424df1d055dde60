from datetime import timedelta
from ipaddress import ip_address, ip_network

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, hmac

HMAC_SCOPE = "recouvrement-access-attempt"
# How many wrong links may be tried from one place within an hour.
LIMIT = 20
WINDOW = timedelta(hours=1)


class RecouvrementAccessAttempt(models.Model):
    """A wrong link that somebody tried, kept for an hour without saying from where: the address is only known by
    its signature."""

    _name = "recouvrement.access.attempt"
    _description = "Wrong Link Tried"
    _log_access = False

    origin = fields.Char(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)

    _origin_index = models.Index("(origin, date)")

    @api.model
    def _record(self, address):
        """Take note of a wrong link.

        :param str address: IP address of the visitor
        :return: whether more were tried from there than is allowed; then nothing is noted
        """
        origin, now = self._get_origin(address), fields.Datetime.now()
        recent = Domain("origin", "=", origin) & Domain("date", ">", now - WINDOW)
        if self.sudo().search_count(recent, limit=LIMIT) >= LIMIT:
            return True
        self.sudo().create({"origin": origin, "date": now})
        return False

    @api.model
    def _get_origin(self, address):
        """What stands for an address; whoever has one IPv6 address has a whole network of them."""
        try:
            if ip_address(address).version == 6:
                address = str(ip_network(f"{address}/64", strict=False))
        except ValueError:
            address = ""
        return hmac(self.env(su=True), HMAC_SCOPE, address)

    @api.autovacuum
    def _gc_attempts(self):
        self.env.cr.execute(
            SQL("DELETE FROM recouvrement_access_attempt WHERE date < %s", fields.Datetime.now() - WINDOW)
        )
