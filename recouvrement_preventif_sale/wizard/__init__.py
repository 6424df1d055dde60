from . import recouvrement_sale_check
from . import recouvrement_sale_decide
