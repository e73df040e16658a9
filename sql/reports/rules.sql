-- Every number or word that decided something, as the tables were made with it. One row a rule.
select 'interests' as part, rule, rule_value, meaning from marts.rules
union all
select 'reshares', rule, rule_value, meaning from marts.reshare_rules where rule_value is not null
union all
select 'advice', rule, rule_value, meaning from marts.advice_rules
order by part, rule
