from . import recouvrement_statement_report
