"""The planner's page: a local web page on which a case is seen, levers are moved, runs are made and compared.

Pages are made on the server and need no script. Runs are made by processes of their own and kept in the run store.
"""
