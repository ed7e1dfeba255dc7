-- title: Applications that nobody may use
-- severity: low
-- providers: jumpcloud, okta
-- needs: okta_user_assigned_application, okta_group_assigned_application, jumpcloud_user_assigned_application, jumpcloud_group_assigned_application
-- why: What nobody uses is not looked after: certificates, secrets and provisioning stay behind.
-- do: Deactivate the application.
select id, name, sign_on_mode, created_on, web_link
from applications
where
  active is not false and service_app is not true
  and not exists (from access given where given.application_id = applications.id)
order by name, id
