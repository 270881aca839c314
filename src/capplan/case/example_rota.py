"""The rota of the example: six support workers and two nurses at Hill base, four weeks with a public holiday."""

ROTA_TABLES = {
    "rotas": """\
rota,title,first_day,weeks
april,Hill base in April,2026-04-06,4
""",
    "rule_sets": """\
rule_set,rule,value,unit,kind,source
nhs,daily-rest,11,hours,hard,Working Time Regulations 1998 reg 10
nhs,weekly-rest,35,hours,hard,"Working Time Regulations 1998 regs 10 and 11: 24 h and 11 h"
nhs,max-run,6,days,hard,Working Time Regulations 1998 reg 11: a day off in seven
nhs,min-off-run,2,days,hard,the unit's own: rest days come in pairs
nhs,max-weekends,2,weekends,hard,the unit's own: one weekend in two
nhs,max-nights,8,shifts,hard,the unit's own
nhs,average-week,48,hours,hard,Working Time Regulations 1998 reg 4
nhs,over-contract,7.5,hours,hard,the unit's own: one shift
nhs,hours-under,12,GBP/hour,priced,the unit's own: hours paid and not worked
nhs,hours-over,20,GBP/hour,priced,Agenda for Change section 3
nhs,fair-weekends,15,GBP/shift,priced,the unit's own
""",
    "unsocial_rates": """\
unsocial,night_share,sunday_share,source
band-3,0.35,0.69,Agenda for Change section 2
band-5,0.3,0.6,Agenda for Change section 2
""",
    "people": """\
person,role,base,fte,rule_set,unsocial,history_weeks,history_hours,history_weekend_shifts
p001,support-worker,hill-base,1,nhs,band-3,13,480,8
p002,support-worker,hill-base,1,nhs,band-3,13,470,7
p003,support-worker,hill-base,0.8,nhs,band-3,13,380,6
p004,support-worker,hill-base,0.8,nhs,band-3,13,390,6
p005,support-worker,hill-base,0.6,nhs,band-3,13,290,4
p006,support-worker,hill-base,0.6,nhs,band-3,13,285,5
p007,registered-nurse,hill-base,1,nhs,band-5,13,480,6
p008,registered-nurse,hill-base,1,nhs,band-5,13,485,6
""",
    "rota_shifts": """\
shift,title,letter,base,roles,start,length_min,break_min
early,Early,E,hill-base,support-worker,07:00,480,30
late,Late,L,hill-base,support-worker,14:00,480,30
nurse-day,Nurse by day,N,hill-base,registered-nurse,08:00,480,30
""",
    "rota_cover": """\
cover,title,shifts,on,need,gap_gbp,gap_filled_by
early,Early visits,early,mon tue wed thu fri sat sun hol,2,190,bank
late,Late visits,late,mon tue wed thu fri,1,190,bank
late-weekend,Late visits at weekends,late,sat sun hol,1,190,bank
nurse,Rapid response nurse,nurse-day,mon tue wed thu fri sat sun,1,320,agency
""",
    "absences": """\
person,from_day,to_day,kind
p002,2026-04-13,2026-04-19,leave
""",
    "requests": """\
person,day,wants,weight_gbp
p001,2026-04-11,off,40
p005,2026-04-20,early,10
""",
    "fixed_patterns": """\
person,weekday,shift
p006,wed,off
""",
}
