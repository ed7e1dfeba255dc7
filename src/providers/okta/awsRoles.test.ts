import { OktaApplication } from './applications';
import { AppUser } from './assignments';
import {
  awsAppOf,
  awsRoleRelationships,
  USER_ASSIGNED_AWS_ROLE,
} from './awsRoles';

function appWith(name: string, identityProviderArn?: string) {
  return OktaApplication.parse({
    id: '0oa1exampleAWS00h7zz',
    name,
    settings: { app: { identityProviderArn } },
  });
}

function keysOf(app: OktaApplication, profile: Record<string, unknown>) {
  return awsRoleRelationships(
    USER_ASSIGNED_AWS_ROLE,
    AppUser.parse({ id: 'user', profile }),
    awsAppOf(app),
  ).map(({ _key }) => _key);
}

const AWS = appWith(
  'amazon_aws',
  'arn:aws-us-gov:iam::123456789012:saml-provider/OKTA',
);

test('roles of one account are known by ARN, in the partition of the provider', () => {
  expect(keysOf(AWS, { role: 'Read', samlRoles: ['Read', 'Write'] })).toEqual([
    'user|assigned|arn:aws-us-gov:iam::123456789012:role/Read',
    'user|assigned|arn:aws-us-gov:iam::123456789012:role/Write',
  ]);
});

test('a role may be written as its ARN', () => {
  const arn = 'arn:aws:iam::210987654321:role/Admin';
  expect(keysOf(AWS, { role: arn })).toEqual([`user|assigned|${arn}`]);
});

test('roles of several accounts are known by name and account', () => {
  const app = awsAppOf(appWith('amazon_aws'));
  const [relationship] = awsRoleRelationships(
    USER_ASSIGNED_AWS_ROLE,
    AppUser.parse({
      id: 'user',
      profile: { samlRoles: ['[prod (1)] -- Admin'] },
    }),
    app,
  );
  expect(relationship).toEqual({
    _key: 'user|assigned|[prod (1)] -- Admin',
    _type: 'okta_user_assigned_aws_iam_role',
    _class: 'ASSIGNED',
    displayName: 'ASSIGNED',
    _mapping: {
      relationshipDirection: 'REVERSE',
      sourceEntityKey: 'user',
      skipTargetCreation: true,
      targetFilterKeys: [['_type', 'roleName', 'tag.AccountName']],
      targetEntity: {
        _type: 'aws_iam_role',
        roleName: 'Admin',
        'tag.AccountName': 'prod (1)',
      },
    },
  });
});

test('a role of an unknown account is no target, nor is a role of another app', () => {
  expect(keysOf(appWith('amazon_aws'), { role: 'Read' })).toEqual([]);
  expect(keysOf(appWith('salesforce'), { role: 'Admin' })).toEqual([]);
  expect(keysOf(AWS, {})).toEqual([]);
});
