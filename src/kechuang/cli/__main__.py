"""``python -m kechuang.cli``: the command line without an installed script."""

import sys

from kechuang.cli.main import main

sys.exit(main())
