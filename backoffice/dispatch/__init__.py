"""Dispatch 寄递: waybills, labels, tracking."""
