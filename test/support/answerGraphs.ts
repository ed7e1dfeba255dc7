import { providers } from '../../src/providers';

import type { CollectedStep } from './collectedGraphFixture';
import { stepsOf, typesOf } from './providerSteps';

/*
 * Small graphs for the questions that are asked of what was collected: in each, whoever a finding is
 * about stands beside somebody it is not about.
 */

const DAY_MS = 24 * 60 * 60 * 1000;

/** Milliseconds since 1970, so many days before now. */
function daysAgo(days: number): number {
  return Date.now() - days * DAY_MS;
}

export interface Graph {
  provider: string;
  entities: GraphEntity[];
  relationships: object[];
}

export interface GraphEntity {
  _key: string;
  _type: string;
  [property: string]: unknown;
}

/** All types that a provider declares, or those that its steps of these ids do. */
function declaredTypes(provider: string): string[] {
  const registered = providers.find(({ id }) => id === provider);
  if (!registered) throw new Error(`There is no provider ${provider}.`);
  return [...typesOf(stepsOf(registered))].sort();
}

/**
 * A graph as one step has collected it.
 *
 * @param partial types that another step failed to read all of
 * @param off types that are switched off
 */
export function stepsFor(
  { provider, entities, relationships }: Graph,
  { partial = [], off = [] }: { partial?: string[]; off?: string[] } = {},
): CollectedStep[] {
  const others = [...partial, ...off];
  return [
    {
      id: `fetch-${provider}-most`,
      declaredTypes: declaredTypes(provider).filter(
        (type) => !others.includes(type),
      ),
      entities,
      relationships,
    },
    {
      id: `fetch-${provider}-failed`,
      status: partial.length > 0 ? 'failure' : 'success',
      declaredTypes: partial,
    },
    { id: `fetch-${provider}-off`, status: 'disabled', declaredTypes: off },
  ];
}

/** An entity of a type of which every name is its key, unless told. */
export function entity(
  _type: string,
  _key: string,
  properties: Record<string, unknown> = {},
): GraphEntity {
  return {
    _type,
    _key,
    _class: ['Any'],
    name: _key,
    displayName: _key,
    ...properties,
  };
}

export function relationship(
  _type: string,
  _fromEntityKey: string,
  _toEntityKey: string,
  properties: Record<string, unknown> = {},
): object {
  const _class = 'HAS';
  const _key = `${_fromEntityKey}|${_type}|${_toEntityKey}`;
  return { _type, _key, _class, _fromEntityKey, _toEntityKey, ...properties };
}

/** A member of staff of whom no finding says anything. */
const GOOD = {
  active: true,
  status: 'active',
  createdOn: daysAgo(900),
  lastLoginOn: daysAgo(3),
  passwordChangedOn: daysAgo(30),
  mfaEnabled: true,
  mfaPhishingResistant: true,
  employeeType: 'Employee',
  manager: 'Somebody',
};

