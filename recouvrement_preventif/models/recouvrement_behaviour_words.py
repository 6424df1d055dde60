from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import formatLang


class RecouvrementBehaviour(models.Model):
    """The numbers in words, and what can be done from their list."""

    _inherit = "recouvrement.behaviour"

    def _format_number(self, value, digits=0):
        return formatLang(self.env, value or 0, digits=digits)

    def _get_judged_days(self):
        """The average days late that the rules look at: the better of the plain and the prudent one."""
        self.ensure_one()
        return min(self.days_late, self.days_late_shrunk)

    def _describe_payments(self):
        """How the customer pays, in a line."""
        self.ensure_one()
        sentences = []
        if self.settled_count:
            sentences.append(
                self.env._(
                    "%(days)s days late on average over %(count)s payments, %(share)s %% of them late.",
                    days=self._format_number(self.days_late),
                    count=self.settled_count,
                    share=self._format_number(self.share_late * 100),
                )
            )
        else:
            sentences.append(self.env._("No payment observed yet."))
        if self.open_late_count:
            sentences.append(
                self.env._(
                    "Late now: %(count)s, the oldest for %(days)s days.",
                    count=self.open_late_count,
                    days=self.open_late_days,
                )
            )
        return " ".join(sentences)

    def _describe_signals(self):
        """The signals that the customer gives, with their numbers; empty when there is none."""
        self.ensure_one()
        signals = self.env["recouvrement.signal"]
        return ", ".join(
            self.env._(
                "%(signal)s (%(value)s)",
                signal=signals.browse(rule.id).name,
                value=self._format_number(value, digits=0 if float(value).is_integer() else 1),
            )
            for rule, value in self._get_signals().items()
        )

    def _prepare_figures(self):
        """The numbers about payments, and those about what was said, as a person reads them.

        :return: two lists of (label, value, the same with prudence, explanation)
        """
        self.ensure_one()
        payments = {
            "settled_count": (self.settled_count,),
            "last_settled_on": (format_date(self.env, self.last_settled_on),),
            "days_late": (self._format_number(self.days_late, 1), self._format_number(self.days_late_shrunk, 1)),
            "share_late": (self._format_share(self.share_late), self._format_share(self.share_late_shrunk)),
            "dispersion": (self._format_number(self.dispersion, 1),),
            "trend": (("+" if self.trend > 0 else "") + self._format_number(self.trend, 1),),
            "longest_late": (self.longest_late,),
            "part_payment_count": (self.part_payment_count,),
            "payments_per_day": (self._format_number(self.payments_per_day, 1),),
            "open_late_count": (self.open_late_count,),
        }
        kept = self.env._("%(kept)s of %(made)s", kept=self.promise_kept_count, made=self.promise_count)
        words = {"promise_kept_count": (kept if self.promise_count else "",)}
        for name in (
            "announced_count",
            "dispute_count",
            "dispute_after_reminder_count",
            "refusal_count",
            "unanswered_count",
        ):
            words[name] = (self[name],)
        return [
            [
                (
                    self._fields[name]._description_string(self.env),
                    texts[0],
                    texts[1] if len(texts) > 1 else "",
                    self._fields[name]._description_help(self.env) or "",
                )
                for name, texts in figures.items()
            ]
            for figures in (payments, words)
        ]

    def _format_share(self, share):
        return self.env._("%s %%", self._format_number(share * 100))

    def action_open_case(self):
        """Open the case of the customer, made if it has none."""
        self.ensure_one()
        case = self.env["recouvrement.case"].sudo()._ensure(self.company_id, self.partner_id.ids)
        return case.with_env(self.env)._get_open_action()
