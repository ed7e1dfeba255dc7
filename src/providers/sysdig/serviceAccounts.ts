import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { forEach } from '../../collect/forEach';
import { listStep } from '../../collect/listStep';
import type { ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { listProbe, listSurvey } from '../../collect/survey';
import { entityModel, toEntity } from '../../graph/entities';
import { pick, text, texts } from '../../graph/properties';
import { related } from '../../graph/relationships';
import { type Records, unlessRefused } from '../../http/records';
import {
  identifier,
  reference,
  text as textField,
  textOrNumber,
  textList,
} from '../../wire/fields';

import { accountAdder, accountHas, inAccount } from './account';
import { type SysdigClient, teamPath } from './client';
import { isMissing } from './fallback';
import { timeOf, when } from './fields';
import {
  lostListError,
  perTeamSurvey,
  TEAM,
  teamKey,
  Teams,
  teams,
} from './teams';
import { Reads } from './permissions';
import { roleProperties, teamRoleOf } from './teamRoles';

/** A record of `GET /platform/v1/service-accounts`, or of those of a team. */
export const ServiceAccount = z.object({
  id: identifier,
  name: textField,
  dateCreated: when,
  lastUpdated: when,
  lastUsed: when,
  expirationDate: when,
  teamId: reference,
  teamRole: textOrNumber,
  systemRoles: textList,
});
type ServiceAccount = z.infer<typeof ServiceAccount>;

/** The service accounts of the account. */
function listServiceAccounts(client: SysdigClient): Records<ServiceAccount> {
  return client.fallback.platformOnly(
    client.sortedList({
      path: '/platform/v1/service-accounts',
      bucket: 'service accounts',
      permission: Reads.SERVICE_ACCOUNTS.needs,
      record: ServiceAccount,
    }),
  );
}

/** The service accounts of a team; none where the tenant does not have the platform API. */
async function* listOfTeam(
  client: SysdigClient,
  teamId: string,
): Records<ServiceAccount> {
  const { fallback } = client;
  if (fallback.isPlatformAbsent) return;
  const refusal = yield* unlessRefused(
    client.platformList({
      path: `${teamPath(teamId)}/service-accounts`,
      bucket: 'team service accounts',
      permission: Reads.TEAM_SERVICE_ACCOUNTS.needs,
      record: ServiceAccount,
      essential: ['teamRole'],
    }),
    isMissing,
  );
  if (!refusal || !(await fallback.hasPlatform())) return;
  throw (await client.isTeamGone(teamId)) ? refusal : lostListError(refusal);
}

export function serviceAccountKey(id: string): string {
  return `sysdig_service_account:${id}`;
}

const nameOf = ({ id, name }: ServiceAccount) => text(name) ?? id;

export const SERVICE_ACCOUNT = entityModel<ServiceAccount>({
  resourceName: 'Service Account',
  _type: 'sysdig_service_account',
  _class: ['User'],
  key: ({ id }) => serviceAccountKey(id),
  properties: {
    id: ["Sysdig's id of the service account", ({ id }) => id],
    name: ['Name of the service account', nameOf],
    username: ['The same name', nameOf],
    teamId: ['Id of its team, where it has one', ({ teamId }) => teamId],
    teamRole: [
      'Its role in that team: a standard one, or the id of a custom one',
      ({ teamRole }) => roleProperties(teamRoleOf(teamRole)).role,
    ],
    customRoleId: [
      'Id of that role, where it is a custom one',
      ({ teamRole }) => teamRoleOf(teamRole).customTeamRoleId,
    ],
    systemRoles: [
      'Its roles in the account',
      ({ systemRoles }) => texts(systemRoles),
    ],
    createdOn: [
      'When it was created',
      ({ dateCreated }) => timeOf(dateCreated),
    ],
    updatedOn: [
      'When it was changed',
      ({ lastUpdated }) => timeOf(lastUpdated),
    ],
    expiresOn: [
      'When it expires',
      ({ expirationDate }) => timeOf(expirationDate),
    ],
    lastUsedOn: ['When it was last used', ({ lastUsed }) => timeOf(lastUsed)],
  },
  raw: (account) =>
    pick(account, ['id', 'name', 'teamId', 'teamRole', 'systemRoles']),
});

const ACCOUNT_HAS_SERVICE_ACCOUNT = accountHas(SERVICE_ACCOUNT);

const accountsProbe = listProbe(Reads.SERVICE_ACCOUNTS, listServiceAccounts);

export const serviceAccounts = listStep({
  id: 'fetch-sysdig-service-accounts',
  name: 'Fetch Sysdig service accounts',
  ingestionSourceId: 'sysdig-service-accounts',
  entity: SERVICE_ACCOUNT,
  relationship: ACCOUNT_HAS_SERVICE_ACCOUNT,
  access: Reads.SERVICE_ACCOUNTS,
  survey: listSurvey(accountsProbe, 'service accounts', 200),
  list: listServiceAccounts,
  isFeature: true,
  ...inAccount,
  toSource: (account) => account,
});

const TEAM_HAS_SERVICE_ACCOUNT = related(
  TEAM,
  RelationshipClass.HAS,
  SERVICE_ACCOUNT,
);

const TEAM_SERVICE_ACCOUNTS = 'fetch-sysdig-team-service-accounts';

/** The service accounts that have a custom role, each with the id of the role. */
export const CustomRolesOfAccounts = stepDataKey<
  readonly (readonly [accountId: string, roleId: string])[]
>({ from: TEAM_SERVICE_ACCOUNTS, name: 'custom roles' });

export const teamServiceAccounts: ProviderStep<SysdigClient> = {
  id: TEAM_SERVICE_ACCOUNTS,
  name: 'Fetch Sysdig team service accounts',
  entities: [SERVICE_ACCOUNT],
  relationships: [ACCOUNT_HAS_SERVICE_ACCOUNT, TEAM_HAS_SERVICE_ACCOUNT],
  reads: [Reads.TEAM_SERVICE_ACCOUNTS],
  survey: perTeamSurvey(
    Reads.TEAM_SERVICE_ACCOUNTS,
    'team service accounts',
    listOfTeam,
    () => 0,
  ),
  dependsOn: [teams.id, serviceAccounts.id],
  ingestionSourceId: 'sysdig-service-accounts',
  async collect(context) {
    const { client, completeness, edges, stepData } = context;
    const add = await accountAdder(context, ACCOUNT_HAS_SERVICE_ACCOUNT);
    const customRoles: [accountId: string, roleId: string][] = [];
    const what = 'service accounts of teams';
    const teamIds = (await stepData.get(Teams)).keys();
    await forEach(teamIds, { completeness, what }, async (teamId) => {
      const list = completeness.trackChild(listOfTeam(client, teamId), {
        what: `service accounts of team ${teamId}`,
        isGone: () => client.isTeamGone(teamId),
      });
      for await (const account of list) {
        const role = teamRoleOf(account.teamRole);
        await add([toEntity(SERVICE_ACCOUNT, account)]);
        await edges.add(
          TEAM_HAS_SERVICE_ACCOUNT,
          teamKey(teamId),
          serviceAccountKey(account.id),
          roleProperties(role),
          true,
        );
        if (role.customTeamRoleId !== undefined) {
          customRoles.push([account.id, role.customTeamRoleId]);
        }
      }
    });
    await stepData.set(CustomRolesOfAccounts, customRoles);
  },
};
