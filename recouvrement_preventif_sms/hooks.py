def uninstall_hook(env):
    """What waits to leave by SMS is cancelled, and levels go by another channel."""
    reminders = env["recouvrement.reminder"].search(
        [("channel", "=", "sms"), ("state", "in", ("to_approve", "queued", "failed", "uncertain"))]
    )
    reminders._set_cancelled("user", note=env._("SMS were removed"))
    levels = env["recouvrement.level"].with_context(active_test=False)
    levels.search([("fallback_channel", "=", "sms")]).fallback_channel = False
    for level in levels.search([("channel", "=", "sms")]):
        level.write({"channel": level.fallback_channel or "call", "fallback_channel": False})
