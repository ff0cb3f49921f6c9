"""Couples analysed as couples: plain functions on numpy arrays that give typed results."""
