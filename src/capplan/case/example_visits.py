"""A day of visits for the example, ten visits, two of them by two people, four carers; and who works on which day."""

VISIT_TABLES = {
    "visit_places": """\
place,lat,lon
lane,52.101,0.512
mill,52.083,0.571
church,52.071,0.590
harbour,51.984,0.604
""",
    "visits": """\
visit,client,place,base,duration_min,windows,preferred_start,carers,skills,second_skills,priority,response,called,preferred_carers,must_not
v01,client-1,lane,hill-base,30,07:30-09:00,08:00,2,care,,high,planned,,k1,
v02,client-1,lane,hill-base,30,12:00-13:30,12:30,1,care,,normal,planned,,k1,
v03,client-1,lane,hill-base,30,17:00-19:00,18:00,2,care,,high,planned,,k1,
v04,client-2,mill,hill-base,15,07:30-08:30,08:00,1,nursing,,time-critical,planned,,k3,
v05,client-2,mill,hill-base,30,08:00-10:00,08:45,1,care,,normal,planned,,,k2
v06,client-3,church,hill-base,45,09:00-12:00,10:00,1,reablement:2,,normal,planned,,k4,
v07,client-3,church,hill-base,30,16:00-18:00,17:00,1,reablement,,normal,planned,,k4,
v08,client-4,harbour,hill-base,30,08:00-10:30,09:00,1,reablement,,normal,planned,,,
v09,client-4,harbour,hill-base,30,12:00-14:00 16:00-17:00,13:00,1,reablement,,normal,planned,,,
v10,client-5,church,hill-base,45,,,1,nursing,,high,rapid,10:30,,
""",
    "visit_pairs": """\
first,second,min_gap_min,max_gap_min
v04,v05,10,60
v06,v07,120,
""",
    "carers": """\
carer,base,role,mode,skills,shifts,pay_gbp_per_hour,paid_hours,overtime_gbp_per_hour,max_hours,break_min,break_hours,break_if_longer_hours
k1,hill-base,support-worker,car,care,07:00-14:00 16:30-20:00,21,7.5,5,10,30,11:00-13:00,6
k2,hill-base,support-worker,bike,care,07:00-13:00 16:30-20:00,21,7.5,5,10,,,
k3,hill-base,registered-nurse,car,nursing:2 care,07:00-15:00,32,,8,,30,11:30-13:30,6
k4,hill-base,reablement-worker,car,reablement:2 care,08:00-18:30,22,7.5,5,,30,12:00-14:30,6
""",
    "visit_weekdays": """\
visit,weekdays
v08,mon tue wed thu fri
v09,mon tue wed thu fri
""",
    "carer_shifts": """\
carer,weekday,shifts
k1,mon,07:00-14:00 16:30-20:00
k1,tue,07:00-14:00 16:30-20:00
k1,wed,07:00-14:00 16:30-20:00
k1,thu,07:00-14:00 16:30-20:00
k1,fri,07:00-14:00 16:30-20:00
k2,mon,07:00-13:00 16:30-20:00
k2,wed,07:00-13:00 16:30-20:00
k2,thu,07:00-13:00 16:30-20:00
k2,sat,07:00-13:00 16:30-20:00
k2,sun,07:00-13:00 16:30-20:00
k3,mon,07:00-15:00
k3,tue,07:00-15:00
k3,wed,07:00-15:00
k3,thu,07:00-15:00
k3,fri,07:00-15:00
k3,sat,07:00-15:00
k3,sun,07:00-15:00
k4,mon,08:00-18:30
k4,tue,08:00-18:30
k4,wed,08:00-18:30
k4,thu,08:00-18:30
k4,fri,08:00-18:30
k4,sat,08:00-18:30
k4,sun,08:00-18:30
""",
}
