"""SMT-LIB scripts run by the two solvers of PyPI, in process."""

import re

STATUS = re.compile(r"^\(set-info :status (\w+)\)$", re.MULTILINE)


def statuses(script):
    """What the script says of each of its queries."""
    return STATUS.findall(script)


def z3_answers(script):
    import z3

    context = z3.Context()
    # z3 compares answers with :status itself and adds error lines; the comparison is ours to make
    printed = z3.Z3_eval_smtlib2_string(context.ref(), STATUS.sub("", script))
    return printed.split()


def cvc5_answers(script):
    import cvc5

    solver = cvc5.Solver()
    solver.setOption("incremental", "true")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(
        cvc5.InputLanguage.SMT_LIB_2_6, STATUS.sub("", script), "certificate.smt2"
    )
    symbols, answers = parser.getSymbolManager(), []
    while not (command := parser.nextCommand()).isNull():
        answers += command.invoke(solver, symbols).split()
    return answers


def refuted(script, answers):
    """The queries that should be unsat and are sat; every other answer must be as the script
    says.
    """
    expected = statuses(script)
    assert len(answers) == len(expected), answers
    assert set(answers) <= {"sat", "unsat"}, answers
    return [
        k
        for k, (a, b) in enumerate(zip(answers, expected, strict=True))
        if (a, b) == ("sat", "unsat")
    ]
