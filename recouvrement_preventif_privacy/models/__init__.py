from . import recouvrement_privacy_holder
from . import recouvrement_privacy_eraser
