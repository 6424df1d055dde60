"""Amounts, days and numbers as people type them."""

import doctest
from datetime import date

from odoo.tests import TransactionCase, tagged

from odoo.addons.recouvrement_preventif.tools import agreement_text, entry
from odoo.addons.recouvrement_preventif.tools.entry import EntryError, read_amount, read_day, read_number


@tagged("post_install", "-at_install")
class TestEntry(TransactionCase):
    def assertRefused(self, reason, read, *args, **kwargs):
        with self.subTest(args), self.assertRaises(EntryError) as caught:
            read(*args, **kwargs)
        self.assertEqual(caught.exception.reason, reason, args)

    def test_amounts_of_every_country(self):
        french = [
            "1 234,50",
            "1\u00a0234,50",
            "1\u202f234,50",
            "1.234,50",
            "1234,5",
            "1234.50 €",
            "€1234,50",
            "1'234,50",
        ]
        for text in french:
            with self.subTest(text):
                self.assertEqual(read_amount(text, decimal_point=","), 1234.5)
        self.assertEqual(read_amount("1,234.50"), 1234.5)
        self.assertEqual(read_amount("12.345.678,90", decimal_point=","), 12345678.9)
        self.assertEqual(read_amount("1000", decimal_places=0), 1000)
        self.assertEqual(read_amount("10,00", decimal_places=0), 10)

    def test_a_sign_that_could_be_either_is_what_the_language_says(self):
        self.assertEqual(read_amount("1.234", decimal_point=","), 1234)
        self.assertEqual(read_amount("1,234", decimal_point="."), 1234)
        self.assertRefused(entry.TOO_PRECISE, read_amount, "1,234", decimal_point=",")
        self.assertRefused(entry.TOO_PRECISE, read_amount, "1.234", decimal_point=".")

    def test_what_is_no_amount(self):
        for text in (
            "NaN",
            "inf",
            "Infinity",
            "-inf",
            "1e5",
            "0x10",
            "1..2",
            "1,23,456",
            ",",
            "-",
            "١٢",
            "1 = 1",
            "{{7*7}}",
        ):
            self.assertRefused(entry.NOT_AN_AMOUNT, read_amount, text)
        for text in ("0", "0,00", "-5", "- 5,00", "-0"):
            self.assertRefused(entry.NOT_POSITIVE, read_amount, text)
        self.assertRefused(entry.MISSING, read_amount, " \u00a0 ")
        self.assertRefused(entry.TOO_LARGE, read_amount, "1" * 400)
        self.assertRefused(entry.TOO_LARGE, read_amount, "9" * 13)
        self.assertRefused(entry.TOO_PRECISE, read_amount, "1,5", decimal_places=0)

    def test_days(self):
        day = date(2026, 12, 31)
        for text in ("2026-12-31", "31/12/2026", "31.12.2026", "31-12-26", " 31/12/26 "):
            with self.subTest(text):
                self.assertEqual(read_day(text), day)
        self.assertEqual(read_day("12/31/2026", month_first=True), day)
        for text in ("31/02/2026", "2026-02-31", "0000-01-01", "2026-13-01", "29/02/2027"):
            self.assertRefused(entry.NO_SUCH_DAY, read_day, text)
        for text in ("tomorrow", "1/1/1", "99999-01-01", "2026-12-31T10:00", "<b>"):
            self.assertRefused(entry.NOT_A_DAY, read_day, text)
        self.assertRefused(entry.MISSING, read_day, None)

    def test_numbers(self):
        self.assertEqual(read_number(" 3 ", 2, 120), 3)
        for text in ("1", "121", "-3", "3.5", "NaN", "٣", "9" * 5000):
            self.assertRefused(entry.NOT_A_NUMBER, read_number, text, 2, 120)
        self.assertRefused(entry.MISSING, read_number, "", 2, 120)

    def test_the_examples_hold(self):
        for module in (entry, agreement_text):
            self.assertFalse(doctest.testmod(module).failed, module.__name__)

    def test_the_words_of_an_agreement_whatever_their_looks(self):
        bare = "<p>Pay <b>300</b></p><table><tr><td>1</td><td>10/12</td></tr></table><!-- x -->"
        dressed = "<p\n class='x'>Pay\n   <strong style='color:red'>300</strong></p><div><table><tbody><tr><td>1</td> <td>10/12</td></tr></tbody></table></div>"
        self.assertEqual(agreement_text.get_plain_text(bare), "Pay 300\n1 | 10/12\n")
        self.assertEqual(agreement_text.get_plain_text(dressed), "Pay 300\n1 | 10/12\n")
        self.assertNotEqual(*map(agreement_text.get_digest, ("Pay 300\n", "Pay 301\n")))
        self.assertNotIn("style", agreement_text.strip_looks(dressed))
