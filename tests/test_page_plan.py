"""Instalments on the customer's page: asked for, agreed to without a person where the policy says so, accepted, refused."""

import hashlib
from io import BytesIO
from unittest.mock import patch

from pypdf import PdfReader

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .asks import AskCase


@tagged("post_install", "-at_install")
class TestPagePlan(AskCase):
    # === ASKED FOR === #

    def test_a_draft_is_prepared_and_a_person_proposes_it(self):
        self.invoice(-10, 900)
        submission = self.ask_plan("3", text="We open again in January")
        plan = submission.plan_id
        self.assertEqual((plan.state, plan.amount, len(plan.line_ids)), ("draft", 900, 3))
        self.assertEqual(plan.first_date, self.day(7))
        self.assertEqual((plan.contact_id, plan.user_id, plan.note), (self.lucie, self.collector, submission.text))
        self.assertEqual(submission.answer_by, self.day(5))
        self.assertIn("Nothing is agreed yet", " ".join(submission._get_next_steps()))
        self.assertRegex(self.page_tasks().summary, "900.00.€ in 3 instalments")
        self.assertPlanned("suspended")
        plan.with_user(self.collector).action_submit()
        self.env.invalidate_all()
        self.assertEqual((submission.state, submission.done_by), ("done", self.collector))
        self.assertFalse(self.page_tasks())
        self.assertIn(plan.reference, self.mails()[-1].subject)

    def test_another_wish_takes_the_place_of_the_first(self):
        self.invoice(-10, 900)
        first, second = self.ask_plan("3").plan_id, self.ask_plan("4").plan_id
        self.assertEqual((first.state, second.state), ("cancelled", "draft"))

    def test_beyond_the_limits_the_wish_is_kept_for_a_person(self):
        self.invoice(-10, 900)
        self.policy.write({"plan_max_months": 6, "plan_min_instalment": 100, "page_plan_automatic": True})
        submission = self.ask_plan("10")
        self.assertFalse(submission.plan_id)
        self.assertRegex(submission.objections, "until 05/25/2027.*\n.*100.00")
        self.assertEqual((submission.wish_number, submission.wish_date, submission.wish_amount), (10, self.day(7), 900))
        self.assertFalse(self.case().plan_ids)
        action = submission.with_user(self.manager).action_simulate_plan()
        simulation = self.env["recouvrement.plan.simulation"].with_user(self.manager).with_context(**action["context"])
        simulation = simulation.create({})
        self.assertEqual((simulation.number, simulation.amount, simulation.contact_id), (10, 900, self.lucie))
        simulation.action_propose()
        self.env.invalidate_all()
        self.assertEqual((submission.plan_id.state, submission.state), ("proposed", "done"))

    def test_above_an_amount_a_person_decides(self):
        self.policy.write({"page_plan_automatic": True, "page_plan_max_amount": 500})
        self.invoice(-10, 900)
        submission = self.ask_plan("3")
        self.assertIn("500.00", submission.objections)
        self.policy.page_plan_max_amount = 0
        self.assertEqual(self.ask_plan("3").plan_id.state, "proposed", "zero sets no limit")

    def test_what_is_late_else_everything(self):
        self.invoice(-10, 600)
        self.invoice(30, 300)
        self.assertEqual(self.ask_plan("3").plan_id.amount, 600)

    # === WITHOUT A PERSON === #

    def test_within_the_limits_it_is_proposed_at_once_and_runs_when_accepted(self):
        self.policy.page_plan_automatic = True
        self.invoice(-10, 900)
        asked = self.ask_plan("3")
        plan = asked.plan_id
        self.assertEqual((plan.state, self.chased()), ("proposed", 0))
        self.assertIn("It is not agreed yet", " ".join(asked._get_next_steps()))
        self.assertEqual(
            self.mails().mapped("subject")[0][:16], "We have received", "no e-mail asks to sign what is on the page"
        )
        self.assertEqual(len(self.mails()), 1)
        accepted = self.answer_plan(plan)
        self.assertEqual((plan.state, plan.accepted_by_id), ("running", self.lucie))
        self.assertEqual((asked.state, accepted.state), ("done", "new"))
        self.assertEqual(self.page_tasks().summary, accepted._describe())
        self.assertEqual(self.chased(), 0)

    def test_a_proposal_that_was_not_answered_is_not_made_again_by_itself(self):
        self.policy.page_plan_automatic = True
        self.invoice(-10, 900)
        plan = self.ask_plan("3", first_date="2026-12-30").plan_id
        with self.at(12):
            self.assertEqual(plan.answer_by, self.day(10))
            submission = self.ask_plan("3", first_date="2026-12-30")
            self.assertFalse(submission.plan_id)
            self.assertIn(plan.reference, submission.objections)

    # === ACCEPTED === #

    def test_who_accepted_what_when_and_from_where_is_kept(self):
        self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        text = plan._get_agreement_text()
        self.assertIn("Loss of the benefit of the instalments", text)
        self.assertIn("12/02/2026 | 450.00", text)
        submission = self.answer_plan(plan, name="Lucie Petit, gérante")
        self.assertEqual((plan.state, plan.accepted_name), ("running", "Lucie Petit, gérante"))
        self.assertEqual((plan.accepted_at, plan.accepted_ip), (submission.date, "192.0.2.7"))
        self.assertEqual((plan.accepted_on, plan.accepted_means), (self.day(0), "page"))
        kept = plan.document_ids.filtered(lambda document: document.mimetype == "text/plain")
        self.assertEqual(kept.raw.decode(), text)
        self.assertEqual(plan.accepted_digest, hashlib.sha256(kept.raw).hexdigest())
        self.assertEqual(len(plan.document_ids), 2, "and the agreement as it is printed")
        printed = (plan.document_ids - kept).raw.decode()
        for shown in ("Lucie Petit, gérante", "192.0.2.7", plan.accepted_digest, "November 25, 2026"):
            self.assertIn(shown, printed)
        self.assertNotIn("Read and approved", printed)
        self.assertFalse(plan.document_ids.filtered("public") or any(plan.document_ids.mapped("access_token")))

    def test_the_agreement_is_kept_as_it_is_printed(self):
        self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        with self.allow_pdf_render():
            plan.with_context(force_report_rendering=True)._accept_online(
                self.env["recouvrement.submission"]
                .create(
                    {
                        "case_id": self.case().id,
                        "contact_id": self.lucie.id,
                        "kind": "plan",
                        "number": 0,
                        "date": fields.Datetime.now(),
                        "name": "Lucie Petit",
                    }
                )
                .with_context(force_report_rendering=True),
                plan._get_agreement_digest(),
            )
        name, content = plan._get_agreement_document()
        self.assertEqual((name, content[:4]), (f"{plan.reference}.pdf", b"%PDF"))
        self.assertEqual(content, plan.document_ids.filtered(lambda kept: kept.name == name).raw, "not made again")
        words = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        for shown in ("Lucie Petit", "1. The debts", plan.accepted_digest[:20]):
            self.assertIn(shown, words)

    def test_the_acceptance_is_told_once(self):
        self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        before = self.env["recouvrement.contact"].search([])
        submission = self.answer_plan(plan)
        told = self.env["recouvrement.contact"].search([("direction", "=", "in")]) - before
        self.assertEqual((told, plan.exchange_id), (submission.exchange_id,) * 2)
        self.assertEqual(told.plan_id, plan)
        again, is_again = self.send("plan", {}, number=submission.number)
        self.assertEqual((again, is_again), (submission, True))

    def test_what_was_not_read_is_not_accepted(self):
        self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        with self.assertRaisesRegex(UserError, "has changed since it was shown"):
            self.answer_plan(plan, digest="0" * 64)
        digest = plan._get_agreement_digest()
        self.company.name = "Ateliers Martin et fils"
        with self.assertRaisesRegex(UserError, "has changed since it was shown"):
            self.answer_plan(plan, digest=digest)
        self.assertEqual((plan.state, plan.accepted_at), ("proposed", False))
        self.assertFalse(self.case().submission_ids)

    def test_what_is_not_proposed_any_more_is_not_accepted(self):
        self.invoice(-10, 900)
        plan = self.propose((20, 450), (50, 450))
        other = self._make_customer("Durand")
        self.invoice(-10, 400, partner=other)
        foreign = self.propose((7, 400), case=self.case(other))
        with self.assertRaisesRegex(UserError, "not proposed any more"):
            self.answer_plan(foreign)
        self.assertEqual(foreign.state, "proposed")
        with self.at(11), self.assertRaisesRegex(UserError, "could be accepted until 12/05/2026"):
            self.answer_plan(plan)
        self.answer_plan(plan)
        with self.assertRaisesRegex(UserError, "already been accepted"):
            self.answer_plan(plan)
        draft = self.draft((7, 100), moves=self.invoice(-5, 100))
        with self.assertRaisesRegex(UserError, "not proposed any more"):
            self.answer_plan(draft)

    def test_what_was_paid_meanwhile_counts(self):
        invoice = self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        self.pay(invoice, 100)
        self.answer_plan(plan)
        self.assertEqual((plan.state, plan.amount_received), ("running", 100))

    def test_what_was_contested_meanwhile_is_told(self):
        invoice = self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        self.env["recouvrement.suspension"].create(
            {
                "case_id": self.case().id,
                "kind": "dispute",
                "move_id": invoice.id,
                "amount": 900,
                "date_from": self.day(0),
                "date_to": self.day(60),
                "reason": "Contested",
            }
        )
        with self.assertRaisesRegex(UserError, "What you owe has changed"):
            self.answer_plan(plan)
        self.assertEqual(plan.state, "proposed")

    def test_it_holds_when_it_cannot_be_printed(self):
        self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        logger = "odoo.addons.recouvrement_preventif.models.recouvrement_plan_page"
        broken = patch.object(type(plan), "_print_agreement", side_effect=OSError("no printer"))
        with broken, self.assertLogs(logger, "WARNING"):
            self.answer_plan(plan)
        self.assertEqual((plan.state, len(plan.document_ids)), ("running", 1))

    def test_the_e_mail_that_proposes_it_leads_to_it(self):
        self.invoice(-10, 900)
        self.propose((7, 450), (37, 450), moves=self.invoice(-5, 900))
        body = self.mails()[-1].body_html
        self.assertIn("accept it online", body)
        self.assertIn(self.case()._get_page_path(), body)
        self.policy.page_plan = False
        self.propose((7, 450), (37, 450))
        self.assertNotIn("accept it online", self.mails()[-1].body_html)

    # === REFUSED === #

    def test_a_refusal_is_given_to_a_person_with_its_reason(self):
        self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        self.answer_plan(plan, "refused", text="Six instalments would do")
        self.assertEqual(plan.state, "cancelled")
        self.assertEqual(plan.cancel_reason, "Refused by the customer: Six instalments would do")
        self.assertRegex(self.page_tasks().summary, f"Refuses the payment plan {plan.reference}")
        self.assertPlanned("suspended")
        with self.assertRaisesRegex(UserError, "not proposed any more"):
            self.answer_plan(plan, "refused", text="x")

    def test_the_policy_takes_instalments_off_the_page(self):
        self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450), moves=self.invoice(-5, 900))

        def actions():
            offered = [action[0] for action in self.case()._get_page_actions(self.visit())]
            return [code for code in offered if code in ("plan_answer", "promise", "plan")]

        self.assertEqual(actions(), ["plan_answer", "promise", "plan"])
        self.policy.page_plan = False
        self.assertEqual(actions(), ["promise"])
        with self.assertRaisesRegex(UserError, "write to us"):
            self.answer_plan(plan)

    # === WHATEVER IS TYPED === #

    def test_markup_and_templates_stay_text(self):
        self.policy.page_plan_automatic = True
        self.invoice(-10, 900)
        nasty = "<script>alert(1)</script>{{ 1234567*8 }}<t t-out='1234567*8'/>${1234567*8}"
        plan = self.ask_plan("3", name=nasty, text=nasty).plan_id
        with mute_logger("odoo.addons.base.models.ir_qweb"):
            self.answer_plan(plan, name=nasty, text=nasty)
        mails = self.mails()
        self.assertTrue(mails)
        for html in (
            *mails.mapped("body_html"),
            *self.case().message_ids.mapped("body"),
            *plan.document_ids.filtered(lambda document: "html" in document.mimetype).mapped(lambda d: d.raw.decode()),
        ):
            self.assertNotIn("<script>alert", html)
            self.assertNotIn(str(1234567 * 8), html)
        self.assertEqual(plan.accepted_name, nasty)
        promise = self.invoice(-5, 100) and self.promise_online("100", text=nasty, name=nasty).promise_id
        self.assertEqual(promise.note, nasty)
        self.assertNotIn("<script>alert", self.mails()[-1].body_html)
