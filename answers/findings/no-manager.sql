-- title: People without a manager
-- severity: low
-- providers: acme, jumpcloud, okta
-- told: people.manager where active and kind = 'user'
-- why: Nobody is asked whether they still need what they have, or tells when they leave.
-- do: Complete the directory, best from where your employees are kept.
select id, name, username, email, department, title, web_link
from people
where active and kind = 'user' and manager is null and manager_id is null
order by name, id
