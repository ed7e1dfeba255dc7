import { z } from 'zod';

import { remembered } from '../../collect/remembered';
import { ApiError } from '../../http/failures';
import type { Records } from '../../http/records';
import { elements, identifier } from '../../wire/fields';

import type { SysdigClient } from './client';
import { isMissing, isRefusal, repairable } from './fallback';
import { type Member, OlderMember } from './memberRecords';
import { lostListError } from './teams';
import { Reads } from './permissions';

/** A team with its members, which are checked one by one; undefined where they are left out. */
const TeamWithMembers = z.object({ id: identifier, userRoles: elements });
type TeamWithMembers = z.infer<typeof TeamWithMembers>;

/** `GET /api/teams/{id}`. */
const TeamAnswer = z.object({ team: TeamWithMembers });

/** `GET /api/teams?product=`. */
const TeamsAnswer = z.object({ teams: z.array(TeamWithMembers) });

/** Teams are listed by product: Secure and Monitor. */
export const PRODUCTS = ['SDS', 'SDC'];

/** The teams that the older API lists, by id, and whether it gave every list of them. */
interface ListedTeams {
  byId: ReadonlyMap<string, TeamWithMembers>;
  areAll: boolean;
}

/** Reads the members of teams from the older API: of all teams at once where that can be had. */
export class OlderMembers {
  private readonly listedTeams = remembered(() => this.readTeams());

  constructor(private readonly client: SysdigClient) {}

  /**
   * The members of a team.
   *
   * @param refusal why they do not come from the platform API
   */
  async *of(teamId: string, refusal: ApiError): Records<Member> {
    const listed = (await this.listedTeams()).byId.get(teamId);
    const { userRoles = [] } = listed?.userRoles
      ? listed
      : await this.readTeam(teamId, refusal);
    yield* this.client.elements(OlderMember, userRoles);
  }

  /** Whether a team was deleted: the platform API knows, else the list of all teams. */
  async isTeamGone(teamId: string): Promise<boolean> {
    if (await this.client.fallback.hasPlatform()) {
      return this.client.isTeamGone(teamId);
    }
    const { byId, areAll } = await this.listedTeams();
    return areAll && byId.size > 0 && !byId.has(teamId);
  }

  /** The teams of all products with their members: one request for each product. */
  private async readTeams(): Promise<ListedTeams> {
    const lists: (TeamWithMembers[] | undefined)[] = [];
    for (const product of PRODUCTS) lists.push(await this.teamsOf(product));
    const teams = lists.flatMap((list) => list ?? []);
    return {
      byId: new Map(teams.map((team) => [team.id, team])),
      areAll: !lists.includes(undefined),
    };
  }

  /** Undefined where the list is refused, or is none. */
  private async teamsOf(
    product: string,
  ): Promise<TeamWithMembers[] | undefined> {
    try {
      const { teams } = await this.client.record(
        { path: '/api/teams', query: { product }, bucket: 'older teams' },
        TeamsAnswer,
      );
      return teams;
    } catch (error) {
      const isUnavailable =
        !(error instanceof ApiError) || error.kind === 'unavailable';
      if (isUnavailable) throw error;
      return undefined;
    }
  }

  private async readTeam(
    teamId: string,
    refusal: ApiError,
  ): Promise<TeamWithMembers> {
    try {
      const { team } = await this.client.record(
        {
          path: `/api/teams/${encodeURIComponent(teamId)}`,
          bucket: 'older teams',
          permission: Reads.MEMBERSHIPS.needs,
        },
        TeamAnswer,
      );
      return team;
    } catch (error) {
      if (!(error instanceof ApiError) || !isRefusal(error)) throw error;
      if (isMissing(error) && (await this.isTeamGone(teamId))) throw error;
      const named = repairable(refusal, error);
      throw isMissing(named) ? lostListError(named) : named;
    }
  }
}
