-- title: Contractors with an admin role
-- severity: high
-- providers: jumpcloud, okta
-- needs: okta_user_assigned_role, okta_user_group_assigned_role
-- told: people.employee_type where kind = 'user'
-- known: people.admin where active and provider = 'okta'
-- why: They leave without those who run the directory being told.
-- do: Give the role to an employee, or give it for a time only.
select person.id, person.name, person.username, person.employee_type, person.department, person.super_admin, person.web_link
from people person
where
  person.active and person.admin
  and regexp_matches(lower(person.employee_type), 'contract|extern|vendor|consult|temp|freelanc|partner')
order by person.name, person.id
