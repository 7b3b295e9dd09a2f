"""The camera 摄像头 above the screen."""
