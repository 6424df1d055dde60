from . import business_days
from . import plan

from . import decision
