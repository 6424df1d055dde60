from . import recouvrement_demo
from . import recouvrement_demo_dialogue
from . import recouvrement_demo_ledger
from . import recouvrement_demo_prevention
from . import recouvrement_demo_replay
from . import recouvrement_demo_today
