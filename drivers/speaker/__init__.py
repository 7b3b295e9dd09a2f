"""The loudspeaker of the cabinet."""
