{
    "name": "Recouvrement préventif: privacy",
    "summary": "Show, hand over and erase what collection holds of a person",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Recouvrement préventif",
    "website": "https://recouvrement-preventif.example",
    "license": "AGPL-3",
    "depends": ["recouvrement_preventif", "privacy_lookup"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rules.xml",
        "wizard/recouvrement_privacy_views.xml",
    ],
    "auto_install": True,
}
