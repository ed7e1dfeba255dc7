import { startSimulation } from '../../simulators';
import { startJumpCloudSimulator } from '../../simulators/jumpcloud/server';
import { createTenant as createJumpCloudTenant } from '../../simulators/jumpcloud/tenant';
import type { Organization } from '../../simulators/okta/records';
import { LEGACY_TENANT } from '../../simulators/sysdig/server';
import { createTenant as createSysdigTenant } from '../../simulators/sysdig/tenant';
import { providers } from '../../src/providers';
import { collect } from '../support/execution';
import { collectFromOkta, smallOrg } from '../support/oktaExecution';
import { collectFromSysdig } from '../support/sysdigExecution';

import type { CollectedGraph } from './model';

/** Full organizations of all providers, and some that have what is rarer. */
export async function collectedGraphs(): Promise<CollectedGraph[]> {
  const full = await Promise.all(
    providers.map(async ({ id }) => {
      const simulation = await startSimulation(id, { size: 'full' });
      try {
        const config = simulation.configFor(simulation.url);
        return await collect({ config });
      } finally {
        await simulation.stop();
      }
    }),
  );
  const okta = await collectFromOkta([], { organization: rarerOktaOrg() });
  return [
    ...full,
    okta.execution,
    await rarerJumpCloudTenant(),
    // The older API tells when somebody was seen last.
    await collectFromSysdig(createSysdigTenant({ users: 3, teams: 2 }), {
      generations: LEGACY_TENANT,
    }),
  ];
}

const YEARS_AGO = '2023-05-01T08:00:00.000Z';

/** Titles and old passwords, and groups of applications that give a role and have owners. */
function rarerOktaOrg(): Organization {
  const organization = smallOrg();
  const { users, groups, userRoles, groupRoles, groupOwners } = organization;
  const [first, second] = users;
  const own = groups.find(({ type }) => type === 'OKTA_GROUP');
  const apps = groups.filter(({ type }) => type === 'APP_GROUP');
  const [custom] = [...groupRoles.values()].flat();
  if (!first || !second || !own || !apps[0] || !custom) {
    throw new Error('The org has too little of everything.');
  }
  first.passwordChanged = YEARS_AGO;
  first.profile.title = 'Engineer';
  userRoles.set(second.id, [{ ...custom, id: 'own', assignmentType: 'USER' }]);
  groupRoles.set(apps[0].id, [custom]);
  groupRoles.set(own.id, [custom]);
  groupOwners?.set(apps[0].id, [
    { id: first.id, type: 'USER' },
    { id: own.id, type: 'GROUP' },
    { id: apps[0].id, type: 'GROUP' },
  ]);
  groupOwners?.set(own.id, [{ id: apps[0].id, type: 'GROUP' }]);
  return organization;
}

/** Somebody of whom more is told than of most. */
async function rarerJumpCloudTenant(): Promise<CollectedGraph> {
  const tenant = createJumpCloudTenant({
    users: 3,
    groups: 2,
    applications: 2,
  });
  const [user] = tenant.organizations.flatMap(({ users }) => users);
  if (!user) throw new Error('The tenant has no users.');
  user.lastlogin = YEARS_AGO;
  user.password_date = YEARS_AGO;
  user.employeeType = 'Contractor';
  const simulator = await startJumpCloudSimulator({ tenant, apiKey: 'key' });
  try {
    return await collect({
      config: {
        provider: 'jumpcloud',
        jumpcloudBaseUrl: simulator.url,
        jumpcloudApiKey: 'key',
      },
    });
  } finally {
    await simulator.stop();
  }
}
