import { z } from 'zod';
import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { listStep } from '../../collect/listStep';
import type { CollectContext } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { listProbe, listSurvey } from '../../collect/survey';
import { entityModel } from '../../graph/entities';
import { link, pick, text, texts } from '../../graph/properties';
import { related } from '../../graph/relationships';
import {
  freeForm,
  keyIdentifier,
  list,
  objectField,
  text as textField,
  textList,
} from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import { ACCOUNT } from './account';
import type { Assurance } from './assuranceWords';
import { type AwsApp, awsAppOf } from './awsRoles';
import { type OktaClient, type Org, pages } from './client';
import {
  accountKey,
  adminLink,
  createdAndUpdated,
  isActive,
  statusOf,
} from './fields';
import { linkTo } from './groups';
import { Buckets } from './limits';
import {
  listedPolicies,
  type PolicyReading,
  ReadPolicies,
} from './policyReading';
import { type AppAccount, appAccount } from './vendors';

export const ApplicationsSource = 'okta-applications';

const Link = z.object({ name: textField, href: z.string() });

/** One link, or a list of them. */
const links = z.preprocess(
  (value) => (value == null || Array.isArray(value) ? value : [value]),
  list(Link),
);

/** `GET /api/v1/apps`. */
export const OktaApplication = z.object({
  id: keyIdentifier,
  name: textField,
  label: textField,
  status: textField,
  created: textField,
  lastUpdated: textField,
  signOnMode: textField,
  features: textList,
  settings: objectField({
    app: freeForm.optional(),
    oauthClient: objectField({
      application_type: textField,
      grant_types: textList,
    }),
  }),
  credentials: objectField({
    oauthClient: objectField({ client_id: textField }),
  }),
  _links: objectField({ appLinks: links, logo: links, accessPolicy: linkTo }),
});
export type OktaApplication = z.infer<typeof OktaApplication>;

const APPS_PATH = '/api/v1/apps';

export function appPath(appId: string): string {
  return `${APPS_PATH}/${encodeURIComponent(appId)}`;
}

const ACCESS = oktaAccess({
  what: 'applications',
  oauthScopes: ['okta.apps.read'],
  roles: [READ_ONLY],
  endpoints: ['GET /api/v1/apps', 'GET /api/v1/apps/{appId}'],
});

/** All applications, active or not. Name and settings tell which of them give AWS roles. */
const listApplications = (client: OktaClient) =>
  client.list({
    path: APPS_PATH,
    bucket: Buckets.APPS,
    permission: ACCESS.needs,
    paging: pages(200),
    record: OktaApplication,
    essential: [
      'name',
      'settings.app',
      'settings.oauthClient',
      'credentials.oauthClient',
    ],
  });

interface Source {
  org: Org;
  app: OktaApplication;
  settings: Readonly<Record<string, unknown>>;
  account: AppAccount;
  /** What sign-on demands; undefined where it is not known. */
  demands?: Assurance;
}

export function applicationSource(
  app: OktaApplication,
  org: Org,
  access?: PolicyReading['access'],
): Source {
  const settings = app.settings?.app ?? {};
  const account = appAccount(text(app.name), settings);
  const demands = hasSignOn(app)
    ? access?.get(policyIdOf(app) ?? '')
    : undefined;
  return { org, app, settings, account, demands };
}

function policyIdOf({ _links }: OktaApplication): string | undefined {
  return text(_links?.accessPolicy);
}

/** Okta's own apps and some of its catalogue do not tell what kind of client they are. */
function isServiceApp({
  signOnMode,
  settings,
}: OktaApplication): boolean | undefined {
  const type = text(settings?.oauthClient?.application_type);
  if (type !== undefined) return type === 'service';
  const mode = text(signOnMode);
  return mode === undefined || mode === 'OPENID_CONNECT' ? undefined : false;
}

/** To a service that only has credentials of its own nobody signs on. */
function hasSignOn({ settings }: OktaApplication): boolean {
  const grantTypes = settings?.oauthClient?.grant_types ?? [];
  return !(grantTypes.length === 1 && grantTypes[0] === 'client_credentials');
}

