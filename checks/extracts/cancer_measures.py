"""What is measured in cancer waiting times: the standards of 28, 31 and 62 days, in the rows of all cancers."""

from __future__ import annotations

from checks.contracts.contract import Measure

ALL_CANCERS = "upper(cancer_type) = 'ALL CANCERS' and upper(treatment_modality) = 'ALL MODALITIES'"
SERIES_BEGIN = "The series begins in October 2023, when the standard took its present form."


def _share_measure(
    name: str,
    title: str,
    description: str,
    where: str,
    noun: str,
    minimum_denominator: float = 1,
    for_patients: str = "",
) -> Measure:
    return Measure(
        name=name,
        title=title,
        unit="share",
        direction="increase",
        description=description,
        numerator="within",
        denominator="total",
        where=f"{where} and {ALL_CANCERS}",
        minimum_denominator=minimum_denominator,
        noun=noun,
        beside="p_prime",
        for_patients=for_patients,
    )


MEASURES = (
    _share_measure(
        "cancer_fds_within_28d",
        "Told within 28 days whether they have cancer",
        "Patients referred for suspected cancer, with breast symptoms or from screening who were told within 28 "
        "days that they have cancer or that it is ruled out, over all who were told in the month.",
        "standard = 'FDS' and upper(route_or_stage) = 'ALL ROUTES'",
        "patients told",
        for_patients="people referred with suspected cancer were told within 28 days whether they have it",
    ),
    _share_measure(
        "cancer_31d_within",
        "Cancer treatments within 31 days of the decision to treat",
        "First and later treatments of cancer within 31 days of the decision to treat, or of the earliest "
        f"clinically appropriate date, over all treatments in the month. {SERIES_BEGIN}",
        "standard = '31D' and upper(route_or_stage) = 'ALL STAGES'",
        "treatments",
    ),
    _share_measure(
        "cancer_62d_within",
        "First cancer treatments within 62 days of referral",
        "First treatments of cancer within 62 days of an urgent referral, a screening referral or a consultant's "
        "upgrade, over all such treatments in the month. A treatment that two providers share counts half for "
        f"each. {SERIES_BEGIN}",
        "standard = '62D' and upper(route_or_stage) = 'ALL ROUTES'",
        "first treatments",
        # a provider may have no more than a half of one treatment
        minimum_denominator=0.5,
    ),
)
