from decimal import Decimal

from odoo import models
from odoo.tools import format_amount, format_date

from ..legal.contract import get_applied_rates
from ..legal.errors import LegalError
from ..legal.indemnities import get_belgian_consumer_indemnity
from ..legal.waiting import CONSUMER_DAYS
from .recouvrement_reminder_legal import COMPLETE_CHANNELS
from .recouvrement_reminder_letter import LETTER_CHANNELS

# How many lines of an invoice say what was sold, and in how many characters.
PRODUCT_LINES, PRODUCT_LENGTH = 3, 80


class RecouvrementReminder(models.Model):
    """What the first reminder to a Belgian consumer must say (CEL Book XIX): it is free, and opens the
    days after which something may be charged."""

    _inherit = "recouvrement.reminder"

    def _get_legal_mentions(self):
        # EXTENDS 'recouvrement.reminder': a first reminder is the formal notice of a Belgian consumer.
        if lines := self._get_first_lines():
            return self.env["ir.qweb"]._render(
                "recouvrement_preventif.reminder_first_mentions",
                self.sudo()._prepare_first_reminder(lines.sudo()),
                minimal_qcontext=True,
            )
        return super()._get_legal_mentions()

    def _get_notice_problem(self):
        # EXTENDS 'recouvrement.reminder'
        problem = super()._get_notice_problem()
        if not problem and not self.company_id._get_recouvrement_registration_number() and self._get_first_lines():
            return self.env._(
                "The first reminder to a consumer says who sends it (Code of Economic Law, Book XIX): the enterprise number "
                "of %(company)s is not known. A manager fills it in under Collection > Configuration > Legal Identity; "
                "the message can then be sent again.",
                company=self.company_id.name,
            )
        return problem

    def _get_first_lines(self):
        """The late instalments for which this message is the first reminder that the law wants; none for
        customers whose law wants none."""
        self.ensure_one()
        lines = self.line_ids.browse()
        claim, customer = self.env["recouvrement.claim"], self.partner_id
        country = customer.country_id or self.company_id.country_id
        likely_law = (country.code, customer._get_recouvrement_customer_kind())
        # Asked of each message of a run: most are ruled out without looking for their law.
        if self.channel not in COMPLETE_CHANNELS or not claim._needs_first_reminder(likely_law):
            return lines
        laws = self.env["recouvrement.charge"]._get_laws(self.company_id, customer)
        if not claim._needs_first_reminder(laws.get(customer.id)):
            return lines
        late, _coming = self._split_lines()
        return late.filtered(lambda line: line.level_id and not line.claim_id.first_reminder_on)

    def _prepare_first_reminder(self, lines):
        """The sentences of a first reminder: its four mandatory mentions.

        :param lines: what `_get_first_lines` gives
        """
        company = self.company_id
        return {
            "delay": [self._describe_delay(lines), self._describe_announced_charges(lines)],
            "debts": [self._describe_debt(line) for line in lines],
            "creditor": self.env._(
                "Creditor: %(name)s, enterprise number %(number)s. At your request we send you without delay the "
                "supporting documents, and tell you how to contest this debt.",
                name=company.name,
                number=company._get_recouvrement_registration_number(),
            ),
        }

    def _describe_delay(self, lines):
        balance = " + ".join(self._format_totals(lines))
        if self.channel in LETTER_CHANNELS:
            return self.env._(
                "You have %(days)s calendar days to pay %(balance)s. They begin on the third working day after the day on "
                "which this letter was posted; until they have passed, no cost, interest or indemnity is added.",
                days=CONSUMER_DAYS,
                balance=balance,
            )
        return self.env._(
            "You have %(days)s calendar days to pay %(balance)s. They begin on the day after this message was sent; "
            "until they have passed, no cost, interest or indemnity is added.",
            days=CONSUMER_DAYS,
            balance=balance,
        )

    def _describe_announced_charges(self, lines):
        indemnity, percent = self._get_announced_indemnity(lines), self._get_announced_rate(lines)
        if indemnity and percent:
            return self.env._(
                "After that, if the sum is still unpaid, our terms and conditions let us claim an indemnity of %(indemnity)s, "
                "and interest at %(percent)s%% a year on what is left to pay.",
                indemnity=indemnity,
                percent=percent,
            )
        if indemnity:
            return self.env._(
                "After that, if the sum is still unpaid, our terms and conditions let us claim an indemnity of %(indemnity)s.",
                indemnity=indemnity,
            )
        if percent:
            return self.env._(
                "After that, no indemnity is added; if the sum is still unpaid, our terms and conditions let us claim "
                "interest at %(percent)s%% a year on what is left to pay.",
                percent=percent,
            )
        return self.env._("After that, neither interest nor an indemnity is added.")

    def _describe_debt(self, line):
        product = self._describe_product(line.move_id)
        values = {"invoice": line.name, "date": format_date(self.env, line.date_due), "product": product}
        if not product:
            return self.env._("%(invoice)s, due on %(date)s", **values)
        return self.env._("%(invoice)s, due on %(date)s: %(product)s", **values)

    def _get_announced_indemnity(self, lines):
        """The indemnity that will be claimed once the days have passed, formatted; None when none will."""
        currency = lines.currency_id
        if not self.policy_id.claims_indemnity or currency.mapped("name") != ["EUR"]:
            return None
        balances = {line: currency._to_exact(line.amount) for line in lines}
        total, announced = sum(balances.values()), Decimal(0)
        for line, agreed in self._get_agreed(lines).items():
            try:
                indemnity = get_belgian_consumer_indemnity(total, agreed.indemnity, agreed.scale)
            except LegalError:
                continue
            announced += indemnity.amount * balances[line] / total if total else 0
        return format_amount(self.env, float(announced), currency) if announced else None

    def _get_announced_rate(self, lines):
        """The rate of the interest that will be claimed, the highest where there are several, formatted; None when none
        will."""
        if not self.policy_id.claims_interest:
            return None
        table, percents = self.env["recouvrement.charge"]._get_rate_table(), set()
        for clause in {agreed.clause for agreed in self._get_agreed(lines).values() if agreed.clause}:
            try:
                [rate] = get_applied_rates(table, "BE", "consumer", self.date, self.date, clause)
            except LegalError:
                continue
            percents.add(rate.percent)
        return self.env["recouvrement.legal.wording"]._format_percent(max(percents)) if percents else None

    def _describe_product(self, move):
        """What was sold, in a few words."""
        names = [
            (line.name or "").partition("\n")[0][:PRODUCT_LENGTH]
            for line in move.invoice_line_ids
            if line.display_type == "product" and line.name
        ]
        shown = ", ".join(names[:PRODUCT_LINES])
        return f"{shown}…" if len(names) > PRODUCT_LINES else shown
