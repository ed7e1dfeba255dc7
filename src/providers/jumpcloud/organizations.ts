import type { ProviderStep } from '../../collect/provider';
import { pagesOf, Probe, sample } from '../../collect/survey';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { link, pick, text, time } from '../../graph/properties';

import {
  BUCKET,
  type JumpCloudClient,
  ORGANIZATIONS,
  PAGE,
  SETTINGS,
} from './client';
import type {
  OrganizationDetail,
  OrganizationInList,
} from './organizationRecords';

/** What an account is made of; `detail` is undefined where the settings could not be read. */
interface Source {
  organization: OrganizationInList;
  detail?: OrganizationDetail;
  settings: OrganizationDetail['settings'];
  policy: NonNullable<OrganizationDetail['settings']>['passwordPolicy'];
  consoleUrl: URL;
}

export function accountSource(
  organization: OrganizationInList,
  detail: OrganizationDetail | undefined,
  consoleUrl: URL,
): Source {
  const settings = detail?.settings;
  const policy = settings?.passwordPolicy;
  return { organization, detail, settings, policy, consoleUrl };
}

export const ACCOUNT = entityModel<Source>({
  resourceName: 'Organizations',
  _type: 'jumpcloud_account',
  _class: ['Account', 'Organization'],
  key: ({ organization }) => organization.id,
  properties: {
    id: [
      "JumpCloud's id of the organization",
      ({ organization }) => organization.id,
    ],
    name: ['Name of the organization', nameOf],
    vendor: ['Always JumpCloud', () => 'JumpCloud'],
    accountId: [
      "JumpCloud's id of the organization",
      ({ organization }) => organization.id,
    ],
    webLink: ['The admin portal', ({ consoleUrl }) => link(consoleUrl.href)],
    createdOn: [
      'When the organization was created',
      ({ detail, organization }) =>
        time(detail?.created ?? organization.created),
    ],
    providerId: [
      'The managed service provider it belongs to',
      ({ detail }) => detail?.provider,
    ],
    adminMfaRequired: [
      'Whether administrators need a second factor',
      ({ settings }) => settings?.requireAdminMFA,
    ],
    googleLoginDisabled: [
      'Whether administrators may not log in by Google',
      ({ settings }) => settings?.disableGoogleLogin,
    ],
    ldapDisabled: [
      'Whether LDAP is off',
      ({ settings }) => settings?.disableLdap,
    ],
    commandRunnerDisabled: [
      'Whether commands on devices are off',
      ({ settings }) => settings?.disableCommandRunner,
    ],
    usersCanEditProfile: [
      'Whether users may change their own profile',
      ({ settings }) => settings?.systemUsersCanEdit,
    ],
    directoryInsightsEnabled: [
      'Whether Directory Insights are on',
      ({ settings }) => settings?.features?.directoryInsights?.enabled,
    ],
    systemInsightsEnabled: [
      'Whether System Insights are on',
      ({ settings }) => settings?.features?.systemInsights?.enabled,
    ],
    windowsMdmEnabled: [
      'Whether Windows devices are managed',
      ({ settings }) => settings?.windowsMDM?.enabled,
    ],
    userPortalIdleMinutes: [
      'Minutes after which an idle session of the user portal ends',
      ({ settings }) => settings?.userPortal?.idleSessionDurationMinutes,
    ],
    passwordCompliance: [
      'The rules of passwords, such as `custom`',
      ({ settings }) => text(settings?.passwordCompliance),
    ],
    passwordMinLength: [
      'Shortest password, where that is in force',
      ({ policy }) => inForce(policy?.enableMinLength, policy?.minLength),
    ],
    passwordRequiresLowercase: [
      'Whether passwords need a lower-case letter',
      ({ policy }) => policy?.needsLowercase,
    ],
    passwordRequiresUppercase: [
      'Whether passwords need an upper-case letter',
      ({ policy }) => policy?.needsUppercase,
    ],
    passwordRequiresNumbers: [
      'Whether passwords need a digit',
      ({ policy }) => policy?.needsNumeric,
    ],
    passwordRequiresSymbols: [
      'Whether passwords need a symbol',
      ({ policy }) => policy?.needsSymbolic,
    ],
    passwordHistoryCount: [
      'Earlier passwords that may not come again, where that is in force',
      ({ policy }) => inForce(policy?.enableMaxHistory, policy?.maxHistory),
    ],
    passwordMaxAttempts: [
      'Wrong passwords until the account is locked, where that is in force',
      ({ policy }) =>
        inForce(policy?.enableMaxLoginAttempts, policy?.maxLoginAttempts),
    ],
    passwordMaxAgeDays: [
      'Days until a password expires, where that is in force',
      ({ policy }) =>
        inForce(
          policy?.enablePasswordExpirationInDays,
          policy?.passwordExpirationInDays,
        ),
    ],
  },
  raw: ({ organization, detail }) =>
    pick({ ...organization, ...detail }, ['id', 'displayName', 'created']),
});

function nameOf({ organization, detail, settings }: Source): string {
  return (
    text(detail?.displayName) ??
    text(organization.displayName) ??
    text(settings?.name) ??
    organization.id
  );
}

function inForce(isEnabled: boolean | undefined, value: number | undefined) {
  return isEnabled ? value : undefined;
}

const organizationsProbe = new Probe({
  access: ORGANIZATIONS,
  look: (client: JumpCloudClient) => sample(client.organizations()),
  counted: (found) => found,
});

/** The first organization stands for all. */
const settingsProbe = new Probe({
  access: SETTINGS,
  look: async (client: JumpCloudClient, survey) => {
    const found = await organizationsProbe.in(survey);
    const [first] = found?.records ?? [];
    if (first) await client.organization(first.id);
  },
});

export const organizations: ProviderStep<JumpCloudClient> = {
  id: 'fetch-jumpcloud-organizations',
  name: 'Fetch JumpCloud organizations',
  entities: [ACCOUNT],
  relationships: [],
  reads: [ORGANIZATIONS, SETTINGS],
  survey: {
    probes: [organizationsProbe, settingsProbe],
    calls: async (survey) => {
      const { count = 0 } = (await organizationsProbe.in(survey)) ?? {};
      return { [BUCKET]: pagesOf(count, PAGE) + count };
    },
  },
  async collect({ client, jobState, completeness }) {
    const { consoleUrl } = client;
    const listed = completeness.track(client.organizations(), 'organizations');
    for await (const organization of listed) {
      const { id } = organization;
      const detail = await completeness.attemptChild(
        () => client.organization(id),
        {
          what: `the settings of organization ${id}`,
          isGone: () => client.isOrganizationGone(id),
        },
      );
      const source = accountSource(organization, detail, consoleUrl);
      await addEntityOnce(jobState, toEntity(ACCOUNT, source));
    }
  },
};
