#!/usr/bin/env python3
"""A mail server that delivers nothing: what it is given can be read on a web page.

    dev/mailcatcher.py --smtp 1025 --http 8025

It listens to this machine only, and keeps the last messages in memory."""

import argparse
import threading
from collections import deque
from datetime import datetime, timezone
from email import message_from_bytes, policy
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
KEPT = 500
REFRESH = 5

PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>{head}<style>
body{{font:15px/1.5 system-ui,sans-serif;margin:0;color:#222;background:#f6f6f7}}
header{{background:#714b67;color:#fff;padding:.7rem 1.5rem}} header a{{color:#fff;text-decoration:none}}
main{{padding:1rem 1.5rem}} table{{border-collapse:collapse;width:100%;background:#fff}}
th,td{{text-align:left;padding:.45rem .7rem;border-bottom:1px solid #e5e5e5;vertical-align:top}}
td:first-child{{white-space:nowrap}} dl{{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:0 0 1rem}}
dt{{color:#666}} dd{{margin:0}} iframe{{width:100%;height:75vh;border:1px solid #ddd;background:#fff}}
</style></head><body><header><a href="/">Courriels interceptés</a></header><main>{main}</main></body></html>"""


class Mailbox:
    """The last messages, newest first."""

    def __init__(self):
        self.messages = deque(maxlen=KEPT)
        self.numbers = count(1)
        self.lock = threading.Lock()

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        received = datetime.now(timezone.utc).astimezone()
        with self.lock:
            self.messages.appendleft((next(self.numbers), received, tuple(envelope.rcpt_tos), message))
        return "250 Message accepted for reading"

    def list(self):
        with self.lock:
            return list(self.messages)

    def get(self, number):
        return next((entry for entry in self.list() if str(entry[0]) == number), None)


def read_header(message, name):
    try:
        return escape(str(message[name] or ""))
    except Exception:  # a header can be malformed in any way, the message is shown all the same
        return ""


def render_list(entries):
    rows = "".join(
        f"<tr><td>{received:%d/%m/%Y %H:%M:%S}</td><td>{read_header(message, 'From')}</td>"
        f"<td>{escape(', '.join(recipients))}</td>"
        f'<td><a href="/message/{number}">{read_header(message, "Subject") or "(sans objet)"}</a></td></tr>'
        for number, received, recipients, message in entries
    )
    table = f"<table><tr><th>Reçu le</th><th>De</th><th>À</th><th>Objet</th></tr>{rows}</table>"
    empty = "<p>Aucun courriel pour l'instant. Ce qu'Odoo envoie s'arrête ici et s'affiche tout seul.</p>"
    head = f'<meta http-equiv="refresh" content="{REFRESH}">'
    return PAGE.format(title=f"Courriels ({len(entries)})", head=head, main=table if entries else empty)


def render_message(number, received, recipients, message):
    labels = {"From": "De", "To": "À", "Cc": "Copie", "Reply-To": "Répondre à", "Subject": "Objet"}
    headers = [(label, read_header(message, name)) for name, label in labels.items()]
    headers += [("Remis à", escape(", ".join(recipients))), ("Reçu le", f"{received:%d/%m/%Y %H:%M:%S}")]
    shown = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in headers if value)
    body = f'<iframe sandbox src="/message/{number}/body"></iframe>'
    source = f'<p><a href="/message/{number}/source">Source du message</a></p>'
    return PAGE.format(title=read_header(message, "Subject"), head="", main=f"<dl>{shown}</dl>{body}{source}")


def render_body(message):
    part = message.get_body(("html", "plain"))
    text = part.get_content() if part else ""
    return text if part and part.get_content_type() == "text/html" else f"<pre>{escape(text)}</pre>"


def make_handler(mailbox):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = self.path.strip("/").split("/")
            entry = mailbox.get(parts[1]) if len(parts) in (2, 3) and parts[0] == "message" else None
            if parts == [""]:
                self.answer(render_list(mailbox.list()))
            elif entry and len(parts) == 2:
                self.answer(render_message(*entry))
            elif entry and parts[2] == "body":
                self.answer(render_body(entry[3]))
            elif entry and parts[2] == "source":
                self.answer(entry[3].as_string(), "text/plain")
            else:
                self.answer(PAGE.format(title="Introuvable", head="", main="Ce courriel n'est plus gardé."), status=404)

        def answer(self, text, kind="text/html", status=200):
            content = text.encode("utf-8", "replace")
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            # A message may hold anything: it may show itself, and do nothing else.
            self.send_header(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'",
            )
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp", type=int, default=1025)
    parser.add_argument("--http", type=int, default=8025)
    args = parser.parse_args()
    mailbox = Mailbox()
    Controller(mailbox, hostname=HOST, port=args.smtp).start()
    ThreadingHTTPServer((HOST, args.http), make_handler(mailbox)).serve_forever()


if __name__ == "__main__":
    main()
