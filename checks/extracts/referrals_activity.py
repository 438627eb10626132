"""The Monthly Activity Return (April 2008 to March 2013): its layouts by PCT, and by SHA in its last year."""

from __future__ import annotations

from checks.contracts.contract import PublishedLayout

ACTIVITY = (
    "elective_ordinary",
    "elective_daycase",
    "elective_total",
    "planned_ordinary",
    "planned_daycase",
    "planned_total",
)
REFERRALS = (
    "gp_referrals_made_all",
    "gp_referrals_seen_all",
    "gp_referrals_made_ga",
    "gp_referrals_seen_ga",
    "other_referrals_made_ga",
    "first_attendances_ga",
)
ACTIVITY_HEADERS = (
    "Elective G&A Ordinary Admissions (FFCEs)",
    "Elective G&A Daycase Admissions (FFCEs)",
    "Elective G&A Total Admissions (FFCEs)",
    "Elective G&A Planned Ordinary Admissions (FFCEs)",
    "Elective G&A Planned Daycase Admissions (FFCEs)",
    "Elective G&A Planned Total Admissions (FFCEs)",
)
ISTC = "Elective G&A Admissions (FFCEs) -Independent Sector Treatment Centres (ISTCs)"
TREATMENT_CENTRE = "Elective G&A Admissions (FFCEs) -NHS Treatment Centres (TCs)"
NON_ELECTIVE = "Total Non-elective G&A Admissions (FFCEs)"
REFERRAL_HEADERS = (
    "GP Referrals Made (All specialties)",
    "GP Referrals Seen (All specialties)",
    "GP Referrals Made (G&A)",
    "GP Referrals Seen (G&A)",
    "Other Referrals Made (G&A)",
)
ATTENDANCES = "All 1st Outpatient Attendances (G&A)"
MISSPELT_ATTENDANCES = "All 1st Outpatient Attendnces (G&A)"
PCT_HEADERS = ("Year", "Period", "SHA Code", "SHA Name", "Org Code", "Org Name")
PCT_KEYS = ("year", "period", "sha_code", "sha_name", "organisation_code", "organisation_name")


def _activity_return_layout(name: str, attendances: str, *, has_istc: bool) -> PublishedLayout:
    istc = ((ISTC,), ("istc_admissions",)) if has_istc else ((), ())
    return PublishedLayout(
        name,
        (*PCT_HEADERS, *ACTIVITY_HEADERS, *istc[0], TREATMENT_CENTRE, NON_ELECTIVE, *REFERRAL_HEADERS, attendances),
        (*PCT_KEYS, *ACTIVITY, *istc[1], "treatment_centre_admissions", "non_elective_total", *REFERRALS),
    )


BY_PCT_2008 = _activity_return_layout("MAR by PCT, 2008-09", MISSPELT_ATTENDANCES, has_istc=True)
BY_PCT_2009 = _activity_return_layout("MAR by PCT, 2009-10", ATTENDANCES, has_istc=True)
BY_PCT_2010 = _activity_return_layout("MAR by PCT, from April 2010", ATTENDANCES, has_istc=False)
BY_SHA = PublishedLayout(
    "MAR by SHA, 2012-13",
    (*PCT_HEADERS[:4], *BY_PCT_2010.headers[6:]),
    (*PCT_KEYS[:4], *BY_PCT_2010.columns[6:]),
)
IS_SHA_LAYOUT = f"era = '{BY_SHA.name}'"
