"""A customer writes on its page to whoever looks after it."""

import io

from odoo.exceptions import AccessError
from odoo.tests import Form

from .says import HOSTILE, SayCase
from .uploads import EXE, PDF, picture


class TestPageWrite(SayCase):
    def setUp(self):
        super().setUp()
        self.invoice(-10, 300)

    def test_a_message_is_on_the_case_as_an_answer_by_mail_would_be(self):
        submission = self.write_message(files={"commande.pdf": PDF})
        case = self.case()
        message = case.message_ids.filtered(lambda each: each.message_type == "comment")
        self.assertEqual(message.author_id, self.marie)
        self.assertIn("When will you deliver?", message.body)
        self.assertEqual(message.attachment_ids.mapped("name"), ["commande.pdf"])
        self.assertFalse(message.is_internal)
        [task] = self.tasks()
        self.assertEqual((task.user_id, task.date_deadline), (self.collector, self.day(0)))
        self.assertIn("When will you deliver?", task.summary)
        [pause] = case.suspension_ids
        self.assertEqual((pause.kind, pause.date_to), ("answer", self.day(5)))
        received, confirmation = self.exchanges()
        self.assertEqual((received.direction, received.kind, received.note), ("in", "page", "When will you deliver?"))
        self.assertEqual(submission.confirmation_id, confirmation)
        self.assertEqual(submission.state, "new")

    def test_whoever_writes_does_not_follow_what_is_said_within_the_company(self):
        self.write_message()
        self.assertNotIn(self.marie, self.case().message_partner_ids)
        self.assertFalse(
            self.env["mail.mail"]
            .search([("model", "=", "recouvrement.case")])
            .filtered(lambda mail: mail.recipient_ids == self.customer)
        )

    def test_whoever_has_no_address_writes_all_the_same(self):
        self.marie.email = False
        self.case().message_subscribe(self.collector.partner_id.ids)
        self.write_message()
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.collector.partner_id.ids)])
        self.assertEqual((mail.email_from, mail.state), (self.company.email_formatted, "outgoing"))

    def test_a_policy_without_pause_goes_on(self):
        self.policy.page_pause = False
        self.write_message()
        self.assertFalse(self.case().suspension_ids)
        self.assertTrue(self.tasks())

    def test_handling_a_request_ends_its_task(self):
        submission = self.write_message()
        [row] = self.env["recouvrement.todo"].with_user(self.collector).search([("case_id", "=", self.case().id)])
        self.assertEqual(row.kind, "page")
        self.assertEqual(row.action_request()["res_id"], submission.id)
        submission.with_user(self.collector).action_done()
        self.env.invalidate_all()
        self.assertEqual((submission.state, submission.done_by), ("done", self.collector))
        self.assertFalse(self.tasks())

    def test_of_customers_that_are_merged_the_files_stay(self):
        twin = self._make_customer("Dupont SA")
        kept = self.case(twin)
        submission = self.write_message(files={"commande.pdf": PDF})
        self.case().sudo()._merge_into(kept)
        self.env.invalidate_all()
        [document] = submission.document_ids
        self.assertEqual((submission.case_id, document.res_id, document.raw), (kept, kept.id, PDF))

    def test_whoever_reads_the_accounts_reads_the_requests_too(self):
        submission = self.write_message(files={"commande.pdf": PDF})
        for login, group in (
            ("auditor", "account.group_account_readonly"),
            ("biller", "account.group_account_invoice"),
        ):
            user = self._new_user(login, group)
            form = Form(submission.with_user(user))
            self.assertEqual(form.text, "When will you deliver?")
            self.assertEqual(submission.with_user(user).document_names, "commande.pdf")
            self.assertEqual(self.case().with_user(user).request_count, 1)
            with self.assertRaises(AccessError):
                submission.with_user(user).action_done()

    def test_what_is_typed_stays_text(self):
        submission = self.write_message(HOSTILE, name="<i>x</i>")
        text = "".join(self.case().message_ids.mapped("body"))
        self.assertIn("{{ 7*7 }}", text)
        self.assertIn("&lt;script&gt;", text)
        self.assertNotIn("<script", text)
        self.assertNotIn("<i>", text)
        [mail] = self.mails(self.case())
        self.assertIn("&lt;script&gt;", mail.body_html)
        self.assertIn("{{ 7*7 }}", mail.body_html)
        self.assertNotIn("\n", mail.subject)
        self.assertIn("{{ 7*7 }}", submission.summary)

    def test_lines_stay_lines_and_what_cannot_be_seen_is_left_out(self):
        submission = self.write_message("First\r\nSecond\x00\x08")
        self.assertEqual(submission.text, "First\nSecond")
        message = self.case().message_ids.filtered(lambda each: each.message_type == "comment")
        self.assertIn("First<br>Second", message.body)

    def test_nothing_and_too_much(self):
        for typed, words in (("", "Write your message"), (" \n", "Write your message"), ("x" * 10_001, "too long")):
            _values, errors = self.env["recouvrement.submission"]._read_message({"text": typed})
            self.assertIn(words, errors["text"])

    def test_a_file_that_is_refused_is_named_and_the_others_are_not_lost_silently(self):
        uploads = [("setup.exe", EXE), ("photo.jpg", picture())]
        files, problems = self.env["recouvrement.submission"]._check_files(
            [(name, io.BytesIO(content)) for name, content in uploads]
        )
        self.assertEqual([file.name for file in files], ["photo.jpg"])
        self.assertEqual(len(problems), 1)
        self.assertIn("setup.exe", problems[0])

    def test_limits_of_files_can_be_changed(self):
        params = self.env["ir.config_parameter"]
        submissions = self.env["recouvrement.submission"]
        self.assertEqual(submissions._get_file_limits(), (5, 10 * 1024 * 1024))
        params.set_param("recouvrement_preventif.page_max_files", "2")
        params.set_param("recouvrement_preventif.page_max_file_megabytes", "1")
        self.assertEqual(submissions._get_file_limits(), (2, 1024 * 1024))
        self.assertIn("2 files at most, 1 MB each", submissions._get_file_rules()["rules"])
        for nonsense in ("0", "-3", "many", ""):
            params.set_param("recouvrement_preventif.page_max_files", nonsense)
            self.assertEqual(submissions._get_file_limits()[0], 5)

    def test_more_files_than_are_taken(self):
        files, problems = self.env["recouvrement.submission"]._check_files(
            [(f"{number}.pdf", io.BytesIO(PDF)) for number in range(6)]
        )
        self.assertFalse(files)
        self.assertIn("6 files are too many", problems[0])
