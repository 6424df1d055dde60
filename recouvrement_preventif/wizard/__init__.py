from . import base_partner_merge
from . import recouvrement_call
from . import recouvrement_letter_post
from . import recouvrement_reminder_refuse
from . import recouvrement_snooze
