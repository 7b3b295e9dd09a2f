"""The desk: pages of the office for its staff. Layout, drawings and texts here; each desk's pages stand in its own folder."""
