"""The numbers: plain functions on numpy arrays, without files, clock or hidden randomness."""
