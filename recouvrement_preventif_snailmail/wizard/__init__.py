from . import recouvrement_letter_snailmail
