"""Pictures without meaning: a video device, a stream or a film, opened by OpenCV, for whichever device looks through it."""
