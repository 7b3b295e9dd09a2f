"""The uninterruptible power supply behind the cabinet."""
