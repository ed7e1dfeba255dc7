import { z } from 'zod';
import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { listStep } from '../../collect/listStep';
import { stepDataKey } from '../../collect/stepData';
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

import { ACCOUNT, inAccount } from './account';
import { type AwsApp, awsAppOf } from './awsRoles';
import { type OktaClient, type Org, pages } from './client';
import { adminLink, createdAndUpdated, isActive, statusOf } from './fields';
import { linkTo } from './groups';
import { Buckets, permission } from './limits';
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
    oauthClient: objectField({ application_type: textField }),
  }),
  credentials: objectField({
    oauthClient: objectField({ client_id: textField }),
  }),
  _links: objectField({ appLinks: links, logo: links, accessPolicy: linkTo }),
});
export type OktaApplication = z.infer<typeof OktaApplication>;

export const APPS_PATH = '/api/v1/apps';

/** All applications, active or not. Name and settings tell which of them give AWS roles. */
const listApplications = (client: OktaClient) =>
  client.list({
    path: APPS_PATH,
    bucket: Buckets.APPS,
    permission: permission('okta.apps.read', 'applications'),
    paging: pages(200),
    record: OktaApplication,
    essential: ['name', 'settings.app'],
  });

interface Source {
  org: Org;
  app: OktaApplication;
  settings: Readonly<Record<string, unknown>>;
  account: AppAccount;
}

export function applicationSource(app: OktaApplication, org: Org): Source {
  const settings = app.settings?.app ?? {};
  return { org, app, settings, account: appAccount(text(app.name), settings) };
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
      ({ app }) => text(app._links?.accessPolicy),
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

/** What the steps about applications need to know of one. */
export interface KnownApplication {
  /** How an AWS application names roles. */
  awsApp?: AwsApp;
  /** The id by which a service app signs in. */
  serviceClientId?: string;
}

function knownApplication(app: OktaApplication): KnownApplication {
  const isService = app.settings?.oauthClient?.application_type === 'service';
  const clientId = text(app.credentials?.oauthClient?.client_id) ?? app.id;
  return {
    awsApp: awsAppOf(app),
    ...(isService && { serviceClientId: clientId }),
  };
}

/** Applications by id. */
export const KnownApplications = stepDataKey<
  ReadonlyMap<string, KnownApplication>
>({ from: APPLICATIONS, name: 'known' });

export const applications = listStep({
  id: APPLICATIONS,
  name: 'Fetch Okta applications',
  entity: APPLICATION,
  relationship: related(ACCOUNT, RelationshipClass.HAS, APPLICATION),
  ingestionSourceId: ApplicationsSource,
  what: 'applications',
  list: listApplications,
  ...inAccount,
  toSource: applicationSource,
  handsOn: {
    key: KnownApplications,
    entry: (app) => [app.id, knownApplication(app)],
  },
});
