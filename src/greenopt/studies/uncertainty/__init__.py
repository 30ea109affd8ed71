"""
Uncertainty: what a case's declared ranges do to its best plan, and what knowing more would be worth.

    axes         what varies by itself, and what may be asked about together
    sampling     draws of all numbers: Latin hypercube or scrambled Sobol', by seed, the same everywhere
    design       every draw that the study solves, by number
    knowing      the points at which one subject is taken to be known
    carried      a plan as decided, held against a case with other numbers
    priced       what a plan as decided loses in a draw, money and rules at their prices
    redrawn      the same for many draws whose numbers are filled in
    task         the scenarios, solved and held against, here or elsewhere
    indices      Sobol' indices of groups, after Saltelli and Jansen, with bootstrap intervals
    information  what knowing a project's numbers before deciding would bring
    tail         the plan that is best in the worst outcomes (CVaR)
    study        all of it
    document     the document, greenopt.uncertainty/1
"""
