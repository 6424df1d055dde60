from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models

# How many days a monthly statement may still leave after its day: over a pause or a
# long weekend, but not a surprise in the middle of the month.
STATEMENT_WINDOW = timedelta(days=7)


class RecouvrementPolicy(models.Model):
    """Whether and when customers receive the statement of their account."""

    _inherit = "recouvrement.policy"

    monthly_statement = fields.Boolean(
        tracking=True,
        help="Each month, customers who owe at least the minimum amount receive the statement of their account by e-mail, "
        "late or not. It is information, not a reminder: it counts in no limit. Customers that are wholly suspended "
        "receive none.",
    )
    statement_day = fields.Integer(
        string="Day of the month",
        default=1,
        tracking=True,
        help="The statement leaves on this day, or within the week after it: on the first working day of the customer's "
        "country, within the sending hours.",
    )

    _statement_day_in_month = models.Constraint(
        "CHECK(statement_day BETWEEN 1 AND 28)",
        "The day of the monthly statement goes from 1 to 28: every month has it.",
    )

    def _get_statement_month(self, today):
        """The month whose statement may leave on a day.

        :param date today: the company's date
        :return: the first day of the month, or None when none may
        """
        self.ensure_one()
        day = today.replace(day=self.statement_day)
        if day > today:
            day -= relativedelta(months=1)
        if not self.monthly_statement or today - day >= STATEMENT_WINDOW:
            return None
        return day.replace(day=1)
