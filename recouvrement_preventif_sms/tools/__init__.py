from . import sms_text
