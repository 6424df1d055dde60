"""What would keep a reminder from arriving, listed before it is lost; and what is known of solvency."""

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY
from .test_verification import PARIS, VerificationCase


@tagged("post_install", "-at_install")
class TestGaps(VerificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._manager()

    @classmethod
    def _manager(cls):
        cls.company.recouvrement_user_id = cls.env.ref("base.user_admin")
        cls.company.recouvrement_user_id.company_ids |= cls.company
        return cls.company.recouvrement_user_id

    def gaps(self, partner=None):
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["recouvrement.data.gap"].search(
            [("partner_id", "=", (partner or self.customer).id), ("company_id", "=", self.company.id)]
        )
        return {gap.kind: (gap.gap, gap.stops, gap.reason) for gap in found}

    def ways(self, **channels):
        """The levels use these channels: main=, other=."""
        self.policy.level_ids.filtered(lambda level: level.channel != "email").unlink()
        self.policy.level_ids.fallback_channel = channels.get("other")

    def test_a_customer_whom_everything_reaches_is_not_listed(self):
        self.assertEqual(self.gaps(), {})

    def test_what_another_means_replaces_stops_nothing(self):
        self.ways(other="letter")
        self.customer.email = False
        self.assertEqual(self.gaps(), {"email": ("missing", False, "No e-mail address is known.")})
        self.customer.city = False
        self.assertEqual(
            self.gaps(),
            {
                "email": ("missing", True, "No e-mail address is known."),
                "address": ("invalid", True, "The postal address has no town."),
            },
        )

    def test_a_slip_is_listed_and_stops_nothing(self):
        self.ways()
        self.customer.email = "dupont@gmial.com"
        gap, stops, reason = self.gaps()["email"]
        self.assertEqual((gap, stops), ("doubtful", False))
        self.assertIn("gmail.com", reason)
        self.confirm()
        self.assertEqual(self.gaps(), {})

    def test_messages_that_come_back_are_listed_unless_somebody_else_is_reached(self):
        self.ways()
        self.customer.message_bounce = 1
        self.assertEqual(self.gaps()["email"][:2], ("invalid", True))
        self.env["res.partner"].create(
            {
                "name": "Accounting",
                "parent_id": self.customer.id,
                "type": "collections",
                "email": "compta@dupont.example",
            }
        )
        self.assertEqual(self.gaps(), {})

    def test_what_a_person_says_is_wrong_is_listed(self):
        self.ways(other="letter")
        self.env["recouvrement.verification"].create(
            {"partner_id": self.customer.id, "kind": "address", "result": "invalid"}
        )
        self.assertEqual(self.gaps()["address"][:2], ("invalid", False))

    def test_only_customers_that_owe_are_counted_once_a_month(self):
        self.ways()
        self.customer.email = False
        self.tell()
        self.assertFalse(self.told())
        self.invoice(10, 300)
        self.tell()
        self.tell()
        self.assertEqual(self.told().summary, "One customer that owes something can be reached by no reminder")
        self.assertEqual(self.told().user_id, self.manager)
        self.assertIn("/odoo/recouvrement-customer-data", self.told().note)
        other = self._make_customer("Durand", email=False, customer_rank=1)
        self.invoice(5, 100, partner=other)
        self.tell(day=1)
        self.assertEqual(self.told().summary, "2 customers that owe something can be reached by no reminder")
        with self.at(1):
            self.told().action_done()
        self.tell(day=2)
        self.assertFalse(self.told())
        self.tell(day=6)  # another month
        self.assertTrue(self.told())
        (self.customer + other).email = "compta@example.org"
        self.tell(day=7)
        self.assertFalse(self.told())

    def tell(self, day=0):
        self.env.flush_all()
        with self.at(day), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_data_gap").method_direct_trigger()
        self.env.invalidate_all()

    def told(self):
        return self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self.env.ref("recouvrement_preventif.mail_activity_data").id),
                ("res_id", "=", self.company.partner_id.id),
            ]
        )


