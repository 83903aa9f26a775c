"""Stack files of two quite different companies, frozen: the machinery is tested on these.

The files at the root are whoever's uses the program. Of them only what must hold for anybody is asserted.
"""

from pathlib import Path

_HERE = Path(__file__).parent
BONDIGOO = _HERE / "bondigoo"
"""The company of the blueprint, with its values."""
KILN = _HERE / "kiln"
"""Another front end, mail service, region, branches and names; no Cloudinary, no Redis that is shared."""
