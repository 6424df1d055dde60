{
    "name": "Recouvrement préventif: post",
    "summary": "Letters sent by Odoo's postal service",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Recouvrement préventif",
    "website": "https://recouvrement-preventif.example",
    "license": "AGPL-3",
    "depends": ["recouvrement_preventif", "snailmail"],
    "data": [
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "wizard/recouvrement_letter_snailmail_views.xml",
        "views/recouvrement_letter_batch_views.xml",
        "views/recouvrement_reminder_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
