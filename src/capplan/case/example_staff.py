"""The bases and staff of the example: a base and a candidate for a second one, and four roles."""

STAFF_TABLES = {
    "bases": """\
base,title,kind,lat,lon,use,cost_gbp_per_year,home_site
hill-base,Hill base,health-team,52.09,0.55,must,40000,home-team
quay-office,Quay office,area-office,51.98,0.60,may,25000,
""",
    "adjacency": """\
area,neighbour
hill,market
market,quay
""",
    "roles": """\
role,title,organisation,team,band,funder,hours_per_week,pay_gbp_per_year,leave_share,sickness_share,training_share,headroom,turnover_per_year,recruit_lead_months,recruit_gbp_per_fte,agency_gbp_per_hour,max_agency_share
registered-nurse,Registered nurse,Example Trust,Nursing,5,health,37.5,48000,0.14,0.05,0.03,paid-hours,0.12,3,2000,45,0.1
support-worker,Support worker,Example Trust,Nursing,3,health,37.5,32000,0.14,0.06,0.02,paid-hours,0.12,2,1000,,
reablement-worker,Reablement worker,County council,Reablement,,council,37,33000,0.15,0.06,0.02,uplift,0.15,2,1000,,
team-manager,Team manager,Example Trust,Management,7,health,37.5,65000,0.14,0.04,0.02,paid-hours,,4,,,
""",
    "establishment": """\
role,workplace,budget_fte,actual_fte,min_fte,max_fte
registered-nurse,hillside,14.4,13,,
support-worker,hillside,16.8,16,,
registered-nurse,hill-base,9,8,2,20
registered-nurse,quay-office,0,0,,10
reablement-worker,hill-base,8,7,,20
reablement-worker,quay-office,0,0,,10
team-manager,hill-base,1,1,1,2
""",
    "skills": """\
skill,title
nursing,Nursing
care,Personal care
reablement,Reablement
management,Management
""",
    "may_do": """\
role,skill,efficiency,overskilled,lever
registered-nurse,nursing,1,no,
registered-nurse,care,1,yes,
support-worker,care,1,no,
support-worker,reablement,0.8,no,shared-visits
reablement-worker,reablement,1,no,
reablement-worker,care,1,no,
team-manager,management,1,no,
""",
    "work_types": """\
work,title,driver,of,volume_per_year,response,travels,shortfall_gbp_per_hour
ward-nursing,Nursing on the ward,staffed-days,community-hospital,,fast,no,80
ward-care,Personal care on the ward,staffed-days,community-hospital,,fast,no,60
reablement-visits,Reablement at home,home-starts,,,normal,yes,60
rapid-response,Rapid response,referrals,,365,rapid,yes,100
locality-nursing,Nursing in the locality,older-people,,6000,planned,yes,40
managing,Management of the teams,fixed,hill-base,1400,planned,no,40
""",
    "recipes": """\
work,skill,visits,contact_min,other_min
ward-nursing,nursing,1,130,20
ward-care,care,1,165,10
reablement-visits,reablement,,40,5
rapid-response,nursing,2,45,15
locality-nursing,nursing,1,30,10
managing,management,1,60,
""",
    "tapers": """\
work,week,visits_per_day
reablement-visits,1,2
reablement-visits,2,1.5
reablement-visits,3,1
reablement-visits,4,0.5
""",
    "duty_cover": """\
cover,title,skill,base,work,serves,from_hour,to_hour,share,min_on_duty,wait_hours,max_wait_share
day,Rapid calls by day,nursing,hill-base,rapid-response,county,8,20,1,1,2,0.05
""",
    "moves": """\
from_role,to_role,retrain_months,protected_months,max_travel_min
registered-nurse,registered-nurse,0,0,45
support-worker,reablement-worker,2,12,45
""",
    "supervision": """\
supervisor,role,max_fte_per_supervisor
team-manager,reablement-worker,15
""",
    "levers": """\
lever,title,kind,of,share,from_month,on,stated_share,stated_posts,stated_pay_gbp,stated_saving_gbp
mobile-records,Records written on the round,productivity,nursing,0.05,2026-07,yes,0.05,9,48000,25000
shared-visits,Support workers visit at home,may-do,,,2026-10,no,,,,
""",
    "staff_lists": """\
staff_list,line,title,groups,basis,heads,fte
last-return,1,Nurses on the ward,ward nurses,budget,18,14.4
last-return,2,Support workers on the ward,ward,budget,21,16.8
last-return,3,Nurses at the bases,community nurses,budget,11,9
last-return,4,Reablement workers,community,budget,10,8
""",
    "staff_statements": """\
statement,title,stated,measure,adds,takes,verdict
nurses,Nurses in all,23.4,fte,nurses,,
all-posts,Posts in all,50,fte,ward community,,Posts are stated that no line lists
""",
}
