"""How statements, derivations and results are shown: LaTeX, pages, figures. Nothing imports this
but the command.
"""
