import { type IngestionSources, register } from '../../collect/provider';

import { account } from './account';
import { apiTokenOwners, apiTokens, ApiTokensSource } from './apiTokens';
import { applications, ApplicationsSource } from './applications';
import { applicationRoles } from './applicationRoles';
import { applicationGroups, applicationUsers } from './assignments';
import { awsGroupRoles } from './awsGroupRoles';
import { OktaClient, USUALLY_AT_ONCE } from './client';
import { configTable, parseConfig } from './config';
import { applicationCreators } from './creators';
import { devices, DevicesSource } from './devices';
import { factorDevices } from './factorDevices';
import { FactorsSource } from './factors';
import { groups, GroupsSource } from './groups';
import { groupOwners } from './groupOwners';
import {
  identityProviders,
  IdentityProvidersSource,
} from './identityProviders';
import { userManagers } from './managers';
import { appUserGroupMembers, userGroupMembers } from './members';
import { policies } from './policies';
import { policyApplications, policyGroups, policyUsers } from './policyLinks';
import { listedPolicies, PoliciesSource } from './policyReading';
import { rateLimitHints } from './rateLimitShare';
import { groupRoles, RolesSource, userRoles } from './roles';
import { rules, RulesSource } from './rules';
import { listedUsers, users } from './users';

const ingestionSources: IngestionSources = {
  [GroupsSource]: {
    title: 'Groups',
    description:
      'Groups made in Okta or imported from apps and directories, with their members. Needed for group rules, group roles and the assignment of applications to groups. One call to Okta for every 200 groups, and for every 200 members of each; scope okta.groups.read, Read-only Administrator',
  },
  [ApplicationsSource]: {
    title: 'Applications',
    description:
      'Applications, the users and groups they are assigned to, the AWS roles given through them, and who created them in the last 90 days. One call to Okta for every 200 applications, and for each of them one for every 500 users and every 200 groups; scopes okta.apps.read and okta.logs.read, Read-only Administrator',
  },
  [FactorsSource]: {
    title: 'MFA factors',
    description:
      'The second factors of each user, and which of them count. Whether a user has MFA enabled is known only with them. One call to Okta for each user, and one for the authenticators; scopes okta.users.read and okta.authenticators.read, Read-only Administrator',
  },
  [RolesSource]: {
    title: 'Admin roles',
    description:
      'Which users, groups and service apps have which Okta administrator roles, and for what; who is an administrator; who owns the groups that give such roles (Okta Identity Governance). Super Administrator, or a custom role that may view roles, resources and admin assignments; scopes okta.roles.read and okta.groups.read. One call per 100 administrators, and one each per administrator, service app, group with roles (two), resource set, custom role and its use in a resource set',
  },
  [RulesSource]: {
    title: 'Group rules',
    description:
      'The rules by which Okta puts users into groups. Read only together with groups. One call to Okta for every 200; scope okta.groups.read, Read-only Administrator',
  },
  [DevicesSource]: {
    title: 'Devices',
    description:
      'Devices registered with Okta and their users; Okta Identity Engine only. One call to Okta for every 200; scope okta.devices.read, Read-only Administrator',
  },
  [PoliciesSource]: {
    title: 'Policies',
    description:
      'Access, session, enrollment and password policies with their rules. What sign-on to an application demands is known only with them. One call to Okta for each policy, and four; scope okta.policies.read, Read-only Administrator',
  },
  [ApiTokensSource]: {
    title: 'API tokens',
    description:
      'Active API tokens with owner, last use and the network zones that they are limited to; never the tokens. One call to Okta; scope okta.apiTokens.read, Super Administrator or a custom role with okta.users.apitokens.read',
  },
  [IdentityProvidersSource]: {
    title: 'Identity providers',
    description:
      "The identity providers that the org trusts; never their credentials. Reading one that has a client secret writes an event to Okta's system log. One call to Okta for every 200; scope okta.idps.read, Organization Administrator or a custom role with okta.identityProviders.read",
  },
};

/** Okta, in all its clouds, by its management API. */
export const okta = register({
  id: 'okta',
  name: 'Okta',
  configTable,
  ingestionSources,
  parseConfig,
  createClient: (settings, context) => new OktaClient(settings, context),
  verify: (client) => client.verify(),
  hints: async (client) => rateLimitHints(await client.credentialShare()),
  pace: {
    atOnce: USUALLY_AT_ONCE,
    callsPerMinute: (client, bucket) => client.callsPerMinute(bucket),
  },
  steps: [
    listedPolicies,
    account,
    listedUsers,
    users,
    factorDevices,
    groups,
    userGroupMembers,
    appUserGroupMembers,
    applications,
    applicationGroups,
    applicationUsers,
    applicationCreators,
    awsGroupRoles,
    userRoles,
    groupRoles,
    applicationRoles,
    groupOwners,
    rules,
    devices,
    policies,
    policyApplications,
    policyUsers,
    policyGroups,
    apiTokens,
    apiTokenOwners,
    identityProviders,
    userManagers,
  ],
});
