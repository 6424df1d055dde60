from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount, format_date, formatLang


class RecouvrementSettlement(models.Model):
    """How an offer is made: what it may cover, what the policy leaves to a manager, what follows."""

    _inherit = "recouvrement.settlement"

    @api.model
    def _propose(self, case, terms, today=None):
        """Offer a discount; it waits for a manager when the policy leaves it to one and the user is none.

        :param case: `recouvrement.case`
        :param terms: :class:`~..tools.settlement.Offer`; amounts in their currency
        :param date today: the day on which it is proposed; the company's date when None
        :return: the offer
        :raise UserError: the terms are wrong
        """
        case.ensure_one()
        case.check_access("write")
        case.lock_for_update()
        today = today or case.company_id._get_recouvrement_today()
        terms = terms._replace(discount=terms.currency.round(terms.discount))
        instalments = self._get_settleable(case, terms, today)
        self._check_terms(terms, instalments, today)
        objections = self._get_objections(case, terms, instalments, today)
        vals = self._prepare_offer_vals(case, terms, instalments, today)
        settlement = self.sudo().create({**vals, "objection": "\n".join(objections)})
        if objections and not self.env.user.has_group("recouvrement_preventif.group_manager"):
            case._message_log(
                body=self.env._(
                    "Discount proposed, waits for a manager (%(terms)s): %(why)s",
                    terms=settlement._describe_terms(),
                    why=" ".join(objections),
                )
            )
        else:
            settlement._offer(today)
        return settlement.with_env(self.env)

    @api.model
    def _prepare_offer_vals(self, case, terms, instalments, today):
        return {
            "case_id": case.id,
            "currency_id": terms.currency.id,
            "amount": terms.currency.round(sum(each.residual for each in instalments)),
            "discount": terms.discount,
            "date": terms.date,
            "proposed_on": today,
            "deadline": self.env["recouvrement.promise"]._get_deadline(case, terms.date),
            "contact_id": terms.contact.id,
            "by_email": terms.by_email,
            "note": terms.note,
            "user_id": self.env.uid,
            "line_ids": [
                Command.create({"move_line_id": each.line_id, "amount": each.residual}) for each in instalments
            ],
        }

    def _offer(self, today):
        """Let the offer stand: its instalments are not chased until its deadline, and the customer is told.

        :param date today: the company's date
        """
        self.ensure_one()
        self.write(
            {
                "offered_on": today,
                "ledger_mark": self._get_ledger_mark(),
                "approved_by_id": self.env.uid if self.objection else False,
            }
        )
        self.env["recouvrement.suspension"].create(
            [
                {
                    "case_id": self.case_id.id,
                    "kind": "settlement",
                    "move_id": line.move_id.id,
                    "line_id": line.move_line_id.id,
                    "settlement_line_id": line.id,
                    "date_from": today,
                    "date_to": self.deadline,
                    "user_id": self.env.uid,
                    "reason": self.env._("Discount offered if paid by %s", format_date(self.env, self.date)),
                }
                for line in self.line_ids
            ]
        )
        self.case_id._message_log(
            body=self.env._(
                "Discount offered: %(terms)s %(why)s", terms=self._describe_terms(), why=self.objection or ""
            )
        )
        if self.by_email:
            self._send_offer()

    # === WHAT MAY BE OFFERED === #

    @api.model
    def _get_settleable(self, case, terms, today):
        """The open instalments that the offer would cover: those of the named invoices, else all that is late.

        :rtype: list of :class:`~..tools.promise.Promisable`
        """
        instalments = self.env["recouvrement.promise"].sudo()._get_promisable(case, today)
        instalments = [each for each in instalments if each.currency_id == terms.currency.id]
        if terms.moves:
            return [each for each in instalments if each.move_id in terms.moves.ids]
        return [each for each in instalments if each.date_due < today]

    @api.model
    def _check_terms(self, terms, instalments, today):
        """Refuse what cannot be offered."""
        if not instalments:
            raise UserError(self.env._("Nothing is owed here on which a discount could be offered."))
        if not terms.date or terms.date < today:
            raise UserError(self.env._("Give the day, today or later, until which the customer can pay."))
        owed = sum(each.residual for each in instalments)
        compare = terms.currency.compare_amounts
        if compare(terms.discount, 0) <= 0 or compare(terms.discount, owed) >= 0:
            raise UserError(
                self.env._(
                    "The discount must be more than zero and less than the %s that are owed.",
                    format_amount(self.env, owed, terms.currency),
                )
            )
        lines = self.env["account.move.line"].sudo().browse([each.line_id for each in instalments])
        entries = lines.move_id.filtered(lambda move: not move.is_sale_document())
        if entries:
            raise UserError(
                self.env._(
                    "%s is no invoice: no credit note can be made for it. Name the invoices that the discount is about.",
                    ", ".join(entries.mapped("name")),
                )
            )
        engaged = [each.line_id for each in instalments if each.amount != each.residual]
        waiting = self.sudo().search(
            Domain("offered_on", "=", False)
            & Domain("cancelled_on", "=", False)
            & Domain("refused_on", "=", False)
            & Domain("line_ids.move_line_id", "in", lines.ids)
        )
        taken = lines.filtered(lambda line: line.id in engaged) | (waiting.line_ids.move_line_id & lines)
        if taken:
            raise UserError(
                self.env._(
                    "%s is already promised, contested or offered at a discount: settle that first.",
                    ", ".join(taken.move_id.mapped("name")),
                )
            )

    @api.model
    def _get_objections(self, case, terms, instalments, today):
        """Why the policy leaves an offer to a manager, in sentences; nothing when it does not."""
        policy, company = case.policy_id, case.company_id
        objections = []
        if not policy or not instalments:
            return objections
        owed = sum(each.residual for each in instalments)
        in_company = terms.currency._convert(owed, company.currency_id, company, today)
        if any((today - each.date_due).days < policy.settlement_min_days for each in instalments):
            objections.append(
                self.env._("The policy keeps discounts for debts at least %s days late.", policy.settlement_min_days)
            )
        if in_company < policy.settlement_min_amount:
            objections.append(
                self.env._(
                    "The policy keeps discounts for debts of at least %s.",
                    format_amount(self.env, policy.settlement_min_amount, company.currency_id),
                )
            )
        percent = 100 * terms.discount / owed
        if round(percent, 2) > policy.settlement_max_percent:
            objections.append(
                self.env._(
                    "A discount of %(percent)s %% is more than the %(limit)s %% that the policy allows.",
                    percent=formatLang(self.env, percent),
                    limit=formatLang(self.env, policy.settlement_max_percent),
                )
            )
        earlier = self.sudo().search_count(
            Domain("offered_on", "!=", False)
            & Domain("line_ids.move_line_id", "in", [each.line_id for each in instalments]),
            limit=1,
        )
        if earlier:
            objections.append(self.env._("A discount was already offered on this debt."))
        return objections
