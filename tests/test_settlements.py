"""A discount if the rest is paid by a day: within the policy's limits, or with a manager; credited to the cent."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

from .settlements import SettlementCase


@tagged("post_install", "-at_install")
class TestSettlements(SettlementCase):
    # === THE LIFE OF AN OFFER === #

    def test_paid_in_time_the_rest_is_credited_and_nothing_is_left(self):
        tax = self.company.account_sale_tax_id
        invoice = self.invoice(
            -120,
            0,
            invoice_line_ids=[
                Command.create({"product_id": self.product.id, "price_unit": 1000, "tax_ids": [Command.set(tax.ids)]})
            ],
        )
        total = invoice.amount_total
        offer = self.offer(total / 10, 10)
        self.assertEqual((self.state(offer), self.chased()), ("offered", 0))
        self.pay(invoice, total * 0.9, day=self.day(9))
        self.assertEqual(self.state(offer, 9), "accepted")
        self.watch_offers(9)
        credit = offer.credit_move_ids
        self.assertEqual((credit.state, credit.amount_total), ("draft", round(total / 10, 2)))
        self.assertEqual(credit.amount_untaxed, 100)
        self.watch_offers(10)
        self.assertEqual(offer.credit_move_ids, credit, "never two credit notes for one offer")
        self.assertEqual(self.chased(60), 0, "what waits for its credit note is not asked for")
        with self.at(10):
            row = self.env["recouvrement.todo"].with_user(self.collector).search([])
            self.assertEqual(row.kind, "settlement")
            self.assertIn("credit note to post", row.reason)
            credit.action_post()
        self.assertFalse(invoice.amount_residual)
        self.assertEqual(self.state(offer, 60), "accepted")
        self.assertFalse(self.env["recouvrement.todo"].with_user(self.collector).search([]))

    def test_not_paid_the_offer_lapses_and_the_whole_is_due(self):
        invoice = self.invoice(-120, 1000)
        offer = self.offer(100, 10)
        self.pay(invoice, 500, day=self.day(5))
        self.watch_offers(15)
        self.assertEqual((self.state(offer, 15), self.chased(15)), ("lapsed", 500))
        self.assertIn("whole is due again", self.case().message_ids[0].body)
        said = len(self.case().message_ids)
        self.watch_offers(16)
        self.assertEqual(len(self.case().message_ids), said)
        self.pay(invoice, 400, day=self.day(16))
        self.assertEqual(self.state(offer, 16), "lapsed", "too late")

    def test_money_in_transit_is_waited_for(self):
        invoice = self.invoice(-120, 1000)
        offer = self.offer(100, 6)
        self.assertEqual(self.state(offer, 8), "offered")
        self.pay(invoice, 900, day=self.day(8))
        self.assertEqual(self.state(offer, 20), "accepted")

    def test_money_of_earlier_on_the_day_of_the_offer_is_no_part_of_it(self):
        invoice = self.invoice(-120, 1000)
        self.pay(invoice, 400)
        offer = self.offer(60, 10)
        self.assertEqual((offer.amount, offer.amount_received, self.state(offer)), (600, 0, "offered"))
        self.pay(invoice, 540)
        self.env.invalidate_all()
        self.assertEqual((offer.amount_received, self.state(offer)), (540, "accepted"))

    def test_several_invoices_are_credited_for_what_is_left_on_each(self):
        first, second = self.invoice(-150, 600), self.invoice(-120, 400)
        offer = self.offer(100, 10)
        self.pay(first, 550, day=self.day(2))
        self.pay(second, 350, day=self.day(2))
        self.watch_offers(2)
        self.assertEqual(sorted(offer.credit_move_ids.mapped("amount_total")), [50, 50])
        offer.credit_move_ids.action_post()
        self.assertFalse((first + second).filtered("amount_residual"))

    def test_a_payment_that_is_taken_back_takes_the_credit_note_back(self):
        invoice = self.invoice(-120, 1000)
        offer = self.offer(100, 6)
        line = self.pay(invoice, 900, day=self.day(2))
        self.watch_offers(2)
        self.assertTrue(offer.credit_move_ids)
        line.remove_move_reconcile()
        line.move_id.button_draft()
        self.watch_offers(3)
        self.assertFalse(offer.credit_move_ids)
        self.assertEqual((self.state(offer, 3), self.chased(3), self.chased(9)), ("offered", 0, 1000))
        self.pay(invoice, 900, day=self.day(4))
        self.watch_offers(4)
        self.assertTrue(offer.credit_move_ids)

    def test_a_statement_that_comes_late_counts_and_what_is_left_is_no_longer_asked_for(self):
        invoice = self.invoice(-120, 1000)
        offer = self.offer(100, 6)
        self.watch_offers(15)
        self.assertEqual((self.state(offer, 15), self.chased(15)), ("lapsed", 1000))
        self.pay(invoice, 900, day=self.day(7))
        self.watch_offers(15)
        self.assertEqual((self.state(offer, 15), offer.credit_move_ids.amount_total), ("accepted", 100))
        self.assertFalse(offer.lapsed_on)
        self.assertEqual(self.chased(15), 0)

    def test_whoever_pays_the_whole_is_credited_nothing(self):
        invoice = self.invoice(-120, 1000)
        offer = self.offer(100, 6)
        self.pay(invoice, day=self.day(2))
        self.watch_offers(2)
        self.assertEqual((self.state(offer, 2), len(offer.credit_move_ids)), ("accepted", 0))

    def test_a_payment_that_is_taken_back_after_the_credit_note_was_posted_is_given_to_a_person_once(self):
        invoice = self.invoice(-120, 1000)
        offer = self.offer(100, 6)
        line = self.pay(invoice, 900, day=self.day(2))
        self.watch_offers(2)
        offer.credit_move_ids.action_post()
        line.remove_move_reconcile()
        line.move_id.button_draft()
        self.watch_offers(3)
        task = self.case().activity_ids
        self.assertIn("payment that it was for has been taken back", task.summary)
        with self.at(3):
            task.action_feedback(feedback="A bank error")
        self.watch_offers(4)
        self.assertFalse(self.case().activity_ids.filtered("active"))

    def test_whoever_pays_more_afterwards_is_credited_less(self):
        invoice = self.invoice(-120, 1000)
        offer = self.offer(100, 6)
        self.pay(invoice, 900, day=self.day(2))
        self.watch_offers(2)
        self.pay(invoice, 30, day=self.day(3))
        self.watch_offers(3)
        self.assertEqual(offer.credit_move_ids.mapped("amount_total"), [70])
        self.assertIn("reduced", self.case().message_ids[0].body)
        self.pay(invoice, 70, day=self.day(3))
        self.watch_offers(3)
        self.assertEqual((self.state(offer, 3), len(offer.credit_move_ids)), ("accepted", 0))
        said = len(self.case().message_ids)
        self.watch_offers(4)
        self.assertEqual(len(self.case().message_ids), said)

    def test_a_credit_note_that_a_person_deleted_is_not_made_again_by_itself(self):
        invoice = self.invoice(-120, 1000)
        offer = self.offer(100, 6)
        self.pay(invoice, 900, day=self.day(2))
        self.watch_offers(2)
        offer.credit_move_ids.unlink()
        self.watch_offers(3)
        self.assertFalse(offer.credit_move_ids)
        with self.at(3):
            offer.with_user(self.collector).action_prepare_credit()
        self.assertEqual(offer.credit_move_ids.amount_total, 100)

    def test_another_credit_note_reduces_what_is_to_be_paid(self):
        invoice = self.invoice(-120, 1000)
        offer = self.offer(100, 6)
        credit = self.credit_note(300)
        (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()
        self.pay(invoice, 600, day=self.day(2))
        self.assertEqual(self.state(offer, 2), "accepted")

    def test_refused_or_taken_back_it_is_chased_again(self):
        self.invoice(-120, 1000)
        offer = self.offer(100, 6)
        offer.with_user(self.collector).action_refuse()
        self.assertEqual((self.state(offer), self.chased()), ("refused", 1000))
        with self.assertRaisesRegex(UserError, "has ended"):
            offer.with_user(self.collector).action_cancel()
        other = self.offer(100, 6, user=self.manager)
        other.with_user(self.collector).action_cancel()
        self.assertEqual((self.state(other), self.chased()), ("cancelled", 1000))

    # === WHO MAY OFFER WHAT === #

    def test_beyond_the_limits_of_the_policy_a_manager_decides(self):
        self.invoice(-120, 1000)
        offer = self.offer(300, 10)
        self.assertEqual((self.state(offer), self.chased()), ("to_approve", 1000))
        self.assertIn("30.00 %", offer.objection)
        row = self.env["recouvrement.todo"].with_user(self.manager).search([])
        self.assertEqual((row.kind, "to approve" in row.reason), ("settlement", True))
        with self.assertRaisesRegex(UserError, "Only a manager"):
            offer.with_user(self.collector).action_approve()
        with self.assertRaisesRegex(UserError, "Only a manager"):
            offer.with_user(self.collector).action_refuse()
        offer.with_user(self.manager).action_approve()
        self.assertEqual((self.state(offer), offer.approved_by_id, self.chased()), ("offered", self.manager, 0))

    def test_young_and_small_debts_are_for_a_manager(self):
        self.invoice(-20, 100)
        offer = self.offer(5, 10)
        self.assertIn("at least 90 days late", offer.objection)
        self.assertRegex(offer.objection, "debts of at least .*500")

    def test_never_offered_twice_without_a_manager(self):
        invoice = self.invoice(-120, 1000)
        self.offer(100, 6)
        with self.at(20):
            again = self.offer(50, 30, moves=invoice)
            self.assertEqual(again.state, "to_approve")
            self.assertIn("already offered", again.objection)
            again._end("refused_on", "No")
            self.assertEqual(self.offer(50, 30, user=self.manager).state, "offered")

    def test_what_cannot_be_offered_is_told(self):
        with self.assertRaisesRegex(UserError, "Nothing is owed here"):
            self.offer(10, 10)
        invoice = self.invoice(-120, 1000)
        for discount in (0, 1000):
            with self.assertRaisesRegex(UserError, "more than zero and less than"):
                self.offer(discount, 10)
        with self.assertRaisesRegex(UserError, "the day, today or later"):
            self.offer(100, -1)
        self.promise(300, 6)
        with self.assertRaisesRegex(UserError, f"{invoice.name} is already promised"):
            self.offer(100, 10)

    def test_an_offer_keeps_from_promising_and_from_offering_meanwhile(self):
        self.invoice(-120, 1000)
        waiting = self.offer(300, 10)
        with self.assertRaisesRegex(UserError, "offered at a discount"):
            self.offer(100, 10)
        waiting.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "owes nothing here that could be promised"):
            self.promise(100, 6)

    def test_what_was_offered_does_not_change_and_a_clerk_only_reads(self):
        self.invoice(-120, 1000)
        offer = self.offer(100, 10)
        with self.assertRaises(AccessError):
            offer.with_user(self.manager).discount = 500
        clerk = self._new_user("clerk", "account.group_account_invoice")
        self.assertEqual(offer.with_user(clerk).state, "offered")
        with self.assertRaises(AccessError):
            offer.with_user(clerk).action_refuse()

    # === WHAT THE CUSTOMER RECEIVES === #

    def test_the_form_offers_by_e_mail_in_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        invoice = self.invoice(-120, 2000)
        action = self.case().with_user(self.collector).action_settlement()
        model = self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])
        with Form(model) as form:
            form.percent = 10
            form.date = self.day(10)
            self.assertEqual((form.amount, form.amount_to_pay), (2000, 1800))
            self.assertFalse(form.objection)
            form.percent = 12
            self.assertIn("more than the 10.00", form.objection)
            form.kind = "amount"
            form.amount_off = 150
        offer = self.env["recouvrement.settlement"].browse(form.record.action_offer()["res_id"])
        self.env.invalidate_all()
        message = offer.message_contact_id.message_id
        text = html2plaintext(message.body)
        self.assertIn(invoice.name, text)
        self.assertRegex(text, r"1\s850,00\s€")
        self.assertIn("05/12/2026", text)
        self.assertEqual(message.mail_ids.state, "outgoing")
        message.mail_ids._postprocess_sent_message([], [], failure_reason="No", failure_type="mail_email_invalid")
        self.assertIn("offer of a discount", self.case().activity_ids.summary)

    def test_the_history_tells_each_offer_once_however_it_was_made(self):
        first, second, third = (self.invoice(-120, amount) for amount in (1000, 2000, 3000))
        letter = self.offer(100, 10, moves=first)
        self.customer.email = False
        undelivered = self.offer(100, 10, moves=second, by_email=True)
        self.customer.email = "dupont@example.org"
        delivered = self.offer(100, 10, moves=third, by_email=True)
        self.offer(2500, 10, moves=self.invoice(-120, 4000))
        self.assertTrue(undelivered.message_problem and delivered.message_contact_id)
        history = self.case().with_user(self.collector).history_ids
        self.assertEqual(
            {(line.res_model, line.res_id): (line.means, line.direction, line.state) for line in history},
            {
                ("recouvrement.settlement", letter.id): ("letter", "out", False),
                ("recouvrement.settlement", undelivered.id): ("email", "out", "failed"),
                ("recouvrement.contact", delivered.message_contact_id.id): ("email", "out", False),
            },
        )
        told = history.filtered(lambda line: line.state == "failed")
        self.assertRegex(told.summary, r"Discount offered: .*2,000.* \(not e-mailed: no usable e-mail address\)")
        self.assertEqual(told.action_open()["res_id"], undelivered.id)

    def test_the_letter_says_the_same(self):
        self.invoice(-120, 1000)
        offer = self.offer(100, 10)
        self.assertFalse(offer.message_contact_id)
        html = self.env["ir.actions.report"]._render_qweb_html("recouvrement_preventif.report_settlement", offer.ids)[0]
        self.assertRegex(html2plaintext(html.decode()), "900.00")

    def test_customers_that_are_merged_keep_their_offers(self):
        self.invoice(-120, 1000)
        offer = self.offer(100, 10)
        kept = self._make_customer("Dupond")
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.customer + kept).ids, kept, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual((offer.partner_id, self.state(offer)), (kept, "offered"))
