/*
 * What the page is given: the tables below, and the facts of the run. Columns have the names of the
 * SQL views they come from, so that a word means the same in the page, in SQL and in the terminal.
 */

import type { Schema, Table } from './table';

/** What has a page of its own: references lead to the tables of these, whose rows have an `id` and a `name`. */
export const OBJECT_KINDS = [
  'people',
  'groups',
  'applications',
  'devices',
  'roles',
  'aws_roles',
  'policy_rules',
  'api_tokens',
  'service_accounts',
] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** The tables of the page. */
export const SCHEMAS = {
  people: {
    id: 'text',
    name: 'text',
    provider: 'text',
    kind: 'text',
    username: 'text',
    email: 'text',
    active: 'flag',
    status: 'text',
    mfa_enabled: 'flag',
    mfa_methods: 'list',
    mfa_weak_only: 'flag',
    mfa_phishing_resistant: 'flag',
    mfa_exempt: 'flag',
    admin: 'flag',
    super_admin: 'flag',
    sso_bypass: 'flag',
    employee_type: 'text',
    title: 'text',
    department: 'text',
    manager: 'text',
    manager_id: 'reference',
    created_on: 'number',
    last_login_on: 'number',
    password_changed_on: 'number',
    web_link: 'text',
  },
  groups: {
    id: 'text',
    name: 'text',
    provider: 'text',
    kind: 'text',
    description: 'text',
    dynamic: 'flag',
    rules: 'list',
    gives_application: 'flag',
    gives_admin: 'flag',
    source_application: 'text',
    created_on: 'number',
    web_link: 'text',
  },
  applications: {
    id: 'text',
    name: 'text',
    provider: 'text',
    active: 'flag',
    sign_on_mode: 'text',
    service_app: 'flag',
    vendor: 'text',
    mfa_required: 'flag',
    phishing_resistant_required: 'flag',
    reauthenticate_in: 'text',
    created_on: 'number',
    web_link: 'text',
  },
  memberships: {
    group_id: 'reference',
    person_id: 'reference',
    role: 'text',
  },
  nested_groups: { parent_id: 'reference', child_id: 'reference' },
  assignments: {
    application_id: 'reference',
    person_id: 'reference',
    group_id: 'reference',
    direct: 'flag',
    status: 'text',
    role: 'text',
  },
  role_assignments: {
    person_id: 'reference',
    group_id: 'reference',
    application_id: 'reference',
    role_id: 'reference',
    active: 'flag',
    extent: 'text',
    extent_name: 'text',
  },
  roles: {
    id: 'text',
    name: 'text',
    provider: 'text',
    admin: 'flag',
    super_admin: 'flag',
  },
  aws_roles: { id: 'text', name: 'text', provider: 'text', account: 'text' },
  aws_role_holders: {
    role_id: 'reference',
    person_id: 'reference',
    group_id: 'reference',
  },
  factors: {
    person_id: 'reference',
    name: 'text',
    method: 'text',
    kind: 'text',
    active: 'flag',
    counts: 'flag',
    weak: 'flag',
    phishing_resistant: 'flag',
    status: 'text',
    device: 'text',
    created_on: 'number',
  },
  devices: {
    id: 'text',
    name: 'text',
    provider: 'text',
    kind: 'text',
    category: 'text',
    platform: 'text',
    os_version: 'text',
    make: 'text',
    model: 'text',
    serial: 'text',
    encrypted: 'flag',
    managed: 'flag',
    active: 'flag',
    last_seen_on: 'number',
    created_on: 'number',
    web_link: 'text',
  },
  device_people: { device_id: 'reference', person_id: 'reference' },
  policy_rules: {
    id: 'text',
    name: 'text',
    provider: 'text',
    policy_name: 'text',
    kind: 'text',
    active: 'flag',
    priority: 'number',
    allows: 'flag',
    mfa_required: 'flag',
    phishing_resistant_required: 'flag',
    reauthenticate_in: 'text',
    factors: 'list',
    conditional: 'flag',
    people_ids: 'list',
    group_ids: 'list',
    excluded_people_ids: 'list',
    excluded_group_ids: 'list',
  },
  sign_on: { application_id: 'reference', rule_id: 'reference' },
  api_tokens: {
    id: 'text',
    name: 'text',
    provider: 'text',
    person_id: 'reference',
    person_active: 'flag',
    admin: 'flag',
    super_admin: 'flag',
    used: 'flag',
    last_used_on: 'number',
    expires_on: 'number',
    restricted: 'flag',
    created_on: 'number',
  },
  service_accounts: {
    id: 'text',
    name: 'text',
    provider: 'text',
    kind: 'text',
    active: 'flag',
    admin: 'flag',
    super_admin: 'flag',
    roles: 'list',
    team_id: 'reference',
    application_id: 'reference',
    created_on: 'number',
    last_used_on: 'number',
    expires_on: 'number',
    web_link: 'text',
  },
  finding_rows: {
    finding_id: 'text',
    /** The kind of the object, and its row; none where it has no page. */
    kind: 'text',
    object: 'reference',
    name: 'text',
    detail: 'text',
  },
} as const satisfies Record<string, Schema>;

/** The tables by name, as they are read. */
export type Tables = {
  [Name in keyof typeof SCHEMAS]: Table<(typeof SCHEMAS)[Name]>;
};

/** A table by its name. */
export type TableOf<Name extends keyof typeof SCHEMAS> = Tables[Name];

/** A tenant that was collected. */
export interface Account {
  name: string;
  provider: string;
  domain?: string;
  webLink?: string;
}

/** What became of a type of the graph. */
export interface TypeState {
  type: string;
  provider: string;
  status: 'complete' | 'partial' | 'limited' | 'not collected';
  objects: number;
  steps: string[];
}

export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** What a finding comes to; its rows stand in `finding_rows`. */
export interface Finding {
  id: string;
  title: string;
  severity: Severity;
  why: string;
  action: string;
  status: 'found' | 'clear' | 'incomplete' | 'not applicable';
  count: number;
  /** Of so many nobody knows. */
  unknown: number;
  /** The partial types that it reads: rows may be missing. */
  partialTypes: string[];
  /** Why it is not applicable. */
  reason?: string;
}

/** The facts of the run. */
export interface Facts {
  accounts: Account[];
  /** When the collection ended, ms. */
  collectedOn: number;
  types: TypeState[];
  /** Of tables from which rows may be missing: the partial types that they are made of. */
  partial: Partial<Record<keyof Tables, string[]>>;
  findings: Finding[];
}
