"""OpenCV, imported quietly: no lines on standard error, one thread, and the environment as it was.

Importing cv2 points Qt and the loader at libraries of its own; a program started later, or a Qt in this one, must not find
them.
"""

import os

# Read by FFmpeg's side of OpenCV when a stream is opened (AV_LOG_QUIET), and by its V4L2 side when it is loaded (seconds).
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")

import cv2


def _forget_the_libraries_of_opencv() -> None:
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH"):
        kept = [part for part in os.environ.get(name, "").split(":") if part and "/cv2/" not in part]
        if kept:
            os.environ[name] = ":".join(kept)
        else:
            os.environ.pop(name, None)


_forget_the_libraries_of_opencv()
cv2.setNumThreads(1)
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["cv2"]
