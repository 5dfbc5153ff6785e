"""Stage 9, publish: the only writer of a site.

Everything is put together in a folder beside the site and takes its place in one step, so that a build that fails or
is killed leaves the last good site as it was.
"""

from partnerkit.publish.folder import MARKER, Claim, claim, refuse_foreign, swap, sweep
from partnerkit.publish.site import assemble, clear, finish

__all__ = ["MARKER", "Claim", "assemble", "claim", "clear", "finish", "refuse_foreign", "swap", "sweep"]
