"""Mutants of src/: small mistakes made by a table of operators, built one at a time, and looked for.

    tree.py        a source file as clang sees it
    mutant.py      one small edit, and the name that it keeps when lines are added around it
    operators.py   the table of operators
    statements.py, expressions.py, atomics.py   what the operators do
    workshop.py    compiles a mutant, and links the fuzz targets with it
    search.py      looks for a mutant, and keeps what came of it
    equivalent.py  the mutants that no test can tell from the original, with the reasons
    score.py       the tables
"""
