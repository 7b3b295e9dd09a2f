"""Applicants 申请人: what a person may see and still do about the own applications, at any terminal (我的申请)."""
