# Read by `odoo shell`: fills the database of bin/run.
env["recouvrement.demo"]._generate()  # noqa: F821  given by the shell
env["ir.mail_server"].create(  # noqa: F821
    {"name": "bin/run", "smtp_host": "127.0.0.1", "smtp_port": 1025, "smtp_encryption": "none", "sequence": 1}
)
env.cr.commit()  # noqa: F821
