"""What a customer contests: not chased until it is decided, and the rest goes on."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import TODAY
from .disputes import DisputeCase


@tagged("post_install", "-at_install")
class TestDisputes(DisputeCase):
    # === WHAT IS NOT CHASED === #

    def test_a_part_is_contested_and_the_rest_is_chased(self):
        self.invoice(-3, 300, invoice_date=TODAY)
        invoice = self.invoice(-10, 200)
        dispute = self.dispute(invoice, amount=120)
        self.assertEqual(self.chased(), [80, 300])
        self.assertEqual(self.plan().amount, 380)
        self.assertIn(
            dispute.name, self.env["recouvrement.receivable"].browse(self.receivable_lines(invoice).id).standing
        )
        told = " ".join(self.case().message_ids.mapped("body")).replace("&nbsp;", " ")
        self.assertIn(f"120.00 € of {invoice.name} is not chased", told)

    def test_all_that_is_contested_says_so_in_the_plan(self):
        dispute = self.dispute(self.invoice(-10, 200))
        entry = self.plan()
        self.assertEqual(entry.reason, "suspended")
        self.assertEqual(
            self.case().next_action,
            f"Dispute {dispute.name}, Goods damaged or work not as agreed: new",
        )

    def test_a_contested_part_follows_what_is_paid_over_the_instalments(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half later",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 10)
                ],
            }
        )
        invoice = self.invoice(
            -20, 200, invoice_payment_term_id=term.id, invoice_date=self.day(-20), invoice_date_due=False
        )
        self.dispute(invoice, amount=120)
        self.assertEqual(self.chased(), [0, 80], "held on the oldest")
        first = self.receivable_lines(invoice).sorted("date_maturity")[0]
        # The customer pays what it does not contest: 80, matched with the oldest instalment.
        (self.bank_entry(80) + first).reconcile()
        self.assertEqual(self.chased(), [0, 0])
        # It pays ten more than that.
        (self.bank_entry(10) + first).reconcile()
        self.assertEqual(self.chased(), [0, 0])

    def test_a_payment_that_comes_back_does_not_widen_a_part_nor_narrow_a_whole(self):
        part, whole = self.invoice(-10, 200), self.invoice(-5, 100)
        self.dispute(part, amount=120)
        paid = self.pay(whole, 40)
        self.dispute(whole)
        self.assertEqual(self.chased(), [80, 0])
        paid.remove_move_reconcile()
        self.assertEqual(self.chased(), [40, 0], "the payment is a credit again, and all of the invoice is contested")

    def test_a_hold_on_the_customer_comes_first_and_nothing_counts_twice(self):
        invoice = self.invoice(-10, 200)
        self.dispute(invoice, amount=120)
        self.env["recouvrement.suspension"].create(
            {
                "case_id": self.case().id,
                "line_id": self.receivable_lines(invoice).id,
                "amount": 50,
                "date_to": self.day(5),
                "reason": "Promised",
            }
        )
        self.assertEqual(self.chased(), [30])
        self.hold(self.day(3))
        self.assertEqual(self.chased(), [0])
        self.assertEqual(self.chased(6), [80])

    def test_an_amount_is_corrected_and_what_is_chased_follows(self):
        dispute = self.dispute(self.invoice(-10, 200), amount=120)
        dispute.line_ids.with_user(self.collector).amount = 50
        self.assertEqual(self.chased(), [150])
        other = self.invoice(-5, 100)
        dispute.with_user(self.collector).line_ids = [Command.create({"move_id": other.id})]
        self.assertEqual(self.chased(), [150, 0])
        dispute.line_ids.filtered(lambda line: line.move_id == other).with_user(self.collector).unlink()
        self.assertEqual(self.chased(), [150, 100])
        with self.refused("withdraw it instead"):
            dispute.line_ids.unlink()

    # === WRONG INPUT === #

    def test_more_than_what_is_open_cannot_be_contested_even_twice(self):
        invoice = self.invoice(-10, 200)
        with self.refused("200.00.*are open"):
            self.dispute(invoice, amount=201)
        first = self.dispute(invoice, amount=150)
        with self.refused(f"150.00.*are contested already .{first.name}"):
            self.dispute(invoice, amount=51)
        self.dispute(invoice, amount=50)
        self.assertEqual(self.chased(), [0])

    def test_only_posted_invoices_of_the_customer_can_be_contested(self):
        with self.refused("posted customer invoice"):
            self.dispute(self.invoice(-10, 200, post=False), amount=10)
        with self.refused("not an invoice of Dupont"):
            self.dispute(self.invoice(-10, 200, partner=self._make_customer("Durand")))
        with self.refused("at least one invoice"):
            self.dispute(self.env["account.move"])
        with self.refused("above zero"):
            self.dispute(self.invoice(-10, 200), amount=-5)

    def test_invoices_of_two_customers_or_paid_ones_open_no_form(self):
        one, other = self.invoice(-3, 100), self.invoice(-3, 100, partner=self._make_customer("Durand"))
        with self.refused("invoices of one customer"):
            (one + other).action_recouvrement_dispute()
        self.pay(one)
        with self.refused("Nothing is left to pay"):
            one.action_recouvrement_dispute()

    # === WHO IS TOLD === #

    def test_the_owner_and_the_deadline_come_from_the_reason(self):
        self.reasons["document"].write({"user_id": self.seller.id, "delay_days": 5})
        dispute = self.dispute(self.invoice(-10, 200), reason="document")
        # Five working days after Wednesday the 25th.
        self.assertEqual((dispute.user_id, dispute.deadline), (self.seller, self.day(7)))
        self.assertEqual((dispute.activity_ids.user_id, dispute.activity_ids.date_deadline), (self.seller, self.day(7)))
        self.assertIn(self.seller.partner_id, dispute.message_partner_ids)
        self.assertEqual(
            self.dispute(self.invoice(-10, 100)).user_id, self.collector, "whoever looks after the customer"
        )

    def test_whoever_left_or_works_for_another_company_is_asked_nothing(self):
        other = self._make_company("Autre")
        self.customer.user_id = new_test_user(
            self.env, "elsewhere", groups="base.group_user", company_ids=[(6, 0, other.ids)], company_id=other.id
        )
        self.reasons["quality"].write({"user_id": self.seller.id, "manager_id": self.customer.user_id.id})
        self.seller.active = False
        dispute = self.dispute(self.invoice(-10, 200), deadline=self.day(1))
        self.assertEqual(dispute.user_id, self.collector)
        self.follow(2)
        self.assertEqual(dispute.activity_ids.user_id, self.collector)

    def test_another_reason_asks_somebody_else(self):
        self.reasons["price"].user_id = self.seller
        dispute = self.dispute(self.invoice(-10, 200))
        dispute.with_user(self.collector).reason_id = self.reasons["price"]
        self.assertEqual((dispute.user_id, dispute.activity_ids.user_id), (self.seller, self.seller))
        self.assertEqual(dispute.activity_ids.date_deadline, dispute.deadline)
        self.assertIn("Price or discount", self.case().next_action)

    def test_another_owner_or_deadline_moves_the_task(self):
        dispute = self.dispute(self.invoice(-10, 200))
        dispute.with_user(self.collector).write({"user_id": self.seller.id, "deadline": self.day(3)})
        self.assertEqual(len(dispute.activity_ids), 1)
        self.assertEqual((dispute.activity_ids.user_id, dispute.activity_ids.date_deadline), (self.seller, self.day(3)))

    def test_receipt_is_acknowledged_at_once_in_the_language_of_who_contests(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("recouvrement_preventif.mail_template_dispute_received")
        template.with_context(lang="fr_FR").subject = "Nous regardons : {{ object.name }}"
        who = self._make_customer("Lea", parent_id=self.customer.id, is_company=False, lang="fr_FR")
        dispute = self.dispute(self.invoice(-10, 1200), reported_by_id=who.id)
        mail = self.mails(dispute)
        self.assertEqual(
            (mail.recipient_ids, mail.subject, mail.state), (who, f"Nous regardons : {dispute.name}", "outgoing")
        )
        self.assertIn("1&nbsp;200,00&nbsp;€", mail.body_html)
        self.assertEqual(dispute.acknowledged_on, TODAY)

    def test_acknowledging_counts_in_no_limit(self):
        self.policy.write({"contact_limit": 1, "contact_window": 10})
        self.invoice(-3, 300)
        self.dispute(self.invoice(-10, 200))
        self.assertPlanned("first")
        self.assertFalse(self.case()._get_contact_problem(TODAY))
        self.assertEqual(
            [(line.direction, line.means) for line in self.case().history_ids], [("out", "email"), ("in", "email")]
        )

    def test_nothing_leaves_by_itself_in_test_mode_or_without_an_address(self):
        self.company.recouvrement_mode = "test"
        dispute = self.dispute(self.invoice(-10, 200))
        self.assertFalse(self.mails(dispute) or dispute.acknowledged_on)
        self.assertIn("not acknowledged", str(dispute.message_ids.mapped("body")))
        self.company.recouvrement_mode = "live"
        self.customer.email = False
        dispute = self.dispute(self.invoice(-10, 100))
        self.assertFalse(self.mails(dispute) or dispute.acknowledged_on)
        self.assertIn("by post", " ".join(dispute.activity_ids.mapped("summary")))

    # === TIME === #

    def test_past_its_deadline_it_climbs_to_the_manager_once(self):
        self.reasons["quality"].manager_id = self.manager
        dispute = self.dispute(self.invoice(-10, 200), deadline=self.day(2))
        self.follow(2)
        self.assertFalse(dispute.escalated_on)
        self.follow(3)
        late = dispute.activity_ids.filtered(lambda task: task.user_id == self.manager)
        self.assertIn(f"{dispute.name} was to be decided by 11/27/2026 (collector", late.summary)
        self.follow(3, hour=11)
        self.follow(4)
        self.assertEqual(len(dispute.activity_ids), 2)
        with self.at(4):
            self.assertTrue(dispute.is_late)
            self.assertIn(dispute, self.env["recouvrement.dispute"].search([("is_late", "=", True)]))

    def test_paid_meanwhile_it_closes_itself_and_reopens_when_the_payment_comes_back(self):
        invoice = self.invoice(-10, 200)
        dispute = self.dispute(invoice)
        self.follow()
        self.assertEqual(dispute.state, "new")
        paid = self.pay(invoice)
        self.follow(1)
        self.assertEqual((dispute.state, dispute.solved_on, dispute.days_to_solve), ("closed", self.day(1), 1))
        self.assertFalse(dispute.activity_ids)
        paid.remove_move_reconcile()
        paid.move_id.button_draft()
        self.assertEqual(self.chased(2), [0], "even before anybody looks")
        self.follow(2)
        self.assertEqual((dispute.state, self.chased(80)), ("examining", [0]))
        self.assertFalse(dispute.solved_on)
        self.assertEqual(dispute.activity_ids.user_id, self.collector)

    def test_it_reopens_when_a_part_of_what_was_paid_comes_back(self):
        invoice = self.invoice(-10, 200)
        dispute = self.dispute(invoice)
        self.pay(invoice, 150)
        paid = self.pay(invoice)
        self.follow()
        paid.remove_move_reconcile()
        paid.move_id.button_draft()
        self.follow(1)
        self.assertEqual((dispute.state, self.chased(1)), ("examining", [0]))

    def test_an_invoice_that_is_corrected_stays_contested_and_one_that_is_cancelled_does_not(self):
        invoice = self.invoice(-10, 200)
        dispute = self.dispute(invoice, amount=120)
        invoice.button_draft()
        self.follow()
        self.assertEqual(dispute.state, "new")
        invoice.action_post()
        self.assertEqual(self.chased(), [80])
        invoice.button_draft()
        invoice.button_cancel()
        self.follow()
        self.assertEqual(dispute.state, "closed")

    def test_the_time_spent_in_each_state_is_kept(self):
        dispute = self.dispute(self.invoice(-10, 200))
        with self.at(1):
            dispute.with_user(self.collector).action_examine()
        with self.at(3):
            dispute.with_user(self.manager).action_wait()
        with self.at(8):
            self.decide(dispute, "rejected", answer="They were intact")
        self.assertEqual(
            [(step.state, step.days, step.user_id.login) for step in dispute.step_ids[:3]],
            [("new", 1, "collector"), ("examining", 2, "collector"), ("waiting", 5, "manager")],
        )
        self.assertEqual(dispute.step_ids[3].state, "rejected")
        self.assertFalse(dispute.step_ids[3].left_at)

    def test_reports_count_what_is_solved_by_cause_and_owner(self):
        for days in (4, 8):
            dispute = self.dispute(self.invoice(-10, 200), opened_on=self.day(-days))
            self.decide(dispute, "rejected", answer="All was there")
        self.dispute(self.invoice(-10, 50), reason="price", user_id=self.seller.id)
        self.dispute(self.invoice(-10, 70))
        Dispute = self.env["recouvrement.dispute"].with_user(self.manager)
        self.assertEqual(
            Dispute._read_group([], ["reason_id", "user_id"], ["amount:sum", "days_to_solve:avg"]),
            [
                (self.reasons["price"], self.seller, 50, False),
                (self.reasons["quality"], self.collector, 470, 6),
            ],
        )

    # === WORKLIST === #

    def test_the_worklist_names_what_is_to_be_done(self):
        dispute = self.dispute(self.invoice(-10, 200), deadline=self.day(9))
        Todo = self.env["recouvrement.todo"]
        row = Todo.search([("case_id", "=", self.case().id)])
        self.assertEqual(row.kind, "dispute")
        self.assertIn("Examine by 12/04/2026", row.reason)
        self.assertEqual(row.action_dispute()["res_id"], dispute.id)
        dispute.with_user(self.collector).action_examine()
        self.assertFalse(Todo.search([("case_id", "=", self.case().id)]))
        with self.at(10):
            self.assertIn("Was to be decided by 12/04/2026", Todo.search([("case_id", "=", self.case().id)]).reason)

    def test_withdrawn_the_follow_up_goes_on_at_once(self):
        dispute = self.dispute(self.invoice(-10, 200))
        dispute.with_user(self.collector).action_withdraw()
        self.assertPlanned("first")
        self.assertFalse(dispute.activity_ids)
        with self.refused("settled"):
            dispute.with_user(self.collector).action_examine()
        with self.refused("settled"):
            dispute.line_ids.amount = 10

    def test_the_e_invoice_status_tells_a_part_from_the_whole(self):
        self.assertEqual(self.dispute(self.invoice(-10, 200)).einvoice_status, "207 · QUALITE_ERR")
        self.assertEqual(self.dispute(self.invoice(-10, 200), amount=20).einvoice_status, "206 · QUALITE_ERR")
        self.assertEqual(self.dispute(self.invoice(-10, 200), reason="duplicate").einvoice_status, "210 · DOUBLON")

    def test_merged_customers_keep_their_disputes(self):
        twin = self._make_customer("Dupond")
        dispute = self.dispute(self.invoice(-10, 200, partner=twin), partner=twin)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin + self.customer).ids, self.customer)
        self.assertEqual((dispute.case_id, dispute.partner_id), (self.case(), self.customer))
        self.assertEqual(self.plan().reason, "suspended")
