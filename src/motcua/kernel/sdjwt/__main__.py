"""``python -m motcua.kernel.sdjwt FILE --keys issuer.json --status status.jwt``."""

import sys

from motcua.kernel.sdjwt.command import main

sys.exit(main(sys.argv[1:]))
