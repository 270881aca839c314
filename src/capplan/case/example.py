"""A small invented county: two localities, three sites, a base, twelve months. `capplan new --example` writes it."""

from capplan.case.example_documents import DOCUMENT_TABLES
from capplan.case.example_hub import HUB_TABLES
from capplan.case.example_options import OPTION_TABLES
from capplan.case.example_programme import PROGRAMME_TABLES
from capplan.case.example_rota import ROTA_TABLES
from capplan.case.example_staff import STAFF_TABLES
from capplan.case.example_visits import VISIT_TABLES

EXAMPLE_HEADER: dict[str, dict[str, str | int]] = {
    "case": {
        "id": "example",
        "title": "Example: a ward and care at home",
        "source": "invented to show the tables; no real place",
        "price_base": "2026/27",
    },
    "horizon": {"start": "2026-04", "months": 12, "standard_from": "2026-04"},
}

EXAMPLE_TABLES = {
    "parameters": """\
parameter,value,unit,status,reason,could_supply
acute_delayed_day_gbp,400,GBP/day,assumed,a round figure for the example,finance team
acute_admission_day_gbp,500,GBP/day,assumed,a round figure for the example,finance team
max_beds_closed_per_month,12,beds/month,assumed,one bay at a time,ward manager
contiguous_territories,1,yes=1,assumed,rounds should not cross another territory,team managers
""",
    "localities": """\
locality,title
north,North
south,South
""",
    "areas": """\
area,title,locality,lat,lon,age_65_74,age_75_84,age_85_plus,rural_share
hill,Hill,north,52.10,0.50,2400,1500,600,1
market,Market,north,52.08,0.58,3600,2300,900,0.2
quay,Quay,south,51.98,0.60,3000,2000,800,0
""",
    "settings": """\
setting,title,unit,unit_cost_gbp_per_occupied_day,reference_occupancy,fixed_share,staff_share
community-hospital,Community hospital,bed,300,0.9,0.8,0.5
nursing-home,Nursing home,bed,160,0.95,0.9,0
home,Care at home,place,110,0.9,0.4,0.6
""",
    "cohorts": """\
cohort,title,admissions_per_year,age_65_74,age_75_84,age_85_plus,when_full,rule,rule_target,wait_days,max_travel_min,acute_stay_days,delayed_in_acute
step-down,Step-down after a hospital stay,240,0.2,0.4,0.4,wait,wait,0.1,2,60,,3
step-up,Step-up from home,60,0.1,0.4,0.5,divert,refusal,0.1,,45,9,
""",
    "stays": """\
cohort,setting,stay_days,min_share,max_share
step-down,community-hospital,21,0,1
step-down,nursing-home,24,0,0.4
step-down,home,28,0.1,0.7
step-up,community-hospital,10,0,1
step-up,home,9,0,0.8
""",
    "growth": """\
year,age_65_74,age_75_84,age_85_plus
2026/27,1,1,1
""",
    "seasons": """\
month,index
1,1.1
2,1.1
3,1
4,1
5,1
6,0.9
7,0.9
8,0.9
9,1
10,1
11,1
12,1.1
""",
    "gates": """\
gate,title,kind,starts,passed
ward-consultation,Consultation on the ward,consultation,2026-04,2026-06
""",
    "contracts": """\
contract,title,provider,ends,notice_months,gate
ward-lease,Lease of the ward,Example Trust,,3,ward-consultation
spot-beds,Spot beds outside the county,Example Homes,2026-09,3,
""",
    "sites": """\
site,title,setting,lat,lon,travels,contract,today,admits,lead_months,double_running_months,ramp_months,min_commitment_months,reopens,stranded_share,stranded_months
hillside,Hillside ward,community-hospital,52.09,0.55,person,ward-lease,ward-24,,0,1,0,0,no,0.2,3
meadow-view,Meadow View,nursing-home,52.00,0.59,person,,none,step-down,2,0,1,3,yes,,
home-team,Care at home team,home,52.05,0.56,staff,,places-12,,1,0,2,3,yes,,
""",
    "configurations": """\
site,configuration,kind,beds_staffed,fixed_gbp_per_year,variable_gbp_per_occupied_day
hillside,ward-24,ward,24,,
hillside,ward-12,ward,12,,
hillside,closed,ward,0,,
meadow-view,none,block,0,0,20
meadow-view,block-8,block,8,430000,20
home-team,places-12,place,12,,
home-team,places-24,place,24,,
""",
    "transitions": """\
site,from_configuration,to_configuration,capital_gbp,revenue_gbp
hillside,ward-24,ward-12,0,40000
hillside,ward-12,closed,-100000,80000
meadow-view,none,block-8,0,15000
meadow-view,block-8,none,0,5000
home-team,places-12,places-24,0,20000
home-team,places-24,places-12,0,10000
""",
    "funders": """\
funder,title,pooled
health,Health commissioner,yes
council,County council,yes
""",
    "funding": """\
setting,funder,share
community-hospital,health,1
nursing-home,health,0.5
nursing-home,council,0.5
home,health,0.6
home,council,0.4
acute,health,1
""",
    "budgets": """\
funder,year,revenue_gbp,capital_gbp
pool,2026/27,4500000,
""",
    "staff_per_bed": """\
setting,role,fte_per_bed,status,reason,could_supply
community-hospital,registered-nurse,0.6,assumed,a round figure for the example,ward manager
community-hospital,support-worker,0.7,assumed,a round figure for the example,ward manager
""",
    "scenarios": """\
scenario,title,cohort,demand_factor,stay_factor
high,More people,step-down,1.1,1
high,More people,step-up,1.1,1
""",
    "uncertainty": """\
uncertain,title,quantity,of,distribution,low,mode,high,group
admissions,People who come,demand,,triangular,0.9,1,1.15,
stays,Stays in beds and at home,stay,,triangular,0.9,1,1.15,
vacancies,Posts that stand empty,vacancy,,uniform,0,0.02,0.08,
""",
    "scenario_chances": """\
scenario,probability
base,0.7
high,0.3
""",
    "benchmarks": """\
benchmark,title,admissions_per_year,stay_days,beds,occupancy,main_setting,main_share,other_setting
last-year,Figures of last year's report,300,20,18,0.9,community-hospital,0.8,home
""",
    "milestones": """\
milestone,project,title,due,depends_on,role,contract
1.1,Ward,Consultation ends,2026-06,,consultation,
1.2,Ward,Ward reduced,2026-10,1.1,closure,ward-lease
""",
    "grid_lines": """\
cohort,setting,part,service,share,contact_hours
step-down,community-hospital,discharge,bedded-rehab,0.45,
step-down,nursing-home,discharge,short-residential,0.1,
step-down,home,discharge,home-rehab,0.45,22
step-up,community-hospital,community,bedded-rehab,0.6,
step-up,home,community,urgent-response,0.4,6
""",
    "stay_spread": """\
cohort,setting,median_days
step-down,community-hospital,17
""",
    "weekdays": """\
cohort,weekday,index
step-down,sat,0.5
step-down,sun,0.4
""",
    "occupied_today": """\
site,people
hillside,19
home-team,10
""",
    **STAFF_TABLES,
    **ROTA_TABLES,
    **HUB_TABLES,
    **VISIT_TABLES,
    **PROGRAMME_TABLES,
    **DOCUMENT_TABLES,
    **OPTION_TABLES,
}
