"""Options of the example case: what its board might choose between."""

OPTION_TABLES = {
    "options": """\
option,title,description,base_option,status,reason
keep-ward,Keep the ward,Hillside runs no fewer beds than today,plan,assumed,invented for the example
more-at-home,Ten in a hundred more at home,A tenth more of step-down goes home,plan,assumed,invented for the example
busy-as-usual,"Business as usual, more people",Nothing changes but demand,business-as-usual,assumed,made up
""",
    "option_changes": """\
option,number,kind,target,of,value,month,status,reason,could_supply
keep-ward,1,keep-site,hillside,,,,assumed,invented for the example,ward manager
more-at-home,1,shift,step-down,home,0.1,,assumed,invented for the example,home team
busy-as-usual,1,scenario,high,,,,assumed,invented for the example,council
""",
}
