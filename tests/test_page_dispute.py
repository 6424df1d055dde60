"""A customer contests an invoice on its page."""

from odoo.exceptions import UserError

from .says import HOSTILE, SayCase
from .uploads import PDF, picture


class TestPageDispute(SayCase):
    def read(self, **entry):
        visit = self.visit()
        entry = {"move_ids": [], "reason_id": str(self.reasons["quality"].id), "text": "Broken", **entry}
        return visit.env["recouvrement.submission"]._read_dispute(visit.case, entry)

    def problem(self, field, **entry):
        _values, errors = self.read(**entry)
        self.assertEqual(list(errors), [field])
        return errors[field]

    def test_a_dispute_is_the_one_that_a_collector_would_record(self):
        invoice = self.invoice(-10, 300)
        submission = self.contest(invoice, files={"photo.jpg": picture()})
        [dispute] = self.case().dispute_ids
        self.assertEqual(submission.dispute_id, dispute)
        self.assertRecordValues(
            dispute,
            [
                {
                    "amount": 300,
                    "description": "Two chairs arrived broken",
                    "means": "page",
                    "reason_id": self.reasons["quality"].id,
                    "reported_by_id": self.marie.id,
                    "state": "new",
                    "user_id": self.collector.id,
                }
            ],
        )
        self.assertEqual(dispute.evidence_ids.mapped("name"), ["photo.jpg"])
        self.assertEqual(self.chased(), [0])

    def test_it_is_one_exchange_one_task_and_one_confirmation(self):
        submission = self.contest(self.invoice(-10, 300))
        dispute = submission.dispute_id
        received, receipt = self.exchanges()
        self.assertEqual((received.direction, received.kind, received.outcome), ("in", "page", "dispute"))
        self.assertEqual((received, received.dispute_id), (submission.exchange_id, dispute))
        self.assertEqual((receipt.direction, submission.confirmation_id), ("out", receipt))
        [mail] = self.mails(dispute)
        self.assertEqual(mail.recipient_ids, self.marie)
        self.assertFalse(self.mails(self.case()))
        self.assertEqual(dispute.activity_ids.user_id, self.collector)
        self.assertFalse(self.tasks())
        self.assertEqual(submission.state, "done")
        self.assertEqual(self.case().suspension_ids.mapped("kind"), ["dispute"])

    def test_a_part_of_an_invoice_is_contested_and_the_rest_goes_on(self):
        invoice = self.invoice(-10, 300)
        dispute = self.contest(invoice, amount="120,50").dispute_id
        self.assertEqual(dispute.amount, 120.5)
        self.assertEqual(self.chased(), [179.5])

    def test_an_amount_that_is_typed_is_contested_without_a_tick(self):
        invoice = self.invoice(-10, 300)
        values, errors = self.read(**{f"amount_{invoice.id}": "12"})
        self.assertFalse(errors)
        self.assertEqual(values["amounts"], {invoice.id: 12})

    def test_several_invoices_are_one_dispute(self):
        first, second = self.invoice(-20, 100), self.invoice(-10, 300)
        dispute = self.contest(first + second).dispute_id
        self.assertEqual(dispute.line_ids.mapped("amount"), [100, 300])

    def test_what_is_contested_already_is_told_to_whoever_examines_it(self):
        invoice = self.invoice(-10, 300)
        dispute = self.dispute(invoice, user=self.collector)
        dispute.with_user(self.collector).action_wait()
        submission = self.contest(invoice, text="Here is the photograph", files={"photo.png": picture("PNG")})
        self.assertEqual(self.case().dispute_ids, dispute)
        self.assertEqual((submission.dispute_id, submission.state), (dispute, "new"))
        message = dispute.message_ids[0]
        self.assertIn("Here is the photograph", message.body)
        self.assertEqual(message.author_id, self.marie)
        self.assertEqual(message.attachment_ids.mapped("name"), ["photo.png"])
        self.assertEqual(dispute.state, "examining")
        self.assertEqual(submission.exchange_id.dispute_id, dispute)
        self.assertEqual(len(self.tasks()), 1)
        self.assertEqual(len(self.mails(self.case())), 1)
        self.assertNotIn(self.marie, dispute.message_partner_ids)

    def test_of_two_invoices_one_is_contested_already(self):
        known, fresh = self.invoice(-20, 100), self.invoice(-10, 300)
        earlier = self.dispute(known)
        submission = self.contest(known + fresh, files={"photo.jpg": picture()})
        self.assertEqual(submission.dispute_id.line_ids.move_id, fresh)
        self.assertEqual(submission.dispute_id.evidence_ids.res_id, submission.dispute_id.id)
        self.assertEqual(earlier.message_ids[0].attachment_ids.res_id, earlier.id)
        self.assertEqual(submission.document_names, "photo.jpg")
        self.assertIn("Two chairs", earlier.message_ids[0].body)
        self.assertEqual(len(self.case().dispute_ids), 2)

    def test_a_double_click_is_one_dispute(self):
        invoice = self.invoice(-10, 300)
        first = self.contest(invoice, number=0)
        visit = self.visit()
        again, is_again = visit.env["recouvrement.submission"]._submit(visit, "dispute", 0, {})
        self.assertEqual((again.id, is_again), (first.id, True))
        self.assertEqual(len(self.case().dispute_ids), 1)

    def test_without_anybody_who_looks_after_the_customer_somebody_sees_it(self):
        self.company.recouvrement_user_id = False
        dispute = self.contest(self.invoice(-10, 300)).dispute_id
        self.assertFalse(self.is_system(dispute.user_id))
        self.assertEqual(dispute.activity_ids.user_id, dispute.user_id)

    def test_in_test_mode_nothing_leaves_and_the_request_says_so(self):
        self.company.recouvrement_mode = "test"
        submission = self.contest(self.invoice(-10, 300))
        self.assertTrue(submission.dispute_id)
        self.assertFalse(self.mails(submission.dispute_id))
        self.assertIn("not active", submission.confirmation_problem)

    def test_only_open_invoices_of_the_customer_can_be_contested(self):
        own = self.invoice(-10, 300)
        other = self.invoice(-10, 500, partner=self._make_customer("Durand"))
        paid = self.invoice(-30, 80)
        self.pay(paid)
        draft = self.invoice(-10, 90, post=False)
        foreign = self.invoice(-10, 70, company=self._make_company("Ateliers Nord"))
        self.assertFalse(self.read(move_ids=[str(own.id)])[1])
        for move in (other, paid, draft, foreign):
            self.assertIn("not open", self.problem("move_ids", move_ids=[str(own.id), str(move.id)]))
        for typed in ("0", "-1", "1e9", "abc", str(2**70), "' OR 1=1"):
            self.assertIn("not open", self.problem("move_ids", move_ids=[typed]))
        self.assertIn("at least one", self.problem("move_ids"))
        self.assertTrue(self.env["recouvrement.submission"]._get_contestable(self.case()).keys() == {own})

    def test_an_invoice_that_is_paid_between_the_form_and_the_click(self):
        invoice = self.invoice(-10, 300)
        values, _errors = self.read(move_ids=[str(invoice.id)])
        self.pay(invoice)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not open any more"), self.cr.savepoint():
            self.submission("dispute", {**values, "sent_files": []})
        self.assertFalse(self.case().dispute_ids)
        self.assertFalse(self.case().submission_ids)

    def test_an_amount_is_one_and_no_more_than_what_is_open(self):
        invoice = self.invoice(-10, 300)
        for typed, words in (
            ("300.01", "at most"),
            ("0", "above zero"),
            ("-5", "above zero"),
            ("nan", "not an amount"),
            ("inf", "not an amount"),
            ("1e3", "not an amount"),
            ("9" * 400, "too large"),
            ("12.345", "decimals"),
            ("<b>1</b>", "not an amount"),
        ):
            field = f"amount_{invoice.id}"
            self.assertIn(words, self.problem(field, move_ids=[str(invoice.id)], **{field: typed}), typed)

    def test_a_reason_and_words_are_needed(self):
        ticked = [str(self.invoice(-10, 300).id)]
        other = self.env["recouvrement.dispute.reason"].create({"name": "Internal", "delay_days": 3})
        for typed in ("", "0", "abc", str(other.id)):
            self.assertIn("Choose what", self.problem("reason_id", move_ids=ticked, reason_id=typed))
        for typed in ("", "  \n ", "\u202e"):
            self.assertIn("few words", self.problem("text", move_ids=ticked, text=typed))
        self.assertIn("too long", self.problem("text", move_ids=ticked, text="x" * 10_001))

    def test_reasons_are_in_the_customer_s_words_and_those_of_its_company(self):
        Reason = self.env["recouvrement.dispute.reason"]
        public = Reason._get_public(self.company)
        self.assertIn("We were invoiced twice", [reason._get_public_name() for reason in public])
        other = self._make_company("Ateliers Nord")
        foreign = Reason.create({"name": "Nord", "is_public": True, "company_id": other.id})
        self.assertNotIn(foreign, Reason._get_public(self.company))
        Reason.search([]).is_public = False
        self.assertIn(self.reasons["quality"], Reason._get_public(self.company))

    def test_what_is_typed_stays_text_everywhere(self):
        submission = self.contest(self.invoice(-10, 300), text=HOSTILE, name="<b>Marie</b> {{7*7}}")
        dispute = submission.dispute_id
        self.assertEqual(dispute.description, HOSTILE)
        again = self.contest(self.invoice_of(dispute), text=HOSTILE, name="<b>Marie</b> {{7*7}}")
        for body in (dispute.message_ids.mapped("body"), self.case().message_ids.mapped("body")):
            text = "".join(body)
            self.assertNotIn("<script", text)
            self.assertNotIn("<b>Marie", text)
            self.assertNotIn("<t ", text)
        self.assertIn("{{ 7*7 }}", dispute.message_ids[0].body)
        [mail] = self.mails(self.case())
        self.assertNotIn("<script", mail.body_html)
        self.assertIn("&lt;script&gt;", mail.body_html)
        self.assertEqual(again.text, HOSTILE)

    def test_what_is_typed_stays_text_when_it_is_printed(self):
        dispute = self.contest(self.invoice(-10, 300), text=HOSTILE).dispute_id
        self.contest(self.invoice_of(dispute), text=HOSTILE)
        report = self.env["ir.actions.report"]._render_qweb_html("recouvrement_preventif.report_dispute", dispute.ids)
        printed = report[0].decode()
        self.assertNotIn("<script>alert", printed)
        self.assertIn("{{ 7*7 }}", printed)
        self.assertIn("&lt;script&gt;alert(1)", printed)

    def invoice_of(self, dispute):
        return dispute.line_ids.move_id

    def test_evidence_is_for_whoever_sees_the_dispute_and_for_nobody_else(self):
        self.reasons["quality"].user_id = self.seller
        submission = self.contest(self.invoice(-10, 300), files={"a.pdf": PDF})
        [document] = submission.document_ids
        self.assertFalse(document.public)
        self.assertFalse(document.access_token)
        self.assertEqual((document.res_model, document.res_id), ("recouvrement.dispute", submission.dispute_id.id))
        self.assertTrue(document.with_user(self.seller).has_access("read"))
        stranger = self._new_user("stranger", "base.group_user")
        self.assertFalse(document.with_user(stranger).has_access("read"))
        self.assertFalse(document.with_user(self.public).has_access("read"))

    def test_a_photograph_is_kept_as_it_was_sent(self):
        photo = picture(size=(4000, 3000))
        [document] = self.contest(self.invoice(-10, 300), files={"photo.jpg": photo}).document_ids
        self.assertEqual(document.raw, photo)
