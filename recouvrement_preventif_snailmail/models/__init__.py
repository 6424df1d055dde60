from . import recouvrement_channel_letter
from . import recouvrement_letter_batch
from . import recouvrement_reminder
from . import recouvrement_reminder_post
from . import recouvrement_todo
from . import snailmail_letter
