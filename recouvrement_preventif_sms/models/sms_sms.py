import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from odoo.addons.recouvrement_preventif.models.mail_mail import SENDING_BATCH


class SmsSms(models.Model):
    _inherit = "sms.sms"

    @api.model
    def _process_queue(self):
        # EXTENDS 'sms': here, and only here, the transaction is the queue's own.
        return super(SmsSms, self.with_context(recouvrement_sms_queue=True))._process_queue()

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        # EXTENDS 'sms': a reminder is checked against the ledger when it leaves, and leaves at
        # most once: the database knows that the gateway is about to get it, and what the gateway
        # did not answer about is uncertain.
        reminders = self.env["recouvrement.reminder"].sudo().search(Domain("sms_id", "in", self.ids), order="id")
        others = self - reminders.sms_id
        if others:
            super(SmsSms, others)._send(
                unlink_failed=unlink_failed, unlink_sent=unlink_sent, raise_exception=raise_exception
            )
        if not self.env.context.get("recouvrement_sms_queue"):
            if reminders:
                self.env.ref("sms.ir_cron_sms_scheduler_action")._trigger()
            return
        for ids in split_every(SENDING_BATCH, reminders.ids):
            self._send_reminders(reminders.browse(ids), unlink_failed, unlink_sent)

    @api.model
    def _send_reminders(self, reminders, unlink_failed, unlink_sent):  # pylint: disable=missing-return
        """Give a few reminders to the gateway, those of a company together; whatever happens to
        this process, the database knows which ones.

        :param bool unlink_failed: forget the SMS that the gateway refused
        :param bool unlink_sent: forget the SMS that it accepted
        """
        with reminders._lock_sending() as locked:
            ready = locked._check_before_sending(fields.Datetime.now())
            self._keep_back(locked - ready)
            for company, leaving in ready.grouped("company_id").items():
                leaving._set_sending()
                leaving.sms_id.state = "process"
                self.env["ir.cron"]._commit_progress()
                try:
                    super(SmsSms, leaving.sms_id.with_company(company))._send(  # pylint: disable=super-method-mismatch
                        unlink_failed=unlink_failed, unlink_sent=unlink_sent, raise_exception=True
                    )
                except psycopg2.Error:
                    raise
                except Exception as error:
                    leaving._receive_gateway_error(error)
                self._keep_back(leaving)
                self.env["ir.cron"]._commit_progress()

    @api.model
    def _keep_back(self, reminders):
        """Take out of the gateway's queue what is not to leave now."""
        waiting = reminders.filtered(lambda reminder: reminder.state == "queued")
        self.env["recouvrement.channel.sms"]._withdraw(waiting)
        stuck = (reminders - waiting).sms_id.filtered(lambda sms: sms.state == "outgoing")
        stuck.state = "canceled"
