"""Who sees a dispute, who acts on it, and what its customer answers."""

from email.message import EmailMessage

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import TODAY
from .disputes import DisputeCase


@tagged("post_install", "-at_install")
class TestDisputePeople(DisputeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons["quality"].user_id = cls.seller
        cls.biller = cls._new_user("biller", "account.group_account_invoice")

    # === WHO OWNS IT WITHOUT SEEING THE ACCOUNTS === #

    def test_a_salesperson_sees_his_dispute_and_its_invoice_not_the_accounts(self):
        invoice = self.invoice(-10, 200)
        mine = self.dispute(invoice)
        foreign = self.dispute(self.invoice(-10, 100), reason="price")
        Dispute = self.env["recouvrement.dispute"].with_user(self.seller)
        self.assertEqual(Dispute.search([]), mine)
        with self.refused("", AccessError):
            foreign.with_user(self.seller).read(["name"])
        with self.refused("", AccessError):
            invoice.with_user(self.seller).read(["name"])
        form = Form(mine.with_user(self.seller), "recouvrement_preventif.recouvrement_dispute_view_form")
        self.assertFalse(form.can_decide)
        self.assertIn("Work", form.invoice_details)
        line = mine.line_ids.with_user(self.seller)
        self.assertEqual(
            (line.move_name, line.invoice_date, line.amount_open), (invoice.name, invoice.invoice_date, 200)
        )
        self.assertNotIn("exchange_ids", form._view["fields"])

    def test_he_reads_the_invoice_as_the_customer_has_it_and_no_other(self):
        invoice = self.invoice(-10, 200)
        mine = self.dispute(invoice)
        foreign = self.dispute(self.invoice(-10, 100), reason="price")
        with self.allow_pdf_render():
            name, content = mine.line_ids.with_context(force_report_rendering=True)._get_invoice_document()
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertIn(invoice.name.replace("/", "_"), name)
        self.assertFalse(invoice.invoice_pdf_report_id, "the legal document stays for core to make")
        self.env["ir.attachment"].create(
            {
                "name": "sent.pdf",
                "raw": b"%PDF as it was sent",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        invoice.invalidate_recordset()
        url = mine.line_ids.with_user(self.seller).action_open_invoice()["url"]
        self.authenticate("seller", "seller")
        answer = self.url_open(url)
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "application/pdf"))
        self.assertEqual(answer.content, b"%PDF as it was sent")
        self.assertEqual(self.url_open(f"/recouvrement/dispute/{foreign.line_ids.id}/invoice").status_code, 404)
        self.assertEqual(self.url_open("/recouvrement/dispute/0/invoice").status_code, 404)

    def test_he_comments_examines_waits_and_proposes_but_does_not_decide(self):
        dispute = self.dispute(self.invoice(-10, 200), amount=120)
        mine = dispute.with_user(self.seller)
        mine.message_post(body="I called the carrier")
        mine.action_examine()
        mine.action_wait()
        self.assertEqual(dispute.state, "waiting")
        wizard = self.env["recouvrement.dispute.decide"].with_user(self.seller).browse(mine.action_decide()["res_id"])
        wizard.write({"decision": "partly"})
        wizard.line_ids.amount_accepted = 60
        with self.refused("Say why"):
            wizard.action_propose()
        with self.refused("", AccessError):
            wizard.action_decide()
        wizard.note = "One chair only was broken"
        wizard.action_propose()
        self.assertEqual((dispute.proposal, dispute.proposed_by_id), ("partly", self.seller))
        self.assertEqual(dispute.state, "waiting")
        self.assertIn(self.collector, dispute.activity_ids.user_id)
        self.assertIn(
            "Decide what is proposed", self.env["recouvrement.todo"].search([("kind", "=", "dispute")]).reason
        )
        for action in ("action_withdraw", "action_reopen", "action_make_credits", "action_end_suspension"):
            with self.refused("", AccessError):
                getattr(mine, action)()
        # The collector finds what is proposed filled in.
        proposed = self.env["recouvrement.dispute.decide"].browse(
            dispute.with_user(self.collector).action_decide()["res_id"]
        )
        self.assertEqual((proposed.decision, proposed.line_ids.amount_accepted), ("partly", 60))

    def test_he_cannot_act_on_what_is_not_his_nor_write_behind_the_screen(self):
        foreign = self.dispute(self.invoice(-10, 100), reason="price")
        with self.refused("", AccessError):
            foreign.with_user(self.seller).action_examine()
        mine = self.dispute(self.invoice(-10, 200))
        with self.refused("", AccessError):
            mine.with_user(self.seller).write({"deadline": TODAY})
        with self.refused("", AccessError):
            mine.line_ids.with_user(self.seller).write({"amount": 1})
        with self.refused("", AccessError):
            self.dispute(self.invoice(-10, 100), user=self.seller)

    def test_evidence_is_seen_by_whoever_owns_the_dispute(self):
        document = self.env["ir.attachment"].with_user(self.collector).create({"name": "chairs.jpg", "raw": b"x"})
        dispute = self.dispute(self.invoice(-10, 200), evidence_ids=[Command.set(document.ids)])
        self.assertEqual(dispute.evidence_ids.with_user(self.seller).name, "chairs.jpg")
        self.assertEqual((document.res_model, document.res_id), (dispute._name, dispute.id))

    def test_an_owner_of_another_company_is_refused(self):
        other = self._make_company("Autre")
        stranger = new_test_user(
            self.env, "stranger", groups="base.group_user", company_ids=[(6, 0, other.ids)], company_id=other.id
        )
        with self.refused("stranger|company"):
            self.dispute(self.invoice(-10, 200), user_id=stranger.id)

    def test_whoever_is_told_when_it_is_late_sees_it(self):
        head = self._new_user("head", "base.group_user")
        self.reasons["quality"].manager_id = head
        dispute = self.dispute(self.invoice(-10, 200), deadline=self.day(1))
        self.follow(2)
        self.assertIn(head, dispute.activity_ids.user_id)
        self.assertEqual(dispute.with_user(head).line_ids.move_name, dispute.line_ids.move_id.name)
        with self.refused("belongs to somebody else"):
            dispute.with_user(head).action_examine()

    # === OTHERS === #

    def test_another_company_and_the_portal_see_nothing(self):
        dispute = self.dispute(self.invoice(-10, 200))
        other = self._make_company("Autre")
        foreigner = new_test_user(
            self.env,
            "foreigner",
            groups="recouvrement_preventif.group_manager",
            company_ids=[(6, 0, other.ids)],
            company_id=other.id,
        )
        Dispute = self.env["recouvrement.dispute"].with_context(allowed_company_ids=other.ids)
        self.assertFalse(Dispute.with_user(foreigner).search([]))
        portal = new_test_user(self.env, "customer", groups="base.group_portal", partner_id=self.customer.id)
        with self.refused("", AccessError):
            dispute.with_user(portal).read(["name"])

    def test_a_billing_clerk_reads_and_an_employee_meets_no_error_elsewhere(self):
        invoice = self.invoice(-10, 200)
        dispute = self.dispute(invoice)
        self.assertEqual(dispute.with_user(self.biller).name, dispute.name)
        self.assertEqual(invoice.with_user(self.biller).recouvrement_dispute_count, 1)
        self.assertEqual(invoice.with_user(self.biller).action_recouvrement_disputes()["res_id"], dispute.id)
        Form(self.case().with_user(self.biller))
        Form(self.customer.with_user(self.seller))
        with self.refused("", AccessError):
            invoice.with_user(self.biller).action_recouvrement_dispute()

    def test_the_invoice_opens_a_form_that_is_filled_in(self):
        invoice = self.invoice(-10, 200)
        action = invoice.with_user(self.collector).action_recouvrement_dispute()
        Dispute = self.env["recouvrement.dispute"].with_user(self.collector).with_context(**action["context"])
        with Form(Dispute, "recouvrement_preventif.recouvrement_dispute_view_form") as form:
            form.reason_id = self.reasons["quality"]
            form.description = "Two chairs arrived broken"
            self.assertEqual((form.user_id, form.deadline), (self.seller, self.day(21)))
        dispute = form.record
        self.assertEqual((dispute.line_ids.move_id, dispute.line_ids.amount), (invoice, 200))
        self.assertEqual(len(self.mails(dispute)), 1)

    # === WHAT THE CUSTOMER ANSWERS === #

    def answer(self, dispute, automatic=False):
        first = dispute.message_ids.filtered(lambda message: message.message_type == "auto_comment")[:1]
        mail = EmailMessage()
        mail["From"], mail["To"] = self.customer.email, "compta@example.com"
        mail["Subject"] = f"Re: {first.subject}"
        mail["In-Reply-To"] = mail["References"] = first.message_id
        mail["Message-Id"] = f"<{dispute.id}.{automatic}@example.org>"
        if automatic:
            mail["Auto-Submitted"] = "auto-replied"
        mail.set_content("Here are the photographs")
        self.env["mail.thread"].message_process(False, mail.as_bytes())
        self.env.invalidate_all()

    def test_an_answer_comes_back_to_the_dispute_and_wakes_it(self):
        dispute = self.dispute(self.invoice(-10, 200))
        dispute.with_user(self.collector).action_wait()
        self.answer(dispute)
        self.assertEqual(dispute.state, "examining")
        self.assertIn("photographs", dispute.message_ids[0].body)
        self.assertEqual(dispute.exchange_ids.mapped("direction"), ["in", "out", "in"])
        self.assertEqual(
            self.case().activity_ids.activity_type_id, self.env.ref("recouvrement_preventif.mail_activity_answer")
        )

    def test_an_automatic_reply_wakes_nothing(self):
        dispute = self.dispute(self.invoice(-10, 200))
        dispute.with_user(self.collector).action_wait()
        self.answer(dispute, automatic=True)
        self.assertEqual(dispute.state, "waiting")
        self.assertFalse(self.case().activity_ids)

    # === THE FILE === #

    def test_the_file_tells_everything_but_the_notes(self):
        dispute = self.dispute(self.invoice(-10, 200))
        dispute.with_user(self.seller).message_post(body="Nobody but us reads this", subtype_xmlid="mail.mt_note")
        self.answer(dispute)
        self.decide(dispute, "rejected", answer="All was there")
        page = (
            self.env["ir.actions.report"]
            .with_user(self.seller)
            ._render_qweb_html("recouvrement_preventif.report_dispute", dispute.ids)[0]
            .decode()
        )
        for words in (
            "Two chairs arrived broken",
            "Here are the photographs",
            "All was there",
            "We are looking into it",
        ):
            self.assertIn(words, page)
        self.assertNotIn("Nobody but us", page)
        foreign = self.dispute(self.invoice(-10, 100), reason="price")
        with self.refused("", AccessError):
            self.env["ir.actions.report"].with_user(self.seller)._render_qweb_html(
                "recouvrement_preventif.report_dispute", foreign.ids
            )
