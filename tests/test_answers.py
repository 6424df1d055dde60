"""What customers answer to reminders, through Odoo's mail gateway."""

from odoo.tests import tagged

from .mail_gateway import MailGatewayCase


@tagged("post_install", "-at_install")
class TestAnswers(MailGatewayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.env["res.users"].create({"name": "Claire", "login": "claire", "email": "claire@example.com"})
        cls.company.recouvrement_user_id = cls.owner

    def setUp(self):
        super().setUp()
        self.invoice(-10, 300)
        [self.reminder], [self.sent] = self.remind()
        self.sink.messages.clear()

    def tasks(self, case=None):
        answer = self.env.ref("recouvrement_preventif.mail_activity_answer")
        domain = [("res_id", "=", (case or self.case()).id), ("activity_type_id", "=", answer.id)]
        return self.env["mail.activity"].search(domain)

    def exchanges(self, case=None):
        return self.env["recouvrement.contact"].search([("case_id", "=", (case or self.case()).id)])

    def assertNothingDone(self, case):
        self.assertFalse(self.tasks(case))
        self.assertFalse(self.exchanges(case))
        self.assertFalse(case.suspension_ids)

    def mailed_to(self):
        return [to for _sender, to, _message in self.sink.messages]

    def test_an_answer_is_given_to_the_owner_and_pauses_the_next_step(self):
        self.answer(self.sent, "Dupont <dupont@example.org>")
        case = self.case()
        self.assertIn("We pay on Friday.", case.message_ids[0].body)
        self.assertEqual(case.message_ids[0].author_id, self.customer)
        self.assertEqual(self.tasks().user_id, self.owner)
        self.assertIn("Dupont", self.tasks().summary)
        [exchange] = self.exchanges()
        self.assertRecordValues(
            exchange,
            [
                {
                    "direction": "in",
                    "kind": "email",
                    "contact_id": self.customer.id,
                    "reminder_id": self.reminder.id,
                    "summary": f"Re: {self.sent['Subject']}",
                }
            ],
        )
        [pause] = case.suspension_ids
        self.assertEqual((pause.kind, pause.date_to), ("answer", self.day(5)))
        self.assertFalse(pause.move_id)

    def test_the_next_step_waits_until_the_pause_is_over(self):
        self.policy.write({"minimum_gap": 0, "answer_pause_days": 12})
        self.levels["second"].minimum_gap = 0
        self.assertPlanned("second", 5)
        self.answer(self.sent, "dupont@example.org")
        self.assertPlanned("suspended", 5)
        self.assertPlanned("suspended", 12)
        self.assertPlanned("second", 13)

    def test_what_was_about_to_leave_stays(self):
        self.policy.minimum_gap = 0
        self.levels["second"].minimum_gap = 0
        [second] = self.run_cron(5)
        self.answer(self.sent, "dupont@example.org", day=5)
        self.send_queue(5, 16)
        self.assertEqual((second.state, second.cancel_reason), ("cancelled", "suspended"))
        self.assertNotIn(["dupont@example.org"], self.mailed_to())

    def test_two_answers_make_one_pause_and_one_task(self):
        self.answer(self.sent, "dupont@example.org")
        self.answer(self.sent, "dupont@example.org", subject="And also", day=3)
        self.assertEqual(self.case().suspension_ids.date_to, self.day(8))
        self.assertIn("And also", self.tasks().summary)
        self.assertEqual(len(self.exchanges()), 2)

    def test_a_longer_pause_is_not_cut_short(self):
        self.answer(self.sent, "dupont@example.org")
        self.policy.answer_pause_days = 1
        self.answer(self.sent, "dupont@example.org", day=1)
        self.assertEqual(self.case().suspension_ids.date_to, self.day(5))

    def test_a_pause_that_was_ended_starts_again_with_the_next_answer(self):
        self.answer(self.sent, "dupont@example.org")
        with self.at(1):
            self.case().suspension_ids.action_release()
        self.answer(self.sent, "dupont@example.org", day=1)
        self.assertEqual(self.case().suspension_ids.sorted("id").mapped("date_to"), [self.day(5), self.day(6)])

    def test_reading_the_answer_does_not_end_the_pause(self):
        self.answer(self.sent, "dupont@example.org")
        self.tasks().action_feedback(feedback="Read")
        self.assertFalse(self.tasks())
        self.assertFalse(self.case().suspension_ids.released_on)

    def test_a_policy_without_pause_still_gives_the_answer_to_somebody(self):
        self.policy.answer_pause_days = 0
        self.answer(self.sent, "dupont@example.org")
        self.assertTrue(self.tasks())
        self.assertFalse(self.case().suspension_ids)

    def test_an_answer_from_an_unknown_address_is_kept(self):
        self.answer(self.sent, "Marie <marie@accountants.example>")
        message = self.case().message_ids[0]
        self.assertFalse(message.author_id)
        self.assertIn("We pay on Friday.", message.body)
        self.assertIn("marie@accountants.example", self.tasks().summary)
        self.assertFalse(self.exchanges().contact_id)
        self.assertTrue(self.case().suspension_ids)

    def test_automatic_replies_are_remembered_and_change_nothing(self):
        replies = [
            {"subject": "Réponse automatique : Votre facture"},
            {"subject": "Absence du bureau"},
            {"subject": "Automatic reply: Invoice"},
            {"subject": "Automatisch antwoord: Factuur"},
            {"subject": "Abwesenheitsnotiz: Rechnung"},
            {"Auto_Submitted": "auto-replied (vacation)"},
            {"X_Autoreply": "yes"},
            {"Precedence": "bulk"},
            {"Return_Path": "<>"},
        ]
        for reply in replies:
            self.answer(self.sent, "dupont@example.org", body="Je suis absent jusqu'au 1er.", **reply)
        self.assertFalse(self.tasks())
        self.assertFalse(self.case().suspension_ids)
        self.assertEqual(len(self.exchanges()), len(replies))
        self.assertTrue(all(exchange.summary.startswith("Automatic reply: ") for exchange in self.exchanges()))
        self.assertIn("absent", self.case().message_ids[0].body)

    def test_a_person_is_not_taken_for_a_machine(self):
        for headers in (
            {"subject": "Re: Réponse automatique : absente, mais je paie"},
            {"subject": "Absence de livraison"},
            {"Auto_Submitted": "no"},
            {"Precedence": "list"},
        ):
            self.tasks().unlink()
            self.answer(self.sent, "dupont@example.org", **headers)
            self.assertTrue(self.tasks(), headers)

    def test_our_own_mails_are_not_answers(self):
        self.owner.group_ids |= self.env.ref("recouvrement_preventif.group_user")
        for sender in ("claire@example.com", "compta@example.com"):
            self.answer(self.sent, sender)
        self.assertEqual(len(self.case().message_ids.filtered(lambda message: message.message_type == "email")), 2)
        self.assertNothingDone(self.case())

    def test_an_answer_is_mailed_to_the_owner_but_not_to_the_company(self):
        self.answer(self.sent, "dupont@example.org")
        self.send_queue(0, 16)
        self.assertEqual(self.mailed_to(), [["claire@example.com"]])

    def test_an_automatic_reply_is_mailed_to_nobody(self):
        self.case().message_subscribe(self.owner.partner_id.ids)
        self.answer(self.sent, "dupont@example.org", Auto_Submitted="auto-replied")
        self.send_queue(0, 16)
        self.assertFalse(self.mailed_to())

    def test_each_company_has_its_own_answers(self):
        other = self._make_company("Ateliers Nord")
        nora = self.env["res.users"].create(
            {"name": "Nora", "login": "nora", "company_id": other.id, "company_ids": [(6, 0, other.ids)]}
        )
        other.write(
            {
                "recouvrement_policy_id": self.policy.id,
                "recouvrement_mode": "live",
                "alias_domain_id": self.domain.id,
                "recouvrement_user_id": nora.id,
            }
        )
        self.env["recouvrement.policy"].invalidate_model()
        self.invoice(-10, 500, company=other)
        _reminders, [sent] = self.remind()
        self.answer(sent, "dupont@example.org")
        case = self.case(company=other)
        self.assertEqual(case.suspension_ids.company_id, other)
        self.assertEqual(self.tasks(case).user_id, nora)
        self.assertNothingDone(self.case())
