import type { z } from 'zod';

import { entityModel } from '../../graph/entities';
import { link, pick, text, time } from '../../graph/properties';
import {
  flag,
  objectField,
  reference,
  textOrNumber as textField,
} from '../../wire/fields';

import { jumpcloudAccess } from './access';
import { organizationListStep } from './organizationList';
import { record } from './wire';
import { listOfV1, probeOf } from './survey';

export const ApplicationsSource = 'jumpcloud-applications';

/** An application for single sign-on (`GET /api/applications`). */
export const Application = record({
  name: textField,
  displayName: textField,
  displayLabel: textField,
  description: textField,
  active: flag,
  beta: flag,
  organization: reference,
  ssoUrl: textField,
  created: textField,
  sso: objectField({
    type: textField,
    jit: flag,
    hidden: flag,
    idpCertExpirationAt: textField,
  }),
});
export type Application = z.infer<typeof Application>;

export const APPLICATION = entityModel<Application>({
  resourceName: 'Application',
  _type: 'jumpcloud_application',
  _class: ['Application'],
  key: ({ id }) => id,
  properties: {
    id: ["JumpCloud's id of the application", ({ id }) => id],
    name: ['Label, else the product, else the short name', nameOf],
    shortName: [
      "Short name in JumpCloud's catalogue",
      ({ name }) => text(name),
    ],
    productName: [
      'Name of the product',
      ({ displayName }) => text(displayName),
    ],
    description: ['Description', ({ description }) => text(description)],
    active: ['Whether the application is active', ({ active }) => active],
    beta: ['Whether JumpCloud calls it a beta', ({ beta }) => beta],
    loginUrl: ['Where users sign on', ({ ssoUrl }) => link(ssoUrl)],
    ssoType: ['Kind of single sign-on', ({ sso }) => text(sso?.type)],
    isSAMLApp: [
      'Whether sign-on is by SAML',
      ({ sso }) => sso?.type?.toLowerCase().includes('saml'),
    ],
    justInTimeProvisioning: [
      'Whether accounts are made at the first sign-on',
      ({ sso }) => sso?.jit,
    ],
    hidden: ['Whether the user portal hides it', ({ sso }) => sso?.hidden],
    certificateExpiresOn: [
      'When the certificate for signing expires',
      ({ sso }) => time(sso?.idpCertExpirationAt),
    ],
    createdOn: [
      'When the application was added',
      ({ created }) => time(created),
    ],
  },
  raw: (application) =>
    pick(application, [
      'id',
      'name',
      'displayName',
      'displayLabel',
      'active',
      'organization',
      'created',
      'sso',
    ]),
});

function nameOf({ id, name, displayName, displayLabel }: Application): string {
  return text(displayLabel) ?? text(displayName) ?? text(name) ?? id;
}

const ACCESS = jumpcloudAccess({
  what: 'applications',
  endpoints: ['GET /api/applications'],
});

/** All applications (`GET /api/applications`). */
const APPLICATIONS = listOfV1({
  path: '/api/applications',
  permission: ACCESS.needs,
  record: Application,
});

export const applicationsProbe = probeOf(ACCESS, APPLICATIONS.look);

export const applications = organizationListStep({
  probe: applicationsProbe,
  id: 'fetch-jumpcloud-applications',
  name: 'Fetch JumpCloud applications',
  entity: APPLICATION,
  ingestionSourceId: ApplicationsSource,
  access: ACCESS,
  list: APPLICATIONS,
  organizationOf: ({ organization }) => organization,
  toSource: (application) => application,
});
