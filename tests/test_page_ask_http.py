"""Promises and instalments over HTTP: what visitors type, what they change in addresses, what they send twice."""

from lxml import html

from odoo.tests import new_test_user, tagged

from .asks import AskCase


@tagged("post_install", "-at_install")
class TestPageAskHttp(AskCase):
    def setUp(self):
        super().setUp()
        self.enter_as_lucie()

    def enter_as_lucie(self):
        access = self.access(contact=self.lucie)
        self.env.flush_all()
        self.enter(access)

    def assertWrong(self, page, field, message, **typed):
        """The form is shown again with what is wrong, linked to its field, and all that was typed."""
        tree = html.fromstring(page.text)
        [summary] = tree.xpath("//*[@role='alert']")
        self.assertIn(message, summary.text_content())
        if field:
            self.assertTrue(summary.xpath(f".//a[@href='#field_{field}']"))
            [shown] = tree.xpath(f"//*[@id='field_{field}']")
            self.assertIn(f"error_{field}", shown.get("aria-describedby"))
            self.assertIn(message, tree.xpath(f"//*[@id='error_{field}']")[0].text_content())
        for name, value in typed.items():
            [kept] = tree.xpath(f"//form//*[@id='field_{name}']")
            self.assertEqual(kept.text_content() if kept.tag == "textarea" else kept.get("value"), value, name)

    # === PROMISES === #

    def test_a_promise_is_sent_and_confirmed(self):
        self.invoice(-10, 300)
        page = self.open("/promise")
        self.assertEqual(self.get_form(page)["amount"], "300.00")
        done = self.submit("/promise", page=page, amount="120", date="2026-12-05", text="After our sale")
        self.assertRegex(done.url, r"/done/\d+$")
        self.assertIn("Promise to pay 120.00", self.read(done))
        self.assertIn("until then you will not hear from us", self.read(done))
        promise = self.case().promise_ids
        self.assertEqual((promise.amount, promise.contact_id), (120, self.lucie))
        # The back button, and a second click.
        again = self.submit("/promise", page=page, amount="120", date="2026-12-05")
        self.assertIn("nothing was recorded twice", self.read(again))
        self.env.invalidate_all()
        self.assertEqual(self.case().promise_ids, promise)

    def test_what_was_sent_twice_is_told_even_when_nothing_is_left(self):
        self.invoice(-10, 300)
        page = self.open("/promise")
        self.submit("/promise", page=page, date="2026-12-05")
        again = self.submit("/promise", page=page, date="2026-12-05")
        self.assertIn("nothing was recorded twice", self.read(again))
        self.assertTrue(self.open("/promise").url.endswith(f"/recouvrement/{self.case().id}"), "nothing to promise")

    def test_what_is_wrong_is_told_and_nothing_is_lost(self):
        invoice = self.invoice(-10, 300)
        self.invoice(-5, 100)
        typed = {"date": "31/02/2027", "amount": "1e9", "text": "<b>Hello</b> {{7*7}}", "name": "L'<i>"}
        page = self.submit("/promise", **typed, move_ids=str(invoice.id))
        self.assertWrong(page, "date", "does not exist", **typed)
        self.assertWrong(page, "amount", "not an amount")
        [ticked] = html.fromstring(page.text).xpath("//input[@name='move_ids'][@checked]")
        self.assertEqual(ticked.get("value"), str(invoice.id))
        self.assertNotIn("<b>Hello", page.text)
        self.assertNotIn("<i>", page.text)
        self.assertWrong(self.submit("/promise", date="2026-12-05", name=" "), "name", "Write your name")
        self.assertWrong(self.submit("/promise", date="2026-11-01"), "date", "has passed")
        self.assertWrong(self.submit("/promise", date="2026-12-05", amount="-5"), "amount", "above zero")
        self.assertFalse(self.case().submission_ids)

    def test_an_invoice_of_somebody_else_is_refused(self):
        self.invoice(-10, 300)
        self.invoice(-5, 100)
        foreign = self.invoice(-10, 999, partner=self._make_customer("Durand"))
        page = self.submit("/promise", date="2026-12-05", move_ids=str(foreign.id))
        self.assertWrong(page, "move_ids", "choose again")
        self.assertNotIn(foreign.name, page.text)

    def test_several_currencies(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.invoice(-20, 300)
        self.invoice(-10, 200, currency=dollar)
        page = self.open(f"/promise?currency={dollar.id}")
        self.assertEqual(self.get_form(page)["amount"], "200.00")
        self.submit("/promise", page=page, date="2026-12-05")
        self.assertEqual(self.case().promise_ids.currency_id, dollar)
        self.assertNotIn('aria-label="Currency"', self.open("/promise").text, "one is left")

    def test_without_csrf_nothing_is_received(self):
        self.invoice(-10, 300)
        form = self.get_form(self.open("/promise")) | {"date": "2026-12-05"}
        del form["csrf_token"]
        self.assertEqual(self.open("/promise", data=form).status_code, 400)
        self.assertFalse(self.case().submission_ids)

    # === INSTALMENTS === #

    def test_the_simulator_changes_nothing(self):
        self.invoice(-10, 900)
        self.env.flush_all()
        self.assertIn("Which instalments would suit you", self.read(self.open("/plan")))
        page = self.read(self.open("/plan?count=3&first_date=2026-12-31"))
        for shown in ("Thu 31 December 2026", "Sun 31 January 2027", "Sun 28 February 2027", "300.00"):
            self.assertIn(shown, page)
        self.assertIn("until we have answered you, by Monday 30 November 2026", page)
        self.assertFalse(self.case().plan_ids or self.case().submission_ids)

    def test_the_simulator_tells_what_is_wrong(self):
        self.invoice(-10, 900)
        for count in ("1", "0", "-3", "NaN", "1000", "2.5", "9" * 500, ""):
            with self.subTest(count):
                message = "Type the number" if not count else "not one of the numbers"
                page = self.open(f"/plan?count={count}&first_date=31/12/2026")
                self.assertWrong(page, "count", message, count=count, first_date="31/12/2026")
        self.assertWrong(self.open("/plan?count=3&first_date=30/02/2027"), "first_date", "does not exist")
        self.assertWrong(self.open("/plan?count=3&first_date=9999-12-01"), "first_date", "too far away")
        self.assertIn("goes beyond what we can agree to", self.read(self.open("/plan?count=100&first_date=2026-12-31")))

    def ask(self, count="3", first_date="2026-12-02", **values):
        page = self.open(f"/plan?count={count}&first_date={first_date}")
        form = html.fromstring(page.text).forms[1]
        return self.open("/plan", data=dict(form.form_values()) | values)

    def test_instalments_are_asked_for(self):
        self.invoice(-10, 900)
        done = self.ask(text="After the sales")
        self.assertIn("Asks to pay 900.00 € in 3 instalments", self.read(done).replace("\xa0", " "))
        self.assertIn("Nothing is agreed yet", self.read(done))
        self.assertEqual(self.case().plan_ids.state, "draft")
        page = self.open(
            "/plan", data=self.get_form(self.open("/promise")) | {"number": "1", "count": "NaN", "first_date": "x"}
        )
        self.assertWrong(page, "count", "not one of the numbers", count="NaN", first_date="x")

    def test_instalments_within_the_limits_are_accepted_on_the_page(self):
        self.policy.page_plan_automatic = True
        self.invoice(-10, 900)
        done = self.ask()
        [link] = html.fromstring(done.text).xpath("//a[contains(@href, '/plan/')]/@href")
        page = self.open(link)
        self.assertIn("Loss of the benefit of the instalments", self.read(page))
        self.assertNotIn("style=", page.text)
        refused = self.submit(link.partition(str(self.case().id))[2], page=page)
        self.assertWrong(refused, "accept", "Tick this box")
        form = self.get_form(page) | {"accept": "1", "name": "Lucie Petit"}
        done = self.open(link, data=form)
        self.assertIn("Accepts the payment plan", self.read(done))
        plan = self.case().plan_ids
        self.env.invalidate_all()
        self.assertEqual((plan.state, plan.accepted_name), ("running", "Lucie Petit"))
        self.assertTrue(plan.accepted_ip)
        self.assertIn("nothing was recorded twice", self.read(self.open(link, data=form)))
        self.assertIn("Accepted by Lucie Petit on", self.read(self.open(link)))
        document = self.open(f"{link}/agreement")
        self.assertEqual(document.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", document.headers["Content-Disposition"])
        self.assertEqual(len(self.case().submission_ids), 2)

    def test_a_text_that_changed_is_read_again(self):
        self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        page = self.open(f"/plan/{plan.id}")
        form = self.get_form(page) | {"accept": "1"}
        self.company.name = "Ateliers Martin et fils"
        self.env.flush_all()
        again = self.open(f"/plan/{plan.id}", data=form)
        self.assertWrong(again, "", "please read it again", name="Lucie")
        self.assertNotEqual(self.get_form(again)["digest"], form["digest"])
        self.assertEqual(plan.state, "proposed")

    def test_a_plan_is_refused_with_its_reason(self):
        self.invoice(-10, 900)
        plan = self.propose((7, 450), (37, 450))
        self.assertWrong(self.submit(f"/plan/{plan.id}/refuse"), "text", "what does not suit you")
        done = self.submit(f"/plan/{plan.id}/refuse", text="Six would do")
        self.assertIn("Refuses the payment plan", self.read(done))
        self.env.invalidate_all()
        self.assertEqual(plan.state, "cancelled")
        self.assertIn("not proposed any more", self.read(self.open(f"/plan/{plan.id}")))
        self.assertFalse(html.fromstring(self.open(f"/plan/{plan.id}").text).forms)
        self.assertTrue(self.open(f"/plan/{plan.id}/refuse").url.endswith(f"/plan/{plan.id}"))

    def test_plans_that_are_not_the_visitors_are_not_found(self):
        self.invoice(-10, 900)
        other = self._make_customer("Durand")
        self.invoice(-10, 400, partner=other)
        foreign = self.propose((7, 400), case=self.case(other))
        draft = self.draft((7, 450), (37, 450))
        refusal = self.open(f"/recouvrement/{self.case(other).id}").text
        for plan_id in (foreign.id, draft.id, 0, 2**31 - 1):
            for path in ("", "/refuse", "/agreement"):
                page = self.open(f"/plan/{plan_id}{path}")
                self.assertEqual((page.status_code, page.text), (404, refusal), path)
        form = self.get_form(self.open("/promise")) | {"accept": "1", "digest": foreign._get_agreement_digest()}
        self.assertEqual(self.open(f"/plan/{foreign.id}", data=form).status_code, 404)
        self.assertEqual(self.open(f"/recouvrement/{self.case(other).id}/plan/{foreign.id}").status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(foreign.state, "proposed")

    def test_a_portal_user_promises_without_a_link(self):
        self.invoice(-10, 300)
        user = new_test_user(self.env, "lucie", groups="base.group_portal", partner_id=self.lucie.id)
        foreign = self._make_customer("Durand")
        self.invoice(-10, 300, partner=foreign)
        self.authenticate("lucie", "lucie")
        done = self.submit("/promise", date="2026-12-05")
        self.assertIn("Promise to pay 300.00", self.read(done))
        self.assertEqual(self.case().submission_ids.visitor_user_id, user)
        self.assertEqual(self.open(f"/recouvrement/{self.case(foreign).id}/promise").status_code, 404)

    def test_a_collector_sees_the_forms_and_sends_nothing(self):
        self.invoice(-10, 300)
        self.authenticate("collector", "collector")
        page = self.submit("/promise", date="2026-12-05", name="Collector")
        self.assertWrong(page, "", "nothing can be sent from here")
        self.assertFalse(self.case().submission_ids)

    def test_without_a_link_nothing_is_shown(self):
        self.invoice(-10, 900)
        form = self.get_form(self.open("/promise"))
        plan = self.propose((7, 450), (37, 450))
        self.access(contact=self.lucie).action_revoke()
        self.env.flush_all()
        for path in ("/promise", "/plan", f"/plan/{plan.id}", f"/plan/{plan.id}/agreement"):
            self.assertEqual(self.open(path).status_code, 404, path)
        self.assertEqual(self.open("/promise", data=form | {"date": "2026-12-05"}).status_code, 404)
        self.assertFalse(self.case().submission_ids)
