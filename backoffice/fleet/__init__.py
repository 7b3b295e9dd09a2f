"""The fleet desk: which terminals there are, how they prove who they are, how they are."""
