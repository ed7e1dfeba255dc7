import {
  createMappedRelationship,
  type Relationship,
  RelationshipDirection,
  type StepMappedRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { text } from '../../graph/properties';

import { AWS_IAM_ROLE } from './model';
import type { AppUser, OktaApplication } from './types';

/** How the assignments of an application name AWS roles; undefined where it is no AWS app. */
export interface AwsApp {
  /** What stands before the name in the ARN of a role; undefined where the account is not known. */
  roleArnPrefix?: string;
}

/** `[Account] -- Role`, as Okta's AWS app writes the roles of several accounts. */
const ROLE_OF_ACCOUNT = /^\[(.+?)\] -- (.+)$/;

/** `arn:{partition}:iam::{account}:saml-provider/{name}`. */
const IDENTITY_PROVIDER_ARN = /^(arn:[\w-]+:iam::\d{12}:)saml-provider\//;

/** What is needed to map the assignments of an AWS application. */
export function awsAppOf({
  name,
  settings,
}: OktaApplication): AwsApp | undefined {
  if (!name?.startsWith('amazon_aws')) return undefined;
  const arn = text(settings?.app?.identityProviderArn) ?? '';
  const prefix = IDENTITY_PROVIDER_ARN.exec(arn)?.[1];
  return { ...(prefix && { roleArnPrefix: `${prefix}role/` }) };
}

/** The AWS roles that an assignment gives. */
export function createAwsRoleRelationships(
  metadata: StepMappedRelationshipMetadata & { _type: string },
  fromKey: string,
  app: AwsApp | undefined,
  { profile }: Pick<AppUser, 'profile'>,
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
