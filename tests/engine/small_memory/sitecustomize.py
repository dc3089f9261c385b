"""Makes a fork server have its copies renewed after a few pages: read by Python as it starts."""

import os

from schlaglicht.engine import copied_memory

setattr(copied_memory, os.environ["SMALL_MEMORY"], 0)
copied_memory.REST = 10
