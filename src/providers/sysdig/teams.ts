import { z } from 'zod';

import { listStep } from '../../collect/listStep';
import { stepDataKey } from '../../collect/stepData';
import {
  listProbe,
  listSurvey,
  Probe,
  sample,
  type StepSurvey,
} from '../../collect/survey';
import type { Access } from '../../collect/access';
import { entityModel, type Property } from '../../graph/entities';
import { pick, text, texts } from '../../graph/properties';
import { ApiError } from '../../http/failures';
import type { Records } from '../../http/records';
import {
  count,
  flag,
  identifier,
  list,
  objectField,
  reference,
  text as textField,
  textList,
  textOrNumber,
} from '../../wire/fields';

import { accountHas, inAccount } from './account';
import type { SysdigClient } from './client';
import { productNames, timeOf, when } from './fields';
import { Reads } from './permissions';
import { roleProperties, type TeamRole, teamRoleOf } from './teamRoles';

/** A record of `GET /platform/v1/teams`. */
export const PlatformTeam = z.object({
  id: identifier,
  name: textField,
  description: textField,
  product: textField,
  isDefaultTeam: flag,
  isImmutableTeam: flag,
  /** The role that new members get: a standard one, or the id of a custom one. */
  standardTeamRole: textField,
  customTeamRoleId: reference,
  isAllZones: flag,
  zoneIds: list(identifier),
  /** What the team may do beyond the roles of its members. */
  additionalTeamPermissions: objectField({
    hasSysdigCaptures: flag,
    hasInfrastructureEvents: flag,
    hasAwsData: flag,
    hasRapidResponse: flag,
    hasAgentCli: flag,
    hasBeaconMetrics: flag,
  }),
  dateCreated: when,
  lastUpdated: when,
});

/** A team, whichever API it comes from; the rest only the older API tells. */
export type Team = Omit<z.infer<typeof PlatformTeam>, keyof TeamRole> &
  TeamRole & {
    products?: string[];
    userCount?: number;
  };

/** A record of `GET /api/v2/teams/light`. */
export const OlderTeam: z.ZodType<Team> = z
  .object({
    id: identifier,
    name: textField,
    description: textField,
    products: textList,
    default: flag,
    immutable: flag,
    defaultTeamRole: textOrNumber,
    userCount: count,
    canUseSysdigCapture: flag,
    canUseCustomEvents: flag,
    canUseAwsMetrics: flag,
    canUseRapidResponse: flag,
    canUseAgentCli: flag,
    canUseBeaconMetrics: flag,
    dateCreated: when,
    lastUpdated: when,
  })
  .transform((team) => ({
    ...team,
    product: undefined,
    products: productNames(team.products),
    isDefaultTeam: team.default,
    isImmutableTeam: team.immutable,
    ...teamRoleOf(team.defaultTeamRole),
    isAllZones: undefined,
    zoneIds: undefined,
    additionalTeamPermissions: {
      hasSysdigCaptures: team.canUseSysdigCapture,
      hasInfrastructureEvents: team.canUseCustomEvents,
      hasAwsData: team.canUseAwsMetrics,
      hasRapidResponse: team.canUseRapidResponse,
      hasAgentCli: team.canUseAgentCli,
      hasBeaconMetrics: team.canUseBeaconMetrics,
    },
  }));

/** All teams (`GET /platform/v1/teams`, else `GET /api/v2/teams/light`). */
function listTeams(client: SysdigClient): Records<Team> {
  return client.fallback.either<Team>({
    what: 'teams',
    platform: client.sortedList({
      path: '/platform/v1/teams',
      bucket: 'teams',
      permission: Reads.TEAMS.needs,
      record: PlatformTeam,
    }),
    older: client.olderList('teams', OlderTeam),
  });
}

/** A 404 on a list of a team that was not deleted. */
export function lostListError({ endpoint, status }: ApiError): ApiError {
  return new ApiError({
    kind: 'answer',
    endpoint,
    status,
    reason: 'the team is there, but this list of it is not',
  });
}

export function teamKey(id: string): string {
  return `sysdig_team:${id}`;
}

