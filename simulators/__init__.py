"""A cabinet and its outside world in software, speaking the real protocols from the other side.

Nothing in here may import drivers, payment or backoffice: a simulator is a second, independent reading of the protocol.
"""