export const APPLICATION = entityModel<Source>({
  resourceName: 'Okta Application',
  _type: 'okta_application',
  _class: ['Application'],
  key: ({ app }) => app.id,
  properties: {
    id: ["Okta's id of the application", ({ app }) => app.id],
    name: [
      'Label, else the short name',
      ({ app }) => text(app.label) ?? text(app.name) ?? app.id,
    ],
    shortName: ["Name in Okta's catalogue", ({ app }) => text(app.name)],
    status: ['Status in lower case', ({ app }) => statusOf(app.status)],
    active: ['Whether the status is ACTIVE', ({ app }) => isActive(app.status)],
    signOnMode: ['How users sign on', ({ app }) => text(app.signOnMode)],
    isSAMLApp: [
      'Whether they do so by SAML',
      ({ app }) => text(app.signOnMode)?.startsWith('SAML'),
    ],
    isServiceApp: [
      'Whether it is a service with credentials of its own; undefined where Okta does not say what kind of client it is',
      ({ app }) => isServiceApp(app),
    ],
    grantTypes: [
      'By what it gets OAuth 2.0 tokens',
      ({ app }) => texts(app.settings?.oauthClient?.grant_types),
    ],
    features: [
      'Features of provisioning',
      ({ app }) => texts(app.features ?? []),
    ],
    appDomain: ['Domain in the settings', ({ account }) => account.appDomain],
    githubOrg: [
      'GitHub organization in the settings',
      ({ account }) => account.githubOrg,
    ],
    appVendorName: [
      'Vendor, by the short name',
      ({ account }) => account.appVendorName,
    ],
    isMultiInstanceApp: [
      'Whether customers have one such application for each account',
      ({ account }) => account.isMultiInstanceApp,
    ],
    appAccountType: [
      'Kind of account that it leads to',
      ({ account }) => account.appAccountType,
    ],
    appAccountId: ['Id of that account', ({ account }) => account.appAccountId],
    awsAccountId: [
      'AWS account that it leads to',
      ({ account }) => account.awsAccountId,
    ],
    awsIdentityProviderArn: [
      'Identity provider in AWS',
      ({ settings }) => text(settings.identityProviderArn),
    ],
    awsEnvironmentType: [
      'AWS environment',
      ({ settings }) => text(settings.awsEnvironmentType),
    ],
    awsGroupFilter: [
      'Pattern of groups that give AWS roles',
      ({ settings }) => text(settings.groupFilter),
    ],
    awsRoleValuePattern: [
      'How such a group names the role',
      ({ settings }) => text(settings.roleValuePattern),
    ],
    awsJoinAllRoles: [
      'Whether all roles of a user are joined',
      ({ settings }) =>
        typeof settings.joinAllRoles === 'boolean'
          ? settings.joinAllRoles
          : undefined,
    ],
    awsSessionDuration: [
      'Seconds of an AWS session',
      ({ settings }) =>
        Number.isInteger(settings.sessionDuration)
          ? Number(settings.sessionDuration)
          : undefined,
    ],
    accessPolicyId: [
      'The access policy of the application',
      ({ app }) => policyIdOf(app),
    ],
    mfaRequired: [
      'Whether every rule of its access policy that allows demands two factors of different kinds; undefined where that cannot be known',
      ({ demands }) => demands?.mfaRequired,
    ],
    phishingResistantRequired: [
      'Whether every such rule demands a factor that resists phishing; undefined likewise',
      ({ demands }) => demands?.phishingResistantRequired,
    ],
    reauthenticateIn: [
      'The longest time after which such rules ask again (ISO 8601); undefined likewise',
      ({ demands }) => demands?.reauthenticateIn,
    ],
    ...createdAndUpdated('the application', ({ app }: Source) => app),
    imageUrl: ['Logo', ({ app }) => link(app._links?.logo?.[0]?.href)],
    loginUrl: ['Where users sign on', ({ app }) => link(loginLink(app))],
    webLink: [
      'The application in the admin console',
      ({ org, app }) =>
        adminLink(
          org,
          `/admin/app/${text(app.name) ?? 'app'}/instance/${app.id}`,
        ),
    ],
  },
  raw: ({ app }) =>
    pick(app, [
      'id',
      'name',
      'label',
      'status',
      'created',
      'lastUpdated',
      'signOnMode',
      'features',
    ]),
});

function loginLink({ _links }: OktaApplication): string | undefined {
  const all = _links?.appLinks ?? [];
  return (all.find(({ name }) => name === 'login') ?? all[0])?.href;
}

const APPLICATIONS = 'fetch-okta-applications';

/** What later steps need to know of an application. */
export interface KnownApplication {
  /** How it names AWS roles; undefined where it is no AWS application. */
  awsApp?: AwsApp;
  accessPolicyId?: string;
  /** The id by which a service app signs in. */
  serviceClientId?: string;
}

/** Only such applications can have admin roles. */
export function isOfService({ settings }: OktaApplication): boolean {
  return settings?.oauthClient?.application_type === 'service';
}

function knownApplication(app: OktaApplication): KnownApplication {
  const isService = isOfService(app);
  const clientId = text(app.credentials?.oauthClient?.client_id) ?? app.id;
  return {
    awsApp: awsAppOf(app),
    accessPolicyId: policyIdOf(app),
    ...(isService && { serviceClientId: clientId }),
  };
}

/** Applications by id. */
export const KnownApplications = stepDataKey<
  ReadonlyMap<string, KnownApplication>
>({ from: APPLICATIONS, name: 'known' });

export const applicationsProbe = listProbe(ACCESS, listApplications);

export const applications = listStep({
  id: APPLICATIONS,
  name: 'Fetch Okta applications',
  entity: APPLICATION,
  relationship: related(ACCOUNT, RelationshipClass.HAS, APPLICATION),
  ingestionSourceId: ApplicationsSource,
  dependsOn: [listedPolicies.id],
  access: ACCESS,
  survey: listSurvey(applicationsProbe, Buckets.APPS, 200),
  list: listApplications,
  parent: async ({ client, stepData }: CollectContext<OktaClient>) => ({
    org: await client.org(),
    access: (await stepData.get(ReadPolicies)).access,
  }),
  parentKey: ({ org }) => accountKey(org),
  toSource: (app, { org, access }) => applicationSource(app, org, access),
  handsOn: {
    key: KnownApplications,
    entry: (app) => [app.id, knownApplication(app)],
  },
});