/** Okta: names of people tell what is wrong with them. */
export function oktaGraph(): Graph {
  const good = {
    ...GOOD,
    mfaMethods: ['webauthn'],
    admin: false,
    superAdmin: false,
  };
  const admin = { ...good, admin: true };
  const user = (key: string, properties: object = {}) =>
    entity('okta_user', key, { ...good, ...properties });
  const none = {
    mfaEnabled: false,
    mfaMethods: [],
    mfaPhishingResistant: false,
  };
  const supers = ['super1', 'super2', 'super3'];
  const app = (key: string, properties: object = {}) =>
    entity('okta_application', key, {
      active: true,
      isServiceApp: false,
      mfaRequired: true,
      ...properties,
    });
  const rule = (key: string, policyId: string, properties: object) =>
    entity('okta_policy_rule', key, {
      type: 'ACCESS_POLICY',
      policyId,
      active: true,
      access: 'ALLOW',
      mfaRequired: true,
      ...properties,
    });
  const role = (key: string, superAdmin: boolean) =>
    entity('okta_role', key, { superAdmin });
  const held = { status: 'active', scope: 'organization' };
  return {
    provider: 'okta',
    entities: [
      entity('okta_account', 'account'),
      user('fine'),
      user('without', none),
      user('weak', {
        mfaMethods: ['sms', 'call'],
        mfaPhishingResistant: false,
      }),
      user('half weak', { mfaMethods: ['sms', 'webauthn'] }),
      user('gone without', { ...none, active: false, status: 'suspended' }),
      user('unknown factor', { mfaEnabled: undefined, mfaMethods: undefined }),
      user('admin', { ...admin }),
      user('admin without', { ...admin, ...none }),
      user('admin with code', {
        ...admin,
        mfaMethods: ['push'],
        mfaPhishingResistant: false,
      }),
      user('sleeper', { lastLoginOn: daysAgo(91) }),
      user('never', { lastLoginOn: undefined }),
      user('newcomer', { lastLoginOn: undefined, createdOn: daysAgo(5) }),
      user('sleeping admin', { ...admin, lastLoginOn: daysAgo(200) }),
      user('old password', { passwordChangedOn: daysAgo(366) }),
      user('gone with app', { active: false, status: 'deprovisioned' }),
      user('locked with app', { active: false, status: 'locked_out' }),
      user('without manager', { manager: undefined }),
      user('managed by key', { manager: undefined }),
      user('contractor', { employeeType: 'Contractor' }),
      user('contracting admin', {
        ...admin,
        employeeType: 'External contractor',
      }),
      ...supers.map((key) => user(key, { ...admin, superAdmin: true })),
      app('open app'),
      app('one factor app', { mfaRequired: false }),
      app('shared app'),
      app('lonely app'),
      app('old app', { active: false }),
      app('denied app'),
      app('unread app', { mfaRequired: undefined }),
      app('robot', { isServiceApp: true, mfaRequired: undefined }),
      app('small robot', { isServiceApp: true, mfaRequired: undefined }),
      entity('okta_policy', 'strong policy', { active: true }),
      entity('okta_policy', 'weak policy', { active: true }),
      entity('okta_policy', 'closed policy', { active: true }),
      entity('okta_policy', 'switched off policy', { active: false }),
      rule('strong rule', 'strong policy', {}),
      rule('leaving rule', 'strong policy', { excludedGroupIds: ['staff'] }),
      rule('weak rule', 'weak policy', { mfaRequired: false }),
      rule('closed rule', 'closed policy', {
        access: 'DENY',
        mfaRequired: undefined,
      }),
      rule('off rule', 'switched off policy', {
        mfaRequired: false,
        excludedGroupIds: ['staff'],
      }),
      entity('okta_user_group', 'staff'),
      entity('okta_user_group', 'empty with app'),
      entity('okta_user_group', 'empty with nothing'),
      entity('okta_user_group', 'admins by rule'),
      entity('okta_user_group', 'admins by hand'),
      entity('okta_rule', 'engineers', { active: true }),
      role('super role', true),
      role('help desk', false),
      entity('okta_api_token', 'busy token', {
        used: true,
        lastUsedOn: daysAgo(2),
        createdOn: daysAgo(300),
      }),
      entity('okta_api_token', 'idle token', {
        used: true,
        lastUsedOn: daysAgo(100),
        createdOn: daysAgo(300),
      }),
      entity('okta_api_token', 'never used token', {
        used: false,
        createdOn: daysAgo(300),
      }),
      entity('okta_api_token', 'new token', {
        used: false,
        createdOn: daysAgo(1),
      }),
      entity('okta_device', 'sealed', { encrypted: true, active: true }),
      entity('okta_device', 'open', { encrypted: false, active: true }),
    ],
    relationships: [
      relationship('okta_user_manages_user', 'fine', 'managed by key'),
      relationship('okta_group_has_user', 'staff', 'fine'),
      relationship('okta_group_has_user', 'admins by rule', 'admin'),
      relationship('okta_group_has_user', 'admins by hand', 'admin'),
      relationship(
        'okta_rule_manages_user_group',
        'engineers',
        'admins by rule',
      ),
      relationship('okta_rule_manages_user_group', 'engineers', 'staff'),
      relationship(
        'okta_user_group_assigned_role',
        'admins by rule',
        'help desk',
        held,
      ),
      relationship(
        'okta_user_group_assigned_role',
        'admins by hand',
        'help desk',
        held,
      ),
      ...supers.map((key) =>
        relationship('okta_user_assigned_role', key, 'super role', held),
      ),
      relationship(
        'okta_application_assigned_role',
        'robot',
        'super role',
        held,
      ),
      relationship(
        'okta_application_assigned_role',
        'small robot',
        'help desk',
        held,
      ),
      relationship(
        'okta_user_assigned_application',
        'gone with app',
        'open app',
        { scope: 'USER', status: 'active' },
      ),
      relationship(
        'okta_user_assigned_application',
        'locked with app',
        'open app',
        { scope: 'USER' },
      ),
      relationship('okta_user_assigned_application', 'fine', 'shared app', {
        scope: 'USER',
      }),
      relationship('okta_user_assigned_application', 'fine', 'one factor app', {
        scope: 'GROUP',
      }),
      ...['denied app', 'unread app'].map((key) =>
        relationship('okta_user_assigned_application', 'fine', key, {
          scope: 'USER',
        }),
      ),
      relationship('okta_group_assigned_application', 'staff', 'shared app'),
      relationship(
        'okta_group_assigned_application',
        'staff',
        'one factor app',
        { role: 'Reader' },
      ),
      relationship(
        'okta_group_assigned_application',
        'empty with app',
        'shared app',
      ),
      relationship(
        'okta_policy_protects_application',
        'strong policy',
        'shared app',
      ),
      relationship(
        'okta_policy_protects_application',
        'weak policy',
        'one factor app',
      ),
      relationship(
        'okta_policy_protects_application',
        'closed policy',
        'denied app',
      ),
      relationship(
        'okta_policy_protects_application',
        'switched off policy',
        'open app',
      ),
      relationship('okta_user_has_api_token', 'fine', 'busy token'),
      relationship('okta_user_has_api_token', 'super1', 'idle token'),
      relationship(
        'okta_user_has_api_token',
        'gone without',
        'never used token',
      ),
      relationship('okta_user_has_api_token', 'fine', 'new token'),
    ],
  };
}

