"""Face verification 人脸核验, in a process of its own: capture, gates, challenge, engines, decision."""
