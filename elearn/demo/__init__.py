"""The demo province: made-up schools in the real communes of Huế, with people, courses and learning resources."""
