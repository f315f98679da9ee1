"""The door that is a folder: files are claimed, taken in, and put away, whatever dies between.

https://man7.org/linux/man-pages/man2/rename.2.html
"""

from gateway.folder.outcome import Outcome
from gateway.folder.place import Folder, Occupied
from gateway.folder.ripe import Pace
from gateway.folder.watching import Progress, Watched, watch

__all__ = ["Folder", "Occupied", "Outcome", "Pace", "Progress", "Watched", "watch"]
