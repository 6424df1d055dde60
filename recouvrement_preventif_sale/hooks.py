def uninstall_hook(env):
    """What still waits to be approved waits for nobody any more."""
    module = "recouvrement_preventif_sale"
    types = [env.ref(f"{module}.mail_activity_{name}", raise_if_not_found=False) for name in ("approval", "deposit")]
    activities = env["mail.activity"].with_context(active_test=False)
    activities.search([("activity_type_id", "in", [kind.id for kind in types if kind])]).unlink()
