from . import qr
from . import dispute
