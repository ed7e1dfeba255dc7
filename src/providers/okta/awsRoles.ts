import {
  createMappedRelationship,
  type Relationship,
  RelationshipClass,
  RelationshipDirection,
  type StepMappedRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { text, texts } from '../../graph/properties';

import { APP_USER_GROUP, USER_GROUP } from './groups';
import { USER } from './users';

/** An AWS role, which the AWS integration owns. */
const AWS_IAM_ROLE = 'aws_iam_role';

type MappedMetadata = StepMappedRelationshipMetadata & { _type: string };

function assignedAwsRole(sourceType: string, _type: string): MappedMetadata {
  return {
    _type,
    _class: RelationshipClass.ASSIGNED,
    sourceType,
    targetType: AWS_IAM_ROLE,
    direction: RelationshipDirection.REVERSE,
  };
}

export const USER_ASSIGNED_AWS_ROLE = assignedAwsRole(
  USER._type,
  'okta_user_assigned_aws_iam_role',
);
const GROUP_ASSIGNED = 'okta_user_group_assigned_aws_iam_role';
export const GROUP_ASSIGNED_AWS_ROLE = {
  own: assignedAwsRole(USER_GROUP._type, GROUP_ASSIGNED),
  app: assignedAwsRole(APP_USER_GROUP._type, GROUP_ASSIGNED),
};

/** How the assignments of an application name AWS roles; undefined where it is no AWS app. */
export interface AwsApp {
  /** What stands before the name in the ARN of a role; undefined where the account is not known. */
  roleArnPrefix?: string;
  /** Undefined where it gives no roles by names of groups. */
  groupMapping?: AwsGroupMapping;
}

/** How an application gives roles by names of groups. */
export interface AwsGroupMapping {
  /** A regular expression with `(?{{accountid}}…)` and `(?{{role}}…)`. */
  filter: string;
  /** ARNs of identity provider and role, with `${accountid}` and `${role}`. */
  rolePattern: string;
  /** Where groups have to come from: `okta`, or names of apps; undefined for all. */
  sources?: readonly string[];
}

/** `[Account] -- Role`, as Okta's AWS app writes the roles of several accounts. */
const ROLE_OF_ACCOUNT = /^\[(.+?)\] -- (.+)$/;

/** `arn:{partition}:iam::{account}:saml-provider/{name}`. */
const IDENTITY_PROVIDER_ARN = /^(arn:[\w-]+:iam::\d{12}:)saml-provider\//;

/** What is needed to map the assignments of an AWS application. */
export function awsAppOf({
  name,
  settings,
}: {
  name?: string;
  settings?: { app?: Readonly<Record<string, unknown>> };
}): AwsApp | undefined {
  if (!name?.startsWith('amazon_aws')) return undefined;
  const arn = text(settings?.app?.identityProviderArn) ?? '';
  const prefix = IDENTITY_PROVIDER_ARN.exec(arn)?.[1];
  const groupMapping = groupMappingOf(settings?.app ?? {});
  return {
    ...(prefix && { roleArnPrefix: `${prefix}role/` }),
    ...(groupMapping && { groupMapping }),
  };
}

/** The fields have default values where the mapping is switched off. */
function groupMappingOf({
  useGroupMapping,
  groupFilter,
  roleValuePattern,
  appFilter,
}: Readonly<Record<string, unknown>>): AwsGroupMapping | undefined {
  const filter = text(groupFilter);
  const rolePattern = text(roleValuePattern);
  if (useGroupMapping !== true || !filter || !rolePattern) return undefined;
  const sources = texts(text(appFilter)?.split(','));
  return { filter, rolePattern, ...(sources && { sources }) };
}

/** An assignment of a user or a group, by whose id it goes. */
interface Assignment {
  id: string;
  profile?: { role?: string; samlRoles?: readonly unknown[] };
}

/** The AWS roles that an assignment gives. */
export function awsRoleRelationships(
  metadata: MappedMetadata,
  { id: fromKey, profile }: Assignment,
  app: AwsApp | undefined,
): Relationship[] {
  if (!app) return [];
  const roles = new Set(
    [profile?.role, ...(profile?.samlRoles ?? [])]
      .map(text)
      .filter((role) => role !== undefined),
  );
  return [...roles].flatMap((role) => {
    const target = targetOf(role, app);
    if (!target) return [];
    return createMappedRelationship({
      _class: metadata._class,
      _type: metadata._type,
      _key: `${fromKey}|assigned|${target.name}`,
      _mapping: {
        sourceEntityKey: fromKey,
        relationshipDirection: RelationshipDirection.REVERSE,
        targetFilterKeys: [target.filterKeys],
        targetEntity: target.entity,
        skipTargetCreation: true,
      },
    });
  });
}

interface Target {
  /** Tells the target apart from others. */
  name: string;
  filterKeys: string[];
  entity: Record<string, string>;
}

function targetOf(role: string, { roleArnPrefix }: AwsApp): Target | undefined {
  const [, account, roleName] = ROLE_OF_ACCOUNT.exec(role) ?? [];
  if (account && roleName) {
    return {
      name: role,
      filterKeys: ['_type', 'roleName', 'tag.AccountName'],
      entity: { _type: AWS_IAM_ROLE, roleName, 'tag.AccountName': account },
    };
  }
  const arn = role.startsWith('arn:')
    ? role
    : roleArnPrefix && roleArnPrefix + role;
  if (!arn) return undefined;
  return {
    name: arn,
    filterKeys: ['_type', '_key'],
    entity: { _type: AWS_IAM_ROLE, _key: arn },
  };
}
