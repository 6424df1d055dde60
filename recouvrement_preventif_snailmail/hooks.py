def uninstall_hook(env):
    """The letters that wait for the postal service are posted by hand: core's own queue would
    send those that it finds."""
    reminders = env["recouvrement.reminder"].search([("snailmail_letter_ids.state", "in", ("pending", "error"))])
    reminders._set_uncertain()
    waiting = reminders.filtered(lambda reminder: reminder.state == "queued")
    waiting._leave_post_service(env._("Odoo's postal service was removed."))
    (reminders - waiting).snailmail_letter_ids._drop()
