"""The pages of the maintenance mode, one file each; the step `maintenance` turns them."""
