from . import recouvrement_channel_sms
from . import recouvrement_level
from . import recouvrement_reminder
from . import recouvrement_run
from . import sms_sms
from . import sms_tracker
