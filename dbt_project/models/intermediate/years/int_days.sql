{{ config(tags=['whole']) }}
-- Every day of the years that documents are about: what a metric's time is counted in.
select cast(day as date) as day
from {{ days_of_years('(select coalesce(min(year), 2000) from ' ~ ref('dim_year') ~ ')', '(select coalesce(max(year), 2000) from ' ~ ref('dim_year') ~ ')') }}
