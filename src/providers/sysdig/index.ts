import { register } from '../../collect/provider';

import { account } from './account';
import { SysdigClient } from './client';
import { configTable, parseConfig } from './config';
import { teamMembers } from './members';
import { ingestionSources } from './permissions';
import { roles, serviceAccountRoles, userRoles } from './roles';
import { pipelineScans, registryScans, runtimeScans } from './scans';
import { serviceAccounts, teamServiceAccounts } from './serviceAccounts';
import { teams } from './teams';
import { users } from './users';

/** Sysdig Secure and Monitor: its platform, vulnerability management and older product APIs. */
export const sysdig = register({
  id: 'sysdig',
  name: 'Sysdig',
  configTable,
  ingestionSources,
  parseConfig,
  createClient: (settings, context) => new SysdigClient(settings, context),
  verify: (client) => client.verify(),
  pace: { atOnce: 4 },
  steps: [
    account,
    users,
    teams,
    teamMembers,
    roles,
    userRoles,
    serviceAccounts,
    teamServiceAccounts,
    serviceAccountRoles,
    pipelineScans,
    registryScans,
    runtimeScans,
  ],
});
