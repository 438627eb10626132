-- One row per series and observed month
select chart.series, observation.month, observation.value
from core.observation as observation
inner join core.spc_option as chart
    on chart.measure = observation.measure and chart.organisation = observation.organisation
