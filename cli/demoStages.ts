import { randomBytes } from 'node:crypto';

import {
  countsOf as countDirectory,
  createOrganization as createDirectory,
} from '../simulators/acme/organization';
import { startAcmeSimulator } from '../simulators/acme/server';
import { startJumpCloudSimulator } from '../simulators/jumpcloud/server';
import {
  countsOf as countTenant,
  createTenant as createJumpCloudTenant,
} from '../simulators/jumpcloud/tenant';
import { createDemonstration } from '../simulators/okta/demonstration';
import { startOktaSimulator } from '../simulators/okta/server';
import { truthOf } from '../simulators/okta/truth';
import { startSysdigSimulator } from '../simulators/sysdig/server';
import { countsOf, createTenant } from '../simulators/sysdig/tenant';

/** A provider that is served from this machine. */
export interface DemoStage {
  /** What is served, in words. */
  what: string;
  url: string;
  requests: readonly unknown[];
  stop: () => Promise<void>;
  /** The environment with which it is collected. */
  env: Record<string, string>;
  /** What a complete collection holds, by type. */
  expected: Record<string, number>;
}

export type DemoProvider = 'okta' | 'acme' | 'jumpcloud' | 'sysdig';

/** Serves a made-up account of a provider. */
export const demoStages: Record<DemoProvider, () => Promise<DemoStage>> = {
  okta: async () => {
    const organization = createDemonstration(new Date());
    const token = newToken();
    const simulator = await startOktaSimulator({
      organization,
      token,
    });
    const truth = truthOf(organization, new URL(simulator.url).host);
    return {
      ...served('an Okta organization', simulator),
      env: {
        PROVIDER: 'okta',
        OKTA_ORG_URL: simulator.url,
        OKTA_API_KEY: token,
      },
      expected: Object.fromEntries(
        Object.entries(truth).map(([type, keys]) => [type, keys.length]),
      ),
    };
  },
  acme: async () => {
    const organization = createDirectory({ users: 250, groups: 40 });
    const token = newToken();
    const simulator = await startAcmeSimulator({
      organization,
      token,
    });
    const { users, groups, memberships, nestings } =
      countDirectory(organization);
    return {
      ...served('a SCIM 2.0 directory', simulator),
      env: {
        PROVIDER: 'acme',
        ACME_BASE_URL: simulator.url,
        ACME_API_KEY: token,
      },
      expected: {
        acme_account: 1,
        acme_user: users,
        acme_group: groups,
        acme_account_has_user: users,
        acme_account_has_group: groups,
        acme_group_has_user: memberships,
        acme_group_has_group: nestings,
      },
    };
  },
  jumpcloud: async () => {
    const tenant = createJumpCloudTenant();
    const apiKey = newToken();
    const simulator = await startJumpCloudSimulator({
      tenant,
      apiKey,
    });
    return {
      ...served('a JumpCloud organization', simulator),
      env: {
        PROVIDER: 'jumpcloud',
        JUMPCLOUD_BASE_URL: simulator.url,
        JUMPCLOUD_API_KEY: apiKey,
      },
      expected: countTenant(tenant),
    };
  },
  sysdig: async () => {
    const tenant = createTenant();
    const token = newToken();
    const simulator = await startSysdigSimulator({
      tenant,
      token,
    });
    const counts = countsOf(tenant);
    return {
      ...served('a Sysdig account', simulator),
      env: {
        PROVIDER: 'sysdig',
        SYSDIG_BASE_URL: simulator.url,
        SYSDIG_API_TOKEN: token,
      },
      expected: {
        sysdig_account: 1,
        sysdig_user: counts.users,
        sysdig_team: counts.teams,
        sysdig_role: counts.roles,
        sysdig_service_account: counts.serviceAccounts,
        sysdig_image_scan: counts.scans,
        sysdig_account_has_user: counts.users,
        sysdig_account_has_team: counts.teams,
        sysdig_account_has_role: counts.roles,
        sysdig_account_has_service_account: counts.serviceAccounts,
        sysdig_account_has_image_scan: counts.scans,
        sysdig_team_has_user: counts.memberships,
        sysdig_team_has_service_account: counts.teamServiceAccounts,
        sysdig_user_assigned_role: counts.userRoles,
        sysdig_service_account_assigned_role: counts.serviceAccountRoles,
      },
    };
  },
};

/** A simulator that runs, in words. */
function served(
  what: string,
  simulator: Pick<DemoStage, 'url' | 'requests' | 'stop'>,
): Pick<DemoStage, 'what' | 'url' | 'requests' | 'stop'> {
  const { url, requests } = simulator;
  return { what, url, requests, stop: () => simulator.stop() };
}

function newToken(): string {
  return randomBytes(24).toString('hex');
}
