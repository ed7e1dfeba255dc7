import type { IngestionSources } from '../../collect/provider';
import { register } from '../../collect/provider';

import { account } from './account';
import { SysdigClient } from './client';
import { configTable, parseConfig } from './config';
import { teamMembers } from './members';
import { roles, RolesSource, userRoles } from './roles';
import {
  pipelineScans,
  registryScans,
  runtimeScans,
  scansSource,
} from './scans';
import {
  serviceAccounts,
  ServiceAccountsSource,
  teamServiceAccounts,
} from './serviceAccounts';
import { teams } from './teams';
import { users } from './users';

const ingestionSources: IngestionSources = {
  [scansSource('pipeline')]: {
    title: 'Image scans of pipelines',
    description: 'Scan results of images that were built in a CI/CD pipeline',
  },
  [scansSource('registry')]: {
    title: 'Image scans of registries',
    description: 'Scan results of images in container registries',
  },
  [scansSource('runtime')]: {
    title: 'Image scans at runtime',
    description:
      'Scan results of the images of running workloads and containers',
  },
  [ServiceAccountsSource]: {
    title: 'Service accounts',
    description: 'Service accounts of the account and of its teams',
  },
  [RolesSource]: {
    title: 'Roles',
    description: 'Custom roles, and the users to whom a team gives one',
  },
};

/** Sysdig Secure and Monitor: its platform, vulnerability management and older product APIs. */
export const sysdig = register({
  id: 'sysdig',
  name: 'Sysdig',
  configTable,
  ingestionSources,
  parseConfig,
  createClient: (settings, context) => new SysdigClient(settings, context),
  verify: (client) => client.verify(),
  steps: [
    account,
    users,
    teams,
    teamMembers,
    roles,
    userRoles,
    serviceAccounts,
    teamServiceAccounts,
    pipelineScans,
    registryScans,
    runtimeScans,
  ],
});
