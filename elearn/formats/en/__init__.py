"""English formats: day before month, as in Vietnam, so that a date is never misread."""
