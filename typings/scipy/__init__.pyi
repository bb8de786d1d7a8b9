# What this project uses of SciPy, to propose: linear programs, and dense linear algebra in floats.
