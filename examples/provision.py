"""Provisions the instance that a file describes.

    python3 provision.py [instance.json [instances.db]]

Prints the instance, a JSON document, and its token. What is wrong, or suspicious, is told on standard error.
"""

import json
import sys
from pathlib import Path

import provisor


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("instance.json")
    store = sys.argv[2] if len(sys.argv) > 2 else "instances.db"
    request = path.read_bytes()

    # Creates the store, and beside it the key that seals the secrets, when there is none yet.
    with provisor.open(store) as p:
        # The report lists every fault at once, each with line and column. Nothing is stored.
        report = p.validate(request)
        for fault in [*report.errors, *report.warnings]:
            print(f"{path}:{fault.line}:{fault.column}: {fault.message}", file=sys.stderr)

        if not report.valid:
            print(report.message, file=sys.stderr)
            return 1

        # Stores the instance for good. Validates by itself too, and raises provisor.InvalidRequest for faults.
        instance = p.provision(request)

    # The token authorises every later request on the instance: keep it.
    print(json.dumps(instance, indent=2))
    print("token:", instance["token"])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (provisor.Error, OSError) as error:  # such as a store or a request that can't be opened
        sys.exit(str(error))