/** JumpCloud: administrators sign in to the console with logins of their own. */
export function jumpcloudGraph(): Graph {
  const good = { ...GOOD, mfaMethods: ['webauthn'] };
  const user = (key: string, properties: object = {}) =>
    entity('jumpcloud_user', key, { ...good, ...properties });
  const none = {
    mfaEnabled: false,
    mfaPhishingResistant: false,
    mfaMethods: undefined,
  };
  const admin = (key: string, properties: object = {}) =>
    entity('jumpcloud_admin', key, {
      active: true,
      status: 'active',
      admin: true,
      roles: ['Read Only'],
      mfaEnabled: true,
      mfaMethods: ['totp'],
      ...properties,
    });
  const policy = (key: string, properties: object = {}) =>
    entity('jumpcloud_authn_policy', key, {
      policyType: 'application',
      active: true,
      action: 'allow',
      mfaRequired: true,
      ...properties,
    });
  const app = (key: string, properties: object = {}) =>
    entity('jumpcloud_application', key, { active: true, ...properties });
  const supers = ['super1', 'super2', 'super3'];
  return {
    provider: 'jumpcloud',
    entities: [
      entity('jumpcloud_account', 'account'),
      user('fine'),
      user('without', none),
      user('weak', { mfaMethods: ['sms'], mfaPhishingResistant: false }),
      user('gone without', { ...none, active: false, status: 'suspended' }),
      user('admin'), // Whether somebody is none is not told.
      user('admin without', { ...none, admin: true }),
      user('admin with code', {
        admin: true,
        mfaMethods: ['totp'],
        mfaPhishingResistant: false,
      }),
      user('sleeper', { lastLoginOn: daysAgo(91) }),
      user('sleeping admin', { admin: true, lastLoginOn: daysAgo(200) }),
      user('old password', { passwordChangedOn: daysAgo(366) }),
      user('gone with app', { active: false, status: 'suspended' }),
      user('without manager', { manager: undefined }),
      user('contractor', { employeeType: 'Contractor' }),
      user('contracting admin', { admin: true, employeeType: 'Contractor' }),
      ...supers.map((key) =>
        admin(key, { roles: ['Administrator With Billing'] }),
      ),
      admin('console without', { mfaEnabled: false, mfaMethods: undefined }),
      admin('suspended console', {
        active: false,
        status: 'suspended',
        apiKeySet: true,
      }),
      admin('keeper', {
        roles: ['Administrator With Billing'],
        active: true,
        apiKeySet: true,
      }),
      admin('reader', { apiKeySet: true }),
      app('open app'),
      app('one factor app'),
      app('shared app'),
      app('lonely app'),
      policy('strong'),
      policy('weak', { mfaRequired: false }),
      policy('closed', { action: 'deny', mfaRequired: undefined }),
      policy('leaving', { excludedGroupIds: ['staff'] }),
      policy('off', {
        active: false,
        mfaRequired: false,
        excludedGroupIds: ['staff'],
      }),
      entity('jumpcloud_group', 'staff'),
      entity('jumpcloud_group', 'outer'),
      entity('jumpcloud_group', 'inner'),
      entity('jumpcloud_group', 'empty with app'),
      entity('jumpcloud_group', 'empty with nothing'),
      entity('jumpcloud_device', 'sealed', { encrypted: true, active: true }),
      entity('jumpcloud_device', 'open', { encrypted: false, active: false }),
      entity('jumpcloud_apple_device', 'open phone', {
        encrypted: false,
        active: true,
      }),
      entity('jumpcloud_apple_device', 'returned phone', {
        encrypted: false,
        active: false,
      }),
    ],
    relationships: [
      relationship('jumpcloud_group_has_user', 'staff', 'fine'),
      relationship('jumpcloud_group_has_user', 'inner', 'fine'),
      relationship('jumpcloud_group_has_group', 'outer', 'inner'),
      // A circle: it must end.
      relationship('jumpcloud_group_has_group', 'inner', 'outer'),
      relationship(
        'jumpcloud_user_assigned_application',
        'gone with app',
        'open app',
      ),
      relationship('jumpcloud_user_assigned_application', 'fine', 'shared app'),
      relationship(
        'jumpcloud_group_assigned_application',
        'outer',
        'one factor app',
      ),
      relationship(
        'jumpcloud_group_assigned_application',
        'staff',
        'shared app',
      ),
      relationship(
        'jumpcloud_group_assigned_application',
        'empty with app',
        'shared app',
      ),
      relationship(
        'jumpcloud_authn_policy_protects_application',
        'strong',
        'shared app',
      ),
      relationship(
        'jumpcloud_authn_policy_protects_application',
        'weak',
        'one factor app',
      ),
      relationship(
        'jumpcloud_authn_policy_protects_application',
        'closed',
        'open app',
      ),
      relationship(
        'jumpcloud_authn_policy_protects_application',
        'off',
        'open app',
      ),
    ],
  };
}

