"""Where a page may lead back to."""

import re

OWN_PATH = re.compile(r"/desk(/(?!.*\.\.)[\w.@/-]*)?(\?[\w=&%.+-]*)?")
"""An address of this desk, never another site's."""
