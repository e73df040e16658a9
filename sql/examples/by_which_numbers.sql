-- By which numbers do words such as solid, rising or copy come about, and how is each memory weighed for this list?
select rule, rule_value::double as rule_value, meaning
from marts.rules
union all by name
unpivot (
    select
        short_weight, middle_weight, long_weight, list_weight, to_list, to_long, to_middle, discount, to_usual, dispersion
    from marts.memory_weights order by holds_from desc limit 1
) on columns(*)::double into name rule value rule_value;