export function sysdigGraph(): Graph {
  const user = (key: string, properties: object = {}) =>
    entity('sysdig_user', key, {
      active: true,
      status: 'confirmed',
      admin: false,
      bypassSsoEnforcement: false,
      lastSeenOn: daysAgo(1),
      ...properties,
    });
  return {
    provider: 'sysdig',
    entities: [
      // Passwords are refused, but for exceptions.
      entity('sysdig_account', 'account', {
        ssoEnabled: true,
        passwordLoginAllowed: false,
      }),
      user('fine'),
      user('sleeper', { lastSeenOn: daysAgo(91) }),
      user('sleeping admin', { admin: true, lastSeenOn: daysAgo(91) }),
      user('unseen', { lastSeenOn: undefined }),
      user('gone admin', { admin: true, active: false, status: 'disabled' }),
      user('gone', { active: false, status: 'disabled' }),
      user('invited admin', { admin: true, active: false, status: 'pending' }),
      user('by password', { bypassSsoEnforcement: true }),
      user('gone by password', {
        bypassSsoEnforcement: true,
        active: false,
        status: 'disabled',
      }),
      entity('sysdig_team', 'sysdig_team:9'),
      entity('sysdig_service_account', 'sysdig_service_account:1', {
        lastUsedOn: daysAgo(3),
        expiresOn: daysAgo(-3),
      }),
      entity('sysdig_role', 'sysdig_role:71', { name: 'Auditors' }),
      entity('sysdig_service_account', 'sysdig_service_account:2', {
        teamId: '9',
        teamRole: '71',
        customRoleId: 71,
        systemRoles: ['ROLE_READ'],
      }),
      entity('sysdig_image_scan', 'scan', { criticalVulnerabilities: 2 }),
    ],
    relationships: [
      relationship('sysdig_team_has_user', 'sysdig_team:9', 'fine', {
        role: 'ROLE_TEAM_READ',
        roleName: 'View Only',
      }),
    ],
  };
}

export function acmeGraph(): Graph {
  const user = (id: string, properties: object = {}) =>
    entity('acme_user', `acme_user:${id}`, {
      active: true,
      status: 'active',
      ...properties,
    });
  return {
    provider: 'acme',
    entities: [
      entity('acme_account', 'account'),
      user('boss', { manager: 'Owners' }),
      user('fine', { managerId: 'boss' }),
      user('without manager'),
      user('gone', { active: false, status: 'inactive' }),
      entity('acme_group', 'a'),
      entity('acme_group', 'b'),
      entity('acme_group', 'c'),
    ],
    relationships: [
      relationship('acme_group_has_group', 'a', 'b'),
      relationship('acme_group_has_group', 'b', 'c'),
      relationship('acme_group_has_group', 'c', 'a'),
      relationship('acme_group_has_user', 'c', 'acme_user:fine'),
    ],
  };
}
