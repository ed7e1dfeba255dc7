import { z } from 'zod';

/*
 * Of each record only what is used is kept: records of users wait for their factors, and whatever
 * else a record holds (credentials, links, free-form profiles) shall not wait with them.
 */

/** Ids have 20 characters; JupiterOne accepts no key below 10. */
const id = z.string().min(10);

/** A text that may be absent or null. A value of another type is as good as none. */
const textField = z.string().nullish().catch(undefined);
const flagField = z.boolean().nullish().catch(undefined);
const countField = z.number().int().nonnegative().nullish().catch(undefined);
const textList = z.array(z.string()).nullish().catch(undefined);

/** Free-form values by name. */
const freeForm = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {})
  .catch({});

/** The last part of a link's path is the id of what it leads to. */
const linkTo = z
  .object({ href: z.string() })
  .nullish()
  .transform((link) => link?.href.split(/[?#]/)[0]?.split('/').at(-1))
  .catch(undefined);

const links = z
  .union([
    z.array(z.object({ name: textField, href: z.string() })),
    z.object({ name: textField, href: z.string() }).transform((link) => [link]),
  ])
  .nullish()
  .catch(undefined);

/** `GET /.well-known/okta-organization`. */
export const WellKnownOrganization = z.object({
  id: z.string().min(1),
  pipeline: textField,
  _links: z.object({
    organization: z.object({ href: z.string() }),
    alternate: z.object({ href: z.string() }).nullish().catch(undefined),
  }),
});
export type WellKnownOrganization = z.infer<typeof WellKnownOrganization>;

/** `GET /api/v1/org`. */
export const OrgSetting = z.object({
  id: z.string().min(1),
  subdomain: textField,
  companyName: textField,
  status: textField,
  website: textField,
  created: textField,
  lastUpdated: textField,
  expiresAt: textField,
});
export type OrgSetting = z.infer<typeof OrgSetting>;

/** `GET /api/v1/org/privacy/oktaSupport`. */
export const OktaSupport = z.object({
  support: textField,
  expiration: textField,
});
export type OktaSupport = z.infer<typeof OktaSupport>;

/** `GET /api/v1/users`. */
export const OktaUser = z.object({
  id,
  status: z.string().optional().catch(undefined),
  created: textField,
  activated: textField,
  statusChanged: textField,
  lastLogin: textField,
  lastUpdated: textField,
  passwordChanged: textField,
  type: z.object({ id: textField }).nullish().catch(undefined),
  realmId: textField,
  profile: freeForm,
  credentials: z
    .object({
      provider: z
        .object({ type: textField, name: textField })
        .nullish()
        .catch(undefined),
      emails: z
        .array(z.object({ value: textField, status: textField }))
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
});
export type OktaUser = z.infer<typeof OktaUser>;

/** `GET /api/v1/groups/{groupId}/users` gives whole users; only their ids are new. */
export const GroupMember = z.object({ id });
export type GroupMember = z.infer<typeof GroupMember>;

/** `GET /api/v1/groups?expand=stats,app`. Okta writes `hasAdminPrivlege`. */
export const OktaGroup = z.object({
  id,
  type: z.string(),
  objectClass: textList,
  created: textField,
  lastUpdated: textField,
  lastMembershipUpdated: textField,
  profile: freeForm,
  _embedded: z
    .object({
      stats: z
        .object({
          usersCount: countField,
          appsCount: countField,
          hasAdminPrivlege: flagField,
          hasAdminPrivilege: flagField,
        })
        .nullish()
        .catch(undefined),
      app: z
        .object({ id: textField, label: textField })
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
  _links: z.object({ source: linkTo }).nullish().catch(undefined),
});
export type OktaGroup = z.infer<typeof OktaGroup>;

/** `GET /api/v1/groups/rules`. */
export const GroupRule = z.object({
  id,
  name: textField,
  type: textField,
  status: textField,
  created: textField,
  lastUpdated: textField,
  conditions: z
    .object({
      expression: z
        .object({ type: textField, value: textField })
        .nullish()
        .catch(undefined),
      people: z
        .object({
          users: z.object({ exclude: textList }).nullish().catch(undefined),
          groups: z.object({ exclude: textList }).nullish().catch(undefined),
        })
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
  actions: z
    .object({
      assignUserToGroups: z
        .object({ groupIds: textList })
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
  allGroupsValid: flagField,
});
export type GroupRule = z.infer<typeof GroupRule>;

/** `GET /api/v1/apps`. */
export const OktaApplication = z.object({
  id,
  name: textField,
  label: textField,
  status: textField,
  created: textField,
  lastUpdated: textField,
  signOnMode: textField,
  features: textList,
  settings: z.object({ app: freeForm.optional() }).nullish().catch(undefined),
  _links: z
    .object({ appLinks: links, logo: links, accessPolicy: linkTo })
    .nullish()
    .catch(undefined),
});
export type OktaApplication = z.infer<typeof OktaApplication>;

/** What an assignment says in its free-form profile; all other values are let go unread. */
const assignmentProfile = z
  .object({ role: textField, samlRoles: textList })
  .nullish()
  .catch(undefined);

/** `GET /api/v1/apps/{appId}/users`; the id is that of the user. */
export const AppUser = z.object({
  id: z.string().min(1),
  scope: textField,
  status: textField,
  profile: assignmentProfile,
});
export type AppUser = z.infer<typeof AppUser>;

/** `GET /api/v1/apps/{appId}/groups`; the id is that of the group. */
export const AppGroup = z.object({
  id: z.string().min(1),
  priority: countField,
  profile: assignmentProfile,
});
export type AppGroup = z.infer<typeof AppGroup>;

/** `GET /api/v1/users/{userId}/factors`. Phone numbers, e-mail addresses and secrets stay behind. */
export const Factor = z.object({
  id,
  factorType: z.string(),
  provider: textField,
  vendorName: textField,
  status: textField,
  created: textField,
  lastUpdated: textField,
  profile: z
    .object({
      name: textField,
      authenticatorName: textField,
      deviceType: textField,
      platform: textField,
      version: textField,
    })
    .nullish()
    .catch(undefined),
});
export type Factor = z.infer<typeof Factor>;

/** `GET /api/v1/iam/assignees/users`. */
export const RoleAssignee = z.object({ id: z.string().min(1) });
export type RoleAssignee = z.infer<typeof RoleAssignee>;

/** `GET /api/v1/users/{userId}/roles` and `GET /api/v1/groups/{groupId}/roles`. */
export const RoleAssignment = z.object({
  id: z.string().min(1),
  label: textField,
  type: z.string(),
  status: textField,
  assignmentType: textField,
  role: textField,
});
export type RoleAssignment = z.infer<typeof RoleAssignment>;

/** A user of a device, as the device's record embeds it. */
const DeviceUse = z.object({
  managementStatus: textField,
  screenLockType: textField,
  user: z.object({ id: z.string() }),
});
export type DeviceUse = z.infer<typeof DeviceUse>;

/** `GET /api/v1/devices?expand=userSummary`. */
export const OktaDevice = z.object({
  id,
  status: textField,
  created: textField,
  lastUpdated: textField,
  profile: z
    .object({
      displayName: textField,
      platform: textField,
      manufacturer: textField,
      model: textField,
      osVersion: textField,
      serialNumber: textField,
      udid: textField,
      registered: flagField,
      managed: flagField,
      secureHardwarePresent: flagField,
      integrityJailbreak: flagField,
      diskEncryptionType: textField,
    })
    .nullish()
    .catch(undefined),
  _embedded: z
    .object({ users: z.array(DeviceUse).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});
export type OktaDevice = z.infer<typeof OktaDevice>;

/** `GET /api/v1/logs`. */
export const LogEvent = z.object({
  uuid: z.string().min(1),
  published: textField,
  actor: z
    .object({ id: textField, type: textField })
    .nullish()
    .catch(undefined),
  target: z
    .array(z.object({ id: textField, type: textField }))
    .nullish()
    .catch(undefined),
});
export type LogEvent = z.infer<typeof LogEvent>;

/** The body of a refusal. */
export const OktaError = z.object({
  errorCode: z.string().optional().catch(undefined),
  errorSummary: z.string().optional().catch(undefined),
  errorCauses: z
    .array(z.object({ errorSummary: z.string().optional() }))
    .optional()
    .catch(undefined),
});
