"""Beside the road, replicate: how a library becomes somebody's own, stays up to date, and is passed on."""
