from . import account_payment_term
from . import recouvrement_policy
from . import recouvrement_sale_approval
from . import sale_order
from . import sale_order_approval
from . import sale_order_confirmation
from . import payment_transaction
