"""Makes a fork server have its copies renewed after a few pages: read by Python as it starts."""

import os

from schlaglicht.engine import worker

setattr(worker, os.environ["SMALL_MEMORY"], 0)
worker.REST = 0.01
