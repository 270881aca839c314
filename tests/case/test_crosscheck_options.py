"""Options of the board that name what is not there, lack what they need, or break the case they make."""

import pytest
from example_folder import faults_of, place, replace_text

KEEP = "keep-ward,1,keep-site,hillside,,,,"
CASES = {
    "change of an unknown option": (
        ("option_changes.csv", "keep-ward,1,", "keep-wards,1,"),
        ("option_changes.csv", 2, "option"),
        '"keep-wards" is not in options.csv. ',
    ),
    "an option called plan": (
        ("options.csv", "busy-as-usual,", "plan,"),
        ("options.csv", 4, "option"),
        '"plan" is reserved: it stands for an option that every case has. ',
    ),
    "unknown site": (
        ("option_changes.csv", KEEP, "keep-ward,1,keep-site,hilside,,,,"),
        ("option_changes.csv", 2, "target"),
        '"hilside" is not in sites.csv. Write "hillside" (the nearest of 3).',
    ),
    "no target": (
        ("option_changes.csv", KEEP, "keep-ward,1,keep-site,,,,,"),
        ("option_changes.csv", 2, "target"),
        "is blank; it is not in sites.csv. ",
    ),
    "a setting where none is needed": (
        ("option_changes.csv", KEEP, "keep-ward,1,keep-site,hillside,home,,,"),
        ("option_changes.csv", 2, "of"),
        '"home" is not used by keep-site. Leave the cell blank.',
    ),
    "unknown configuration": (
        ("option_changes.csv", KEEP, "keep-ward,1,only-to,hillside,ward-13,,,"),
        ("option_changes.csv", 2, "of"),
        '"ward-13" is not in configurations.csv. Write "ward-12" (the nearest of 3).',
    ),
    "no month": (
        ("option_changes.csv", KEEP, "keep-ward,1,close-by,hillside,,,,"),
        ("option_changes.csv", 2, "month"),
        "is blank, but close-by needs it. Write a month as YYYY-MM",
    ),
    "a value for nothing": (
        ("option_changes.csv", KEEP, "keep-ward,1,keep-site,hillside,,3,,"),
        ("option_changes.csv", 2, "value"),
        '"3.0" is not used by keep-site. Leave the cell blank.',
    ),
    "a share above one": (
        ("option_changes.csv", "more-at-home,1,shift,step-down,home,0.1,", "more-at-home,1,shift,step-down,home,10,"),
        ("option_changes.csv", 3, "value"),
        '"10" is not a value of shift. Write 0 to 1 (share).',
    ),
    "a closure where nothing closes": (
        ("option_changes.csv", "busy-as-usual,1,scenario,high,,,,", "busy-as-usual,1,close-by,hillside,,,2026-12,"),
        ("option_changes.csv", 4, "kind"),
        "says nothing in an option whose base_option is business-as-usual. ",
    ),
    "travel changed too late": (
        ("option_changes.csv", "busy-as-usual,1,scenario,high,,,,", "busy-as-usual,1,parameter,speed_kmh,,30,,"),
        ("option_changes.csv", 4, "target"),
        '"speed_kmh" is used while the case is read, so an option cannot change it. ',
    ),
    "a parameter out of bounds": (
        ("option_changes.csv", "busy-as-usual,1,scenario,high,,,,", "busy-as-usual,1,parameter,discount_rate,,3.5,,"),
        ("option_changes.csv", 4, "kind"),
        "makes a row that its table does not allow (Input should be less than or equal to 0.2). ",
    ),
    "a site that must close before it may": (
        (
            "option_changes.csv",
            KEEP,
            "keep-ward,2,close-by,hillside,,,2026-07,,,\nkeep-ward,1,no-reduction-before,hillside,,,2026-10,",
        ),
        ("option_changes.csv", 2, "kind"),
        'breaks the case: sites.csv row 2 column closes_by: "2026-07" is before closes_from (2026-10). ',
    ),
    "a stay that cannot be": (
        ("option_changes.csv", KEEP, "keep-ward,1,forbid-setting,step-up,community-hospital,,,"),
        ("option_changes.csv", 2, "kind"),
        "sums to 0.8 over the settings of step-up, below 1. Raise the largest shares. Change its value, or",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_option_that_cannot_be_gives_a_repair_at_the_cause(folder, name):
    (file, old, new), where, message = CASES[name]
    replace_text(folder / file, old, new)
    faults = faults_of(folder)
    (fault,) = [fault for fault in faults if place(fault) == where]
    assert message in str(fault)


def test_the_example_has_options_without_a_fault(folder):
    assert (folder / "options.csv").is_file()
    assert faults_of(folder) == []