export const TEAM = entityModel<Team>({
  resourceName: 'Team',
  _type: 'sysdig_team',
  _class: ['Team'],
  key: ({ id }) => teamKey(id),
  properties: {
    id: ["Sysdig's id of the team", ({ id }) => id],
    name: ['Name of the team', ({ id, name }) => text(name) ?? id],
    description: ['Description', ({ description }) => text(description)],
    products: [
      'Products of the team: `monitor`, `secure`',
      ({ product, products = [product] }) => texts(products),
    ],
    default: ['Whether new users join it', ({ isDefaultTeam: is }) => is],
    immutable: [
      'Whether it cannot be changed',
      ({ isImmutableTeam: is }) => is,
    ],
    defaultRole: [
      'Role of new members: a standard one, or the id of a custom one',
      (team) => roleProperties(team).role,
    ],
    defaultCustomRoleId: [
      'Id of that role, where it is a custom one',
      ({ customTeamRoleId }) => customTeamRoleId,
    ],
    allZones: ['Whether it sees all zones', ({ isAllZones: is }) => is],
    zoneIds: ['Ids of the zones that it sees', ({ zoneIds }) => texts(zoneIds)],
    userCount: [
      'Number of members; of the older API only',
      ({ userCount }) => userCount,
    ],
    capturesAllowed: allowed('take captures', 'hasSysdigCaptures'),
    infrastructureEventsAllowed: allowed(
      'see infrastructure events',
      'hasInfrastructureEvents',
    ),
    awsDataAllowed: allowed('see data of AWS', 'hasAwsData'),
    rapidResponseAllowed: allowed('use Rapid Response', 'hasRapidResponse'),
    agentCliAllowed: allowed('use the command line of agents', 'hasAgentCli'),
    beaconMetricsAllowed: allowed('see beacon metrics', 'hasBeaconMetrics'),
    createdOn: [
      'When the team was created',
      ({ dateCreated }) => timeOf(dateCreated),
    ],
    updatedOn: [
      'When the team was changed',
      ({ lastUpdated }) => timeOf(lastUpdated),
    ],
  },
  raw: (team) =>
    pick(team, [
      'id',
      'name',
      'product',
      'products',
      'standardTeamRole',
      'customTeamRoleId',
      'additionalTeamPermissions',
    ]),
});

function allowed(
  what: string,
  permission: keyof NonNullable<Team['additionalTeamPermissions']>,
): Property<Team> {
  return [
    `Whether members may ${what}`,
    ({ additionalTeamPermissions: granted }) => granted?.[permission],
  ];
}

const TEAMS = 'fetch-sysdig-teams';

/** The names of all teams, by id. */
export const Teams = stepDataKey<ReadonlyMap<string, string | undefined>>({
  from: TEAMS,
  name: 'teams',
});

const teamsProbe = listProbe(Reads.TEAMS, listTeams);

export const teams = listStep({
  id: TEAMS,
  name: 'Fetch Sysdig teams',
  entity: TEAM,
  relationship: accountHas(TEAM),
  access: Reads.TEAMS,
  survey: listSurvey(teamsProbe, 'teams', 200),
  list: listTeams,
  ...inAccount,
  toSource: (team) => team,
  handsOn: { key: Teams, entry: ({ id, name }) => [id, name] },
});

/**
 * For a step that reads one list of each team: the first team stands for all.
 *
 * @param callsWithoutPlatform the calls of a step where the tenant does not have the platform API
 */
export function perTeamSurvey(
  access: Access,
  bucket: string,
  list: (client: SysdigClient, teamId: string) => Records<unknown>,
  callsWithoutPlatform: (teams: number) => number,
): StepSurvey<SysdigClient> {
  const probe = new Probe({
    access,
    look: async (client: SysdigClient, survey) => {
      const found = await teamsProbe.in(survey);
      const [first] = found?.records ?? [];
      if (first) await sample(list(client, first.id), 1);
    },
  });
  return {
    probes: [probe],
    calls: async (survey) => {
      const { count = 0 } = (await teamsProbe.in(survey)) ?? {};
      const { isPlatformAbsent } = survey.client.fallback;
      return {
        [bucket]: isPlatformAbsent ? callsWithoutPlatform(count) : count,
      };
    },
  };
}
