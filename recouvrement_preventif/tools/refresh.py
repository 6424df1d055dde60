"""What the nightly statements have in common that count a table anew for a company."""

import logging

from odoo.tools import SQL

_logger = logging.getLogger(__name__)


def begin_refresh(model, company):
    """Begin to count the rows of a company anew, until the end of the transaction: two at a time do the work once.

    :param model: the model whose table is counted
    :param company: `res.company`
    :return: whether it is our turn; False while another process does it
    :rtype: bool
    """
    company.ensure_one()
    model.env.flush_all()
    [[is_mine]] = model.env.execute_query(
        SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", model._table, company.id)
    )
    if not is_mine:
        _logger.info("%s of company %s is being counted by another process", model._name, company.id)
        return False
    # Compiling statements of this size takes PostgreSQL longer than running them.
    model.env.cr.execute("SET LOCAL jit = off")
    return True
