import type { z } from 'zod';

import {
  flag,
  number,
  objectField,
  reference,
  textOrNumber as text,
} from '../../wire/fields';

import { record } from './wire';

/** An organization, as lists give it (`GET /api/organizations`). */
export const OrganizationInList = record({ displayName: text, created: text });
export type OrganizationInList = z.infer<typeof OrganizationInList>;

const EnabledFeature = objectField({ enabled: flag });

/** An organization with its settings (`GET /api/organizations/{id}`). All of them are optional. */
export const OrganizationDetail = record({
  displayName: text,
  created: text,
  provider: reference,
  settings: objectField({
    name: text,
    requireAdminMFA: flag,
    disableGoogleLogin: flag,
    disableLdap: flag,
    disableCommandRunner: flag,
    systemUsersCanEdit: flag,
    passwordCompliance: text,
    passwordPolicy: objectField({
      enableMinLength: flag,
      minLength: number,
      needsLowercase: flag,
      needsUppercase: flag,
      needsNumeric: flag,
      needsSymbolic: flag,
      enableMaxHistory: flag,
      maxHistory: number,
      enableMaxLoginAttempts: flag,
      maxLoginAttempts: number,
      enablePasswordExpirationInDays: flag,
      passwordExpirationInDays: number,
    }),
    features: objectField({
      directoryInsights: EnabledFeature,
      systemInsights: EnabledFeature,
    }),
    windowsMDM: EnabledFeature,
    userPortal: objectField({ idleSessionDurationMinutes: number }),
  }),
});
export type OrganizationDetail = z.infer<typeof OrganizationDetail>;
