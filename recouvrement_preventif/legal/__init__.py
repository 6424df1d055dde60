"""What the law allows to charge, and when: plain functions, no record, no query, no Odoo.

`Decimal` in, `Decimal` out. What the law forbids, what was not verified and what is not known
yet are raised by name (:mod:`.errors`), never guessed.
"""

from . import charges
from . import contract
from . import days
from . import errors
from . import imputation
from . import indemnities
from . import interest
from . import limitation
from . import money
from . import rates
from . import start
from . import waiting
