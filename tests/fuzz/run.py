"""Differential fuzzing of as many cases as wanted: `make fuzz CASES=5000 FROM=0`."""

from __future__ import annotations

import gc
import logging
import sys
import warnings
from collections import Counter

from differences import differences
from generated_cases import generated_case
from once import once

_SOME = 1000
"""Cases after which garbage is collected and the number of cases is told."""


def main(first: int, number: int) -> int:
    """Prints each difference that nothing explains; 1 if there is one."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    found: Counter[str] = Counter()
    with once():
        for count, case in enumerate(range(first, first + number), start=1):
            for one in differences(generated_case(case)):
                found[f"{one.judge}: {one.explained or 'unexplained'}"] += 1
                if not one.explained:
                    print(one, flush=True)
            if count % _SOME == 0:
                gc.collect()
                print(f"{count} cases", dict(found.most_common()), file=sys.stderr, flush=True)
    print(f"{number} cases", *(f"{why} {count}" for why, count in found.most_common()), sep="\n")
    return int(any(why.endswith("unexplained") for why in found))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
