"""`python -m troth` is the `troth` command."""

import sys

from troth.cli import main

sys.exit(main())
