"""Texts of registers that quote a mean of a series: withheld where the series has a hidden month.

`proposals.html` gives the evidence of a new level in words, to be put into the register `rebases`. There it stays as it
was when it was copied, while the series may get a hidden month later.
"""

from __future__ import annotations

QUOTES_A_MEAN = r"\b(mean|average|median)s?\b|\bin\s+the\s+[0-9,]+\s+before\b"
"""Words of the sentence that the page offers, also if only a part of it was copied, or it was put in other words."""
WITHHELD_REASON = "The reason is withheld: it quotes a mean of figures of which some are hidden"

REBASE_PROPOSAL = f"""
    with proposal as (
        select proposal.*, closed.measure is not null as is_closed,
            is_closed and regexp_matches(coalesce(evidence, ''), '{QUOTES_A_MEAN}', 'i')
                and regexp_matches(evidence, '[0-9]') as quotes_in_evidence,
            is_closed and regexp_matches(reason, '{QUOTES_A_MEAN}', 'i')
                and regexp_matches(reason, '[0-9]') as quotes_in_reason
        from warehouse.mart.rebase_proposal as proposal
        left join disclosure.closed_series as closed using (measure, organisation)
    )
    select * exclude (is_closed, quotes_in_evidence, quotes_in_reason) replace (
        if(quotes_in_reason, '{WITHHELD_REASON}', reason) as reason,
        if(quotes_in_evidence or (is_closed and evidence = evidence_in_data), null, evidence) as evidence,
        if(is_closed, null, evidence_in_data) as evidence_in_data
    )
    from proposal
    where not is_closed or state <> 'proposed by the data'
"""
