{
    "name": "Recouvrement préventif: SMS",
    "summary": "Reminders by SMS",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Recouvrement préventif",
    "website": "https://recouvrement-preventif.example",
    "license": "AGPL-3",
    "depends": ["recouvrement_preventif", "sms"],
    "data": [
        "views/recouvrement_level_views.xml",
        "views/recouvrement_reminder_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
