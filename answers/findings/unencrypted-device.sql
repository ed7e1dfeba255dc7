-- title: Devices whose disk is not encrypted
-- severity: medium
-- providers: jumpcloud, okta
-- needs: jumpcloud_device, okta_device
-- known: devices.encrypted where active is not false or kind = 'agent'
-- why: Whoever finds the device has all that is on it.
-- do: Switch disk encryption on by a policy, and keep the recovery keys.
select id, name, kind, people, platform, os_version, serial, last_seen_on, web_link
from devices
where
  encrypted = false
  -- Of an agent this tells whether it is connected right now.
  and (active is not false or kind = 'agent')
order by name, id
