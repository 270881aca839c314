"""The source document of the example: a short report that adds up in one place and contradicts itself in two."""

DOCUMENT_TABLES = {
    "document_figures": """\
figure,title,value,day,words,unit,section,use
admissions,Admissions to the ward last year,240,,,people/year,2 Activity,input
stay,Mean stay,21,,,days,2 Activity,input
days-in-year,Days in a year,365,,,days/year,2 Activity,input
people-in-beds,People in the beds on a mean day,12,,,people,2 Activity,result
ward-cost,Cost of the ward,2100000,,,GBP/year,3 Money,input
home-cost,Cost of care at home,380000,,,GBP/year,3 Money,input
all-cost,Cost of both together,2500000,,,GBP/year,3 Money,result
consultation-starts,Consultation starts,,2026-04-01,,,4 Timetable,constraint
consultation-ends,Consultation ends,,2026-06-10,,,4 Timetable,constraint
consultation-days,Length of the consultation,70,,,days,4 Timetable,constraint
ward-name,What the ward is called,,,Hillside ward in section 2 and Hill unit in section 4,,4 Timetable,input
""",
    "document_checks": """\
check,title,kind,against,relation,unit,tolerance,rounding,rounded_to,point,sentence
mean-in-beds,People in the beds,ratio,people-in-beds,equal,people,0,down,1,,
cost-adds,Cost of ward and home,sum,all-cost,equal,GBP/year,500,none,,money,A line is missing.
consultation-lasts,Length of the consultation from its dates,days-between,consultation-days,equal,days,0,none,,,
one-name,Name of the ward,unclear,,equal,,0,none,,names,Taken as one ward.
what-is-saved,Saving of the smaller ward,missing,,equal,,0,none,,money,The report promises a figure and has none.
person-days,Days in beds,product,,equal,days/year,0,none,,,
""",
    "document_terms": """\
check,term,part,coefficient
mean-in-beds,person-days,top,1
mean-in-beds,days-in-year,bottom,1
cost-adds,ward-cost,top,1
cost-adds,home-cost,top,1
consultation-lasts,consultation-ends,top,1
consultation-lasts,consultation-starts,bottom,1
one-name,ward-name,top,1
person-days,admissions,top,1
person-days,stay,top,1
""",
}
