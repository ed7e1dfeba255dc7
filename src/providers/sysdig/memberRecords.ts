import { z } from 'zod';

import {
  flag,
  identifier,
  reference,
  text,
  textOrNumber,
} from '../../wire/fields';

import { type TeamRole, teamRoleOf } from './teamRoles';

/** A record of `GET /platform/v1/teams/{id}/users`. One of the two roles is set. */
export const PlatformMember = z.object({
  userId: identifier,
  standardTeamRole: text,
  customTeamRoleId: reference,
});

/** A member of a team, whichever API it comes from; the rest only the older API tells. */
export type Member = TeamRole & {
  userId: string;
  /** Whether the user is an administrator of the account. */
  admin?: boolean;
  /** True where there may be a custom role that the record does not name. */
  isRoleHidden?: boolean;
};

/** What some versions of the older API say of a member who has a custom role, or none. */
const NO_STANDARD_ROLE = 'ROLE_TEAM_NONE';

/** An item of `userRoles` in `GET /api/teams` and `GET /api/teams/{id}`: some versions name a custom role by its id. */
export const OlderMember: z.ZodType<Member> = z
  .object({ userId: identifier, role: textOrNumber, admin: flag })
  .transform(({ userId, role, admin }) => ({
    userId,
    ...teamRoleOf(role),
    isRoleHidden: role === undefined || role === NO_STANDARD_ROLE,
    admin,
  }));

/** Built once: it is asked for each member. */
const IdOfUser = z.object({ userId: identifier });

/** Members are told apart by the user. */
export function userIdOf(member: unknown): string | undefined {
  return IdOfUser.safeParse(member).data?.userId;
}
