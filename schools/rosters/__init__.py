"""Rosters of pupils: bytes → text → table → right rows → plan. Nothing here writes."""