@tagged("post_install", "-at_install")
class TestSolvency(VerificationCase):
    def test_a_file_of_solvency_checks_is_imported_by_names(self):
        result = (
            self.env["recouvrement.verification"]
            .with_context(import_file=True, default_kind="solvency")
            .load(
                ["partner_id", "kind", "date", "source", "score", "result", "limit_advised"],
                [["Dupont", "Solvency", "2026-11-02", "Insurer", "72/100", "valid", "15000"]],
            )
        )
        self.assertFalse(result["messages"])
        check = self.env["recouvrement.verification"].browse(result["ids"])
        self.assertEqual((check.partner_id, check.how, check.limit_advised), (self.customer, "imported", 15000))
        self.assertEqual(check.expires_on.isoformat(), "2027-11-02")
        self.assertEqual(self.customer.recouvrement_solvency, "72/100 · Insurer · 11/02/2026")

    def test_an_unknown_customer_in_the_file_is_told(self):
        with mute_logger("odoo.sql_db"):
            result = self.env["recouvrement.verification"].load(
                ["partner_id", "kind", "source"], [["Nobody At All", "solvency", "Insurer"]]
            )
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])

    def test_the_limit_advised_becomes_the_credit_limit(self):
        check = self.solvency(limit_advised=15000)
        with self.assertRaisesRegex(UserError, "no credit limit"):
            check.action_take_limit()
        self.company.account_use_credit_limit = True
        check.action_take_limit()
        customer = self.customer.with_company(self.company)
        self.assertEqual((customer.credit_limit, customer.use_partner_credit_limit), (15000, True))
        with self.assertRaisesRegex(UserError, "advises no limit"):
            self.solvency().action_take_limit()

    def test_the_latest_counts_until_it_is_out_of_date(self):
        old, new = self.solvency(date="2025-10-01", score="C"), self.solvency(score="B")
        Verification = self.env["recouvrement.verification"]
        ours = [("partner_id", "=", self.customer.id), ("kind", "=", "solvency")]
        self.assertEqual(Verification.search([*ours, ("is_latest", "=", True)]), new)
        self.assertEqual(Verification.search([*ours, ("is_expired", "=", True)]), old)
        self.assertEqual((old.is_expired, new.is_expired, old.is_latest, new.is_latest), (True, False, False, True))
        self.assertIn("B", self.customer.recouvrement_solvency)

    def test_solvency_is_no_business_of_who_sells(self):
        self.solvency(score="C", result="invalid")
        self.confirm()
        self.assertEqual(self.freshness(), ("fresh", (), TODAY))

    def test_a_check_of_tomorrow_is_refused(self):
        with self.assertRaisesRegex(UserError, "has not taken place yet"):
            self.solvency(date="2026-12-01")

    def solvency(self, **vals):
        return self.env["recouvrement.verification"].create(
            {"partner_id": self.customer.id, "kind": "solvency", "source": "Insurer", **vals}
        )


@tagged("post_install", "-at_install")
class TestCallSheet(VerificationCase):
    def sheet(self, **vals):
        self.invoice(-10, 300)
        return self.env["recouvrement.call"].create({"case_id": self.case().id, **vals})

    def test_the_data_are_corrected_and_confirmed_on_the_telephone(self):
        sheet = self.sheet(outcome="other", data_city="Lyon", data_zip="69001", data_confirmed=True)
        self.assertEqual(sheet.data_street, PARIS["street"])
        sheet.action_record()
        self.assertEqual(self.customer.city, "Lyon")
        self.assertEqual(self.freshness().state, "fresh")
        self.assertEqual(self.checks("address").filtered("user_id").how, "call")

    def test_nobody_confirms_what_nobody_was_asked(self):
        sheet = self.sheet(outcome="no_answer", data_confirmed=True)
        with self.assertRaisesRegex(UserError, "Nobody was reached"):
            sheet.action_record()

    def test_a_call_confirms_nothing_by_itself(self):
        self.sheet(outcome="other").action_record()
        self.assertEqual(self.freshness().state, "unchecked")
