"""The bank-card reader 银行卡读卡器: contact chip cards over PC/SC."""
