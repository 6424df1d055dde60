from odoo import fields, models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    recouvrement_reminder_id = fields.Many2one(
        "recouvrement.reminder", string="Reminder", ondelete="cascade", index="btree_not_null"
    )

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        # EXTENDS 'sms'
        result = super()._action_update_from_sms_state(
            sms_state, failure_type=failure_type, failure_reason=failure_reason
        )
        if sms_state in ("process", "pending", "sent"):
            self.recouvrement_reminder_id._set_sent()
        elif sms_state == "error":
            self.recouvrement_reminder_id._receive_sms_failure(
                failure_type, failure_reason or self._describe_sms_failure(failure_type)
            )
        return result

    def _action_update_from_provider_error(self, provider_error):
        # EXTENDS 'sms'
        error_status, failure_type, failure_reason = super()._action_update_from_provider_error(provider_error)
        reason = failure_reason or self._describe_sms_failure(failure_type)
        if error_status == "bounce":
            self.recouvrement_reminder_id._set_bounced(reason)
        else:
            self.recouvrement_reminder_id._receive_sms_failure(failure_type, reason)
        return error_status, failure_type, failure_reason

    def _describe_sms_failure(self, failure_type):
        """What a failure is, in words."""
        labels = dict(self.env["mail.notification"]._fields["failure_type"]._description_selection(self.env))
        return labels.get(failure_type) or failure_type
