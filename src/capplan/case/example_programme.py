"""The programme of the example: a service rolled out by locality, a contract that ends, and what is reinvested."""

PROGRAMME_TABLES = {
    "initiatives": """\
initiative,title,kind,use,per,earliest,gate,approval,contract,ramp_months,team_fte,team_months,optimism
falls-service,Falls service,commission,must,locality,2026-05,,board,,2,1,2,none
spot-contract,End of the spot contract,decommission,must,whole,,,,spot-beds,0,0.5,1,none
telecare,Telecare,commission,may,whole,,,,,0,0.5,1,equipment
""",
    "roll_out": """\
initiative,locality,use,ready,after,lag_months,people
falls-service,north,must,,,,300
falls-service,south,must,2026-06,north,2,200
""",
    "initiative_money": """\
line,initiative,title,pot,side,money,timing,gbp,low_gbp,high_gbp,months,rounded_to_gbp
falls-team,falls-service,Falls team,health-fund,cost,revenue,recurring,60000,,,,
falls-saved,falls-service,Admissions avoided,health-fund,benefit,revenue,recurring,90000,60000,120000,,
spot-saved,spot-contract,Spot beds no longer bought,council-fund,benefit,revenue,recurring,120000,,,,1000
telecare-kit,telecare,Equipment,council-fund,cost,capital,one-off,10000,,,2,
telecare-saved,telecare,Visits no longer made,council-fund,benefit,revenue,recurring,80000,,,,
""",
    "pots": """\
pot,title,funder,pooled
health-fund,Health transformation fund,health,yes
council-fund,Council transformation fund,council,no
""",
    "programme_budgets": """\
pot,year,revenue_gbp,capital_gbp,protected_gbp,carry_over
health-fund,2026/27,90000,,20000,
council-fund,2026/27,0,40000,,1
""",
    "precedence": """\
initiative,after,counts_from,lag_months
spot-contract,falls-service,start,1
""",
    "benefit_gates": """\
initiative,benefit_of,min_share,shown_months
telecare,spot-contract,1,1
""",
    "approvals": """\
approval,title,first_meeting,every_weeks
board,Programme board,2026-04-16,6
""",
    "benefit_overlaps": """\
initiative,line,share
falls-service,telecare-saved,0.25
""",
    "benefit_shares": """\
line,funder,share
falls-saved,health,0.8
falls-saved,council,0.2
""",
    "programme_capacity": """\
resource,from_month,limit
team,2026-04,1.5
locality,2026-04,1
starts,2026-04,2
""",
    "contingencies": """\
contingency,title,pot,unit,low_gbp,gbp,high_gbp
spot-day,Spot bed days,council-fund,bed-day,120,150,200
""",
    "programme_sites": """\
initiative,site,change
spot-contract,home-team,opens
""",
}
