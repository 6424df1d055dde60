from . import recouvrement_statement_report
from . import recouvrement_letter_report
from . import recouvrement_dispute_report
from . import recouvrement_plan_report
from . import recouvrement_terms_report
