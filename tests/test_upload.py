"""What a file is, whatever its name and its sender say."""

import unittest

from odoo.addons.recouvrement_preventif.tools.upload import RefusedFile, check_file, clean_name

from .uploads import EXE, HTML, OFFICE, OPEN_DOCUMENT, PDF, SVG, archive, office, picture

MEGABYTE = 1024 * 1024


class TestUpload(unittest.TestCase):
    def check(self, content, name="photo", max_size=MEGABYTE):
        return check_file(name, content, max_size)

    def refusal(self, content, name="photo", max_size=MEGABYTE):
        with self.assertRaises(RefusedFile) as caught:
            check_file(name, content, max_size)
        return caught.exception.code

    def test_what_people_send_is_known_by_its_content(self):
        webp = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f" + bytes(13)
        for content, mimetype, extension in (
            (PDF, "application/pdf", "pdf"),
            (picture("JPEG"), "image/jpeg", "jpg"),
            (picture("PNG"), "image/png", "png"),
            (b"II*\x00\x08\x00\x00\x00" + bytes(30), "image/tiff", "tif"),
            (webp, "image/webp", "webp"),
            ("Deux chaises cassées, écrire à <marie@example.org>".encode(), "text/plain", "txt"),
            ("Deux chaises cassées".encode("cp1252"), "text/plain", "txt"),
            (office(), OFFICE + "wordprocessingml.document", "docx"),
            (office("xl/workbook.xml"), OFFICE + "spreadsheetml.sheet", "xlsx"),
            (archive(mimetype=OPEN_DOCUMENT + "text"), OPEN_DOCUMENT + "text", "odt"),
            (archive(mimetype=OPEN_DOCUMENT + "spreadsheet"), OPEN_DOCUMENT + "spreadsheet", "ods"),
        ):
            found = self.check(content)
            self.assertEqual((found.name, found.mimetype), (f"photo.{extension}", mimetype))
            self.assertEqual(found.content, content)

    def test_what_could_act_is_refused(self):
        for content in (
            HTML,
            SVG,
            b"\xef\xbb\xbf \n" + HTML,
            b"Dear all,\n<script>alert(1)</script>",
            b"<?php system($_GET[0]);",
            b"#!/bin/sh\nrm -rf /\n",
            b"<?xml version='1.0'?><a/>",
            office(word__vbaProject_bin="x"),
            office(word__activeX__activeX1_xml="x"),
            office(content_types="<Types ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"),
            archive(mimetype=OPEN_DOCUMENT + "text", Basic__Standard__Module_xml="x"),
            archive(mimetype=OPEN_DOCUMENT + "text", Scripts__python__x_py="x"),
            office(word__embeddings__setup_exe="x"),
        ):
            self.assertEqual(self.refusal(content), "active", content[:60])

    def test_what_is_of_no_accepted_kind_is_refused(self):
        for content in (
            EXE,
            b"\x7fELF\x02\x01\x01\x00",
            b"GIF89a" + bytes(20),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            archive(readme_txt="x"),
            archive(META_INF__MANIFEST_MF="x"),
            archive(mimetype="application/x-evil"),
            b"binaire \x00",
        ):
            self.assertEqual(self.refusal(content), "kind", content[:60])

    def test_a_first_line_proves_nothing(self):
        for content in (
            b"\xff\xd8\xff\xe0" + HTML,
            b"\x89PNG\r\n\x1a\n" + HTML,
            b"%PDF-1.4\n" + HTML,
            b"RIFF\xff\xff\xff\x00WEBPVP8 " + HTML,
            b"MM\x00*\xff\xff\xff\xff" + HTML,
            b"PK\x03\x04" + HTML,
        ):
            self.assertEqual(self.refusal(content), "damaged", content[:60])

    def test_a_file_of_two_kinds_is_kept_as_the_harmless_one(self):
        for content, mimetype in ((picture() + office(), "image/jpeg"), (picture() + HTML, "image/jpeg")):
            found = self.check(content, "photo.html")
            self.assertEqual((found.name, found.mimetype), ("photo.jpg", mimetype))
        self.assertEqual(self.refusal(EXE + office()), "kind")

    def test_an_archive_that_would_fill_a_memory_is_refused(self):
        self.assertEqual(
            self.refusal(office(word__media__image_png=bytes(301 * MEGABYTE)), max_size=400 * MEGABYTE), "damaged"
        )

    def test_an_archive_of_too_many_parts_is_not_even_opened(self):
        parts = {f"word__part{number}_xml": "" for number in range(5000)}
        self.assertEqual(self.refusal(office(**parts)), "damaged")

    def test_nothing_and_too_much(self):
        self.assertEqual(self.refusal(b""), "empty")
        self.assertEqual(self.refusal(picture() + bytes(MEGABYTE)), "size")
        self.assertEqual(self.refusal(b"x" * 11, max_size=10), "size")
        self.assertEqual(self.check(b"x" * 10, max_size=10).mimetype, "text/plain")

    def test_the_name_is_that_of_a_file_and_of_its_kind(self):
        for name, kept in (
            ("bon de livraison.pdf", "bon de livraison.pdf"),
            ("Devis v1.2.PDF", "Devis v1.2.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\Marie\\facture.pdf", "facture.pdf"),
            ("facture.pdf.exe", "facture.pdf"),
            ("facture.exe.pdf", "facture.pdf"),
            ("facture.html", "facture.pdf"),
            ("facture\u202efdp.exe", "facturefdp.pdf"),
            ("a\x00b\r\nc.pdf", "abc.pdf"),
            ('a"b<c>d|e.pdf', "a_b_c_d_e.pdf"),
            ("...", "document.pdf"),
            ("", "document.pdf"),
            (None, "document.pdf"),
            ("CON.pdf", "_CON.pdf"),
            ("{{7*7}} <b>.pdf", "{{7_7}} _b_.pdf"),
            ("e\u0301te\u0301.pdf", "\xe9t\xe9.pdf"),
            ("facture .pdf .exe", "facture.pdf"),
        ):
            self.assertEqual(self.check(PDF, name).name, kept, name)

    def test_a_name_is_never_longer_than_a_system_takes(self):
        for name in ("x" * 5000, "\xe9" * 5000, "\U0001f600" * 500, "x" * 5000 + ".pdf"):
            kept = self.check(PDF, name).name
            self.assertLessEqual(len(kept.encode()), 125)
            self.assertTrue(kept.endswith(".pdf"))

    def test_a_refusal_names_the_file_as_it_would_be_kept(self):
        with self.assertRaises(RefusedFile) as caught:
            self.check(EXE, "C:\\tmp\\\u202esetup.exe")
        self.assertEqual(caught.exception.name, "setup.exe")
        self.assertEqual(clean_name("C:\\tmp\\\u202esetup.exe"), "setup.exe")
