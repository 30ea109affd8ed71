"""
Frontier: the best value, and the plan that reaches it, along a line on which limits move together.

    course     what moves, from where to where
    shape      the case as a program whose sides move straight, or why it is none
    curve      every point where the value or the plan turns
    swept      single points, where the curve is no line between them
    steps      whole projects: proved points with bounds between
    second     a second aim, as limits that move
    front      every efficient plan of two aims
    document   what is found, as ``frontier.json``
"""
