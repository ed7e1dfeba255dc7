import type { Random } from '../acme/random';

import { objectId } from './objectId';
import type { Application, Group, JsonRecord } from './records';

export function createApplications(
  count: number,
  {
    organizationId,
    users,
    groups,
  }: {
    organizationId: string;
    users: readonly JsonRecord[];
    groups: readonly Group[];
  },
  random: Random,
): Application[] {
  const userIds = users.map(({ id }) => String(id));
  const groupIds = groups.map(({ record }) => String(record.id));
  return Array.from({ length: count }, (_, index) => {
    const id = objectId(random);
    return {
      record: {
        _id: id,
        id,
        name: 'aws',
        displayName: 'Amazon Web Services',
        displayLabel: index % 3 === 0 ? '' : `AWS ${index}`,
        active: true,
        beta: false,
        color: null,
        organization: organizationId,
        logo: { url: 'https://cdn.example/logo.png' },
        ssoUrl: `https://sso.jumpcloud.com/saml2/aws${index}`,
        learnMore: '',
        description: '',
        config: {
          idpPrivateKey: { label: 'Key', value: 'canary-private-key' },
          idpCertificate: { label: 'Certificate', value: 'canary-certificate' },
        },
        databaseAttributes: [],
        created: '2024-01-01T00:00:00.000Z',
        sso: {
          type: index % 4 === 3 ? 'bookmark' : 'saml',
          jit: false,
          beta: false,
          idpCertExpirationAt: '2029-01-01T00:00:00Z',
        },
      },
      userIds: random.sample(userIds, index === 0 ? 120 : random.below(4)),
      groupIds: random.sample(groupIds, 1 + random.below(5)),
    };
  });
}
