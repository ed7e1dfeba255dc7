import { toEntity } from '../../graph/entities';

import { OlderTeam, PlatformTeam, TEAM } from './teams';

test('team', () => {
  const team = PlatformTeam.parse({
    id: '501',
    name: 'Secure Operations',
    product: 'secure',
    isDefaultTeam: true,
    isImmutableTeam: false,
    standardTeamRole: 'ROLE_TEAM_STANDARD',
    zoneIds: [11],
    additionalTeamPermissions: {
      hasSysdigCaptures: true,
      hasRapidResponse: false,
    },
    dateCreated: '1970-01-01T00:00:00.001Z',
  });

  expect(toEntity(TEAM, team)).toMatchObject({
    _key: 'sysdig_team:501',
    _type: 'sysdig_team',
    _class: ['Team'],
    name: 'Secure Operations',
    products: ['secure'],
    default: true,
    immutable: false,
    defaultRole: 'ROLE_TEAM_STANDARD',
    zoneIds: ['11'],
    capturesAllowed: true,
    rapidResponseAllowed: false,
    agentCliAllowed: undefined,
    createdOn: 1,
  });
});

test('teams of both generations come out alike', () => {
  const platform = PlatformTeam.parse({
    id: 501,
    name: 'Secure Operations',
    product: 'secure',
    isDefaultTeam: true,
    isImmutableTeam: true,
    standardTeamRole: 'ROLE_TEAM_STANDARD',
    additionalTeamPermissions: { hasSysdigCaptures: true },
    dateCreated: '2023-11-14T22:13:20Z',
  });
  const legacy = OlderTeam.parse({
    id: 501,
    name: 'Secure Operations',
    products: ['SDS'],
    default: true,
    immutable: true,
    defaultTeamRole: 'ROLE_TEAM_STANDARD',
    canUseSysdigCapture: true,
    dateCreated: 1_700_000_000_000,
  });

  const expected = {
    id: '501',
    name: 'Secure Operations',
    products: ['secure'],
    default: true,
    immutable: true,
    defaultRole: 'ROLE_TEAM_STANDARD',
    capturesAllowed: true,
    createdOn: 1_700_000_000_000,
  };
  expect(toEntity(TEAM, platform)).toMatchObject(expected);
  expect(toEntity(TEAM, legacy)).toMatchObject(expected);
});

test.each([
  PlatformTeam.parse({ id: 1, standardTeamRole: null, customTeamRoleId: 77 }),
  OlderTeam.parse({ id: 1, defaultTeamRole: 77 }),
  OlderTeam.parse({ id: 1, defaultTeamRole: '77' }),
])('the default role of a team may be a custom one', (team) => {
  expect(toEntity(TEAM, team)).toMatchObject({
    defaultRole: '77',
    defaultCustomRoleId: '77',
  });
});

test('a standard default role is no custom one', () => {
  const team = OlderTeam.parse({ id: 1, defaultTeamRole: 'ROLE_TEAM_READ' });

  expect(toEntity(TEAM, team)).toMatchObject({
    defaultRole: 'ROLE_TEAM_READ',
    defaultCustomRoleId: undefined,
  });
});
