import { toEntity } from '../../graph/entities';

import { FACTOR, Factor } from './factors';

test('a factor keeps phone numbers and secrets to itself', () => {
  const factor = Factor.parse({
    id: 'sms1exampleFactor0h7',
    factorType: 'sms',
    provider: 'OKTA',
    status: 'ACTIVE',
    profile: { phoneNumber: '+15555550100' },
    _embedded: { activation: { sharedSecret: 'hidden' } },
  });
  const entity = toEntity(FACTOR, factor);
  expect(entity).toMatchObject({
    _key: 'sms1exampleFactor0h7',
    _type: 'mfa_device',
    name: 'OKTA sms',
    status: 'active',
    active: true,
  });
  expect(JSON.stringify(entity)).not.toMatch(/555|hidden/);
});
