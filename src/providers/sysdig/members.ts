import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { forEach, PARENTS_AT_ONCE } from '../../collect/forEach';
import type { ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { related } from '../../graph/relationships';
import type { ApiError } from '../../http/failures';
import { type Records, unlessRefused } from '../../http/records';

import { type SysdigClient, teamPath } from './client';
import { isMissing, isRefusal } from './fallback';
import { type Member, PlatformMember, userIdOf } from './memberRecords';
import { OlderMembers, PRODUCTS } from './olderMembers';
import { roleProperties } from './teamRoles';
import { perTeamSurvey, TEAM, teamKey, Teams, teams } from './teams';
import { Admins, USER, userKey, users } from './users';
import { Reads } from './permissions';

/** Reads members of teams: from the platform API as long as that does not refuse them. */
class TeamMembers {
  /** Why the platform API was left. */
  refusal?: ApiError;
  private readonly older: OlderMembers;

  constructor(private readonly client: SysdigClient) {
    this.older = new OlderMembers(client);
  }

  /** The members of a team, administrators of the account included. */
  async *of(teamId: string): Records<Member> {
    if (!this.refusal) {
      const refusal = yield* unlessRefused(
        this.platformList(teamId),
        isRefusal,
      );
      if (!refusal) return;
      if (isMissing(refusal) && (await this.client.isTeamGone(teamId))) {
        throw refusal;
      }
      if (!this.refusal) {
        this.client.fallback.tell('the members of teams', refusal);
      }
      this.refusal ??= refusal;
    }
    yield* this.older.of(teamId, this.refusal);
  }

  isTeamGone(teamId: string): Promise<boolean> {
    return this.refusal
      ? this.older.isTeamGone(teamId)
      : this.client.isTeamGone(teamId);
  }

  /** @throws ApiError where the older API was read, and may have hidden members */
  async checkAllAreSeen(): Promise<void> {
    if (!this.refusal) return;
    await this.client.fallback.checkOwnerSeesAll(
      'members of teams',
      this.refusal,
    );
  }

  private platformList(teamId: string): Records<Member> {
    return this.client.platformList<Member>({
      path: `${teamPath(teamId)}/users`,
      query: { withAdminUsers: true },
      bucket: 'memberships',
      permission: Reads.MEMBERSHIPS.needs,
      record: PlatformMember,
      idOf: userIdOf,
    });
  }
}

export const TEAM_HAS_USER = related(TEAM, RelationshipClass.HAS, USER);

const TEAM_MEMBERS = 'fetch-sysdig-team-members';

/** What the members of teams tell of custom roles. */
export interface CustomRoles {
  /** The ids of their roles, by user id. */
  byUser: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why some are not told: the platform API refused, and the older API hides them. */
  hiddenBy?: ApiError;
}

export const CustomRolesOfUsers = stepDataKey<CustomRoles>({
  from: TEAM_MEMBERS,
  name: 'custom roles',
});

export const teamMembers: ProviderStep<SysdigClient> = {
  id: TEAM_MEMBERS,
  name: 'Fetch Sysdig team members',
  entities: [],
  relationships: [TEAM_HAS_USER],
  reads: [Reads.MEMBERSHIPS],
  survey: perTeamSurvey(
    Reads.MEMBERSHIPS,
    'memberships',
    (client, teamId) => new TeamMembers(client).of(teamId),
    // Those that are asked for at once are refused at once.
    (teams) => Math.min(teams, PARENTS_AT_ONCE) + PRODUCTS.length,
  ),
  dependsOn: [users.id, teams.id],
  async collect({ client, completeness, edges, stepData }) {
    const admins = await stepData.get(Admins);
    const ofTeams = new TeamMembers(client);
    const byUser = new Map<string, Set<string>>();
    let isAnyHidden = false;
    const what = 'members of teams';
    const teamIds = (await stepData.get(Teams)).keys();
    await forEach(teamIds, { completeness, what }, async (teamId) => {
      const members = completeness.trackChild(ofTeams.of(teamId), {
        what: `members of team ${teamId}`,
        isGone: () => ofTeams.isTeamGone(teamId),
      });
      for await (const member of members) {
        const { userId, customTeamRoleId: roleId } = member;
        const admin = member.admin ?? admins.get(userId);
        const isKnown = await edges.add(
          TEAM_HAS_USER,
          teamKey(teamId),
          userKey(userId),
          { ...roleProperties(member), admin },
        );
        if (!isKnown) continue;
        isAnyHidden ||= member.isRoleHidden ?? false;
        if (roleId === undefined) continue;
        byUser.set(userId, (byUser.get(userId) ?? new Set()).add(roleId));
      }
    });
    await completeness.attempt(
      () => ofTeams.checkAllAreSeen(),
      'members of teams',
    );
    const hiddenBy = isAnyHidden ? ofTeams.refusal : undefined;
    await stepData.set(CustomRolesOfUsers, { byUser, hiddenBy });
  },
};
