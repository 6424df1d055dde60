def uninstall_hook(env):
    """What still waits to be approved waits for nobody any more."""
    types = env.ref("recouvrement_preventif_sale.mail_activity_approval", raise_if_not_found=False)
    if types:
        activities = env["mail.activity"].with_context(active_test=False)
        activities.search([("activity_type_id", "in", types.ids)]).unlink()
