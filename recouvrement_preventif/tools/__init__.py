from . import business_days
from . import connection
from . import plan
from . import summary
from . import upload

from . import decision
