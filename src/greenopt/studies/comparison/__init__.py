"""
Comparison: two runs side by side, and how much of the difference each change of the inputs made.

    inputs        which values of the two cases differ, and into which groups they fall
    blend         a case between the two: some groups as in the second, the others as in the first
    attribution   the difference of the best value, split over the groups without a remainder
    document      compare.json: projects, money, indicators, rules, inputs and the attribution
"""
