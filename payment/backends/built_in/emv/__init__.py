"""The contact flow of EMV 4.3 and PBOC 3.0 as an online-only unattended terminal needs it: no offline approval, ever."""
