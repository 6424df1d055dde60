from . import qr
from . import dispute
from . import page
