"""What the program costs against an empty one, and what else takes time here: `python -m tests.bench`."""
