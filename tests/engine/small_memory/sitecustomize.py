"""Makes a fork server have its copies renewed after a few pages: read by Python as it starts."""

import os

from schlaglicht.engine import limits

setattr(limits, os.environ["SMALL_MEMORY"], 0)
limits.REST = 0.01
