from . import base_partner_merge
from . import recouvrement_reminder_refuse
