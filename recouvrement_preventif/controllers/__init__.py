from . import qr
from . import dispute
from . import page
from . import page_documents
from . import page_portal
from . import page_payment
from . import page_payment_transaction
