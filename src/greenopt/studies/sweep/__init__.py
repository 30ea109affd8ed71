"""
Sweep: a case solved many times with a few of its numbers varied, and what that shows.

    asked      what is to be varied
    points     which scenarios there are, and what each is called
    task       what is computed, wherever it runs
    document   sweep.json: every scenario, and what is seen in them together
    tornado    how far each path alone moves the best value
    movement   which projects come in or drop out, and where
    tables     the same for spreadsheets and data frames
    notebook   all of it in one call
"""
