"""Starting the reminders of a company: the older debts, whom nobody reaches, the first run."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user

from .common import TODAY
from .smtp import SmtpCase


class TestGoLive(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"recouvrement_mode": "off", "recouvrement_policy_id": False})
        cls.manager = cls._new_user("manager", "recouvrement_preventif.group_manager")

    @classmethod
    def _new_user(cls, login, groups):
        user = new_test_user(cls.env, login, groups=groups)
        user.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        return user

    def setup_page(self, step="preview", user=None, **vals):
        Setup = self.env["recouvrement.setup"].with_user(user or self.manager).with_company(self.company)
        setup = Setup.browse(Setup.action_start()["res_id"])
        setup.write(vals)
        while setup.step != step:
            setup.action_next()
        return setup

    def decide(self, setup, **decisions):
        """What becomes of the debts from an age on: age_91="leave_out" or age_31=level."""
        for name, decision in decisions.items():
            bracket = setup.bracket_ids.filtered(lambda b, age=int(name[4:]): b.age_from == age)
            if isinstance(decision, str):
                bracket.decision = decision
            else:
                bracket.write({"decision": "follow", "level_id": decision.id})

    def starts(self):
        return self.env["recouvrement.suspension"].search([("kind", "=", "start")])

    # === THE RULES === #

    def test_the_policy_of_the_country_is_proposed(self):
        self.assertEqual(self.setup_page("rules").policy_id, self.policy)
        self.assertFalse(self.setup_page("rules").country_warning)
        self.company.country_id = self.env.ref("base.be")
        self.assertEqual(self.setup_page("rules").policy_id, self.env.ref("recouvrement_preventif.policy_belgium"))
        self.company.country_id = self.env.ref("base.de")
        setup = self.setup_page("rules")
        self.assertEqual(setup.policy_id, self.policy)
        self.assertIn("Germany", setup.country_warning)

    def test_a_policy_already_chosen_stays(self):
        good_payer = self.env.ref("recouvrement_preventif.policy_good_payer")
        self.company.recouvrement_policy_id = good_payer
        self.assertEqual(self.setup_page("rules").policy_id, good_payer)

    def test_only_managers_of_the_company_start_it(self):
        collector = self._new_user("collector", "recouvrement_preventif.group_user")
        with self.assertRaises(AccessError):
            self.env["recouvrement.setup"].with_user(collector).action_start()
        other = self._make_company("Elsewhere")
        setup = self.setup_page("rules")
        setup.sudo().company_id = other
        with self.assertRaises(AccessError):
            setup.sudo(False)._apply("live")
        self.assertEqual(other.recouvrement_mode, "off")

    def test_no_address_no_activation(self):
        setup = self.setup_page(email=False)
        with self.assertRaisesRegex(UserError, "e-mail"):
            setup.action_activate()

    # === THE OLDER DEBTS === #

    def test_older_debts_are_counted_by_age_as_the_first_day_moves(self):
        for days, amount in ((-10, 100), (-45, 200), (-50, 250), (-200, 400), (-800, 800), (5, 1600)):
            self.invoice(days, amount)
        blocked = self.invoice(-20, 50)
        self.receivable_lines(blocked).no_followup = True
        setup = self.setup_page("debts")
        self.assertEqual(setup.bracket_ids.mapped("debt_count"), [1, 2, 1, 1])
        self.assertEqual(setup.bracket_ids.mapped("amount"), [100, 450, 400, 800])
        with Form(setup) as form:
            form.start_date = self.day(-46)
            with form.bracket_ids.edit(0) as bracket:
                self.assertEqual((bracket.debt_count, bracket.amount), (1, 250))
        self.assertEqual(setup.bracket_ids.mapped("debt_count"), [1, 0, 1, 1])

    def test_debts_left_out_are_not_chased_until_a_person_says_so(self):
        old = self.invoice(-800, 800)
        setup = self.setup_page()
        self.assertEqual(setup.bracket_ids.mapped("decision"), ["follow", "follow", "follow", "leave_out"])
        setup._activate()
        [start] = self.starts()
        self.assertEqual((start.line_id.move_id, start.user_id), (old, self.manager))
        self.assertFalse(self.run_cron())
        self.assertEqual(self.case().next_action, "Older than the reminders, left out when they started")
        self.assertEqual(
            (old.amount_residual, old.payment_state, self.receivable_lines(old).no_followup), (800, "not_paid", False)
        )
        start.action_release()
        [reminder] = self.run_cron()
        self.assertEqual(reminder.line_ids.move_id, old)

    def test_debts_left_out_do_not_hold_back_the_others(self):
        self.invoice(-800, 800)
        recent = self.invoice(-10, 100)
        self.setup_page()._activate()
        [reminder] = self.run_cron()
        self.assertEqual(reminder.line_ids.move_id, recent)

    def test_debts_followed_from_a_level_get_it_on_the_first_day(self):
        old = self.invoice(-60, 300)
        setup = self.setup_page()
        self.decide(setup, age_31=self.levels["third"])
        setup._activate()
        self.assertEqual(old.recouvrement_level_id, self.levels["second"])
        self.assertPlanned("third")
        [reminder] = self.run_cron()
        self.send_queue()
        self.assertEqual((reminder.level_id, reminder.state), (self.levels["third"], "sent"))
        self.assertPlanned(None, 4)
        [notice] = self.run_cron(7)
        self.assertEqual(notice.level_id, self.levels["notice"])

    def test_followed_from_the_first_level_needs_no_claim(self):
        old = self.invoice(-60, 300)
        self.setup_page()._activate()
        self.assertFalse(self.env["recouvrement.claim"].search([("line_id", "in", old.line_ids.ids)]))
        self.assertPlanned("first")

    def test_a_level_whose_day_is_to_come_waits_for_it(self):
        self.invoice(-10, 300)
        setup = self.setup_page()
        self.decide(setup, age_1=self.levels["notice"])
        setup._activate()
        self.assertPlanned(None, 24)
        self.assertPlanned("notice", 26)

    def test_every_rung_can_be_the_next_one(self):
        start = self.env["recouvrement.start"]
        for xmlid in ("policy_france", "policy_belgium", "policy_good_payer"):
            policy = self.env.ref(f"recouvrement_preventif.{xmlid}")
            self.company.recouvrement_policy_id = policy
            for level in policy.level_ids.filtered(lambda level: not level._is_preventive()):
                invoice = self.invoice(-60, 300, partner=self._make_customer(f"{xmlid} {level.name}"))
                start.follow_old_debts(self.company, TODAY, (31, 90), level)
                self.assertEqual(self.plan(partner=invoice.partner_id).level_id, level.id, level.name)
                self.receivable_lines(invoice).no_followup = True

    def test_twice_changes_nothing_more(self):
        self.invoice(-800, 800)
        self.invoice(-60, 300)
        setup = self.setup_page()
        self.decide(setup, age_31=self.levels["second"])
        setup.action_test()
        claims, starts = self.env["recouvrement.claim"].search([]), self.starts()
        setup.action_test()
        again = self.setup_page()
        self.assertEqual(set(again.bracket_ids.mapped("decision")), {"keep"})
        again._activate()
        self.assertEqual(self.env["recouvrement.claim"].search([]), claims)
        self.assertEqual(self.starts(), starts)
        self.assertEqual(again.bracket_ids.mapped("left_out_count"), [0, 0, 0, 1])

    def test_a_choice_can_be_changed_while_nothing_was_sent(self):
        invoice = self.invoice(-60, 300)
        setup = self.setup_page()
        self.decide(setup, age_31="leave_out")
        setup.action_test()
        self.assertPlanned("suspended")
        self.decide(setup, age_31=self.levels["third"])
        setup.action_test()
        self.assertPlanned("third")
        self.decide(setup, age_31=self.levels["first"])
        setup.action_test()
        self.assertPlanned("first")
        self.assertFalse(invoice.recouvrement_level_id)

    def test_what_got_a_reminder_keeps_its_level(self):
        invoice = self.invoice(-60, 300)
        self.setup_page()._activate()
        self.run_cron()
        self.send_queue()
        setup = self.setup_page("debts")
        self.assertEqual(setup.bracket_ids.mapped("debt_count"), [0, 0, 0, 0])
        self.decide(setup, age_31=self.levels["notice"])
        setup._activate()
        self.assertEqual(invoice.recouvrement_level_id, self.levels["first"])

    def test_a_level_of_another_policy_is_refused(self):
        self.invoice(-60, 300)
        setup = self.setup_page("debts")
        level = self.env.ref("recouvrement_preventif.level_good_payer_first")
        setup.bracket_ids[1].level_id = level
        with self.assertRaisesRegex(ValidationError, "31 to 90"):
            setup._apply("test")

    def test_the_same_statements_for_three_debts_and_sixty(self):
        def start(count):
            for index in range(count):
                partner = self._make_customer(f"Old {count} {index}")
                self.invoice(-60, 100, partner=partner)
                self.invoice(-800, 100, partner=partner)
            setup = self.setup_page()
            self.decide(setup, age_31=self.levels["second"], age_366="leave_out")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            setup._apply_to_debts()
            return self.env.cr.sql_log_count - before

        start(1)
        self.assertEqual(start(3), start(60))

    # === WHOM NOBODY REACHES === #

    def test_customers_that_no_channel_reaches_are_listed(self):
        nobody = self._make_customer("Nobody", email=False)
        by_letter = self._make_customer("By letter", email=False, street="1 rue Haute", city="Lyon")
        self.invoice(-10, 100, partner=nobody)
        self.invoice(5, 70, partner=by_letter)
        self.invoice(-10, 30)
        setup = self.setup_page("contacts")
        self.assertEqual((setup.unreachable_count, setup.unreachable_amount), (2, 170))
        self.assertEqual(setup.action_open_unreachable()["domain"], [("id", "in", [nobody.id, by_letter.id])])
        for level in self.policy.level_ids - self.levels["notice"]:
            level.fallback_channel = "letter"
        setup.action_back()
        setup.action_next()
        self.assertEqual((setup.unreachable_count, setup.unreachable_amount), (1, 100))

    # === THE FIRST RUN === #

    def test_the_first_run_is_shown_with_the_choices_and_nothing_remains(self):
        self.invoice(-10, 100)
        self.invoice(-60, 300, partner=self._make_customer("Older"))
        self.invoice(-800, 800, partner=self._make_customer("Oldest"))
        self.invoice(-10, 500, partner=self._make_customer("Nobody", email=False))
        setup = self.setup_page("contacts")
        self.decide(setup, age_31=self.levels["second"])
        setup.action_next()
        self.assertEqual(
            [(total.name, total.count, total.amount) for total in setup.total_ids],
            [
                ("Second reminder", 1, 300),
                ("First reminder", 1, 100),
                ("Withheld: No usable address", 1, 500),
                ("Withheld: Suspended", 1, 0),
            ],
        )
        self.assertEqual((setup.sent_count, setup.sent_amount), (2, 400))
        self.assertFalse(self.starts())
        self.assertFalse(self.env["recouvrement.claim"].search([("company_id", "=", self.company.id)]))
        self.assertEqual(self.company.recouvrement_mode, "off")

    def test_in_test_everything_is_planned_and_nothing_leaves(self):
        self.invoice(-10, 100)
        setup = self.setup_page()
        action = setup.action_test()
        self.assertEqual(self.company.recouvrement_mode, "test")
        self.assertEqual(self.company.recouvrement_user_id, self.manager)
        self.assertEqual(self.env["recouvrement.preview.line"].search(action["domain"]).summary, "First reminder")
        self.assertFalse(self.run_cron())
        run = self.env["recouvrement.run"].search([("company_id", "=", self.company.id)], limit=1)
        self.assertEqual((run.is_test, run.planned_count), (True, 1))
        self.assertFalse(self.received())

    def test_activating_asks_with_the_numbers_in_view(self):
        self.invoice(-10, 100)
        setup = self.setup_page(email="credit@example.com")
        confirm = self.env["recouvrement.confirm"].with_user(self.manager).browse(setup.action_activate()["res_id"])
        self.assertIn("1, asking for", confirm.summary)
        self.assertEqual(self.company.recouvrement_mode, "off")
        confirm.action_confirm()
        self.assertEqual((self.company.recouvrement_mode, self.company.email), ("live", "credit@example.com"))
        self.assertIn("activated", self.company.partner_id.message_ids[:1].body)
        self.run_cron()
        self.send_queue()
        self.assertEqual(len(self.received()), 1)

    def test_a_first_day_to_come_is_waited_for(self):
        self.invoice(-10, 100)
        setup = self.setup_page(start_date=self.day(5))
        self.assertEqual((setup.planned_on, setup.sent_count), (self.day(5), 1))
        setup._activate()
        self.assertEqual(self.company.recouvrement_paused_until, self.day(4))
        self.assertFalse(self.run_cron(2))
        self.assertTrue(self.run_cron(5))

    def test_back_to_the_test_then_off(self):
        self.invoice(-10, 100)
        setup = self.setup_page()
        setup._activate()
        [reminder] = self.run_cron()
        setup.action_test()
        self.send_queue()
        self.send_queue(1)
        self.assertEqual(reminder.state, "queued")
        self.assertFalse(self.received())
        setup.action_turn_off()
        self.send_queue(1)
        self.assertFalse(self.received())
        setup._activate()
        self.send_queue(2)
        self.assertEqual(reminder.state, "sent")

    def test_a_branch_takes_the_policy_of_its_parent(self):
        self.company.recouvrement_policy_id = self.policy
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id, "email": "branch@example.com"}
        )
        self.manager.company_ids |= branch
        Setup = self.env["recouvrement.setup"].with_user(self.manager).with_context(allowed_company_ids=branch.ids)
        setup = Setup.browse(Setup.action_start()["res_id"])
        self.assertEqual(setup.policy_id, self.policy)
        setup._apply("test")
        self.assertFalse(branch.recouvrement_policy_id)
