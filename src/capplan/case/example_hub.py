"""The single point of referral of the example: calls, electronic referrals, two roles, nights by the health team."""

HUB_TABLES = {
    "hub_contacts": """\
contact,title,channel,volume_per_year,handling_min,hours,answer_s,answer_share,patience_min,max_abandon_share,min_agents,deadline_hours,shortfall_gbp_per_hour
call,Calls,telephone,3000,8,all,60,0.8,3,0.1,1,,60
electronic-referral,Electronic referrals,electronic,2000,15,hub,,,,,,24,40
""",
    "hub_profile": """\
contact,days,from_hour,to_hour,weight
,weekdays,8,12,1.2
,weekdays,12,18,0.8
,weekend,8,18,0.3
,every-day,18,8,0.02
""",
    "hub_hours": """\
days,from_hour,to_hour,answered_by,min_on_duty,max_shared,shared_gbp_per_hour
every-day,8,18,hub,1,,
every-day,18,8,health-team,,1,5
""",
    "hub_roles": """\
role,evening_premium,saturday_premium,sunday_premium,work
registered-nurse,0.3,0.3,0.6,
support-worker,0.35,0.35,0.69,
""",
    "hub_may_answer": """\
role,contact
registered-nurse,call
registered-nurse,electronic-referral
support-worker,electronic-referral
""",
    "hub_contracts": """\
contract,title,role,hours_per_week,whole,min_posts,max_posts
nurse-time,"Nurse, part of a post",registered-nurse,37.5,no,,
support-person,"Support worker, half time",support-worker,18.75,yes,,2
""",
    "hub_shifts": """\
shift,title,role,days,first_start_hour,last_start_hour,hours,break_min,break_from_hours,break_to_hours,break_paid
nurse-long,"Nurse, ten hours",registered-nurse,every-day,8,8,10,30,4,6,no
nurse-midday,"Nurse, four hours at midday",registered-nurse,every-day,10,12,4,0,,,
support-midday,"Support worker, four hours at midday",support-worker,every-day,10,12,4,0,,,
""",
    "hub_volumes": """\
month,contact,contacts,reported_in_time_share
2026-05,call,310,
""",
}
