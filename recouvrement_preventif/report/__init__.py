from . import recouvrement_letter_report
