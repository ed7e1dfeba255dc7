import { toEntity } from '../../graph/entities';

import { API_TOKEN, OktaApiToken } from './apiTokens';

function tokenOf(more: object) {
  return toEntity(
    API_TOKEN,
    OktaApiToken.parse({
      id: '00T1exampleTok00h7zz',
      name: 'hr-sync',
      userId: '00u1exampleAda00h7zz',
      clientName: 'Okta API',
      tokenWindow: 'P30D',
      created: '2025-11-02T14:47:13.000Z',
      lastUpdated: '2026-02-01T10:00:00.000Z',
      expiresAt: '2026-03-03T10:00:00.000Z',
      ...more,
    }),
  );
}

test('a token was last used a window before its end, whenever it was edited', () => {
  expect(tokenOf({})).toMatchObject({
    _key: '00T1exampleTok00h7zz',
    _class: ['AccessKey'],
    name: 'hr-sync',
    userId: '00u1exampleAda00h7zz',
    used: true,
    lastUsedOn: Date.parse('2026-02-01T10:00:00.000Z'),
    expiresOn: Date.parse('2026-03-03T10:00:00.000Z'),
  });
  const neverUsed = tokenOf({ expiresAt: '2025-12-02T14:47:13.000Z' });
  expect(neverUsed.used).toBe(false);
  expect(neverUsed.lastUsedOn).toBeUndefined();
});

test.each([
  ['its end', { expiresAt: null }],
  ['its window', { tokenWindow: 'a month' }],
  ['when it was made', { created: undefined }],
])('where a token does not tell %s, its use is unknown', (_name, more) => {
  const token = tokenOf(more);
  expect(token.used).toBeUndefined();
  expect(token.lastUsedOn).toBeUndefined();
});

test.each<[string, unknown, boolean | undefined]>([
  ['no condition', undefined, false],
  ['anywhere', { connection: 'ANYWHERE' }, false],
  ['zones', { connection: 'ZONE', include: ['nzo1'] }, true],
  ['zones shut out', { connection: 'ZONE', exclude: ['nzo1'] }, false],
  ['another connection', { connection: 'MOON' }, undefined],
])('a token with %s', (_name, network, restrictedToZones) => {
  expect(tokenOf({ network }).restrictedToZones).toBe(restrictedToZones);
});
