"""The registry of exercises that are made from a form, without any H5P editor."""
